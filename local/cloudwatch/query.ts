/**
 * The metrics and expressions of one graph or alarm, as GetMetricData takes them -> a function that gives the
 * value of each. Expressions may use each other's ids; a circle is an error.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
 */
import { select } from './insights.ts';
import { isInsightsQuery, parseInsights } from './insights-parse.ts';
import { defaultLabels } from './labels.ts';
import { evaluateMath } from './math.ts';
import { array, type MathValue, single, type TimeGrid, type TimeSeries } from './math-values.ts';
import { searchMetrics } from './search.ts';
import type { MetricIdentity, MetricStore } from './store.ts';

export type MetricQuery =
  | { readonly id: string; readonly metric: MetricIdentity; readonly stat: string; readonly grid: TimeGrid }
  | { readonly id: string; readonly expression: string; readonly grid: TimeGrid };

export interface QueryOptions {
  readonly asOf?: number | undefined;
  /** Alarms may not search; default: allowed. */
  readonly search?: 'allowed' | 'refused';
  /** Overrides the period that a SEARCH names, as a dashboard's own period overrides that of a graph. */
  readonly searchPeriod?: number | undefined;
}

/** Gives the value of each query, by id. Values are computed once, when first asked for. */
export function runQueries(
  queries: readonly MetricQuery[],
  store: MetricStore,
  options: QueryOptions = {},
): (id: string) => MathValue {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const values = new Map<string, MathValue | 'computing'>();
  const lookUp = (id: string): MathValue | undefined => {
    const query = byId.get(id);
    const known = values.get(id);
    if (known === 'computing') throw new Error(`expression '${id}' uses itself`);
    if (known || !query) return known;
    values.set(id, 'computing');
    const value = 'metric' in query ? single(metricSeries(store, query, options)) : computed(query);
    values.set(id, value);
    return value;
  };
  const metrics = () =>
    queries.flatMap((query) => {
      const value = 'metric' in query ? lookUp(query.id) : undefined;
      return value?.kind === 'series' ? [{ id: query.id, series: value.series }] : [];
    });
  const computed = ({ expression, grid }: { expression: string; grid: TimeGrid }) =>
    isInsightsQuery(expression)
      ? selectedSeries(expression, store, { grid, asOf: options.asOf })
      : evaluateMath(expression, {
          grid,
          resolve: lookUp,
          metrics,
          search: options.search === 'refused' ? undefined : (search) => found(store, { ...search, grid }, options),
        });
  return (id) => {
    const value = lookUp(id);
    if (!value) throw new Error(`no metric or expression has the id '${id}'`);
    return value;
  };
}

/** The data points of one metric on a grid. */
export function metricSeries(
  store: MetricStore,
  { metric, stat, grid }: { metric: MetricIdentity; stat: string; grid: TimeGrid },
  { asOf }: QueryOptions = {},
): TimeSeries {
  const to = grid.from + grid.length * grid.period * 1000;
  const values = store.periods(metric, { stat, period: grid.period, from: grid.from, to, asOf });
  return { grid, values, source: { metric, stat }, raw: true };
}

/** A Metrics Insights query has one series, which may be empty, unless it has GROUP BY. */
function selectedSeries(
  expression: string,
  store: MetricStore,
  range: { readonly grid: TimeGrid; readonly asOf: number | undefined },
): MathValue {
  const query = parseInsights(expression);
  const series = select(query, store, range).map((one) => one.series);
  if (query.groupBy.length > 0) return array(series);
  const empty = { grid: range.grid, values: Array(range.grid.length).fill(undefined), source: undefined, raw: false };
  return single(series[0] ?? empty);
}

/** The series that SEARCH finds, in the order of their labels. Its own period re-cuts the range of the graph. */
function found(
  store: MetricStore,
  { expression, stat, period, grid }: { expression: string; stat: string; period?: number; grid: TimeGrid },
  options: QueryOptions,
): TimeSeries[] {
  const to = grid.from + grid.length * grid.period * 1000;
  const cut = options.searchPeriod ?? period ?? grid.period;
  const own = cut === grid.period ? grid : gridOver({ from: grid.from, to, period: cut });
  const series = searchMetrics(expression, store, { to, asOf: options.asOf }).map((metric) =>
    metricSeries(store, { metric, stat, grid: own }, options),
  );
  const labels = new Map(defaultLabels(series).map((label, index) => [series[index], label]));
  return series.toSorted((left, right) => ((labels.get(left) ?? '') < (labels.get(right) ?? '') ? -1 : 1));
}

/** The periods that cover a range, aligned to multiples of the period as GetMetricData aligns them. */
export function gridOver({ from, to, period }: { from: number; to: number; period: number }): TimeGrid {
  const step = period * 1000;
  const first = Math.floor(from / step) * step;
  return { from: first, period, length: Math.max(0, Math.ceil((to - first) / step)) };
}
