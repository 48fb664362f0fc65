/**
 * One log object of any number of lines, written to a file as it is made.
 *
 * A number of lines and a seed -> a gzip file of five minutes of one load balancer (or of several, taking turns,
 * which real objects never have) and what a reader must find in it. Memory does not grow with the number of lines.
 */

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Expected, mergeExpected } from './expected.ts';
import { DEFAULT_PLACE, loadBalancer } from './load-balancer.ts';
import { type LoadBalancerNode, loadBalancerNode } from './node.ts';
import { random } from './random.ts';
import { moments } from './traffic.ts';

export interface BigObjectOptions {
  readonly lines: number;
  readonly seed?: number;
  readonly start?: Date;
  readonly loadBalancers?: number;
  readonly targetGroups?: number;
  readonly fields?: number;
  readonly clients?: number;
}

const MINUTES = 5;
const BATCH = 1_000;

/** The text of the object in batches of lines; the return value is what a reader must find. */
export function* bigObjectText(options: BigObjectOptions): Generator<Buffer, Expected> {
  const start = (options.start ?? new Date('2026-03-04T10:00:00Z')).getTime();
  const nodes = Array.from({ length: options.loadBalancers ?? 1 }, (_, index) => node(options, index, start));
  const r = random(options.seed ?? 1, 'big object');
  let written = 0;
  for (let minute = 0; minute < MINUTES; minute++) {
    const count = Math.floor((options.lines * (minute + 1)) / MINUTES) - written;
    let batch = '';
    let inBatch = 0;
    for (const moment of moments(start + minute * 60_000, count, random(options.seed ?? 1, minute))) {
      batch += nodes[nodes.length === 1 ? 0 : r.below(nodes.length)]?.line(moment) ?? '';
      if (++inBatch === BATCH) {
        yield Buffer.from(batch, 'latin1');
        batch = '';
        inBatch = 0;
      }
    }
    if (inBatch > 0) yield Buffer.from(batch, 'latin1');
    written += count;
  }
  return mergeExpected(nodes.map((each) => each.expected()));
}

/** Writes the object to `file`; a name that ends in .gz is compressed like AWS's objects. */
export async function bigObject(file: string, options: BigObjectOptions): Promise<Expected> {
  let expected: Expected | undefined;
  function* text(): Generator<Buffer> {
    expected = yield* bigObjectText(options);
  }
  const source = Readable.from(text(), { objectMode: true });
  const target = createWriteStream(file);
  if (file.endsWith('.gz')) await pipeline(source, createGzip({ level: 6, chunkSize: 262_144 }), target);
  else await pipeline(source, target);
  if (expected === undefined) throw new Error(`${file} was not written to its end`);
  return expected;
}

function node(options: BigObjectOptions, index: number, start: number): LoadBalancerNode {
  const count = options.targetGroups ?? 4;
  const targetGroups = Array.from({ length: count }, (_, group) => ({
    name: `big-${index}-${group}`,
    weight: 1 / (group + 1),
    latencyMilliseconds: 5 * (group + 1),
  }));
  const spec = { name: `big-${index}`, requestsPerMinute: options.lines / MINUTES, targetGroups };
  return loadBalancerNode({
    seed: options.seed ?? 1,
    loadBalancer: loadBalancer(spec, DEFAULT_PLACE),
    address: `10.0.${index + 1}.11`,
    start,
    incidents: [],
    clients: options.clients ?? 4_000,
    fields: options.fields ?? 36,
  });
}
