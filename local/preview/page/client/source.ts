/** Where the page gets its data: the server it came from, or what a report carries inside. */

import type { DashboardChoice, DashboardView } from '../../dashboard-document.ts';
import type { Preview } from '../../document.ts';
import type { Embedded } from '../../embedded-counts.ts';
import { embeddedSelection } from '../../embedded-counts.ts';
import { dashboardsIn } from '../../embedded-dashboards.ts';
import type { Choice, Selection } from '../../selection-document.ts';

export interface DataSource {
  readonly preview: () => Promise<Preview>;
  readonly selection: (choice: Choice) => Promise<Selection>;
  readonly dashboard: (choice: DashboardChoice) => Promise<DashboardView>;
  /** A report shows its graphs at one period. */
  readonly isReport: boolean;
  readonly onChange: (changed: () => void) => void;
  readonly onLost: (lost: (isLost: boolean) => void) => void;
}

export function dataSource(): DataSource {
  const inside = document.getElementById('data')?.textContent;
  // Written by reportHtml, which is where its shape is checked.
  return inside ? report(JSON.parse(inside) as Embedded) : server();
}

function report({ preview, counts, dashboards: embedded }: Embedded): DataSource {
  const selection = embeddedSelection(counts);
  const dashboards = dashboardsIn(embedded);
  return {
    preview: async () => preview,
    selection: async (choice) => selection(choice),
    dashboard: async ({ variables, from, to }) => {
      const found = dashboards.find((view) =>
        view.variables.every(({ id, value }) => (variables[id] ?? value) === value),
      );
      const view = found ?? dashboards[0];
      if (view === undefined) throw new Error('this file has no dashboard');
      return { ...view, from, to };
    },
    isReport: true,
    onChange: () => undefined,
    onLost: () => undefined,
  };
}

function server(): DataSource {
  let events: EventSource | undefined;
  const listen = (): EventSource => {
    events ??= new EventSource('api/events');
    return events;
  };
  return {
    preview: () => json<Preview>('api/preview'),
    selection: (choice) => json<Selection>(`api/selection?${searchParameters(choice)}`),
    dashboard: ({ variables, from, to, period }) =>
      json<DashboardView>(`api/dashboard?${searchParameters({ ...variables, from, to, period })}`),
    isReport: false,
    onChange: (changed) => listen().addEventListener('changed', changed),
    onLost: (lost) => {
      listen().addEventListener('error', () => lost(true));
      listen().addEventListener('open', () => lost(false));
    },
  };
}

function searchParameters(values: Readonly<Record<string, string | number | undefined>> | Choice): URLSearchParams {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return new URLSearchParams(known.map(([name, value]) => [name, String(value)]));
}

async function json<Result>(path: string): Promise<Result> {
  const response = await fetch(path).catch(() => {
    throw new Error('the program behind this page has ended: start it again, then reload this page');
  });
  const body: unknown = await response.json();
  if (response.ok) return body as Result;
  const { error } = Object(body);
  throw new Error(typeof error === 'string' ? error : `the server answered ${response.status}`);
}
