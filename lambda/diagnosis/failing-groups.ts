/** Target groups that have errors, and how these are spread over their targets. */

import { compareText } from '../catalogue/compare-text.ts';
import { type CountedTargets, keptGroups, type TargetTotals } from './targets.ts';

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
export function failingGroups(table: CountedTargets): readonly GroupTargets[] {
  return keptGroups(table)
    .map((group) => ({ group, errors: group.reduce((sum, { errors }) => sum + errors, 0) }))
    .filter(({ errors }) => errors > 0)
    .sort((left, right) => right.errors - left.errors || compareText(nameOf(left.group), nameOf(right.group)))
    .slice(0, GROUPS_MAX)
    .flatMap(({ group }) => groupTargets(group));
}

function nameOf([first]: readonly TargetTotals[]): string {
  return first === undefined ? '' : `${first.loadBalancer} ${first.targetGroup}`;
}

function groupTargets(group: readonly TargetTotals[]): GroupTargets[] {
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
