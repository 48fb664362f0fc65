/**
 * Does the work depend on what is in the object, or on how much is asked of it?
 *
 * One million lines each: of one load balancer (the plain case), of three that take turns, of fifty target groups; and
 * the plain case with twenty routes. Each is paired with the plain case, and each answer is checked. Then as much
 * variety as quotas allow, and lines that are random: these are checked against the plain reader, and the random ones
 * paired with it.
 */

import { parseArgs } from 'node:util';
import { buildContestants } from './build.ts';
import { type Measured, measure } from './child.ts';
import { bigData, type DataSet } from './data.ts';
import { machine } from './machine.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';
import { variedData } from './variety.ts';
import { expectedMetrics, verify } from './verify.ts';

interface Shape {
  readonly name: string;
  readonly options: string;
  readonly data: DataSet;
}

export async function run(args: readonly string[]): Promise<void> {
  await buildContestants();
  const { values } = parseArgs({
    args: [...args],
    options: {
      lines: { type: 'string', default: '1000000' },
      pairs: { type: 'string', default: '5' },
      /** Only the two that are checked against the plain reader. */
      varied: { type: 'boolean', default: false },
    },
  });
  const lines = Number(values.lines);
  const pairs = Number(values.pairs);
  const plain = await bigData(lines);
  if (!values.varied) await comparedWithModel(plain, { lines, pairs });
  const varied = [
    await variedRow(await variedData(lines, 'quotas'), { pairs, path: 'product', against: plain.file }),
    await variedRow(await variedData(lines, 'hostile'), { pairs, path: 'reference' }),
  ];
  console.log(`\n${lines.toLocaleString('en')} lines. ${machine()}\n`);
  console.log(markdownTable(['variety', 'CPU s', 'peak memory', 'against', 'its CPU s', 'ratio'], varied));
}

async function comparedWithModel(
  plain: DataSet,
  { lines, pairs }: { readonly lines: number; readonly pairs: number },
): Promise<void> {
  const shapes: readonly Shape[] = [
    { name: 'without examples', options: '--plain', data: plain },
    { name: 'with 20 routes', options: '--routes', data: plain },
    { name: '3 load balancers, line by line', options: '', data: await bigData(lines, { loadBalancers: 3 }) },
    { name: '50 target groups', options: '', data: await bigData(lines, { targetGroups: 50 }) },
    { name: '36 fields', options: '', data: await bigData(lines, { fields: 36 }) },
  ];
  const rows: string[][] = [];
  for (const shape of shapes) {
    const baseline: number[] = [];
    const measured: number[] = [];
    for (let pair = 1; pair <= pairs; pair++) {
      console.error(`${shape.name}: pair ${pair} of ${pairs}`);
      baseline.push(await once({ name: 'plain', options: '', data: plain }));
      measured.push(await once(shape));
    }
    const ratios = measured.map((seconds, at) => seconds / (baseline[at] ?? Number.NaN));
    const cpu = [formatSpread(spread(measured), 2), formatSpread(spread(baseline), 2)];
    rows.push([shape.name, ...cpu, formatSpread(spread(ratios), 3)]);
  }
  console.log(`${lines.toLocaleString('en')} lines. ${machine()}\n`);
  console.log(markdownTable(['shape', 'CPU s', 'plain case, CPU s', 'shape ÷ plain'], rows));
}

/** Measures come in the order in which their places were first seen, or counted. */
function sorted({ output }: Measured): string {
  return output.split('\n').sort().join('\n');
}

interface Against {
  readonly pairs: number;
  readonly path: 'product' | 'reference';
  /** Another object; the same one if it is left out. */
  readonly against?: string;
}

async function variedRow(file: string, { pairs, path, against = file }: Against): Promise<string[]> {
  const read = (how: string, object: string) =>
    measure(`$NODE $BUILD/ours.mjs ${how} "$1"`, { args: [object], watchMemory: true });
  const [found, expected] = [await read('product', file), await read('reference', file)];
  if (sorted(found) !== sorted(expected)) throw new Error(`${file}: not what the plain reader says`);
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let pair = 1; pair <= pairs; pair++) {
    console.error(`${file}: pair ${pair} of ${pairs}`);
    // Without the answer: writing thousands of lines of it is no part of the work.
    ours.push(await read('product --lines', file));
    theirs.push(await read(`${path} --lines`, against));
  }
  const cpu = (runs: readonly Measured[]) => runs.map(({ cpuSeconds }) => cpuSeconds);
  const ratios = cpu(ours).map((seconds, at) => seconds / (cpu(theirs)[at] ?? Number.NaN));
  return [
    path === 'product' ? 'as much as quotas allow' : 'random',
    formatSpread(spread(cpu(ours)), 2),
    `${Math.max(...ours.map(({ peakMegabytes = 0 }) => peakMegabytes)).toFixed(0)} MB`,
    path === 'product' ? 'the plain case' : 'the plain reader of the same object',
    formatSpread(spread(cpu(theirs)), 2),
    formatSpread(spread(ratios), 2),
  ];
}

async function once({ name, options, data }: Shape): Promise<number> {
  const command = `$NODE $BUILD/ours.mjs product ${options} "$1"`;
  const { cpuSeconds, output } = await measure(command, { args: [data.file] });
  verify(name, output, expectedMetrics(data.expected));
  return cpuSeconds;
}
