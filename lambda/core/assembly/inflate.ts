// Members, blocks and their headers: gzip (RFC 1952) around deflate (RFC 1951), as Node's createGunzip reads them.
//
// inflate() goes on until the input is used up, the window is full or the stream is over. The verdict and its words are zlib's;
// like Node, it reads member after member, and takes a zero byte after a member as padding that ends the stream.

import { crcByte, finishCrc, startCrc, updateCrc } from './crc';
import { BAD_DISTANCE, BAD_LITERAL, BLOCK_END, decodeCareful, decodeFast, TOO_FAR } from './codes';
import {
  DISTANCE_MEANINGS, DISTANCES, HISTORY_SIZE, INPUT, LENGTHS, LITERAL_MEANINGS, LITERALS, OUTPUT, OUTPUT_LIMIT, PRECODE, PRECODE_MEANINGS,
} from './memory';
import { bitCount, bits, input, inputEnd, need, output, reach, setBits, setInput, setOutput, settle, take } from './state';
import { buildTable, DISTANCE_BITS, LITERAL_BITS, packLiterals, PRECODE_BITS } from './tables';

/** Results of inflate(); errors are negative, lambda/core/inflate.ts has their words. */
const NEED_INPUT: i32 = 0;
const WINDOW_FULL: i32 = 1;
const STREAM_END: i32 = 2;
const INCORRECT_HEADER: i32 = -10;
const UNKNOWN_METHOD: i32 = -11;
const UNKNOWN_FLAGS: i32 = -12;
const HEADER_CRC_MISMATCH: i32 = -13;
const BAD_BLOCK_TYPE: i32 = -14;
const BAD_STORED_LENGTHS: i32 = -15;
const TOO_MANY_SYMBOLS: i32 = -16;
const BAD_CODE_LENGTHS: i32 = -17;
const BAD_REPEAT: i32 = -18;
const NO_END_OF_BLOCK: i32 = -19;
const BAD_LITERAL_SET: i32 = -20;
const BAD_DISTANCE_SET: i32 = -21;
const INCORRECT_DATA: i32 = -22;
const INCORRECT_LENGTH: i32 = -23;

/** What comes next in the stream. */
const MEMBER: i32 = 0;
const HEADER: i32 = 1;
const BLOCK: i32 = 2;
const STORED: i32 = 3;
const CODES: i32 = 4;
const TRAILER: i32 = 5;
const TRAILER_LENGTH: i32 = 6;
const NEXT_MEMBER: i32 = 7;
const OVER: i32 = 8;

let step: i32 = MEMBER;
let lastBlock: bool = false;
let storedLeft: usize = 0;
let fixedTables: bool = false;

/** CRC and length of this member so far; bytes from `checked` to `output` are not in the CRC yet. */
let checked: usize = 0;
let memberBytes: u32 = 0;

/** The header field being read, its bytes so far, the bytes it has, and the CRC of the header. */
let headerField: i32 = 0;
let headerSeen: u32 = 0;
let headerLength: u32 = 0;
let headerFlags: u32 = 0;
let headerCrc: u32 = 0;

/** Ready for a new stream. */
export function reset(): void {
  setInput(INPUT, INPUT);
  setBits(0, 0);
  setOutput(OUTPUT + HISTORY_SIZE, OUTPUT + HISTORY_SIZE);
  step = MEMBER;
}

/** True where the stream may end: after a whole member. */
export function complete(): bool {
  return step == NEXT_MEMBER || step == OVER;
}

/** Moves what is left of the input to the front; the host puts the next piece behind it, at the address returned. */
export function makeRoom(): usize {
  const left = inputEnd - input;
  memory.copy(INPUT, input, left);
  setInput(INPUT, INPUT + left);
  return inputEnd;
}

/** The host has put `size` bytes where makeRoom() said. */
export function added(size: usize): void {
  setInput(input, inputEnd + size);
}

