// A line that is one JSON object (RFC 8259) -> the members that matter. Everything else is passed over, but checked: a
// line that is no JSON is never taken for one. What would need decoding (escapes in a name, in a number or word), a
// name twice, or an object too deep is odd.

import { find } from './columns';
import { QUOTE, skipPlainString, skipScalar, skipSpace, skipValue } from './json';
import { addByteToKey, addToKey } from './kinds';
import { MEMBER_SIZE, MEMBERS } from './memory';
import { readValue, ROLE_DATE_AND_TIME, ROLE_EPOCH, ROLE_KEY, ROLE_OBJECT, ROLE_TIME } from './record';
import { setOdd } from './values';

const LINE_FEED: u8 = 0x0a;
const POINT: u8 = 0x2e;
const DECIMALS_MAX: usize = 9;

/** How many members of the line matter, then of the object in it. */
let outer: u32 = 0;
let inner: u32 = 0;
/** A bit for each member that has been seen. */
let seen: u64 = 0;
/** A bit for each member that a record has a place for: a line without one of them is odd. */
let needed: u64 = 0;
/** Which member is likely to come next: the one behind that which came before. */
let expected: u32 = 0;

/**
 * `2026-07-01T10:04:05`, put together from a date (slot 0) and a time of day (slot 1), each of which may come first.
 */
const MOMENT: usize = memory.data(32, 16);
const DATE_LENGTH: usize = 10;
const TIME_OF_DAY: usize = 11;
const TIME_LENGTH: usize = 8;
/** A bit for each slot that is there. */
let parts: u32 = 0;

function readPart(slot: u32, at: usize, end: usize): void {
  if (end - at != (slot == 0 ? DATE_LENGTH : TIME_LENGTH)) {
    setOdd(true);
    return;
  }
  memory.copy(MOMENT + (slot == 0 ? 0 : TIME_OF_DAY), at, end - at);
  parts |= 1 << slot;
  if (parts != 3) return;
  store<u8>(MOMENT + DATE_LENGTH, 0x54);
  readValue(ROLE_TIME, 0, MOMENT, MOMENT + TIME_OF_DAY + TIME_LENGTH);
}

export function setMembers(outerMembers: u32, innerMembers: u32): void {
  outer = outerMembers;
  inner = innerMembers;
  needed = 0;
  for (let member: u32 = 0; member < outer + inner; member++) {
    const role = <u32>load<u8>(MEMBERS + <usize>member * MEMBER_SIZE, 1);
    if (role != ROLE_KEY && role != ROLE_OBJECT) needed |= (<u64>1) << <u64>member;
  }
}

/** Reads the object at `start`; returns where the line feed of its line is, 0 if that does not come before `end`. */
export function readMembers(start: usize, end: usize): usize {
  const feed = find(LINE_FEED, start, end);
  if (feed == end) return 0;
  seen = 0;
  expected = 0;
  parts = 0;
  const at = load<u8>(start) == 0x7b ? readObject(start, feed, 0) : 0;
  if (at == 0 || skipSpace(at, feed) != feed || (seen & needed) != needed) setOdd(true);
  return feed;
}

/** Members of the line (level 0) or of the object in it (level 1); returns where it ends, 0 if it is odd. */
function readObject(at: usize, end: usize, level: u32): usize {
  const first = level == 0 ? 0 : outer;
  const count = level == 0 ? outer : inner;
  at = skipSpace(at + 1, end);
  if (load<u8>(at) == 0x7d) return at + 1;
  while (at < end && load<u8>(at) == QUOTE) {
    const name = at + 1;
    const close = skipPlainString(at, end);
    if (close == 0) return 0;
    at = skipSpace(close, end);
    if (load<u8>(at) != 0x3a) return 0;
    at = skipSpace(at + 1, end);
    const member = findMember(name, close - 1, first, count);
    at = member < count ? readMember(first + member, at, end) : skipValue(at, end, level + 1);
    if (at == 0) return 0;
    at = skipSpace(at, end);
    const next = load<u8>(at);
    if (next == 0x7d) return at + 1;
    if (next != 0x2c) return 0;
    at = skipSpace(at + 1, end);
  }
  return 0;
}

/** Number of the member within its list; `count` if it does not matter. */
function findMember(at: usize, end: usize, first: u32, count: u32): u32 {
  const length = end - at;
  for (let i: u32 = 0; i < count; i++) {
    let candidate = expected + i;
    if (candidate >= count) candidate -= count;
    const entry = MEMBERS + <usize>(first + candidate) * MEMBER_SIZE;
    if (<usize>load<u8>(entry) != length || !isName(entry + 4, at, length)) continue;
    expected = candidate + 1 == count ? 0 : candidate + 1;
    return candidate;
  }
  return count;
}

@inline
function isName(known: usize, at: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) if (load<u8>(known + i) != load<u8>(at + i)) return false;
  return true;
}

/** The value of a member that matters; returns where it ends, 0 if it is odd. */
function readMember(member: u32, at: usize, end: usize): usize {
  const bit = (<u64>1) << <u64>member;
  if (seen & bit) return 0;
  seen |= bit;
  const entry = MEMBERS + <usize>member * MEMBER_SIZE;
  const role = <u32>load<u8>(entry, 1);
  if (role == ROLE_OBJECT && load<u8>(at) == 0x7b) {
    expected = 0;
    const behind = readObject(at, end, 1);
    expected = member + 1 >= outer ? 0 : member + 1;
    return behind;
  }
  if (role == ROLE_KEY || role == ROLE_OBJECT) {
    const behind = skipValue(at, end, 2);
    if (behind == 0) return 0;
    addByteToKey(member);
    addToKey(at, behind);
    return behind;
  }
  if (load<u8>(at) == QUOTE) {
    // Milliseconds since 1970 are a number, nothing else.
    if (role == ROLE_EPOCH) return 0;
    const close = skipPlainString(at, end);
    if (close == 0) return 0;
    if (role == ROLE_DATE_AND_TIME) readPart(<u32>load<u8>(entry, 2), at + 1, close - 1);
    else readValue(role, <u32>load<u8>(entry, 2), at + 1, close - 1);
    return close;
  }
  if (role == ROLE_DATE_AND_TIME) return 0;
  const behind = skipScalar(at, end);
  // Nothing but null and numbers; a number of more than digits and a point is odd when it is read.
  if (behind == 0 || load<u8>(at) == 0x74 || load<u8>(at) == 0x66) return 0;
  const isNull = load<u8>(at) == 0x6e;
  // The parser reads numbers of JSON to the nanosecond.
  if (behind - find(POINT, at, behind) > DECIMALS_MAX + 1) return 0;
  readValue(role, <u32>load<u8>(entry, 2), at, isNull ? at : behind);
  return behind;
}
