/**
 * One publication unit -> CloudWatch and the ledger: claim its objects (PUBLISHING), send its requests, mark them
 * COMPLETE. What each step leaves behind when it fails is in docs/counted-once.md. Never rejects: each object has its
 * outcome.
 */

import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Ingested } from '../measure/ingested.ts';
import { OLDEST_MILLIS } from './accepted-times.ts';
import {
  claim,
  complete,
  isUntouched,
  type Ledger,
  type PublishProgress,
  recordProgress,
  release,
  type Standing,
} from './ledger.ts';
import { addPipelineCounts, type PipelineCounts, pipelineCounts, pipelineData } from './pipeline-metrics.ts';
import { type Published, publish } from './put.ts';
import { entriesOf, fingerprint, type MetricDataRequest, mergeAll, metricDataRequests } from './requests.ts';

export interface PublicationMember {
  readonly ingested: Ingested;
  /** What the ledger said of it before it was read. */
  readonly standing: Standing;
  /** The moment its accept window was made of. */
  readonly ingestedAt: number;
  /** Its delivery lag says nothing. */
  readonly isReplay: boolean;
}

export interface Unit {
  readonly members: readonly PublicationMember[];
  /** Of objects that leave nothing else to publish: ignored ones, duplicates. */
  readonly counts: PipelineCounts;
}

export interface Publisher {
  readonly cloudwatch: CloudWatchClient;
  readonly ledger: Ledger;
  readonly namespace: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly backoffMillis: number;
}

export interface PublishOutcome {
  /** Members whose data are not (certainly) published, and why. */
  readonly failed: ReadonlyMap<PublicationMember, unknown>;
  /** Why the counts are not published. */
  readonly countsError: unknown;
  /** Objects that are published, though the ledger could not be told. */
  readonly incomplete: readonly PublicationMember[];
}

/** Where to begin, and what may be out already. */
interface Resumption {
  readonly from: number;
  /** Number of requests from there on that somebody may have sent. */
  readonly inDoubt: number;
}

export async function publishUnit(publisher: Publisher, unit: Unit): Promise<PublishOutcome> {
  const plan = planOf(unit.members);
  const claiming = Promise.all(unit.members.map((member) => take(publisher, member, plan)));
  // The claims are on their way after this, and their wait is time to make the data.
  await nextTurnOfTheLoop();
  const first = firstData(plan);
  const claims = await claiming;
  const lost = new Map(claims.flatMap((error, index) => entry(unit.members[index], error)));
  if (lost.size === 0) return publishClaimed(publisher, unit, { ...plan, first });
  const members = unit.members.filter((member) => !lost.has(member));
  const others = planOf(members);
  const rest = { members, counts: unit.counts };
  const outcome = await publishClaimed(publisher, rest, { ...others, first: firstData(others) });
  return { ...outcome, failed: new Map([...lost, ...outcome.failed]) };
}

function planOf(members: readonly PublicationMember[]): RequestPlan {
  const cut = metricDataRequests(mergeAll(members.map(({ ingested }) => ingested.aggregates)));
  const print = fingerprint(cut);
  return { cut, print, resumption: resume(members, cut, print) };
}

function firstData({ cut, resumption }: RequestPlan): readonly MetricDatum[] {
  return cut[resumption.from]?.data() ?? [];
}

/** Only a single object is ever resumed; the others of a unit are fresh. */
function resume(members: readonly PublicationMember[], cut: readonly MetricDataRequest[], print: string): Resumption {
  const [member] = members;
  if (member === undefined || members.length > 1) return { from: 0, inDoubt: 0 };
  const { requestsDone, isInDoubt, doubtUntil } = member.standing;
  if (isUntouched(member.standing)) return { from: 0, inDoubt: 0 };
  // Other settings or other code: what is out cannot be distinguished any more, so all of it is sent and counted as in
  // doubt.
  if (member.standing.cut?.fingerprint !== print) return { from: 0, inDoubt: cut.length };
  return { from: requestsDone, inDoubt: Math.max(isInDoubt ? 1 : 0, doubtUntil - requestsDone) };
}

/** Undefined when the object is ours to publish. */
async function take({ ledger }: Publisher, member: PublicationMember, plan: RequestPlan): Promise<unknown> {
  try {
    if (await claim(ledger, member.standing, progressAfter(member, plan, plan.resumption.from))) return undefined;
    return new Error('another invocation has taken the object over');
  } catch (error) {
    await giveBack(ledger, member, member.standing.isInDoubt);
    return error;
  }
}

/**
 * How far the doubt reaches is kept with the rest: anyone who comes after the next interruption has to count it too.
 */
function progressAfter(
  { ingestedAt }: PublicationMember,
  { print, resumption: { from, inDoubt } }: RequestPlan,
  requestsDone: number,
): PublishProgress {
  return { fingerprint: print, ingestedAt, requestsDone, doubtUntil: from + inDoubt };
}

interface RequestPlan {
  readonly cut: readonly MetricDataRequest[];
  /** Fingerprint of the cut. */
  readonly print: string;
  readonly resumption: Resumption;
}

