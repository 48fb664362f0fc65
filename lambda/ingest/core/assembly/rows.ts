// Lines of any format -> records for the host: kind, numbers, words and time of each line. What the format is like, the
// host has written into ROLES or MEMBERS (lambda/ingest/core/row-plan.ts).
//
// A line that is odd in any way, and the first line with a new kind, minute or word, is for the host, which reads it
// with the format's own parser; so the parser says what is right, and all that is done here is to know a line again.

import { fieldCount, find, readColumns } from './columns';
import { addByteToKey, findKind, forgetKinds, startKey } from './kinds';
import { skipBetween } from './json';
import { readMembers, readRecord } from './members';
import { FIELD_ENDS, FIELD_STARTS, RECORD_SIZE, RECORDS, RECORDS_MAX, ROLES } from './memory';
import {
  NEW_KIND, NEW_MINUTE, readValue, record, RECORD_END, RECORD_KIND, RECORD_START, ROLE_DATE_AND_TIME, setRecord, setUnknown, unknown,
} from './record';
import { forgetMinutes, startMinutes, unknownMinute } from './times';
import { isOdd, setOdd } from './values';
import { UNKNOWN } from './words';

/**
 * Why scanRows() came back: the lines are used up, there is no room for more records, a line is for the host; what
 * follows is none of the records of a document.
 */
export const USED_UP: u32 = 0;
const RECORDS_FULL: u32 = 1;
export const LINE_FOR_HOST: u32 = 2;
export const NO_RECORD: u32 = 3;

const LINE_FEED: u8 = 0x0a;

/** What lines are: fields, a JSON object each, or nothing: JSON objects follow each other, with commas between them. */
const JSON_LINES: u32 = 1;
const JSON_RECORDS: u32 = 2;

let roleCount: u32 = 0;
let framing: u32 = 0;
let leastFields: u32 = 0;
let status: u32 = USED_UP;
let lineStart: usize = 0;
let lineEnd: usize = 0;

/** The host has written as many roles; or members, if lines are JSON (1) or there are none in it (2). */
export function setRows(roles: u32, least: u32, json: u32): void {
  roleCount = roles;
  leastFields = least;
  framing = json;
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
  setRecord(RECORDS);
  while (from < end) {
    if (record == RECORDS + <usize>RECORDS_MAX * RECORD_SIZE) {
      status = RECORDS_FULL;
      return from;
    }
    setOdd(false);
    setUnknown(0);
    startKey();
    startMinutes();
    let start = from;
    if (framing == JSON_RECORDS) {
      start = skipBetween(from, end);
      if (start == end) break;
      if (load<u8>(start) != 0x7b) {
        status = NO_RECORD;
        return from;
      }
    }
    const behind = readRow(start, end);
    if (behind == 0) {
      if (framing != JSON_RECORDS || find(LINE_FEED, start, end) == end) break;
      status = NO_RECORD;
      return from;
    }
    if (!isOdd) {
      const kind = findKind();
      if (kind == UNKNOWN) setUnknown(unknown | NEW_KIND);
      if (unknownMinute != 0) setUnknown(unknown | NEW_MINUTE);
      store<u32>(record, kind, RECORD_KIND);
    }
    lineStart = start;
    lineEnd = framing == JSON_RECORDS ? behind : behind - 1;
    from = behind;
    if (isOdd || unknown != 0) {
      status = LINE_FOR_HOST;
      return from;
    }
    store<u32>(record, <u32>lineStart, RECORD_START);
    store<u32>(record, <u32>lineEnd, RECORD_END);
    setRecord(record + RECORD_SIZE);
  }
  status = USED_UP;
  return from;
}

/** Reads the line or record at `at`; returns what comes behind it, 0 if it does not end before `end`. */
function readRow(at: usize, end: usize): usize {
  if (framing == JSON_RECORDS) return readRecord(at, end);
  const feed = framing == JSON_LINES ? readMembers(at, end) : readColumns(at, end);
  if (feed == 0) return 0;
  if (framing != JSON_LINES && !isOdd) readRoles();
  return feed + 1;
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
