/**
 * Writes access logs of made-up traffic to a folder: `npm run -s generate -- --help`.
 *
 * In: options on the command line. Out: log objects under their S3 keys, and beside the folder a JSON file with what a
 * reader must find in them.
 */

import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bigObject } from './generate/big-object.ts';
import { type Expected, mergeExpected } from './generate/expected.ts';
import { DEFAULT_PLACE, loadBalancer } from './generate/load-balancer.ts';
import { sampleIncident } from './generate/sample-incident.ts';
import { gzipped, type LogObject, objectKey, traffic } from './generate/traffic.ts';
import { messageOf, print, printError } from './terminal/print.ts';

const HELP = `Usage: npm run -s generate -- --out DIR [options]

Writes made-up Application Load Balancer access logs under DIR, with AWS's keys, and DIR.expected.json:
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
  --plain                    do not compress
  --help                     this text
`;

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
  help: { type: 'boolean', default: false },
} as const;

const DEFAULT_START = '2026-03-04T10:00:00Z';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  printError(messageOf(error));
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) {
    print(HELP.trimEnd());
    return 0;
  }
  if (values.out === undefined) throw new Error('no folder given: say where to write with --out DIR');
  const expected = values.lines === undefined ? writeTraffic(values.out, values) : await writeBig(values.out, values);
  const expectations = `${values.out.replace(/\/+$/, '')}.expected.json`;
  writeFileSync(expectations, JSON.stringify(expected));
  printError(`${expected.lines} lines, ${expected.bytes} bytes of text under ${values.out}; ${expectations}`);
  return 0;
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function writeTraffic(out: string, values: Values): Expected {
  const expectations: Expected[] = [];
  for (const object of values.incident ? story(values) : ordinary(values)) {
    const file = join(out, values.plain ? object.key.replace(/\.gz$/, '') : object.key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, values.plain ? object.plain : gzipped(object));
    // The time of arrival, as the bucket would show it.
    utimesSync(file, object.arrival, object.arrival);
    expectations.push(object.expected);
  }
  return mergeExpected(expectations);
}

function story(values: Values): Iterable<LogObject> {
  const now = values.start === undefined ? new Date() : time(values.start);
  return sampleIncident(now, whole('seed', values.seed, 0));
}

function ordinary(values: Values): Iterable<LogObject> {
  const groups = whole('target-groups', values['target-groups'], 1);
  const loadBalancers = Array.from(
    { length: whole('load-balancers', values['load-balancers'] ?? '2', 1) },
    (_, at) => ({
      name: `lb-${at + 1}`,
      requestsPerMinute: whole('requests-per-minute', values['requests-per-minute'], 0),
      targetGroups: Array.from({ length: groups }, (_, group) => ({ name: `lb-${at + 1}-group-${group + 1}` })),
    }),
  );
  return traffic({
    loadBalancers,
    seed: whole('seed', values.seed, 0),
    start: time(values.start ?? DEFAULT_START),
    minutes: whole('minutes', values.minutes, 1),
    nodes: whole('nodes', values.nodes, 1),
    fields: whole('fields', values.fields, 17),
  });
}

async function writeBig(out: string, values: Values): Promise<Expected> {
  const start = time(values.start ?? DEFAULT_START);
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
    lines: whole('lines', values.lines ?? '', 1),
    seed: whole('seed', values.seed, 0),
    loadBalancers: whole('load-balancers', values['load-balancers'] ?? '1', 1),
    targetGroups: whole('target-groups', values['target-groups'], 1),
    fields: whole('fields', values.fields, 17),
  });
  printError(`${statSync(file).size} bytes in ${file}`);
  return expected;
}

function whole(name: string, value: string, minimum: number): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= minimum) return number;
  throw new Error(`--${name} is "${value}": expected a whole number from ${minimum} up`);
}

function time(value: string): Date {
  const date = new Date(value);
  if (!Number.isNaN(date.getTime())) return date;
  throw new Error(`--start is "${value}": expected a time in ISO 8601, for example ${DEFAULT_START}`);
}
