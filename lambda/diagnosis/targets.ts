/** What each target did in one object, in limited memory; a target address is never a dimension. */

import { keptText, NAME_CHARACTERS_MAX } from '../catalogue/kept-text.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import { addToDistribution, createDistribution, type Distribution, moveDistribution } from '../measure/distribution.ts';
import type { TargetSeen } from '../measure/ingested.ts';
import { isServerError } from './cause.ts';

/** What one target did; `times` are target processing times in seconds. */
export interface TargetTotals {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
  readonly requests: number;
  /** Requests that ended with a 5xx, made by this target or by the load balancer instead of it. */
  readonly errors: number;
  readonly times: Distribution;
}

export interface CountedTargets {
  /** By load balancer, target group and target. */
  readonly targets: Map<string, Target>;
  /** Targets from this key on are not kept any more. */
  end: string | undefined;
}

interface Target {
  /** Its load balancer and target group. */
  readonly group: string;
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
  requests: number;
  errors: number;
  readonly times: Distribution;
}

/** Twice what a target group may have (quota: 1,000), and a bound on memory of about 20 MB. */
const TARGETS_MAX = 2000;

export function createCountedTargets(): CountedTargets {
  return { targets: new Map(), end: undefined };
}

export function observeTarget(table: CountedTargets, entry: RequestEntry): void {
  const { loadBalancer, targetGroup, target } = entry;
  if (target === undefined || targetGroup === undefined) return;
  const totals = targetOf(table, { loadBalancer, targetGroup, target });
  if (totals === undefined) return;
  totals.requests++;
  if (isServerError(entry)) totals.errors++;
  if (entry.targetProcessingTime !== undefined) addToDistribution(totals.times, entry.targetProcessingTime);
}

/** Many observations of one target at once; `added.times` must not be used any more. */
export function addTargetTotals(table: CountedTargets, added: TargetTotals): void {
  const totals = targetOf(table, added);
  if (totals === undefined) return;
  totals.requests += added.requests;
  totals.errors += added.errors;
  moveDistribution(totals.times, added.times);
}

/** Lists every target that is kept. */
export function targetsSeen({ targets }: CountedTargets): readonly TargetSeen[] {
  return [...targets.values()].map(({ loadBalancer, targetGroup, target, requests }) => ({
    ...{ loadBalancer, targetGroup, target, requests },
  }));
}

interface TargetName {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
}

/**
 * Undefined beyond the bound. Kept are the first targets in sort order, not in time: a target that is kept in the end
 * was never pushed out before, so its sums are whole and the choice is the same for any order of lines.
 */
function targetOf(table: CountedTargets, name: TargetName): Target | undefined {
  const { targets, end } = table;
  const key = keyOf(name);
  const known = targets.get(key);
  if (known !== undefined) return known;
  // An address and a port have at most some fifty characters.
  if (name.target.length > NAME_CHARACTERS_MAX || (end !== undefined && key >= end)) return undefined;
  const names = {
    loadBalancer: keptText(name.loadBalancer),
    targetGroup: keptText(name.targetGroup),
    target: keptText(name.target),
  };
  const added = { ...names, group: groupOf(names), requests: 0, errors: 0, times: createDistribution() };
  // With a key of the kept texts: the one above holds on to its line, which may be a megabyte.
  targets.set(keyOf(names), added);
  // Not for each target beyond the bound, or targets in falling order would be sorted again and again.
  if (targets.size >= 2 * TARGETS_MAX) dropLast(table);
  return added;
}

function groupOf({ loadBalancer, targetGroup }: Omit<TargetName, 'target'>): string {
  return `${loadBalancer} ${targetGroup}`;
}

function keyOf(name: TargetName): string {
  return `${groupOf(name)} ${name.target}`;
}

function dropLast(table: CountedTargets): void {
  if (table.targets.size <= TARGETS_MAX) return;
  const [end, ...dropped] = [...table.targets.keys()].sort().slice(TARGETS_MAX);
  if (end === undefined) return;
  for (const key of [end, ...dropped]) table.targets.delete(key);
  table.end = end;
}

/** The targets within the bound, by target group. */
export function keptGroups(table: CountedTargets): readonly (readonly TargetTotals[])[] {
  dropLast(table);
  return [...Map.groupBy(table.targets.values(), ({ group }) => group).values()];
}
