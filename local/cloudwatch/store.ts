// MetricDatum[] go in, statistics by period come out: the part of CloudWatch behind PutMetricData and GetMetricData.
// Resolution is one minute. Each datum may carry the time it arrived, and a query `asOf` a time sees only what had
// arrived by then, so that alarms can be replayed on data that came late.
import type { Dimension, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { addSample, aggregateOf, emptyMinute, type Known, knownAt, type Minute, sampleOf } from './samples.ts';
import { parseStatistic } from './statistic.ts';

/** A metric's identity: namespace, name and the exact set of dimensions. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface DataPoint {
  /** Start of the period, milliseconds. */
  readonly timestamp: number;
  readonly value: number;
}

/** Which data points: periods of `period` seconds starting at `from` (not aligned further), the last one before `to`. */
export interface StatisticQuery {
  readonly stat: string;
  readonly period: number;
  readonly from: number;
  readonly to: number;
  /** Sees only data that had arrived by this time; default: everything. */
  readonly asOf?: number | undefined;
}

export interface MetricStore {
  /** Adds data, as PutMetricData does. Without `arrivedAt` (milliseconds) the data count as always known. */
  readonly put: (namespace: string, data: readonly MetricDatum[], arrivedAt?: number) => void;
  /** Data points of one metric in order of time; periods without data are left out. */
  readonly statistic: (metric: MetricIdentity, query: StatisticQuery) => DataPoint[];
  /** Like statistic, but one element for every period, undefined where there is no data. */
  readonly periods: (metric: MetricIdentity, query: StatisticQuery) => (number | undefined)[];
  /** The metrics with data in the range, sorted by namespace, name and dimensions. */
  readonly metrics: (range?: { from?: number; to?: number; asOf?: number | undefined }) => MetricIdentity[];
}

interface Series {
  readonly metric: MetricIdentity;
  readonly minutes: Map<number, Minute>;
  /** Values computed before, by statistic and period; alarms ask for the same ones every minute. */
  readonly computed: Map<string, { readonly samples: number; readonly value: number | undefined }>;
}

const MINUTE = 60_000;

export function createMetricStore(): MetricStore {
  const bySeries = new Map<string, Series>();
  return {
    put: (namespace, data, arrivedAt = Number.NEGATIVE_INFINITY) => {
      for (const datum of data) put(bySeries, namespace, { datum, arrivedAt });
    },
    statistic: (metric, query) => {
      const values = periods(bySeries.get(seriesKey(metric)), query);
      const first = Math.floor(query.from / MINUTE) * MINUTE;
      return values.flatMap((value, index) =>
        value === undefined ? [] : [{ timestamp: first + index * query.period * 1000, value }],
      );
    },
    periods: (metric, query) => periods(bySeries.get(seriesKey(metric)), query),
    metrics: (range = {}) =>
      [...bySeries.entries()]
        .filter(([, series]) => hasData(series, range))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, series]) => series.metric),
  };
}

function put(
  bySeries: Map<string, Series>,
  namespace: string,
  { datum, arrivedAt }: { datum: MetricDatum; arrivedAt: number },
) {
  const timestamp = datum.Timestamp?.getTime() ?? arrivedAt;
  if (!datum.MetricName || !Number.isFinite(timestamp)) {
    throw new Error(`datum '${datum.MetricName}' needs a MetricName and a Timestamp, got '${datum.Timestamp}'`);
  }
  const metric = { namespace, metricName: datum.MetricName, dimensions: dimensionsOf(datum.Dimensions ?? []) };
  const key = seriesKey(metric);
  const series: Series = bySeries.get(key) ?? { metric, minutes: new Map(), computed: new Map() };
  bySeries.set(key, series);
  const minuteOf = Math.floor(timestamp / MINUTE);
  const minute = series.minutes.get(minuteOf) ?? emptyMinute();
  series.minutes.set(minuteOf, minute);
  series.computed.clear();
  addSample(minute, sampleOf(datum, arrivedAt));
}

function dimensionsOf(dimensions: readonly Dimension[]): Record<string, string> {
  const pairs = dimensions.map(({ Name = '', Value = '' }): [string, string] => [Name, Value]);
  if (pairs.some(([name, value]) => name === '' || value.trim() === '')) {
    throw new Error(`dimensions need a name and a value that is not blank, got ${JSON.stringify(dimensions)}`);
  }
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A string that is equal for equal metrics, whatever the order of their dimensions. */
export function seriesKey({ namespace, metricName, dimensions }: MetricIdentity): string {
  const names = Object.keys(dimensions).sort();
  return [namespace, metricName, ...names.flatMap((name) => [name, dimensions[name]])].join('\u0001');
}

function periods(series: Series | undefined, query: StatisticQuery): (number | undefined)[] {
  if (!Number.isInteger(query.period / 60) || query.period <= 0) {
    throw new Error(`period must be a multiple of 60 seconds, got ${query.period}`);
  }
  parseStatistic(query.stat);
  const asOf = query.asOf ?? Number.POSITIVE_INFINITY;
  const step = query.period / 60;
  const first = Math.floor(query.from / MINUTE);
  const values: (number | undefined)[] = [];
  const minutes = series ? minutesIn(series, first, query.to) : undefined;
  for (let start = first; start * MINUTE < query.to; start += step) {
    const known = minutes ? knownAt(minutes(start, step), asOf) : [];
    values.push(series && known.length > 0 ? remembered(series, known, { stat: query.stat, start, step }) : undefined);
  }
  return values;
}

/** Data arrive in one order, so the number of samples known says which ones; a put forgets everything. */
function remembered(
  { computed }: Series,
  known: readonly Known[],
  { stat, start, step }: { stat: string; start: number; step: number },
): number | undefined {
  const samples = known.reduce((all, one) => all + one.samples, 0);
  const key = `${stat} ${step} ${start}`;
  const before = computed.get(key);
  if (before?.samples === samples) return before.value;
  const aggregate = aggregateOf(known);
  const result = aggregate && parseStatistic(stat)(aggregate);
  const value = result !== undefined && Number.isFinite(result) ? result : undefined;
  computed.set(key, { samples, value });
  return value;
}

/** Looks minutes up one by one, or where they are few in a long range, goes through those that exist. */
function minutesIn(series: Series, first: number, to: number): (start: number, count: number) => Minute[] {
  if (series.minutes.size > to / MINUTE - first) return (start, count) => minutesOf(series, start, count);
  const present = [...series.minutes].sort(([a], [b]) => a - b);
  let at = 0;
  // Asked for in order of time.
  return (start, count) => {
    while (at < present.length && (present[at]?.[0] ?? 0) < start) at++;
    const minutes: Minute[] = [];
    for (let next = present[at]; next && next[0] < start + count; next = present[++at]) minutes.push(next[1]);
    return minutes;
  };
}

function minutesOf(series: Series, start: number, count: number): Minute[] {
  const minutes: Minute[] = [];
  for (let at = start; at < start + count; at++) {
    const minute = series.minutes.get(at);
    if (minute) minutes.push(minute);
  }
  return minutes;
}

function hasData(series: Series, range: { from?: number; to?: number; asOf?: number | undefined }): boolean {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, asOf = Number.POSITIVE_INFINITY } = range;
  for (const [at, minute] of series.minutes) {
    const arrived = (minute.samples[0]?.arrivedAt ?? Number.POSITIVE_INFINITY) <= asOf;
    if (arrived && (at + 1) * MINUTE > from && at * MINUTE < to) return true;
  }
  return false;
}
