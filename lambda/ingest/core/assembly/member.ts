// A member of a gzip file (RFC 1952): its header, field by field, and its trailer with CRC and length.

import { crcByte, finishCrc, startCrc, updateCrc } from './crc';
import {
  BLOCK, bitCount, HEADER, input, inputEnd, MEMBER, need, NEED_INPUT, NEXT_MEMBER, output, setInput, setOutput, setStep, settle, step, take, TRAILER,
  TRAILER_LENGTH,
} from './state';

export const INCORRECT_HEADER: i32 = -10;
export const UNKNOWN_METHOD: i32 = -11;
export const UNKNOWN_FLAGS: i32 = -12;
export const HEADER_CRC_MISMATCH: i32 = -13;
export const INCORRECT_DATA: i32 = -22;
export const INCORRECT_LENGTH: i32 = -23;

/** CRC and length of this member so far; bytes from `checked` to `output` are not in the CRC yet. */
let checked: usize = 0;
let memberBytes: u32 = 0;

/** The header field being read, its bytes so far, the bytes it has, and the CRC of the header. */
let headerField: i32 = 0;
let headerSeen: u32 = 0;
let headerLength: u32 = 0;
let headerFlags: u32 = 0;
let headerCrc: u32 = 0;

export function startMember(): void {
  startCrc();
  checked = output;
  memberBytes = 0;
  setOutput(output, output);
  headerField = 0;
  headerSeen = 0;
  headerFlags = 0;
  headerCrc = 0xffffffff;
  setStep(HEADER);
}

/**
 * The fixed ten bytes, then the parts the flags name: extra field, name, comment, CRC. Byte by byte: it may come so.
 */
export function readHeader(): i32 {
  while (headerField < 6) {
    if (fieldIsAbsent()) {
      headerField++;
      headerSeen = 0;
      continue;
    }
    if (input == inputEnd) return NEED_INPUT;
    const byte = <u32>load<u8>(input);
    setInput(input + 1, inputEnd);
    const status = headerByte(byte);
    if (status < 0) return status;
  }
  setStep(BLOCK);
  return NEED_INPUT;
}

/** Fields: 0 the first ten bytes, 1 length of the extra field, 2 extra field, 3 name, 4 comment, 5 CRC. */
function fieldIsAbsent(): bool {
  if (headerField == 1) return (headerFlags & 4) == 0;
  if (headerField == 2) return (headerFlags & 4) == 0 || headerLength == 0;
  if (headerField == 3) return (headerFlags & 8) == 0;
  if (headerField == 4) return (headerFlags & 16) == 0;
  if (headerField == 5) return (headerFlags & 2) == 0;
  return false;
}

function headerByte(byte: u32): i32 {
  const index = headerSeen++;
  if (headerField == 5) {
    // The CRC does not cover itself.
    headerLength = index == 0 ? byte : headerLength | (byte << 8);
    if (index == 1) {
      if (headerLength != (~headerCrc & 0xffff)) return HEADER_CRC_MISMATCH;
      headerField++;
    }
    return NEED_INPUT;
  }
  headerCrc = crcByte(headerCrc, byte);
  if (headerField == 0) return fixedHeaderByte(index, byte);
  if (headerField == 1) headerLength = index == 0 ? byte : headerLength | (byte << 8);
  const done = headerField == 1 ? index == 1 : headerField == 2 ? index + 1 == headerLength : byte == 0;
  if (done) {
    headerField++;
    headerSeen = 0;
  }
  return NEED_INPUT;
}

function fixedHeaderByte(index: u32, byte: u32): i32 {
  // zlib looks at pairs of bytes, so the first of a pair alone is never wrong yet.
  if (index == 0 || index == 2) headerLength = byte;
  if (index == 1 && (headerLength != 0x1f || byte != 0x8b)) return INCORRECT_HEADER;
  if (index == 3) {
    headerFlags = byte;
    if (headerLength != 8) return UNKNOWN_METHOD;
    if (byte & 0xe0) return UNKNOWN_FLAGS;
  }
  if (index == 9) {
    headerField++;
    headerSeen = 0;
  }
  return NEED_INPUT;
}

/** Adds to the CRC and the length what has been unpacked since the last time; a few bytes may wait for the next. */
export function checkSoFar(): void {
  if (step == MEMBER || step > TRAILER) {
    checked = output;
    return;
  }
  const next = updateCrc(checked, output);
  memberBytes += <u32>(next - checked);
  checked = next;
}

/** The two words behind the last block: CRC, then length modulo 2^32. */
export function readTrailer(): i32 {
  take(bitCount & 7);
  if (!need(32)) {
    settle();
    return NEED_INPUT;
  }
  const word = take(32);
  settle();
  if (step == TRAILER) {
    checkSoFar();
    if (finishCrc(checked, output) != word) return INCORRECT_DATA;
    memberBytes += <u32>(output - checked);
    checked = output;
    setStep(TRAILER_LENGTH);
  } else {
    if (memberBytes != word) return INCORRECT_LENGTH;
    setStep(NEXT_MEMBER);
  }
  return NEED_INPUT;
}

/** The output has been moved towards the front. */
export function shiftChecked(by: usize): void {
  checked -= by;
}
