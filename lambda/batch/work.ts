/**
 * The objects of a batch, and what is said and counted of each in the end. Every object ends in one structured log
 * line.
 */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';
import type { AnyFormat, KeyFacts } from '../formats/format.ts';
import type { Ledger, lookUp } from '../publish/ledger.ts';
import type { LedgerTable } from '../publish/ledger-items.ts';
import { failureCounts } from '../publish/pipeline-metrics.ts';
import type { PublicationMember } from '../publish/publish.ts';
import type { Units } from '../publish/units.ts';
import type { Notification, S3Object } from '../read/event.ts';
import { failureKind } from '../read/failure-kind.ts';
import type { ReadAhead } from '../read/read-ahead.ts';
import { messageOf, objectLine } from './report.ts';
import { addFailing, type DeadLetters, type FailedMessages } from './set-aside.ts';

/** What the handler gives: clients and settings. */
export interface Edge {
  readonly s3: S3Client;
  readonly cloudwatch: CloudWatchClient;
  readonly ledger: LedgerTable;
  readonly config: Config;
  readonly console: Pick<Console, 'log' | 'error'>;
  /** First wait before a refused request is sent again. */
  readonly backoffMillis: number;
  /** Where messages go that no other attempt will help; without it they go back to the queue as all that fail. */
  readonly deadLetters?: DeadLetters | undefined;
}

export interface Invocation {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** An object and the messages that name it. */
export interface Work {
  readonly object: S3Object;
  /** All of them fail with it. */
  readonly notifications: Notification[];
  readonly plan: BatchPlan;
  /** Begun when nothing of another object is left to publish. */
  readonly isAlone: boolean;
  /** With less milliseconds left than this it is not begun. */
  readonly startMargin: number;
  startedAt: number;
  /** Why the object failed in this batch. */
  failure?: unknown;
}

/** How an object is read, or why it is not. */
export type BatchPlan = RecognizedObject | { readonly ignored: string };

export interface RecognizedObject {
  readonly format: AnyFormat;
  readonly facts: KeyFacts;
}

export interface Batch {
  readonly edge: Edge;
  readonly ledger: Ledger;
  readonly invocation: Invocation;
  readonly deadline: number;
  readonly ahead: ReadAhead;
  /** What the ledger said, by id, of the objects whose notification tells their id. */
  readonly standings: ReturnType<typeof lookUp>;
  readonly units: Units<Notification>;
  readonly known: Map<string, Work>;
  readonly works: Map<PublicationMember, Work>;
  readonly failed: FailedMessages;
}

export function refuse({ edge, failed, units }: Batch, notification: Notification): void {
  addFailing(failed, notification, { error: new Error(notification.error), kind: 'Notification' });
  units.count(notification, failureCounts('Notification'));
  edge.console.error({ kind: 'message', messageId: notification.messageId, error: notification.error });
}

export function ignore(batch: Batch, work: Work, reason: string): void {
  for (const notification of work.notifications) batch.units.count(notification, { IgnoredObjects: 1 });
  say(batch, work, { outcome: 'ignored', reason });
}

/** The same object twice in one batch: one reading serves both messages. */
export function joinKnown(batch: Batch, work: Work, known: Work): void {
  known.notifications.push(...work.notifications);
  if (known.failure !== undefined) throw known.failure;
  sayDuplicate(batch, work);
}

export function sayDuplicate(batch: Batch, work: Work): void {
  for (const notification of work.notifications) batch.units.count(notification, { DuplicateObjects: 1 });
  say(batch, work, { outcome: 'duplicate' });
}

export function fail(batch: Batch, work: Work, cause: unknown): void {
  work.failure = cause;
  const { bucket, key } = work.object;
  const error = new Error(`s3://${bucket}/${key}: ${messageOf(cause)}`, { cause });
  const failure = failureKind(cause);
  for (const notification of work.notifications) {
    addFailing(batch.failed, notification, { error, kind: failure });
    // A failed publication is not counted: the count would go the way that has just failed.
    if (failure !== undefined && failure !== 'Publication') batch.units.count(notification, failureCounts(failure));
  }
  batch.edge.console.error({
    ...objectLine(work.object, work.startedAt),
    ...{ outcome: 'failed', failure, error: messageOf(cause) },
  });
}

export function say({ edge }: Batch, { object, startedAt }: Work, line: Readonly<Record<string, unknown>>): void {
  edge.console.log({ ...objectLine(object, startedAt), ...line });
}
