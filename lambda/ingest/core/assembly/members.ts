// A line that is one JSON object (RFC 8259) -> the members that matter. Everything else is passed over, but checked: a
// line that is no JSON is never taken for one. What would need decoding (escapes in a name, in a number or word), a
// name twice, or an object too deep is odd.

import { find } from './columns';
import { endOfObject, OBJECT_END, QUOTE, skipPlainString, skipScalar, skipSpace, skipValue } from './json';
import { addByteToKey, addToKey } from './kinds';
import { MEMBER_SIZE, MEMBERS, PLACE_SIZE, PLACES, PLACES_MAX } from './memory';
import { readValue, record, RECORD_TIME, ROLE_DATE_AND_TIME, ROLE_ELAPSED, ROLE_EPOCH, ROLE_KEY, ROLE_KEY_START, ROLE_OBJECT, ROLE_ODD, ROLE_TEXT, ROLE_TIME } from './record';
import { MOMENT, unknownMinute } from './times';
import { setOdd } from './values';
import { lanes } from './words';

const LINE_FEED: u8 = 0x0a;
const POINT: u8 = 0x2e;
/** Of a place: the length of its text, which is as far as a name can reach; the member that it names. */
const PLACE_LENGTH: usize = 62;
const PLACE_MEMBER: usize = 63;
const DECIMALS_MAX: usize = 9;

/** How many members of the line matter, then of the object in it. */
let outer: u32 = 0;
let inner: u32 = 0;
/** A bit for each member that has been seen. */
let seen: u64 = 0;
/** A bit for each member without which a line is odd: a record has a place for it, or it can have lines skipped. */
let needed: u64 = 0;

/** A moment is put together from a date (slot 0) and a time of day (slot 1), each of which may come first. */
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
  memory.fill(PLACES, 0, 2 * PLACES_MAX * PLACE_SIZE);
  for (let member: u32 = 0; member < outer + inner; member++) {
    const entry = MEMBERS + <usize>member * MEMBER_SIZE;
    const role = <u32>load<u8>(entry, 1);
    if ((role != ROLE_KEY && role != ROLE_OBJECT && role != ROLE_ODD) || isSkipping(entry)) needed |= (<u64>1) << <u64>member;
  }
}

/** Does the member say which lines are skipped? */
@inline
function isSkipping(entry: usize): bool {
  return load<u8>(entry, 3) != 0;
}

function startObject(): void {
  seen = 0;
  parts = 0;
  store<f64>(record, NaN, RECORD_TIME);
}

/** Reads the object at `start`; returns where the line feed of its line is, 0 if that does not come before `end`. */
export function readMembers(start: usize, end: usize): usize {
  const feed = find(LINE_FEED, start, end);
  if (feed == end) return 0;
  startObject();
  const at = load<u8>(start) == 0x7b ? readObject(start, feed, 0) : 0;
  if (at == 0 || skipSpace(at, feed) != feed || (seen & needed) != needed) setOdd(true);
  return feed;
}

/** Reads the object at `start`, which no line feed has to follow; returns where it ends, 0 if not before `end`. */
export function readRecord(start: usize, end: usize): usize {
  startObject();
  const at = readObject(start, end, 0);
  if (at != 0 && at <= end && (seen & needed) == needed) return at;
  setOdd(true);
  return endOfObject(start, end);
}

