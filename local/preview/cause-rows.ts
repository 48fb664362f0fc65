/** Aggregates -> the causes of failed requests, most frequent first: how many, where, when, what it means and what to check. */

import { CAUSES, type Cause } from '../../lambda/catalogue/causes.ts';
import type { Aggregates } from '../../lambda/measure/aggregate.ts';
import { PLANS } from '../../lambda/measure/plans.ts';
import type { CauseRow } from './document.ts';

interface Found {
  requests: number;
  readonly minutes: Map<number, number>;
  readonly byLoadBalancer: Map<string, number>;
}

export function causeRows(aggregates: Aggregates, requests: number): CauseRow[] {
  const causes = new Map<string, Found>();
  for (const [set, visit] of [
    ['All', addMinute],
    ['LoadBalancer', addLoadBalancer],
  ] as const) {
    const index =
      PLANS.requests.find((plan) => plan.set === set)?.tallies.findIndex(({ name }) => name === 'ErrorCause') ?? -1;
    for (const cell of aggregates.cells.values()) {
      if (cell.family !== 'requests' || cell.set !== set) continue;
      for (const [cause, count] of cell.tallies[index] ?? []) {
        const found = causes.get(cause) ?? { requests: 0, minutes: new Map(), byLoadBalancer: new Map() };
        causes.set(cause, found);
        visit(found, count, { minute: cell.periodStart, loadBalancer: cell.values[0] ?? '' });
      }
    }
  }
  return [...causes]
    .map(([cause, found]) => row(cause, found, requests))
    .sort((left, right) => right.requests - left.requests || (left.cause < right.cause ? -1 : 1));
}

interface Where {
  readonly minute: number;
  readonly loadBalancer: string;
}

function addMinute(found: Found, count: number, { minute }: Where): void {
  found.requests += count;
  found.minutes.set(minute, (found.minutes.get(minute) ?? 0) + count);
}

function addLoadBalancer({ byLoadBalancer }: Found, count: number, { loadBalancer }: Where): void {
  byLoadBalancer.set(loadBalancer, (byLoadBalancer.get(loadBalancer) ?? 0) + count);
}

function row(cause: string, { requests, minutes, byLoadBalancer }: Found, all: number): CauseRow {
  const { side, meaning, tell, check, page } = isCause(cause) ? CAUSES[cause] : OTHER_CAUSES;
  return {
    ...{ cause, side, requests, meaning, tell, check, page },
    share: all === 0 ? 0 : requests / all,
    minutes: [...minutes].sort(([left], [right]) => left - right),
    byLoadBalancer: [...byLoadBalancer]
      .map(([name, count]) => ({ name, requests: count }))
      .sort((left, right) => right.requests - left.requests),
  };
}

/** Causes beyond the series that one load balancer may have are counted together. */
const OTHER_CAUSES = {
  side: 'unknown',
  meaning: 'Rarer causes, counted together because of the setting maxSeriesPerLoadBalancer.',
  tell: '',
  check: 'The examples name each cause.',
  page: '',
} as const;

function isCause(name: string): name is Cause {
  return Object.hasOwn(CAUSES, name);
}
