/**
 * Messages that no other attempt will help -> the dead-letter queue, at once. SQS itself would move them only after all
 * deliveries, each a visibility timeout apart. A message is sent before the batch is answered: who is stopped in
 * between leaves it on both queues, on neither never. What cannot be sent goes back to its queue, as any failed message
 * does.
 *
 * Source: SQS API reference, SendMessage; SQS developer guide, "Message metadata" (names, characters and number of
 * attributes).
 */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { FAILURES, type FailureKind } from '../catalogue/failures.ts';
import type { Notification } from '../read/event.ts';
import { messageOf } from './report.ts';

export interface DeadLetters {
  readonly client: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
}

/** Why a message failed; of several reasons one that may pass, if there is one. */
export interface Failing {
  readonly error: unknown;
  /** Undefined where nothing is wrong with the message. */
  readonly kind: FailureKind | undefined;
}

export type FailedMessages = Map<Notification, Failing>;

export function addFailing(failed: FailedMessages, notification: Notification, failing: Failing): void {
  const known = failed.get(notification);
  if (known === undefined || isPermanent(known.kind)) failed.set(notification, failing);
}

function isPermanent(kind: FailureKind | undefined): kind is FailureKind {
  return kind !== undefined && FAILURES[kind].isPermanent;
}

interface SetAsideEdge {
  readonly deadLetters: DeadLetters;
  readonly console: Pick<Console, 'log' | 'error'>;
  /** Ends what hangs, before the function's time is up. */
  readonly abortSignal: AbortSignal;
}

/** Sends at the same time, at most. */
const CONCURRENCY = 10;

/** Removes from `failed` what is on the dead-letter queue now. Never rejects. */
export async function setAside(failed: FailedMessages, edge: SetAsideEdge): Promise<void> {
  const waiting = [...failed].filter(([{ body }, { kind }]) => body !== undefined && isPermanent(kind));
  while (waiting.length > 0) {
    const some = waiting.splice(0, CONCURRENCY);
    const sent = await Promise.all(some.map(([notification, failing]) => isSent(notification, failing, edge)));
    for (const [index, [notification]] of some.entries()) if (sent[index] === true) failed.delete(notification);
    // The queue cannot be reached: the others need not wait for that, too.
    if (!sent.includes(true)) return;
  }
}

async function isSent(
  { messageId, body }: Notification,
  { error, kind }: Failing,
  { deadLetters, console, abortSignal }: SetAsideEdge,
): Promise<boolean> {
  const line = { kind: 'message', messageId, failure: kind };
  try {
    const MessageAttributes = attributes({ FailureKind: kind, FailureReason: messageOf(error), MessageId: messageId });
    const command = new SendMessageCommand({ QueueUrl: deadLetters.queueUrl, MessageBody: body, MessageAttributes });
    await deadLetters.client.send(command, { abortSignal });
    console.log({ ...line, outcome: 'set aside' });
    return true;
  } catch (cause) {
    console.error({
      ...line,
      outcome: 'goes back',
      error: `the dead-letter queue took no message: ${messageOf(cause)}`,
    });
    return false;
  }
}

const TEXT_CHARACTERS_MAX = 256;

/** For who reads the message later; nothing reads them when it is moved back. */
function attributes(texts: Readonly<Record<string, string | undefined>>) {
  const found = Object.entries(texts).flatMap(([name, text]) => {
    const StringValue = text?.replace(/[^ -~]/g, '?').slice(0, TEXT_CHARACTERS_MAX);
    return StringValue ? [[name, { DataType: 'String', StringValue }] as const] : [];
  });
  return Object.fromEntries(found);
}
