// Which kind a line of any format is: the bytes of the fields that decide everything but numbers. And words of single
// fields that come again. A kind is known from the host's word on, and recognized by comparing all bytes, never by a
// hash alone.

import {
  ROW_KEY, ROW_KEY_SIZE, ROW_KEYS, ROW_KEYS_END, ROW_KIND_SLOT_COUNT, ROW_KIND_SLOTS, ROW_KINDS, ROW_KINDS_MAX, ROW_WORD_FIELDS, ROW_WORD_SIZE, ROW_WORD_SLOT_COUNT,
  ROW_WORD_SLOTS, ROW_WORDS, ROW_WORDS_MAX,
} from './memory';
import { setOdd } from './values';
import { same, UNKNOWN } from './words';

const SPREAD: u64 = 0x9e3779b97f4a7c15;

let keyEnd: usize = ROW_KEY;
let keyHash: u64 = 0;
let kinds: u32 = 0;
let keysEnd: usize = ROW_KEYS;

export function startKey(): void {
  keyEnd = ROW_KEY;
}

/** The bytes from `at` to `end`, and a line feed, which no field has. */
export function addToKey(at: usize, end: usize): void {
  const length = end - at;
  if (keyEnd - ROW_KEY + length >= ROW_KEY_SIZE) {
    setOdd(true);
    return;
  }
  // Sixteen bytes more than are there, which the next ones write over.
  let to = keyEnd;
  for (; at < end; at += 16, to += 16) v128.store(to, v128.load(at));
  keyEnd += length;
  store<u8>(keyEnd++, 0x0a);
}

/** A number below 255 that belongs to the key. */
@inline
export function addByteToKey(byte: u32): void {
  store<u8>(keyEnd++, <u8>byte);
}

/** Kind of the line whose key is written, UNKNOWN if it is new. */
export function findKind(): u32 {
  v128.store(keyEnd, v128.splat<u8>(0));
  const length = padded();
  let hash: u64 = 0;
  for (let at = ROW_KEY; at < ROW_KEY + length; at += 8) hash = (hash ^ load<u64>(at)) * SPREAD ^ (hash >> 29);
  keyHash = hash ^ (hash >> 32);
  let slot = keyHash & (ROW_KIND_SLOT_COUNT - 1);
  while (true) {
    const id = <u32>load<u16>(ROW_KIND_SLOTS + (<usize>slot << 1));
    if (id == 0) return UNKNOWN;
    const entry = ROW_KINDS + (<usize>(id - 1) << 4);
    if (load<u64>(entry, 8) == ((keyHash & 0xffffffff00000000) | <u64>length)) {
      if (same(<usize>load<u32>(entry), ROW_KEY, length)) return id - 1;
    }
    slot = (slot + 1) & (ROW_KIND_SLOT_COUNT - 1);
  }
}

/** Bytes of the key in whole blocks of sixteen; what is behind it in the last one is zero. */
@inline
function padded(): usize {
  return (keyEnd - ROW_KEY + 15) & ~15;
}

/** Gives the kind that findKind() did not know the next number; UNKNOWN where there is no room. */
export function learnKind(): u32 {
  const length = padded();
  if (kinds == ROW_KINDS_MAX || keysEnd + length > ROW_KEYS_END) return UNKNOWN;
  const entry = ROW_KINDS + (<usize>kinds << 4);
  store<u32>(entry, <u32>keysEnd);
  store<u64>(entry, (keyHash & 0xffffffff00000000) | <u64>length, 8);
  memory.copy(keysEnd, ROW_KEY, length);
  keysEnd += length;
  let slot = keyHash & (ROW_KIND_SLOT_COUNT - 1);
  while (load<u16>(ROW_KIND_SLOTS + (<usize>slot << 1)) != 0) slot = (slot + 1) & (ROW_KIND_SLOT_COUNT - 1);
  store<u16>(ROW_KIND_SLOTS + (<usize>slot << 1), <u16>++kinds);
  return kinds - 1;
}

