/**
 * What became of requests, jointly: minute × load balancer × target group × route × service × status code × cause ->
 * how many requests, and after how long. Metrics count each of these alone; here "504 TargetTimeout in shop-checkout"
 * is one number.
 *
 * Usually only failures are kept, which are the requests with a cause; with `everyOutcome` all requests are. Which rows
 * are kept past the bound depends on the rows alone, never on the order of lines.
 */
import type { Cause } from '../catalogue/causes/index.ts';
import { keptText } from '../catalogue/kept-text.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import { periodStart } from './aggregate.ts';

export interface Outcome {
  /** Start of the minute, milliseconds since 1970. */
  readonly periodStart: number;
  readonly loadBalancer: string;
  readonly targetGroup: string | undefined;
  readonly route: string | undefined;
  readonly service: string | undefined;
  readonly elbStatusCode: string | undefined;
  /** Undefined where nothing failed. */
  readonly cause: Cause | undefined;
}

export interface OutcomeRow extends Outcome {
  requests: number;
  /**
   * Time of the whole request in tenths of a second -> failed requests. Those below a second, and those of no known
   * time, are in none.
   */
  readonly elapsed: Map<number, number>;
}

export interface Outcomes {
  readonly rowsMax: number;
  readonly rows: Map<string, OutcomeRow>;
  /** Of all rows, also of those that are not kept. */
  requests: number;
  /** Rows from this key on are not kept any more. */
  end: string | undefined;
  /** The table of all of these, until there are more. */
  table: OutcomeTable | undefined;
}

/**
 * The rows of one object, in the order of minute, load balancer, target group, route, service, status code and cause.
 */
export interface OutcomeTable {
  readonly rows: readonly OutcomeRow[];
  /** Requests that the rows leave out. */
  readonly leftOut: number;
}

/**
 * Of failures: five minutes of a load balancer with a hundred target groups and routes each, of which all fail, have
 * fewer.
 */
const FAILURE_ROWS_MAX = 10_000;
/** Shorter times are no timeouts. */
const ELAPSED_TENTHS_MIN = 10;
/** Longer times count as this long. */
const ELAPSED_TENTHS_MAX = 16_383;

export const NO_OUTCOMES: OutcomeTable = { rows: [], leftOut: 0 };

export function createOutcomes(rowsMax = FAILURE_ROWS_MAX): Outcomes {
  return { rowsMax, rows: new Map(), requests: 0, end: undefined, table: undefined };
}

/** The parts of an entry that make its row. Cause, route and service must be set before. */
export function outcomeOf(entry: RequestEntry): Outcome {
  const { time, loadBalancer, targetGroup, route, service, elbStatusCode, cause } = entry;
  return { periodStart: periodStart(time), loadBalancer, targetGroup, route, service, elbStatusCode, cause };
}

/** Seconds -> what `elapsed` of a row counts them by; undefined for those that it leaves out. */
export function elapsedTenths(seconds: number | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  // By way of whole milliseconds, so that the core may work with those.
  const tenths = Math.round(Math.round(seconds * 1000) / 100);
  return tenths < ELAPSED_TENTHS_MIN ? undefined : Math.min(tenths, ELAPSED_TENTHS_MAX);
}

/** `requests` more of this outcome, which took equally long. */
export function addOutcome(
  outcomes: Outcomes,
  outcome: Outcome,
  { requests = 1, tenths }: { readonly requests?: number; readonly tenths?: number | undefined } = {},
): void {
  outcomes.requests += requests;
  outcomes.table = undefined;
  const row = rowFor(outcomes, outcome);
  if (row === undefined) return;
  row.requests += requests;
  if (tenths !== undefined) row.elapsed.set(tenths, (row.elapsed.get(tenths) ?? 0) + requests);
}

export function mergeOutcomes(outcomes: Outcomes, { rows, leftOut }: OutcomeTable): void {
  outcomes.requests += leftOut;
  outcomes.table = undefined;
  for (const from of rows) {
    outcomes.requests += from.requests;
    const row = rowFor(outcomes, from);
    if (row === undefined) continue;
    row.requests += from.requests;
    for (const [tenths, requests] of from.elapsed) row.elapsed.set(tenths, (row.elapsed.get(tenths) ?? 0) + requests);
  }
}

/** Of all these rows together. */
export function requestsIn(rows: readonly { readonly requests: number }[]): number {
  return rows.reduce((sum, { requests }) => sum + requests, 0);
}

export function outcomeTable(outcomes: Outcomes): OutcomeTable {
  outcomes.table ??= tableOf(outcomes);
  return outcomes.table;
}

function tableOf({ rows, rowsMax, requests }: Outcomes): OutcomeTable {
  const kept = sortedKeys(rows).slice(0, rowsMax);
  const keptRows = kept.flatMap((key) => rows.get(key) ?? []);
  return { rows: keptRows, leftOut: requests - requestsIn(keptRows) };
}

/**
 * Undefined past the bound. At twice as many rows as may be, the first ones in the order of their keys stay; a row that
 * is there in the end was never refused or dropped before, so its counts are whole.
 */
function rowFor(outcomes: Outcomes, outcome: Outcome): OutcomeRow | undefined {
  const { rows, rowsMax, end } = outcomes;
  const key = outcomeKey(outcome);
  const known = rows.get(key);
  if (known !== undefined) return known;
  if (end !== undefined && key >= end) return undefined;
  const row = createRow(outcome);
  // With a key of its kept texts: the one above may hold on to a line.
  rows.set(outcomeKey(row), row);
  if (rows.size >= 2 * rowsMax) dropLast(outcomes);
  return row;
}

/** Its texts keep no line in memory. */
function createRow(outcome: Outcome): OutcomeRow {
  const { periodStart, loadBalancer, targetGroup, route, service, elbStatusCode, cause } = outcome;
  return {
    periodStart,
    route,
    service,
    elbStatusCode,
    cause,
    loadBalancer: keptText(loadBalancer),
    targetGroup: targetGroup === undefined ? undefined : keptText(targetGroup),
    requests: 0,
    elapsed: new Map(),
  };
}

function dropLast(outcomes: Outcomes): void {
  const { rows, rowsMax } = outcomes;
  const dropped = sortedKeys(rows).slice(rowsMax);
  for (const key of dropped) rows.delete(key);
  outcomes.end = dropped[0];
}

/** No field of a log line holds a line feed. Starts of minutes have thirteen digits. */
function outcomeKey(outcome: Outcome): string {
  const { periodStart, loadBalancer, targetGroup, route, service, elbStatusCode, cause } = outcome;
  return `${periodStart}\n${loadBalancer}\n${targetGroup ?? ''}\n${route ?? ''}\n${service ?? ''}\n${elbStatusCode ?? ''}\n${cause ?? ''}`;
}

/** Not by locale: the order has to be the same everywhere. */
function sortedKeys(rows: ReadonlyMap<string, unknown>): string[] {
  return [...rows.keys()].sort();
}
