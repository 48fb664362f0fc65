/**
 * How long the function takes for a batch of small objects when AWS takes its time: wall and CPU time of `processBatch` against a
 * stand-in that waits before each answer. Every entry is counted and compared with the generator's count.
 */

import { Agent } from 'node:http';
import { parseArgs } from 'node:util';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { processBatch } from '../lambda/batch.ts';
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { CLOUDWATCH_OPTIONS } from '../lambda/publish/put.ts';
import { S3_OPTIONS } from '../lambda/read/object.ts';
import type { Edge } from '../lambda/work.ts';
import { type GeneratedObject, gzipped, traffic } from '../local/generate/traffic.ts';
import { type AwsServer, serveAws } from './aws-server.ts';
import { WAITS } from './cost-tables.ts';
import { machine } from './machine.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';

const SHAPES = [
  { objects: 1, lines: 20 },
  { objects: 50, lines: 20 },
  { objects: 50, lines: 2_000 },
];

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: 'string', default: '11' } } });
  const rows: string[][] = [];
  for (const shape of SHAPES) rows.push(await measured(shape, Number(values.runs)));
  const { s3, dynamoDb, cloudWatch } = WAITS;
  console.log(`Waits: ${s3} ms for S3, ${dynamoDb} for DynamoDB, ${cloudWatch} for CloudWatch. ${machine()}\n`);
  console.log(markdownTable(['batch', 'wall ms', 'CPU ms', 'calls'], rows));
}

async function measured({ objects, lines }: (typeof SHAPES)[number], runs: number): Promise<string[]> {
  const aws = await serveAws(WAITS);
  try {
    const data = objectsOf(objects, lines);
    await Promise.all(data.map((object) => aws.put(object.key, gzipped(object))));
    const edge = edgeOf(aws);
    const walls: number[] = [];
    const cpus: number[] = [];
    for (let at = 0; at <= runs; at++) {
      const { wall, cpu } = await once(edge, data);
      // The first run pays for compiling the code.
      if (at > 0) walls.push(wall);
      if (at > 0) cpus.push(cpu);
    }
    const { calls, entries } = await aws.counts();
    const expected = data.reduce((sum, { expected: { lines: all } }) => sum + all, 0) * (runs + 1);
    if (entries !== expected) throw new Error(`${entries} entries were counted, not ${expected}`);
    const each = Object.entries(calls).map(([name, number]) => `${(number / (runs + 1)).toFixed(1)} ${name}`);
    return [
      `${objects} × ${lines.toLocaleString('en')} lines`,
      formatSpread(spread(walls), 0),
      formatSpread(spread(cpus), 0),
      each.join(', '),
    ];
  } finally {
    aws.close();
  }
}

function objectsOf(objects: number, lines: number): readonly GeneratedObject[] {
  // Recent, or CloudWatch would not take it.
  const start = new Date(Math.floor(Date.now() / 300_000) * 300_000 - 3_600_000);
  const targetGroups = [1, 2, 3, 4].map((group) => ({ name: `edge-${group}`, weight: 1 / group }));
  const loadBalancers = [{ name: 'edge', requestsPerMinute: (lines / 5) * objects, targetGroups }];
  return [...traffic({ start, minutes: 5, loadBalancers, nodes: objects })];
}

/** Clients as handler.ts makes them, but for TLS. */
function edgeOf({ endpoint }: AwsServer): Edge {
  const common = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
  const httpAgent = new Agent({ keepAlive: false });
  return {
    s3: new S3Client({ ...common, ...S3_OPTIONS, forcePathStyle: true }),
    cloudwatch: new CloudWatchClient({ ...common, ...CLOUDWATCH_OPTIONS, requestHandler: { httpAgent } }),
    ledger: { client: new DynamoDBClient(common), table: 'ledger' },
    config: DEFAULT_CONFIG,
    console: { log: () => undefined, error: (line: unknown) => console.error(line) },
    backoffMillis: 200,
  };
}

async function once(edge: Edge, data: readonly GeneratedObject[]): Promise<{ wall: number; cpu: number }> {
  const Records = data.map(({ key }, at) => ({
    messageId: `${at}`,
    eventSource: 'aws:sqs',
    body: JSON.stringify({
      Records: [
        {
          ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
          s3: { bucket: { name: 'logs' }, object: { key: encodeURIComponent(key), eTag: 'e' } },
        },
      ],
    }),
  }));
  const end = Date.now() + 120_000;
  const invocation = { awsRequestId: 'bench', getRemainingTimeInMillis: () => end - Date.now() };
  const began = performance.now();
  const before = process.cpuUsage();
  const { batchItemFailures } = await processBatch(edge, { Records }, invocation);
  const { user, system } = process.cpuUsage(before);
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} objects failed`);
  return { wall: performance.now() - began, cpu: (user + system) / 1_000 };
}
