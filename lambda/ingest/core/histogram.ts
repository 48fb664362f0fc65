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
  mergeDistribution,
  type StatisticSet,
  VALUES_PER_DATUM,
} from '../../measure/distribution.ts';
import { CORE } from './core.ts';
import type { TimeHistogram } from './countable.ts';
import type { Core } from './exports.ts';

/** Seconds as the parser makes them of the same digits. */
const secondsFrom = (milliseconds: number): number => milliseconds / 1000;

/** The grid's representative of each of the milliseconds that histograms have buckets for. */
const grid = new Float64Array(CORE.TARGET_TIMES_MAX);

/** Tells the core which milliseconds share a bucket of the grid; once per instance. */
export function writeGrid({ memory }: Core): void {
  let bucket = 0;
  let before = 0;
  for (let milliseconds = 0; milliseconds < CORE.TARGET_TIMES_MAX; milliseconds++) {
    const value = gridValue(secondsFrom(milliseconds));
    if (value !== before) bucket++;
    grid[milliseconds] = value;
    memory[CORE.GRID + milliseconds] = bucket;
    before = value;
  }
}

/** What lies beyond the histograms of some counters: which time and milliseconds -> how often. */
export type OutlyingTimes = ReadonlyMap<number, number> | undefined;

/** A time of the counters at an address. */
export interface CountedTimes {
  readonly at: number;
  readonly histogram: TimeHistogram;
  readonly outlying: OutlyingTimes;
}

export function addCountedTimes(core: Core, into: Distribution, { at, histogram, outlying }: CountedTimes): void {
  const { offset, size, which } = histogram;
  const gather = core.exports.gatherHalves;
  addHistogram(core, into, {
    gather,
    at: at + offset,
    size,
    most: CORE.HALF_MOST,
    outlying: outlyingOf(outlying, which),
  });
}

/** Of a target whose counters are at the address. */
export function targetTimesOf(core: Core, at: number, outlying: OutlyingTimes): Distribution {
  const times = createDistribution();
  addHistogram(core, times, {
    gather: core.exports.gatherBytes,
    at: at + CORE.TARGET_HISTOGRAM,
    size: CORE.TARGET_TIMES_MAX,
    most: CORE.BYTE_MOST,
    outlying: outlyingOf(outlying, CORE.OF_TARGET_TIME),
  });
  return times;
}

interface Histogram {
  readonly gather: (at: number, size: number, onGrid: number) => number;
  readonly at: number;
  /** Buckets. */
  readonly size: number;
  /** What an outlying value stands for that has a bucket. */
  readonly most: number;
  readonly outlying: Outlying;
}

function addHistogram(core: Core, into: Distribution, { gather, at, size, most, outlying }: Histogram): void {
  let pairs = gather(at, size, 0);
  let beyond = 0;
  for (let i = 0; i < outlying.length; i++) if ((outlying[i]?.milliseconds ?? 0) >= size) beyond++;
  // More distinct values than a distribution keeps: it is on the grid in any order.
  const onGrid = pairs + beyond > VALUES_PER_DATUM;
  if (onGrid) pairs = gather(at, size, 1);
  // Nearly always the counters are the first of their minute.
  const taken = into.count === 0 ? into : createDistribution();
  takeGathered(core, taken, { pairs, onGrid });
  for (let i = 0; i < outlying.length; i++) {
    const { milliseconds, times } = outlying[i] ?? NOT_ONE;
    addToDistribution(taken, secondsFrom(milliseconds), milliseconds < size ? times * most : times);
  }
  if (taken !== into) mergeDistribution(into, taken);
}

const NOT_ONE: OutlyingTime = { milliseconds: 0, times: 0 };

/** Milliseconds and how often, or how often as many as a bucket holds; each value once. */
interface OutlyingTime {
  readonly milliseconds: number;
  readonly times: number;
}

type Outlying = readonly OutlyingTime[];

const NONE: Outlying = [];
const MILLISECONDS_MASK = 2 ** CORE.MILLISECONDS_BITS - 1;

function outlyingOf(outlying: OutlyingTimes, which: number): Outlying {
  if (outlying === undefined) return NONE;
  const found: OutlyingTime[] = [];
  // Unlike a loop, this makes no array of each of them.
  outlying.forEach((times, value) => {
    if (value >>> CORE.MILLISECONDS_BITS === which) found.push({ milliseconds: value & MILLISECONDS_MASK, times });
  });
  return found;
}

/** Filled again and again, because an array that grows is copied several times. */
const gatheredValues: number[] = [];
const gatheredTimes: number[] = [];

/** What the core has gathered last; there is nothing in the distribution yet. */
function takeGathered(
  { words }: Core,
  distribution: Distribution,
  { pairs, onGrid }: { readonly pairs: number; readonly onGrid: boolean },
): void {
  distribution.onGrid = onGrid;
  if (pairs === 0) return;
  const first = (CORE.GATHERED + CORE.GATHERED_PAIRS) >> 2;
  let count = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const milliseconds = words[first + pair * 2] ?? 0;
    const often = words[first + pair * 2 + 1] ?? 0;
    gatheredValues[pair] = onGrid ? (grid[milliseconds] ?? 0) : secondsFrom(milliseconds);
    gatheredTimes[pair] = often;
    count += often;
  }
  distribution.values = gatheredValues.slice(0, pairs);
  distribution.times = gatheredTimes.slice(0, pairs);
  distribution.count = count;
  distribution.sumMillionths = longAt(words, (CORE.GATHERED + CORE.GATHERED_SUM) >> 2) * 1000;
  distribution.min = secondsFrom(words[(CORE.GATHERED + CORE.GATHERED_PAIRS) >> 2] ?? 0);
  distribution.max = secondsFrom(words[(CORE.GATHERED + CORE.GATHERED_MOST) >> 2] ?? 0);
}

/** Received (0) or sent (1) bytes of so many lines. */
export function byteStatistics(
  { words }: Core,
  at: number,
  { which, count }: { readonly which: number; readonly count: number },
): StatisticSet {
  const first = (at + CORE.BYTES) >> 2;
  return {
    count,
    sum: longAt(words, first + 2 * which),
    min: longAt(words, first + 4 + 4 * which),
    max: longAt(words, first + 6 + 4 * which),
  };
}

/** A number of two words. */
function longAt(words: Uint32Array, at: number): number {
  return (words[at] ?? 0) + (words[at + 1] ?? 0) * 2 ** 32;
}
