// Histograms, a bucket a millisecond -> the few numbers the host needs of them.

import { GATHERED, GRID } from './memory';

/** Layout of what gather() leaves: how many values, the least and the most, their sum; then pairs of value and how often. */
export const GATHERED_COUNT: usize = 0;
export const GATHERED_LEAST: usize = 4;
export const GATHERED_MOST: usize = 8;
export const GATHERED_SUM: usize = 16;
export const GATHERED_PAIRS: usize = 24;

/** How many of the buckets are not empty. */
export function distinct(histogram: usize, size: u32): u32 {
  let found: u32 = 0;
  for (let i: u32 = 0; i < size; i++) found += <u32>(load<u32>(histogram + (<usize>i << 2)) != 0);
  return found;
}

/**
 * Leaves the buckets that are not empty at GATHERED; returns how many pairs there are. `onGrid` makes one pair of neighbours that GRID gives the
 * same number, and the pair's value is the least of them.
 */
export function gather(histogram: usize, size: u32, onGrid: bool): u32 {
  let pair = GATHERED + GATHERED_PAIRS - 8;
  let last: u32 = u32.MAX_VALUE;
  let values: u32 = 0;
  let sum: u64 = 0;
  let least: u32 = 0;
  let most: u32 = 0;
  for (let value: u32 = 0; value < size; value++) {
    const times = load<u32>(histogram + (<usize>value << 2));
    if (times == 0) continue;
    if (values == 0) least = value;
    most = value;
    values += times;
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
  store<u32>(GATHERED, values, GATHERED_COUNT);
  store<u32>(GATHERED, least, GATHERED_LEAST);
  store<u32>(GATHERED, most, GATHERED_MOST);
  store<u64>(GATHERED, sum, GATHERED_SUM);
  return <u32>(pair + 8 - GATHERED - GATHERED_PAIRS) >> 3;
}
