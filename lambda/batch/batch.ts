/**
 * One invocation: notifications -> objects -> ingest -> publication units -> which messages go back to the queue.
 * Objects are read one after the other, in their order; the waits for S3, ledger and CloudWatch overlap with that.
 */
import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import { ingest } from '../ingest/ingest.ts';
import { unreadable } from '../measure/ingested.ts';
import { acceptWindow } from '../publish/accepted-times.ts';
import { BUSY, COMPLETE, type Ledger, ledgerId, lookUp, type Standing } from '../publish/ledger.ts';
import { type PublicationMember, publishUnit } from '../publish/publish.ts';
import { createUnits, type GatheredUnit } from '../publish/units.ts';
import { logObjects, type Notification, type S3Object } from '../read/event.ts';
import { Postponed, publicationFailure } from '../read/failure-kind.ts';
import { GONE, type OpenedObject, openObject } from '../read/object.ts';
import { readAhead } from '../read/read-ahead.ts';
import { readingOrder } from '../read/reading-order.ts';
import { freeHeap } from './garbage.ts';
import { account, noteLines, shortLines } from './report.ts';
import { addFailing, setAside } from './set-aside.ts';
import {
  type Batch,
  type Edge,
  fail,
  type Invocation,
  ignore,
  joinKnown,
  type RecognizedObject,
  refuse,
  say,
  sayDuplicate,
  type Work,
} from './work.ts';
import { START_MARGIN_MILLIS, worksOf } from './works.ts';

export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** With less time than this reading stops, so that what has been read can still be published. */
export const READ_MARGIN_MILLIS = 6_000;
/** Publishing ends this long before the deadline, to leave time for the ledger and the answer. */
const PUBLISH_MARGIN_MILLIS = 2_000;
/** Calls of the ledger end this long before the deadline, so that a DynamoDB that hangs does not cost the answer. */
const LEDGER_MARGIN_MILLIS = 500;
/** After the deadline and this much the invocation is dead, no matter what its clock says. */
const LEASE_MARGIN_MILLIS = 10_000;

/** Rejects only where there is no message to hand back: an event that is no batch of a queue. */
export async function processBatch(given: Edge, event: unknown, invocation: Invocation): Promise<BatchResponse> {
  const edge = { ...given, console: shortLines(given.console) };
  const remaining = invocation.getRemainingTimeInMillis();
  const order = readingOrder(logObjects(event));
  const works = worksOf(order, edge.config, remaining);
  const reading = new AbortController();
  const timeout = setTimeout(
    () => reading.abort(new Postponed('reading stopped, because the timeout of the function is near')),
    Math.max(0, remaining - READ_MARGIN_MILLIS),
  ).unref();
  const batch = createBatch({ edge, invocation, works, remaining, signal: reading.signal });
  try {
    for (const notification of [...order.together, ...order.alone])
      if (notification.error !== undefined) refuse(batch, notification);
    let place = 0;
    for (const work of works) {
      if (work.isAlone) await batch.units.finish();
      if ('ignored' in work.plan) ignore(batch, work, work.plan.ignored);
      else {
        freeHeap();
        await take(batch, work, { recognized: work.plan, place: place++ });
      }
    }
    await batch.units.finish();
    await setAsideFailed(batch);
  } finally {
    clearTimeout(timeout);
    // Nothing of this invocation goes on in the next.
    reading.abort(new Error('the invocation is over'));
  }
  return answer(batch);
}

interface Given {
  readonly edge: Edge;
  readonly invocation: Invocation;
  readonly works: readonly Work[];
  /** Milliseconds that the invocation has. */
  readonly remaining: number;
  readonly signal: AbortSignal;
}

function createBatch({ edge, invocation, works, remaining, signal }: Given): Batch {
  const deadline = Date.now() + remaining;
  const ledger: Ledger = {
    ...edge.ledger,
    // Lambda repeats a failed asynchronous invocation under the same request id.
    owner: `${invocation.awsRequestId}/${crypto.randomUUID()}`,
    lease: deadline + LEASE_MARGIN_MILLIS,
    abortSignal: AbortSignal.timeout(Math.max(0, remaining - LEDGER_MARGIN_MILLIS)),
  };
  const read = works.filter(({ plan }) => !('ignored' in plan));
  const objects = read.map(({ object }) => object);
  const ids = objects.flatMap((object) => (object.etag === undefined ? [] : [ledgerIdOf(object, object.etag)]));
  const margins = new Map(read.map(({ object, startMargin }) => [object, startMargin]));
  const open = async (object: S3Object) => {
    refuseTooLate(invocation, margins.get(object) ?? START_MARGIN_MILLIS);
    return openObject(edge.s3, object, signal);
  };
  const ahead = readAhead(objects, open, signal);
  // S3 takes longest to answer, so it is asked first.
  const standings = nextTurnOfTheLoop().then(() => lookUp(ledger, ids));
  // Each object that needs it hears of it; before the first of them nobody does.
  standings.catch(() => undefined);
  const batch: Batch = {
    ...{ edge, ledger, invocation, deadline, standings, ahead },
    ...{ known: new Map(), works: new Map(), failed: new Map() },
    units: createUnits((unit) => publishGathered(batch, unit)),
  };
  return batch;
}

