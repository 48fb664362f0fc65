// One line of an ALB access log: its bytes -> the counters. Fields are numbered from 1, as AWS's table has them.
//
// A line is read here only if every check below holds; then the reference parser would have found the same. Whatever is not exactly
// so goes to the host, and so does the first line with a new minute, load balancer, target group or kind: the host reads it with the
// reference parser, counts it, and says which of the new words may be known from now on.
//
// A kind is what decides status codes, cause and drift: type, status codes, which of target and times are absent, the number of fields,
// and the texts of the fields 23, 25, 28, 29, 33, 35 and 36.

import {
  badnessOf, addKind, addLoadBalancer, addMinute, addTargetGroup, COMPLEX, findKind, findLoadBalancer, findMinute, findTargetGroup, isNameable, lanes,
  lastLoadBalancerId, lastLoadBalancerLength, noteTime, TARGET_TEXT_MAX, targetOf, UNKNOWN,
} from './words';
import {
  balancerAt, balancerOf, count, countBytes, countRequestTime, countResponseTime, groupOf, makeCounters, OF_TARGET, routeOf,
} from './counters';
import { CANDIDATE } from './memory';
import { routeIndex, routesWanted } from './route';

/**
 * The host reads the line, `unknown` being the words of it that are not known yet; returns those to be known, and in the bits from 8 on how bad
 * lines of this kind are: 1 if they have a cause, 2 if a server error.
 */
@external('host', 'line')
declare function hostLine(start: usize, end: usize, unknown: u32): u32;

const MINUTE: u32 = 1;
const LOAD_BALANCER: u32 = 2;
const TARGET_GROUP: u32 = 4;
const KIND: u32 = 8;

/** Kinds at least this bad, and slower lines than this, are examples the host wants to see; see setWanted(). */
let wantedBadness: u32 = 1;
let wantedMilliseconds: i32 = 1;
let wantedSeconds: f64 = 0;

export function setWanted(badness: u32, seconds: f64): void {
  wantedBadness = badness;
  wantedSeconds = seconds;
  // No line below this can exceed the seconds, however the sum is rounded.
  wantedMilliseconds = seconds > 1e6 ? i32.MAX_VALUE : <i32>Math.floor(seconds * 1000);
}

/** Lines of this object are not worth reading here: there is too much that is new. */
let givenUp: bool = false;

export function giveUp(yes: bool): void {
  givenUp = yes;
}

/** What read() found. */
let minuteAt: usize = 0;
let milliseconds: u32 = 0;
let balancerName: usize = 0;
/** 0 stands for the load balancer before. */
let balancerLength: usize = 0;
let target: usize = 0;
let targetLength: usize = 0;
let requestTime: i32 = 0;
let targetTime: i32 = 0;
let responseTime: i32 = 0;
let received: u64 = 0;
let sent: u64 = 0;
let request: usize = 0;
let requestEnd: usize = 0;
let groupName: usize = 0;
let groupLength: usize = 0;
let flags: u32 = 0;

const ABSENT_TARGET: u32 = 1;
const ABSENT_REQUEST_TIME: u32 = 2;
const ABSENT_TARGET_TIME: u32 = 4;
const ABSENT_RESPONSE_TIME: u32 = 8;
const ABSENT: i32 = -1;
const BAD: i32 = -2;

/** `start` to `end` without the line feed; the addresses of the quotes in it, and how many there are. */
export function line(start: usize, end: usize, quotes: usize, quoteCount: u32): void {
  if (givenUp || !read(start, end, quotes, quoteCount)) {
    hostLine(start, end, 0);
    return;
  }
  const minute = findMinute(minuteAt);
  const loadBalancer = balancerLength == 0 ? lastLoadBalancerId() : findLoadBalancer(balancerName, balancerLength);
  // Number 0 is no target group.
  const group = groupLength == 1 ? 0 : findTargetGroup(groupName, groupLength) + 1;
  const kind = findKind();
  if (minute == UNKNOWN || loadBalancer == UNKNOWN || kind == UNKNOWN || (group == 0 && groupLength != 1)) {
    learn(start, end, minute, loadBalancer, group, kind);
    return;
  }
  const balancer = balancerOf(minute, loadBalancer);
  let route: u32 = 0;
  if (routesWanted()) {
    const urlEnd = endOfUrl(request, requestEnd);
    if (urlEnd == 0) {
      hostLine(start, end, 0);
      return;
    }
    route = routeIndex(request, urlEnd);
  }
  if (badnessOf(kind) >= wantedBadness || isSlow()) {
    hostLine(start, end, 0);
    return;
  }
  noteTime(minute, milliseconds);
  const at = balancerAt(balancer);
  count(at, kind, targetTime);
  countRequestTime(at, requestTime);
  countResponseTime(at, responseTime);
  countBytes(at, received, sent);
  if (routesWanted()) count(routeOf(balancer, route), kind, targetTime);
  if (group == 0) return;
  count(groupOf(balancer, group), kind, targetTime);
  if (flags & ABSENT_TARGET) return;
  countTarget((loadBalancer << 8) | group, kind);
}

function countTarget(group: u32, kind: u32): void {
  const entry = targetOf(target, targetLength, group);
  let at = <usize>load<u32>(entry, 52);
  if (at == 0) {
    at = makeCounters(OF_TARGET, <u32>entry, 0);
    store<u32>(entry, <u32>at, 52);
  }
  count(at, kind, targetTime);
}

