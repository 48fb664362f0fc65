/** As much of SQS as the commands use, in AWS JSON 1.0: sending, counting, and moving a dead-letter queue's messages back. */
import { createHash } from 'node:crypto';
import {
  type Answer,
  type Fault,
  jsonAnswer,
  jsonError,
  type Loopback,
  loopback,
  operationOf,
  type Received,
} from './server.ts';

export interface SqsLoopback extends Loopback {
  readonly queueUrl: string;
  /** Bodies on the queue. */
  readonly messages: string[];
  /** Bodies on its dead-letter queue. */
  readonly dead: string[];
  readonly operations: string[];
}

const ARN = 'arn:aws:sqs:eu-central-1:123456789012:dead';
/** Messages a task moves between two looks at it. */
const MOVED_AT_ONCE = 3;

export async function sqsLoopback(faultOf?: (request: Received) => Fault | undefined): Promise<SqsLoopback> {
  const messages: string[] = [];
  const dead: string[] = [];
  const operations: string[] = [];
  let moved = 0;
  let isMoving = false;
  const operationsOf: Readonly<Record<string, (input: { Entries: { Id: string; MessageBody: string }[] }) => unknown>> =
    {
      SendMessageBatch: ({ Entries }) => {
        messages.push(...Entries.map(({ MessageBody }) => MessageBody));
        const successful = Entries.map(({ Id, MessageBody }) => ({
          ...{ Id, MessageId: Id },
          MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
        }));
        return { Successful: successful, Failed: [] };
      },
      GetQueueAttributes: () => ({
        Attributes: {
          QueueArn: ARN,
          ApproximateNumberOfMessages: String(dead.length),
          ApproximateNumberOfMessagesNotVisible: '0',
        },
      }),
      StartMessageMoveTask: () => {
        isMoving = true;
        return { TaskHandle: 'task' };
      },
      ListMessageMoveTasks: () => {
        const some = isMoving ? dead.splice(0, MOVED_AT_ONCE) : [];
        moved += some.length;
        messages.push(...some);
        const Status = dead.length === 0 ? 'COMPLETED' : 'RUNNING';
        return { Results: [{ SourceArn: ARN, Status, ApproximateNumberOfMessagesMoved: moved }] };
      },
    };
  const act = (request: Received): Answer => {
    const operation = operationOf(request);
    operations.push(operation);
    const answer = operationsOf[operation];
    if (answer === undefined) return jsonError(400, 'com.amazonaws.sqs#UnsupportedOperation', operation);
    return jsonAnswer(answer(JSON.parse(request.body.toString())));
  };
  const refuse = (): Answer => jsonError(403, 'com.amazon.coral.service#AccessDeniedException', 'not authorized');
  const server = await loopback({ act, refuse, ...(faultOf === undefined ? {} : { faultOf }) });
  return { ...server, messages, dead, operations, queueUrl: `${server.url}/123456789012/queue` };
}
