/** Failures of an incident -> its index from status codes to causes, and the timeouts that its times show. Pure. */
import { type CodeCauses, codeCauses } from '../diagnosis/codes.ts';
import { type Timeout, timeoutsOf } from '../diagnosis/timeouts.ts';
import { type DurationRow, type Evidence, type FailureRow, type Place, periodOf } from './evidence.ts';
import type { Run } from './runs.ts';
import { LEFT } from './signals.ts';

const CODES_MAX = 4;
const TIMEOUTS_MAX = 3;

export function codesOf(rows: readonly FailureRow[]): readonly CodeCauses[] {
  const named = rows.map(({ statusCode, cause, requests }) => ({ elbStatusCode: statusCode, cause, requests }));
  return codeCauses(named).slice(0, CODES_MAX);
}

/** Codes of two incidents that became one. */
export function codesTogether(all: readonly CodeCauses[]): readonly CodeCauses[] {
  const rows = all.flatMap(({ elbStatusCode, requests, causes }) => [
    ...causes.map((one) => ({ elbStatusCode, ...one })),
    { elbStatusCode, cause: undefined, requests: causes.reduce((rest, one) => rest - one.requests, requests) },
  ]);
  return codeCauses(rows.filter(({ requests }) => requests > 0)).slice(0, CODES_MAX);
}

export interface Wanted {
  readonly run: Run;
  readonly place: Place;
  /** `cause statusCode` of what the incident is made of. Clients that leave show their own timeout next to it. */
  readonly causes: ReadonlySet<string>;
}

export function timeoutsIn(evidence: Evidence, wanted: Wanted): readonly Timeout[] {
  const rows = evidence.durations.filter((row) => isWanted(evidence, row, wanted));
  return timeoutsOf(rows)
    .toSorted((left, right) => right.requests - left.requests)
    .slice(0, TIMEOUTS_MAX);
}

function isWanted(evidence: Evidence, row: DurationRow, { run, place, causes }: Wanted): boolean {
  const { at, minutes, loadBalancer, targetGroup, route, service, cause, statusCode } = row;
  const [first, last] = [periodOf(evidence, at), periodOf(evidence, at + (minutes - 1) * 60_000)];
  if (last < run.start || first >= run.end || loadBalancer !== place.loadBalancer) return false;
  if (place.targetGroup !== undefined && targetGroup !== place.targetGroup) return false;
  if (place.route !== undefined && route !== place.route) return false;
  if (place.service !== undefined && service !== place.service) return false;
  return causes.has(`${cause} ${statusCode}`) || LEFT.has(cause);
}
