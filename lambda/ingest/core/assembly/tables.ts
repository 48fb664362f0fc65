// Decoding tables of the Huffman codes of a block (RFC 1951 section 3.2).
//
// An entry is one word. Its low six bits are how many bits it consumes, extra bits included: shifts count modulo 64, so
// the entry itself is the shift count. The rest depends on what it is:
//   literals   bits 30-31 how many (1 to 3), bits 6-29 the bytes, first one lowest
//   length bits 6-11 how far its extra bits lie from the spare ones (codes.ts), bits 12-19 eight times its number, by
//   which VALUES
//              has its base and its extra bits; distances alike
//   other bit 29 set: END_OF_BLOCK, or SUBTABLE with bits 6-11 its index bits and bits 12-24 its first entry; neither:
//   no such code
// Codes longer than the root go through a second table. Which sets of lengths are refused is zlib's choice
// (inflate_table).

import {
  COUNTS, DISTANCE_MEANINGS, DISTANCE_VALUES, LENGTH_VALUES, LITERAL_MEANINGS, LITERALS, PRECODE_MEANINGS, REPEATS, SORTED, STARTS, STRING_GROUPS,
  STRING_SIZE, STRINGS,
} from './memory';

export const LITERAL_BITS: u32 = 10;
export const DISTANCE_BITS: u32 = 9;
export const PRECODE_BITS: u32 = 7;

/** Entries from here on are literals. */
export const LITERAL: u32 = 0x40000000;
/** The place of the first literal, and of the number of literals. */
export const BYTES: u32 = 6;
export const BYTE_COUNT: u32 = 30;
const LITERALS_MAX: u32 = 3;
/** The byte of an entry of one literal. */
const BYTE: u32 = 0xff << BYTES;
export const OTHER: u32 = 0x20000000;
export const END_OF_BLOCK: u32 = 0x10000000;
export const SUBTABLE: u32 = 0x08000000;
/** The place of a length's, distance's or second table's two numbers. */
export const SIZE: u32 = 6;
export const INDEX: u32 = 12;
const INVALID: u32 = OTHER | 1;
/** Bits below the held ones while a block is decoded; see codes.ts. */
export const SPARE: u32 = 2;

/** The constant parts: what each symbol means (RFC 1951 section 3.2.5), and the shuffles of short distances. */
export function buildMeanings(): void {
  for (let i: u32 = 0; i < 256; i++) store<u32>(LITERAL_MEANINGS + (i << 2), (1 << BYTE_COUNT) | (i << BYTES));
  store<u32>(LITERAL_MEANINGS + (256 << 2), OTHER | END_OF_BLOCK);
  let base: u32 = 3;
  for (let i: u32 = 0; i < 28; i++) {
    base = addValue(LENGTH_VALUES, LITERAL_MEANINGS + (257 << 2), i, base, i < 8 ? 0 : (i - 4) >> 2);
  }
  addValue(LENGTH_VALUES, LITERAL_MEANINGS + (257 << 2), 28, 258, 0);
  store<u32>(LITERAL_MEANINGS + (286 << 2), OTHER);
  store<u32>(LITERAL_MEANINGS + (287 << 2), OTHER);
  base = 1;
  for (let i: u32 = 0; i < 30; i++) {
    base = addValue(DISTANCE_VALUES, DISTANCE_MEANINGS, i, base, i < 4 ? 0 : (i - 2) >> 1);
  }
  store<u32>(DISTANCE_MEANINGS + (30 << 2), OTHER);
  store<u32>(DISTANCE_MEANINGS + (31 << 2), OTHER);
  for (let i: u32 = 0; i < 19; i++) store<u32>(PRECODE_MEANINGS + (i << 2), i << 16);
  for (let distance: u32 = 1; distance < 16; distance++) {
    for (let lane: u32 = 0; lane < 16; lane++) store<u8>(REPEATS + (distance << 4) + lane, lane % distance);
  }
}

/**
 * A length or distance: its base and a mask of its extra bits, and a meaning with their number in the low bits; returns
 * the next base.
 */
function addValue(values: usize, meanings: usize, number: u32, base: u32, extra: u32): u32 {
  store<u32>(values + (number << 3), base);
  store<u32>(values + (number << 3), (1 << extra) - 1, 4);
  store<u32>(meanings + (number << 2), (number << (INDEX + 3)) | extra);
  return base + (1 << extra);
}

/**
 * Fills `table` from the code lengths at `lengths`. False if zlib refuses the set: more codes than the lengths allow,
 * or fewer, unless there is none or just one of one bit (which the precode may not have either).
 */
