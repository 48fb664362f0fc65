/**
 * As much of SQS as the commands use, in AWS JSON 1.0: sending, counting, and moving a dead-letter queue's messages
 * back.
 */
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
  readonly deadUrl: string;
  /** Bodies on the queue. */
  readonly messages: string[];
  /** Bodies on its dead-letter queue. */
  readonly dead: string[];
  readonly operations: string[];
  /** Of the messages that were sent one at a time. */
  readonly attributes: Input['MessageAttributes'][];
  /** Whether SQS itself put the messages on the dead-letter queue, so that it knows where they came from. */
  cameFromQueue: boolean;
  /** URLs of the queues whose dead-letter queue it is. */
  sources: string[];
}

const ARN = 'arn:aws:sqs:eu-central-1:123456789012:dead';
const QUEUE_ARN = 'arn:aws:sqs:eu-central-1:123456789012:queue';
/** Messages a task moves between two looks at it. */
const MOVED_AT_ONCE = 3;

interface Input {
  readonly QueueUrl: string;
  readonly DestinationArn?: string;
  readonly MessageBody: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly StringValue: string }>>;
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

export async function sqsLoopback(faultOf?: (request: Received) => Fault | undefined): Promise<SqsLoopback> {
  const messages: string[] = [];
  const dead: string[] = [];
  const operations: string[] = [];
  const attributes: Input['MessageAttributes'][] = [];
  let moved = 0;
  let isMoving = false;
  let isUnsure = false;
  const known = { cameFromQueue: true, sources: [] as string[] };
  const operationsOf: Readonly<Record<string, (input: Input) => unknown>> = {
    SendMessageBatch: ({ Entries }) => {
      messages.push(...Entries.map(({ MessageBody }) => MessageBody));
      const successful = Entries.map(({ Id, MessageBody }) => ({
        ...{ Id, MessageId: Id },
        MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
      }));
      return { Successful: successful, Failed: [] };
    },
    SendMessage: ({ QueueUrl, MessageBody, MessageAttributes }) => {
      (QueueUrl.endsWith('/dead') ? dead : messages).push(MessageBody);
      attributes.push(MessageAttributes);
      return { MessageId: 'm', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
    },
    ListDeadLetterSourceQueues: () => ({ queueUrls: known.sources }),
    GetQueueAttributes: ({ QueueUrl }) => ({
      Attributes: {
        QueueArn: QueueUrl.endsWith('/dead') ? ARN : QUEUE_ARN,
        ApproximateNumberOfMessages: String(dead.length),
        ApproximateNumberOfMessagesNotVisible: '0',
      },
    }),
    StartMessageMoveTask: ({ DestinationArn }) => {
      isUnsure = DestinationArn === undefined && !known.cameFromQueue;
      isMoving = !isUnsure && (DestinationArn ?? QUEUE_ARN) === QUEUE_ARN;
      return { TaskHandle: 'task' };
    },
    ListMessageMoveTasks: () => {
      if (isUnsure)
        return { Results: [{ SourceArn: ARN, Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' }] };
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
  known.sources = [`${server.url}/123456789012/queue`];
  const urls = { queueUrl: `${server.url}/123456789012/queue`, deadUrl: `${server.url}/123456789012/dead` };
  return Object.assign(known, { ...server, messages, dead, attributes, operations, ...urls });
}
