/**
 * Counts of requests -> graphs of exactly what is chosen: failures by cause, and answers of 4xx and 5xx by code next to
 * all requests.
 */

import type { OutcomeKind } from '../readings/outcome-kind.ts';
import { type CountedKinds, eachChosen } from '../readings/select.ts';
import type { MetricView, SeriesView } from './dashboard-document.ts';
import type { Choice } from './selection-document.ts';

const MINUTE = 60_000;
const POINTS_MAX = 360;
/** Minutes of a point. */
const WIDTHS = [1, 5, 15, 60, 360, 1440] as const;
/** More series than this are one, the rarest. */
const SERIES_MAX = 14;

export function chosenGraphs(outcomes: CountedKinds, choice: Choice): MetricView[] {
  const grid = gridOf(outcomes, choice);
  const causes = summed(outcomes, { choice, grid }, ({ cause }) => cause);
  const codes = summed(outcomes, { choice, grid }, ({ elbStatusCode = '' }) =>
    /^[23]/.test(elbStatusCode) ? undefined : elbStatusCode,
  );
  const all = summed(outcomes, { choice, grid }, () => 'requests').get('requests') ?? [];
  // Where no log says anything, such as after the last one, there is nothing rather than zero.
  const known = (list: readonly SeriesView[]): SeriesView[] =>
    list.map((one) => ({ ...one, values: one.values.map((value, at) => ((all[at] ?? 0) === 0 ? null : value)) }));
  return [
    chosenGraph('Failed requests by cause', { grid, series: known(series(causes)), right: [] }),
    chosenGraph('Answers of 4xx and 5xx, by code', {
      grid,
      series: known(series(codes)),
      right: known(requestSeries(all)),
    }),
  ];
}

interface Grid {
  /** Minutes since 1970, minutes of a point, points. */
  readonly first: number;
  readonly width: number;
  readonly length: number;
}

function gridOf({ width: least }: CountedKinds, { from, to }: Choice): Grid {
  const minutes = (to - from) / MINUTE;
  const width = WIDTHS.find((one) => one >= least && minutes / one <= POINTS_MAX) ?? 1440;
  const first = Math.floor(from / MINUTE / width) * width;
  return { first, width, length: Math.max(1, Math.ceil((to / MINUTE - first) / width)) };
}

type Sums = Map<string, number[]>;

function summed(
  outcomes: CountedKinds,
  { choice, grid }: { readonly choice: Choice; readonly grid: Grid },
  nameOf: (kind: OutcomeKind) => string | undefined,
): Sums {
  const names = outcomes.kinds.map(nameOf);
  const sums: Sums = new Map();
  eachChosen(outcomes, choice, (kind, minute, requests) => {
    const name = names[kind];
    if (name === undefined) return;
    const values = sums.get(name) ?? Array.from({ length: grid.length }, () => 0);
    sums.set(name, values);
    const at = Math.floor((minute - grid.first) / grid.width);
    values[at] = (values[at] ?? 0) + requests;
  });
  return sums;
}

function series(sums: Sums): SeriesView[] {
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const sorted = [...sums].sort(([, left], [, right]) => total(right) - total(left));
  const shown = sorted.slice(0, SERIES_MAX).map(([label, values]) => plain(label, values));
  const rest = sorted.slice(SERIES_MAX).map(([, values]) => values);
  const [first] = rest;
  if (first === undefined) return shown;
  return [
    ...shown,
    plain(
      `${rest.length} more`,
      first.map((_, at) => total(rest.map((values) => values[at] ?? 0))),
    ),
  ];
}

function plain(label: string, values: readonly number[]): SeriesView {
  return { label, color: undefined, yAxis: 'left', unit: '', values };
}

function requestSeries(values: readonly number[]): SeriesView[] {
  return values.length === 0 ? [] : [{ label: 'all requests', color: '#7f7f7f', yAxis: 'right', unit: '', values }];
}

interface Drawn {
  readonly grid: Grid;
  readonly series: readonly SeriesView[];
  readonly right: readonly SeriesView[];
}

function chosenGraph(title: string, { grid, series, right }: Drawn): MetricView {
  const axis = (label: string | undefined) => ({ label, min: 0, max: undefined });
  return {
    ...({ kind: 'metric', title, view: 'timeSeries', stacked: true, legend: 'bottom' } as const),
    box: { x: 0, y: 0, width: 12, height: 6 },
    left: axis('requests'),
    right: axis(right.length > 0 ? 'all requests' : undefined),
    times: Array.from({ length: grid.length }, (_, at) => (grid.first + at * grid.width) * 60),
    series: [...series, ...right],
    ...{ lines: [], moments: [], absent: [], absentNamespaces: [] },
  };
}