/** Where the unpacked bytes end. */
export function outputEnd(): usize {
  return output;
}

/** Keeps the history and the last `unread` bytes, moves them to the front; returns where the unread bytes now begin. */
export function slide(unread: usize): usize {
  checkSoFar();
  const keep = max(unread, HISTORY_SIZE);
  const shift = output - keep - OUTPUT;
  memory.copy(OUTPUT, output - keep, keep);
  checked -= shift;
  setOutput(output - shift, reach > OUTPUT + shift ? reach - shift : OUTPUT);
  return output - unread;
}

export function inflate(): i32 {
  while (true) {
    let status: i32 = NEED_INPUT;
    switch (step) {
      case MEMBER: {
        startMember();
        break;
      }
      case HEADER: {
        status = readHeader();
        if (step == HEADER) return status;
        break;
      }
      case BLOCK: {
        status = readBlock();
        if (step == BLOCK) return status;
        break;
      }
      case STORED: {
        status = copyStored();
        if (step == STORED) return status;
        break;
      }
      case CODES: {
        status = decode();
        if (step == CODES) return status;
        break;
      }
      case TRAILER: {
        status = readTrailer();
        if (step == TRAILER) return status;
        break;
      }
      case TRAILER_LENGTH: {
        status = readTrailer();
        if (step == TRAILER_LENGTH) return status;
        break;
      }
      case NEXT_MEMBER: {
        if (input == inputEnd) return NEED_INPUT;
        step = load<u8>(input) == 0 ? OVER : MEMBER;
        break;
      }
      default: {
        setInput(inputEnd, inputEnd);
        return STREAM_END;
      }
    }
  }
}

function startMember(): void {
  startCrc();
  checked = output;
  memberBytes = 0;
  setOutput(output, output);
  headerField = 0;
  headerSeen = 0;
  headerFlags = 0;
  headerCrc = 0xffffffff;
  step = HEADER;
}

