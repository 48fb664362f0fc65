/**
 * Widgets of a dashboard and a metric store go in; what each shows over a time range comes out: series with labels and
 * data points for metric widgets, the others unchanged.
 */
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { type DashboardBody, type DashboardWidget, type MetricWidget, parseDashboard } from './dashboard.ts';
import { defaultLabels, fillLabel, isDynamic } from './labels.ts';
import type { MathValue, TimeGrid, TimeSeries } from './math-values.ts';
import type { MetricRow } from './metric-rows.ts';
import { gridOver, type MetricQuery, runQueries } from './query.ts';
import type { DataPoint, MetricIdentity, MetricStore } from './store.ts';
import { chooseVariables, type VariableChoice } from './variables.ts';

export interface ViewRange {
  /** Milliseconds; data points start at `from` or later, rounded down to the period, and before `to`. */
  readonly from: number;
  readonly to: number;
  /** Seconds; overrides the period of every metric, as the period menu of a dashboard does. */
  readonly period?: number | undefined;
  readonly asOf?: number | undefined;
}

export interface ResolvedSeries {
  /** The id of the row it comes from; several series of one SEARCH share it. */
  readonly id: string;
  readonly label: string;
  readonly color: string | undefined;
  readonly yAxis: 'left' | 'right';
  readonly period: number;
  /** Set when the series is, or is computed from, one metric. */
  readonly metric: MetricIdentity | undefined;
  readonly stat: string | undefined;
  readonly expression: string | undefined;
  readonly points: readonly DataPoint[];
}

interface ResolvedMetricWidget extends MetricWidget {
  readonly series: readonly ResolvedSeries[];
}

export type ResolvedWidget = ResolvedMetricWidget | Exclude<DashboardWidget, MetricWidget>;

export interface ResolvedDashboard {
  readonly dashboard: DashboardBody;
  readonly variables: readonly VariableChoice[];
  readonly widgets: readonly ResolvedWidget[];
}

/**
 * Resolves all widgets of a dashboard body. `variables` are values by id; others take their default or first option.
 */
export function resolveDashboard(
  body: unknown,
  store: MetricStore,
  options: ViewRange & { readonly variables?: Readonly<Record<string, string>> },
): ResolvedDashboard {
  const given = options.variables ?? {};
  const chosen = chooseVariables(parseDashboard(body).variables, store, { to: options.to, given });
  const dashboard = parseDashboard(body, chosen);
  return {
    dashboard,
    variables: chosen,
    widgets: dashboard.widgets.map((widget) => resolveWidget(widget, store, options)),
  };
}

/** Resolves one widget of a parsed dashboard. Throws on an expression that is wrong or not modeled. */
export function resolveWidget(widget: DashboardWidget, store: MetricStore, range: ViewRange): ResolvedWidget {
  if (widget.kind !== 'metric') return widget;
  const override = wholeRange(widget, range) ?? range.period;
  const queries = widget.rows.map((row): MetricQuery => {
    const grid = gridFor(widget, { ...range, period: override ?? row.period });
    return 'metric' in row
      ? { id: row.id, metric: row.metric, stat: row.stat, grid }
      : { id: row.id, expression: row.expression, grid };
  });
  const lookUp = runQueries(queries, store, { asOf: range.asOf, searchPeriod: override });
  const visible = widget.rows.filter((row) => row.visible);
  const series = visible.map((row) => ({ row, found: seriesFor(row, lookUp, widget) }));
  // Only the rows that show a metric itself share default labels; an expression has its own.
  const plain = series.flatMap(({ row, found }) => ('metric' in row ? found : []));
  const labels = new Map(defaultLabels(plain).map((label, index) => [plain[index], label]));
  return {
    ...widget,
    series: series.flatMap(({ row, found }) => labeled(row, found, { labels, region: widget.region })),
  };
}

/** Numbers, gauges and pies may show one value for the whole time range. */
function wholeRange({ view, setPeriodToTimeRange }: MetricWidget, { from, to }: ViewRange): number | undefined {
  return setPeriodToTimeRange && view !== 'timeSeries' ? Math.max(60, Math.ceil((to - from) / 60_000) * 60) : undefined;
}

function gridFor(widget: MetricWidget, { from, to, period }: { from: number; to: number; period: number }): TimeGrid {
  if (wholeRange(widget, { from, to }) === undefined) return gridOver({ from, to, period });
  return { from: Math.floor(from / 60_000) * 60_000, period, length: 1 };
}

function seriesFor(row: MetricRow, lookUp: (id: string) => MathValue, widget: MetricWidget): readonly TimeSeries[] {
  const where = `widget '${widget.title ?? ''}', ${'expression' in row ? `expression '${row.expression}'` : `metric '${row.metric.metricName}'`}`;
  const value = inContext(where, () => lookUp(row.id));
  if (value.kind === 'scalar')
    throw new Error(`${where}: the result is a scalar: must be a time series. TIME_SERIES makes one from it`);
  return value.kind === 'series' ? [value.series] : value.items;
}

function inContext<Result>(where: string, run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    throw new Error(`${where}: ${failureText(cause)}`, { cause });
  }
}

interface LabelSource {
  readonly labels: ReadonlyMap<TimeSeries | undefined, string>;
  readonly region: string | undefined;
}

function labeled(row: MetricRow, found: readonly TimeSeries[], { labels, region }: LabelSource): ResolvedSeries[] {
  const own = defaultLabels(found);
  return found.map((series, index) => {
    const points = pointsOf(series);
    const standard = labels.get(series) ?? own[index] ?? '';
    const label = rowLabel(row, { standard, several: found.length > 1 || isSearch(row) });
    return {
      id: row.id,
      label: isDynamic(label) ? fillLabel(label, { label: standard, series, points, region }) : label,
      color: row.color,
      yAxis: row.yAxis,
      period: series.grid.period,
      metric: series.source?.metric,
      stat: series.source?.stat,
      expression: 'expression' in row ? row.expression : undefined,
      points,
    };
  });
}

/** An expression of several series labels each "expression-label metric-label", unless the label is dynamic. */
function rowLabel(row: MetricRow, { standard, several }: { standard: string; several: boolean }): string {
  if ('metric' in row) return row.label ?? standard;
  if (!several) return row.label ?? row.expression;
  const { label = '' } = row;
  return label === '' || isDynamic(label) ? label || standard : `${label} ${standard}`;
}

function isSearch(row: MetricRow): boolean {
  return 'expression' in row && /^\s*SEARCH\s*\(/.test(row.expression);
}

function pointsOf({ grid, values }: TimeSeries): DataPoint[] {
  return values.flatMap((value, index) =>
    value === undefined ? [] : [{ timestamp: grid.from + index * grid.period * 1000, value }],
  );
}