/** Members of the line (level 0) or of the object in it (level 1); returns where it ends, 0 if it is odd. */
function readObject(at: usize, end: usize, level: u32): usize {
  const first = level == 0 ? 0 : outer;
  const count = level == 0 ? outer : inner;
  let place = PLACES + <usize>(level * PLACES_MAX) * PLACE_SIZE;
  const lastPlace = place + <usize>(PLACES_MAX - 1) * PLACE_SIZE;
  at = skipSpace(at + 1, end);
  if (load<u8>(at) == OBJECT_END) return at + 1;
  while (at < end && load<u8>(at) == QUOTE) {
    if (!isAtPlace(at, place) && !learnPlace(at, end, place, level)) return 0;
    const member = <u32>load<u8>(place, PLACE_MEMBER);
    at = skipSpace(at + <usize>load<u8>(place, PLACE_LENGTH), end);
    // Not an entry, but a document around its records.
    if (load<u8>(at) == 0x5b && level == 0 && isRecords(place)) return 0;
    if (place != lastPlace) place += PLACE_SIZE;
    at = member < count ? readMember(first + member, at, end) : skipValue(at, end, level + 1);
    if (at == 0) return 0;
    at = skipSpace(at, end);
    const next = load<u8>(at);
    if (next == OBJECT_END) return at + 1;
    if (next != 0x2c) return 0;
    at = skipSpace(at + 1, end);
  }
  return 0;
}

/** Does `"name":` stand here, as it did at this place in the line before? */
@inline
function isAtPlace(at: usize, place: usize): bool {
  const length = <usize>load<u8>(place, PLACE_LENGTH);
  const differs = v128.and(v128.xor(v128.load(at), v128.load(place)), lanes(min(length, 16)));
  if (length == 0 || v128.any_true(differs)) return false;
  if (length <= 16) return true;
  for (let i: usize = 16; i < length; i++) if (load<u8>(at + i) != load<u8>(place + i)) return false;
  return true;
}

/** Notes the name at hand; false if it is odd, or longer than any that matters. */
function learnPlace(at: usize, end: usize, place: usize, level: u32): bool {
  const close = skipPlainString(at, end);
  if (close == 0) return false;
  const colon = skipSpace(close, end);
  const length = colon + 1 - at;
  if (load<u8>(colon) != 0x3a || length > PLACE_LENGTH) return false;
  memory.copy(place, at, length);
  store<u8>(place, <u8>length, PLACE_LENGTH);
  store<u8>(place, <u8>findMember(at + 1, close - 1, level), PLACE_MEMBER);
  return true;
}

/** `"records"`, in letters of any case. */
function isRecords(at: usize): bool {
  return (load<u64>(at) | 0x2020202020202000) == 0x7364726f63657222 && load<u8>(at, 8) == QUOTE;
}

/** Number of the member within its list; as many as there are if it does not matter. */
function findMember(at: usize, end: usize, level: u32): u32 {
  const first = level == 0 ? 0 : outer;
  const count = level == 0 ? outer : inner;
  const length = end - at;
  for (let member: u32 = 0; member < count; member++) {
    const entry = MEMBERS + <usize>(first + member) * MEMBER_SIZE;
    if (<usize>load<u8>(entry) == length && isName(entry + 4, at, length)) return member;
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
  if (role == ROLE_ODD) return 0;
  // The time that it is elapsed to has not come yet.
  if (role == ROLE_ELAPSED && isNaN(load<f64>(record, RECORD_TIME)) && unknownMinute == 0) return 0;
  // The parser looks for the name of the source in the text as it is written.
  if (isSkipping(entry) && load<u8>(at) == QUOTE && skipPlainString(at, end) == 0) return 0;
  if (role == ROLE_OBJECT && load<u8>(at) == 0x7b) return readObject(at, end, 1);
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
    else {
      if (role == ROLE_KEY_START) addByteToKey(member);
      readValue(role, <u32>load<u8>(entry, 2), at + 1, close - 1);
    }
    return close;
  }
  if (role == ROLE_DATE_AND_TIME || role == ROLE_KEY_START || role == ROLE_TEXT) return 0;
  const behind = skipScalar(at, end);
  // Nothing but null and numbers; a number of more than digits and a point is odd when it is read.
  if (behind == 0 || load<u8>(at) == 0x74 || load<u8>(at) == 0x66) return 0;
  const isNull = load<u8>(at) == 0x6e;
  // The parser reads numbers of JSON to the nanosecond.
  if (behind - find(POINT, at, behind) > DECIMALS_MAX + 1) return 0;
  readValue(role, <u32>load<u8>(entry, 2), at, isNull ? at : behind);
  return behind;
}
