/** Keeps when each target was seen first, so that a new one can be marked on the graphs. Bounded. */
import type { TargetSeen } from '../../lambda/measure/ingested.ts';
import type { KeptLine } from './kept-examples.ts';

/** By load balancer and target group. */
export type SeenTargets = Map<string, SeenGroup>;

interface SeenGroup {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  /** Milliseconds: the first minute with a request to any of them. */
  first: number;
  readonly targets: Map<string, Seen>;
}

interface Seen {
  first: number;
  last: number;
  requests: number;
}

/** Of one group. A fleet that changes its addresses with each release has so many in weeks. */
const TARGETS_MAX = 2_000;
const GROUPS_MAX = 5_000;

/** `from` and `to`: the minutes that the log object is about, milliseconds. */
export function seeTargets(
  seen: SeenTargets,
  targets: readonly TargetSeen[],
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (const { loadBalancer, targetGroup, target, requests } of targets) {
    const key = `${loadBalancer}\n${targetGroup}`;
    const group = seen.get(key) ?? { loadBalancer, targetGroup, first: from, targets: new Map<string, Seen>() };
    if (!seen.has(key) && seen.size >= GROUPS_MAX) continue;
    seen.set(key, group);
    group.first = Math.min(group.first, from);
    const known = group.targets.get(target) ?? { first: from, last: to, requests: 0 };
    if (!group.targets.has(target) && group.targets.size >= TARGETS_MAX) continue;
    group.targets.set(target, known);
    known.first = Math.min(known.first, from);
    known.last = Math.max(known.last, to);
    known.requests += requests;
  }
}

/** As many requests it would have had before, if it had been there. With fewer, it may just not have had its turn. */
const MISSED_MIN = 10;

/** A line for each target that was not there from the beginning of its group. */
export function newTargetLines(seen: SeenTargets): KeptLine[] {
  return [...seen.values()].flatMap(({ loadBalancer, targetGroup, first, targets }) =>
    [...targets]
      .filter(([, one]) => (one.first - first) * (one.requests / (one.last - one.first)) >= MISSED_MIN)
      .map(([target, one]) => ({
        ...{ kind: 'newTarget', time: new Date(one.first).toISOString(), loadBalancer, targetGroup, target },
      })),
  );
}
