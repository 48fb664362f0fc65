/**
 * One invocation: notifications -> objects -> claim -> ingest -> publication units -> which messages go back to the queue.
 * Every object ends in one structured log line that says what became of it.
 */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Config } from './config.ts';
import type { AnyFormat, KeyFacts } from './formats/format.ts';
import { recognise } from './formats/index.ts';
import { ingest } from './ingest/ingest.ts';
import { type Aggregates, createAggregates, mergeAggregates } from './measure/aggregate.ts';
import { acceptWindow } from './publish/accepted-times.ts';
import { BUSY, type Claim, COMPLETE, claim, type Ledger, ledgerId, release } from './publish/ledger.ts';
import { addPipelineCounts, type PipelineCounts } from './publish/pipeline-metrics.ts';
import { type Member, publishUnit } from './publish/publish.ts';
import { fitTogether, UNIT_CELLS_MAX } from './publish/requests.ts';
import { logObjects, type Notification, type S3Object } from './read/event.ts';
import { filteredBy } from './read/filter.ts';
import { GONE, type OpenedObject, openObject } from './read/object.ts';
import { account, messageOf, noteLines, objectLine } from './report.ts';

/** What the handler gives: clients and settings. */
export interface Edge {
  readonly s3: S3Client;
  readonly cloudwatch: CloudWatchClient;
  readonly ledger: Ledger;
  readonly config: Config;
  readonly console: Pick<Console, 'log' | 'error'>;
  /** First wait before a refused request is sent again. */
  readonly backoffMillis: number;
}

export interface Invocation {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
}

export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** With less time than this no further object is begun: the rest goes back to the queue. */
export const START_MARGIN_MILLIS = 10_000;
/** With less time than this reading stops, so that what has been read can still be published. */
export const READ_MARGIN_MILLIS = 6_000;
/** Publishing ends this long before the deadline, to leave time for the ledger and the answer. */
export const PUBLISH_MARGIN_MILLIS = 2_000;
/** Calls of the ledger end this long before the deadline, so that a DynamoDB that hangs does not cost the answer. */
const LEDGER_MARGIN_MILLIS = 500;
/** After the deadline and this much the invocation is dead, whatever its clock says. */
const LEASE_MARGIN_MILLIS = 10_000;

interface Work {
  readonly object: S3Object;
  readonly startedAt: number;
  /** Messages that name it; all of them fail with it. */
  readonly notifications: Notification[];
  isFailed: boolean;
}

interface Pending {
  readonly members: Map<Member, Work>;
  /** Sum of the members, to tell what still fits. */
  readonly merged: Aggregates;
  cells: number;
  counts: PipelineCounts;
  /** Messages whose only trace are these counts. */
  readonly counted: Set<Notification>;
}

interface Batch {
  readonly edge: Edge;
  readonly invocation: Invocation;
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly known: Map<string, Work>;
  readonly failed: Map<Notification, unknown>;
  pending: Pending;
}

/** Rejects only where there is no message to hand back: an event that is no batch of a queue. */
export async function processBatch(given: Edge, event: unknown, invocation: Invocation): Promise<BatchResponse> {
  const notifications = logObjects(event);
  const remaining = invocation.getRemainingTimeInMillis();
  const abortSignal = AbortSignal.timeout(Math.max(0, remaining - LEDGER_MARGIN_MILLIS));
  const edge = { ...given, ledger: { ...given.ledger, abortSignal } };
  const reading = new AbortController();
  const timeout = setTimeout(
    () => reading.abort(new Error('reading stopped, for the time-out of the function is near')),
    Math.max(0, remaining - READ_MARGIN_MILLIS),
  ).unref();
  const batch: Batch = {
    ...{ edge, invocation, deadline: Date.now() + remaining, signal: reading.signal },
    ...{ known: new Map(), failed: new Map(), pending: nothingPending() },
  };
  try {
    // What has come back most often goes first, or a full queue would carry it to the dead-letter queue unread.
    for (const notification of [...notifications].sort((left, right) => right.receiveCount - left.receiveCount)) {
      if (notification.error !== undefined) refuse(batch, notification);
      for (const object of notification.objects) await take(batch, notification, object);
    }
    await flush(batch);
  } finally {
    clearTimeout(timeout);
  }
  return answer(batch);
}

function nothingPending(): Pending {
  return { members: new Map(), merged: createAggregates(), cells: 0, counts: {}, counted: new Set() };
}

function refuse({ edge, failed }: Batch, notification: Notification): void {
  failed.set(notification, new Error(notification.error));
  edge.console.error({ kind: 'message', messageId: notification.messageId, error: notification.error });
}

async function take(batch: Batch, notification: Notification, object: S3Object): Promise<void> {
  const { config } = batch.edge;
  const work: Work = { object, startedAt: Date.now(), notifications: [notification], isFailed: false };
  const recognised = recognise(object.key, config.formatByPrefix);
  const ignored =
    'ignored' in recognised ? recognised.ignored : filteredBy(config, recognised.format, recognised.facts);
  if ('ignored' in recognised || ignored !== undefined) {
    count(batch, notification, { IgnoredObjects: 1 });
    return say(batch, work, { outcome: 'ignored', reason: ignored });
  }
  if (batch.invocation.getRemainingTimeInMillis() < START_MARGIN_MILLIS) {
    return fail(batch, work, new Error('not begun, for the time-out of the function is near'));
  }
  try {
    const opened = await openObject(batch.edge.s3, object, batch.signal);
    if (opened === GONE) return say(batch, work, { outcome: 'gone' });
    await takeOpened(batch, work, { ...recognised, opened });
  } catch (error) {
    fail(batch, work, error);
  }
}

