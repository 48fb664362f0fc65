// The inner loops: literals and matches of one block, until it ends, the window is full, or the input runs out.
//
// decodeFast works while sixteen bytes of input are left, without a check per bit; decodeCareful does the last symbols
// of an input piece and stops before the first one that is not there as a whole. Both leave the state at a border of
// symbols.

import { DISTANCE_VALUES, DISTANCES, LENGTH_VALUES, LITERALS, OUTPUT_LIMIT, REPEATS } from './memory';
import { bitCount, bits, input, inputEnd, need, output, reach, setBits, setInput, setOutput, settle } from './state';
import {
  BYTE_COUNT, BYTES, DISTANCE_BITS, END_OF_BLOCK, INDEX, LITERAL, LITERAL_BITS, OTHER, SIZE, SPARE, SUBTABLE,
} from './tables';

export const MORE: i32 = 0;
export const BLOCK_END: i32 = 1;
export const BAD_LITERAL: i32 = -1;
export const BAD_DISTANCE: i32 = -2;
export const TOO_FAR: i32 = -3;

/**
 * While a block is decoded the held bits stand two places higher, above two that mean nothing: masked, they are an
 * offset into a table of words, with no shift on the way from one entry to the next.
 */
const LOWEST: u64 = 1 << SPARE;
const LITERAL_MASK: u32 = ((1 << LITERAL_BITS) - 1) << 2;
const DISTANCE_MASK: u32 = ((1 << DISTANCE_BITS) - 1) << 2;

/** The entry the next bits of `held` lead to, in the first table. */
@inline
function literalEntry(held: u64): u64 {
  return <u64>load<u32>(<usize>(<u32>held & LITERAL_MASK), LITERALS);
}

@inline
function distanceEntry(held: u64): u64 {
  return <u64>load<u32>(<usize>(<u32>held & DISTANCE_MASK), DISTANCES);
}

/** The entry of the second table, given the link in the first one. */
@inline
function subEntry(table: usize, link: u64, root: u64, held: u64): u64 {
  const offset = (held >> root) & ((LOWEST << (link >> SIZE)) - LOWEST);
  return <u64>load<u32>(table + <usize>((((link >> INDEX) & 0x1fff) << 2) + offset));
}

/** Base plus extra bits of a length or distance; `held` as it was before the entry's bits were dropped. */
@inline
function valueOf(entry: u64, held: u64, values: usize): usize {
  const at = values + <usize>(entry >> INDEX);
  return <usize>load<u32>(at) + (<usize>(held >> (entry >> SIZE)) & <usize>load<u32>(at, 4));
}

@inline
function isSubtable(entry: u64): bool {
  return <u32>entry < LITERAL && (<u32>entry & (OTHER | SUBTABLE)) == (OTHER | SUBTABLE);
}

/** How many bytes an entry of literals has. */
@inline
function byteCount(entry: u64): usize {
  return <usize>(<u32>entry >> BYTE_COUNT);
}

/** Copies `length` bytes from `distance` back; may write up to 272 bytes. */
@inline
function copy(to: usize, distance: usize, length: usize): void {
  const from = to - distance;
  if (distance >= 16) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    v128.store(to, v128.load(from, 32), 32);
    v128.store(to, v128.load(from, 48), 48);
    if (length > 64) copyLong(to, from);
  } else {
    repeat(to, from, to + length, distance);
  }
}

/**
 * The rest of a match longer than 64 bytes, as if it had the greatest length, 258: a loop that ends after one to four
 * rounds is what the processor guesses wrongly.
 */
function copyLong(to: usize, from: usize): void {
  v128.store(to, v128.load(from, 64), 64);
  v128.store(to, v128.load(from, 80), 80);
  v128.store(to, v128.load(from, 96), 96);
  v128.store(to, v128.load(from, 112), 112);
  v128.store(to, v128.load(from, 128), 128);
  v128.store(to, v128.load(from, 144), 144);
  v128.store(to, v128.load(from, 160), 160);
  v128.store(to, v128.load(from, 176), 176);
  v128.store(to, v128.load(from, 192), 192);
  v128.store(to, v128.load(from, 208), 208);
  v128.store(to, v128.load(from, 224), 224);
  v128.store(to, v128.load(from, 240), 240);
  v128.store(to, v128.load(from, 256), 256);
}

/** A match that overlaps itself within sixteen bytes: its first bytes over and over. */
function repeat(to: usize, from: usize, end: usize, distance: usize): void {
  const pattern = i8x16.swizzle(v128.load(from), v128.load(REPEATS + (distance << 4)));
  // The greatest multiple of the distance that fits into sixteen bytes keeps the pattern in phase.
  const step = <usize>16 - (16 % distance);
  do {
    v128.store(to, pattern);
    to += step;
  } while (to < end);
}

