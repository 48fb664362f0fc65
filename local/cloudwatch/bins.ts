/**
 * Values and counts of a period go in; the bins that CloudWatch answers percentiles and trimmed statistics from come
 * out, with the ways to take a part of them. Even raw values are answered from bins: observed on the service, September
 * 2026. The cases are in test/local/cloudwatch/native-cases.ts.
 */

/** Distinct values in ascending order, and how often each occurred. */
export interface ValueCounts {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** Samples spread between two values. `low` equals `high` where all of them have one value. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

const RATIO = 1.1;

interface Extremes {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Bins in ascending order, of the values from 0 on; zero has a bin that holds nothing else. Their ends are cut to the
 * extremes of the period, which may come from a statistic set: so one value, or equal ones, are exact.
 */
export function binsOf({ values, counts }: ValueCounts, { minimum, maximum }: Extremes): readonly Bin[] {
  const cut = (end: number) => Math.min(maximum, Math.max(minimum, end));
  const bins: { low: number; high: number; count: number }[] = [];
  let last = Number.NaN;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    const count = counts[at] ?? 0;
    if (!(value >= 0 && count > 0)) continue;
    const index = binIndex(value);
    if (index < last) return binsOf(ascending({ values, counts }), { minimum, maximum });
    const before = bins.at(-1);
    if (index === last && before !== undefined) before.count += count;
    else bins.push({ low: cut(lowest(index)), high: cut(lowest(index, 1)), count });
    last = index;
  }
  return bins;
}

/** Those of several statistic sets come in any order. */
function ascending({ values, counts }: ValueCounts): ValueCounts {
  const order = values.map((_, at) => at).sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0));
  return { values: order.map((at) => values[at] ?? 0), counts: order.map((at) => counts[at] ?? 0) };
}

const ZERO = Number.NEGATIVE_INFINITY;

function lowest(index: number, next: 0 | 1 = 0): number {
  return index === ZERO ? 0 : RATIO ** (index + next);
}

/** The power of 1.1 that the bin of a value begins with; -Infinity for the bin of zero. */
export function binIndex(value: number): number {
  if (value === 0) return ZERO;
  // The logarithm may miss the boundary of a bin by one.
  const near = Math.floor(Math.log(value) / Math.log(RATIO));
  if (value < RATIO ** near) return near - 1;
  return value >= RATIO ** (near + 1) ? near + 1 : near;
}

/** A value that lies in a bin. */
export function binValue(index: number): number {
  return index === ZERO ? 0 : RATIO ** (index + 0.5);
}

export function total(bins: readonly Bin[]): number {
  return bins.reduce((sum, { count }) => sum + count, 0);
}

/** The value at a rank, geometrically through the bin that holds it. */
export function valueAt(bins: readonly Bin[], rank: number): number | undefined {
  const bin = binAt(bins, rank);
  if (bin === undefined || bin.low <= 0) return bin?.low;
  return bin.low * (bin.high / bin.low) ** Math.min(1, (rank - bin.before) / bin.count);
}

/** The bin that holds a rank, and the samples before it. */
export function binAt(bins: readonly Bin[], rank: number): (Bin & { readonly before: number }) | undefined {
  let before = 0;
  for (const bin of bins) {
    if (rank <= before + bin.count) return { ...bin, before };
    before += bin.count;
  }
  const last = bins.at(-1);
  return last && { ...last, before: before - last.count };
}

/** The samples between two ranks; a bin that a rank lies in is cut linearly. */
export function betweenRanks(bins: readonly Bin[], from: number, to: number): readonly Bin[] {
  let before = 0;
  return bins.flatMap((bin) => {
    const [first, last] = [Math.max(from - before, 0), Math.min(to - before, bin.count)];
    before += bin.count;
    return last > first ? [part(bin, first / bin.count, last / bin.count)] : [];
  });
}

/**
 * The samples above `from` and up to `to`. A bin that a boundary lies in is shared linearly, wherever in it the values
 * are: a value that equals the lower boundary may count, although the documentation calls that end exclusive.
 */
export function betweenValues(bins: readonly Bin[], from: number, to: number): readonly Bin[] {
  return bins.flatMap((bin) => {
    const { low, high } = bin;
    if (low === high) return low > from && low <= to ? [bin] : [];
    const [first, last] = [from, to].map((end) => (Math.min(high, Math.max(low, end)) - low) / (high - low));
    return first !== undefined && last !== undefined && last > first ? [part(bin, first, last)] : [];
  });
}

function part({ low, high, count }: Bin, first: number, last: number): Bin {
  const width = high - low;
  return { low: low + first * width, high: low + last * width, count: (last - first) * count };
}

/** The arithmetic middle in the first and the last bin, the geometric middle between them. */
export function sumOfBins(bins: readonly Bin[]): number {
  return bins.reduce((sum, { low, high, count }, at) => {
    const isEdge = at === 0 || at === bins.length - 1;
    return sum + count * (isEdge ? (low + high) / 2 : Math.sqrt(low * high));
  }, 0);
}
