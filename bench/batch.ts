/**
 * How long the function takes for a batch of small objects when AWS takes its time: wall and CPU time of `processBatch`
 * against a stand-in that waits before each answer. Every entry is counted and compared with the generator's count.
 *
 * Options: `--runs N` of each shape; `--processes N --objects N --lines N` for many objects in batches of 50 through
 * several processes.
 */

import { parseArgs } from 'node:util';
import { type GeneratedObject, gzipped, traffic } from '../local/generate/traffic.ts';
import { serveAws } from './aws-server.ts';
import { throughProcesses } from './batch/fleet.ts';
import { edgeOf, invoke } from './batch/invoke.ts';
import { WAITS } from './cost-tables.ts';
import { machine } from './machine.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';

const SHAPES = [
  { objects: 1, lines: 20 },
  { objects: 50, lines: 20 },
  { objects: 50, lines: 2_000 },
];

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '11' },
      processes: { type: 'string' },
      objects: { type: 'string', default: '5000' },
      lines: { type: 'string', default: '20' },
    },
  });
  if (values.processes !== undefined) {
    const data = objectsOf(Number(values.objects), Number(values.lines));
    console.log(await throughProcesses(data, Number(values.processes)));
    return;
  }
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
    const edge = edgeOf(aws.endpoint);
    const keys = data.map(({ key }) => key);
    const walls: number[] = [];
    const cpus: number[] = [];
    for (let at = 0; at <= runs; at++) {
      const { wall, cpu } = await invoke(edge, keys);
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

const NODES_MAX = 50;

/** Each of five minutes of a node. */
function objectsOf(objects: number, lines: number): readonly GeneratedObject[] {
  const nodes = Math.min(objects, NODES_MAX);
  const minutes = 5 * Math.ceil(objects / nodes);
  // Recent, or CloudWatch would not take it.
  const start = new Date(Math.floor(Date.now() / 300_000) * 300_000 - 3_600_000 - minutes * 60_000);
  const targetGroups = [1, 2, 3, 4].map((group) => ({ name: `edge-${group}`, weight: 1 / group }));
  const loadBalancers = [{ name: 'edge', requestsPerMinute: (lines / 5) * nodes, targetGroups }];
  return [...traffic({ start, minutes, loadBalancers, nodes })].slice(0, objects);
}
