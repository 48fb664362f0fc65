// A statistic's name ('Sum', 'p99.9', 'TM(2%:98%)') and the aggregate of a period go in, one number comes out, or
// undefined where CloudWatch would show no data point.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html

/** Distinct values in ascending order, and how often each occurred. */
export interface Distribution {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** What is known of one period of one metric. */
export interface Aggregate {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Undefined when some of the data came as a pure statistic set: then CloudWatch has no percentiles for the period. */
  readonly distribution: () => Distribution | undefined;
}

export type Statistic = (aggregate: Aggregate) => number | undefined;

const known = new Map<string, Statistic>([
  ['SampleCount', (aggregate) => aggregate.sampleCount],
  ['Sum', (aggregate) => aggregate.sum],
  ['Average', (aggregate) => aggregate.sum / aggregate.sampleCount],
  ['Minimum', (aggregate) => aggregate.minimum],
  ['Maximum', (aggregate) => aggregate.maximum],
]);

/** The function behind a statistic's name. Throws on a name that CloudWatch does not have. */
export function parseStatistic(name: string): Statistic {
  const found = known.get(name);
  if (found) return found;
  const parsed = parsePercentile(name) ?? parseTrimmed(name);
  if (!parsed) {
    throw new Error(
      `statistic '${name}' is not one of Sum, Average, Minimum, Maximum, SampleCount, pNN, tm, tc, ts, wm, PR, IQM`,
    );
  }
  known.set(name, parsed);
  return parsed;
}

/** The percentile a statistic asks for, between 0 and 100, or undefined when it is another statistic. */
export function percentileOf(name: string): number | undefined {
  const match = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name);
  const percentile = match ? Number(match[1]) : undefined;
  return percentile !== undefined && percentile <= 100 ? percentile : undefined;
}

function parsePercentile(name: string): Statistic | undefined {
  const percentile = percentileOf(name);
  return percentile === undefined ? undefined : raw((data) => atPercentile(data, percentile));
}

/** The statistics that need raw values vanish without them, and as soon as one value is negative. */
function raw(compute: (data: Distribution) => number | undefined): Statistic {
  return (aggregate) => {
    if (aggregate.minimum < 0) return undefined;
    const data = aggregate.distribution();
    return data && data.values.length > 0 ? compute(data) : undefined;
  };
}

function total(data: Distribution): number {
  return data.counts.reduce((sum, count) => sum + count, 0);
}

/** Nearest rank: the lowest value that at least this share of the samples does not exceed. */
function atPercentile(data: Distribution, percentile: number): number | undefined {
  // The tiny allowance keeps 99.9 % of 1,000 at rank 999 although the product is not exact in floating point.
  const rank = (percentile / 100) * total(data) - 1e-9;
  let seen = 0;
  const index = data.counts.findIndex((count) => {
    seen += count;
    return seen >= rank;
  });
  return data.values.at(index);
}

interface Bounds {
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly unit: 'percent' | 'value';
}

const TRIMMED: Record<string, (data: Distribution, bounds: Bounds) => number | undefined> = {
  TM: (data, bounds) => mean(within(data, bounds)),
  TC: (data, bounds) => total(within(data, bounds)),
  TS: (data, bounds) => sum(within(data, bounds)),
  WM: (data, bounds) => mean(winsorized(data, bounds)),
  PR: (data, bounds) => (100 * total(within(data, bounds))) / total(data),
};

function parseTrimmed(name: string): Statistic | undefined {
  if (name === 'IQM') return raw((data) => mean(within(data, { low: 25, high: 75, unit: 'percent' })));
  const short = /^(tm|tc|ts|wm)(\d{1,3}(?:\.\d{1,10})?)$/.exec(name);
  const long = /^(TM|TC|TS|WM|PR)\((\d+(?:\.\d+)?%?)?:(\d+(?:\.\d+)?%?)?\)$/.exec(name);
  const compute = TRIMMED[(short?.[1] ?? long?.[1] ?? '').toUpperCase()];
  const bounds = short ? parseBounds(undefined, `${short[2]}%`) : long ? parseBounds(long[2], long[3]) : undefined;
  if (!compute || !bounds) return undefined;
  // A percentile rank is a share of the samples, so only values make sense as its boundaries.
  if (long?.[1] === 'PR' && bounds.unit === 'percent') return undefined;
  return raw((data) => compute(data, bounds));
}

function parseBounds(low: string | undefined, high: string | undefined): Bounds | undefined {
  const given = [low, high].filter((bound) => bound !== undefined);
  const percents = given.filter((bound) => bound.endsWith('%')).length;
  if (given.length === 0 || (percents !== 0 && percents !== given.length)) return undefined;
  const number = (bound: string | undefined) => (bound === undefined ? undefined : Number.parseFloat(bound));
  return { low: number(low), high: number(high), unit: percents > 0 ? 'percent' : 'value' };
}

/** The samples between the boundaries: fixed ones leave out the lower value and keep the upper, as documented. */
function within(data: Distribution, bounds: Bounds): Distribution {
  if (bounds.unit === 'percent') return withinRanks(data, bounds);
  const keep = (value: number) => value > (bounds.low ?? -1) && value <= (bounds.high ?? Number.POSITIVE_INFINITY);
  return {
    values: data.values.filter(keep),
    counts: data.counts.filter((_, index) => keep(data.values[index] ?? Number.NaN)),
  };
}

function withinRanks(data: Distribution, bounds: Bounds): Distribution {
  const samples = total(data);
  const first = Math.floor((samples * (bounds.low ?? 0)) / 100 + 1e-9);
  const last = samples - Math.floor((samples * (100 - (bounds.high ?? 100))) / 100 + 1e-9);
  let seen = 0;
  const counts = data.counts.map((count) => {
    const kept = Math.min(seen + count, last) - Math.max(seen, first);
    seen += count;
    return Math.max(0, kept);
  });
  return { values: data.values, counts };
}

/** Like within, but samples outside are moved to the boundary instead of being left out. */
function winsorized(data: Distribution, bounds: Bounds): Distribution {
  const limit = (bound: number | undefined) =>
    bound === undefined || bounds.unit === 'value' ? bound : atPercentile(data, bound);
  const low = limit(bounds.low) ?? Number.NEGATIVE_INFINITY;
  const high = limit(bounds.high) ?? Number.POSITIVE_INFINITY;
  return { values: data.values.map((value) => Math.min(high, Math.max(low, value))), counts: data.counts };
}

function sum(data: Distribution): number {
  return data.values.reduce((all, value, index) => all + value * (data.counts[index] ?? 0), 0);
}

function mean(data: Distribution): number | undefined {
  const samples = total(data);
  return samples > 0 ? sum(data) / samples : undefined;
}
