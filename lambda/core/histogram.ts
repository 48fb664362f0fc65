/**
 * Histograms in the core's memory (a bucket a millisecond, and what lies beyond the last) -> the accumulators of lambda/distribution.ts, just as
 * if every value had been added to them alone. The core gathers the buckets that hold anything (assembly/histogram.ts).
 */
import { createDistribution, type Distribution, gridValue, VALUES_PER_DATUM } from '../distribution.ts';
import type { Core } from './instance.ts';

export interface Histogram {
  readonly address: number;
  /** Buckets. */
  readonly size: number;
  /** Milliseconds and how often, each value once. */
  readonly outlying: readonly (readonly [number, number])[];
}

/** Seconds as the parser makes them of the same digits. */
const seconds = (milliseconds: number): number => milliseconds / 1000;

/** Tells the core which milliseconds share a bucket of the grid; once per instance. */
export function writeGrid({ constants, memory }: Core): void {
  let bucket = 0;
  let before = 0;
  for (let milliseconds = 0; milliseconds < constants.GRID_SIZE; milliseconds++) {
    const value = gridValue(seconds(milliseconds));
    if (value !== before) bucket++;
    memory[constants.GRID + milliseconds] = bucket;
    before = value;
  }
}

export function distributionOf({ exports, constants, words }: Core, histogram: Histogram): Distribution {
  const { address, size, outlying } = histogram;
  // More distinct values than a distribution keeps: it is on the grid whatever the order.
  const onGrid = exports.distinct(address, size) + outlying.length > VALUES_PER_DATUM;
  const pairs = exports.gather(address, size, onGrid ? 1 : 0);
  const word = (at: number): number => words[(constants.GATHERED + at) >> 2] ?? 0;
  const distribution = createDistribution();
  const { values } = distribution;
  distribution.onGrid = onGrid;
  distribution.count = word(constants.GATHERED_COUNT);
  if (distribution.count > 0) {
    const sum = word(constants.GATHERED_SUM) + word(constants.GATHERED_SUM + 4) * 2 ** 32;
    distribution.sumMillionths = sum * 1000;
    distribution.min = seconds(word(constants.GATHERED_LEAST));
    distribution.max = seconds(word(constants.GATHERED_MOST));
  }
  const kept = (milliseconds: number): number => (onGrid ? gridValue(seconds(milliseconds)) : seconds(milliseconds));
  const end = constants.GATHERED_PAIRS + pairs * 8;
  for (let at = constants.GATHERED_PAIRS; at < end; at += 8) values.set(kept(word(at)), word(at + 4));
  for (const [milliseconds, times] of outlying) {
    const value = seconds(milliseconds);
    distribution.count += times;
    distribution.sumMillionths += milliseconds * 1000 * times;
    distribution.min = Math.min(distribution.min, value);
    distribution.max = Math.max(distribution.max, value);
    const key = kept(milliseconds);
    values.set(key, (values.get(key) ?? 0) + times);
  }
  return distribution;
}
