/**
 * `npm start [-- PATH…]`: what these logs say, by the code that runs in the function, and the dashboard, alarms and
 * bill that a deploy would make of them. Without paths: a built-in incident.
 */

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { configFrom } from '../../lib/settings/check.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { embedded, reportHtml } from '../preview/report.ts';
import { checkPort, servePage } from '../preview/server.ts';
import type { PreviewSession } from '../preview/session.ts';
import { watch } from '../preview/watch.ts';
import { propose } from '../proposals/routes/proposals.ts';
import { sampleRequests } from '../proposals/routes/sample.ts';
import { proposalLines, proposedRoutes } from '../proposals/routes/text.ts';
import { freeMemory } from '../read/memory.ts';
import { nothingRead } from '../read/nothing-read.ts';
import { type LogSource, reasonOf } from '../read/paths.ts';
import { within } from '../read/period.ts';
import { SAMPLE_ROUTES, sampleSources } from '../read/sample-sources.ts';
import { localSettings } from '../read/settings.ts';
import { sourcesOf } from '../read/sources.ts';
import { incidentsIn } from '../readings/incidents.ts';
import { createReadings, type Readings, read } from '../readings/readings.ts';
import { newsOf } from '../summary/news.ts';
import { summary } from '../summary/summary.ts';
import { type Command, run } from '../terminal/command.ts';
import { oneLine, print, printError } from '../terminal/print.ts';
import { progress, step } from '../terminal/progress.ts';
import { HELP, type StartOptions, startOptions } from './preview-options.ts';

async function start(options: StartOptions): Promise<number> {
  const startedAt = Date.now();
  const isSample = options.paths.length + options.watched.length === 0;
  const settings = await settingsFor(options, isSample);
  const isPage = !options.once && options.report === undefined;
  if (isPage) await checkPort(options.port);
  if (isSample) print('No logs given: three hours of made-up traffic in which a deployment goes wrong.\n');
  const sources = isSample
    ? sampleSources(new Date(), settings.families)
    : await sourcesOf([...options.paths, ...options.watched], options);
  const isSummary = options.once && options.report === undefined;
  // With the page comes the CDK, a second of loading that a summary does not need.
  const page = isSummary ? undefined : await import('../preview/session.ts');
  const readings = (await page?.readingsFor(settings)) ?? createReadings(configFrom(settings), { timed: () => false });
  await readAll(readings, sources, options);
  if (readings.objects.objects === 0 && options.watched.length === 0) throw nothingRead(readings, options);
  step('finding incidents', startedAt);
  freeMemory();
  const found = await incidentsIn(readings);
  print(summary(readings, found, settings.alarms.errorPercent));
  const copies = new Set(readings.copies.map(({ key }) => key));
  const counted = sources.filter(({ key }) => !copies.has(key));
  const proposals = await routeProposals(settings, counted, options);
  if (proposals !== undefined) print(proposalLines(proposals).map(oneLine).join('\n'));
  const code = readings.failed.length > 0 ? 1 : 0;
  if (page === undefined) return code;
  step('making the dashboard, the alarms and the bill', startedAt);
  const bar = progress('playing the alarms', 1);
  const shown = await page.session({
    ...{ readings, settings, isSample, paths: options.paths, watched: options.watched, incidents: found.incidents },
    routes: proposals && proposedRoutes(proposals),
    onProgress: bar.update,
  });
  bar.stop();
  if (options.report !== undefined) {
    await writeReport(shown, options.report);
    return code;
  }
  await serve(shown, { readings, options, sources });
  return 0;
}

/** The story has its own routes, unless the settings name some. */
async function settingsFor({ settings: file }: StartOptions, isSample: boolean): Promise<Settings> {
  const settings = await localSettings(file);
  return isSample && settings.routes.length === 0 ? { ...settings, routes: [...SAMPLE_ROUTES] } : settings;
}

/** As many as a screen has room for; none if routes are named. */
const ROUTES_PROPOSED = 12;

async function routeProposals(settings: Settings, sources: readonly LogSource[], { format }: StartOptions) {
  if (settings.routes.length > 0) return undefined;
  const found = propose(await sampleRequests(sources, format), ROUTES_PROPOSED);
  return found.proposals.length > 0 ? found : undefined;
}

async function readAll(readings: Readings, sources: readonly LogSource[], { format }: StartOptions): Promise<void> {
  const bytes = sources.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const bar = progress('reading', bytes);
  try {
    await read(readings, sources, { format, onProgress: bar.update });
  } finally {
    bar.stop();
  }
}

async function writeReport(shown: PreviewSession, file: string): Promise<void> {
  const html = reportHtml(shown.page, embedded(shown));
  await writeFile(file, html).catch((cause: Error) => {
    throw new Error(`cannot write the report '${file}': ${reasonOf(cause)}`, { cause });
  });
  print(`\nThe page as one file: ${file}`);
}

interface Serving {
  readonly readings: Readings;
  readonly options: StartOptions;
  readonly sources: readonly LogSource[];
}

/** Until Ctrl-C. */
async function serve(shown: PreviewSession, { readings, options, sources }: Serving): Promise<void> {
  // Heard from now on, so that it ends well also while the address is being printed.
  const stopped = stopSignal();
  const server = await servePage(shown.page, shown, options.port);
  const watching = watchFor(options, sources, async (found) => {
    await read(readings, found, { format: options.format });
    await shown.refresh();
    server.changed();
    for (const line of newsOf(readings, found, new Date())) print(line);
    const broken = new Set(readings.failed.map(({ key }) => key));
    return found.filter(({ key }) => broken.has(key));
  });
  print(`\nDashboard, alarms and bill: ${server.url}  (Ctrl-C ends it; --once ends without it)`);
  if (options.watched.length > 0) print(`Watching ${options.watched.join(', ')} for new objects.`);
  if (options.open) openBrowser(server.url);
  await stopped;
  watching?.stop();
  await server.close();
}

function watchFor(
  { watched, from, to }: StartOptions,
  known: readonly LogSource[],
  onNew: (sources: readonly LogSource[]) => Promise<readonly LogSource[]>,
) {
  if (watched.length === 0) return undefined;
  const onError = (error: unknown) => printError(`preview: ${failureText(error)}`);
  const wanted = (source: LogSource): boolean => within(source, { from, to });
  return watch({ paths: watched, known, wanted, onNew, onError });
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** A machine without a browser has the address on the terminal. */
function openBrowser(url: string): void {
  const commands: Partial<Record<NodeJS.Platform, readonly string[]>> = {
    darwin: ['open'],
    win32: ['cmd', '/c', 'start'],
  };
  const [command = 'xdg-open', ...args] = commands[process.platform] ?? [];
  spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => printError(`preview: no browser could be opened, ${url} is the address`))
    .unref();
}

const command: Command<StartOptions> = {
  name: 'preview',
  form: '[options] [PATH…]',
  help: HELP,
  parse: startOptions,
  run: start,
};

export const main = (args: readonly string[]): Promise<void> => run(command, args);

if (import.meta.main) await main(process.argv.slice(2));