/** Words of each of two fields; the word at hand of each. */
const WORDS_SIZE: usize = <usize>ROW_WORDS_MAX * ROW_WORD_SIZE;
const WORD_SLOTS_SIZE: usize = <usize>ROW_WORD_SLOT_COUNT << 1;
const WORD_LENGTH_MAX: usize = 62;
const COUNTS_AT: usize = memory.data(8, 8);
const WORDS_AT: usize = memory.data(16, 8);

export function forgetKinds(): void {
  memory.fill(ROW_KIND_SLOTS, 0, <usize>ROW_KIND_SLOT_COUNT << 1);
  memory.fill(ROW_WORD_SLOTS, 0, WORD_SLOTS_SIZE * ROW_WORD_FIELDS);
  memory.fill(COUNTS_AT, 0, 8);
  kinds = 0;
  keysEnd = ROW_KEYS;
}

/** The word of a field, UNKNOWN if it is new; of more than 62 bytes it is odd. */
export function findWord(field: u32, at: usize, end: usize): u32 {
  const length = end - at;
  if (length > WORD_LENGTH_MAX) {
    setOdd(true);
    return UNKNOWN;
  }
  store<u32>(WORDS_AT + (<usize>field << 3), <u32>at);
  store<u32>(WORDS_AT + (<usize>field << 3), <u32>length, 4);
  const words = ROW_WORDS + <usize>field * WORDS_SIZE;
  let slot = wordSlot(at, length);
  while (true) {
    const id = <u32>load<u16>(ROW_WORD_SLOTS + <usize>field * WORD_SLOTS_SIZE + (<usize>slot << 1));
    if (id == 0) return UNKNOWN;
    const entry = words + <usize>(id - 1) * ROW_WORD_SIZE;
    if (<usize>load<u8>(entry) == length && isWord(entry + 1, at, length)) return id - 1;
    slot = (slot + 1) & (ROW_WORD_SLOT_COUNT - 1);
  }
}

/** Gives the word that findWord() did not know the next number; UNKNOWN where there is no room. */
export function learnWord(field: u32): u32 {
  const at = <usize>load<u32>(WORDS_AT + (<usize>field << 3));
  const length = <usize>load<u32>(WORDS_AT + (<usize>field << 3), 4);
  const id = load<u32>(COUNTS_AT + (<usize>field << 2));
  if (id == ROW_WORDS_MAX) return UNKNOWN;
  const entry = ROW_WORDS + <usize>field * WORDS_SIZE + <usize>id * ROW_WORD_SIZE;
  store<u8>(entry, <u8>length);
  memory.copy(entry + 1, at, length);
  const slots = ROW_WORD_SLOTS + <usize>field * WORD_SLOTS_SIZE;
  let slot = wordSlot(at, length);
  while (load<u16>(slots + (<usize>slot << 1)) != 0) slot = (slot + 1) & (ROW_WORD_SLOT_COUNT - 1);
  store<u16>(slots + (<usize>slot << 1), <u16>(id + 1));
  store<u32>(COUNTS_AT + (<usize>field << 2), id + 1);
  return id;
}

/** Words differ most at their ends: addresses, ports. */
@inline
function wordSlot(at: usize, length: usize): u32 {
  const last = length >= 8 ? load<u64>(at + length - 8) : load<u64>(at) & (((<u64>1) << (<u64>length << 3)) - 1);
  const before = length >= 16 ? load<u64>(at + length - 16) : <u64>length;
  return <u32>(((last ^ (before << 9)) * SPREAD) >> 50);
}

@inline
function isWord(known: usize, at: usize, length: usize): bool {
  if (length >= 16) return same(known, at, length);
  for (let i: usize = 0; i < length; i++) if (load<u8>(known + i) != load<u8>(at + i)) return false;
  return true;
}
