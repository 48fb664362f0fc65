/**
 * Moves the messages of a dead-letter queue to the queue they are for. The destination is always named: SQS knows where
 * a message came from only if SQS itself put it there, and not if EventBridge or SNS set it aside because they could
 * not reach the queue.
 *
 * Source: SQS API reference, StartMessageMoveTask, ListMessageMoveTasks, ListDeadLetterSourceQueues; SQS developer
 * guide, "Redrive issues".
 */
import {
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { Confirm, ShowProgress } from './edge.ts';

export interface RedriveRequest {
  readonly queueUrl: string;
  /** Undefined: the one queue whose dead-letter queue it is. */
  readonly toUrl: string | undefined;
  readonly isDryRun: boolean;
}

export interface RedriveEdge {
  readonly sqs: SQSClient;
  readonly say: (line: string) => void;
  readonly confirm: Confirm;
  readonly progress: ShowProgress;
  /** Between two looks at a task. */
  readonly pause: () => Promise<unknown>;
}

/** Gives the exit code. */
export async function redrive({ queueUrl, toUrl, isDryRun }: RedriveRequest, edge: RedriveEdge): Promise<number> {
  const { arn, visible, inFlight } = await waiting(edge.sqs, queueUrl);
  edge.say(`${visible} messages are waiting in ${arn}${inFlight > 0 ? `, ${inFlight} more are being read` : ''}`);
  if (visible === 0) return 0;
  if (isDryRun) {
    edge.say('nothing was moved (--dry-run)');
    return 0;
  }
  const destination = await waiting(edge.sqs, toUrl ?? (await sourceOf(edge.sqs, queueUrl)));
  if (!(await edge.confirm(`Move ${visible} messages to ${destination.arn}?`))) {
    edge.say('nothing was moved');
    return 1;
  }
  await edge.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn, DestinationArn: destination.arn }));
  return follow(arn, visible, edge);
}

/** The URL of the queue that sends what it cannot deliver to this one. */
async function sourceOf(sqs: SQSClient, queueUrl: string): Promise<string> {
  const { queueUrls = [] } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: queueUrl }));
  const [first, ...others] = queueUrls;
  if (first !== undefined && others.length === 0) return first;
  const found = first === undefined ? 'no queue has it' : `there are ${queueUrls.join(', ')}`;
  throw new Error(`--to is missing: must be the queue that messages go to. ${found} as its dead-letter queue`);
}

async function waiting(sqs: SQSClient, queueUrl: string) {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const arn = Attributes?.QueueArn;
  if (arn === undefined) throw new Error(`SQS gave no ARN for ${queueUrl}`);
  return {
    arn,
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

async function follow(arn: string, total: number, edge: RedriveEdge): Promise<number> {
  const bar = edge.progress('moving', total);
  try {
    for (;;) {
      const task = await latestTask(arn, edge.sqs);
      const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
      bar.update(Math.min(moved, total));
      if (task?.Status === 'COMPLETED') {
        bar.stop();
        edge.say(`${moved} messages were moved`);
        return 0;
      }
      if (task?.Status === 'FAILED' || task?.Status === 'CANCELLED') {
        bar.stop();
        edge.say(`moving ended after ${moved} messages: ${task.FailureReason ?? task.Status}`);
        return 1;
      }
      await edge.pause();
    }
  } finally {
    bar.stop();
  }
}

async function latestTask(arn: string, sqs: SQSClient): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
  return Results[0];
}
