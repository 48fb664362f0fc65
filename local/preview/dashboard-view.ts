/**
 * The synthesized dashboard body and what was read go in; what each widget shows, ready to draw, comes out. A widget
 * that the model of CloudWatch cannot evaluate says so in words; it never stops the others and is never drawn wrong.
 */

import { failureText } from '../../lambda/catalogue/failure-text.ts';
import type { FamilyDefinition } from '../../lambda/catalogue/metrics/definition.ts';
import { CATALOGUE } from '../../lambda/catalogue/metrics/index.ts';
import { PIPELINE_METRICS } from '../../lambda/catalogue/metrics/pipeline.ts';
import {
  type DashboardBody,
  type DashboardWidget,
  type MetricWidget,
  parseDashboard,
} from '../cloudwatch/dashboard.ts';
import type { MetricStore } from '../cloudwatch/store.ts';
import { chooseVariables } from '../cloudwatch/variables.ts';
import { type ResolvedSeries, resolveWidget } from '../cloudwatch/widget.ts';
import type { DashboardChoice, DashboardView, MetricView, SeriesView, WidgetView } from './dashboard-document.ts';
import { answerQuery } from './log-query.ts';
import { withoutNative } from './native.ts';
import type { ShownExample } from './selection-document.ts';

export interface DashboardSource {
  readonly body: string;
  readonly store: MetricStore;
  /** Log lines of the range. */
  readonly notes: () => readonly ShownExample[];
  /** Chosen first where the dashboard leaves the choice to "the first there is". */
  readonly preferred: string | undefined;
  /** Thresholds of alarms, by name, for graphs that show an alarm. */
  readonly thresholds: ReadonlyMap<string, number>;
  readonly known: KnownWidgets;
}

/** What widgets show in one range, by widget: most graphs are the same no matter which load balancer is chosen. */
export type KnownWidgets = Map<string, WidgetView>;

export function dashboardView(source: DashboardSource, choice: DashboardChoice): DashboardView {
  const { body, store } = source;
  const { from, to } = choice;
  const { variables } = parseDashboard(body);
  const given = { ...preferences(source, to), ...choice.variables };
  const chosen = chooseVariables(variables, store, { to, given });
  const dashboard = parseDashboard(body, chosen);
  const own = ownPeriod(dashboard);
  const period = choice.period ?? periodFor(own, to - from);
  const override = period === own ? undefined : period;
  return {
    from,
    to,
    period,
    variables: chosen
      .filter(({ variable }) => variable.visible)
      .map(({ variable: { id, label }, value, options }) => ({ id, label, value, options: [...options] })),
    widgets: dashboard.widgets.map((widget) => knownView(widget, source, { from, to, period: override })),
  };
}

function knownView(widget: DashboardWidget, source: DashboardSource, range: Range): WidgetView {
  const key = JSON.stringify(widget);
  const view = source.known.get(key) ?? widgetView(widget, source, range);
  source.known.set(key, view);
  return view;
}