export function buildTable(table: usize, root: u32, lengths: usize, symbols: u32, meanings: usize): bool {
  memory.fill(COUNTS, 0, 64);
  for (let i: u32 = 0; i < symbols; i++) {
    if (isUnused(lengths, i, symbols)) {
      i += 7;
      continue;
    }
    const at = COUNTS + (<usize>load<u8>(lengths + i) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let left: i32 = 1;
  let longest: u32 = 0;
  let start: u32 = 0;
  for (let length: u32 = 1; length <= 15; length++) {
    const count = load<u32>(COUNTS + (length << 2));
    store<u32>(STARTS + (length << 2), start);
    start += count;
    left = (left << 1) - count;
    if (left < 0) return false;
    if (count != 0) longest = length;
  }
  if (left > 0 && longest != 0 && (longest != 1 || meanings == PRECODE_MEANINGS)) return false;
  for (let i: u32 = 0; i < symbols; i++) {
    if (isUnused(lengths, i, symbols)) {
      i += 7;
      continue;
    }
    const length = <usize>load<u8>(lengths + i);
    if (length == 0) continue;
    const at = STARTS + (length << 2);
    const position = load<u32>(at);
    store<u32>(at, position + 1);
    store<u16>(SORTED + (position << 1), <u16>i);
  }
  fillTable(table, root, longest, meanings);
  return true;
}

/** Have eight symbols in a row no code? Text leaves most bytes out. */
@inline
function isUnused(lengths: usize, symbol: u32, symbols: u32): bool {
  return symbol + 8 <= symbols && load<u64>(lengths + symbol) == 0;
}

/** The entry of a symbol whose code has `length` bits. */
@inline
function entryOf(meaning: u32, length: u32): u32 {
  if (meaning >= OTHER) return meaning | length;
  return (meaning + length) | ((length + SPARE) << SIZE);
}

function fillTable(table: usize, root: u32, longest: u32, meanings: usize): void {
  // Every length doubles the table: its upper half repeats the lower one, then the codes of this length are put in.
  store<u32>(table, INVALID);
  let size: u32 = 1;
  let code: u32 = 0;
  let position: usize = SORTED;
  let strings: usize = STRINGS;
  for (let length: u32 = 1; length <= root; length++) {
    memory.copy(table + (size << 2), table, size << 2);
    size <<= 1;
    store<u32>(STRING_GROUPS + (length << 3), <u32>strings);
    for (let count = load<u32>(COUNTS + (length << 2)); count > 0; count--) {
      const entry = entryOf(load<u32>(meanings + (<usize>load<u16>(position) << 2)), length);
      position += 2;
      store<u32>(table + (code << 2), entry);
      if (entry >= LITERAL) strings = addString(strings, entry, code);
      code = nextCode(code, length);
    }
    store<u32>(STRING_GROUPS + (length << 3), <u32>strings, 4);
    if (strings > STRINGS) strings = joinLiterals(table, length, strings);
  }
  if (longest > root) fillSubtables(table, root, longest, meanings, code, position);
}

@inline
function addString(end: usize, entry: u32, code: u32): usize {
  store<u32>(end, entry);
  store<u32>(end, code, 4);
  return end + STRING_SIZE;
}

/**
 * Puts in the strings of two or three literals whose codes have `total` bits together: each shorter string of one or
 * two, and behind it each literal of the length that is left. Returns where the strings end.
 */
function joinLiterals(table: usize, total: u32, strings: usize): usize {
  for (let length: u32 = 1; length < total; length++) {
    const literals = <usize>load<u32>(STRING_GROUPS + ((total - length) << 3));
    const literalsEnd = <usize>load<u32>(STRING_GROUPS + ((total - length) << 3), 4);
    if (literals == literalsEnd) continue;
    const end = <usize>load<u32>(STRING_GROUPS + ((length + 1) << 3));
    for (let at = <usize>load<u32>(STRING_GROUPS + (length << 3)); at < end; at += STRING_SIZE) {
      const string = load<u32>(at);
      const count = string >> BYTE_COUNT;
      if (count == LITERALS_MAX) continue;
      const start = string + (1 << BYTE_COUNT) + (total - length);
      const code = load<u32>(at, 4);
      for (let literal = literals; literal < literalsEnd; literal += STRING_SIZE) {
        const entry = start + ((load<u32>(literal) & BYTE) << (count << 3));
        const joined = code | (load<u32>(literal, 4) << length);
        store<u32>(table + (joined << 2), entry);
        // Nothing fits behind the longest ones.
        if (total < LITERAL_BITS) strings = addString(strings, entry, joined);
      }
    }
  }
  return strings;
}

/** Codes are stored from the highest bit on, so the next code in the reversed order adds one at the top. */
@inline
function nextCode(code: u32, length: u32): u32 {
  const top: u32 = 1 << (length - 1);
  // The run of ones from the top bit down is cleared, the zero below it set; after the last code all is zero.
  const ones = clz(~(code << (32 - length)));
  if (ones >= length) return 0;
  const bit = top >> ones;
  return (code & (bit - 1)) | bit;
}

function fillSubtables(table: usize, root: u32, longest: u32, meanings: usize, code: u32, position: usize): void {
  const rootMask: u32 = (1 << root) - 1;
  let next: u32 = 1 << root;
  let prefix: u32 = 0xffffffff;
  let first: u32 = 0;
  let bits: u32 = 0;
  for (let length = root + 1; length <= longest; length++) {
    for (let count = load<u32>(COUNTS + (length << 2)); count > 0; count--) {
      if ((code & rootMask) != prefix) {
        prefix = code & rootMask;
        first = next;
        bits = subtableBits(length, root, longest, count);
        next += 1 << bits;
        store<u32>(table + (prefix << 2), OTHER | SUBTABLE | (first << INDEX) | (bits << SIZE) | root);
      }
      const meaning = load<u32>(meanings + (<usize>load<u16>(position) << 2));
      position += 2;
      const entry = entryOf(meaning, length);
      for (let i = code >> root; i < <u32>1 << bits; i += 1 << (length - root)) {
        store<u32>(table + ((first + i) << 2), entry);
      }
      code = nextCode(code, length);
    }
  }
}

/** The least index bits with which the codes from here on fill a table; a code set that reaches here is complete. */
function subtableBits(length: u32, root: u32, longest: u32, count: u32): u32 {
  let bits = length - root;
  let left: i32 = (1 << bits) - count;
  while (left > 0 && length < longest) {
    length++;
    bits++;
    left = (left << 1) - load<u32>(COUNTS + (length << 2));
  }
  return bits;
}