interface PreparedPlan extends RequestPlan {
  /** Data of the request that goes out first. */
  readonly first: readonly MetricDatum[];
}

async function publishClaimed(publisher: Publisher, unit: Unit, plan: PreparedPlan): Promise<PublishOutcome> {
  const { members } = unit;
  const { cut, resumption } = plan;
  if (members.length === 0 && Object.keys(unit.counts).length === 0) return outcome();
  for (let index = resumption.from; index < cut.length; index++) {
    if (index > resumption.from) {
      const error = await recordDone(publisher, members, { plan, done: index });
      if (error !== undefined) return outcome(members, error);
    }
    const isInDoubt = index - resumption.from < resumption.inDoubt;
    const published = await sendRequest(publisher, unit, { plan, index, isInDoubt });
    if (published.verdict === 'accepted') continue;
    if (published.verdict === 'invalid' && members.length > 1) return publishApart(publisher, unit);
    const { error } = published;
    for (const member of members)
      await giveBack(publisher.ledger, member, isInDoubt || published.verdict === 'doubtful');
    return outcome(members, error);
  }
  const incomplete = await completeAll(publisher, members);
  return { ...outcome(), incomplete };
}

function outcome(members: readonly PublicationMember[] = [], error?: unknown): PublishOutcome {
  return { failed: new Map(members.map((member) => [member, error])), countsError: error, incomplete: [] };
}

/** The request before is out. Unless that is written down the next must not go, or two would be in doubt. */
async function recordDone(
  { ledger }: Publisher,
  members: readonly PublicationMember[],
  { plan, done }: { readonly plan: RequestPlan; readonly done: number },
): Promise<unknown> {
  for (const member of members) {
    try {
      const isOurs = await recordProgress(ledger, member.standing, progressAfter(member, plan, done));
      if (!isOurs) return new Error('another invocation has taken the object over');
    } catch (error) {
      return error;
    }
  }
  return undefined;
}

async function sendRequest(
  { cloudwatch, namespace, deadline, backoffMillis }: Publisher,
  unit: Unit,
  {
    plan: { cut, resumption, first },
    index,
    isInDoubt,
  }: { readonly plan: PreparedPlan; readonly index: number; readonly isInDoubt: boolean },
): Promise<Published> {
  const now = Date.now();
  // An object that is resumed after days may hold what CloudWatch has come to refuse; the cut must not move for it.
  const oldest = now - OLDEST_MILLIS;
  const request = cut[index];
  const all = index === resumption.from ? first : (request?.data() ?? []);
  const data = all.filter(({ Timestamp }) => (Timestamp?.getTime() ?? now) >= oldest);
  const own = index === cut.length - 1 ? pipelineData(countsOf(unit, oldest), now) : [];
  const entries = request?.entries ?? 0;
  if (data.length + own.length === 0) return { verdict: 'accepted' };
  return publish(
    cloudwatch,
    { namespace, data: [...data, ...own], entries, entriesInDoubt: isInDoubt ? entries : 0 },
    { deadline, backoffMillis },
  );
}

function countsOf({ members, counts }: Unit, oldest: number): PipelineCounts {
  return members.reduce((sum, { ingested, isReplay }) => {
    const { DeliveryLag, ...own } = pipelineCounts(ingested, Date.now());
    const late = { DataDropped: entriesOf(ingested.aggregates, oldest) };
    const lag = isReplay || DeliveryLag === undefined ? {} : { DeliveryLag };
    return addPipelineCounts(sum, addPipelineCounts({ ...own, ...lag }, late));
  }, counts);
}

/**
 * One object of the unit cannot be published. Nothing of the others is out, so each is tried alone and that one fails
 * alone.
 */
async function publishApart(publisher: Publisher, { members, counts }: Unit): Promise<PublishOutcome> {
  const alone: Unit[] = members.map((member) => ({ members: [member], counts: {} }));
  const failed = new Map<PublicationMember, unknown>();
  const incomplete: PublicationMember[] = [];
  for (const unit of alone) {
    const outcome = await publishUnit(publisher, unit);
    for (const [member, error] of outcome.failed) failed.set(member, error);
    incomplete.push(...outcome.incomplete);
  }
  const { countsError } = await publishUnit(publisher, { members: [], counts });
  return { failed, countsError, incomplete };
}

/** A failure here leaves the object PUBLISHING. It is published anyway, so its message must not come back. */
async function completeAll(
  { ledger }: Publisher,
  members: readonly PublicationMember[],
): Promise<readonly PublicationMember[]> {
  const completed = await Promise.all(members.map(({ standing }) => complete(ledger, standing).catch(() => false)));
  return members.filter((_member, index) => completed[index] !== true);
}

/** A lease that cannot be given back ends on its own before the message is delivered again. */
async function giveBack(ledger: Ledger, { standing }: PublicationMember, isInDoubt: boolean): Promise<void> {
  await release(ledger, standing, isInDoubt).catch(() => false);
}

function entry(member: PublicationMember | undefined, error: unknown): [PublicationMember, unknown][] {
  return member === undefined || error === undefined ? [] : [[member, error]];
}