function refuseTooLate(invocation: Invocation, startMargin: number): void {
  if (invocation.getRemainingTimeInMillis() < startMargin)
    throw new Postponed('not begun, because the timeout of the function is near');
}

/** The turn of one object. `place`: among those that are read. */
async function take(
  batch: Batch,
  work: Work,
  { recognized, place }: { readonly recognized: RecognizedObject; readonly place: number },
): Promise<void> {
  work.startedAt = Date.now();
  try {
    const opened = await batch.ahead.take(place);
    if (opened === GONE) return say(batch, work, { outcome: 'gone' });
    try {
      await takeOpened(batch, work, { ...recognized, opened });
    } finally {
      opened.discard();
    }
  } catch (error) {
    fail(batch, work, error);
  }
}

interface Opened extends RecognizedObject {
  readonly opened: OpenedObject;
}

async function takeOpened(batch: Batch, work: Work, { format, facts, opened }: Opened): Promise<void> {
  const { object } = work;
  const id = ledgerIdOf(object, opened.etag ?? object.etag ?? object.versionId);
  const known = batch.known.get(id);
  if (known !== undefined) return joinKnown(batch, work, known);
  const standing = await standingOf(batch, id);
  if (standing === COMPLETE) return sayDuplicate(batch, work);
  if (standing === BUSY) throw new Postponed('another invocation is at work on the object');
  refuseTooLate(batch.invocation, work.startMargin);
  batch.known.set(id, work);
  const ingestedAt = standing.cut?.ingestedAt ?? Date.now();
  const options = { config: batch.edge.config, accept: acceptWindow(ingestedAt) };
  const ingested = await ingest({ key: object.key, format, facts, chunks: opened.chunks }, options);
  const failure = unreadable(ingested);
  if (failure !== undefined) throw failure;
  const member: PublicationMember = { ingested, standing, ingestedAt, isReplay: object.isReplay };
  batch.works.set(member, work);
  await batch.units.add(member);
}

function ledgerIdOf({ bucket, key }: S3Object, etag: string | undefined): string {
  return ledgerId(bucket, key, etag);
}

/** The content S3 holds may be another than the notification reported. */
async function standingOf({ ledger, standings }: Batch, id: string): Promise<Standing | typeof COMPLETE | typeof BUSY> {
  try {
    return (await standings).get(id) ?? (await lookUp(ledger, [id])).get(id) ?? BUSY;
  } catch (error) {
    throw publicationFailure(error);
  }
}

/** Never rejects: each object has its outcome. */
async function publishGathered(batch: Batch, unit: GatheredUnit<Notification>): Promise<void> {
  const { cloudwatch, config, backoffMillis } = batch.edge;
  const publisher = {
    ...{ cloudwatch, ledger: batch.ledger, backoffMillis, namespace: config.namespace },
    deadline: batch.deadline - PUBLISH_MARGIN_MILLIS,
  };
  const { failed, countsError, incomplete } = await publishUnit(publisher, unit);
  if (countsError !== undefined) {
    for (const notification of unit.sources)
      addFailing(batch.failed, notification, { error: countsError, kind: undefined });
  }
  for (const member of unit.members) {
    const work = batch.works.get(member);
    batch.works.delete(member);
    if (work === undefined) continue;
    if (failed.has(member)) fail(batch, work, publicationFailure(failed.get(member)));
    else {
      say(batch, work, account(member.ingested, incomplete.includes(member)));
      for (const note of noteLines(member.ingested)) batch.edge.console.log(note);
    }
  }
}

async function setAsideFailed({ edge, failed, invocation }: Batch): Promise<void> {
  const { deadLetters, console } = edge;
  if (deadLetters === undefined || failed.size === 0) return;
  const left = invocation.getRemainingTimeInMillis() - LEDGER_MARGIN_MILLIS;
  await setAside(failed, { deadLetters, console, abortSignal: AbortSignal.timeout(Math.max(0, left)) });
}

function answer({ failed }: Batch): BatchResponse {
  const itemIdentifiers: string[] = [];
  for (const [{ messageId }, { error }] of failed) {
    if (messageId === undefined) throw error;
    itemIdentifiers.push(messageId);
  }
  return { batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })) };
}
