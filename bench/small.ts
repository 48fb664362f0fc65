/**
 * 500 objects of 2,000 lines, one after the other in one process: what a busy night's batch looks like.
 *
 * Every object is counted and merged; the sum is checked against the model. Start-up is measured apart, by the same
 * program without an object, and the comparison is what gzip needs for the same files.
 */

import { parseArgs } from 'node:util';
import { mergeExpected } from '../local/generate/expected.ts';
import { buildContestants } from './build.ts';
import { type Measured, measure } from './child.ts';
import { smallData } from './data.ts';
import { machine } from './machine.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';
import { expectedMetrics, verify } from './verify.ts';

const COMMANDS = {
  ours: '$NODE $BUILD/ours.mjs product "$@"',
  'ours, no object': '$NODE $BUILD/ours.mjs product',
  'gzip -dc': 'gzip -dc "$@" > /dev/null',
} as const;

type Name = keyof typeof COMMANDS;

export async function run(args: readonly string[]): Promise<void> {
  await buildContestants();
  const { values } = parseArgs({
    args: [...args],
    options: {
      objects: { type: 'string', default: '500' },
      lines: { type: 'string', default: '2000' },
      pairs: { type: 'string', default: '5' },
    },
  });
  const data = smallData(Number(values.objects), Number(values.lines));
  const files = data.map(({ file }) => file);
  const expected = mergeExpected(data.map((one) => one.expected));
  const checked = await measure(COMMANDS.ours, { args: files, watchMemory: true });
  verify('ours', checked.output, expectedMetrics(expected));

  const runs: Record<Name, Measured[]> = { ours: [], 'ours, no object': [], 'gzip -dc': [] };
  for (let pair = 1; pair <= Number(values.pairs); pair++) {
    console.error(`round ${pair} of ${values.pairs}`);
    runs.ours.push(await measure(COMMANDS.ours, { args: files }));
    runs['gzip -dc'].push(await measure(COMMANDS['gzip -dc'], { args: files }));
    runs['ours, no object'].push(await measure(COMMANDS['ours, no object']));
  }
  console.log(
    `${files.length} objects of ${values.lines} lines, ${expected.lines.toLocaleString('en')} lines in all. ${machine()}\n`,
  );
  console.log(table(runs, { objects: files.length, peakMegabytes: checked.peakMegabytes }));
}

function table(
  runs: Readonly<Record<Name, readonly Measured[]>>,
  { objects, peakMegabytes }: { readonly objects: number; readonly peakMegabytes: number | undefined },
): string {
  const cpu = (name: Name) => runs[name].map((one) => one.cpuSeconds);
  const each = cpu('ours').map((seconds, at) => ((seconds - (cpu('ours, no object')[at] ?? 0)) / objects) * 1_000);
  const ratio = cpu('ours').map((seconds, at) => seconds / (cpu('gzip -dc')[at] ?? Number.NaN));
  return markdownTable(
    ['what', 'median (min … max)'],
    [
      ['ours, whole process, CPU s', formatSpread(spread(cpu('ours')), 2)],
      ['of it, start without an object, CPU s', formatSpread(spread(cpu('ours, no object')), 2)],
      ['an object, CPU ms', formatSpread(spread(each), 2)],
      ['gzip -dc of all, CPU s', formatSpread(spread(cpu('gzip -dc')), 2)],
      ['ours ÷ gzip -dc', formatSpread(spread(ratio), 3)],
      ['ours, peak memory', `${peakMegabytes?.toFixed(0) ?? '–'} MB`],
    ],
  );
}
