/**
 * Histograms in the core's memory (a bucket a millisecond, and what lies beyond the last) -> the accumulators of
 * lambda/measure/distribution.ts, just as if every value had been added to them alone. The core gathers the buckets
 * that hold anything (assembly/histogram.ts).
 */

import {
  addToDistribution,
  createDistribution,
  type Distribution,
  gridValue,
  VALUES_PER_DATUM,
} from '../../measure/distribution.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';

export interface Histogram {
  readonly address: number;
  /** Buckets. */
  readonly size: number;
  /** Milliseconds and how often, each value once. */
  readonly outlying: readonly (readonly [number, number])[];
}

/** Seconds as the parser makes them of the same digits. */
const seconds = (milliseconds: number): number => milliseconds / 1000;

/** The grid's representative of each of the milliseconds that histograms have buckets for. */
const grid = new Float64Array(CORE.TARGET_TIMES_MAX);

/** Tells the core which milliseconds share a bucket of the grid; once per instance. */
export function writeGrid({ memory }: Core): void {
  let bucket = 0;
  let before = 0;
  for (let milliseconds = 0; milliseconds < CORE.TARGET_TIMES_MAX; milliseconds++) {
    const value = gridValue(seconds(milliseconds));
    if (value !== before) bucket++;
    grid[milliseconds] = value;
    memory[CORE.GRID + milliseconds] = bucket;
    before = value;
  }
}

export function distributionOf({ exports, words }: Core, histogram: Histogram): Distribution {
  const { address, size, outlying } = histogram;
  let pairs = exports.gather(address, size, 0);
  // More distinct values than a distribution keeps: it is on the grid in any order.
  const onGrid = pairs + outlying.length > VALUES_PER_DATUM;
  if (onGrid) pairs = exports.gather(address, size, 1);
  const word = (at: number): number => words[(CORE.GATHERED + at) >> 2] ?? 0;
  const distribution = createDistribution();
  distribution.onGrid = onGrid;
  for (let pair = 0; pair < pairs; pair++) {
    const at = CORE.GATHERED_PAIRS + pair * 8;
    const times = word(at + 4);
    distribution.values.push(onGrid ? (grid[word(at)] ?? 0) : seconds(word(at)));
    distribution.times.push(times);
    distribution.count += times;
  }
  if (pairs > 0) {
    const sum = word(CORE.GATHERED_SUM) + word(CORE.GATHERED_SUM + 4) * 2 ** 32;
    distribution.sumMillionths = sum * 1000;
    distribution.min = seconds(word(CORE.GATHERED_PAIRS));
    distribution.max = seconds(word(CORE.GATHERED_MOST));
  }
  for (const [milliseconds, times] of outlying) addToDistribution(distribution, seconds(milliseconds), times);
  return distribution;
}
