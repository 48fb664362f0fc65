/**
 * Target outliers: which target answers worse than its group. Entries of one object -> the few worst targets of each target
 * group, for a log line; a target address is never a dimension.
 *
 * Worse means a much higher error rate than the other targets of the group, or a much higher p99 of target processing time
 * than the group's middle target. The choice does not depend on the order of the lines.
 */

import { keptText, NAME_CHARACTERS_MAX } from '../catalogue/kept-text.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import {
  addToDistribution,
  createDistribution,
  type Distribution,
  mergeDistribution,
  percentile,
} from '../measure/distribution.ts';
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

export interface Outliers {
  /** By load balancer, target group and target. */
  readonly targets: Map<string, Target>;
  /** Targets from this key on are not kept any more. */
  end: string | undefined;
}

interface Target {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
  requests: number;
  errors: number;
  readonly times: Distribution;
}

/** One line of the function's log. */
export interface TargetOutlier {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
  readonly requests: number;
  readonly errors: number;
  readonly errorRate: number;
  /** Error rate of the other targets of the group together; of all, where the others had hardly a request. */
  readonly othersErrorRate: number;
  /** Seconds of target processing time; absent if none was measured. */
  readonly p99?: number;
  /** The p99 of the middle target of the group. */
  readonly groupP99?: number;
}

/** Twice what a target group may have (quota: 1,000), and a bound on memory of about 20 MB. */
const TARGETS_MAX = 2000;
const WORST_PER_GROUP = 3;
const WORST_MAX = 20;
/** Fewer requests or errors than this say nothing about a target. */
const REQUESTS_MIN = 10;
const ERRORS_MIN = 3;
/** How many times worse than its group a target has to be. */
const TIMES_WORSE = 2;
/** Milliseconds of difference are no outlier, however large the factor. */
const P99_SECONDS_MIN = 0.05;
/**
 * The p99 of a hundred requests is one request. A target is slow only if this many, and this share, of its requests took longer
 * than the group's p99, which by chance would be one in a hundred; with fewer, made-up traffic of equal targets has outliers.
 */
const SLOW_REQUESTS_MIN = 10;
const SLOW_SHARE_MIN = 0.05;

export function createOutliers(): Outliers {
  return { targets: new Map(), end: undefined };
}

export function observeTarget(outliers: Outliers, entry: RequestEntry): void {
  const { loadBalancer, targetGroup, target } = entry;
  if (target === undefined || targetGroup === undefined) return;
  const totals = targetOf(outliers, { loadBalancer, targetGroup, target });
  if (totals === undefined) return;
  totals.requests++;
  if (isServerError(entry)) totals.errors++;
  if (entry.targetProcessingTime !== undefined) addToDistribution(totals.times, entry.targetProcessingTime);
}

/** Many observations of one target at once. */
export function addTargetTotals(outliers: Outliers, added: TargetTotals): void {
  const totals = targetOf(outliers, added);
  if (totals === undefined) return;
  totals.requests += added.requests;
  totals.errors += added.errors;
  mergeDistribution(totals.times, added.times);
}

/** At most a few for each group and in all, the worst first. */
export function worstTargets(outliers: Outliers): readonly TargetOutlier[] {
  const groups = Map.groupBy(
    keptTargets(outliers),
    ({ loadBalancer, targetGroup }) => `${loadBalancer} ${targetGroup}`,
  );
  return [...groups.values()]
    .flatMap((group) => groupOutliers(group).toSorted(worstFirst).slice(0, WORST_PER_GROUP))
    .toSorted(worstFirst)
    .slice(0, WORST_MAX);
}

/** Lists every target that is kept. */
export function targetsSeen({ targets }: Outliers): readonly TargetSeen[] {
  return [...targets.values()].map(({ loadBalancer, targetGroup, target, requests }) => ({
    ...{ loadBalancer, targetGroup, target, requests },
  }));
}

/** One line of the function's log: how the failures of a target group are spread over its targets. */
export interface GroupTargets {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  /** Targets that had a request. */
  readonly targets: number;
  /** Those with the most errors, of these the busiest first; all of a small group. */
  readonly worst: readonly Pick<TargetTotals, 'target' | 'requests' | 'errors'>[];
}

/** A small group is listed wholly, so that one can tell which of its targets do not fail. */
const LISTED_PER_GROUP = 8;
const GROUPS_MAX = 20;

/** The target groups that have errors, those with the most first. */
export function failingGroups(outliers: Outliers): readonly GroupTargets[] {
  const groups = Map.groupBy(
    keptTargets(outliers),
    ({ loadBalancer, targetGroup }) => `${loadBalancer} ${targetGroup}`,
  );
  return [...groups.values()]
    .map((group) => ({ group, errors: group.reduce((sum, { errors }) => sum + errors, 0) }))
    .filter(({ errors }) => errors > 0)
    .sort((left, right) => right.errors - left.errors || compareText(nameOf(left.group), nameOf(right.group)))
    .slice(0, GROUPS_MAX)
    .flatMap(({ group }) => groupTargets(group));
}

function nameOf([first]: readonly Target[]): string {
  return first === undefined ? '' : `${first.loadBalancer} ${first.targetGroup}`;
}