/** The fixed ten bytes, then the parts the flags name: extra field, name, comment, CRC. Byte by byte: it may come so. */
function readHeader(): i32 {
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
  step = BLOCK;
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

/** The header of a block; if it is not there as a whole, nothing of it counts as read. */
function readBlock(): i32 {
  const at = input;
  const held = bits;
  const count = bitCount;
  const status = blockHeader();
  if (step == BLOCK && status == NEED_INPUT) {
    setInput(at, inputEnd);
    setBits(held, count);
  }
  return status;
}

function blockHeader(): i32 {
  if (!need(3)) return NEED_INPUT;
  lastBlock = take(1) != 0;
  const type = take(2);
  if (type == 3) return BAD_BLOCK_TYPE;
  if (type == 0) return storedHeader();
  const status = type == 1 ? fixedCodes() : dynamicCodes();
  if (step == CODES) settle();
  return status;
}

function storedHeader(): i32 {
  take(bitCount & 7);
  if (!need(32)) return NEED_INPUT;
  const length = take(16);
  if (length != (take(16) ^ 0xffff)) return BAD_STORED_LENGTHS;
  storedLeft = length;
  settle();
  step = STORED;
  return NEED_INPUT;
}

function fixedCodes(): i32 {
  step = CODES;
  if (fixedTables) return NEED_INPUT;
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  buildTable(LITERALS, LITERAL_BITS, LENGTHS, 288, LITERAL_MEANINGS);
  packLiterals();
  memory.fill(LENGTHS, 5, 32);
  buildTable(DISTANCES, DISTANCE_BITS, LENGTHS, 32, DISTANCE_MEANINGS);
  fixedTables = true;
  return NEED_INPUT;
}

/** The order in which the lengths of the code-length code are sent (RFC 1951 section 3.2.7). */
const ORDER: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

function dynamicCodes(): i32 {
  if (!need(14)) return NEED_INPUT;
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const precodes = take(4) + 4;
  if (literals > 286 || distances > 30) return TOO_MANY_SYMBOLS;
  memory.fill(LENGTHS, 0, 19);
  for (let i: u32 = 0; i < precodes; i++) {
    if (!need(3)) return NEED_INPUT;
    store<u8>(LENGTHS + load<u8>(ORDER + i), take(3));
  }
  if (!buildTable(PRECODE, PRECODE_BITS, LENGTHS, 19, PRECODE_MEANINGS)) return BAD_CODE_LENGTHS;
  const status = readLengths(literals + distances);
  if (status != BLOCK_END) return status;
  if (load<u8>(LENGTHS + 256) == 0) return NO_END_OF_BLOCK;
  fixedTables = false;
  if (!buildTable(LITERALS, LITERAL_BITS, LENGTHS, literals, LITERAL_MEANINGS)) return BAD_LITERAL_SET;
  if (!buildTable(DISTANCES, DISTANCE_BITS, LENGTHS + literals, distances, DISTANCE_MEANINGS)) return BAD_DISTANCE_SET;
  packLiterals();
  step = CODES;
  return NEED_INPUT;
}

/** BLOCK_END when all lengths are there. */
function readLengths(total: u32): i32 {
  let have: u32 = 0;
  while (have < total) {
    need(14);
    const entry = load<u32>(PRECODE + (<usize>(bits & ((1 << PRECODE_BITS) - 1)) << 2));
    const size = <u64>(entry & 63);
    if (size > bitCount) return NEED_INPUT;
    // An empty code reads every bit as length zero, as zlib does; the missing end-of-block code is then the verdict.
    const symbol = entry & 0x80000000 ? 0 : entry >> 16;
    if (symbol < 16) {
      take(size);
      store<u8>(LENGTHS + have++, <u8>symbol);
      continue;
    }
    const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
    if (size + extra > bitCount) return NEED_INPUT;
    take(size);
    if (symbol == 16 && have == 0) return BAD_REPEAT;
    const value: u8 = symbol == 16 ? load<u8>(LENGTHS + have - 1) : 0;
    const times = take(extra) + (symbol == 18 ? 11 : 3);
    if (have + times > total) return BAD_REPEAT;
    memory.fill(LENGTHS + have, value, times);
    have += times;
  }
  return BLOCK_END;
}

function copyStored(): i32 {
  while (storedLeft > 0) {
    if (output >= OUTPUT_LIMIT) return WINDOW_FULL;
    const size = min(storedLeft, min(inputEnd - input, OUTPUT_LIMIT - output));
    if (size == 0) return NEED_INPUT;
    memory.copy(output, input, size);
    setInput(input + size, inputEnd);
    setOutput(output + size, reach);
    storedLeft -= size;
  }
  step = lastBlock ? TRAILER : BLOCK;
  return NEED_INPUT;
}

function decode(): i32 {
  if (output >= OUTPUT_LIMIT) return WINDOW_FULL;
  let status = decodeFast();
  if (status == NEED_INPUT && output < OUTPUT_LIMIT) status = decodeCareful();
  if (status == BLOCK_END) {
    step = lastBlock ? TRAILER : BLOCK;
    return NEED_INPUT;
  }
  if (status < 0) return status;
  return output >= OUTPUT_LIMIT ? WINDOW_FULL : NEED_INPUT;
}

/** Adds to the CRC and the length what has been unpacked since the last time; a few bytes may wait for the next. */
function checkSoFar(): void {
  if (step == MEMBER || step > TRAILER) {
    checked = output;
    return;
  }
  const next = updateCrc(checked, output);
  memberBytes += <u32>(next - checked);
  checked = next;
}

/** The two words behind the last block: CRC, then length modulo 2^32. */
function readTrailer(): i32 {
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
    step = TRAILER_LENGTH;
  } else {
    if (memberBytes != word) return INCORRECT_LENGTH;
    step = NEXT_MEMBER;
  }
  return NEED_INPUT;
}
