/**
 * A world in which the function runs: S3, CloudWatch, DynamoDB and a queue, where every call of the function can fail
 * in every way, or be the last thing the invocation does. The real handler with the real clients; nothing of it is
 * replaced.
 */
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { processBatch } from '../../../lambda/batch/batch.ts';
import { cloudWatchClient, dynamoDbClient, s3Client } from '../../../lambda/batch/clients.ts';
import type { Edge } from '../../../lambda/batch/work.ts';
import { type CloudWatchLoopback, cloudWatchLoopback } from '../loopback/cloudwatch.ts';
import { dynamoDBLoopback, TABLE } from '../loopback/dynamodb.ts';
import { BUCKET, invocation, s3Record } from '../loopback/edge.ts';
import { s3Loopback } from '../loopback/s3.ts';
import { type Fault, operationOf, type Received } from '../loopback/server.ts';
import { type Comparison, compare } from './count.ts';
import { type DoubtBook, type Doubts, doubtBook } from './doubts.ts';
import { type Alive, followWrite, intercept, keyOf, type Plan, startLife } from './killable.ts';
import { FAULT_CONFIG, type FaultObject } from './objects.ts';

export interface Message {
  readonly id: string;
  readonly keys: readonly string[];
  receives: number;
}

export interface World {
  /** Delivers messages to one invocation; those that stay on the queue come back. */
  readonly deliver: (messages: readonly Message[], plan: Plan) => Promise<readonly Message[]>;
  /** Time passes until every lease is over. */
  readonly leasesEnd: () => Promise<void>;
  /** How many objects the ledger holds as complete. */
  readonly completed: () => Promise<number>;
  /** After everything that was sent has had its effect. */
  readonly compare: () => Promise<Comparison & { readonly unfounded: number }>;
  readonly cloudwatch: CloudWatchLoopback;
  readonly close: () => Promise<void>;
}

/** A loopback answer takes a few milliseconds; the rest is patience with a busy machine. */
const TIMEOUT_MILLIS = 1_500;
/** Of an invocation: so long that none ends for want of time, however busy the machine is. */
const INVOCATION_MILLIS = 300_000;

/** `dynamodbUrl`: a server to use instead of dynalite. */
export async function createWorld(objects: readonly FaultObject[], dynamodbUrl?: string): Promise<World> {
  const met = new Set<string>();
  const faultOf = ({ headers }: Received): Fault | undefined => {
    const [repetition, fault] = String(headers['x-fault'] ?? '').split(' ');
    if (fault === undefined) return undefined;
    const call = String(headers['x-call']);
    const isFirst = !met.has(call);
    met.add(call);
    return repetition === 'always' || isFirst ? (fault as Fault) : undefined;
  };
  const callers = new Map<string, Doubts>();
  // What a write amounts to is known where it is made: who made it may have given it up.
  const done = (request: Received): void => {
    const caller = callers.get(String(request.headers['x-call']));
    if (caller !== undefined && operationOf(request) === 'UpdateItem') followWrite(caller, request.body.toString());
  };
  const [s3, cloudwatch, dynamodb] = await Promise.all([
    s3Loopback(faultOf),
    cloudWatchLoopback({ faultOf }),
    dynamoDBLoopback(faultOf, { origin: dynamodbUrl, done }),
  ]);
  for (const { key, body } of objects) s3.put(BUCKET, key, body);
  const urls = { s3: s3.url, cloudwatch: cloudwatch.url, dynamodb: dynamodb.url };
  const book = doubtBook(objects);
  const ledger = new DynamoDBClient({ endpoint: dynamodb.url });
  const idle: Environment[] = [];
  const arrived = (call: string): boolean => cloudwatch.calls.has(call);
  return {
    deliver: (messages, plan) => deliver({ urls, book, plan, arrived, callers, idle, ledger }, messages),
    leasesEnd: () => endLeases(ledger),
    completed: async () => (await items(ledger)).filter(({ status }) => status?.S === 'COMPLETE').length,
    compare: async () => {
      await Promise.all([cloudwatch.settled(), dynamodb.settled()]);
      return { ...compare(objects, cloudwatch.accepted), unfounded: book.unfounded() };
    },
    cloudwatch,
    close: async () => {
      ledger.destroy();
      for (const environment of idle) environment.destroy();
      await Promise.all([s3.close(), cloudwatch.close(), dynamodb.close()]);
    },
  };
}

