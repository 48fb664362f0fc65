/**
 * Histograms in the core's memory (a bucket a millisecond, and what lies beyond the last) -> the accumulators of lambda/distribution.ts, just as
 * if every value had been added to them alone.
 */
import { createDistribution, type Distribution, gridValue, VALUES_PER_DATUM } from '../distribution.ts';

/** Milliseconds and how often, one after the other, in no order. */
export interface Counted {
  readonly milliseconds: readonly number[];
  readonly times: readonly number[];
}

/** The buckets that are not empty, and the outlying values. */
export function counted(buckets: Uint32Array, outlying: Iterable<readonly [number, number]>): Counted {
  const milliseconds: number[] = [];
  const times: number[] = [];
  for (let bucket = 0; bucket < buckets.length; bucket++) {
    const count = buckets[bucket] ?? 0;
    if (count === 0) continue;
    milliseconds.push(bucket);
    times.push(count);
  }
  for (const [value, count] of outlying) {
    milliseconds.push(value);
    times.push(count);
  }
  return { milliseconds, times };
}

/** Seconds as the parser makes them of the same digits. */
const seconds = (milliseconds: number): number => milliseconds / 1000;

export function secondsCounted({ milliseconds, times }: Counted): Map<number, number> {
  return new Map(milliseconds.map((value, index) => [seconds(value), times[index] ?? 0]));
}

export function distributionOf({ milliseconds, times }: Counted): Distribution {
  const distribution = createDistribution();
  // More distinct values than a distribution keeps: it is on the grid whatever the order, and neighbours share a bucket of it.
  distribution.onGrid = milliseconds.length > VALUES_PER_DATUM;
  let bucket = 0;
  let inBucket = 0;
  for (let index = 0; index < milliseconds.length; index++) {
    const value = milliseconds[index] ?? 0;
    const count = times[index] ?? 0;
    distribution.count += count;
    distribution.sumMillionths += value * 1000 * count;
    distribution.min = Math.min(distribution.min, seconds(value));
    distribution.max = Math.max(distribution.max, seconds(value));
    const next = distribution.onGrid ? gridOf(value) : seconds(value);
    if (next !== bucket) {
      addTo(distribution.values, bucket, inBucket);
      bucket = next;
      inBucket = 0;
    }
    inBucket += count;
  }
  addTo(distribution.values, bucket, inBucket);
  return distribution;
}

function addTo(values: Map<number, number>, value: number, count: number): void {
  if (count > 0) values.set(value, (values.get(value) ?? 0) + count);
}

/** Grid buckets of the first ten seconds, each found when it is first needed. */
const GRID = new Float64Array(10_000).fill(-1);

function gridOf(milliseconds: number): number {
  const known = GRID[milliseconds];
  if (known === undefined) return gridValue(seconds(milliseconds));
  if (known >= 0) return known;
  GRID[milliseconds] = gridValue(seconds(milliseconds));
  return GRID[milliseconds] ?? 0;
}
