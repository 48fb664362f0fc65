/**
 * `npm run simulate -- PATH…`: plays logs, with the moments they arrived, against the alarms of the synthesized stack, minute by
 * minute as CloudWatch evaluates them, and prints when each would have fired and cleared.
 */

import { parseArgs } from 'node:util';
import { configFrom } from '../lib/settings/check.ts';
import { named } from './read/identify.ts';
import { localSources } from './read/paths.ts';
import { sampleSources } from './read/sample-sources.ts';
import { localSettings } from './read/settings.ts';
import { synthesizedStack } from './read/synthesized.ts';
import { DELIVERIES, type Delivery } from './simulate/delivery.ts';
import { addNative } from './simulate/native.ts';
import { play } from './simulate/played.ts';
import { printed } from './simulate/print.ts';
import { simulate } from './simulate/simulation.ts';
import { messageOf, print, printError } from './terminal/print.ts';
import { progress } from './terminal/progress.ts';

const USAGE = `Usage: npm run simulate -- [options] [PATH…]

Plays load balancer logs against the alarms that a deploy would make, with the delays that logs have.
PATH is a file (gzip or plain) or a folder; without one, the sample logs with their incident.

  --arrival recorded  when the file says it was written, as aws s3 sync keeps it (default)
  --arrival model     one to two and a half minutes after the object's interval, by a seeded model
  --delivery NAME     with --arrival model: ${Object.keys(DELIVERIES).join(', ')} (default usual)
  --seed N            with --arrival model: another seed, other delays (default 1)
  --alarm NAME        only alarms whose name contains NAME
  --settings FILE     settings as JSON, as in the context of cdk.json (default: cdk.json)
  --format NAME       format of logs whose name does not tell it, for instance alb-access
  --help              this text`;

const OPTIONS = {
  arrival: { type: 'string', default: 'recorded' },
  delivery: { type: 'string', default: 'usual' },
  seed: { type: 'string', default: '1' },
  alarm: { type: 'string' },
  settings: { type: 'string' },
  format: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  if (values.help) {
    print(USAGE);
    return;
  }
  if (values.format !== undefined) named(values.format);
  const settings = await localSettings(values.settings);
  const sources = positionals.length === 0 ? sampleSources(new Date()) : await localSources(positionals);
  const bar = progress(
    'reading',
    sources.reduce((sum, { size }) => sum + (size ?? 0), 0),
  );
  const played = await play(sources, {
    config: configFrom(settings),
    arrival: arrivalFrom(values),
    format: values.format,
    onProgress: bar.update,
  });
  bar.stop();
  if (played.objects.length === 0) throw new Error(nothingRead(played.unread));
  addNative(played.store, played);
  const { definitions } = await synthesizedStack(settings);
  if (values.alarm !== undefined) known(values.alarm, [...definitions.alarms, ...definitions.compositeAlarms]);
  const simulation = simulate(definitions, played, { errorPercent: settings.alarms.errorPercent, alarm: values.alarm });
  print(printed(simulation, played));
}

function arrivalFrom(values: {
  readonly arrival: string;
  readonly delivery: string;
  readonly seed: string;
}): 'recorded' | Delivery {
  const { arrival, delivery: kind, seed } = values;
  if (arrival === 'recorded') return arrival;
  if (arrival !== 'model') throw new Error(`--arrival must be recorded or model, got '${arrival}'`);
  if (!isDelivery(kind))
    throw new Error(`--delivery must be one of ${Object.keys(DELIVERIES).join(', ')}, got '${kind}'`);
  if (!/^\d+$/.test(seed)) throw new Error(`--seed must be a whole number, got '${seed}'`);
  return { kind, seed: Number(seed) };
}

function isDelivery(kind: string): kind is Delivery['kind'] {
  return Object.hasOwn(DELIVERIES, kind);
}

function known(text: string, alarms: readonly { readonly name: string }[]): void {
  if (alarms.some(({ name }) => name.includes(text))) return;
  throw new Error(
    `--alarm must be part of the name of an alarm, got '${text}'; there are:\n  ${alarms.map(({ name }) => name).join('\n  ')}`,
  );
}

function nothingRead(unread: readonly { readonly key: string; readonly reason: string }[]): string {
  const [first] = unread;
  return first === undefined
    ? 'no files there: name a folder with load balancer logs'
    : `no log could be read: ${first.key}: ${first.reason}`;
}

main().catch((error: unknown) => {
  printError(`simulate: ${messageOf(error)}`);
  process.exitCode = 1;
});
