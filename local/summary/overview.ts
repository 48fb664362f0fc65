/** Aggregates of the requests family, folded over time: what a person wants to know first. Pure. */

import type { Cause } from '../../lambda/catalogue/causes.ts';
import { type Aggregates, type Cell, holdsEntries } from '../../lambda/measure/aggregate.ts';
import {
  createDistribution,
  createStatisticSet,
  type Distribution,
  mergeDistribution,
  mergeStatisticSet,
  percentile,
  type StatisticSet,
} from '../../lambda/measure/distribution.ts';
import { PLANS } from '../../lambda/measure/plans.ts';

export interface Times {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

export interface Share {
  readonly value: string;
  readonly requests: number;
}

/** One load balancer, or one target group or route of it. */
export interface Part {
  readonly name: string;
  readonly requests: number;
  readonly elb5xx: number;
  readonly target5xx: number;
  /** Metric name -> percentiles in seconds; only metrics with values. */
  readonly times: Readonly<Record<string, Times>>;
}

export interface LoadBalancerOverview extends Part {
  readonly elbStatusCodes: readonly Share[];
  readonly targetStatusCodes: readonly Share[];
  readonly targetGroups: readonly Part[];
  readonly routes: readonly Part[];
}

export interface Overview {
  readonly from: number;
  /** End of the last minute. */
  readonly to: number;
  readonly requests: number;
  readonly elb5xx: number;
  readonly causes: readonly { readonly cause: Cause; readonly requests: number }[];
  readonly loadBalancers: readonly LoadBalancerOverview[];
}

/** Everything of one choice of dimension values, over all minutes. */
interface Folded {
  readonly set: string;
  readonly values: readonly string[];
  readonly rates: Map<string, StatisticSet>;
  readonly tallies: Map<string, Map<string, number>>;
  readonly distributions: Map<string, Distribution>;
}

const MINUTE_MILLIS = 60_000;

/** Undefined when no request was read. */
export function overview(aggregates: Aggregates): Overview | undefined {
  const cells = [...aggregates.cells.values()].filter((cell) => cell.family === 'requests' && holdsEntries(cell));
  if (cells.length === 0) return undefined;
  const folded = fold(cells);
  const balancers = folded.filter(({ set }) => set === 'LoadBalancer');
  const starts = cells.map(({ periodStart }) => periodStart);
  const all = folded.find(({ set }) => set === 'All');
  return {
    from: starts.reduce((left, right) => Math.min(left, right)),
    to: starts.reduce((left, right) => Math.max(left, right)) + MINUTE_MILLIS,
    requests: all?.rates.get('Elb5xx')?.count ?? 0,
    elb5xx: all?.rates.get('Elb5xx')?.sum ?? 0,
    causes: shares(all?.tallies.get('ErrorCause')).map(({ value, requests }) => ({ cause: value as Cause, requests })),
    loadBalancers: busiestFirst(
      balancers.map((balancer) => ({
        ...part(balancer, balancer.values[0] ?? ''),
        elbStatusCodes: shares(balancer.tallies.get('ElbStatusCode')),
        targetStatusCodes: shares(balancer.tallies.get('TargetStatusCode')),
        targetGroups: partsOf(folded, 'TargetGroup', balancer),
        routes: partsOf(folded, 'Route', balancer),
      })),
    ),
  };
}

function partsOf(folded: readonly Folded[], set: string, balancer: Folded): Part[] {
  const found = folded.filter((one) => one.set === set && one.values[0] === balancer.values[0]);
  return busiestFirst(found.map((one) => part(one, one.values[1] ?? '')));
}

/** Equally busy ones by name, so that the order of reading changes nothing. */
function busiestFirst<P extends Part>(parts: readonly P[]): P[] {
  return parts.toSorted((left, right) => right.requests - left.requests || (left.name < right.name ? -1 : 1));
}

function part({ rates, distributions }: Folded, name: string): Part {
  const elb5xx = rates.get('Elb5xx');
  return {
    name,
    requests: elb5xx?.count ?? 0,
    elb5xx: elb5xx?.sum ?? 0,
    target5xx: rates.get('Target5xx')?.sum ?? 0,
    times: Object.fromEntries(
      [...distributions].filter(([, { count }]) => count > 0).map(([metric, one]) => [metric, times(one)]),
    ),
  };
}

function times(distribution: Distribution): Times {
  const at = (p: number): number => percentile(distribution, p) ?? 0;
  return { p50: at(50), p90: at(90), p99: at(99) };
}

function shares(tally: ReadonlyMap<string, number> | undefined): Share[] {
  return [...(tally ?? [])]
    .map(([value, requests]) => ({ value, requests }))
    .sort((left, right) => right.requests - left.requests || (left.value < right.value ? -1 : 1));
}

function fold(cells: readonly Cell[]): Folded[] {
  const folded = new Map<string, Folded>();
  for (const cell of cells) {
    const key = `${cell.set}\n${cell.values.join('\n')}`;
    const known = folded.get(key) ?? {
      set: cell.set,
      values: cell.values,
      rates: new Map(),
      tallies: new Map(),
      distributions: new Map(),
    };
    folded.set(key, known);
    addCell(known, cell);
  }
  return [...folded.values()];
}

function addCell({ rates, tallies, distributions }: Folded, cell: Cell): void {
  const plan = PLANS.requests.find(({ set }) => set === cell.set);
  plan?.rates.forEach(({ name }, index) => {
    const from = cell.rates[index];
    if (from !== undefined) mergeStatisticSet(present(rates, name, createStatisticSet), from);
  });
  plan?.tallies.forEach(({ name }, index) => {
    const into = present(tallies, name, () => new Map<string, number>());
    for (const [label, count] of cell.tallies[index] ?? []) into.set(label, (into.get(label) ?? 0) + count);
  });
  plan?.distributions.forEach(({ name }, index) => {
    const from = cell.distributions[index];
    if (from !== undefined) mergeDistribution(present(distributions, name, createDistribution), from);
  });
}

function present<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key) ?? create();
  map.set(key, known);
  return known;
}
