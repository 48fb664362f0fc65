/** Moves the messages of a dead-letter queue back. Source: SQS API reference, StartMessageMoveTask, ListMessageMoveTasks. */
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { Confirm } from '../terminal/confirm.ts';
import type { Progress } from '../terminal/progress.ts';

export interface RedriveOptions {
  readonly queueUrl: string;
  readonly isDryRun: boolean;
}

export interface Desk {
  readonly sqs: SQSClient;
  readonly say: (line: string) => void;
  readonly confirm: Confirm;
  readonly progress: (label: string, total: number) => Progress;
  /** Between two looks at a task. */
  readonly pause: () => Promise<unknown>;
}

/** Gives the exit code. */
export async function redrive({ queueUrl, isDryRun }: RedriveOptions, desk: Desk): Promise<number> {
  const { arn, visible, inFlight } = await waiting(desk.sqs, queueUrl);
  desk.say(
    `${visible} messages are waiting in ${arn}${inFlight > 0 ? `, ${inFlight} more are being read by somebody` : ''}`,
  );
  if (visible === 0) return 0;
  if (isDryRun) {
    desk.say('nothing was moved (--dry-run)');
    return 0;
  }
  if (!(await desk.confirm(`Move ${visible} messages back to the queue they came from?`))) {
    desk.say('nothing was moved');
    return 1;
  }
  await desk.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
  return follow(arn, visible, desk);
}

async function waiting(sqs: SQSClient, queueUrl: string) {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const arn = Attributes?.QueueArn;
  if (arn === undefined) throw new Error(`SQS must tell the ARN of ${queueUrl}, got none`);
  return {
    arn,
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

async function follow(arn: string, total: number, desk: Desk): Promise<number> {
  const bar = desk.progress('moving', total);
  try {
    for (;;) {
      const task = await latestTask(arn, desk.sqs);
      const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
      bar.update(Math.min(moved, total));
      if (task?.Status === 'COMPLETED') {
        bar.stop();
        desk.say(`${moved} messages were moved back`);
        return 0;
      }
      if (task?.Status === 'FAILED' || task?.Status === 'CANCELLED') {
        bar.stop();
        desk.say(`moving ended after ${moved} messages: ${task.FailureReason ?? task.Status}`);
        return 1;
      }
      await desk.pause();
    }
  } finally {
    bar.stop();
  }
}

async function latestTask(arn: string, sqs: SQSClient): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
  return Results[0];
}
