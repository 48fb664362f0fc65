/** One widget of the dashboard -> its element, with a title, what it shows, and words where there is nothing to show. */
import type { AlarmLane, AlarmsView, DashboardView, LogView, MetricView, WidgetView } from '../../document.ts';
import { alarmState } from './alarm-state.ts';
import { chart } from './chart.ts';
import { drawn, hasData } from './chart-data.ts';
import { colorsOf } from './colors.ts';
import { type Child, h, replace } from './dom.ts';
import { exampleTable } from './examples.ts';
import { legend } from './legend.ts';
import { markdown } from './markdown.ts';
import { latestValues } from './values.ts';

export interface WidgetContext {
  readonly view: DashboardView;
  readonly alarms: readonly AlarmLane[];
  readonly onZoom: (from: number, to: number) => void;
  /** Hidden series by widget, kept while ranges and load balancers change. */
  readonly hidden: Map<string, ReadonlySet<string>>;
  readonly onDestroy: (destroy: () => void) => void;
}

export function widget(view: WidgetView, context: WidgetContext): HTMLElement {
  const { x, y, width, height } = view.box;
  const element = h('section', {
    class: `widget ${view.kind}`,
    'data-width': width <= 8 ? 'third' : width <= 12 ? 'half' : 'full',
  });
  element.style.setProperty('--column', `${x + 1} / span ${width}`);
  element.style.setProperty('--row', `${y + 1} / span ${height}`);
  element.style.setProperty('--height', String(height));
  replace(element, ...contents(view, context));
  return element;
}

function contents(view: WidgetView, context: WidgetContext): Child[] {
  switch (view.kind) {
    case 'text':
      return [h('div', { class: 'scroll', tabindex: 0 }, markdown(view.markdown))];
    case 'words':
      return [title(view.title), empty(view.text)];
    case 'alarm':
      return [title(view.title), alarmList(view, context.alarms)];
    case 'log':
      return [title(view.title), logTable(view)];
    case 'metric':
      return [title(view.title), ...metric(view, context)];
  }
}

function title(text: string): HTMLElement {
  return h('h3', { title: text }, text);
}

export function empty(text: string): HTMLElement {
  return h('p', { class: 'empty' }, text);
}

function metric(view: MetricView, context: WidgetContext): Child[] {
  if (!hasData(view)) return [empty(noData(view, context.view))];
  const note = view.absent.length > 0 && absentNote(view);
  if (view.view !== 'timeSeries') return [h('div', { class: 'scroll' }, latestValues(view)), note];
  const body = h('div', { class: 'graph' });
  drawInto(body, view, context);
  return [body, note];
}

/** SEARCH finds the metrics with data in the two weeks before the end of the range, in CloudWatch as here. */
const SEARCH_MILLIS = 14 * 86_400_000;

function noData({ absent, absentNamespaces, series }: MetricView, { from, to }: DashboardView): string {
  if (absent.length > 0 && series.length === 0)
    return `${absentNamespaces.join(' and ')} metrics exist once deployed. This graph will show: ${absent.join(', ')}.`;
  if (series.length === 0 && to - from > SEARCH_MILLIS)
    return 'No metric with data in the last two weeks of this range, where SEARCH looks. Choose a shorter range.';
  return 'No data points in this range.';
}

function absentNote({ absent, absentNamespaces }: MetricView): HTMLElement {
  const text = `Not here, for ${absentNamespaces.join(' and ')} metrics exist in your account only: ${absent.join(', ')}.`;
  return h('p', { class: 'note', title: text }, text);
}

/** The graph and its legend; again whenever the legend is clicked. */
function drawInto(body: HTMLElement, view: MetricView, context: WidgetContext): void {
  const key = `${view.title} ${view.box.x} ${view.box.y}`;
  const hidden = context.hidden.get(key) ?? new Set<string>();
  const colors = colorsOf(view.series);
  const { from, to } = context.view;
  const plot = chart({ view, series: drawn(view, colors, hidden), from, to, onZoom: context.onZoom });
  const onChange = (next: ReadonlySet<string>): void => {
    plot.destroy();
    context.hidden.set(key, next);
    const label = document.activeElement?.textContent;
    drawInto(body, view, context);
    const same = [...body.querySelectorAll('button')].find((button) => button.textContent === label);
    same?.focus();
  };
  const items = legendOrder(view).map((index) => {
    const { label = '', yAxis = 'left' } = view.series[index] ?? {};
    return { label, yAxis, color: colors[index] ?? '#888888' };
  });
  context.onDestroy(plot.destroy);
  replace(body, plot.element, view.legend !== 'hidden' && legend(items, { hidden, onChange }));
}

/** Where there are many series, the largest are named first, for a legend has room for a few. */
const MANY = 5;

function legendOrder({ series }: MetricView): number[] {
  const indexes = series.map((_, index) => index);
  if (series.length <= MANY) return indexes;
  const totals = series.map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  return indexes.sort((left, right) => (totals[right] ?? 0) - (totals[left] ?? 0));
}

function alarmList({ alarms }: AlarmsView, lanes: readonly AlarmLane[]): HTMLElement {
  const known = alarms.map((name) => lanes.find((lane) => lane.name === name)).filter((lane) => lane !== undefined);
  const rank = (lane: AlarmLane): number =>
    ['ALARM', 'fired', 'OK', 'INSUFFICIENT_DATA', 'unavailable'].indexOf(alarmState(lane).state);
  const rows = known
    .sort((left, right) => rank(left) - rank(right))
    .map((lane) => {
      const { state, words } = alarmState(lane);
      return h(
        'li',
        {},
        h('span', { class: `state ${state}` }, words),
        h('span', { class: 'alarm-title', title: `${lane.name} (${lane.subject})` }, lane.title),
      );
    });
  return h('ul', { class: 'alarm-list scroll', tabindex: 0 }, ...rows);
}

function logTable({ columns, rows, query, unanswered }: LogView): HTMLElement {
  const text = h('details', { class: 'query' }, h('summary', {}, 'Query'), h('pre', {}, query));
  if (unanswered !== undefined) return h('div', { class: 'scroll' }, empty(unanswered), text);
  if (rows.length === 0) return h('div', { class: 'scroll' }, empty('No log line matches in these logs.'), text);
  return h('div', { class: 'scroll', tabindex: 0 }, exampleTable(columns, rows), text);
}
