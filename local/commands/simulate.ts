/**
 * `npm run simulate -- PATH…`: plays logs, with the moments they arrived, against the alarms of the synthesized stack,
 * minute by minute as CloudWatch evaluates them, and prints when each would have fired and cleared.
 */

import { parseArgs } from 'node:util';
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { configFrom } from '../../lib/settings/check.ts';
import { synthesizedStack } from '../preview/synthesized.ts';
import { formatToRead } from '../read/identify.ts';
import { nothingRead, quotedPaths } from '../read/nothing-read.ts';
import { reasonOf } from '../read/paths.ts';
import { sampleSources } from '../read/sample-sources.ts';
import { localSettings } from '../read/settings.ts';
import { sourcesOf } from '../read/sources.ts';
import { textOfFile } from '../read/text-file.ts';
import { type AlarmsFile, readAlarmsFile, simulateTheirs } from '../simulate/alarms-file.ts';
import { compared } from '../simulate/compared.ts';
import { DELIVERY_KINDS, type Delivery } from '../simulate/delivery.ts';
import { putNative } from '../simulate/native.ts';
import { NATIVE_AGE_KINDS, NATIVE_AGES, type NativeAge } from '../simulate/native-age.ts';
import { type Played, play } from '../simulate/played.ts';
import { printed, printedTheirs } from '../simulate/print.ts';
import { simulate } from '../simulate/simulation.ts';
import { type Command, run } from '../terminal/command.ts';
import { oneOfChoices, whole } from '../terminal/options.ts';
import { print } from '../terminal/print.ts';
import { progress } from '../terminal/progress.ts';

const HELP = `Plays load balancer logs against the alarms that a deploy would make, with the delays that logs have.
PATH is a file (gzip or plain), a folder, s3://bucket/prefix, or - for standard input; without one, the sample
logs with their incident.

  --arrival recorded  when the file says it was written, as aws s3 sync keeps it (default)
  --arrival model     one to two and a half minutes after the object's interval, by a seeded model
  --delivery NAME     with --arrival model: ${DELIVERY_KINDS.join(', ')} (default usual)
  --native-age NAME   how old AWS's own metrics are: ${NATIVE_AGE_KINDS.join(', ')} (default usual)
  --seed N            another seed, other delays (default 1)
  --alarm NAME        only alarms whose name contains NAME
  --alarms FILE       plays your alarms, too: output of aws cloudwatch describe-alarms, or a CloudFormation template (JSON)
  --settings FILE     settings as JSON, as in the context of cdk.json (default: elb-log-metrics.json; in a clone, cdk.json)
  --format NAME       format of logs whose name and beginning do not tell it, such as alb-access`;

const OPTIONS = {
  arrival: { type: 'string', default: 'recorded' },
  delivery: { type: 'string', default: 'usual' },
  'native-age': { type: 'string', default: 'usual' },
  seed: { type: 'string', default: '1' },
  alarm: { type: 'string' },
  alarms: { type: 'string' },
  settings: { type: 'string' },
  format: { type: 'string' },
} as const;

interface SimulateOptions {
  readonly paths: readonly string[];
  readonly arrival: 'recorded' | Delivery;
  readonly nativeAge: NativeAge;
  readonly alarm: string | undefined;
  readonly alarms: string | undefined;
  readonly settings: string | undefined;
  readonly format: string | undefined;
}

function parse(args: readonly string[]): SimulateOptions {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const { alarm, alarms, settings, format } = values;
  if (format !== undefined) formatToRead(format);
  const kind = oneOfChoices('--delivery', values.delivery, DELIVERY_KINDS);
  const seed = whole('--seed', values.seed, {});
  const delivery = { kind, seed };
  const nativeAge = { seed, ...NATIVE_AGES[oneOfChoices('--native-age', values['native-age'], NATIVE_AGE_KINDS)] };
  const arrival =
    oneOfChoices('--arrival', values.arrival, ['recorded', 'model']) === 'recorded' ? 'recorded' : delivery;
  return { paths: positionals, arrival, nativeAge, alarm, alarms, settings, format };
}

async function simulateAll({ paths, arrival, nativeAge, alarm, ...files }: SimulateOptions): Promise<number> {
  const settings = await localSettings(files.settings);
  const theirs = files.alarms === undefined ? undefined : await alarmsFile(files.alarms);
  const sources = paths.length === 0 ? sampleSources(new Date()) : await sourcesOf(paths, {});
  const bar = progress(
    'reading',
    sources.reduce((sum, { size }) => sum + (size ?? 0), 0),
  );
  const config = configFrom(settings);
  const played = await play(sources, { config, arrival, format: files.format, onProgress: bar.update });
  bar.stop();
  if (played.objects.length === 0) throw nothingPlayed(played, paths);
  putNative(played.store, nativeAge, played.native);
  const { definitions } = await synthesizedStack(settings);
  if (alarm !== undefined) known(alarm, [...definitions.alarms, ...definitions.compositeAlarms]);
  const simulation = simulate(definitions, played, { errorPercent: settings.alarms.errorPercent, alarm });
  print(printed(simulation, played));
  if (theirs !== undefined) {
    const own = simulateTheirs(theirs, played, { errorPercent: settings.alarms.errorPercent });
    print(`\n${printedTheirs(own)}\n\n${compared(own, simulation)}`);
  }
  return played.failed.length > 0 ? 1 : 0;
}

async function alarmsFile(path: string): Promise<AlarmsFile> {
  try {
    return readAlarmsFile(await textOfFile(path).catch(failToRead));
  } catch (error) {
    throw new Error(`--alarms ${path}: ${failureText(error)}`, { cause: error });
  }
}

function failToRead(cause: Error): never {
  throw new Error(`cannot be read: ${reasonOf(cause)}`, { cause });
}

function known(text: string, alarms: readonly { readonly name: string }[]): void {
  if (alarms.some(({ name }) => name.includes(text))) return;
  throw new Error(
    `\`--alarm\` is '${text}': must be part of the name of one of these alarms:\n  ${alarms.map(({ name }) => name).join('\n  ')}`,
  );
}

/** A log without a single entry says no time at which alarms could be played. */
function nothingPlayed(played: Played, paths: readonly string[]): Error {
  const hasUnread = played.failed.length + played.ignored.length > 0;
  if (played.empty === 0 || hasUnread) return nothingRead(played, { paths });
  return new Error(`no entry in ${quotedPaths(paths)}: alarms are played on logs that have some`);
}

const command: Command<SimulateOptions> = {
  name: 'simulate',
  form: '[options] [PATH…]',
  help: HELP,
  parse,
  run: simulateAll,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
