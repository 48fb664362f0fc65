/** Keeps when each target was seen first, so that a new one can be marked on the graphs. Bounded. */
import type { TargetSeen } from '../../lambda/measure/ingested.ts';
import type { KeptLine } from './kept-examples.ts';
import { madeIn, newMap } from './made-in.ts';

export interface SeenTargets {
  /** By load balancer, then by target group. */
  readonly groupsOf: Map<string, Map<string, SeenGroup>>;
  /** Of all load balancers. */
  groups: number;
}

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

export function createSeenTargets(): SeenTargets {
  return { groupsOf: new Map(), groups: 0 };
}

/** `from` and `to`: the minutes that the log object is about, milliseconds. */
export function seeTargets(
  seen: SeenTargets,
  targets: readonly TargetSeen[],
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (const { loadBalancer, targetGroup, target, requests } of targets) {
    const group =
      seen.groupsOf.get(loadBalancer)?.get(targetGroup) ?? newGroup(seen, { loadBalancer, targetGroup, first: from });
    if (group === undefined) continue;
    group.first = Math.min(group.first, from);
    const known = group.targets.get(target) ?? newTarget(group, target, { first: from, last: to, requests: 0 });
    if (known === undefined) continue;
    known.first = Math.min(known.first, from);
    known.last = Math.max(known.last, to);
    known.requests += requests;
  }
}

/** Undefined where there are too many. */
function newGroup(seen: SeenTargets, name: Omit<SeenGroup, 'targets'>): SeenGroup | undefined {
  if (seen.groups >= GROUPS_MAX) return undefined;
  const group: SeenGroup = { ...name, targets: new Map() };
  madeIn(seen.groupsOf, name.loadBalancer, newMap<SeenGroup>).set(name.targetGroup, group);
  seen.groups += 1;
  return group;
}

function newTarget({ targets }: SeenGroup, target: string, first: Seen): Seen | undefined {
  if (targets.size >= TARGETS_MAX) return undefined;
  targets.set(target, first);
  return first;
}

/** As many requests it would have had before, if it had been there. With fewer, it may just not have had its turn. */
const MISSED_MIN = 10;

/** A line for each target that was not there from the beginning of its group. */
export function newTargetLines(seen: SeenTargets): KeptLine[] {
  const groups = [...seen.groupsOf.values()].flatMap((ofBalancer) => [...ofBalancer.values()]);
  return groups.flatMap(({ loadBalancer, targetGroup, first, targets }) =>
    [...targets]
      .filter(([, one]) => (one.first - first) * (one.requests / (one.last - one.first)) >= MISSED_MIN)
      .map(([target, one]) => ({
        ...{ kind: 'newTarget', time: new Date(one.first).toISOString(), loadBalancer, targetGroup, target },
      })),
  );
}
