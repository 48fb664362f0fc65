/**
 * `npm run -s verdict -- PATH…`: what broke in these logs, where, since when and why, as one JSON document for scripts,
 * CI and agents. The schema is docs/verdict.schema.json; docs/for-agents.md says how to ask.
 */

import { parseArgs } from 'node:util';
import { configFrom } from '../../lib/settings/check.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { formatToRead } from '../read/identify.ts';
import { nothingRead } from '../read/nothing-read.ts';
import type { Period } from '../read/period.ts';
import { SAMPLE_ROUTES, sampleSources } from '../read/sample-sources.ts';
import { localSettings } from '../read/settings.ts';
import { sourcesOf } from '../read/sources.ts';
import { incidentsIn } from '../readings/incidents.ts';
import { createReadings, type Readings, read, spanOf } from '../readings/readings.ts';
import { verdictDocument } from '../summary/verdict-document.ts';
import type { VerdictDocument } from '../summary/verdict-schema.ts';
import { type Command, run } from '../terminal/command.ts';
import { askedPeriod, whole } from '../terminal/options.ts';
import { printJson } from '../terminal/print.ts';

const HELP = `Prints the incidents in load balancer logs as one JSON document: what broke, where, since when, why, and what to do.
PATH is a file (gzip or plain), a folder, s3://bucket/prefix, or - for standard input; without one, the sample logs.

  --incidents N       print at most N incidents, newest first (default 10)
  --alarms            also say which alarms would have fired (takes some seconds more)
  --exit-code         exit with 2 where there is an incident, for scripts and CI
  --from TIME         read only logs about this time and later (ISO 8601, UTC)
  --to TIME           read only logs about times before this
  --settings FILE     settings as JSON, as in the context of cdk.json (default: elb-log-metrics.json; in a clone, cdk.json)
  --format NAME       format of logs whose name and beginning do not tell it, such as alb-access`;

const OPTIONS = {
  incidents: { type: 'string', default: '10' },
  alarms: { type: 'boolean', default: false },
  'exit-code': { type: 'boolean', default: false },
  from: { type: 'string' },
  to: { type: 'string' },
  settings: { type: 'string' },
  format: { type: 'string' },
} as const;

interface VerdictOptions extends Period {
  readonly paths: readonly string[];
  readonly incidentsMax: number;
  readonly alarms: boolean;
  readonly exitCode: boolean;
  readonly settings: string | undefined;
  readonly format: string | undefined;
}

/** There is an incident, and it was asked to say so. */
const EXIT_INCIDENT = 2;

function parse(args: readonly string[]): VerdictOptions {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const { alarms, settings, format } = values;
  if (format !== undefined) formatToRead(format);
  return {
    ...{ paths: positionals, alarms, settings, format, exitCode: values['exit-code'] },
    incidentsMax: whole('--incidents', values.incidents, {}),
    ...askedPeriod(values),
  };
}

async function runVerdict(options: VerdictOptions): Promise<number> {
  const isSample = options.paths.length === 0;
  const file = await localSettings(options.settings);
  const settings = isSample && file.routes.length === 0 ? { ...file, routes: [...SAMPLE_ROUTES] } : file;
  const sources = isSample ? sampleSources(new Date(), settings.families) : await sourcesOf(options.paths, options);
  const readings = createReadings(configFrom(settings));
  await read(readings, sources, { format: options.format });
  const { verdict: lines, objects } = readings;
  if (objects.objects === 0) throw nothingRead(readings, options);
  const { incidents } = await incidentsIn(readings);
  printJson(
    verdictDocument({
      ...{ sources: [...options.paths], from: lines.from, to: lines.to, objects: objects.objects },
      ...{ lines: objects.lines, notRead: [...readings.failed], copies: readings.copies.length },
      ...{ incidents, incidentsMax: options.incidentsMax, allowedPercent: settings.alarms.errorPercent },
      alarms: options.alarms ? await firedAlarms(readings, settings) : undefined,
    }),
  );
  if (incidents.length > 0 && options.exitCode) return EXIT_INCIDENT;
  return readings.failed.length > 0 ? 1 : 0;
}

/** With it comes the CDK, a second of loading. */
async function firedAlarms(readings: Readings, settings: Settings): Promise<VerdictDocument['alarms']> {
  const span = spanOf(readings);
  if (span === undefined) return [];
  const [{ synthesizedStack }, { alarmLanes }] = await Promise.all([
    import('../preview/synthesized.ts'),
    import('../preview/alarm-lanes.ts'),
  ]);
  const { definitions } = await synthesizedStack(settings);
  return alarmLanes(definitions, readings.store, { ...span, rowMinutes: readings.cells.minutes() }).flatMap(
    ({ name, title, changes }) => {
      const fired = changes.filter(({ state }) => state === 'ALARM').map(({ at }) => new Date(at).toISOString());
      const state = changes.at(-1)?.state ?? 'OK';
      return fired.length === 0 ? [] : [{ name, title, state, fired }];
    },
  );
}

const command: Command<VerdictOptions> = {
  name: 'verdict',
  form: '[options] [PATH…]',
  help: HELP,
  parse,
  run: runVerdict,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
