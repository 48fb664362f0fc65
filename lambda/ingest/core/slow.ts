/**
 * Limits of slowness as the core knows them (assembly/slow.ts): in whole milliseconds, by the numbers of load
 * balancers, target groups and routes. What they mean: lambda/diagnosis/slow.ts.
 */

import { READ, type RequestEntry } from '../../catalogue/metrics/requests.ts';
import type { Allowed, AllowedByName, AllowedSettings } from '../../config.ts';
import type { Routes } from '../../diagnosis/routes.ts';
import { overrideNamed } from '../../measure/allowed.ts';
import { addShares, answeredShares, type Cell } from '../../measure/cell.ts';
import type { Plan } from '../../measure/plans.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';

/** The settings of an object, for the names that are known; other names are written as they are learned. */
export function useSlowLimits(core: Core, { overrides, ...forAll }: AllowedSettings, routes: Routes | undefined): void {
  const { exports, words } = core;
  const { loadBalancers, targetGroups } = core.meanings;
  const hasOthers = Object.values(overrides).some((byName) => Object.keys(byName).length > 0);
  exports.setSlowLimit(limit(forAll), Number(hasOthers));
  // Then the core looks into no table.
  if (!hasOthers) return;
  loadBalancers.forEach((name, index) => {
    words[(CORE.BALANCER_LIMITS >> 2) + index] = limitOf(overrides.loadBalancers, name);
  });
  targetGroups.forEach((name, index) => {
    words[(CORE.GROUP_LIMITS >> 2) + index] = limitOf(overrides.targetGroups, name);
  });
  if (routes === undefined) words[CORE.ROUTE_LIMITS >> 2] = CORE.NO_LIMIT;
  routes?.names.forEach((name, index) => {
    words[(CORE.ROUTE_LIMITS >> 2) + index] = limitOf(overrides.routes, name);
  });
}

/** The last load balancer and target group that were learned. */
export function writeSlowLimits({ words, meanings }: Core, { overrides }: AllowedSettings): void {
  const { loadBalancers, targetGroups } = meanings;
  const [balancer, group] = [loadBalancers.length - 1, targetGroups.length - 1];
  if (balancer >= 0) {
    words[(CORE.BALANCER_LIMITS >> 2) + balancer] = limitOf(overrides.loadBalancers, loadBalancers[balancer]);
  }
  words[(CORE.GROUP_LIMITS >> 2) + group] = limitOf(overrides.targetGroups, targetGroups[group]);
}

function limitOf(overrides: AllowedByName, name: string | undefined): number {
  const { slowSeconds, slowExpected = false } = overrideNamed(overrides, name) ?? {};
  return slowSeconds === undefined && !slowExpected
    ? CORE.NO_LIMIT
    : limit({ slowSeconds: slowSeconds ?? 0, slowExpected });
}

/** The least number of milliseconds that is more than the seconds; with any setting, 0.000 is never slow. */
function limit({ slowSeconds, slowExpected }: Pick<Allowed, 'slowSeconds' | 'slowExpected'>): number {
  // Rounded first: 1.005 * 1000 is a little less than 1005.
  return slowExpected ? CORE.EXPECTED : Math.floor(Math.round(slowSeconds * 1e9) / 1e6) + 1;
}

export interface SlowCount {
  readonly slow: number;
  readonly judged: number;
}

/** Of counters, given how many lines are of a kind that is judged. */
export function slowCount({ words }: Core, at: number, lines: number): SlowCount {
  return {
    slow: words[(at + CORE.SLOW_COUNT) >> 2] ?? 0,
    judged: lines - (words[(at + CORE.NOT_JUDGED_COUNT) >> 2] ?? 0),
  };
}

/** Adds to the metrics that say whether requests were slow, which no kind of line decides. */
export function addSlow(cell: Cell, plan: Plan<RequestEntry>, { slow, judged }: SlowCount): void {
  const { ofSlow, ofQuick } = slowSharesOf(plan);
  if (slow > 0) addShares(cell.shares, ofSlow, slow);
  if (judged > slow) addShares(cell.shares, ofQuick, judged - slow);
}

/** Of one request. */
interface SlowShares {
  readonly ofSlow: readonly number[];
  readonly ofQuick: readonly number[];
}

const SLOW_SHARES = new WeakMap<Plan<RequestEntry>, SlowShares>();

function slowSharesOf(plan: Plan<RequestEntry>): SlowShares {
  const known = SLOW_SHARES.get(plan) ?? { ofSlow: sharesIf(plan, true), ofQuick: sharesIf(plan, false) };
  SLOW_SHARES.set(plan, known);
  return known;
}

function sharesIf({ shares }: Plan<RequestEntry>, isSlow: boolean): readonly number[] {
  return answeredShares(shares.map(({ definition }) => (definition.observe === READ.slow ? isSlow : undefined)));
}
