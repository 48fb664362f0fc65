/**
 * A statistic's name ('Sum', 'p99.9', 'TM(2%:98%)') and the aggregate of a period -> one number, or
 * undefined where CloudWatch would show no data point.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
import {
  type Bin,
  betweenRanks,
  betweenValues,
  binAt,
  binsOf,
  sumOfBins,
  total,
  type ValueCounts,
  valueAt,
} from './bins.ts';

/** What is known of one period of one metric. */
export interface Aggregate {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /**
   * Undefined when some of the data came as a pure statistic set: then CloudWatch has no percentiles for the period.
   */
  readonly distribution: () => ValueCounts | undefined;
}

export type Statistic = (aggregate: Aggregate) => number | undefined;

const plain: readonly (readonly [name: string, Statistic])[] = [
  ['SampleCount', (aggregate) => aggregate.sampleCount],
  ['Sum', (aggregate) => aggregate.sum],
  ['Average', (aggregate) => aggregate.sum / aggregate.sampleCount],
  ['Minimum', (aggregate) => aggregate.minimum],
  ['Maximum', (aggregate) => aggregate.maximum],
];
const known = new Map<string, Statistic>(plain);

/** Whether a statistic asks for more than the count, the sum and the extremes. */
export function needsValues(name: string): boolean {
  return !plain.some(([one]) => one === name);
}

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

/**
 * The lowest and the highest value are known of every period; what lies between needs values, none of them negative.
 */
function parsePercentile(name: string): Statistic | undefined {
  const percentile = percentileOf(name);
  if (percentile === undefined) return undefined;
  if (percentile === 0) return (aggregate) => aggregate.minimum;
  if (percentile === 100) return (aggregate) => aggregate.maximum;
  return (aggregate) => {
    const bins = allBins(aggregate);
    return bins && valueAt(bins, (percentile / 100) * total(bins));
  };
}

/** Undefined where the values are not known, or not one of them is 0 or more. */
function knownBins(aggregate: Aggregate): readonly Bin[] | undefined {
  const data = aggregate.distribution();
  const bins = data && binsOf(data, aggregate);
  return bins?.length ? bins : undefined;
}

/** Undefined, too, as soon as one value is negative. */
function allBins(aggregate: Aggregate): readonly Bin[] | undefined {
  return aggregate.minimum < 0 ? undefined : knownBins(aggregate);
}

interface Bounds {
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly unit: 'percent' | 'value';
}

interface Trimmed {
  readonly bins: readonly Bin[];
  readonly kept: readonly Bin[];
  readonly bounds: Bounds;
  readonly sampleCount: number;
}

const TRIMMED: Record<string, (trimmed: Trimmed) => number> = {
  TM: ({ kept }) => sumOfBins(kept) / total(kept),
  TC: ({ kept }) => total(kept),
  TS: ({ kept }) => sumOfBins(kept),
  WM: winsorizedMean,
  PR: ({ kept, sampleCount }) => (100 * total(kept)) / sampleCount,
};

const NUMBER = '\\d+(?:\\.\\d{1,10})?(?:[eE][+-]?\\d+)?';
const SHORT = /^(tm|tc|ts|wm)(\d{1,3}(?:\.\d{1,10})?)$/;
const LONG = new RegExp(`^(TM|TC|TS|WM|PR)\\((${NUMBER}%?)?:(${NUMBER}%?)?\\)$`);

function parseTrimmed(name: string): Statistic | undefined {
  if (name === 'IQM') return trimmed('TM', { low: 25, high: 75, unit: 'percent' });
  const short = SHORT.exec(name);
  const [, long, low, high] = LONG.exec(name) ?? [];
  const bounds = short ? parseBounds(undefined, `${short[2]}%`) : long ? parseBounds(low, high) : undefined;
  // A percentile rank is a share of the samples, so only values make sense as its boundaries.
  if (!bounds || (long === 'PR' && bounds.unit === 'percent')) return undefined;
  return trimmed((short?.[1] ?? long ?? '').toUpperCase(), bounds);
}

function parseBounds(lowText: string | undefined, highText: string | undefined): Bounds | undefined {
  const given = [lowText, highText].filter((bound) => bound !== undefined);
  const percents = given.filter((bound) => bound.endsWith('%')).length;
  if (given.length === 0 || (percents !== 0 && percents !== given.length)) return undefined;
  const [low, high] = [lowText, highText].map((bound) => (bound === undefined ? undefined : Number.parseFloat(bound)));
  const unit = percents > 0 ? 'percent' : 'value';
  if ((low ?? 0) > (high ?? Number.POSITIVE_INFINITY)) return undefined;
  // None of the samples, and more than all of them.
  if (unit === 'percent' && (high === 0 || [low ?? 0, high ?? 0].some((share) => share > 100))) return undefined;
  return { low, high, unit };
}

/** Shares of the samples need all of them; fixed values are compared with those samples that are not negative. */
function trimmed(kind: string, bounds: Bounds): Statistic | undefined {
  const compute = TRIMMED[kind];
  return (
    compute &&
    ((aggregate) => {
      const bins = bounds.unit === 'percent' ? allBins(aggregate) : knownBins(aggregate);
      return bins && compute({ bins, kept: keptOf(bins, bounds), bounds, sampleCount: aggregate.sampleCount });
    })
  );
}

function keptOf(bins: readonly Bin[], { low, high, unit }: Bounds): readonly Bin[] {
  if (unit === 'value') return betweenValues(bins, low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY);
  const samples = total(bins);
  return betweenRanks(bins, (samples * (low ?? 0)) / 100, (samples * (high ?? 100)) / 100);
}

/**
 * Samples outside the boundaries are moved to them: to the set value, or to the end of the bin in which the share ends.
 */
function winsorizedMean({ bins, kept, bounds: { low, high, unit } }: Trimmed): number {
  const samples = total(bins);
  if (unit === 'percent') {
    const [first, last] = [(samples * (low ?? 0)) / 100, (samples * (high ?? 100)) / 100];
    const [least, most] = [binAt(bins, first)?.low ?? 0, binAt(bins, last)?.high ?? 0];
    return (sumOfBins(kept) + first * least + (samples - last) * most) / samples;
  }
  const below = low === undefined ? 0 : total(betweenValues(bins, Number.NEGATIVE_INFINITY, low));
  const above = high === undefined ? 0 : samples - below - total(kept);
  return (sumOfBins(kept) + below * (low ?? 0) + above * (high ?? 0)) / samples;
}
