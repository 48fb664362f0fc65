/** Readings and the synthesized stack -> everything the page shows besides graphs. Pure but for the metric store it reads. */

import { PLANS } from '../../lambda/measure/plans.ts';
import type { Settings } from '../../lib/settings/types.ts';
import type { Synthesized } from '../read/synthesized.ts';
import { ALARM_RANGE_MILLIS, alarmLanes } from './alarm-lanes.ts';
import { billOf } from './bill.ts';
import { causeRows } from './cause-rows.ts';
import type { Account, Example, ObjectRow, Preview, Totals } from './document.ts';
import { type Readings, type Span, spanOf } from './readings.ts';

export interface PreviewSource {
  /** In words, for the head of the page. */
  readonly source: string;
  readonly isSample: boolean;
  readonly notices: readonly string[];
  readonly settings: Settings;
  readonly synthesized: Synthesized;
  readonly readings: Readings;
  /** The present, for a page without any data. */
  readonly now: number;
}

const HOUR = 3_600_000;
/** Newest examples kept of each cause, so that a flood of one hides no other, and of each kind without causes. */
const EXAMPLES_PER_CAUSE = 100;
const EXAMPLES_PER_KIND = 200;
const OBJECT_ROWS_MAX = 200;
const NOT_READ_MAX = 100;

export function previewOf(source: PreviewSource): Preview {
  const { readings, settings, synthesized } = source;
  const { store, config, aggregates } = readings;
  const span = rangeOf(source);
  const totals = totalsOf(readings);
  const { definitions, alarmReads } = synthesized;
  return {
    source: source.source,
    isSample: source.isSample,
    version: readings.version,
    ...span,
    dashboardName: definitions.dashboards[0]?.name ?? '',
    notices: [...emptyNotices(readings), ...source.notices, ...rangeNotices(span)],
    totals,
    loadBalancers: loadBalancersOf(readings),
    causes: causeRows(aggregates, totals.requests),
    alarms: spanOf(readings) === undefined ? [] : alarmLanes(definitions, store, span),
    ...examplesOf(readings),
    account: accountOf(readings),
    bill: billOf({
      metrics: store.metrics().filter(({ namespace }) => namespace === config.namespace),
      ...{ settings, alarmReads },
    }),
  };
}

export function rangeOf({ readings, now }: Pick<PreviewSource, 'readings' | 'now'>): Span {
  return spanOf(readings) ?? { from: now - HOUR, to: now };
}

function emptyNotices({ objects }: Readings): string[] {
  if (objects.length === 0)
    return ['Nothing has been read yet. This page follows by itself once a log object appears.'];
  if (objects.some(({ account }) => account.lines.parsed > 0)) return [];
  return ['No line could be read: the section Lines shows the first ones as they are.'];
}

function rangeNotices({ from, to }: Span): string[] {
  if (to - from <= ALARM_RANGE_MILLIS) return [];
  return [`Alarms are evaluated over the last ${ALARM_RANGE_MILLIS / (24 * HOUR)} days of these logs.`];
}

function totalsOf({ aggregates }: Readings): Totals {
  const rates = PLANS.requests.find(({ set }) => set === 'All')?.rates.map(({ name }) => name) ?? [];
  const sums = new Map<string, number>();
  let requests = 0;
  for (const cell of aggregates.cells.values()) {
    if (cell.family !== 'requests' || cell.set !== 'All') continue;
    for (const [index, name] of rates.entries()) sums.set(name, (sums.get(name) ?? 0) + (cell.rates[index]?.sum ?? 0));
    requests += cell.rates[rates.indexOf('Elb5xx')]?.count ?? 0;
  }
  const sum = (name: string): number => sums.get(name) ?? 0;
  return { requests, elb5xx: sum('Elb5xx'), target5xx: sum('Target5xx'), elb4xx: sum('Elb4xx') };
}

function loadBalancersOf({ aggregates }: Readings): string[] {
  const names = [...aggregates.cells.values()].flatMap(({ set, values }) =>
    set === 'LoadBalancer' ? [values[0] ?? ''] : [],
  );
  return [...new Set(names)].sort();
}

/** Failed ones first, each kind newest first; and how many there were of each kind and cause. */
function examplesOf({ notes }: Readings): Pick<Preview, 'examples' | 'exampleCounts'> {
  const kinds = ['error', 'slow', 'targetOutlier'];
  const rank = ({ kind }: Example): number => (kinds.indexOf(String(kind)) + kinds.length + 1) % (kinds.length + 1);
  const newestFirst = (left: Example, right: Example): number =>
    String(right.time ?? '').localeCompare(String(left.time ?? ''));
  const ordered = notes.map(flat).sort((left, right) => rank(left) - rank(right) || newestFirst(left, right));
  const ofKind = Map.groupBy(ordered, ({ kind }) => String(kind));
  const found = [...ofKind].map(([kind, lines]) => ({ kind, lines, ...newestOfEach(lines) }));
  return {
    examples: found.flatMap(({ lines, kept }) => lines.filter((line) => kept.has(line))),
    exampleCounts: found.flatMap(({ kind, counts }) => counts.map((count) => ({ kind, ...count }))),
  };
}

function newestOfEach(lines: readonly Example[]) {
  const ofCause = [...Map.groupBy(lines, ({ cause = '' }) => String(cause))];
  const most = (cause: string): number => (cause === '' ? EXAMPLES_PER_KIND : EXAMPLES_PER_CAUSE);
  return {
    kept: new Set(ofCause.flatMap(([cause, all]) => all.slice(0, most(cause)))),
    counts: ofCause.map(([cause, all]) => ({ cause, found: all.length })),
  };
}

/** A log line's texts and numbers; what is nested becomes JSON. */
export function flat(note: object): Example {
  const entries = Object.entries(note).flatMap(([name, value]): [string, string | number][] => {
    if (value === undefined || value === null) return [];
    return [[name, typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  return Object.fromEntries(entries);
}

function seriesDroppedOf(objects: Readings['objects']): Account['seriesDropped'] {
  const dropped = objects.map(({ account }) => account.seriesDropped).filter(({ count }) => count > 0);
  return { names: [...new Set(dropped.flatMap(({ names }) => names))].sort(), objects: dropped.length };
}

function accountOf({ objects, ignored, failed, pipeline }: Readings): Account {
  const { LogLinesParsed = 0, LogLinesSkipped = 0, LogLinesUnparsed = 0 } = pipeline;
  const rows = objects
    .map(({ account, arrivedAt }): ObjectRow => {
      const { key, format, lines, unparsedExamples } = account;
      return { key, format, ...lines, arrivedAt: arrivedAt ?? 0, unparsedExamples };
    })
    .sort((left, right) => right.unparsed - left.unparsed || right.arrivedAt - left.arrivedAt);
  return {
    objects: objects.length,
    ...{ parsed: LogLinesParsed, skipped: LogLinesSkipped, unparsed: LogLinesUnparsed },
    bytes: objects.reduce((sum, { account }) => sum + account.uncompressedBytes, 0),
    seriesDropped: seriesDroppedOf(objects),
    rows: rows.slice(0, OBJECT_ROWS_MAX),
    ...{ ignored: ignored.slice(0, NOT_READ_MAX), ignoredCount: ignored.length },
    ...{ failed: failed.slice(0, NOT_READ_MAX), failedCount: failed.length },
  };
}
