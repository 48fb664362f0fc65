// One line of an ALB access log -> where its fields stand and what they say. Fields are numbered from 1, as AWS's table has them.
//
// False wherever a check does not hold; then nothing here may be used, and the line is for the reference parser. If all hold, the
// reference parser would have found the same fields.

import { CANDIDATE } from './memory';
import { below, mask, mask48, endOfBare } from './masks';
import { BAD, isTime, isWhole, millisecondsAt, wholeAt } from './numbers';
import { COMPLEX, lanes, lastLoadBalancerLength, TARGET_TEXT_MAX } from './words';

/** What read() found. */
export let minuteAt: usize = 0;
export let milliseconds: u32 = 0;
export let balancerName: usize = 0;
/** 0 stands for the load balancer before. */
export let balancerLength: usize = 0;
export let target: usize = 0;
export let targetLength: usize = 0;
export let requestTime: i32 = 0;
export let targetTime: i32 = 0;
export let responseTime: i32 = 0;
export let received: u64 = 0;
export let sent: u64 = 0;
export let request: usize = 0;
export let requestEnd: usize = 0;
export let groupName: usize = 0;
export let groupLength: usize = 0;
export let flags: u32 = 0;

export const ABSENT_TARGET: u32 = 1;
export const ABSENT_REQUEST_TIME: u32 = 2;
export const ABSENT_TARGET_TIME: u32 = 4;
export const ABSENT_RESPONSE_TIME: u32 = 8;

/** Fields 1 to 12, then the rest. False if there is any doubt. */
export function read(start: usize, end: usize, quotes: usize, quoteCount: u32): bool {
  const spaces = i8x16.splat(0x20);
  const last = load<u8>(end - 1);
  // Shorter lines cannot hold the fields; spaces and a carriage return at the end are for the reference parser.
  if (end - start < 200 || last == 0x20 || last == 0x0d) return false;
  const typeLength = <usize>ctz(i8x16.bitmask(i8x16.eq(v128.load(start), spaces)) | 0x10000);
  if (typeLength > 7) return false;
  minuteAt = start + typeLength + 1;
  if (!isTime(minuteAt + 16)) return false;
  const seconds = load<u64>(minuteAt, 17) & 0x0f0f0f0f0f0f0f0f;
  milliseconds =
    <u32>((((seconds & 15) * 10 + ((seconds >> 8) & 15)) * 1000) + ((seconds >> 24) & 15) * 100 + ((seconds >> 32) & 15) * 10 + ((seconds >> 40) & 15));
  balancerName = minuteAt + 28;
  const known = lastLoadBalancerLength(balancerName);
  balancerLength = 0;
  let at = balancerName + known + 1;
  if (known == 0) {
    at = endOfBare(balancerName, end) + 1;
    balancerLength = at - 1 - balancerName;
    if (balancerLength == 0) return false;
  }
  // 4 and 5: peer and target. The peer may be as long as IPv6 and a port.
  const peerSpaces = mask48(at, spaces);
  if (peerSpaces == 0 || load<u8>(at) == 0x22) return false;
  target = at + <usize>ctz(peerSpaces) + 1;
  if (load<u8>(target) == 0x22) return false;
  let found = mask(target, spaces);
  targetLength = <usize>ctz(found);
  let word = target + targetLength;
  if (popcnt(found) >= 8) {
    at = target;
    found &= found - 1;
  } else {
    // A long target takes the room of the fields behind it.
    at = word + 1;
    found = mask(at, spaces);
    if (targetLength > TARGET_TEXT_MAX || popcnt(found) < 7) return false;
  }
  // 6 to 8: times.
  let next = at + <usize>ctz(found);
  requestTime = millisecondsAt(next, next - word - 1);
  found &= found - 1;
  word = next;
  next = at + <usize>ctz(found);
  targetTime = millisecondsAt(next, next - word - 1);
  found &= found - 1;
  word = next;
  next = at + <usize>ctz(found);
  responseTime = millisecondsAt(next, next - word - 1);
  found &= found - 1;
  if (requestTime == BAD || targetTime == BAD || responseTime == BAD) return false;
  flags =
    (requestTime < 0 ? ABSENT_REQUEST_TIME : 0) | (targetTime < 0 ? ABSENT_TARGET_TIME : 0) | (responseTime < 0 ? ABSENT_RESPONSE_TIME : 0);
  if (targetLength == 1 && load<u8>(target) == 0x2d) flags |= ABSENT_TARGET;
  else if (targetLength < 8 || targetLength > TARGET_TEXT_MAX) return false;
  // 9 to 12: status codes, bytes.
  const codes = next + 1;
  found &= found - 1;
  word = at + <usize>ctz(found);
  const pairLength = word + 1 - codes;
  if (pairLength > 8) return false;
  store<u64>(CANDIDATE, load<u64>(start) & below(typeLength << 3));
  store<u64>(CANDIDATE, load<u64>(codes) & below(pairLength << 3), 8);
  found &= found - 1;
  next = at + <usize>ctz(found);
  found &= found - 1;
  const afterNext = at + <usize>ctz(found);
  if (!isWhole(next, next - word - 1) || !isWhole(afterNext, afterNext - next - 1)) return false;
  received = wholeAt(next, next - word - 1);
  sent = wholeAt(afterNext, afterNext - next - 1);
  return readQuoted(afterNext + 1, end, quotes, quoteCount);
}