interface Opened {
  readonly format: AnyFormat;
  readonly facts: KeyFacts;
  readonly opened: OpenedObject;
}

async function takeOpened(batch: Batch, work: Work, { format, facts, opened }: Opened): Promise<void> {
  const { object } = work;
  const id = ledgerId(object.bucket, object.key, opened.etag ?? object.etag ?? object.versionId);
  const known = batch.known.get(id);
  if (known !== undefined) return joinKnown(batch, work, { known, opened });
  const mine = await claimFor(batch, id).catch((error: unknown) => {
    opened.discard();
    throw error;
  });
  if (mine === COMPLETE || mine === BUSY) opened.discard();
  if (mine === COMPLETE) {
    for (const notification of work.notifications) count(batch, notification, { DuplicateObjects: 1 });
    return say(batch, work, { outcome: 'duplicate' });
  }
  if (mine === BUSY) throw new Error('another invocation is at work on the object');
  batch.known.set(id, work);
  const ingestedAt = mine.cut?.ingestedAt ?? Date.now();
  const options = { config: batch.edge.config, accept: acceptWindow(ingestedAt) };
  const reading = ingest({ key: object.key, format, facts, chunks: opened.chunks }, options);
  const ingested = await reading.catch(async (error: unknown) => {
    opened.discard();
    // The retry need not wait for the lease. If this fails too, it has to.
    await release(batch.edge.ledger, mine, mine.isInDoubt).catch(() => false);
    throw error;
  });
  await addMember(batch, work, { ingested, claim: mine, ingestedAt, isReplay: object.isReplay });
}

/** The same object twice in one batch: one reading serves both messages. */
function joinKnown(batch: Batch, work: Work, { known, opened }: { known: Work; opened: OpenedObject }): void {
  opened.discard();
  known.notifications.push(...work.notifications);
  if (known.isFailed) {
    fail(batch, work, new Error('the object failed earlier in this batch'));
    return;
  }
  for (const notification of work.notifications) count(batch, notification, { DuplicateObjects: 1 });
  say(batch, work, { outcome: 'duplicate' });
}

function claimFor({ edge, deadline, invocation }: Batch, id: string): Promise<Claim | typeof COMPLETE | typeof BUSY> {
  // Lambda repeats a failed asynchronous invocation under the same request id.
  const owner = `${invocation.awsRequestId}/${crypto.randomUUID()}`;
  return claim(edge.ledger, { id, owner, lease: deadline + LEASE_MARGIN_MILLIS });
}

async function addMember(batch: Batch, work: Work, member: Member): Promise<void> {
  const { aggregates } = member.ingested;
  const { isInDoubt, requestsDone } = member.claim;
  const mustBeAlone = isInDoubt || requestsDone > 0 || !fitTogether(createAggregates(), aggregates);
  if (mustBeAlone) {
    const alone = nothingPending();
    alone.members.set(member, work);
    return publishPending(batch, alone);
  }
  const cells = batch.pending.cells + aggregates.cells.size;
  if (cells > UNIT_CELLS_MAX || !fitTogether(batch.pending.merged, aggregates)) await flush(batch);
  const { pending } = batch;
  pending.members.set(member, work);
  pending.cells += aggregates.cells.size;
  mergeAggregates(pending.merged, aggregates);
}

function count({ pending }: Batch, notification: Notification, counts: PipelineCounts): void {
  pending.counts = addPipelineCounts(pending.counts, counts);
  pending.counted.add(notification);
}

async function flush(batch: Batch): Promise<void> {
  const { pending } = batch;
  batch.pending = nothingPending();
  await publishPending(batch, pending);
}

async function publishPending(batch: Batch, { members, counts, counted }: Pending): Promise<void> {
  const { cloudwatch, ledger, config, backoffMillis } = batch.edge;
  const publisher = {
    ...{ cloudwatch, ledger, backoffMillis, namespace: config.namespace },
    deadline: batch.deadline - PUBLISH_MARGIN_MILLIS,
  };
  const { failed, countsError, incomplete } = await publishUnit(publisher, { members: [...members.keys()], counts });
  if (countsError !== undefined) for (const notification of counted) batch.failed.set(notification, countsError);
  for (const [member, work] of members) {
    if (failed.has(member)) fail(batch, work, failed.get(member));
    else {
      say(batch, work, account(member.ingested, incomplete.includes(member)));
      for (const note of noteLines(member.ingested)) batch.edge.console.log(note);
    }
  }
}

function fail(batch: Batch, work: Work, cause: unknown): void {
  work.isFailed = true;
  const { bucket, key } = work.object;
  const error = new Error(`s3://${bucket}/${key}: ${messageOf(cause)}`, { cause });
  for (const notification of work.notifications) batch.failed.set(notification, error);
  batch.edge.console.error({ ...objectLine(work.object, work.startedAt), outcome: 'failed', error: messageOf(cause) });
}

function say({ edge }: Batch, { object, startedAt }: Work, line: Readonly<Record<string, unknown>>): void {
  edge.console.log({ ...objectLine(object, startedAt), ...line });
}

function answer({ failed }: Batch): BatchResponse {
  const itemIdentifiers: string[] = [];
  for (const [{ messageId }, error] of failed) {
    if (messageId === undefined) throw error;
    itemIdentifiers.push(messageId);
  }
  return { batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })) };
}
