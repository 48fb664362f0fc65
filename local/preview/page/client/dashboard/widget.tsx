/**
 * One widget of the dashboard -> its element, with a title, what it shows, and words where there is nothing to show.
 */

import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { AlarmsView, LogView, MetricView, WidgetView } from '../../../dashboard-document.ts';
import type { AlarmLane } from '../../../document.ts';
import type { Mark } from '../../../selection-document.ts';
import { useLinks } from '../choice/links.ts';
import { ExampleTable } from '../examples/example-table.tsx';
import { hasData } from '../graph/chart-data.ts';
import { MetricGraph } from '../graph/graph.tsx';
import { LatestValues } from '../graph/values.tsx';
import { Markdown } from '../markdown.tsx';
import { alarmState } from './alarm-state.ts';
import { narrowed } from './narrowed.ts';
import { idOf } from './widget-id.ts';
import './widget.css';

export interface WidgetContext {
  readonly range: { readonly from: number; readonly to: number };
  readonly marks: readonly Mark[];
  readonly alarms: readonly AlarmLane[];
  readonly onZoom: (from: number, to: number) => void;
}

interface Props<View> {
  readonly view: View;
  readonly context: WidgetContext;
}

export function Widget({ view, context }: Props<WidgetView>): JSX.Element {
  const { x, y, width, height } = view.box;
  return (
    <section
      id={idOf(view)}
      class={`widget ${view.kind}`}
      data-width={width <= 8 ? 'third' : width <= 12 ? 'half' : 'full'}
      style={{ '--column': `${x + 1} / span ${width}`, '--row': `${y + 1} / span ${height}`, '--height': height }}
    >
      {view.kind !== 'text' && <h3 title={view.title}>{view.title}</h3>}
      {contents(view, context)}
    </section>
  );
}

function contents(view: WidgetView, context: WidgetContext): JSX.Element {
  switch (view.kind) {
    case 'text':
      return (
        <Scroll label="Text of the dashboard">
          <Markdown text={view.markdown} />
        </Scroll>
      );
    case 'words':
      return <Empty text={view.text} />;
    case 'alarm':
      return <AlarmList view={view} context={context} />;
    case 'log':
      return <LogRows view={view} />;
    case 'metric':
      return <Metric view={view} context={context} />;
  }
}

/** What may be larger than its widget, so that the keyboard must reach it to scroll. */
function Scroll({ label, children }: { readonly label: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    // biome-ignore lint/a11y/useSemanticElements: another region for every widget would be too many.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div class="scroll" tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}

function Empty({ text }: { readonly text: string }): JSX.Element {
  return <p class="empty">{text}</p>;
}

function Metric({ view: whole, context: { range, marks, onZoom } }: Props<MetricView>): JSX.Element {
  const { choice } = useLinks().address;
  const view = useMemo(() => narrowed(whole, choice), [whole, choice]);
  if (!hasData(view)) return <Empty text={hasData(whole) ? 'Nothing matches your choice.' : noData(view, range)} />;
  return (
    <>
      {view.view === 'timeSeries' ? (
        <MetricGraph view={view} from={range.from} to={range.to} marks={marks} onZoom={onZoom} />
      ) : (
        <Scroll label={view.title}>
          <LatestValues view={view} />
        </Scroll>
      )}
      {view.absent.length > 0 && <Absent view={view} />}
    </>
  );
}

/** SEARCH finds the metrics with data in the two weeks before the end of the range, in CloudWatch as here. */
const SEARCH_MILLIS = 14 * 86_400_000;

function noData({ absent, absentNamespaces, series }: MetricView, { from, to }: WidgetContext['range']): string {
  if (absent.length > 0 && series.length === 0)
    return `${absentNamespaces.join(' and ')} metrics exist once deployed. This graph will show: ${absent.join(', ')}.`;
  if (series.length === 0 && to - from > SEARCH_MILLIS)
    return 'No metric with data in the last two weeks of this range, where SEARCH looks. Choose a shorter range.';
  return 'No data points in this range.';
}

function Absent({ view: { absent, absentNamespaces } }: { readonly view: MetricView }): JSX.Element {
  const text = `Not shown: ${absentNamespaces.join(' and ')} metrics exist only in your AWS account (${absent.join(', ')}).`;
  return (
    <details class="note">
      <summary>{absent.length === 1 ? 'One series' : `${absent.length} series`} only in AWS</summary>
      <p>{text}</p>
    </details>
  );
}

const STATES = ['ALARM', 'fired', 'OK', 'INSUFFICIENT_DATA', 'unavailable'];

function AlarmList({ view, context }: Props<AlarmsView>): JSX.Element {
  const rank = (lane: AlarmLane): number => STATES.indexOf(alarmState(lane).state);
  const known = view.alarms
    .map((name) => context.alarms.find((lane) => lane.name === name))
    .filter((lane) => lane !== undefined)
    .sort((left, right) => rank(left) - rank(right));
  return (
    <Scroll label={view.title}>
      <ul class="alarm-list">
        {known.map((lane) => {
          const { state, words } = alarmState(lane);
          return (
            <li key={lane.name}>
              <span class={`state ${state}`}>{words}</span>
              <span class="alarm-title" title={`${lane.name} (${lane.subject})`}>
                {lane.title}
              </span>
            </li>
          );
        })}
      </ul>
    </Scroll>
  );
}

function LogRows({ view: { title, columns, rows, query, unanswered } }: { readonly view: LogView }): JSX.Element {
  return (
    <Scroll label={title}>
      {unanswered !== undefined && <Empty text={unanswered} />}
      {unanswered === undefined && rows.length === 0 && <Empty text="No log line matches in these logs." />}
      {unanswered === undefined && rows.length > 0 && <ExampleTable columns={columns} rows={rows} />}
      <details class="query">
        <summary>Query</summary>
        <pre>{query}</pre>
      </details>
    </Scroll>
  );
}