/** Address of the quote with this number. */
@inline
function quote(quotes: usize, number: usize): usize {
  return <usize>load<u32>(quotes + (number << 2));
}

/** `" "`, the second quote being the next of the line. */
const NEXT_TO: u32 = 0x222022;
/** `"-"` */
const DASH: u32 = 0x222d22;

/**
 * Not zero unless the quote at `close` ends a field and the next field is a quoted one. The reference parser closes at a quote before a
 * space, but not behind a backslash.
 */
@inline
function apart(close: usize): u32 {
  const around = load<u32>(close - 1);
  return ((around >>> 8) ^ NEXT_TO) | u32((around & 0xff) == 0x5c);
}

@inline
function isDash(open: usize): bool {
  return (load<u32>(open) & 0xffffff) == DASH;
}

/**
 * Fields 13 to 36, `at` being the first of field 13. Quoted are 13, 14, 18 to 20, 23 to 29, 31 to 33, perhaps 35 and 36; lines with
 * other fields in quotes are for the reference parser.
 */
function readQuoted(at: usize, end: usize, quotes: usize, count: u32): bool {
  if (count < 24 || quote(quotes, 0) != at) return false;
  request = at + 1;
  requestEnd = quote(quotes, 1);
  const wrong =
    apart(requestEnd) |
    apart(quote(quotes, 5)) |
    apart(quote(quotes, 7)) |
    apart(quote(quotes, 11)) |
    apart(quote(quotes, 13)) |
    apart(quote(quotes, 15)) |
    apart(quote(quotes, 17)) |
    apart(quote(quotes, 19)) |
    apart(quote(quotes, 21));
  if (wrong) return false;
  if (!readGroup(quote(quotes, 3), quote(quotes, 4) - 1)) return false;
  // 21 and 22: priority, time of creation, each between spaces.
  if (!isBetween(quote(quotes, 9), quote(quotes, 10), 3)) return false;
  const actions = quote(quotes, 10) + 1;
  const actionsLength = quote(quotes, 11) - actions;
  v128.store(CANDIDATE + 32, v128.and(v128.load(actions), lanes(min(actionsLength, 16))));
  const reason = quote(quotes, 14);
  const classification = quote(quotes, 20);
  const classificationReason = quote(quotes, 22);
  if (actionsLength > 16 || !isDash(reason) || !isDash(classification) || !isDash(classificationReason)) {
    if (!keepSpecial(0, actions, actions + actionsLength)) return false;
    if (!keepSpecial(1, reason + 1, quote(quotes, 15))) return false;
    if (!keepSpecial(2, classification + 1, quote(quotes, 21))) return false;
    if (!keepSpecial(3, classificationReason + 1, quote(quotes, 23))) return false;
  }
  const last = quote(quotes, 23);
  const fields = load<u8>(last - 1) == 0x5c ? 0 : count == 24 ? bareFields(last, end, 29, 32) : readTransforms(end, quotes, count);
  flags |= (fields << 16) | (<u32>actionsLength << 24);
  store<u32>(CANDIDATE, flags, 16);
  return fields != 0;
}

