import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import { toEnvironment } from '../../../lambda/config.ts';
import { compare } from '../faults/count.ts';
import { FAULT_CONFIG, type FaultObject, faultObjects } from '../faults/objects.ts';
import { endLeases } from '../faults/world.ts';
import { cloudWatchLoopback } from '../loopback/cloudwatch.ts';
import { dynamoDBLoopback, TABLE } from '../loopback/dynamodb.ts';
import { BUCKET, batchOf } from '../loopback/edge.ts';
import { s3Loopback } from '../loopback/s3.ts';
import type { Fault } from '../loopback/server.ts';
import { HAS_RUNTIME_CLIENT, type Lambda, startLambda } from './lambda.ts';

const TIMEOUT_MILLIS = 30_000;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Deployed {
  readonly lambda: Lambda;
  readonly objects: readonly FaultObject[];
  readonly event: unknown;
  readonly counted: () => ReturnType<typeof compare>;
  readonly leasesEnd: () => Promise<void>;
}

/** The bundle as deployed, in AWS's runtime client, over loopback services. */
async function deployed(fault: (url: URL) => Fault | undefined = () => undefined, change = {}): Promise<Deployed> {
  const objects = await faultObjects({ seed: 3, count: 3 });
  const s3 = await s3Loopback(({ url }) => fault(url));
  const cloudwatch = await cloudWatchLoopback({ faultOf: () => fault(new URL('http://cloudwatch')) });
  const dynamodb = await dynamoDBLoopback();
  for (const { key, body } of objects) s3.put(BUCKET, key, body);
  const lambda = await startLambda({
    ...toEnvironment(FAULT_CONFIG),
    LEDGER_TABLE: TABLE,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    ...change,
  });
  closing.push(lambda.close, s3.close, cloudwatch.close, dynamodb.close);
  return {
    lambda,
    objects,
    event: batchOf(objects.map(({ key }) => ({ key }))),
    counted: () => compare(objects, cloudwatch.accepted),
    leasesEnd: async () => {
      const client = new DynamoDBClient({ endpoint: dynamodb.url });
      await endLeases(client);
      client.destroy();
    },
  };
}

const COUNTED_ONCE = { lost: 0, twice: 0, ambiguous: 0, wrong: [] };

// The runtime client is not a dependency: `.ci/run` installs it, and without it these are skipped.
describe.skipIf(!HAS_RUNTIME_CLIENT)('the bundle in the Lambda runtime client', () => {
  test('answers a batch, counts it, and logs one line of structure for each object', async () => {
    const { lambda, event, objects, counted } = await deployed();
    expect(await lambda.invoke(event, TIMEOUT_MILLIS)).toEqual({
      outcome: 'response',
      body: { batchItemFailures: [] },
    });
    expect(counted()).toEqual(COUNTED_ONCE);
    const said = lambda.lines.filter(({ message }) => (message as { kind?: string }).kind === 'object');
    expect(said.map(({ level, message }) => ({ level, key: (message as { key: string }).key }))).toEqual(
      objects.map(({ key }) => ({ level: 'INFO', key })),
    );
  });

  test('is ready for the next batch, and counts nothing of it twice', async () => {
    const { lambda, event, counted } = await deployed();
    await lambda.invoke(event, TIMEOUT_MILLIS);
    expect(await lambda.invoke(event, TIMEOUT_MILLIS)).toEqual({
      outcome: 'response',
      body: { batchItemFailures: [] },
    });
    expect(counted()).toEqual(COUNTED_ONCE);
  });

  test('gives back the message of an object that cannot be read, and counts the others', async () => {
    let broken: string | undefined;
    const { lambda, event, objects, counted } = await deployed(({ pathname }) =>
      broken !== undefined && decodeURIComponent(pathname).endsWith(broken) ? 'cutMiddle' : undefined,
    );
    broken = objects[1]?.key;
    expect(await lambda.invoke(event, TIMEOUT_MILLIS)).toEqual({
      outcome: 'response',
      body: { batchItemFailures: [{ itemIdentifier: 'message-1' }] },
    });
    expect(lambda.lines.filter(({ level }) => level === 'ERROR')).toHaveLength(1);
    broken = undefined;
    expect(await lambda.invoke(event, TIMEOUT_MILLIS)).toEqual({
      outcome: 'response',
      body: { batchItemFailures: [] },
    });
    expect(counted()).toEqual(COUNTED_ONCE);
  });

  test('stops reading when its time-out is near, publishes what it has, and gives back the rest', async () => {
    let slow: string | undefined;
    const { lambda, event, objects, counted } = await deployed(({ pathname }) =>
      slow !== undefined && decodeURIComponent(pathname).endsWith(slow) ? 'hangMiddle' : undefined,
    );
    slow = objects[1]?.key;
    // Objects are begun with 10 seconds left and read until 6 are.
    const result = await lambda.invoke(event, 10_800);
    expect(result).toEqual({
      outcome: 'response',
      body: { batchItemFailures: [{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-2' }] },
    });
    const [only] = objects;
    expect(counted().lost).toBe(
      objects.filter((object) => object !== only).reduce((sum, { log }) => sum + log.expected.lines, 0),
    );
    slow = undefined;
    await lambda.invoke(event, TIMEOUT_MILLIS);
    expect(counted()).toEqual(COUNTED_ONCE);
  });

  test('counts as ambiguous what it repeats after it died while CloudWatch said yes', async () => {
    let die = (): void => undefined;
    let isFirst = true;
    const { lambda, event, objects, counted, leasesEnd } = await deployed(({ hostname }) => {
      if (hostname !== 'cloudwatch' || !isFirst) return undefined;
      isFirst = false;
      setTimeout(() => die(), 20);
      return 'hangAfter';
    });
    die = lambda.crash;
    expect(await lambda.invoke(event, TIMEOUT_MILLIS)).toEqual({ outcome: 'killed' });
    await leasesEnd();
    expect(await lambda.invoke(event, TIMEOUT_MILLIS)).toEqual({
      outcome: 'response',
      body: { batchItemFailures: [] },
    });
    const lines = objects.reduce((sum, { log }) => sum + log.expected.lines, 0);
    expect(counted()).toEqual({ lost: 0, twice: lines, ambiguous: lines, wrong: [] });
  });

  test('says at its first start what is missing', async () => {
    const { lambda, event } = await deployed(undefined, { LEDGER_TABLE: '' });
    const result = await lambda.invoke(event, TIMEOUT_MILLIS);
    expect(result).toMatchObject({
      outcome: 'initError',
      body: { errorMessage: 'LEDGER_TABLE is not set: must be the name of the DynamoDB table' },
    });
  });
});
