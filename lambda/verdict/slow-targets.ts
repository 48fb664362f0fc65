/**
 * Log lines about targets that stand out -> stretches in which one target is much slower than its group. It answers for
 * target groups with so few requests that their p99 says nothing: there the lines of one target, object after object,
 * say it. Pure.
 */

import { middle } from '../catalogue/middle.ts';
import type { SlowTargetRow } from './evidence.ts';
import { consecutive, P99_SECONDS_MIN, P99_TIMES, SLOW_PERIODS, type SlowRun } from './slow.ts';
import type { LoadBalancerEvidence } from './stories.ts';

export interface SlowTargetRun extends SlowRun {
  readonly targetGroup: string;
  readonly target: string;
}

/** A target may stand out once by chance, but not in so many stretches one after the other. */
const STRETCHES_MIN = 3;
/**
 * Some targets are always slower than the rest. So outside of the run the target may stand out in this part of as many
 * stretches at most.
 */
const OUTSIDE_PART = 0.25;
/** Less time than this next to the run says nothing about what is usual. */
const OUTSIDE_STRETCHES_MIN = 3;

export function slowTargetRuns({ evidence, loadBalancer }: LoadBalancerEvidence): SlowTargetRun[] {
  const { slowTargets, from, periodMillis, periods } = evidence;
  const own = slowTargets.filter((row) => row.loadBalancer === loadBalancer && isSlow(row));
  const stretches = Math.ceil(periods / SLOW_PERIODS);
  const stretchOf = ({ at }: SlowTargetRow): number => Math.floor((at - from) / (periodMillis * SLOW_PERIODS));
  const byTarget = Map.groupBy(own, ({ targetGroup, target }) => `${targetGroup}\n${target}`);
  return [...byTarget.values()].flatMap((rows): SlowTargetRun[] => {
    const [{ targetGroup, target } = { targetGroup: '', target: '' }] = rows;
    const seen = new Set(rows.map(stretchOf));
    const flags = Array.from({ length: stretches }, (_, stretch) => seen.has(stretch));
    return consecutive(flags, STRETCHES_MIN).flatMap(({ start, end }): SlowTargetRun[] => {
      const outside = [...seen].filter((stretch) => stretch < start || stretch >= end).length;
      if (stretches - (end - start) < OUTSIDE_STRETCHES_MIN || outside > OUTSIDE_PART * (end - start)) return [];
      const during = rows.filter((row) => stretchOf(row) >= start && stretchOf(row) < end);
      return [
        {
          ...{ targetGroup, target, start: start * SLOW_PERIODS, end: Math.min(periods, end * SLOW_PERIODS) },
          ...targetTimes(during),
        },
      ];
    });
  });
}

/** How slow one target was, and how slow the other targets of its group were at that time. */
export function targetTimes(rows: readonly SlowTargetRow[]): Pick<SlowRun, 'p99' | 'p99Before'> {
  return {
    p99: middle(rows.map(({ p99 }) => p99)) ?? 0,
    p99Before: middle(rows.map(({ groupP99 }) => groupP99)) ?? 0,
  };
}

function isSlow({ p99, groupP99 }: SlowTargetRow): boolean {
  return p99 >= Math.max(P99_SECONDS_MIN, P99_TIMES * groupP99);
}
