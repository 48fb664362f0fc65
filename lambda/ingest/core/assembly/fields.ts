// One line of an ALB access log -> where its fields stand and what they say. Fields are numbered from 1, as AWS's table
// has them.
//
// The text up to the request is read from both ends: from the start of the line, and backwards from the first quote,
// whose place scan.ts has found already. So neither end waits for the other, and what lies between is only checked.
//
// False wherever a check does not hold; then nothing here may be used, and the line is for the reference parser. If all
// hold, the reference parser would have found the same fields.

import { below, endOfBare, mask48, mask64, SPACES, withoutLowest } from './masks';
import { CANDIDATE } from './memory';
import {
  ABSENT, areShortTimes, BAD, digitsAt, eightDigits, firstBytes, isTime, longWhole, millisecondsAt, millisecondsOfMinute, minutesBetween, NOT_WHOLE, notDigits,
  SHORT_TIME, SHORT_TIMES, shortMilliseconds,
} from './numbers';
import { COMPLEX, isLastLoadBalancer, lanes, lastLoadBalancerLength, TARGET_TEXT_MAX } from './words';

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
/** From the creation of the request to the time of the line; ABSENT of WebSockets, and where the clock was set back. */
export let elapsed: i32 = 0;
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
const CLOSED_AT_ONCE: u32 = 16;
const CLOSED_AT_WORK: u32 = 32;
const CLOSED_AT_ONCE_MILLIS: i32 = 10;

/** The address before the mark with this number. */
@inline
function mark(marks: usize, number: usize): usize {
  return <usize>load<u32>(marks + (number << 2));
}

/** Spaces from the one before field 6 to the one behind field 12. */
const SPACES_TO_REQUEST: u64 = 8;

/** The line from `start` to its line feed at `end`, its quotes being the first `count` of `marks`. */
export function read(start: usize, end: usize, marks: usize, count: u32): bool {
  const last = load<u8>(end - 1);
  // Shorter lines cannot hold the fields; spaces and a carriage return at the end are for the reference parser.
  if (end - start < 200 || last == 0x20 || last == 0x0d) return false;
  if (count != 24 && count != 30 && count != 34) return false;
  const spaces = v128.load(SPACES);
  // 1 to 3: type, time, load balancer.
  const typeLength = <usize>ctz(i8x16.bitmask(i8x16.eq(v128.load(start), spaces)) | 0x10000);
  if (typeLength > 7) return false;
  // With the space behind it: a type that ends in a zero byte is another one.
  store<u64>(CANDIDATE, load<u64>(start) & firstBytes(typeLength + 1));
  const minute = start + typeLength + 1;
  if (!isTime(minute + 16)) return false;
  minuteAt = minute;
  milliseconds = millisecondsOfMinute(minute + 16);
  const name = minute + 28;
  balancerName = name;
  let at: usize;
  if (isLastLoadBalancer(name)) {
    balancerLength = 0;
    at = name + lastLoadBalancerLength() + 1;
  } else {
    const nameEnd = endOfBare(name, end);
    balancerLength = nameEnd - name;
    if (nameEnd == name) return false;
    at = nameEnd + 1;
  }
  // The last eight spaces of the 64 bytes before the request.
  const behind = mark(marks, 0);
  const base = behind - 63;
  let found = mask64(base, spaces);
  let surplus = popcnt(found) - SPACES_TO_REQUEST;
  if (<i64>found >= 0 || <i64>surplus < 0) return false;
  for (; surplus != 0; surplus--) found = withoutLowest(found);
  const times = base + <usize>ctz(found) + 1;
  // 4 and 5: peer and target end where the times begin. The peer may be as long as IPv6 and a port.
  const targetAt = at + <usize>ctz(mask48(at, spaces)) + 1;
  const length = times - 1 - targetAt;
  if (targetAt == at + 1 || length > TARGET_TEXT_MAX || <usize>ctz(mask48(targetAt, spaces)) != length) return false;
  target = targetAt;
  targetLength = length;
  // 6 to 8: times.
  let codes: usize;
  found = withoutLowest(found);
  if (areShortTimes(times)) {
    requestTime = shortMilliseconds(times);
    targetTime = shortMilliseconds(times + SHORT_TIME);
    responseTime = shortMilliseconds(times + 2 * SHORT_TIME);
    flags = 0;
    codes = times + SHORT_TIMES;
    found = withoutLowest(withoutLowest(withoutLowest(found)));
  } else {
    const second = base + <usize>ctz(found);
    found = withoutLowest(found);
    const third = base + <usize>ctz(found);
    found = withoutLowest(found);
    codes = base + <usize>ctz(found) + 1;
    found = withoutLowest(found);
    if (!readTimes(times - 1, second, third, codes - 1)) return false;
  }
  if (length == 1 && load<u8>(targetAt) == 0x2d) flags |= ABSENT_TARGET;
  else if (length < 8) return false;
  // 9 to 12: status codes, bytes.
  found = withoutLowest(found);
  const bytes = base + <usize>ctz(found);
  const pairLength = bytes + 1 - codes;
  if (pairLength > 8) return false;
  store<u64>(CANDIDATE, load<u64>(codes) & firstBytes(pairLength), 8);
  const between = base + <usize>ctz(withoutLowest(found));
  const receivedLength = between - bytes - 1;
  const sentLength = behind - between - 1;
  if (((receivedLength - 1) | (sentLength - 1)) > 7) {
    received = longWhole(between, receivedLength);
    sent = longWhole(behind, sentLength);
    if (received == NOT_WHOLE || sent == NOT_WHOLE) return false;
  } else {
    const receivedDigits = digitsAt(between, receivedLength);
    const sentDigits = digitsAt(behind, sentLength);
    if (notDigits(receivedDigits) | notDigits(sentDigits)) return false;
    received = eightDigits(receivedDigits);
    sent = eightDigits(sentDigits);
  }
  return readQuoted(end, marks, count);
}

