/**
 * Log objects -> messages on the queue, as S3 would announce them. Messages that SQS cannot take just now are sent
 * again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { REPLAY_EVENT_NAME } from '../../lambda/read/event.ts';
import type { ListedObject } from './listing.ts';

export interface Queue {
  readonly client: SQSClient;
  readonly url: string;
  /** Before the first repetition; it doubles from one to the next. */
  readonly pauseMillis: number;
}

/** Entries of one SendMessageBatch. Source: SQS API reference. */
export const MESSAGES_PER_SEND = 10;
const ATTEMPTS = 5;

/** At most MESSAGES_PER_SEND objects. An answer may refuse some of a batch while the others are on the queue. */
export async function send(queue: Queue, bucket: string, objects: readonly ListedObject[]): Promise<void> {
  let rest = objects;
  for (let attempt = 1; rest.length > 0; attempt += 1) {
    const failed = await sendOnce(queue, bucket, rest);
    const isRefused = failed.some(({ SenderFault }) => SenderFault === true);
    if (failed.length > 0 && (isRefused || attempt === ATTEMPTS)) throw sendFailure(failed, objects.length, isRefused);
    if (failed.length > 0) await pause(queue.pauseMillis * 2 ** (attempt - 1));
    const ids = new Set(failed.map(({ Id }) => Id));
    rest = rest.filter((_, index) => ids.has(String(index)));
  }
}

async function sendOnce(
  { client, url }: Queue,
  bucket: string,
  objects: readonly ListedObject[],
): Promise<BatchResultErrorEntry[]> {
  const Entries = objects.map((object, index) => ({ Id: String(index), MessageBody: eventBody(bucket, object) }));
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  return Failed;
}

function sendFailure(failed: readonly BatchResultErrorEntry[], total: number, isRefused: boolean): Error {
  const [first] = isRefused ? failed.filter(({ SenderFault }) => SenderFault) : failed;
  const what = isRefused ? 'refused' : 'could not take';
  const then = isRefused ? '' : `, tried ${ATTEMPTS} times: the same command goes on from here`;
  const reason = [first?.Code, first?.Message].filter(Boolean).join(' ');
  return new Error(`SQS ${what} ${failed.length} of ${total} messages (${reason})${then}`);
}

/** A notification as S3 sends it; its name tells the function that it says nothing about delivery. */
function eventBody(bucket: string, { key, size, etag }: ListedObject): string {
  const object = { key: encodeURIComponent(key), size, eTag: etag.replaceAll('"', '') };
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventTime: new Date().toISOString(),
    eventName: REPLAY_EVENT_NAME,
    s3: { bucket: { name: bucket }, object },
  };
  return JSON.stringify({ Records: [record] });
}
