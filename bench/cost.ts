/**
 * What a month costs for three shapes of traffic, ours against three other ways to have the same metrics.
 *
 * The function, bundled as it is deployed, runs over generated objects, batched by their times of arrival; its calls
 * are counted where they leave the SDK. A sample of the batches of one hour stands for all of them. The time is this
 * machine's; the waits for AWS in it are assumptions, given in cost-tables.ts. Nothing here talks to AWS.
 */

import { parseArgs } from 'node:util';
import { type GeneratedObject, gzipped, traffic } from '../local/generate/traffic.ts';
import { type Arrival, batches, SHAPES, type Shape } from './arrivals.ts';
import { deployed } from './cost/deployed.ts';
import { callsTable, dollarsTable, memoryTable, monthTable, type Sample, WAITS } from './cost-tables.ts';
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
  console.log('\nLambda GB-seconds for a million lines, by memory of the function\n');
  console.log(memoryTable(samples));
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
  const { run, end } = await deployed(WAITS);
  const sum = { lines: 0, objects: 0, textBytes: 0, cpuMilliseconds: 0, idleMilliseconds: 0 };
  await run({ objects: packed(objectsOf(shape, chosen[0] ?? [])), isWarmUp: true });
  for (const batch of chosen) {
    const objects = objectsOf(shape, batch);
    const { cpuMilliseconds, idleMilliseconds } = await run({ objects: packed(objects), isWarmUp: false });
    sum.cpuMilliseconds += cpuMilliseconds;
    sum.idleMilliseconds += idleMilliseconds;
    for (const { plain, expected } of objects) {
      sum.lines += expected.lines;
      sum.textBytes += plain.length;
    }
    sum.objects += objects.length;
  }
  const totals = await end();
  return { shape, invocations: chosen.length, gzipBytes: totals.counts.s3Bytes, ...totals, ...sum };
}

function packed(objects: readonly GeneratedObject[]): readonly (readonly [string, Uint8Array])[] {
  return objects.map((object) => [object.key, gzipped(object)]);
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