@inline
function isSlow(): bool {
  const total = max(requestTime, 0) + max(targetTime, 0) + max(responseTime, 0);
  return total >= wantedMilliseconds && secondsOf(requestTime) + secondsOf(targetTime) + secondsOf(responseTime) > wantedSeconds;
}

/** The very number the reference parser makes of the digits. */
@inline
function secondsOf(time: i32): f64 {
  return time < 0 ? 0 : <f64>time / 1000;
}

/** The first line with some of its words. */
function learn(start: usize, end: usize, minute: u32, loadBalancer: u32, group: u32, kind: u32): void {
  const isNewGroup = group == 0 && groupLength != 1;
  let unknown: u32 = 0;
  if (minute == UNKNOWN) unknown |= MINUTE;
  if (loadBalancer == UNKNOWN) unknown |= LOAD_BALANCER;
  if (isNewGroup) unknown |= TARGET_GROUP;
  if (kind == UNKNOWN) unknown |= KIND;
  // Something with a space in it is not one field, and then the fields behind it are not those they were taken for.
  if ((loadBalancer == UNKNOWN && !isName(balancerName, balancerLength)) || (isNewGroup && !isName(groupName, groupLength))) unknown = 0;
  const learned = hostLine(start, end, unknown);
  if (learned & MINUTE) addMinute(minuteAt);
  if (learned & LOAD_BALANCER) addLoadBalancer(balancerName, balancerLength);
  if (learned & TARGET_GROUP) addTargetGroup(groupName, groupLength);
  if (learned & KIND) addKind(learned >> 8);
}

/** A bare field of a length that the tables hold: then its bytes are its text. */
function isName(at: usize, length: usize): bool {
  return isNameable(length) && load<u8>(at) != 0x22 && endOfBare(at, at + length) == at + length;
}

/** One bit for each of 64 bytes that is `byte`. */
@inline
function mask(at: usize, byte: v128): u64 {
  const a = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), byte)));
  const b = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte)));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)));
  const d = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), byte)));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** As mask(), for 48 bytes. */
@inline
function mask48(at: usize, byte: v128): u64 {
  const a = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), byte));
  const b = <u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)));
  return <u64>(a | (b << 16)) | (c << 32);
}

@inline
function below(count: usize): u64 {
  return count >= 64 ? u64.MAX_VALUE : ((<u64>1) << <u64>count) - 1;
}

/** Fields 1 to 12, then the rest. False if there is any doubt. */
function read(start: usize, end: usize, quotes: usize, quoteCount: u32): bool {
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

/** `:05.000001Z ` behind the minute: sixteen lanes at once, the last four of them free. */
@inline
function isTime(at: usize): bool {
  const digits = v128.xor(v128.load(at), TIME_FORM);
  return i8x16.all_true(i8x16.le_u(digits, TIME_MOST));
}

const TIME_FORM: v128 = i8x16(0x3a, 0x30, 0x30, 0x2e, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x5a, 0x20, 0, 0, 0, 0);
const TIME_MOST: v128 = i8x16(0, 5, 9, 0, 9, 9, 9, 9, 9, 9, 0, 0, -1, -1, -1, -1);

/** `1234.567` or shorter before `end` -> milliseconds; `-1` -> ABSENT. The words before the digits are overwritten by zeros. */
@inline
function millisecondsAt(end: usize, length: usize): i32 {
  if (length == 2 && load<u16>(end - 2) == 0x312d) return ABSENT;
  if (length - 5 > 3) return BAD;
  const shift = <u64>(64 - (length << 3));
  const digits = ((load<u64>(end - 8) ^ 0x3030302e30303030) >> shift) << shift;
  if (((digits + 0x7676767f76767676) | digits) & 0x8080808080808080) return BAD;
  return <i32>eightDigits(((digits & 0xffffffff) << 8) | (digits & 0xffffff0000000000));
}

/** Are these 1 to 8 digits? */
@inline
function isWhole(end: usize, length: usize): bool {
  if (length - 1 > 7) return false;
  const shift = <u64>(64 - (length << 3));
  const digits = ((load<u64>(end - 8) ^ 0x3030303030303030) >> shift) << shift;
  return (((digits + 0x7676767676767676) | digits) & 0x8080808080808080) == 0;
}

@inline
function wholeAt(end: usize, length: usize): u64 {
  const shift = <u64>(64 - (length << 3));
  return eightDigits(((load<u64>(end - 8) ^ 0x3030303030303030) >> shift) << shift);
}

/** Eight bytes of 0 to 9, the first one lowest, to the number they write. */
@inline
function eightDigits(digits: u64): u64 {
  const pairs = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  const fours = (pairs * 100 + (pairs >> 16)) & 0x0000ffff0000ffff;
  return (fours * 10000 + (fours >> 32)) & 0xffffffff;
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

/** The next space, or the end. */
@inline
function endOfBare(at: usize, end: usize): usize {
  while (at < end) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x20)));
    if (found) return min(at + <usize>ctz(found), end);
    at += 16;
  }
  return end;
}

/** Where the URL of `METHOD URL VERSION` ends, with exactly these three words; 0 for any other form. As in lambda/routes.ts. */
function endOfUrl(start: usize, end: usize): usize {
  const first = endOfBare(start, end);
  if (first == start || first == end) return 0;
  const second = endOfBare(first + 1, end);
  if (second == first + 1 || second >= end || endOfBare(second + 1, end) != end) return 0;
  const version = second + 1;
  if (end - version == 1 && load<u8>(version) == 0x2d) return second;
  return end - version >= 5 && load<u32>(version) == 0x50545448 && load<u8>(version, 4) == 0x2f ? second : 0;
}
