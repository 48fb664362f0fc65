/**
 * A Metrics Insights query and a metric store -> the series that it selects, in its order.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import type { InsightsFunction, InsightsQuery } from './insights-parse.ts';
import type { TimeGrid, TimeSeries } from './math-values.ts';
import type { MetricIdentity, MetricStore } from './store.ts';

/** One series of the result. Without GROUP BY there is one, with no attributes. */
export interface Selected {
  /** Value of each key of GROUP BY, in its order. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly series: TimeSeries;
}

interface Range {
  readonly grid: TimeGrid;
  readonly asOf: number | undefined;
}

/** What a metric without a dimension of GROUP BY is filed under. */
const MISSING = 'Other';

/** Series without a data point in the range are not selected. */
export function select(
  query: InsightsQuery,
  store: MetricStore,
  { groups = metricGroups(query, store), ...range }: Range & { readonly groups?: readonly MetricGroup[] },
): readonly Selected[] {
  const ranked = groups.flatMap(({ key, attributes, metrics }) => {
    const points = pointsOf(query.function, store, { metrics, ...range });
    return points.some(isPresent) ? [{ key, attributes, points, rank: rankOf(query, points) }] : [];
  });
  const order = query.orderBy?.isDescending ? -1 : 1;
  ranked.sort((left, right) => order * (left.rank - right.rank) || compareText(left.key, right.key));
  return ranked.slice(0, query.limit).map(({ attributes, points }) => {
    const metric = { namespace: query.namespace, metricName: query.metricName, dimensions: attributes };
    const source = { metric, stat: STATISTICS[query.function] };
    const values = points.map((point) => point?.value);
    return { attributes, series: { grid: range.grid, values, source, raw: false } };
  });
}

export interface MetricGroup {
  /** The values of its attributes, which is its name in the order of the result. */
  readonly key: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly metrics: MetricIdentity[];
}

const remembered = new WeakMap<readonly MetricIdentity[], Map<InsightsQuery, readonly MetricGroup[]>>();

/** Remembered, because an alarm is evaluated every minute and the metrics are the same list until there are more. */
export function metricGroups(query: InsightsQuery, store: MetricStore): readonly MetricGroup[] {
  const metrics = store.metrics();
  const known = remembered.get(metrics) ?? new Map<InsightsQuery, readonly MetricGroup[]>();
  remembered.set(metrics, known);
  const groups = known.get(query) ?? groupsAmong(query, metrics);
  known.set(query, groups);
  return groups;
}

function groupsAmong(query: InsightsQuery, all: readonly MetricIdentity[]): readonly MetricGroup[] {
  const groups = new Map<string, MetricGroup>();
  for (const metric of all) {
    if (!matches(query, metric)) continue;
    const attributes = Object.fromEntries(query.groupBy.map((name) => [name, metric.dimensions[name] ?? MISSING]));
    const key = Object.values(attributes).join('\u0001');
    const group = groups.get(key) ?? { key, attributes, metrics: [] };
    groups.set(key, group);
    group.metrics.push(metric);
  }
  return [...groups.values()];
}

function matches({ namespace, metricName, schema, where }: InsightsQuery, metric: MetricIdentity): boolean {
  if (metric.namespace !== namespace || metric.metricName !== metricName) return false;
  const names = Object.keys(metric.dimensions);
  if (schema && (names.length !== schema.length || !names.every((name) => schema.includes(name)))) return false;
  return where.every(({ name, isEqual, value }) => (metric.dimensions[name] === value) === isEqual);
}

/** A period of all metrics of a group together; AVG weighs by samples. */
interface Point {
  readonly value: number;
  readonly samples: number;
}

function isPresent(point: Point | undefined): point is Point {
  return point !== undefined;
}

/** What is asked of each metric of a group; AVG also asks for the number of samples. */
export const STATISTICS: Readonly<Record<InsightsFunction, string>> = {
  AVG: 'Sum',
  COUNT: 'SampleCount',
  MAX: 'Maximum',
  MIN: 'Minimum',
  SUM: 'Sum',
};

function pointsOf(
  by: InsightsFunction,
  store: MetricStore,
  { metrics, grid, asOf }: Range & { readonly metrics: readonly MetricIdentity[] },
): readonly (Point | undefined)[] {
  const to = grid.from + grid.length * grid.period * 1000;
  const statistic = (metric: MetricIdentity, stat: string) =>
    store.periods(metric, { stat, period: grid.period, from: grid.from, to, asOf });
  const values = metrics.map((metric) => statistic(metric, STATISTICS[by]));
  const samples = by === 'AVG' ? metrics.map((metric) => statistic(metric, 'SampleCount')) : undefined;
  return Array.from({ length: grid.length }, (_, at) => {
    const known = values.flatMap((one) => one[at] ?? []);
    if (known.length === 0) return undefined;
    const count = samples?.reduce((sum, one) => sum + (one[at] ?? 0), 0) ?? 1;
    const value = combined(by, known);
    return { value: by === 'AVG' ? value / count : value, samples: count };
  });
}

function combined(by: InsightsFunction, values: readonly number[]): number {
  if (by === 'MAX') return Math.max(...values);
  if (by === 'MIN') return Math.min(...values);
  return values.reduce((sum, value) => sum + value, 0);
}

/** ORDER BY ranks the points of each series; COUNT counts the periods that have one, as observed. */
function rankOf({ orderBy }: InsightsQuery, points: readonly (Point | undefined)[]): number {
  const present = points.filter(isPresent);
  if (!orderBy) return 0;
  if (orderBy.function === 'COUNT') return present.length;
  if (orderBy.function !== 'AVG')
    return combined(
      orderBy.function,
      present.map(({ value }) => value),
    );
  const samples = present.reduce((sum, point) => sum + point.samples, 0);
  return present.reduce((sum, { value, samples: count }) => sum + value * count, 0) / samples;
}
