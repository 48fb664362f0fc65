/**
 * MetricDatum[] -> statistics by period: the part of CloudWatch behind PutMetricData and GetMetricData.
 * Resolution is one minute. Each datum may carry the time it arrived, and a query `asOf` a time sees only what had
 * arrived by then, so that alarms can be replayed on data that came late.
 */

import type { Dimension, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import { type DatumContent, readDatum } from './datum.ts';
import type { Measure, Sample } from './measure-columns.ts';
import { hasRows, type MeasureRows, statisticOf } from './periods.ts';
import { type Reach, reachOf } from './reach.ts';
import { addGroup, addSample, bytesOfTable, createTable, rowAt, type Table, type TableGroup } from './table.ts';

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

/**
 * Which data points: periods of `period` seconds starting at `from` (not aligned further), the last one before `to`.
 */
interface StatisticQuery {
  readonly stat: string;
  readonly period: number;
  readonly from: number;
  readonly to: number;
  /** Sees only data that had arrived by this time; default: everything. */
  readonly asOf?: number | undefined;
}

/** Milliseconds; which metrics have data in a range, as known at a time. */
interface MetricRange {
  readonly from?: number;
  readonly to?: number;
  readonly asOf?: number | undefined;
}

export interface MetricStore {
  /** Adds data, as PutMetricData does. Without `arrivedAt` (milliseconds) the data count as always known. */
  readonly put: (namespace: string, data: readonly MetricDatum[], arrivedAt?: number) => void;
  /** Data points of one metric in order of time; periods without data are left out. */
  readonly statistic: (metric: MetricIdentity, query: StatisticQuery) => DataPoint[];
  /** Like statistic, but one element for every period, undefined where there is no data. */
  readonly periods: (metric: MetricIdentity, query: StatisticQuery) => (number | undefined)[];
  /** Of several metrics as if they were one. */
  readonly together: (metrics: readonly MetricIdentity[], query: StatisticQuery) => (number | undefined)[];
  /**
   * Ascending minutes since 1970 at which a period of several metrics as one could begin that reaches a value;
   * undefined where that is not known.
   */
  readonly reach: (metrics: readonly MetricIdentity[], reach: Reach) => readonly number[] | undefined;
  /**
   * The metrics with data in the range, sorted by namespace, name and dimensions. Without a range the same list until
   * there are more.
   */
  readonly metrics: (range?: MetricRange, wanted?: (metric: MetricIdentity) => boolean) => readonly MetricIdentity[];
  /**
   * Rows of metrics that share dimensions and times, added without making a datum of each. Untimed ones count as always
   * known.
   */
  readonly table: (
    namespace: string,
    measures: readonly Measure[],
    options?: { readonly timed?: boolean },
  ) => StoreTable;
  /** About how much memory the data take. */
  readonly bytes: () => number;
}

export interface StoreTable {
  readonly table: Table;
  /** The group of these dimensions, made when first asked for, whose metrics the store then knows. */
  readonly group: (dimensions: TableGroup['dimensions']) => TableGroup;
}

interface StoredSeries extends MeasureRows {
  readonly key: string;
  readonly metric: MetricIdentity;
}

interface State {
  readonly series: Map<string, StoredSeries>;
  readonly tables: Table[];
  /** All metrics with data, sorted; made again once there may be more. */
  sorted: readonly StoredSeries[];
  listed: readonly MetricIdentity[];
  /** Metrics with data when the list was made. */
  listedOf: number;
}

const MINUTE = 60_000;

export function createMetricStore(): MetricStore {
  const state: State = { series: new Map(), tables: [], sorted: [], listed: [], listedOf: 0 };
  // Every metric that came as a datum is a group of one table.
  const single = createTable([{ metricName: '', form: 'values' }]);
  state.tables.push(single);
  return {
    put: (namespace, data, arrivedAt = Number.NEGATIVE_INFINITY) => {
      const into = { state, table: single, namespace, known: { dimensions: undefined, series: new Map() } };
      for (const datum of data) put(into, datum, arrivedAt);
    },
    statistic: (metric, query) => {
      const first = Math.floor(query.from / MINUTE) * MINUTE;
      return periods(state, [metric], query).flatMap((value, index) =>
        value === undefined ? [] : [{ timestamp: first + index * query.period * 1000, value }],
      );
    },
    periods: (metric, query) => periods(state, [metric], query),
    together: (metrics, query) => periods(state, metrics, query),
    reach: (metrics, reach) => reachOf(rowsOf(state, metrics), reach),
    metrics: (range, wanted) => metrics(state, range, wanted),
    table: (namespace, measures, options) => addTable(state, namespace, createTable(measures, options)),
    bytes: () => state.tables.reduce((sum, table) => sum + bytesOfTable(table), 0),
  };
}

interface Into {
  readonly state: State;
  readonly table: Table;
  readonly namespace: string;
  /**
   * Of the data of one put, the series whose dimensions are those of the datum before: a subject usually has several
   * data in a row.
   */
  readonly known: {
    dimensions: MetricDatum['Dimensions'];
    readonly series: Map<string, StoredSeries>;
  };
}

function put(into: Into, datum: MetricDatum, arrivedAt: number): void {
  const { table } = into;
  const timestamp = datum.Timestamp?.getTime() ?? arrivedAt;
  if (!datum.MetricName || !Number.isFinite(timestamp)) {
    throw new Error(
      `datum '${datum.MetricName}' has the Timestamp '${datum.Timestamp}': must have a MetricName and a Timestamp`,
    );
  }
  const sample = sampleOf(readDatum(datum));
  const series = seriesOf(into, datum.MetricName, datum.Dimensions);
  const row = rowAt(table, series.group, { minute: Math.floor(timestamp / MINUTE), arrivedAt });
  addSample(table, series.group, { row, measure: 0, sample });
}

function sampleOf({ sampleCount: count, sum, minimum: min, maximum: max, distribution }: DatumContent): Sample {
  return { count, sum, min, max, distribution };
}

function seriesOf(
  { state, table, namespace, known }: Into,
  metricName: string,
  given: MetricDatum['Dimensions'],
): StoredSeries {
  if (known.dimensions !== given) {
    known.dimensions = given;
    known.series.clear();
  }
  const before = known.series.get(metricName);
  if (before !== undefined) return before;
  const metric = { namespace, metricName, dimensions: dimensionsByName(given ?? []) };
  const key = seriesKey(metric);
  const series = state.series.get(key) ?? {
    ...{ key, metric, table, measure: 0 },
    group: addGroup(table, metric.dimensions),
  };
  if (series.table !== table) throw new Error(`metric '${metricName}' is one of a table, so it takes no datum`);
  state.series.set(key, series);
  known.series.set(metricName, series);
  return series;
}

function dimensionsByName(dimensions: readonly Dimension[]): Record<string, string> {
  const pairs = dimensions.map(({ Name = '', Value = '' }): [string, string] => [Name, Value]);
  if (pairs.some(([name, value]) => name === '' || value.trim() === '')) {
    throw new Error(`dimensions are ${JSON.stringify(dimensions)}: must have a name and a value that is not blank`);
  }
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function addTable(state: State, namespace: string, table: Table): StoreTable {
  state.tables.push(table);
  return {
    table,
    group: (dimensions) => {
      const group = addGroup(table, dimensions);
      for (const [measure, { metricName }] of table.measures.entries()) {
        const metric = { namespace, metricName, dimensions };
        const key = seriesKey(metric);
        state.series.set(key, { key, metric, table, group, measure });
      }
      return group;
    },
  };
}

/** A string that is equal for equal metrics, in any order of their dimensions. */
function seriesKey({ namespace, metricName, dimensions }: MetricIdentity): string {
  const names = Object.keys(dimensions).sort();
  return [namespace, metricName, ...names.flatMap((name) => [name, dimensions[name]])].join('\u0001');
}

function rowsOf({ series }: State, metrics: readonly MetricIdentity[]): readonly MeasureRows[] {
  return metrics.flatMap((metric) => series.get(seriesKey(metric)) ?? []);
}

function periods(state: State, metrics: readonly MetricIdentity[], query: StatisticQuery): (number | undefined)[] {
  const { stat, period, from, to, asOf = Number.POSITIVE_INFINITY } = query;
  if (!Number.isInteger(period / 60) || period <= 0) {
    throw new Error(`period is ${period}: must be a multiple of 60 seconds`);
  }
  const step = period / 60;
  const first = Math.floor(from / MINUTE);
  const length = Math.max(0, Math.ceil((to / MINUTE - first) / step));
  return statisticOf(rowsOf(state, metrics), stat, { first, step, length, asOf });
}

function metrics(state: State, range: MetricRange | undefined, wanted?: (metric: MetricIdentity) => boolean) {
  renewList(state);
  if (range === undefined && wanted === undefined) return state.listed;
  const {
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
    asOf = Number.POSITIVE_INFINITY,
  } = range ?? {};
  const inRange = { first: Math.floor(from / MINUTE), end: Math.ceil(to / MINUTE), asOf };
  return state.sorted
    .filter((series) => (wanted?.(series.metric) ?? true) && hasRows(series, inRange))
    .map(({ metric }) => metric);
}

/** The list is long and asked for every minute of a replay, so it is made again only once there are more metrics. */
function renewList(state: State): void {
  const seen = state.tables.reduce((sum, table) => sum + table.seen, 0);
  if (seen === state.listedOf) return;
  state.sorted = [...state.series.values()]
    .filter(({ group, measure }) => group.seen[measure])
    .sort((left, right) => compareText(left.key, right.key));
  state.listed = state.sorted.map(({ metric }) => metric);
  state.listedOf = seen;
}
