/** The alarms that are compared, and when each of them fires on the data of a store. */

import { settingsFrom } from '../../lib/settings/check.ts';
import type { AlarmQuery, MetricAlarmDefinition } from '../../local/cloudwatch/alarm-definition.ts';
import type { AnyAlarm } from '../../local/cloudwatch/evaluation-order.ts';
import type { MetricStore } from '../../local/cloudwatch/store.ts';
import { type StateChange, timeline } from '../../local/cloudwatch/timeline.ts';
import { synthesizedStack } from '../../local/preview/synthesized.ts';
import { alarmOf, NATIVE_BEFORE, RATES_BEFORE, SLOW_BEFORE } from './before.ts';
import { LOAD_BALANCER, NAMESPACE } from './traffic.ts';

/** Alarms whose joint verdict is one row of a table. */
export interface Contestant {
  readonly name: string;
  readonly alarms: readonly AnyAlarm[];
  /** The composite alarm that notifies; without one, every alarm does. */
  readonly notifies?: string;
  /**
   * No alarm, but the moment before which none can know: when the first whole minute of the incident is in the metrics.
   */
  readonly isArrival?: true;
}

export const FIRST_DATA: Contestant = { name: 'first data', alarms: [], isArrival: true };

export interface Firing {
  readonly at: number;
  /** Names of the contributors that were in ALARM then. */
  readonly names: readonly string[];
}

export interface Played {
  readonly store: MetricStore;
  /** First and last evaluation, milliseconds. */
  readonly from: number;
  readonly to: number;
}

/**
 * When a contestant notified. Of several alarms without a composite alarm, the first speaks for all: the sum as clients
 * see it and the side that fails fire for the same incident. What counts as firing again is an alarm that does so on
 * its own.
 */
export function firings({ alarms, notifies }: Contestant, played: Played, extraPeriods?: number): readonly Firing[] {
  const { store, from, to } = played;
  const played1 = timeline(alarms, store, { from, to, ...(extraPeriods !== undefined && { extraPeriods }) });
  const contributors = played1.flatMap((one) => one.contributors);
  const named = (at: number) => contributors.filter(({ changes }) => isFiring(changes, at)).map(({ name }) => name);
  const fired = played1
    .filter(({ alarm }) => notifies === undefined || alarm.name === notifies)
    .map(({ changes }) => changes.filter(({ state }) => state === 'ALARM').map(({ at }) => at));
  const [most = []] = fired.toSorted((left, right) => right.length - left.length || (left[0] ?? 0) - (right[0] ?? 0));
  const first = Math.min(...fired.flatMap(([at]) => at ?? []));
  return most.length === 0 ? [] : [first, ...most.slice(1)].map((at) => ({ at, names: named(at) }));
}

function isFiring(changes: readonly StateChange[], at: number): boolean {
  return changes.findLast((change) => change.at <= at)?.state === 'ALARM';
}

const metric = (id: string, stat: string): AlarmQuery => ({
  id,
  metric: { namespace: NAMESPACE, metricName: 'Elb5xx', dimensions: {} },
  stat,
});

interface Usual {
  readonly period: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** 5 % of the period's requests, missing data not breaching: as in most examples. */
function usual(name: string, shape: Usual): Contestant {
  const queries = [metric('e', 'Sum'), metric('n', 'SampleCount'), { id: 'rate', expression: '100 * e / n' }];
  return { name, alarms: [alarmOf(name, { ...shape, threshold: 5 }, queries)] };
}

export const BEFORE: Contestant = { name: 'before', alarms: RATES_BEFORE };
export const BEFORE_SLOW: Contestant = { name: 'before', alarms: SLOW_BEFORE };

export const USUAL: readonly Contestant[] = [
  usual('300 s, 1 of 1', { period: 300, datapointsToAlarm: 1, evaluationPeriods: 1 }),
  usual('60 s, 3 of 5', { period: 60, datapointsToAlarm: 3, evaluationPeriods: 5 }),
];

/** Parts of one severity, and the composite alarm that notifies for them. */
function contestant(name: string, parts: readonly MetricAlarmDefinition[]): Contestant {
  const rule = parts.map((part) => `ALARM("${part.name}")`).join(' OR ');
  return { name, alarms: [...parts, { kind: 'composite', name, description: undefined, rule }], notifies: name };
}

export interface Ours {
  /** Page and ticket by the alarms over all requests. */
  readonly alone: readonly Contestant[];
  /** With those by load balancer, target group and route, too. */
  readonly all: readonly Contestant[];
  readonly slow: Contestant;
}

/** What a deploy makes that names a route and nothing else. */
export async function oursSynthesized(): Promise<Ours> {
  const { definitions } = await synthesizedStack(settingsFrom({ routes: [{ name: 'rare', path: '/rare' }] }));
  const named = (pattern: RegExp, count: number) => {
    const found = definitions.alarms.filter(({ name }) => pattern.test(name));
    if (found.length === count) return found;
    throw new Error(`the alarms ${pattern} of the stack are ${found.map(({ name }) => name)}: must be ${count}`);
  };
  return {
    alone: [contestant('page', named(/-ErrorsPage-All$/, 1)), contestant('ticket', named(/-ErrorsTicket-All$/, 1))],
    all: [contestant('page', named(/-ErrorsPage-/, 4)), contestant('ticket', named(/-ErrorsTicket-/, 4))],
    slow: contestant('ticket', named(/-SlowTicket-All$/, 1)),
  };
}

/** The alarms on AWS's own 5xx that a deploy makes for a named load balancer. */
export async function nativeContestants(): Promise<readonly Contestant[]> {
  const arn = `arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/${LOAD_BALANCER}`;
  const { definitions } = await synthesizedStack(settingsFrom({ loadBalancers: [arn] }));
  const alarms = definitions.alarms.filter(({ name }) => /-Native(LoadBalancer|Target)Errors-/.test(name));
  if (alarms.length !== 2) throw new Error(`the stack has ${alarms.length} native alarms on errors: must be two`);
  return [
    { name: 'before', alarms: NATIVE_BEFORE },
    { name: 'native', alarms },
  ];
}
