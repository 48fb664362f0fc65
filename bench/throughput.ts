/**
 * CPU seconds of whole processes over one object of a million lines, ours against each other program in pairs.
 *
 * Each program's answer is checked before it is timed. Pairs alternate (ours, theirs, ours, theirs, …), so that a slow
 * moment of the machine falls on both; the ratio is taken pair by pair.
 */

import { parseArgs } from 'node:util';
import type { Expected } from '../local/generate/expected.ts';
import { buildContestants } from './build.ts';
import { type Measured, measure } from './child.ts';
import { type Contestant, PEERS, PRODUCT, REFERENCE, unpackedBytes } from './contestants.ts';
import { bigData, type DataSet } from './data.ts';
import { machine } from './machine.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';

interface Pairs {
  readonly contestant: Contestant;
  readonly peakMegabytes: number | undefined;
  readonly theirs: readonly Measured[];
  readonly ours: readonly Measured[];
}

export async function run(args: readonly string[]): Promise<void> {
  await buildContestants();
  const { values } = parseArgs({
    args: [...args],
    options: {
      lines: { type: 'string', default: '1000000' },
      pairs: { type: 'string', default: '5' },
      'slow-pairs': { type: 'string', default: '3' },
      only: { type: 'string' },
    },
  });
  const data = await bigData(Number(values.lines));
  const product = await checked(PRODUCT, data);
  const results: Pairs[] = [];
  for (const contestant of [...PEERS, REFERENCE]) {
    if (values.only?.split(',').every((part) => !contestant.name.includes(part)) === true) continue;
    const missing = contestant.missing?.();
    if (missing !== undefined) console.error(`left out: ${missing}`);
    else results.push(await pairs(contestant, data, Number(contestant.slow ? values['slow-pairs'] : values.pairs)));
  }
  print(data, product, results);
}

/** One watched run whose answer must be right; also the warm-up. */
async function checked(contestant: Contestant, data: DataSet): Promise<Measured> {
  console.error(`checking ${contestant.name}`);
  await checkUnpacked(contestant, data.file, data.expected);
  const measured = await measure(contestant.command, { args: [data.file], watchMemory: true });
  contestant.check(measured.output, data.expected);
  return measured;
}

async function checkUnpacked(contestant: Contestant, file: string, expected: Expected): Promise<void> {
  const command = unpackedBytes(contestant);
  if (command === undefined) return;
  const bytes = Number((await measure(command, { args: [file] })).output);
  if (bytes !== expected.bytes) throw new Error(`${contestant.name} wrote ${bytes} bytes: must be ${expected.bytes}`);
}

async function pairs(contestant: Contestant, data: DataSet, count: number): Promise<Pairs> {
  const { peakMegabytes } = await checked(contestant, data);
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let pair = 1; pair <= count; pair++) {
    console.error(`${contestant.name}: pair ${pair} of ${count}`);
    ours.push(await once(PRODUCT, data));
    theirs.push(await once(contestant, data));
  }
  return { contestant, peakMegabytes, ours, theirs };
}

async function once(contestant: Contestant, data: DataSet): Promise<Measured> {
  const measured = await measure(contestant.command, { args: [data.file] });
  contestant.check(measured.output, data.expected);
  return measured;
}

function print(data: DataSet, product: Measured, results: readonly Pairs[]): void {
  const { lines, bytes } = data.expected;
  const size = `${(bytes / 1e6).toFixed(0)} MB of text, ${(data.bytes / 1e6).toFixed(0)} MB compressed`;
  console.log(`One object of ${lines.toLocaleString('en')} lines (${size}). ${machine()}\n`);
  const row = (name: string, does: string, runs: readonly Measured[], peak: number | undefined) => {
    const cpu = spread(runs.map((run) => run.cpuSeconds));
    return [
      name,
      does,
      formatSpread(cpu, 2),
      spread(runs.map((run) => run.wallSeconds)).median.toFixed(2),
      `${(lines / cpu.median / 1e6).toFixed(2)} M`,
      peak === undefined ? '–' : `${peak.toFixed(0)} MB`,
    ];
  };
  const everyOurs = results.flatMap((result) => result.ours);
  const rows = results.map(({ contestant, theirs, ours, peakMegabytes }) => {
    const ratios = theirs.map((their, pair) => (ours[pair]?.cpuSeconds ?? Number.NaN) / their.cpuSeconds);
    return [
      ...row(contestant.name, contestant.does, theirs, peakMegabytes),
      formatSpread(spread(ratios), 3),
      (least(ours) / least(theirs)).toFixed(3),
      `${theirs.length}`,
    ];
  });
  const head = [
    'program',
    'does',
    'CPU s: median (min … max)',
    'wall s',
    'lines/CPU s',
    'peak',
    'ours ÷ it',
    'least ÷ least',
    'pairs',
  ];
  const own = row(PRODUCT.name, PRODUCT.does, everyOurs.length > 0 ? everyOurs : [product], product.peakMegabytes);
  console.log(markdownTable(head, [[...own, '1', '1', ''], ...rows]));
}

/** CPU seconds of the run that was disturbed least. */
function least(runs: readonly Measured[]): number {
  return spread(runs.map((run) => run.cpuSeconds)).min;
}
