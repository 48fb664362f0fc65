// Histograms, a bucket a millisecond -> the few numbers the host needs of them.

import { GATHERED, GRID, WIDENED } from './memory';

/** Layout of what gather() leaves: the sum of all values, the most of them; then pairs of value and how often. */
export const GATHERED_SUM: usize = 0;
export const GATHERED_MOST: usize = 8;
export const GATHERED_PAIRS: usize = 16;

/**
 * Leaves the buckets that are not empty at GATHERED, the least value first; returns how many pairs there are. `onGrid`
 * makes one pair of neighbors that GRID gives the same number, and the pair's value is the least of them.
 */
export function gather(histogram: usize, size: u32, onGrid: bool): u32 {
  let pair = GATHERED + GATHERED_PAIRS - 8;
  let last: u32 = u32.MAX_VALUE;
  let sum: u64 = 0;
  let most: u32 = 0;
  for (let value: u32 = 0; value < size; value++) {
    // Most are empty: sixteen at once, while they are.
    while ((value & 15) == 0 && value < size && isEmpty(histogram + (<usize>value << 2))) value += 16;
    if (value == size) break;
    const times = load<u32>(histogram + (<usize>value << 2));
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
  store<u64>(GATHERED, sum, GATHERED_SUM);
  store<u32>(GATHERED, most, GATHERED_MOST);
  return <u32>(pair + 8 - GATHERED - GATHERED_PAIRS) >> 3;
}

/** The same where a bucket is half a word. */
export function gatherHalves(histogram: usize, size: u32, onGrid: bool): u32 {
  for (let bucket: usize = 0; bucket < <usize>size; bucket += 8) widen(bucket, v128.load(histogram + (bucket << 1)));
  return gather(WIDENED, size, onGrid);
}

/** The same where a bucket is a byte. */
export function gatherBytes(histogram: usize, size: u32, onGrid: bool): u32 {
  for (let bucket: usize = 0; bucket < <usize>size; bucket += 8) {
    widen(bucket, i16x8.extend_low_i8x16_u(v128.load64_zero(histogram + bucket)));
  }
  return gather(WIDENED, size, onGrid);
}

@inline
function widen(bucket: usize, halves: v128): void {
  v128.store(WIDENED + (bucket << 2), i32x4.extend_low_i16x8_u(halves));
  v128.store(WIDENED + (bucket << 2), i32x4.extend_high_i16x8_u(halves), 16);
}

/** Is there nothing in the sixteen buckets from here on? */
@inline
function isEmpty(at: usize): bool {
  const left = v128.or(v128.load(at), v128.load(at, 16));
  return !v128.any_true(v128.or(left, v128.or(v128.load(at, 32), v128.load(at, 48))));
}
