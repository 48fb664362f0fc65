/**
 * What the words mean that the core knows by number: minutes, load balancers, target groups, kinds of line. Each was
 * seen first in a line that the reference parser read; its entry says what the word stands for.
 */

import { keptEntry, keptText } from '../../catalogue/kept-text.ts';
import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import { isServerError } from '../../diagnosis/cause.ts';
import { drift, KNOWN } from '../../diagnosis/drift.ts';
import { isJudged, isUnanswered } from '../../diagnosis/slow.ts';
import { isoTime } from '../../formats/fields.ts';
import { periodStart } from '../../measure/aggregate.ts';
import type { Status } from '../../measure/cell.ts';
import type { Plan } from '../../measure/plans.ts';
import { CORE } from './core.ts';
import { statusOfKind } from './countable.ts';
import type { Core, Meanings } from './exports.ts';
import { answersOf, createAnswers } from './kind-counts.ts';

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

/**
 * For a new object. The core may still know words of the one before, because what a word stands for does not depend on
 * the object.
 */
export function beginMeanings(core: Core, { plans, accept }: Pick<Learning, 'plans' | 'accept'>): Meanings {
  const { exports, meanings } = core;
  const { minutes, loadBalancers, targetGroups, kinds } = meanings;
  const isCountedAlike = plans.length === core.plans.length && plans.every(({ plan }, at) => plan === core.plans[at]);
  // What is strange is noted in the order in which an object has it first, so the first line of it has to be shown in
  // each.
  if (!isCountedAlike || kinds.some(({ isStrange }) => isStrange)) exports.forget();
  if (!minutes.every((start) => isAccepted(start, accept))) exports.forgetMinutes();
  core.plans = plans.map(({ plan }) => plan);
  exports.begin();
  minutes.length = exports.minuteCount();
  loadBalancers.length = exports.loadBalancerCount();
  targetGroups.length = 1 + exports.targetGroupCount();
  kinds.length = exports.kindCount();
  if (kinds.length === 0) meanings.answers = plans.map(createAnswers);
  return meanings;
}

/** Is the whole minute within the accepted times? */
function isAccepted(start: number, { from, to }: Learning['accept']): boolean {
  return start >= from && start + MINUTE_MILLIS <= to;
}

export function forgetMeanings(meanings: Meanings): void {
  meanings.minutes.length = 0;
  meanings.loadBalancers.length = 0;
  meanings.targetGroups.length = 1;
  meanings.kinds.length = 0;
  meanings.answers = meanings.answers.map(createAnswers);
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
  if (unknown & LINE_MINUTE && isAccepted(start, accept)) {
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
    meanings.kinds.push({
      entry: keptEntry(entry),
      answers: answersOf(meanings.answers, statuses),
      isJudged: isJudged(entry),
      isStrange: drift(entry).length > 0,
    });
    learned |= LINE_KIND | ((badness(entry) | (isUnanswered(entry) ? UNANSWERED : 0)) << KIND_SHIFT);
  }
  return learned;
}

/**
 * Learns a minute from its text, `2026-07-01T10:04`. False where the reference parser would not take it for a time, or
 * where some of it is not accepted.
 */
export function learnMinute({ minutes }: Meanings, text: string, accept: Learning['accept']): boolean {
  const start = isoTime(`${text}:00Z`);
  if (!isAccepted(start, accept)) return false;
  minutes.push(start);
  return true;
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