/** The three times, each between two spaces. */
function readTimes(first: usize, second: usize, third: usize, last: usize): bool {
  requestTime = millisecondsAt(second, second - first - 1);
  targetTime = millisecondsAt(third, third - second - 1);
  responseTime = millisecondsAt(last, last - third - 1);
  flags =
    (requestTime < 0 ? ABSENT_REQUEST_TIME : 0) | (targetTime < 0 ? ABSENT_TARGET_TIME : 0) | (responseTime < 0 ? ABSENT_RESPONSE_TIME : 0);
  return requestTime != BAD && targetTime != BAD && responseTime != BAD;
}

/** `" "` behind a backslash, as the bytes lie in a word: another byte there leaves 1 to 255 of the difference. */
const APART: u32 = 0x2220225c;
const APARTS: usize = memory.data<u32>([APART, APART, APART, APART], 16);
const ONES: usize = memory.data<u32>([1, 1, 1, 1], 16);
const APART_MOST: u32 = 254;
const APARTS_MOST: usize = memory.data<u32>([APART_MOST, APART_MOST, APART_MOST, APART_MOST], 16);
/** ` "-"` */
const DASH: u32 = 0x222d2220;
const BACKSLASH: u32 = 0x5c;
const QUOTE: u32 = 0x22;

/**
 * Do these four marks end a quoted field each, the next field being a quoted one? Lanes above APART_MOST where not. The
 * reference parser closes at a quote before a space, but not behind a backslash.
 */
@inline
function apart4(marks: usize, first: usize, second: usize, third: usize, fourth: usize): v128 {
  let text = v128.load32_zero(mark(marks, first));
  text = v128.load32_lane(mark(marks, second), text, 1);
  text = v128.load32_lane(mark(marks, third), text, 2);
  text = v128.load32_lane(mark(marks, fourth), text, 3);
  return i32x4.sub(v128.xor(text, v128.load(APARTS)), v128.load(ONES));
}

