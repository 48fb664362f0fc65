/** What is chosen at a glance, then the dashboard a deploy would make, with the alarms next to both. */

import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { DashboardView, MetricView } from '../../../dashboard-document.ts';
import type { Preview } from '../../../document.ts';
import type { Selection } from '../../../selection-document.ts';
import { TopCauses } from '../causes/top-causes.tsx';
import { PARTS } from '../choice/address.ts';
import { useLinks } from '../choice/links.ts';
import { resourceName } from '../choice/names.ts';
import { MetricGraph } from '../graph/graph.tsx';
import { Incidents } from '../incidents/incidents.tsx';
import { useLook } from '../look.ts';
import { AlarmLaneRow } from './alarms.tsx';
import { Tiles } from './tiles.tsx';
import { Widget, type WidgetContext } from './widget.tsx';
import { idOf } from './widget-id.ts';
import './dashboard.css';

export interface DashboardSectionProps {
  readonly preview: Preview;
  readonly selection: Selection;
  readonly view: DashboardView;
  readonly isReport: boolean;
}

export function DashboardSection({ preview, selection, view }: DashboardSectionProps): JSX.Element {
  const look = useLook();
  const context = useWidgetContext(preview, selection);
  const widgets = useMemo(
    () => view.widgets.map((one) => <Widget key={idOf(one)} view={one} context={context} />),
    [view, context, look],
  );
  return (
    <>
      <Incidents incidents={preview.incidents} selection={selection} />
      <Tiles preview={preview} selection={selection} />
      <div class="dashboard">
        <AlarmLaneRow lanes={preview.alarms} range={context.range}>
          <TopCauses selection={selection} />
        </AlarmLaneRow>
        <div class="grid-holder">
          <div class="chosen-graphs">
            {selection.graphs.map((one) => (
              <section class="widget metric" key={one.title}>
                <h2 class="widget-title">{one.title}</h2>
                <ChosenGraph view={one} {...context} />
              </section>
            ))}
          </div>
          <h2 class="grid-title">The dashboard in your account</h2>
          <p class="muted small">{boardWords(view, useLinks().address.choice)}</p>
          <Contents view={view} />
          <div class="grid">{widgets}</div>
        </div>
      </div>
    </>
  );
}

/** The same object as long as nothing in it has changed, so that a choice elsewhere touches no widget. */
function useWidgetContext({ alarms }: Preview, { from, to, marks: given }: Selection): WidgetContext {
  const { go } = useLinks();
  const goThere = useRef(go);
  goThere.current = go;
  const marks = useMemo(() => given, [JSON.stringify(given)]);
  return useMemo(
    () => ({
      range: { from, to },
      ...{ marks, alarms },
      onZoom: (start: number, end: number) => goThere.current(zoomed(start, end)),
    }),
    [from, to, marks, alarms],
  );
}

interface ChosenGraphProps {
  readonly view: MetricView;
  readonly range: { readonly from: number; readonly to: number };
  readonly marks: Selection['marks'];
  readonly onZoom: (from: number, to: number) => void;
}

function ChosenGraph({ view, range, marks, onZoom }: ChosenGraphProps): JSX.Element {
  if (view.series.length === 0) return <p class="empty">No request matches.</p>;
  return <MetricGraph view={view} from={range.from} to={range.to} marks={marks} onZoom={onZoom} />;
}

/** Its metrics have fewer dimensions than the choice may have parts. */
function boardWords({ variables }: DashboardView, choice: ReturnType<typeof useLinks>['address']['choice']): string {
  const selected = variables.find(({ id }) => id === 'loadBalancer');
  const graphs = selected === undefined ? '' : `“Selected” is ${resourceName(selected.value)}. `;
  const others = PARTS.filter((part) => part !== 'loadBalancer' && choice[part] !== undefined);
  if (others.length === 0) return `${graphs}The same graphs as after a deployment, from these logs.`;
  return `${graphs}Series of another target group, route, service, code or cause than the chosen one are left out; a graph without these dimensions shows all of its load balancer.`;
}

/** In a narrow window the graphs are below each other for many screens. */
function Contents({ view }: { readonly view: DashboardView }): JSX.Element {
  const { href } = useLinks();
  return (
    <details class="contents">
      <summary>Graphs on this page</summary>
      <ul>
        {view.widgets.map((one) =>
          one.kind === 'text' || one.title === '' ? null : (
            <li key={idOf(one)}>
              <a href={href({}, { at: idOf(one) })}>{one.title}</a>
            </li>
          ),
        )}
      </ul>
    </details>
  );
}

const MINUTE = 60_000;
const SHORTEST = 5 * MINUTE;

/** Whole minutes, at least five of them. */
export function zoomed(from: number, to: number): { readonly from: number; readonly to: number } {
  const start = Math.floor(from / MINUTE) * MINUTE;
  return { from: start, to: Math.max(start + SHORTEST, Math.ceil(to / MINUTE) * MINUTE) };
}
