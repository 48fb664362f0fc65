/**
 * An alarm and a metric store go in; in which evaluations it could breach at all comes out. In the others it stays OK,
 * so that a replay of many minutes need not compute them.
 */
import { insightsUse } from './alarm-admission.ts';
import type { MetricAlarmDefinition } from './alarm-definition.ts';
import { type MetricGroup, metricGroups, STATISTICS } from './insights.ts';
import type { InsightsQuery } from './insights-parse.ts';
import type { TimeGrid } from './math-values.ts';
import type { MetricIdentity, MetricStore } from './store.ts';

export interface Outlook {
  /**
   * Whether a period of the grid could breach, with any part of the data. `key` is that of a group of the query, where
   * it has groups.
   */
  readonly mayBreach: (grid: TimeGrid, key?: string) => boolean;
}

const MINUTE = 60_000;

/** Undefined where nothing can be told without evaluating. Holds until there are more data. */
export function outlookOf(alarm: MetricAlarmDefinition, store: MetricStore): Outlook | undefined {
  const isUpward = alarm.comparisonOperator.startsWith('Greater');
  const isQuiet = alarm.treatMissingData === 'notBreaching' || alarm.treatMissingData === 'ignore';
  if (!isUpward || !isQuiet || alarm.warmUp !== undefined) return undefined;
  const { contributors: query } = insightsUse(alarm);
  if (query !== undefined) return outlookOfGroups(alarm, query, store);
  const returned = alarm.queries.find(({ id }) => id === alarm.returnId);
  if (returned === undefined || !('metric' in returned)) return undefined;
  const starts = startsOf(alarm, store, { metrics: [returned.metric], stat: returned.stat });
  return starts && { mayBreach: (grid) => isAmong(starts, grid) };
}

function outlookOfGroups(alarm: MetricAlarmDefinition, query: InsightsQuery, store: MetricStore): Outlook {
  const stat = query.function === 'AVG' ? 'Average' : STATISTICS[query.function];
  const starts = new Map<string, readonly number[]>();
  for (const { key, metrics } of metricGroups(query, store))
    starts.set(key, startsOf(alarm, store, { metrics, stat }) ?? []);
  return { mayBreach: (grid, key = '') => isAmong(starts.get(key) ?? [], grid) };
}

interface Watched {
  readonly metrics: MetricGroup['metrics'] | readonly MetricIdentity[];
  readonly stat: string;
}

function startsOf({ threshold: value, period }: MetricAlarmDefinition, store: MetricStore, { metrics, stat }: Watched) {
  return store.reach(metrics, { stat, step: period / 60, value });
}

function isAmong(starts: readonly number[], { from, period, length }: TimeGrid): boolean {
  const first = Math.floor(from / MINUTE);
  const end = first + (length * period) / 60;
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  return low < starts.length && (starts[low] ?? end) < end;
}