@inline
function isApart(at: usize): bool {
  return (load<u32>(at) ^ APART) - 1 <= APART_MOST;
}

/** Is there a quote behind `at`, and no backslash there? */
@inline
function isClose(at: usize): bool {
  const pair = <u32>load<u16>(at);
  return pair >> 8 == QUOTE && (pair & 0xff) != BACKSLASH;
}

@inline
function isDash(at: usize): bool {
  return load<u32>(at) == DASH;
}

/**
 * Fields 13 to 36. Quoted are 13, 14, 18 to 20, 23 to 29, 31 to 33, perhaps 35 and 36; lines with other fields in
 * quotes are for the reference parser. Every mark is looked at, because it may be a line feed.
 */
@inline
function readQuoted(end: usize, marks: usize, count: u32): bool {
  const wrong = i32x4.max_u(apart4(marks, 1, 5, 7, 11), apart4(marks, 13, 15, 17, 19));
  if (i32x4.bitmask(i32x4.le_u(wrong, v128.load(APARTS_MOST))) != 15 || !isApart(mark(marks, 21))) return false;
  const open = mark(marks, 0);
  if (load<u8>(open, 1) != QUOTE) return false;
  request = open + 2;
  requestEnd = mark(marks, 1) + 1;
  if (!readGroup(mark(marks, 3), mark(marks, 4))) return false;
  // 21 and 22: priority, time of creation.
  if (!areTwoBetween(mark(marks, 9), mark(marks, 10)) || !readCreation(mark(marks, 10))) return false;
  const actions = mark(marks, 10) + 2;
  const actionsLength = mark(marks, 11) + 1 - actions;
  v128.store(CANDIDATE + 32, v128.and(v128.load(actions), lanes(min(actionsLength, 16))));
  const reason = mark(marks, 14);
  const classification = mark(marks, 20);
  const classificationReason = mark(marks, 22);
  const last = mark(marks, 23);
  if (!isClose(last)) return false;
  if (actionsLength > 16 || !isDash(reason) || !isDash(classification) || !isDash(classificationReason)) {
    if (!keepSpecial(0, actions, actions + actionsLength)) return false;
    if (!keepSpecial(1, reason + 2, mark(marks, 15) + 1)) return false;
    if (!keepSpecial(2, classification + 2, mark(marks, 21) + 1)) return false;
    if (!keepSpecial(3, classificationReason + 2, last + 1)) return false;
  }
  const fields = count == 24 ? bareFields(last + 2, end, 29, 32) : readTransforms(end, marks, count);
  if (flags & ABSENT_RESPONSE_TIME) flags |= closing();
  flags |= (fields << 16) | (<u32>actionsLength << 24);
  store<u32>(CANDIDATE, flags, 16);
  return fields != 0;
}

/** Bytes of `2026-07-01T10:04:05.000001Z`, of which the minute has sixteen. */
const CREATION: usize = 27;
const MINUTE_TEXT: usize = 16;

/** The time of creation that ends at the space at `end`. Nearly always it is in the minute of the line itself. */
@inline
function readCreation(end: usize): bool {
  const at = end - CREATION;
  if (load<u8>(at - 1) != 0x20 || !isTime(at + MINUTE_TEXT)) return false;
  let since = <i32>milliseconds - <i32>millisecondsOfMinute(at + MINUTE_TEXT);
  if (v128.any_true(v128.xor(v128.load(at), v128.load(minuteAt)))) {
    const minutes = minutesBetween(at, minuteAt);
    if (minutes == BAD) return false;
    since += minutes * 60_000;
  }
  // As in lambda/formats/alb-access.ts: a creation that was rounded up, a clock that was set back.
  if (since < 0) since = since == -1 ? 0 : ABSENT;
  elapsed = load<u8>(CANDIDATE) == WEBSOCKET ? ABSENT : since;
  return true;
}

