/**
 * What the words mean that the core knows by number: minutes, load balancers, target groups, kinds of line. Each was
 * seen first in a line that the reference parser read; its entry says what the word stands for.
 */

import { keptEntry, keptText } from '../../catalogue/kept-text.ts';
import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import { isServerError } from '../../diagnosis/cause.ts';
import { drift, KNOWN } from '../../diagnosis/drift.ts';
import { isUnanswered } from '../../diagnosis/slow.ts';
import { periodStart } from '../../measure/aggregate.ts';
import type { Status } from '../../measure/cell.ts';
import type { Plan } from '../../measure/plans.ts';
import { CORE } from './core.ts';
import { statusOfKind } from './countable.ts';
import type { Core, LineKind } from './exports.ts';

const {
  LINE_MINUTE,
  LINE_LOAD_BALANCER,
  LINE_TARGET_GROUP,
  LINE_KIND,
  KIND_SHIFT,
  HAS_CAUSE,
  SERVER_ERROR,
  UNANSWERED,
} = CORE;
const PLAIN = 0;

export interface Meanings {
  /** Starts of the minutes, milliseconds since 1970. */
  readonly minutes: number[];
  readonly loadBalancers: string[];
  /** Number 0 is no target group. */
  readonly targetGroups: (string | undefined)[];
  readonly kinds: LineKind[];
}

/**
 * For a new object. Of the words of the one before, the core may still know kinds of line: all that makes a kind is in
 * its lines.
 */
export function createMeanings(core: Core, plans: Learning['plans']): Meanings {
  const { exports, kinds } = core;
  const isCountedAlike = plans.length === core.plans.length && plans.every(({ plan }, at) => plan === core.plans[at]);
  // What is strange is noted in the order in which an object has it first, so the first line of it has to be shown in
  // each.
  if (!isCountedAlike || kinds.some(({ isStrange }) => isStrange)) exports.forget();
  core.plans = plans.map(({ plan }) => plan);
  kinds.length = exports.begin();
  return { minutes: [], loadBalancers: [], targetGroups: [undefined], kinds };
}

export function forgetMeanings({ minutes, loadBalancers, targetGroups, kinds }: Meanings): void {
  minutes.length = 0;
  loadBalancers.length = 0;
  targetGroups.length = 1;
  kinds.length = 0;
}

interface Learning {
  /** Bits of what the core does not know of the line. */
  readonly unknown: number;
  readonly accept: { readonly from: number; readonly to: number };
  readonly plans: readonly { readonly plan: Plan<RequestEntry> }[];
}

/**
 * Learns the words of an entry's line that the core does not know; returns what the core may know, and what the kind
 * is.
 */
export function learn(meanings: Meanings, entry: RequestEntry, { unknown, accept, plans }: Learning): number {
  if (entry.type === undefined || !KNOWN.types.has(entry.type)) return 0;
  let learned = 0;
  const start = periodStart(entry.time);
  if (unknown & LINE_MINUTE && start >= accept.from && start + MINUTE_MILLIS <= accept.to) {
    meanings.minutes.push(start);
    learned |= LINE_MINUTE;
  }
  if (unknown & LINE_LOAD_BALANCER) {
    meanings.loadBalancers.push(keptText(entry.loadBalancer));
    learned |= LINE_LOAD_BALANCER;
  }
  if (unknown & LINE_TARGET_GROUP && entry.targetGroup !== undefined) {
    meanings.targetGroups.push(keptText(entry.targetGroup));
    learned |= LINE_TARGET_GROUP;
  }
  const statuses = unknown & LINE_KIND ? statusesOf(entry, plans) : undefined;
  if (statuses !== undefined) {
    // The words that make a kind have far fewer characters (KIND_SIZE of assembly/memory.ts).
    meanings.kinds.push({ entry: keptEntry(entry), statuses, isStrange: drift(entry).length > 0 });
    learned |= LINE_KIND | ((badness(entry) | (isUnanswered(entry) ? UNANSWERED : 0)) << KIND_SHIFT);
  }
  return learned;
}

const MINUTE_MILLIS = 60_000;

/** Undefined where a metric differs within the kind: then its lines are read one by one. */
function statusesOf(entry: RequestEntry, plans: Learning['plans']): readonly Status[] | undefined {
  const statuses: Status[] = [];
  for (const { plan } of plans) {
    const status = statusOfKind(plan, entry);
    if (status === undefined) return undefined;
    statuses.push(status);
  }
  return statuses;
}

/** Decides whether lines of a kind are wanted as examples. */
function badness(entry: RequestEntry): number {
  if (isServerError(entry)) return SERVER_ERROR;
  return entry.cause === undefined ? PLAIN : HAS_CAUSE;
}