/**
 * What may come next is looked up before it is known whether the entry is a literal or a length, because the processor
 * guesses this wrongly once in three times: then the next entry is there by the time it has begun again.
 */
export function decodeFast(): i32 {
  let at = input;
  const last = inputEnd - 16;
  if (inputEnd - at < 16) return MORE;
  let held = bits << <u64>SPARE;
  // Only the low six bits of the count are meaningful; entries are subtracted whole.
  let count = bitCount + <u64>SPARE;
  let to = output;
  const from = reach;
  let status = MORE;
  held |= load<u64>(at) << count;
  at += <usize>((~count >> 3) & 7);
  count |= 56;
  let entry = literalEntry(held);
  while (at <= last) {
    // Not joined with the other condition: two that are joined are computed, not jumped over.
    if (to >= OUTPUT_LIMIT) break;
    held |= load<u64>(at) << count;
    at += <usize>((~count >> 3) & 7);
    count |= 56;
    let rest = held >> entry;
    const nextLiteral = literalEntry(rest);
    let nextDistance = distanceEntry(rest);
    if (<u32>entry >= LITERAL) {
      store<u32>(to, <u32>entry >> BYTES);
      to += byteCount(entry);
      held = rest;
      count -= entry;
      entry = nextLiteral;
      continue;
    }
    if (entry & OTHER) {
      if (entry & SUBTABLE) entry = subEntry(LITERALS, entry, LITERAL_BITS, held);
      if (<u32>entry >= LITERAL) {
        store<u8>(to++, <u8>(entry >> BYTES));
        held >>= entry;
        count -= entry;
        entry = literalEntry(held);
        continue;
      }
      if (entry & OTHER) {
        if (entry & END_OF_BLOCK) {
          held >>= entry;
          count -= entry;
          status = BLOCK_END;
        } else {
          status = BAD_LITERAL;
        }
        break;
      }
      rest = held >> entry;
      nextDistance = distanceEntry(rest);
    }
    const length = valueOf(entry, held, LENGTH_VALUES);
    held = rest;
    count -= entry;
    entry = nextDistance;
    if (entry & OTHER) {
      if (entry & SUBTABLE) entry = subEntry(DISTANCES, entry, DISTANCE_BITS, held);
      if (entry & OTHER) {
        status = BAD_DISTANCE;
        break;
      }
    }
    const distance = valueOf(entry, held, DISTANCE_VALUES);
    held >>= entry;
    count -= entry;
    entry = literalEntry(held);
    // No distance is greater than the history, so this is an address.
    if (to - distance < from) {
      status = TOO_FAR;
      break;
    }
    copy(to, distance, length);
    to += length;
  }
  count &= 63;
  setBits(held >> <u64>SPARE, count - <u64>SPARE);
  setInput(at, inputEnd);
  setOutput(to, from);
  settle();
  return status;
}

/** As decodeFast, one symbol at a time; MORE also when the next symbol is not in the input as a whole. */
export function decodeCareful(): i32 {
  while (output < OUTPUT_LIMIT) {
    need(48);
    const held = bits << <u64>SPARE;
    const count = bitCount;
    let entry = literalEntry(held);
    if (isSubtable(entry)) {
      entry = subEntry(LITERALS, entry, LITERAL_BITS, held);
    }
    const size = entry & 63;
    if (size > count) break;
    if (<u32>entry >= LITERAL) {
      store<u32>(output, <u32>entry >> BYTES);
      setOutput(output + byteCount(entry), reach);
      setBits(bits >> size, count - size);
      continue;
    }
    if (entry & OTHER) {
      if ((entry & END_OF_BLOCK) == 0) return BAD_LITERAL;
      setBits(bits >> size, count - size);
      settle();
      return BLOCK_END;
    }
    const length = valueOf(entry, held, LENGTH_VALUES);
    const rest = held >> size;
    entry = distanceEntry(rest);
    if (isSubtable(entry)) entry = subEntry(DISTANCES, entry, DISTANCE_BITS, rest);
    const both = size + (entry & 63);
    if (both > count) break;
    if (entry & OTHER) return BAD_DISTANCE;
    const distance = valueOf(entry, rest, DISTANCE_VALUES);
    if (distance > output - reach) return TOO_FAR;
    copy(output, distance, length);
    setOutput(output + length, reach);
    setBits(bits >> both, count - both);
  }
  settle();
  return MORE;
}
