/**
 * Writes access logs of made-up traffic to a folder: `npm run -s generate -- --help`.
 *
 * Options on the command line -> log objects under their S3 keys, and next to the folder a JSON file with what a
 * reader must find in them.
 */

import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { counted } from '../../lambda/catalogue/figures.ts';
import { bigObject } from '../generate/big-object.ts';
import { type ExpectedTotals, expectationsFile } from '../generate/expectations.ts';
import { DEFAULT_PLACE, loadBalancer } from '../generate/load-balancer.ts';
import { sampleIncident } from '../generate/sample-incident.ts';
import { type GeneratedObject, gzipped, objectKey, traffic } from '../generate/traffic.ts';
import { isUnreadable, reasonOf } from '../read/paths.ts';
import { type Command, run } from '../terminal/command.ts';
import { time, whole } from '../terminal/options.ts';
import { printError } from '../terminal/print.ts';

const HELP = `Writes made-up Application Load Balancer access logs under DIR, with AWS's keys, and DIR.expected.json:
the counts that a reader must find, taken from the generator's model and not from the text.

What
  --incident                 three hours up to now in which a deployment goes wrong (the story of npm start)
  --lines N                  one object of N lines
  otherwise                  ordinary traffic of two load balancers

How
  --seed N                   same seed, same bytes (default 1)
  --start TIME               first minute, ISO 8601 (default 2026-03-04T10:00:00Z; with --incident: its end, default now)
  --minutes N                length of the ordinary traffic (default 30)
  --requests-per-minute N    of each load balancer in the ordinary traffic (default 600)
  --load-balancers N         with --lines: how many take turns in the object (default 1); otherwise default 2
  --target-groups N          of each load balancer (default 4)
  --nodes N                  nodes of each load balancer, each with its own objects (default 2)
  --fields N                 fields in a line, 17 to 36 (default 36)
  --plain                    do not compress`;

const OPTIONS = {
  out: { type: 'string' },
  incident: { type: 'boolean', default: false },
  lines: { type: 'string' },
  seed: { type: 'string', default: '1' },
  start: { type: 'string' },
  minutes: { type: 'string', default: '30' },
  'requests-per-minute': { type: 'string', default: '600' },
  'load-balancers': { type: 'string' },
  'target-groups': { type: 'string', default: '4' },
  nodes: { type: 'string', default: '2' },
  fields: { type: 'string', default: '36' },
  plain: { type: 'boolean', default: false },
} as const;

const DEFAULT_START = '2026-03-04T10:00:00Z';

function parse(args: readonly string[]): Values & { readonly out: string } {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.out === undefined) throw new Error('--out is missing: the folder to write to');
  return { ...values, out: values.out };
}

async function generate(values: Values & { readonly out: string }): Promise<undefined> {
  const out = values.out.replace(/(?<=.)\/+$/, '');
  const output = { out, expectations: `${out}.expected.json` };
  const { lines, bytes } = await write(output, values).catch((error: unknown) => {
    if (isUnreadable(error)) throw new Error(`cannot write to '${out}': ${reasonOf(error)}`, { cause: error });
    throw error;
  });
  printError(`${counted(lines, 'line')}, ${counted(bytes, 'byte')} of text under ${out}; ${output.expectations}`);
  return undefined;
}

async function write(output: Output, values: Values): Promise<ExpectedTotals> {
  return values.lines === undefined ? writeTraffic(output, values) : writeBig(output, values);
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

interface Output {
  readonly out: string;
  readonly expectations: string;
}

function writeTraffic({ out, expectations }: Output, values: Values): ExpectedTotals {
  const { plain } = values;
  mkdirSync(dirname(expectations), { recursive: true });
  const expected = expectationsFile(expectations);
  const folders = new Set<string>();
  for (const object of values.incident ? story(values) : ordinary(values)) {
    const file = join(out, plain ? object.key.replace(/\.gz$/, '') : object.key);
    const folder = dirname(file);
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    writeFileSync(file, plain ? object.plain : gzipped(object));
    // The time of arrival, as the bucket would show it.
    utimesSync(file, object.arrival, object.arrival);
    expected.add(object.expected, object.end);
  }
  return expected.close();
}

function story(values: Values): Iterable<GeneratedObject> {
  const now = values.start === undefined ? new Date() : new Date(time('--start', values.start));
  return sampleIncident(now, whole('--seed', values.seed, { from: 0 }));
}

function ordinary(values: Values): Iterable<GeneratedObject> {
  const groups = whole('--target-groups', values['target-groups'], { from: 1 });
  const loadBalancers = Array.from(
    { length: whole('--load-balancers', values['load-balancers'] ?? '2', { from: 1 }) },
    (_, at) => ({
      name: `lb-${at + 1}`,
      requestsPerMinute: whole('--requests-per-minute', values['requests-per-minute'], { from: 0 }),
      targetGroups: Array.from({ length: groups }, (_, group) => ({ name: `lb-${at + 1}-group-${group + 1}` })),
    }),
  );
  return traffic({
    loadBalancers,
    seed: whole('--seed', values.seed, { from: 0 }),
    start: new Date(time('--start', values.start ?? DEFAULT_START)),
    minutes: whole('--minutes', values.minutes, { from: 1 }),
    nodes: whole('--nodes', values.nodes, { from: 1 }),
    fields: whole('--fields', values.fields, { from: 17 }),
  });
}

async function writeBig({ out, expectations }: Output, values: Values): Promise<ExpectedTotals> {
  const start = new Date(time('--start', values.start ?? DEFAULT_START));
  const { id } = loadBalancer(
    { name: 'big-0', requestsPerMinute: 0, targetGroups: [{ name: 'big-0-0' }] },
    DEFAULT_PLACE,
  );
  const end = new Date(start.getTime() + 300_000);
  const key = objectKey({
    place: DEFAULT_PLACE,
    prefix: '',
    loadBalancerId: id,
    end,
    address: '10.0.1.11',
    random: '00000000',
  });
  const file = join(out, values.plain ? key.replace(/\.gz$/, '') : key);
  mkdirSync(dirname(file), { recursive: true });
  const expected = await bigObject(file, {
    start,
    lines: whole('--lines', values.lines ?? '', { from: 1 }),
    seed: whole('--seed', values.seed, { from: 0 }),
    loadBalancers: whole('--load-balancers', values['load-balancers'] ?? '1', { from: 1 }),
    targetGroups: whole('--target-groups', values['target-groups'], { from: 1 }),
    fields: whole('--fields', values.fields, { from: 17 }),
  });
  printError(`${counted(statSync(file).size, 'byte')} in ${file}`);
  writeFileSync(expectations, JSON.stringify(expected));
  return expected;
}

const command: Command<ReturnType<typeof parse>> = {
  name: 'generate',
  form: '--out DIR [options]',
  help: HELP,
  parse,
  run: generate,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