function groupTargets(group: readonly Target[]): GroupTargets[] {
  const [first] = group;
  if (first === undefined) return [];
  const worst = group
    .toSorted(
      (left, right) =>
        right.errors - left.errors || right.requests - left.requests || compareText(left.target, right.target),
    )
    .slice(0, LISTED_PER_GROUP)
    .map(({ target, requests, errors }) => ({ target, requests, errors }));
  return [{ loadBalancer: first.loadBalancer, targetGroup: first.targetGroup, targets: group.length, worst }];
}

interface TargetName {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
}

/**
 * Undefined beyond the bound. Kept are the first targets in sort order, not in time: a target that is kept in the end was
 * never pushed out before, so its sums are whole and the choice is the same for any order of lines.
 */
function targetOf(outliers: Outliers, { loadBalancer, targetGroup, target }: TargetName): Target | undefined {
  const { targets, end } = outliers;
  const key = `${loadBalancer} ${targetGroup} ${target}`;
  const known = targets.get(key);
  if (known !== undefined) return known;
  // An address and a port have at most some fifty characters.
  if (target.length > NAME_CHARACTERS_MAX || (end !== undefined && key >= end)) return undefined;
  const names = {
    loadBalancer: keptText(loadBalancer),
    targetGroup: keptText(targetGroup),
    target: keptText(target),
  };
  const added = { ...names, requests: 0, errors: 0, times: createDistribution() };
  targets.set(`${names.loadBalancer} ${names.targetGroup} ${names.target}`, added);
  // Not for each target beyond the bound, or targets in falling order would be sorted again and again.
  if (targets.size >= 2 * TARGETS_MAX) dropLast(outliers);
  return targets.get(key);
}

function dropLast(outliers: Outliers): void {
  const [end, ...dropped] = [...outliers.targets.keys()].sort().slice(TARGETS_MAX);
  if (end === undefined) return;
  for (const key of [end, ...dropped]) outliers.targets.delete(key);
  outliers.end = end;
}

/** The targets within the bound. */
export function keptTargets(outliers: Outliers): readonly Target[] {
  dropLast(outliers);
  return [...outliers.targets.values()];
}

function groupOutliers(group: readonly Target[]): TargetOutlier[] {
  const requests = group.reduce((sum, target) => sum + target.requests, 0);
  const errors = group.reduce((sum, target) => sum + target.errors, 0);
  const enough = group
    .filter((target) => target.requests >= REQUESTS_MIN)
    .map((target) => ({ target, p99: percentile(target.times, 99) }));
  const groupP99 = middle(enough.flatMap(({ p99 }) => p99 ?? []));
  return enough.flatMap(({ target, p99 }) => {
    const found = outlier(target, p99, { requests, errors, groupP99 });
    return failsMore(found) || isSlower(found, slowRequests(target.times, groupP99)) ? found : [];
  });
}

/** The lower one of two middle ones: of two targets the slower one stands out. */
function middle(values: readonly number[]): number | undefined {
  return values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) / 2)];
}

interface Group {
  readonly requests: number;
  readonly errors: number;
  readonly groupP99: number | undefined;
}

function outlier(totals: Target, p99: number | undefined, { requests, errors, groupP99 }: Group): TargetOutlier {
  const { loadBalancer, targetGroup, target } = totals;
  const others = requests - totals.requests;
  return {
    loadBalancer,
    targetGroup,
    target,
    requests: totals.requests,
    errors: totals.errors,
    errorRate: rate(totals.errors, totals.requests),
    // Too few others say nothing: then nobody stands out.
    othersErrorRate: others < REQUESTS_MIN ? rate(errors, requests) : rate(errors - totals.errors, others),
    ...(p99 === undefined ? {} : { p99 }),
    ...(groupP99 === undefined ? {} : { groupP99 }),
  };
}

/** Four digits, for people. */
function rate(errors: number, requests: number): number {
  return Math.round((errors / requests) * 1e4) / 1e4;
}

function slowRequests({ values, times }: Distribution, groupP99 = 0): number {
  let slow = 0;
  for (let at = values.length - 1; (values[at] ?? 0) > groupP99; at--) slow += times[at] ?? 0;
  return slow;
}

function failsMore({ errors, errorRate, othersErrorRate }: TargetOutlier): boolean {
  return errors >= ERRORS_MIN && errorRate >= TIMES_WORSE * othersErrorRate;
}

function isSlower({ requests, p99 = 0, groupP99 = 0 }: TargetOutlier, slow: number): boolean {
  const isMuch = p99 >= P99_SECONDS_MIN && p99 >= TIMES_WORSE * groupP99;
  return isMuch && slow >= Math.max(SLOW_REQUESTS_MIN, SLOW_SHARE_MIN * requests);
}

function worstFirst(left: TargetOutlier, right: TargetOutlier): number {
  return (
    Number(failsMore(right)) - Number(failsMore(left)) ||
    right.errorRate - left.errorRate ||
    (right.p99 ?? 0) - (left.p99 ?? 0) ||
    compareText(left.target, right.target) ||
    compareText(left.targetGroup, right.targetGroup)
  );
}

/** Not by locale: the order has to be the same everywhere. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
