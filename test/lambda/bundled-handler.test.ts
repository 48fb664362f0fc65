import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BatchResponse } from '../../lambda/batch/batch.ts';
import type { Invocation } from '../../lambda/batch/work.ts';
import { toEnvironment } from '../../lambda/config.ts';
import { bundleDirectory } from '../../lib/function/bundle-directory.ts';
import { compare } from '../support/faults/count.ts';
import { FAULT_CONFIG, type FaultObject, faultObjects } from '../support/faults/objects.ts';
import { type CloudWatchLoopback, cloudWatchLoopback } from '../support/loopback/cloudwatch.ts';
import { dynamoDBLoopback, TABLE } from '../support/loopback/dynamodb.ts';
import { BUCKET, batchOf, invocation } from '../support/loopback/edge.ts';
import { type S3Loopback, s3Loopback } from '../support/loopback/s3.ts';
import { type Fault, type Loopback, operationOf, type Received } from '../support/loopback/server.ts';

/** What is deployed: loaded by Node alone, it finds its services by the environment, as in Lambda. */
let handler: (event: unknown, context: Invocation) => Promise<BatchResponse>;
let s3: S3Loopback;
let cloudwatch: CloudWatchLoopback;
let dynamodb: Loopback;
/** Operations in the order they came in, with what was done to them; `faults` are for the next ones of a kind. */
const operations: string[] = [];
const faults = new Map<string, Fault[]>();
let objects: readonly FaultObject[];
let lines: Record<string, unknown>[] = [];

function faultOf(request: Received): Fault | undefined {
  const operation = request.method === 'GET' ? 'GetObject' : operationOf(request);
  const fault = faults.get(operation)?.shift();
  operations.push(fault === undefined ? operation : `${operation} ${fault}`);
  return fault;
}

beforeAll(async () => {
  s3 = await s3Loopback(faultOf);
  cloudwatch = await cloudWatchLoopback({ faultOf });
  dynamodb = await dynamoDBLoopback(faultOf);
  const environment = {
    ...toEnvironment(FAULT_CONFIG),
    ...{ AWS_ENDPOINT_URL_S3: s3.url, AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url },
    ...{ AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url, LEDGER_TABLE: TABLE },
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  ({ handler } = createRequire(import.meta.url)(join(bundleDirectory('handler'), 'index.mjs')));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([s3.close(), cloudwatch.close(), dynamodb.close()]);
});

let seed = 20;
beforeEach(async () => {
  seed += 10;
  objects = await faultObjects({ seed, count: 2 });
  for (const { key, body } of objects) s3.put(BUCKET, key, body);
  lines = [];
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line) => void lines.push(line));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  operations.length = 0;
  faults.clear();
  cloudwatch.accepted.length = 0;
});

const run = (keys = objects.map(({ key }) => key)): Promise<BatchResponse> =>
  handler(batchOf(keys.map((key) => ({ key }))), invocation(30_000));
const counted = (of = objects) => compare(of, cloudwatch.accepted);

const ALL_WELL = { batchItemFailures: [] };
const COUNTED_ONCE = { lost: 0, twice: 0, ambiguous: 0, wrong: [] };

describe('the bundled function', () => {
  test('reads objects, publishes their metrics and writes its ledger', async () => {
    expect(await run()).toEqual(ALL_WELL);
    expect(counted()).toEqual(COUNTED_ONCE);
    expect(cloudwatch.refused).toEqual([]);
    const ledger = new DynamoDBClient({ endpoint: dynamodb.url });
    const { Items = [] } = await ledger.send(new ScanCommand({ TableName: TABLE }));
    ledger.destroy();
    expect(Items.map(({ status }) => status?.S)).toEqual(['COMPLETE', 'COMPLETE']);
  });

  test('takes an object S3 has no more for done', async () => {
    s3.delete(BUCKET, objects[0]?.key ?? '');
    expect(await run()).toEqual(ALL_WELL);
    expect(counted(objects.slice(1))).toEqual(COUNTED_ONCE);
    expect(lines.map(({ outcome }) => outcome)).toContain('gone');
  });

  test('asks again where a service throttles, and counts once', async () => {
    faults.set('GetObject', ['throttled']);
    faults.set('BatchGetItem', ['throttled']);
    faults.set('PutMetricData', ['throttled']);
    faults.set('UpdateItem', ['unavailable']);
    expect(await run()).toEqual(ALL_WELL);
    expect(counted()).toEqual(COUNTED_ONCE);
    for (const operation of ['GetObject', 'BatchGetItem', 'PutMetricData']) {
      const first = operations.indexOf(`${operation} throttled`);
      expect(operations.indexOf(operation, first)).toBeGreaterThan(first);
    }
    expect(operations).toContain('UpdateItem unavailable');
  });

  test('knows by a condition that failed what it has counted already', async () => {
    await run();
    expect(await run()).toEqual(ALL_WELL);
    expect(counted()).toEqual(COUNTED_ONCE);
    const duplicates = cloudwatch.accepted
      .flatMap(({ MetricData }) => MetricData)
      .filter(({ MetricName }) => MetricName === 'DuplicateObjects');
    expect(duplicates.map(({ Value }) => Value)).toEqual([2]);
  });

  test('gives back what S3 does not let it read, and says why', async () => {
    faults.set('GetObject', ['invalid']);
    expect(await run()).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(JSON.stringify(lines)).toContain('Access Denied');
    expect(await run()).toEqual(ALL_WELL);
    expect(counted()).toEqual(COUNTED_ONCE);
  });
});
