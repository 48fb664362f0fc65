/** Percentiles of target processing time -> stretches in which targets take far longer than they used to. Pure. */
import { middle } from '../catalogue/middle.ts';
import type { EvidenceSeries, PlaceSeries } from './evidence.ts';
import { type Run, sumIn } from './runs.ts';

export interface SlowRun extends Run {
  readonly p99: number;
  readonly p99Before: number;
}

/** So many times the usual p99 is slow, and a little less of the usual p50, */
export const P99_TIMES = 3;
const P50_PART = 0.8;
/** if it is so many seconds: milliseconds of difference hurt nobody. */
export const P99_SECONDS_MIN = 0.25;
const P50_SECONDS_MIN = 0.1;
/** The p99 of fewer requests is one request. */
const P99_REQUESTS_MIN = 100;
const P50_REQUESTS_MIN = 20;
/** Percentiles are those of so many periods together. */
export const SLOW_PERIODS = 5;
/** Slow for less is a hiccup; a pause of one stretch does not end it. */
const RUN_MIN = 2;
const GAP_MAX = 1;

/** `times`: how many times slower than usual; less finds hints. */
export function slowRuns({ requests, p50, p99 }: PlaceSeries, times = P99_TIMES): SlowRun[] {
  if (p99 === undefined || p50 === undefined) return [];
  const stretches = stretchesOf(requests, { p50, p99 });
  const usual = { p50: usualOf(stretches.map((one) => one.p50)), p99: usualOf(stretches.map((one) => one.p99)) };
  if (usual.p99 === undefined || usual.p50 === undefined) return [];
  const { p50: usual50, p99: usual99 } = { p50: usual.p50, p99: usual.p99 };
  const isSlow = stretches.map(
    (one) =>
      (one.requests >= P99_REQUESTS_MIN && one.p99 >= Math.max(P99_SECONDS_MIN, times * usual99)) ||
      (one.requests >= P50_REQUESTS_MIN && one.p50 >= Math.max(P50_SECONDS_MIN, times * P50_PART * usual50)),
  );
  return consecutive(isSlow).map(({ start, end }) => ({
    start: start * SLOW_PERIODS,
    end: Math.min(requests.length, end * SLOW_PERIODS),
    p99: middle(stretches.slice(start, end).map((one) => one.p99)) ?? 0,
    p99Before: usual99,
  }));
}

interface Stretch {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
}

function stretchesOf(
  requests: EvidenceSeries,
  { p50, p99 }: { readonly p50: EvidenceSeries; readonly p99: EvidenceSeries },
): Stretch[] {
  const count = Math.ceil(requests.length / SLOW_PERIODS);
  return Array.from({ length: count }, (_, at) => {
    const run = { start: at * SLOW_PERIODS, end: (at + 1) * SLOW_PERIODS };
    const [own50, own99] = [p50, p99].map((series) => highest(series.slice(run.start, run.end)));
    return { requests: sumIn(requests, run), p50: own50 ?? Number.NaN, p99: own99 ?? Number.NaN };
  });
}

/** Of the values that are known; NaN where none is. */
function highest(values: EvidenceSeries): number {
  return values.reduce(
    (most, value) => (Number.isNaN(value) ? most : Number.isNaN(most) ? value : Math.max(most, value)),
    Number.NaN,
  );
}

/** A value a little below the middle: time that was slow for half of the span is still not usual. */
function usualOf(values: readonly number[]): number | undefined {
  const known = values.filter((value) => !Number.isNaN(value)).sort((left, right) => left - right);
  return known[Math.floor((known.length - 1) * 0.4)];
}

export function consecutive(isSlow: readonly boolean[], least = RUN_MIN): Run[] {
  const runs: { start: number; end: number }[] = [];
  for (const [at, slow] of isSlow.entries()) {
    if (!slow) continue;
    const last = runs.at(-1);
    if (last !== undefined && at - last.end <= GAP_MAX) last.end = at + 1;
    else runs.push({ start: at, end: at + 1 });
  }
  return runs.filter(({ start, end }) => end - start >= least);
}
