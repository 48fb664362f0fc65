/**
 * `npm run -s metrics -- PATH…`: the metric data that the function would send for these logs, as one JSON document on
 * standard output; a summary for people on standard error.
 */

import { parseArgs } from 'node:util';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { counted } from '../../lambda/catalogue/figures.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { formatNamed } from '../../lambda/formats/index.ts';
import { acceptWindow } from '../../lambda/publish/accepted-times.ts';
import { metricData } from '../../lambda/publish/datum.ts';
import { pipelineData } from '../../lambda/publish/pipeline-metrics.ts';
import { formatToRead } from '../read/identify.ts';
import { endOfLogs, type IngestedAll, ingestAll } from '../read/ingest-all.ts';
import { nothingRead } from '../read/nothing-read.ts';
import { nameOfSource } from '../read/paths.ts';
import { localConfig } from '../read/settings.ts';
import { sourcesOf } from '../read/sources.ts';
import { copyLines } from '../summary/copies.ts';
import { type Command, run } from '../terminal/command.ts';
import { time } from '../terminal/options.ts';
import { firstLines, oneLine, printError, printJson } from '../terminal/print.ts';
import { progress } from '../terminal/progress.ts';

const HELP = `Reads load balancer logs and prints the metric data the function would send for them.
PATH is a file (gzip or plain), a folder, s3://bucket/prefix, or - for standard input. Logs of every family
are read; a note says which of them the settings leave out.

  --format NAME     format of logs whose name and beginning do not tell it, such as alb-access
  --settings FILE   settings as JSON, as in the context of cdk.json (default: elb-log-metrics.json; in a clone, cdk.json)
  --now TIME        drop the entries that the function would drop at this moment, because CloudWatch refuses them (ISO 8601)`;

interface MetricsOptions {
  readonly paths: readonly string[];
  readonly settings: string | undefined;
  readonly format: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number | undefined;
}

function parse(args: readonly string[]): MetricsOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string' }, settings: { type: 'string' }, now: { type: 'string' } },
  });
  const { settings, format, now } = values;
  if (positionals.length === 0)
    throw new Error('no PATH given: name files or folders of logs, or - for standard input');
  if (format !== undefined) formatToRead(format);
  return { paths: positionals, settings, format, now: now === undefined ? undefined : time('--now', now) };
}

async function metrics({ paths, settings, format, now }: MetricsOptions): Promise<number> {
  const config = await localConfig(settings);
  const sources = await sourcesOf(paths, {});
  if (sources.length === 0) throw nothingRead({ failed: [], ignored: [] }, { paths });
  const bar = progress(
    'reading',
    sources.reduce((sum, { size }) => sum + (size ?? 0), 0),
  );
  const all = await ingestAll(sources, {
    config,
    onProgress: bar.update,
    ...(format !== undefined && { format }),
    ...(now !== undefined && { accept: acceptWindow(now) }),
  });
  bar.stop();
  printJson(document(all, now));
  printError([summaryText(all), ...familyNotes(all, config.families)].join('\n'));
  return all.failed.length > 0 || all.objects.length === 0 ? 1 : 0;
}

function document(all: IngestedAll, now: number | undefined) {
  return {
    objects: all.objects.map(({ key, format, bytes, lines, dropped, seriesDropped, notes }) => ({
      key,
      format,
      bytes,
      lines,
      dropped,
      seriesDropped,
      notes,
    })),
    ignored: all.ignored,
    copies: all.copies,
    failed: all.failed,
    metricData: allData(all, now),
  };
}

/** Dates become ISO 8601 in JSON. Where no log says a time, it is now, as it would be in the function. */
function allData(all: IngestedAll, now = Date.now()): MetricDatum[] {
  if (all.objects.length === 0) return [];
  return [...metricData(all.aggregates), ...pipelineData(all.pipeline, endOfLogs(all) ?? now)];
}

function summaryText({ objects, ignored, failed, copies, pipeline }: IngestedAll): string {
  const lines = [
    `${counted(objects.length, 'log object')}: ${counted(pipeline.LogLinesParsed ?? 0, 'line')} parsed, ${pipeline.LogLinesSkipped ?? 0} skipped, ${pipeline.LogLinesUnparsed ?? 0} unparsed`,
    ...copyLines(copies),
    ...firstLines(
      ignored.map(({ key, reason }) => `ignored ${nameOfSource(key)}: ${reason}`),
      UNREAD_SHOWN,
    ),
    ...firstLines(
      failed.map(({ key, reason }) => `failed ${nameOfSource(key)}: ${reason}; nothing of it is counted`),
      UNREAD_SHOWN,
    ),
  ];
  return lines.map(oneLine).join('\n');
}

/** Of each kind; the document has them all. */
const UNREAD_SHOWN = 20;

/** Who names a log wants to see it, and has to know that the function would pass it over. */
function familyNotes({ objects }: IngestedAll, families: readonly Family[]): string[] {
  const found = new Set(objects.flatMap(({ format }) => formatNamed(format)?.family ?? []));
  const left = [...found].filter((family) => !families.includes(family));
  if (left.length === 0) return [];
  return [
    `the settings do not read ${left.join(', ')}: the function sends nothing of them unless 'families' names them`,
  ];
}

const command: Command<MetricsOptions> = {
  name: 'metrics',
  form: '[options] PATH…',
  help: HELP,
  parse,
  run: metrics,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
