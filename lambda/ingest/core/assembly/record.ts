// Where a line of any format becomes a record: its values go into the record, or into the key of its kind.

import { addToKey, findWord } from './kinds';
import { RECORDS } from './memory';
import { nginxTimeIn, timeIn } from './times';
import { checkPort, elapsedSeconds, epochMillisecondsIn, secondsIn, setOdd, wholeIn } from './values';
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
export const ROLE_NGINX_TIME: u32 = 11;
/** Text whose first part belongs to the key. */
export const ROLE_KEY_START: u32 = 12;

/** Text that differs from line to line: where it begins and ends, in the place of a number. */
export const ROLE_TEXT: u32 = 13;
/** A line that has it is odd. */
export const ROLE_ODD: u32 = 14;
/** More is odd. */
const TEXT_LENGTH_MAX: usize = 256;

/** Layout of a record. */
export const RECORD_KIND: usize = 0;
export const RECORD_START: usize = 4;
export const RECORD_END: usize = 8;
export const RECORD_WORDS: usize = 12;
export const RECORD_TIME: usize = 24;
export const RECORD_NUMBERS: usize = 32;
export const RECORD_NUMBERS_MAX: u32 = 12;

/** What is new about a line for the host. Nothing: it is odd. */
export const NEW_MINUTE: u32 = 1;
export const NEW_KIND: u32 = 2;
export const NEW_WORD: u32 = 4;

/** The record of the line that is being read. */
export let record: usize = RECORDS;
/** What is new about that line. */
export let unknown: u32 = 0;

export function setRecord(to: usize): void {
  record = to;
}

export function setUnknown(to: u32): void {
  unknown = to;
}

/** The first `&`, `,`, `;`, `|` or space, or the end. */
function endOfFirstPart(at: usize, end: usize): usize {
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == 0x26 || byte == 0x2c || byte == 0x3b || byte == 0x7c || byte == 0x20) return at;
  }
  return end;
}

/** One value into the record, or into the key. */
export function readValue(role: u32, slot: u32, at: usize, end: usize): void {
  switch (role) {
    case ROLE_KEY: {
      addToKey(at, end);
      return;
    }
    case ROLE_KEY_START: {
      addToKey(at, endOfFirstPart(at, end));
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
    case ROLE_TEXT: {
      store<u32>(record + (<usize>slot << 3), <u32>at, RECORD_NUMBERS);
      store<u32>(record + (<usize>slot << 3), <u32>end, RECORD_NUMBERS + 4);
      if (end - at > TEXT_LENGTH_MAX) setOdd(true);
      return;
    }
    case ROLE_NGINX_TIME: {
      store<f64>(record, nginxTimeIn(at, end), RECORD_TIME);
      return;
    }
    default: {
      store<f64>(record, timeIn(at, end), RECORD_TIME);
    }
  }
}
