/**
 * Target outliers: which target answers worse than its group. Entries of one object -> the few worst targets of each
 * target group, for a log line; a target address is never a dimension.
 *
 * Worse means a much higher error rate than the other targets of the group, or a much higher p99 of target processing
 * time than the group's middle target. The choice does not depend on the order of the lines.
 */

import { compareText } from '../catalogue/compare-text.ts';
import { middle } from '../catalogue/middle.ts';
import { type Distribution, percentile } from '../measure/distribution.ts';
import { type CountedTargets, keptGroups, type TargetTotals } from './targets.ts';

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
 * The p99 of a hundred requests is one request. A target is slow only if this many, and this share, of its requests
 * took longer than the group's p99, which by chance would be one in a hundred; with fewer, made-up traffic of equal
 * targets has table.
 */
const SLOW_REQUESTS_MIN = 10;
const SLOW_SHARE_MIN = 0.05;

/** At most a few for each group and in all, the worst first. */
export function worstTargets(table: CountedTargets): readonly TargetOutlier[] {
  return keptGroups(table)
    .flatMap((group) => groupOutliers(group).toSorted(worstTargetFirst).slice(0, WORST_PER_GROUP))
    .toSorted(worstTargetFirst)
    .slice(0, WORST_MAX);
}

function groupOutliers(group: readonly TargetTotals[]): TargetOutlier[] {
  const requests = group.reduce((sum, target) => sum + target.requests, 0);
  const errors = group.reduce((sum, target) => sum + target.errors, 0);
  const enough = group
    .filter((target) => target.requests >= REQUESTS_MIN)
    .map((target) => ({ target, p99: percentile(target.times, 99) }));
  // The lower one of two: of two targets the slower one stands out.
  const groupP99 = middle(enough.flatMap(({ p99 }) => p99 ?? []));
  return enough.flatMap(({ target, p99 }) => {
    const found = outlier(target, p99, { requests, errors, groupP99 });
    return failsMore(found) || isSlower(found, slowRequests(target.times, groupP99)) ? found : [];
  });
}

interface Group {
  readonly requests: number;
  readonly errors: number;
  readonly groupP99: number | undefined;
}

function outlier(totals: TargetTotals, p99: number | undefined, { requests, errors, groupP99 }: Group): TargetOutlier {
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

function worstTargetFirst(left: TargetOutlier, right: TargetOutlier): number {
  return (
    Number(failsMore(right)) - Number(failsMore(left)) ||
    right.errorRate - left.errorRate ||
    (right.p99 ?? 0) - (left.p99 ?? 0) ||
    compareText(left.target, right.target) ||
    compareText(left.targetGroup, right.targetGroup)
  );
}
