/**
 * Finds the times at which the failed requests of a choice end: what clients, load balancers and targets do not wait
 * longer for.
 */

import { type TimedRow, timeoutsOf, timeoutText } from '../../lambda/diagnosis/timeouts.ts';
import { type CountedKinds, eachChosen, type Filter, type KindSum } from '../readings/select.ts';
import type { TimeoutRow } from './selection-document.ts';

const ROWS_MAX = 8;

/** The most requests first. */
export function timeoutRows(
  outcomes: CountedKinds,
  { kinds, choice }: { kinds: readonly KindSum[]; choice: Filter },
): TimeoutRow[] {
  const { elapsed } = outcomes;
  if (elapsed === undefined) return [];
  const byKind = new Map<unknown, Map<number, number>>();
  eachChosen({ ...outcomes, ...elapsed }, choice, (index, _minute, requests, at) => {
    const kind = outcomes.kinds[index];
    const times = byKind.get(kind) ?? new Map<number, number>();
    byKind.set(kind, times);
    const tenths = elapsed.tenths.numbers[at] ?? 0;
    times.set(tenths, (times.get(tenths) ?? 0) + requests);
  });
  const rows = kinds.map(
    ({ kind, requests }): TimedRow => ({ ...kind, requests, elapsed: byKind.get(kind) ?? new Map() }),
  );
  return timeoutsOf(rows)
    .toSorted((left, right) => right.requests - left.requests)
    .slice(0, ROWS_MAX)
    .map(({ loadBalancer, cause, route, ...timeout }) => ({
      ...{ loadBalancer, cause, text: timeoutText({ cause, ...timeout }) },
      ...(route === undefined ? {} : { route }),
    }));
}
