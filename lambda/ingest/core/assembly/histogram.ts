// Histograms, a bucket a millisecond -> the few numbers the host needs of them.

import { GATHERED, GRID } from './memory';

/** Layout of what gather() leaves: the sum of all values, the most of them; then pairs of value and how often. */
export const GATHERED_SUM: usize = 0;
export const GATHERED_MOST: usize = 8;
export const GATHERED_PAIRS: usize = 16;

/**
 * Leaves the buckets that are not empty at GATHERED, the least value first; returns how many pairs there are. `onGrid`
 * makes one pair of neighbors that GRID gives the same number, and the pair's value is the least of them.
 */
export function gather(histogram: usize, size: u32, onGrid: bool): u32 {
  return gatherBuckets(histogram, size, onGrid, 2);
}

/** The same where a bucket is half a word. */
export function gatherHalves(histogram: usize, size: u32, onGrid: bool): u32 {
  return gatherBuckets(histogram, size, onGrid, 1);
}

/** The same where a bucket is a byte. */
export function gatherBytes(histogram: usize, size: u32, onGrid: bool): u32 {
  return gatherBuckets(histogram, size, onGrid, 0);
}

/** A bucket has two to the power of `shift` bytes, and all of them together a multiple of BLOCK. */
@inline
function gatherBuckets(histogram: usize, size: u32, onGrid: bool, shift: u32): u32 {
  let pair = GATHERED + GATHERED_PAIRS - 8;
  let last: u32 = u32.MAX_VALUE;
  let sum: u64 = 0;
  let most: u32 = 0;
  for (let block: usize = 0; block < <usize>size << shift; block += BLOCK) {
    // Most are empty.
    if (isEmpty(histogram + block)) continue;
    const end = <u32>((block + BLOCK) >> shift);
    for (let value = <u32>(block >> shift); value < end; value++) {
      const times = bucketAt(histogram, value, shift);
      if (times == 0) continue;
      most = value;
      sum += <u64>value * times;
      const bucket = onGrid ? <u32>load<u8>(GRID + value) : value;
      if (bucket == last) {
        store<u32>(pair, load<u32>(pair, 4) + times, 4);
      } else {
        last = bucket;
        pair += 8;
        store<u32>(pair, value);
        store<u32>(pair, times, 4);
      }
    }
  }
  store<u64>(GATHERED, sum, GATHERED_SUM);
  store<u32>(GATHERED, most, GATHERED_MOST);
  return <u32>(pair + 8 - GATHERED - GATHERED_PAIRS) >> 3;
}

@inline
function bucketAt(histogram: usize, value: u32, shift: u32): u32 {
  const at = histogram + (<usize>value << shift);
  return shift == 2 ? load<u32>(at) : shift == 1 ? <u32>load<u16>(at) : <u32>load<u8>(at);
}

/** Bytes of buckets that are looked at together. */
const BLOCK: usize = 64;

@inline
function isEmpty(at: usize): bool {
  const left = v128.or(v128.load(at), v128.load(at, 16));
  return !v128.any_true(v128.or(left, v128.or(v128.load(at, 32), v128.load(at, 48))));
}
