// Lines of any format -> records for the host: kind, numbers, words and time of each line. What the format is like, the host has written
// into ROLES or MEMBERS (lambda/ingest/core/row-plan.ts).
//
// A line that is odd in any way, and the first line with a new kind, minute or word, is for the host, which reads it with the format's own
// parser; so the parser says what is right, and all that is done here is to know a line again.

import { fieldCount, readColumns } from './columns';
import { addByteToKey, addToKey, findKind, findWord, forgetKinds, startKey } from './kinds';
import { readMembers } from './members';
import { FIELD_ENDS, FIELD_STARTS, RECORD_SIZE, RECORDS, RECORDS_MAX, ROLES } from './memory';
import {
  checkPort, elapsedSeconds, epochMillisecondsIn, forgetMinutes, isOdd, secondsIn, setOdd, startMinutes, timeIn, unknownMinute, wholeIn,
} from './values';
import { UNKNOWN } from './words';

export const ROLE_KEY: u32 = 1;
export const ROLE_TIME: u32 = 2;
export const ROLE_SECONDS: u32 = 3;
export const ROLE_WHOLE: u32 = 4;
export const ROLE_WORD: u32 = 5;
export const ROLE_PORT: u32 = 6;
export const ROLE_EPOCH: u32 = 7;
/** Of a JSON member: an object whose members matter. Of a time: it goes on in the next field. */
export const ROLE_OBJECT: u32 = 8;
export const ROLE_DATE_AND_TIME: u32 = 9;
/** From the time in this field to that of the line, which has to come before it. */
export const ROLE_ELAPSED: u32 = 10;

/** Layout of a record. */
export const RECORD_KIND: usize = 0;
export const RECORD_START: usize = 4;
export const RECORD_END: usize = 8;
export const RECORD_WORDS: usize = 12;
export const RECORD_TIME: usize = 24;
export const RECORD_NUMBERS: usize = 32;
export const RECORD_NUMBERS_MAX: u32 = 12;

/** Why scanRows() came back: the lines are used up, there is no room for more records, a line is for the host. */
export const USED_UP: u32 = 0;
const RECORDS_FULL: u32 = 1;
export const LINE_FOR_HOST: u32 = 2;

/** What is new about a line for the host. Nothing: it is odd. */
export const NEW_MINUTE: u32 = 1;
export const NEW_KIND: u32 = 2;
export const NEW_WORD: u32 = 4;

let roleCount: u32 = 0;
let isJson: bool = false;
let leastFields: u32 = 0;
let record: usize = RECORDS;
let unknown: u32 = 0;
let status: u32 = USED_UP;
let lineStart: usize = 0;
let lineEnd: usize = 0;

/** The host has written as many roles; or members, if `json`. */
export function setRows(roles: u32, least: u32, json: bool): void {
  roleCount = roles;
  leastFields = least;
  isJson = json;
  forgetKinds();
  forgetMinutes();
}

export function rowStatus(): u32 {
  return status;
}

export function recordCount(): u32 {
  return <u32>((record - RECORDS) / RECORD_SIZE);
}

/** The line for the host, and what is new about it. */
export function rowStart(): usize {
  return lineStart;
}

export function rowEnd(): usize {
  return lineEnd;
}

/** Where the new minute stands. */
export function rowMinute(): usize {
  return unknownMinute;
}

export function rowUnknown(): u32 {
  return isOdd ? 0 : unknown;
}

/** Reads the lines from `from` on that end before `end`, until rowStatus() says why not; returns where to go on. */
export function scanRows(from: usize, end: usize): usize {
  record = RECORDS;
  while (from < end) {
    if (record == RECORDS + <usize>RECORDS_MAX * RECORD_SIZE) {
      status = RECORDS_FULL;
      return from;
    }
    setOdd(false);
    unknown = 0;
    startKey();
    startMinutes();
    const feed = isJson ? readMembers(from, end) : readColumns(from, end);
    if (feed == 0) break;
    if (!isJson && !isOdd) readRoles();
    if (!isOdd) {
      const kind = findKind();
      if (kind == UNKNOWN) unknown |= NEW_KIND;
      if (unknownMinute != 0) unknown |= NEW_MINUTE;
      store<u32>(record, kind, RECORD_KIND);
    }
    lineStart = from;
    lineEnd = feed;
    from = feed + 1;
    if (isOdd || unknown != 0) {
      status = LINE_FOR_HOST;
      return from;
    }
    store<u32>(record, <u32>lineStart, RECORD_START);
    store<u32>(record, <u32>lineEnd, RECORD_END);
    record += RECORD_SIZE;
  }
  status = USED_UP;
  return from;
}

function readRoles(): void {
  if (fieldCount < leastFields) {
    setOdd(true);
    return;
  }
  addByteToKey(fieldCount);
  for (let i: u32 = 0; i < roleCount; i++) {
    const role = load<u32>(ROLES + (<usize>i << 2));
    const field = role & 255;
    // A field that the line does not have reads as one with nothing in it.
    const at = field < fieldCount ? <usize>load<u32>(FIELD_STARTS + (<usize>field << 2)) : 0;
    let last = field;
    if (((role >> 8) & 255) == ROLE_DATE_AND_TIME) last++;
    const end = last < fieldCount ? <usize>load<u32>(FIELD_ENDS + (<usize>last << 2)) : at;
    readValue((role >> 8) & 255, role >> 16, at, end);
  }
}

/** One value into the record, or into the key. */
export function readValue(role: u32, slot: u32, at: usize, end: usize): void {
  switch (role) {
    case ROLE_KEY: {
      addToKey(at, end);
      return;
    }
    case ROLE_SECONDS: {
      store<f64>(record + (<usize>slot << 3), secondsIn(at, end), RECORD_NUMBERS);
      return;
    }
    case ROLE_WHOLE: {
      store<f64>(record + (<usize>slot << 3), wholeIn(at, end), RECORD_NUMBERS);
      return;
    }
    case ROLE_WORD: {
      const word = findWord(slot, at, end);
      if (word == UNKNOWN) unknown |= NEW_WORD << slot;
      store<u32>(record + (<usize>slot << 2), word, RECORD_WORDS);
      return;
    }
    case ROLE_ELAPSED: {
      const elapsed = elapsedSeconds(timeIn(at, end), load<f64>(record, RECORD_TIME));
      store<f64>(record + (<usize>slot << 3), elapsed, RECORD_NUMBERS);
      return;
    }
    case ROLE_PORT: {
      checkPort(at, end);
      return;
    }
    case ROLE_EPOCH: {
      store<f64>(record, epochMillisecondsIn(at, end), RECORD_TIME);
      return;
    }
    default: {
      store<f64>(record, timeIn(at, end), RECORD_TIME);
    }
  }
}