/** Are there `count` spaces between two quotes, one of them behind the first and one before the second? */
@inline
function isBetween(close: usize, open: usize, count: i32): bool {
  const length = open - close - 1;
  if (length > 48 || load<u8>(close - 1) == 0x5c) return false;
  const spaces = mask48(close + 1, i8x16.splat(0x20)) & below(length);
  return popcnt(spaces) == count && (spaces & 1) != 0 && (spaces >> <u64>(length - 1)) != 0;
}

/** ` cipher protocol group ` between the quote at `close` and the space at `end`. */
@inline
function readGroup(close: usize, end: usize): bool {
  let spaces = mask48(close + 1, i8x16.splat(0x20));
  if (!(spaces & 1) || load<u8>(end) != 0x20 || load<u8>(close - 1) == 0x5c) return false;
  spaces &= spaces - 1;
  spaces &= spaces - 1;
  if (spaces == 0) return false;
  groupName = close + <usize>ctz(spaces) + 2;
  if (groupName >= end) return false;
  groupLength = end - groupName;
  // One byte must be the mark of absence; a longer name is compared with known ones, which have no spaces.
  return groupLength > 1 || load<u8>(groupName) == 0x2d;
}

/** From the quote at `close` to the end of the line there are bare fields only; how many fields the line has then, 0 in doubt. */
function bareFields(close: usize, end: usize, before: u32, most: u32): u32 {
  const length = end - close - 1;
  if (length == 0) return before;
  if (length > 48) return 0;
  const spaces = mask48(close + 1, i8x16.splat(0x20)) & below(length);
  const fields = before + <u32>popcnt(spaces);
  return spaces & 1 && fields <= most ? fields : 0;
}

/** Fields 30 to 36; how many fields the line has, 0 in doubt. */
function readTransforms(end: usize, quotes: usize, count: u32): u32 {
  if ((count != 30 && count != 34) || !isBetween(quote(quotes, 23), quote(quotes, 24), 2)) return 0;
  if (apart(quote(quotes, 25)) | apart(quote(quotes, 27))) return 0;
  const status = quote(quotes, 28);
  const last = quote(quotes, 29);
  if (load<u8>(last - 1) == 0x5c) return 0;
  if (!isDash(status)) {
    if (!keepSpecial(4, status + 1, last)) return 0;
  }
  if (count == 34) {
    // The error codes in quotes; other than absent they are rare.
    const codes = quote(quotes, 30);
    if (!isBetween(last, codes, 2) || quote(quotes, 33) + 1 != end || apart(codes + 2)) return 0;
    return isDash(codes) && isDash(codes + 4) ? 36 : 0;
  }
  const fields = bareFields(last, end, 33, 36);
  if (fields == 35) return load<u16>(end - 2) == 0x2d20 ? 35 : 0;
  return fields != 36 || load<u32>(end - 4) == 0x2d202d20 ? fields : 0;
}

/** Where the text of special field `index` of the kind is kept. */
@inline
function special(index: usize): usize {
  return CANDIDATE + 64 + (index << 5);
}

/** Keeps the text of a field that makes the kind; false if it is longer than any known name. */
function keepSpecial(index: usize, from: usize, to: usize): bool {
  const length = to - from;
  if (length > 31) return false;
  if (!(flags & COMPLEX)) {
    memory.fill(CANDIDATE + 64, 0, 224);
    flags |= COMPLEX;
  }
  memory.copy(special(index), from, length);
  store<u8>(special(index) + 31, <u8>length);
  return true;
}
