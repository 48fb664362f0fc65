// Blocks of deflate (RFC 1951 section 3.2.3): headers, stored bytes, the tables of fixed and dynamic codes.

import { BLOCK_END, decodeCareful, decodeFast } from './codes';
import {
  DISTANCE_MEANINGS, DISTANCES, LENGTHS, LITERAL_MEANINGS, LITERALS, OUTPUT_LIMIT, PRECODE, PRECODE_MEANINGS,
} from './memory';
import {
  BLOCK, bitCount, bits, CODES, input, inputEnd, need, NEED_INPUT, output, reach, setBits, setInput, setOutput, setStep, settle, step, STORED, take, TRAILER,
  WINDOW_FULL,
} from './state';
import { buildTable, DISTANCE_BITS, LITERAL_BITS, OTHER, PRECODE_BITS } from './tables';

export const BAD_BLOCK_TYPE: i32 = -14;
export const BAD_STORED_LENGTHS: i32 = -15;
export const TOO_MANY_SYMBOLS: i32 = -16;
export const BAD_CODE_LENGTHS: i32 = -17;
export const BAD_REPEAT: i32 = -18;
export const NO_END_OF_BLOCK: i32 = -19;
export const BAD_LITERAL_SET: i32 = -20;
export const BAD_DISTANCE_SET: i32 = -21;

let lastBlock: bool = false;
let storedLeft: usize = 0;
let fixedTables: bool = false;

/** The header of a block; if it is not there as a whole, nothing of it counts as read. */
export function readBlock(): i32 {
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
  setStep(STORED);
  return NEED_INPUT;
}

function fixedCodes(): i32 {
  setStep(CODES);
  if (fixedTables) return NEED_INPUT;
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  buildTable(LITERALS, LITERAL_BITS, LENGTHS, 288, LITERAL_MEANINGS);
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
  setStep(CODES);
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
    const symbol = entry & OTHER ? 0 : entry >> 16;
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

export function copyStored(): i32 {
  while (storedLeft > 0) {
    if (output >= OUTPUT_LIMIT) return WINDOW_FULL;
    const size = min(storedLeft, min(inputEnd - input, OUTPUT_LIMIT - output));
    if (size == 0) return NEED_INPUT;
    memory.copy(output, input, size);
    setInput(input + size, inputEnd);
    setOutput(output + size, reach);
    storedLeft -= size;
  }
  setStep(lastBlock ? TRAILER : BLOCK);
  return NEED_INPUT;
}

export function decode(): i32 {
  if (output >= OUTPUT_LIMIT) return WINDOW_FULL;
  let status = decodeFast();
  if (status == NEED_INPUT && output < OUTPUT_LIMIT) status = decodeCareful();
  if (status == BLOCK_END) {
    setStep(lastBlock ? TRAILER : BLOCK);
    return NEED_INPUT;
  }
  if (status < 0) return status;
  return output >= OUTPUT_LIMIT ? WINDOW_FULL : NEED_INPUT;
}
