// Where the decoder stands: positions in the two buffers, the bits taken from the input and not used yet.
// At rest (between two calls of a decoding function) fewer than eight bits are held and the rest of the word is zero.

import { INPUT, OUTPUT, HISTORY_SIZE } from './memory';

export let input: usize = INPUT;
export let inputEnd: usize = INPUT;
export let bits: u64 = 0;
export let bitCount: u64 = 0;
export let output: usize = OUTPUT + HISTORY_SIZE;
/** First byte a distance may reach: start of the member, or of the buffer once that has slid out of it. */
export let reach: usize = OUTPUT + HISTORY_SIZE;

export function setInput(at: usize, end: usize): void {
  input = at;
  inputEnd = end;
}

export function setBits(held: u64, count: u64): void {
  bits = held;
  bitCount = count;
}

export function setOutput(at: usize, from: usize): void {
  output = at;
  reach = from;
}

/** Takes bytes until `count` bits are held; false if the input ends first. At most 57 bits. */
export function need(count: u64): bool {
  while (bitCount < count) {
    if (input == inputEnd) return false;
    bits |= <u64>load<u8>(input++) << bitCount;
    bitCount += 8;
  }
  return true;
}

/** Takes `count` bits that need() has found. */
export function take(count: u64): u32 {
  const value = <u32>(bits & (((<u64>1) << count) - 1));
  bits >>= count;
  bitCount -= count;
  return value;
}

/** Gives whole unused bytes back to the input; what is left is fewer than eight bits. */
export function settle(): void {
  input -= <usize>(bitCount >> 3);
  bitCount &= 7;
  bits &= ((<u64>1) << bitCount) - 1;
}

/** What comes next in the stream. */
export const MEMBER: i32 = 0;
export const HEADER: i32 = 1;
export const BLOCK: i32 = 2;
export const STORED: i32 = 3;
export const CODES: i32 = 4;
export const TRAILER: i32 = 5;
export const TRAILER_LENGTH: i32 = 6;
export const NEXT_MEMBER: i32 = 7;
export const OVER: i32 = 8;

export let step: i32 = MEMBER;

export function setStep(next: i32): void {
  step = next;
}

/** Results of inflate() that are no errors; errors are negative, lambda/ingest/core/inflate.ts has their words. */
export const NEED_INPUT: i32 = 0;
export const WINDOW_FULL: i32 = 1;
export const STREAM_END: i32 = 2;
