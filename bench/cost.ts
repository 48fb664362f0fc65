/**
 * What a month costs for three shapes of traffic, ours against three other ways to have the same metrics.
 *
 * The real batch handler runs over generated objects, batched by their times of arrival; its calls are counted where
 * they leave the SDK. A sample of the batches of one hour stands for all of them. The time is this machine's; the waits
 * for AWS in it are assumptions, given in cost-tables.ts. Nothing here talks to AWS.
 */

import { parseArgs } from 'node:util';
import { processBatch } from '../lambda/batch/batch.ts';
import { random } from '../local/generate/random.ts';
import { type GeneratedObject, gzipped, traffic } from '../local/generate/traffic.ts';
import { type Arrival, batches, SHAPES, type Shape } from './arrivals.ts';
import { callsTable, dollarsTable, monthTable, type Sample, WAITS } from './cost-tables.ts';
import { type CountedAws, countedAws } from './counted-aws.ts';
import { machine } from './machine.ts';

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { lines: { type: 'string', default: '1500000' }, only: { type: 'string', default: '' } },
  });
  const shapes = SHAPES.filter(({ name }) => name.includes(values.only));
  if (shapes.length === 0) throw new Error(`--only is ${values.only}: must be part of ${named(SHAPES)}`);
  const samples: Sample[] = [];
  for (const shape of shapes) samples.push(await sample(shape, Number(values.lines)));
  console.log(`${machine()} List prices of us-east-1, no free tier.\n`);
  console.log('Calls for a million lines\n');
  console.log(callsTable(samples));
  console.log('\nDollars for a million lines, without the metrics themselves\n');
  console.log(dollarsTable(samples));
  console.log('\nDollars for a month\n');
  console.log(monthTable(samples));
}

function named(shapes: readonly Shape[]): string {
  return shapes.map(({ name }) => `'${name}'`).join(', ');
}

/** Runs as many of the hour's batches as hold about `lines` lines, spread evenly over the hour. */
async function sample(shape: Shape, lines: number): Promise<Sample> {
  const all = batches(shape);
  const linesOfHour = shape.requestsPerMinute * shape.loadBalancers * 60;
  const every = Math.max(1, Math.floor(linesOfHour / lines));
  const chosen = all.filter((_batch, index) => index % every === 0);
  console.error(`${shape.name}: ${chosen.length} of ${all.length} batches of an hour`);
  const aws = countedAws({}, WAITS);
  const sum = { lines: 0, objects: 0, textBytes: 0, gzipBytes: 0, cpuMilliseconds: 0, idleMilliseconds: 0 };
  // The first batch pays for compiling the code, which a function that stays warm does once.
  await runBatch(countedAws(), objectsOf(shape, chosen[0] ?? []));
  for (const batch of chosen) {
    const objects = objectsOf(shape, batch);
    const { cpu, idle } = await runBatch(aws, objects);
    sum.cpuMilliseconds += cpu;
    sum.idleMilliseconds += idle;
    for (const { plain, expected } of objects) {
      sum.lines += expected.lines;
      sum.textBytes += plain.length;
    }
    sum.objects += objects.length;
  }
  sum.gzipBytes = aws.counts.s3Bytes;
  return { shape, invocations: chosen.length, aws, ...sum };
}

function objectsOf(shape: Shape, batch: readonly Arrival[]): readonly GeneratedObject[] {
  // Recent, or CloudWatch would not take it.
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 3_600_000;
  return batch.flatMap(({ loadBalancer, node, interval }) => [
    ...traffic({
      seed: interval * 10_000 + node,
      start: new Date(hour + interval * 300_000),
      minutes: 5,
      nodes: 1,
      loadBalancers: [
        {
          name: `alb-${loadBalancer}`,
          requestsPerMinute: shape.requestsPerMinute / shape.nodes,
          targetGroups: [1, 2, 3, 4].map((group) => ({ name: `alb-${loadBalancer}-${group}`, weight: 1 / group })),
        },
      ],
    }),
  ]);
}

/** Milliseconds of the handler for these objects; throws unless every object was counted. */
async function runBatch(aws: CountedAws, objects: readonly GeneratedObject[]): Promise<{ cpu: number; idle: number }> {
  aws.objects.clear();
  for (const object of objects) aws.objects.set(object.key, gzipped(object));
  const Records = [...aws.objects].map(([key, bytes], at) => ({
    messageId: `${at}`,
    eventSource: 'aws:sqs',
    body: JSON.stringify({
      Records: [
        {
          ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
          s3: {
            bucket: { name: 'logs' },
            object: { key: encodeURIComponent(key).replaceAll('%2F', '/'), size: bytes.length, eTag: 'e' },
          },
        },
      ],
    }),
  }));
  const began = performance.eventLoopUtilization();
  const before = process.cpuUsage();
  const invocation = {
    awsRequestId: random('request', objects.length).hex(32),
    getRemainingTimeInMillis: () => 600_000,
  };
  const { batchItemFailures } = await processBatch(aws.edge, { Records }, invocation);
  const { user, system } = process.cpuUsage(before);
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} of ${objects.length} objects failed`);
  return { cpu: (user + system) / 1_000, idle: performance.eventLoopUtilization(began).idle };
}