/** The preferred value for each variable that has it among its options and has no default. */
function preferences({ body, store, preferred }: DashboardSource, to: number): Record<string, string> {
  const { variables } = parseDashboard(body);
  if (preferred === undefined) return {};
  return Object.fromEntries(
    chooseVariables(variables, store, { to })
      .filter(({ value, options }) => options[0]?.value === value && options.some((one) => one.value === preferred))
      .map(({ variable }) => [variable.id, preferred]),
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Overrides that of every graph. */
  readonly period: number | undefined;
}

/** A graph of a few hundred pixels shows no more points than this; more of them beat against each other. */
const POINTS_MAX = 400;
const PERIODS = [60, 300, 900, 3600, 21_600, 86_400] as const;

/** The shortest period a graph asks for. */
function ownPeriod({ widgets }: DashboardBody): number {
  const periods = widgets.flatMap((widget) =>
    widget.kind === 'metric' ? widget.rows.map(({ period }) => period) : [],
  );
  return periods.length === 0 ? 60 : Math.min(...periods);
}

/** The dashboard's own period while the range is short, wider beyond, as the console does. */
export function periodFor(own: number, millis: number): number {
  const fits = (period: number): boolean => millis / 1000 / period <= POINTS_MAX;
  return [own, ...PERIODS.filter((period) => period > own)].find(fits) ?? 86_400;
}

function widgetView(widget: DashboardWidget, source: DashboardSource, range: Range): WidgetView {
  const { box } = widget;
  switch (widget.kind) {
    case 'text':
      return { kind: 'text', box, markdown: widget.markdown };
    case 'alarm':
      return { kind: 'alarm', box, title: widget.title ?? 'Alarms', alarms: widget.alarms };
    case 'log':
      return {
        kind: 'log',
        box,
        title: widget.title ?? 'Logs',
        query: widget.query,
        ...answerQuery(widget.query, source.notes()),
      };
    case 'other':
      return {
        kind: 'words',
        box,
        title: widget.title ?? widget.type,
        text: `A widget of type ${widget.type} can only be drawn by the CloudWatch console.`,
      };
    case 'metric':
      return metricView(widget, source, range);
  }
}

function metricView(widget: MetricWidget, { store, thresholds }: DashboardSource, range: Range): WidgetView {
  const { rows, labels, namespaces } = withoutNative(widget.rows);
  const title = widget.title ?? '';
  try {
    const resolved = resolveWidget({ ...widget, rows }, store, range);
    const series = resolved.kind === 'metric' ? resolved.series : [];
    return {
      ...{ kind: 'metric', box: widget.box, title, view: widget.view, stacked: widget.stacked, legend: widget.legend },
      left: axis(widget.yAxis.left),
      right: axis(widget.yAxis.right),
      ...columns(series, widget.yAxis, range),
      lines: [...linesOf(widget), ...alarmLines(widget, thresholds)],
      moments: widget.vertical.map(({ timestamp, end, label }) => ({
        at: timestamp,
        label: label ?? '',
        ...(end === undefined ? {} : { end }),
      })),
      absent: labels,
      absentNamespaces: namespaces,
    };
  } catch (error) {
    const text = `Not drawn: ${failureText(error)}.`;
    return { kind: 'words', box: widget.box, title, text };
  }
}

function axis({ label, min, max }: MetricWidget['yAxis']['left']): MetricView['left'] {
  return { label, min, max };
}

function linesOf(widget: MetricWidget): MetricView['lines'] {
  return widget.horizontal.map(({ value, upper, label, color, yAxis }) => ({
    ...{ value, color, yAxis, label: label ?? '' },
    ...(upper === undefined ? {} : { upper }),
  }));
}

function alarmLines(widget: MetricWidget, thresholds: ReadonlyMap<string, number>): MetricView['lines'] {
  return widget.alarms.flatMap((name) => {
    const value = thresholds.get(name);
    return value === undefined ? [] : [{ value, label: name, color: undefined, yAxis: 'left' as const }];
  });
}

/** Series of one period share their times; where periods differ, the shortest decides and the others have gaps. */
function columns(
  series: readonly ResolvedSeries[],
  axes: MetricWidget['yAxis'],
  { from, to, period }: Range,
): Pick<MetricView, 'times' | 'series'> {
  const step = series.reduce((least, one) => Math.min(least, one.period), series[0]?.period ?? period ?? 60) * 1000;
  const first = Math.floor(from / step) * step;
  const length = Math.max(0, Math.ceil((to - first) / step));
  return {
    times: Array.from({ length }, (_, index) => (first + index * step) / 1000),
    series: series
      // A series without a single point is a metric that does not exist, and CloudWatch finds none either.
      .filter(({ points, expression }) => points.length > 0 || expression === undefined)
      .map((one) => {
        const { label, color, yAxis, points } = one;
        const values: (number | null)[] = Array.from({ length }, () => null);
        for (const { timestamp, value } of points) {
          const index = Math.round((timestamp - first) / step);
          if (index >= 0 && index < length) values[index] = Number(value.toPrecision(7));
        }
        return { label, color, yAxis, values, unit: unitOf(one, axes[yAxis].label), ...seriesDimensions(one) };
      }),
  };
}

/** Whether a series is one metric as it was published, and not computed of it. */
function isPlain({ expression }: ResolvedSeries): boolean {
  return expression === undefined || /^\s*SEARCH\s*\(/.test(expression);
}

function seriesDimensions(series: ResolvedSeries): Pick<SeriesView, 'dimensions'> {
  return series.metric === undefined ? {} : { dimensions: series.metric.dimensions };
}

const UNITS: Readonly<Record<string, string>> = { Seconds: 's', Bytes: 'B' };

/** From the catalogue for a metric, from the words of its axis for what is computed. */
function unitOf(series: ResolvedSeries, axisLabel = ''): string {
  const { metric, stat } = series;
  if (isPlain(series) && metric !== undefined)
    return stat === 'SampleCount' ? '' : (UNITS[metricUnit(metric.metricName) ?? ''] ?? '');
  if (axisLabel.includes('%')) return '%';
  if (/\bseconds\b/i.test(axisLabel)) return 's';
  return /\bbytes\b/i.test(axisLabel) ? 'B' : '';
}

function metricUnit(name: string): string | undefined {
  const families: readonly FamilyDefinition<never>[] = Object.values(CATALOGUE);
  const found = families.find(({ metrics }) => Object.hasOwn(metrics, name))?.metrics[name];
  return found?.unit ?? Object.entries(PIPELINE_METRICS).find(([pipeline]) => pipeline === name)?.[1].unit;
}
