/**
 * Puts log objects on the queue again, as S3 would announce them. The function leaves alone what its ledger knows, so a
 * replay counts only what was not counted; `isForced` makes the ledger forget first, and then all of it is counted
 * again.
 */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import type { Confirm, ShowProgress } from './edge.ts';
import { countedBefore, forget, type ReplayLedger } from './ledger.ts';
import { type ListedObject, type ListedPeriod, type ListedPlace, listObjects } from './listing.ts';
import { type PositionFile, positionOf } from './position.ts';
import { MESSAGES_PER_SEND, send } from './send.ts';

export interface ReplayRequest extends ListedPlace, ListedPeriod {
  readonly queueUrl: string | undefined;
  /** The ledger, where it is known; needed to force. */
  readonly table: string | undefined;
  readonly isDryRun: boolean;
  readonly isForced: boolean;
}

export interface ReplayEdge {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly say: (line: string) => void;
  readonly confirm: Confirm;
  readonly progress: ShowProgress;
  /** Folder of the position file. */
  readonly folder?: string;
  /** Before messages that SQS could not take are sent again. */
  readonly pauseMillis?: number;
}

const PAUSE_MILLIS = 500;
const DAY_MILLIS = 86_400_000;
/** CloudWatch refuses data older than two weeks; the function drops and counts them. */
const REFUSED_AFTER_MILLIS = 14 * DAY_MILLIS;

/** Gives the exit code. */
export async function replay(options: ReplayRequest, edge: ReplayEdge): Promise<number> {
  const { objects, unknown } = await listAll(options, edge);
  const bytes = objects.reduce((sum, { size }) => sum + size, 0);
  edge.say(
    `${objects.length} log objects (${megabytes(bytes)}) end between ${iso(options.from)} and ${iso(options.to)}`,
  );
  if (unknown.count > 0) edge.say(unknownNote(unknown));
  for (const warning of warnings(objects, Date.now())) edge.say(warning);
  const known = await sayKnown(objects, options, edge);
  if (objects.length === 0) return 0;
  if (options.isDryRun) {
    edge.say('nothing was put on the queue (--dry-run)');
    return 0;
  }
  if (options.queueUrl === undefined)
    throw new Error('--queue is missing: the URL of the queue that the function reads');
  const question = options.isForced
    ? `Count ${objects.length} objects, ${known.length} of them a second time?`
    : `Put ${objects.length} objects on the queue?`;
  if (!(await edge.confirm(question))) {
    edge.say('nothing was put on the queue');
    return 1;
  }
  await sendAll(objects, { ...options, queueUrl: options.queueUrl }, edge);
  return 0;
}

interface Listed {
  readonly objects: readonly ListedObject[];
  readonly unknown: UnknownKeys;
}

/** A bucket may hold millions of other keys, so only one is kept. */
interface UnknownKeys {
  readonly count: number;
  readonly first: string;
}

async function listAll(options: ReplayRequest, { s3, progress }: ReplayEdge): Promise<Listed> {
  const bar = progress('listing', 0);
  const objects: ListedObject[] = [];
  let unknown: UnknownKeys = { count: 0, first: '' };
  for await (const found of listObjects(s3, options, options)) {
    if ('unknown' in found) unknown = { count: unknown.count + 1, first: unknown.first || found.unknown };
    else objects.push(found);
  }
  bar.stop();
  // By key, so that a position keeps its meaning when objects come and go.
  return { objects: objects.sort((left, right) => compareText(left.key, right.key)), unknown };
}

function unknownNote({ count, first }: UnknownKeys): string {
  return (
    `${count} keys were not recognized as logs and are left out, the first is '${first}'; ` +
    `if they are logs, name their format in the setting formatByPrefix`
  );
}

/** What CloudWatch will make of data that old. */
export function warnings(objects: readonly ListedObject[], now: number): string[] {
  const refused = objects.filter(({ end }) => end < now - REFUSED_AFTER_MILLIS).length;
  const late = objects.filter(({ end }) => end < now - DAY_MILLIS).length - refused;
  return [
    ...(refused > 0
      ? [`${refused} of them are older than two weeks: CloudWatch refuses their data, so they give no metrics`]
      : []),
    ...(late > 0 ? [`${late} of them are older than a day: CloudWatch can take 48 hours to show their data`] : []),
  ];
}

async function sayKnown(
  objects: readonly ListedObject[],
  options: ReplayRequest,
  edge: ReplayEdge,
): Promise<ListedObject[]> {
  const ledger = ledgerOf(options, edge);
  if (ledger === undefined) {
    if (options.isForced)
      throw new Error('--force needs --table, the name of the ledger that has to forget the objects');
    return [];
  }
  const known = await countedBefore(ledger, objects);
  const what = options.isForced ? 'and will be counted twice' : 'and will not be counted again';
  if (known.length > 0)
    edge.say(`${known.length} of them (${megabytes(totalBytes(known))}) were counted before ${what}`);
  return known;
}

function ledgerOf({ table, bucket }: ReplayRequest, { dynamodb: client }: ReplayEdge): ReplayLedger | undefined {
  return table === undefined ? undefined : { client, table, bucket };
}

async function sendAll(
  objects: readonly ListedObject[],
  options: ReplayRequest & { readonly queueUrl: string },
  edge: ReplayEdge,
): Promise<void> {
  const { bucket, prefix, formatByPrefix, from, to, queueUrl, isForced } = options;
  // With other formats other objects are listed, and a position says nothing about those.
  const position = positionOf({ bucket, prefix, formatByPrefix, from, to, queueUrl, isForced }, edge.folder);
  const { lastKey } = position.read();
  const begun = lastKey === undefined ? 0 : objects.filter(({ key }) => key <= lastKey).length;
  if (begun > 0) edge.say(`continuing after the first ${begun} objects, which an earlier run put on the queue`);
  const bar = edge.progress('replaying', objects.length);
  const ledger = isForced ? ledgerOf(options, edge) : undefined;
  const queue = { client: edge.sqs, url: queueUrl, pauseMillis: edge.pauseMillis ?? PAUSE_MILLIS };
  try {
    for (let done = begun; done < objects.length; done += MESSAGES_PER_SEND) {
      const batch = objects.slice(done, done + MESSAGES_PER_SEND);
      if (ledger !== undefined) await forgetOnce(batch, ledger, position);
      await send(queue, bucket, batch);
      passed(batch, position);
      bar.update(done + batch.length);
    }
  } finally {
    bar.stop();
  }
  position.remove();
  edge.say(`${objects.length - begun} objects are on the queue`);
}

/**
 * What is forgotten is written down before the first of it is sent. However a run ends, the next one sends these again
 * but forgets none of them a second time, so the ledger tells those that were already on the queue from those that were
 * not.
 */
async function forgetOnce(batch: readonly ListedObject[], ledger: ReplayLedger, position: PositionFile): Promise<void> {
  const { lastKey, forgotten } = position.read();
  const known = new Set(forgotten);
  for (const object of batch) if (!known.has(object.key)) await forget(ledger, object);
  for (const { key } of batch) known.add(key);
  position.save({ lastKey, forgotten: [...known] });
}

function passed(batch: readonly ListedObject[], position: PositionFile): void {
  const { forgotten } = position.read();
  const keys = new Set(batch.map(({ key }) => key));
  position.save({ lastKey: batch.at(-1)?.key, forgotten: forgotten.filter((key) => !keys.has(key)) });
}

function totalBytes(objects: readonly ListedObject[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
