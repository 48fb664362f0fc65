/**
 * Two accumulators for one metric in one minute: a statistic set, and a distribution that can give percentiles.
 *
 * A distribution keeps every distinct value while there are at most 150 (CloudWatch's limit of `Values` in one datum) and the
 * 1.1 grid of AWS's own agent beyond. Which of the two it holds depends on the values alone, never on their order, and
 * merging two equals observing both: that is what makes objects of several load balancer nodes addable.
 */

/** SampleCount, Sum, Minimum and Maximum, as CloudWatch's StatisticSet. */
export interface StatisticSet {
  count: number;
  sum: number;
  min: number;
  max: number;
}

export interface Distribution {
  count: number;
  /** Sum in millionths of the unit: whole numbers, so that the order of additions does not matter. */
  sumMillionths: number;
  min: number;
  max: number;
  /** Value -> how often. The representatives of the grid once `onGrid`. */
  values: Map<number, number>;
  onGrid: boolean;
}

/** `Values` of one MetricDatum. Source: API reference, MetricDatum. */
export const VALUES_PER_DATUM = 150;

const GRID_BASE = 1.1;
const LOG_GRID_BASE = Math.log(GRID_BASE);

export function createStatisticSet(): StatisticSet {
  return { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
}

export function addToStatisticSet(set: StatisticSet, value: number, times = 1): void {
  set.count += times;
  set.sum += value * times;
  if (value < set.min) set.min = value;
  if (value > set.max) set.max = value;
}

export function mergeStatisticSet(into: StatisticSet, from: StatisticSet): void {
  into.count += from.count;
  into.sum += from.sum;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
}

export function createDistribution(): Distribution {
  return {
    count: 0,
    sumMillionths: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    values: new Map(),
    onGrid: false,
  };
}

/** `value` must be finite and not negative. */
export function addToDistribution(distribution: Distribution, value: number, times = 1): void {
  distribution.count += times;
  distribution.sumMillionths += Math.round(value * 1e6) * times;
  if (value < distribution.min) distribution.min = value;
  if (value > distribution.max) distribution.max = value;
  countValue(distribution, value, times);
}

export function mergeDistribution(into: Distribution, from: Distribution): void {
  into.count += from.count;
  into.sumMillionths += from.sumMillionths;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  if (into.values.size === 0) {
    into.values = new Map(from.values);
    into.onGrid = from.onGrid;
    return;
  }
  if (!from.onGrid) {
    for (const [value, times] of from.values) countValue(into, value, times);
    return;
  }
  moveToGrid(into);
  // A representative maps to itself, so that none needs its logarithm.
  for (const [value, times] of from.values) into.values.set(value, (into.values.get(value) ?? 0) + times);
}

/** The smallest kept value that at least `p` percent of all values do not exceed; undefined when empty. */
export function percentile(distribution: Distribution, p: number): number | undefined {
  const rank = Math.max(1, Math.ceil((p / 100) * distribution.count));
  // From the largest down, as most percentiles asked for are high.
  const sorted = Float64Array.from(distribution.values.keys()).sort();
  let seen = 0;
  for (let at = sorted.length - 1; at >= 0; at--) {
    const value = sorted[at] ?? 0;
    seen += distribution.values.get(value) ?? 0;
    if (seen > distribution.count - rank) return Math.min(Math.max(value, distribution.min), distribution.max);
  }
  return undefined;
}

export function sortedValues(distribution: Distribution): [value: number, times: number][] {
  return [...distribution.values].sort(([left], [right]) => left - right);
}

/**
 * The representative of the grid's bucket that holds `value`: `1.1^(n+0.5)` with `n = floor(ln(value)/ln 1.1)`; zero is its own.
 * A representative maps to itself.
 */
export function gridValue(value: number): number {
  if (value === 0) return 0;
  return Math.exp((Math.floor(Math.log(value) / LOG_GRID_BASE) + 0.5) * LOG_GRID_BASE);
}

function countValue(distribution: Distribution, value: number, times: number): void {
  const { values } = distribution;
  const kept = distribution.onGrid ? gridValue(value) : value;
  values.set(kept, (values.get(kept) ?? 0) + times);
  if (!distribution.onGrid && values.size > VALUES_PER_DATUM) moveToGrid(distribution);
}

function moveToGrid(distribution: Distribution): void {
  if (distribution.onGrid) return;
  const exact = distribution.values;
  distribution.onGrid = true;
  distribution.values = new Map();
  for (const [value, times] of exact) countValue(distribution, value, times);
}
