/**
 * Failed requests of one object as log lines of kind `failures`: how many, of what cause and code, in which target
 * group, route and service, minute by minute, and after how long. One line for each load balancer (and hour). The lines
 * of all objects add up.
 */
import type { Cause } from '../catalogue/causes/index.ts';
import { type OutcomeRow, type OutcomeTable, requestsIn } from '../measure/outcomes.ts';

export interface FailuresLine {
  readonly kind: 'failures';
  readonly loadBalancer: string;
  /** The first minute, ISO 8601, UTC. */
  readonly from: string;
  /** Most requests first. */
  readonly rows: readonly FailuresRow[];
  /** Failed requests that the rows leave out. */
  readonly leftOut: number;
}

interface FailuresRow {
  readonly cause?: Cause;
  readonly elbStatusCode?: string;
  readonly targetGroup?: string;
  readonly route?: string;
  readonly service?: string;
  readonly requests: number;
  /** Requests of each minute, beginning with `from`; the last one is not 0. */
  readonly minutes: readonly number[];
  /** Seconds elapsed, to a tenth -> requests; without those of less than a second. */
  readonly elapsed?: Readonly<Record<string, number>>;
}

/** People pay for the lines by the byte: with 30 rows one stays below 32 KB. */
const ROWS_MAX = 30;
const ELAPSED_MAX = 30;
/** An object is five minutes of one load balancer; a log that is not may not flood the log group. */
const LINES_MAX = 10;
const MINUTE_MILLIS = 60_000;
const HOUR_MILLIS = 3_600_000;

export function failuresLines({ rows }: Pick<OutcomeTable, 'rows'>): readonly FailuresLine[] {
  const failed = rows.filter(({ cause }) => cause !== undefined);
  const groups = Map.groupBy(
    failed,
    ({ periodStart, loadBalancer }) => `${Math.floor(periodStart / HOUR_MILLIS)} ${loadBalancer}`,
  );
  return [...groups.values()].map(failuresLine).slice(0, LINES_MAX);
}

function failuresLine(rows: readonly OutcomeRow[]): FailuresLine {
  const start = rows.reduce((first, { periodStart }) => Math.min(first, periodStart), Number.POSITIVE_INFINITY);
  const places = Map.groupBy(
    rows,
    ({ targetGroup, route, service, elbStatusCode, cause }) =>
      `${targetGroup}\n${route}\n${service}\n${elbStatusCode}\n${cause}`,
  );
  const all = [...places.values()].map((same) => failuresRow(same, start));
  // Sorting is stable and the rows come in the order of their names.
  const kept = all.toSorted((left, right) => right.requests - left.requests).slice(0, ROWS_MAX);
  return {
    kind: 'failures',
    loadBalancer: rows[0]?.loadBalancer ?? '',
    from: new Date(start).toISOString(),
    rows: kept,
    leftOut: requestsIn(all) - requestsIn(kept),
  };
}

function failuresRow(same: readonly OutcomeRow[], start: number): FailuresRow {
  const minutes: number[] = [];
  const elapsed = new Map<number, number>();
  for (const one of same) {
    const minute = (one.periodStart - start) / MINUTE_MILLIS;
    while (minutes.length <= minute) minutes.push(0);
    minutes[minute] = one.requests;
    // Most are empty.
    if (one.elapsed.size === 0) continue;
    for (const [tenths, requests] of one.elapsed) elapsed.set(tenths, (elapsed.get(tenths) ?? 0) + requests);
  }
  const row: Growing = { ...placeNames(same[0]), requests: requestsIn(same), minutes };
  if (elapsed.size > 0) row.elapsed = secondsOf(elapsed);
  return row;
}

type Growing = { -readonly [Name in keyof FailuresRow]: FailuresRow[Name] };

/** Those that it has. */
function placeNames({
  cause,
  elbStatusCode,
  targetGroup,
  route,
  service,
}: Partial<OutcomeRow> = {}): Partial<FailuresRow> {
  const names: Partial<Growing> = {};
  if (cause !== undefined) names.cause = cause;
  if (elbStatusCode !== undefined) names.elbStatusCode = elbStatusCode;
  if (targetGroup !== undefined) names.targetGroup = targetGroup;
  if (route !== undefined) names.route = route;
  if (service !== undefined) names.service = service;
  return names;
}

/** The most frequent ones, in the order of time. */
function secondsOf(elapsed: ReadonlyMap<number, number>): Readonly<Record<string, number>> {
  const kept = [...elapsed].sort((left, right) => right[1] - left[1] || left[0] - right[0]).slice(0, ELAPSED_MAX);
  const inOrder = kept.sort((left, right) => left[0] - right[0]);
  return Object.fromEntries(inOrder.map(([tenths, requests]) => [(tenths / 10).toFixed(1), requests]));
}
