/**
 * Two accumulators for one metric in one minute: a statistic set, and a distribution that can give percentiles.
 *
 * A distribution keeps every distinct value while there are at most 150 (CloudWatch's limit of `Values` in one datum)
 * and the 1.1 grid of AWS's own agent beyond. Which of the two it holds depends on the values alone, never on their
 * order, and merging two equals observing both: that is what makes objects of several load balancer nodes addable.
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
  /** Rising, each once. The representatives of the grid once `onGrid`. */
  values: number[];
  /** How often, of each of the values. */
  times: number[];
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
    values: [],
    times: [],
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
  if (into.values.length === 0) {
    into.values = from.values.slice();
    into.times = from.times.slice();
    into.onGrid = from.onGrid;
    return;
  }
  if (from.onGrid) moveToGrid(into);
  addAll(into, from);
}

/** As mergeDistribution(); `from` must not be used any more. */
export function moveDistribution(into: Distribution, from: Distribution): void {
  if (into.count !== 0) mergeDistribution(into, from);
  else {
    into.count = from.count;
    into.sumMillionths = from.sumMillionths;
    into.min = from.min;
    into.max = from.max;
    into.values = from.values;
    into.times = from.times;
    into.onGrid = from.onGrid;
  }
}

/** The smallest kept value that at least `p` percent of all values do not exceed; undefined when empty. */
export function percentile(distribution: Distribution, p: number): number | undefined {
  const rank = Math.max(1, Math.ceil((p / 100) * distribution.count));
  let seen = 0;
  // From the largest down, as most percentiles asked for are high.
  for (let at = distribution.values.length - 1; at >= 0; at--) {
    seen += distribution.times[at] ?? 0;
    const value = distribution.values[at] ?? 0;
    if (seen > distribution.count - rank) return Math.min(Math.max(value, distribution.min), distribution.max);
  }
  return undefined;
}

export function sortedValues({ values, times }: Distribution): [value: number, times: number][] {
  return values.map((value, at) => [value, times[at] ?? 0]);
}

/** Shares nothing with `distribution`. */
export function copyOfDistribution(distribution: Distribution): Distribution {
  return { ...distribution, values: distribution.values.slice(), times: distribution.times.slice() };
}

/**
 * The representative of the grid's bucket that holds `value`: `1.1^(n+0.5)` with `n = floor(ln(value)/ln 1.1)`; zero is
 * its own. A representative maps to itself.
 */
export function gridValue(value: number): number {
  if (value === 0) return 0;
  const milliseconds = Math.round(value * 1000);
  const isRemembered = milliseconds < REMEMBERED_MILLIS && milliseconds / 1000 === value;
  const known = isRemembered ? (ofMilliseconds[milliseconds] ?? 0) : 0;
  if (known !== 0) return known;
  const found = Math.exp((Math.floor(Math.log(value) / LOG_GRID_BASE) + 0.5) * LOG_GRID_BASE);
  if (isRemembered) ofMilliseconds[milliseconds] = found;
  return found;
}

/** Most values are times of some milliseconds: their representatives, once they have been worked out. */
const REMEMBERED_MILLIS = 4096;
const ofMilliseconds = new Float64Array(REMEMBERED_MILLIS);

function countValue(distribution: Distribution, value: number, times: number): void {
  const { values, onGrid } = distribution;
  const kept = onGrid ? gridValue(value) : value;
  const at = placeOf(values, kept);
  if (values[at] === kept) {
    distribution.times[at] = (distribution.times[at] ?? 0) + times;
    return;
  }
  values.splice(at, 0, kept);
  distribution.times.splice(at, 0, times);
  if (!onGrid && values.length > VALUES_PER_DATUM) moveToGrid(distribution);
}

/** Where `value` is among the rising values, or would be. */
function placeOf(values: readonly number[], value: number): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((values[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** What is not known yet; rising, each once. Used again by the next call. */
const newValues: number[] = [];
const newTimes: number[] = [];

/** In place, because most of the values are known. `into` is on the grid if `from` is. */
function addAll(into: Distribution, from: Distribution): void {
  const { values, times } = into;
  const isMoved = into.onGrid && !from.onGrid;
  let at = 0;
  let added = 0;
  for (let index = 0; index < from.values.length; index++) {
    const exact = from.values[index] ?? 0;
    const value = isMoved ? gridValue(exact) : exact;
    const count = from.times[index] ?? 0;
    while (at < values.length && (values[at] ?? 0) < value) at++;
    if (at < values.length && values[at] === value) times[at] = (times[at] ?? 0) + count;
    else if (added > 0 && newValues[added - 1] === value) newTimes[added - 1] = (newTimes[added - 1] ?? 0) + count;
    else {
      newValues[added] = value;
      newTimes[added++] = count;
    }
  }
  if (added > 0) insert(into, added);
}

/** So many new values: there is room for them at the end, then all move to their places, the largest first. */
function insert(into: Distribution, added: number): void {
  const { values, times } = into;
  let at = values.length - 1;
  for (let count = 0; count < added; count++) {
    values.push(0);
    times.push(0);
  }
  let to = values.length - 1;
  for (let index = added - 1; index >= 0; index--, to--) {
    const value = newValues[index] ?? 0;
    for (; at >= 0 && (values[at] ?? 0) > value; at--, to--) {
      values[to] = values[at] ?? 0;
      times[to] = times[at] ?? 0;
    }
    values[to] = value;
    times[to] = newTimes[index] ?? 0;
  }
  if (!into.onGrid && values.length > VALUES_PER_DATUM) moveToGrid(into);
}

/** The representatives rise as the values do, so those of a bucket are neighbors. */
function moveToGrid(distribution: Distribution): void {
  if (distribution.onGrid) return;
  const values: number[] = [];
  const times: number[] = [];
  distribution.values.forEach((exact, at) => {
    const value = gridValue(exact);
    const last = values.length - 1;
    const count = distribution.times[at] ?? 0;
    if (values[last] === value) times[last] = (times[last] ?? 0) + count;
    else {
      values.push(value);
      times.push(count);
    }
  });
  distribution.values = values;
  distribution.times = times;
  distribution.onGrid = true;
}
