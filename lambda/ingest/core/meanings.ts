/**
 * What the words mean that the core knows by number: minutes, load balancers, target groups, kinds of line. Each was seen first in a line
 * that the reference parser read; its entry says what the word stands for.
 */

import { keptEntry, keptText } from '../../catalogue/kept-text.ts';
import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import { isServerError } from '../../diagnosis/cause.ts';
import { KNOWN } from '../../diagnosis/drift.ts';
import { isUnanswered } from '../../diagnosis/slow.ts';
import { periodStart, type Status } from '../../measure/aggregate.ts';
import type { Plan } from '../../measure/plans.ts';
import { statusOfKind } from './countable.ts';

/** Bits of assembly/line.ts. */
const MINUTE = 1;
const LOAD_BALANCER = 2;
const TARGET_GROUP = 4;
const KIND = 8;
const KIND_SHIFT = 8;
const UNANSWERED = 4;

/** How bad a kind of line is, which decides whether its lines are wanted as examples. */
const PLAIN = 0;
export const HAS_CAUSE = 1;
export const SERVER_ERROR = 2;

export interface Meanings {
  /** Starts of the minutes, milliseconds since 1970. */
  readonly minutes: number[];
  readonly loadBalancers: string[];
  /** Number 0 is no target group. */
  readonly targetGroups: (string | undefined)[];
  readonly kinds: Kind[];
}

export interface Kind {
  /** Its first line. */
  readonly entry: RequestEntry;
  /** What each plan, in their order, counts of every line of the kind. */
  readonly statuses: readonly Status[];
}

export function createMeanings(): Meanings {
  return { minutes: [], loadBalancers: [], targetGroups: [undefined], kinds: [] };
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

/** Learns the words of an entry's line that the core does not know; returns what the core may know, and what the kind is. */
export function learn(meanings: Meanings, entry: RequestEntry, { unknown, accept, plans }: Learning): number {
  if (entry.type === undefined || !KNOWN.types.has(entry.type)) return 0;
  let learned = 0;
  const start = periodStart(entry.time);
  if (unknown & MINUTE && start >= accept.from && start + MINUTE_MILLIS <= accept.to) {
    meanings.minutes.push(start);
    learned |= MINUTE;
  }
  if (unknown & LOAD_BALANCER) {
    meanings.loadBalancers.push(keptText(entry.loadBalancer));
    learned |= LOAD_BALANCER;
  }
  if (unknown & TARGET_GROUP && entry.targetGroup !== undefined) {
    meanings.targetGroups.push(keptText(entry.targetGroup));
    learned |= TARGET_GROUP;
  }
  const statuses = unknown & KIND ? statusesOf(entry, plans) : undefined;
  if (statuses !== undefined) {
    // The words that make a kind have far fewer characters (KIND_SIZE of assembly/memory.ts).
    meanings.kinds.push({ entry: keptEntry(entry), statuses });
    learned |= KIND | ((badness(entry) | (isUnanswered(entry) ? UNANSWERED : 0)) << KIND_SHIFT);
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

function badness(entry: RequestEntry): number {
  if (isServerError(entry)) return SERVER_ERROR;
  return entry.cause === undefined ? PLAIN : HAS_CAUSE;
}