interface Run {
  readonly urls: { readonly s3: string; readonly cloudwatch: string; readonly dynamodb: string };
  readonly book: DoubtBook;
  readonly plan: Plan;
  /** Did CloudWatch accept this call? */
  readonly arrived: (call: string) => boolean;
  /** Call -> what its invocation must doubt. */
  readonly callers: Map<string, Doubts>;
  /** Execution environments that wait for their next invocation, clients and connections kept. */
  readonly idle: Environment[];
  /** In the hands of nobody who can fail. */
  readonly ledger: DynamoDBClient;
}

async function deliver(run: Run, messages: readonly Message[]): Promise<readonly Message[]> {
  for (const message of messages) message.receives += 1;
  const done = new Set<Message>();
  const overtake = async (): Promise<void> => {
    await endLeases(
      run.ledger,
      messages.flatMap(({ keys }) => keys),
    );
    const back = await deliver({ ...run, plan: () => undefined }, messages);
    for (const message of messages) if (!back.includes(message)) done.add(message);
  };
  const doubts = run.book.invocation();
  const called = (call: string): void => void run.callers.set(call, doubts);
  const life = startLife({ plan: run.plan, arrived: run.arrived, called, doubts, overtake });
  const environment = run.idle.pop() ?? startEnvironment(run.urls);
  environment.life = life;
  const event = { Records: messages.map(record) };
  const answered = await Promise.race([
    processBatch(environment.edge, event, invocation(INVOCATION_MILLIS)),
    life.killed,
  ]);
  life.isDead = true;
  // What was under way when it died still arrives.
  await Promise.allSettled(life.underWay);
  if (answered === 'killed') {
    environment.destroy();
    return messages.filter((message) => !done.has(message));
  }
  run.idle.push(environment);
  const failed = new Set(answered.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return messages.filter((message) => failed.has(message.id) && !done.has(message));
}

function record({ id, keys, receives }: Message) {
  return {
    messageId: id,
    body: JSON.stringify({ Records: keys.map((key) => s3Record({ key })) }),
    attributes: { ApproximateReceiveCount: String(receives) },
    eventSource: 'aws:sqs',
  };
}

interface Environment extends Alive {
  readonly edge: Edge;
  readonly destroy: () => void;
}

function startEnvironment(urls: Run['urls']): Environment {
  const requestHandler = {
    ...{ connectionTimeout: 1_000, requestTimeout: TIMEOUT_MILLIS, throwOnRequestTimeout: true },
    socketTimeout: TIMEOUT_MILLIS,
  };
  const s3 = s3Client({ endpoint: urls.s3, requestHandler });
  const cloudwatch = cloudWatchClient({
    endpoint: urls.cloudwatch,
    requestHandler,
    // Costs a third of the time here and changes nothing; test/lambda/handler.test.ts has it.
    disableRequestCompression: true,
  });
  const dynamodb = dynamoDbClient({ endpoint: urls.dynamodb, requestHandler });
  const edge: Edge = {
    ...{ s3, cloudwatch, config: FAULT_CONFIG, backoffMillis: 2 },
    ledger: { client: dynamodb, table: TABLE },
    console: { log: () => undefined, error: () => undefined },
  };
  const environment: Environment = {
    edge,
    destroy: () => {
      for (const client of [s3, cloudwatch, dynamodb]) client.destroy();
    },
    life: undefined,
  };
  for (const client of [s3, cloudwatch, dynamodb]) intercept(client, environment);
  return environment;
}

async function items(ledger: DynamoDBClient) {
  const { Items = [] } = await ledger.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  return Items;
}

/** As if the time of all, or of these objects, had passed. */
export async function endLeases(ledger: DynamoDBClient, keys?: readonly string[]): Promise<void> {
  for (const { id, lease } of await items(ledger)) {
    if (id === undefined || lease?.N === '0' || keys?.includes(keyOf(id.S)) === false) continue;
    const values = { ':lease': { N: '1' } };
    await ledger.send(
      new UpdateItemCommand({
        ...{ TableName: TABLE, Key: { id }, UpdateExpression: 'SET lease = :lease' },
        ExpressionAttributeValues: values,
      }),
    );
  }
}

/**
 * Delivers until nothing comes back; faults come in the first delivery only. Gives the most receives a message needed.
 */
export async function drain(world: World, messages: readonly Message[], plan: Plan): Promise<number> {
  let waiting = await world.deliver(messages, plan);
  for (let round = 0; waiting.length > 0 && round < DRAIN_ROUNDS; round++) {
    await world.leasesEnd();
    waiting = await world.deliver(waiting, () => undefined);
  }
  if (waiting.length > 0) throw new Error(`${waiting.length} messages come back for ever`);
  return Math.max(...messages.map(({ receives }) => receives));
}

const DRAIN_ROUNDS = 5;