/** The first letter of `ws` and `wss`, and of no other known type. */
const WEBSOCKET: u32 = 0x77;

/** `502` and the space behind it. */
const BAD_GATEWAY: u32 = 0x20323035;

/**
 * Of a 502, when the target closed the connection, which decides its cause: as closedCause() of
 * lambda/diagnosis/cause.ts.
 */
function closing(): u32 {
  if (load<u32>(CANDIDATE, 8) != BAD_GATEWAY) return 0;
  const after = targetTime >= 0 ? targetTime : elapsed >= 0 && requestTime >= 0 ? elapsed - requestTime : ABSENT;
  if (after < 0) return 0;
  return after < CLOSED_AT_ONCE_MILLIS ? CLOSED_AT_ONCE : CLOSED_AT_WORK;
}

/** Two bare fields with their three spaces, and nothing else, between the quotes behind these addresses. */
@inline
function areTwoBetween(close: usize, open: usize): bool {
  const spaces = mask48(close + 2, v128.load(SPACES));
  return isBetween(close, open, spaces, withoutLowest(withoutLowest(spaces)));
}

/** As areTwoBetween(), one field. */
@inline
function isOneBetween(close: usize, open: usize): bool {
  const spaces = mask48(close + 2, v128.load(SPACES));
  return isBetween(close, open, spaces, withoutLowest(spaces));
}

/**
 * Is the first of `spaces` just behind the quote that closes, and the first of `last`, which are some of them, just
 * before the one that opens?
 */
@inline
function isBetween(close: usize, open: usize, spaces: u64, last: u64): bool {
  return isClose(close) && load<u8>(open, 1) == QUOTE && (spaces & 1) != 0 && close + 2 + <usize>ctz(last) == open;
}

/** ` cipher protocol group ` between the quotes behind these addresses. */
@inline
function readGroup(close: usize, open: usize): bool {
  let spaces = mask48(close + 2, v128.load(SPACES));
  if (!(spaces & 1) || !isClose(close) || load<u16>(open) != 0x2220) return false;
  spaces = withoutLowest(withoutLowest(spaces));
  const at = close + 3 + <usize>ctz(spaces);
  if (spaces == 0 || at >= open) return false;
  groupName = at;
  const length = open - at;
  groupLength = length;
  // One byte must be the mark of absence; a longer name is compared with known ones, which have no spaces.
  return length > 1 || load<u8>(at) == 0x2d;
}

/**
 * From `at`, behind a quote, to the end of the line there are bare fields only; how many fields the line has then, 0 in
 * doubt.
 */
@inline
function bareFields(at: usize, end: usize, before: u32, most: u32): u32 {
  const length = end - at;
  if (length == 0) return before;
  if (length > 48) return 0;
  const spaces = mask48(at, v128.load(SPACES));
  if (!(spaces & 1)) return 0;
  if (<usize>ctz(withoutLowest(spaces)) >= length) return before + 1;
  const fields = before + <u32>popcnt(spaces & below(length));
  return fields <= most ? fields : 0;
}

/** Fields 30 to 36; how many fields the line has, 0 in doubt. */
function readTransforms(end: usize, marks: usize, count: u32): u32 {
  const status = mark(marks, 28);
  const last = mark(marks, 29);
  if (!isOneBetween(mark(marks, 23), mark(marks, 24)) || !isApart(mark(marks, 25)) || !isApart(mark(marks, 27)) || !isClose(last)) return 0;
  if (!isDash(status)) {
    if (!keepSpecial(4, status + 2, last + 1)) return 0;
  }
  if (count == 34) {
    // The error codes in quotes; other than absent they are rare.
    const code = mark(marks, 30);
    if (!isOneBetween(last, code) || mark(marks, 33) + 2 != end || !isApart(mark(marks, 31))) return 0;
    return isDash(code) && isDash(mark(marks, 32)) ? 36 : 0;
  }
  const fields = bareFields(last + 2, end, 33, 36);
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
