/**
 * What `npm start` takes from its start to the page: CPU time and peak memory for a week of a few load balancers, a day
 * of a fleet, and one very large object.
 *
 * Options: nothing for sizes that take a minute together, `--full` for the sizes of the goals, `--tiny` to see that it
 * runs, `--only NAME` for one of them. The logs are made once and kept under .data/. The report is the page as a file,
 * so all that the page needs is in the figures.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from './child.ts';
import { bigData, DATA } from './data.ts';
import { machine } from './machine.ts';
import { markdownTable } from './statistics.ts';

interface Size {
  readonly name: 'week' | 'fleet' | 'object';
  readonly words: string;
  /** The most that it may take on one core that does nothing else; absent where there is no goal. */
  readonly goal?: { readonly cpuSeconds?: number; readonly megabytes: number };
  readonly path: () => Promise<string>;
}

const SMALL: readonly Size[] = [
  { name: 'week', words: '3 load balancers, 12 h', path: () => traffic(3, { minutes: 720, perMinute: 60 }) },
  { name: 'fleet', words: '200 load balancers, 15 min', path: () => traffic(200, { minutes: 15, perMinute: 10 }) },
  { name: 'object', words: '1 million lines in one object', path: () => bigObject(1_000_000) },
];

/** Says that it runs, and nothing of how fast. */
const TINY: readonly Size[] = [
  { name: 'week', words: '1 load balancer, 10 min', path: () => traffic(1, { minutes: 10, perMinute: 20 }) },
  { name: 'fleet', words: '5 load balancers, 5 min', path: () => traffic(5, { minutes: 5, perMinute: 10 }) },
  { name: 'object', words: '2,000 lines in one object', path: () => bigObject(2_000) },
];

const FULL: readonly Size[] = [
  {
    ...{ name: 'week', words: '3 load balancers, 7 days', goal: { cpuSeconds: 30, megabytes: 700 } },
    path: () => traffic(3, { minutes: 7 * 1440, perMinute: 60 }),
  },
  {
    ...{ name: 'fleet', words: '200 load balancers, 24 h', goal: { cpuSeconds: 90, megabytes: 1_000 } },
    path: () => traffic(200, { minutes: 1440, perMinute: 10 }),
  },
  {
    ...{ name: 'object', words: '10 million lines in one object', goal: { megabytes: 500 } },
    path: () => bigObject(10_000_000),
  },
];

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  const sizes = (values.full ? FULL : values.tiny ? TINY : SMALL).filter(
    ({ name }) => values.only === undefined || name === values.only,
  );
  if (sizes.length === 0) throw new Error(`--only is '${values.only}': must be one of week, fleet, object`);
  const rows: string[][] = [];
  for (const size of sizes) rows.push(await measured(size));
  console.log(`${machine()}\n`);
  console.log(
    markdownTable(['logs', 'objects, lines', 'CPU, s', 'wall, s', 'peak memory, MB', 'goal: CPU, s', 'goal: MB'], rows),
  );
}

const REPORT = join(DATA, 'preview.html');

async function measured({ words, goal, path }: Size): Promise<string[]> {
  const place = await path();
  console.error(`reading ${words}`);
  const { cpuSeconds, wallSeconds, peakMegabytes, output } = await measure(
    `$NODE "$BENCH/../local/commands/preview.ts" --report "$1" "$2"`,
    { args: [REPORT, place], watchMemory: true },
  );
  rmSync(REPORT, { force: true });
  const [, objects = '?', lines = '?'] = /([\d,]+) log objects?, ([\d,]+) lines/.exec(output) ?? [];
  return [
    ...[words, `${objects}, ${lines}`, cpuSeconds.toFixed(1), wallSeconds.toFixed(1)],
    ...[(peakMegabytes ?? 0).toFixed(0), String(goal?.cpuSeconds ?? ''), String(goal?.megabytes ?? '')],
  ];
}

interface Traffic {
  readonly minutes: number;
  /** Requests of each load balancer. */
  readonly perMinute: number;
}

/** Two nodes each, an object every five minutes: what `npm run generate` writes. */
async function traffic(loadBalancers: number, { minutes, perMinute }: Traffic): Promise<string> {
  const folder = join(DATA, `preview_${loadBalancers}x${minutes}x${perMinute}`);
  if (existsSync(folder)) return folder;
  console.error(`generating ${folder}`);
  mkdirSync(DATA, { recursive: true });
  const options = { 'load-balancers': loadBalancers, minutes, 'requests-per-minute': perMinute };
  const words = Object.entries(options).map(([name, value]) => `--${name} ${value}`);
  await measure(`$NODE "$BENCH/../local/commands/generate.ts" --out "$1" ${words.join(' ')}`, {
    args: [`${folder}.part`],
  });
  renameSync(`${folder}.part`, folder);
  return folder;
}

async function bigObject(lines: number): Promise<string> {
  return (await bigData(lines)).file;
}
