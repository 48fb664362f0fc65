// MetricDatum of one metric and minute go in, with the time each arrived; the minute's aggregate as of any time comes
// out. Datums of the same minute add up, as CloudWatch documents for PutMetricData; late ones only from their arrival.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { readDatum } from './datum.ts';
import type { Aggregate, Distribution } from './statistic.ts';

/** One datum, reduced to what statistics need. */
export interface Sample {
  readonly arrivedAt: number;
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Undefined for a statistic set that hides its values. */
  readonly distribution: Distribution | undefined;
}

/** All datums of one metric and minute; running totals make the aggregate as of any time one look-up. */
export interface Minute {
  readonly samples: Sample[];
  /** totals[n] is the aggregate of the first n + 1 samples in order of arrival. */
  readonly totals: Totals[];
  /** The merged distribution of the first `of` samples, kept because alarms ask for the same minute again and again. */
  merged: { readonly of: number; readonly distribution: Distribution | undefined } | undefined;
}

type Totals = Omit<Sample, 'arrivedAt' | 'distribution'>;

export function emptyMinute(): Minute {
  return { samples: [], totals: [], merged: undefined };
}

/** Reads a datum. Throws on one that PutMetricData would refuse. */
export function sampleOf(datum: MetricDatum, arrivedAt: number): Sample {
  return { arrivedAt, ...readDatum(datum) };
}

/** Adds a sample in order of arrival; the usual case, the latest arrival, costs one addition. */
export function addSample(minute: Minute, sample: Sample): void {
  let at = minute.samples.length;
  while (at > 0 && (minute.samples[at - 1]?.arrivedAt ?? 0) > sample.arrivedAt) at--;
  minute.samples.splice(at, 0, sample);
  minute.totals.length = at;
  for (const next of minute.samples.slice(at)) minute.totals.push(added(minute.totals.at(-1), next));
  minute.merged = undefined;
}

function added(totals: Totals | undefined, sample: Totals): Totals {
  if (!totals) return sample;
  return {
    sampleCount: totals.sampleCount + sample.sampleCount,
    sum: totals.sum + sample.sum,
    minimum: Math.min(totals.minimum, sample.minimum),
    maximum: Math.max(totals.maximum, sample.maximum),
  };
}

/** The first `samples` samples of a minute in order of arrival: what was known at some time. */
export interface Known {
  readonly minute: Minute;
  readonly samples: number;
}

/** What was known of some minutes at a time; minutes without data by then are left out. */
export function knownAt(minutes: readonly Minute[], asOf: number): Known[] {
  const known: Known[] = [];
  for (const minute of minutes) {
    let samples = minute.samples.length;
    while (samples > 0 && (minute.samples[samples - 1]?.arrivedAt ?? 0) > asOf) samples--;
    if (samples > 0) known.push({ minute, samples });
  }
  return known;
}

/** The aggregate of what was known, or undefined if nothing was. */
export function aggregateOf(known: readonly Known[]): Aggregate | undefined {
  let totals: Totals | undefined;
  for (const { minute, samples } of known) {
    const next = minute.totals[samples - 1];
    if (next) totals = added(totals, next);
  }
  return totals && { ...totals, distribution: () => merge(known.map(mergedMinute)) };
}

function mergedMinute({ minute, samples }: Known): Distribution | undefined {
  if (minute.merged?.of !== samples) {
    const distribution = merge(minute.samples.slice(0, samples).map((sample) => sample.distribution));
    minute.merged = { of: samples, distribution };
  }
  return minute.merged.distribution;
}

/** Merges by halves: with sorted inputs that is several times faster than collecting into a Map and sorting. */
function merge(parts: readonly (Distribution | undefined)[]): Distribution | undefined {
  if (parts.length <= 1) return parts[0];
  const middle = parts.length >> 1;
  const left = merge(parts.slice(0, middle));
  const right = left && merge(parts.slice(middle));
  return right && mergeTwo(left, right);
}

function mergeTwo(left: Distribution, right: Distribution): Distribution {
  const values: number[] = [];
  const counts: number[] = [];
  let [l, r] = [0, 0];
  for (;;) {
    const [a, b] = [left.values[l], right.values[r]];
    if (a === undefined && b === undefined) return { values, counts };
    const takeLeft = b === undefined || (a !== undefined && a <= b);
    const takeRight = a === undefined || (b !== undefined && b <= a);
    values.push((takeLeft ? a : b) ?? 0);
    counts.push((takeLeft ? (left.counts[l] ?? 0) : 0) + (takeRight ? (right.counts[r] ?? 0) : 0));
    if (takeLeft) l++;
    if (takeRight) r++;
  }
}
