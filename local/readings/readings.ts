/**
 * Sources, batch after batch -> everything read so far: a metric store with the moments the data arrived, the counts of
 * requests, examples and the account of the objects. The reading is done by the code that runs in the function. Memory
 * is bounded: what has dimensions becomes coarser before it is too much.
 */

import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import type { Config } from '../../lambda/config.ts';
import { formatNamed } from '../../lambda/formats/index.ts';
import {
  type Aggregates,
  createAggregates,
  createSubject,
  type MeasuredSubject,
} from '../../lambda/measure/aggregate.ts';
import { createCell, mergeCell } from '../../lambda/measure/cell.ts';
import type { Ingested, LogLine } from '../../lambda/measure/ingested.ts';
import { pipelineCounts } from '../../lambda/publish/pipeline-metrics.ts';
import type { Span } from '../../lambda/verdict/gather.ts';
import { createMetricStore, type MetricStore } from '../cloudwatch/store.ts';
import { arrivalInCloudWatch } from '../read/arrival.ts';
import { createKnownObjects, type KnownObjects } from '../read/copies.ts';
import type { UnreadObject } from '../read/identify.ts';
import { ingestEach } from '../read/ingest-all.ts';
import type { LogSource } from '../read/paths.ts';
import { unparsedLines } from '../read/unparsed.ts';
import { type CellRows, createCellRows } from './cell-rows.ts';
import { addExample, createKeptExamples, type KeptExamples, keepsSlow } from './kept-examples.ts';
import { countObject, createObjectCounts, type ObjectCounts } from './object-counts.ts';
import {
  addOutcomeRows,
  bytesOfOutcomes,
  coarsenOutcomes,
  createOutcomeCounts,
  type OutcomeCounts,
} from './outcome-counts.ts';
import { createPipelineRows, type PipelineRows } from './pipeline-rows.ts';
import { createSeenTargets, type SeenTargets, seeTargets } from './seen-targets.ts';
import type { Timed } from './set-tables.ts';
import { addVerdictLines, createVerdictLines, type VerdictLines } from './verdict-lines.ts';

export interface Readings {
  readonly config: Config;
  readonly store: MetricStore;
  readonly cells: CellRows;
  readonly pipeline: PipelineRows;
  readonly outcomes: OutcomeCounts;
  readonly examples: KeptExamples;
  readonly objects: ObjectCounts;
  readonly targets: SeenTargets;
  /** Start of the first and of the last minute with an entry, milliseconds; infinite where there is none. */
  first: number;
  last: number;
  ignored: readonly UnreadObject[];
  failed: readonly UnreadObject[];
  copies: readonly UnreadObject[];
  /** What has been read, so that no copy of it is counted again. */
  readonly known: KnownObjects;
  readonly families: Set<Family>;
  /** Of the families other than requests, all minutes in one. */
  readonly familyTotals: Aggregates;
  /** What the incidents are found in, next to the store. */
  readonly verdict: VerdictLines;
  readonly bytesMax: number;
  /** How much had been read when it was last looked at whether it fits. */
  weighedAt: { readonly objects: number; readonly bytes: number };
  version: number;
}

export interface ReadingsOptions {
  /** Default: all, which is right and takes more memory. */
  readonly timed?: Timed;
  readonly bytesMax?: number;
}

/** Of metrics and counts that have dimensions. With what else there is, a process of less than 1 GB. */
const BYTES_MAX = 320 * 1024 ** 2;

export function createReadings(config: Config, options: ReadingsOptions = {}): Readings {
  const { timed = () => true, bytesMax = BYTES_MAX } = options;
  const store = createMetricStore();
  return {
    ...{ config, store, bytesMax, version: 0, weighedAt: { objects: 0, bytes: 0 } },
    cells: createCellRows(store, { namespace: config.namespace, timed }),
    pipeline: createPipelineRows(store, config.namespace),
    outcomes: createOutcomeCounts(),
    examples: createKeptExamples(),
    objects: createObjectCounts(),
    targets: createSeenTargets(),
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
    ...{
      ignored: [],
      failed: [],
      copies: [],
      known: createKnownObjects(),
      families: new Set(),
      familyTotals: createAggregates(),
    },
    verdict: createVerdictLines(),
  };
}

export interface ReadOptions {
  readonly format?: string | undefined;
  readonly onProgress?: ((bytesDone: number) => void) | undefined;
}

/** Reads sources into what is known. A source that failed before is forgotten first, so that it can succeed now. */
export async function read(
  readings: Readings,
  sources: readonly LogSource[],
  options: ReadOptions = {},
): Promise<void> {
  const { format, onProgress } = options;
  const { ignored, failed, copies } = await ingestEach(sources, {
    ...{ config: readings.config, known: readings.known },
    everyOutcome: true,
    keepsSlow: (request) => keepsSlow(readings.examples, request),
    onObject: (object, source) => add(readings, object, source),
    ...(format === undefined ? {} : { format }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  bound(readings);
  await explain(readings, sources, format);
  const isOld = notAmong(sources);
  readings.ignored = [...readings.ignored.filter(isOld), ...ignored];
  readings.failed = [...readings.failed.filter(isOld), ...failed];
  readings.copies = [...readings.copies.filter(isOld), ...copies];
  readings.version += 1;
}

/** Of those with the most unparsed lines; each is read once more. */
const EXPLAINED_MAX = 10;

async function explain(
  { objects }: Readings,
  sources: readonly LogSource[],
  format: string | undefined,
): Promise<void> {
  const rows = objects.unparsed.slice(0, EXPLAINED_MAX).filter(({ explained }) => explained === undefined);
  if (rows.length === 0) return;
  const byKey = new Map(sources.map((source) => [source.key, source]));
  for (const row of rows) {
    const source = byKey.get(row.key);
    if (source !== undefined) row.explained = await unparsedLines(source, { texts: row.unparsedExamples, format });
  }
}

function notAmong(sources: readonly LogSource[]): (unread: UnreadObject) => boolean {
  const keys = new Set(sources.map(({ key }) => key));
  return ({ key }) => !keys.has(key);
}

/** Weighing takes a look at every group of every table. */
const OBJECTS_BETWEEN_WEIGHINGS = 512;
/** So much text may hold as much as many small objects. */
const TEXT_BETWEEN_WEIGHINGS = 256 * 1024 ** 2;

function add(readings: Readings, object: Ingested, source: LogSource): void {
  const { objects, examples, families } = readings;
  const end = object.facts.end ?? object.latest;
  const arrival = { end: end ?? 0, modified: source.modified, key: object.key };
  const arrivedAt = arrivalInCloudWatch(arrival, source.arrivedAt);
  readings.cells.add(object.aggregates, arrivedAt);
  // Without a single entry there is no moment that the object's own metrics belong to.
  if (end !== undefined) readings.pipeline.add(pipelineCounts(object, arrivedAt), arrivedAt);
  addOutcomeRows(readings.outcomes, object.outcomes.rows);
  const { realPath } = source;
  for (const line of object.notes) addExample(examples, keptLine(line, { end, realPath }));
  addVerdictLines(readings.verdict, object);
  countObject(objects, object, end === undefined ? undefined : arrivedAt);
  const family = formatNamed(object.format)?.family;
  if (family !== undefined && object.lines.parsed > 0) families.add(family);
  const minutes = widen(readings, object.aggregates);
  if (minutes !== undefined) seeTargets(readings.targets, object.targets, minutes);
  weighReadings(readings);
}

interface LineOf {
  readonly end: number | undefined;
  /** Absent where nobody can open it again. */
  readonly realPath: string | undefined;
}

/** What is said of a whole object has no time; then it is the end of the object's interval. */
function keptLine(line: LogLine, { end, realPath }: LineOf): LogLine {
  const isTimed = 'time' in line || end === undefined;
  return {
    ...line,
    ...(isTimed ? {} : { time: new Date(end).toISOString() }),
    ...(realPath === undefined ? {} : { object: realPath }),
  };
}

/**
 * Minutes of an object's entries; of the other families, which have no outcomes, their sums too. Gives the time of its
 * requests.
 */
function widen(readings: Readings, { subjects }: Aggregates): Span | undefined {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [key, subject] of subjects) {
    const { family, plan, cells } = subject;
    if (family !== 'requests') addToTotals(readings.familyTotals, key, subject);
    // All entries are in the cells of this set.
    if (plan.set !== 'All') continue;
    for (const { periodStart } of cells.values()) {
      if (family === 'requests') [from, to] = [Math.min(from, periodStart), Math.max(to, periodStart + MINUTE)];
      readings.first = Math.min(readings.first, periodStart);
      readings.last = Math.max(readings.last, periodStart);
    }
  }
  return from < to ? { from, to } : undefined;
}

/** All minutes in one. */
const WHOLE = 0;

function addToTotals({ subjects }: Aggregates, key: string, subject: MeasuredSubject): void {
  const totals = subjects.get(key) ?? createSubject(subject);
  subjects.set(key, totals);
  const whole = totals.cells.get(WHOLE) ?? createCell(subject.plan, subject.values, WHOLE);
  totals.cells.set(WHOLE, whole);
  for (const cell of subject.cells.values()) mergeCell(whole, cell);
}

function weighReadings(readings: Readings): void {
  const { objects, weighedAt } = readings;
  const isDue =
    objects.objects - weighedAt.objects >= OBJECTS_BETWEEN_WEIGHINGS ||
    objects.uncompressedBytes - weighedAt.bytes >= TEXT_BETWEEN_WEIGHINGS;
  if (!isDue) return;
  readings.weighedAt = { objects: objects.objects, bytes: objects.uncompressedBytes };
  bound(readings);
}

/** Minutes of a row, one after the other, until what there is fits. */
const WIDTHS = [1, 5, 60, 1440] as const;

function bound({ cells, outcomes, bytesMax }: Readings): void {
  while (cells.bytes() + bytesOfOutcomes(outcomes) > bytesMax) {
    const wider = WIDTHS.find((width) => width > cells.minutes());
    if (wider === undefined) return;
    cells.coarsen(wider);
    coarsenOutcomes(outcomes, wider);
  }
}

const MINUTE = 60_000;
/** What is shown before the arrival of objects without a single entry. */
const BEFORE = 60 * MINUTE;

/** From the first minute with an entry until the last object had arrived; undefined where nothing was read. */
export function spanOf({ first, last, objects: { arrivedTo } }: Readings): Span | undefined {
  const to = Math.max(last + MINUTE, arrivedTo ?? Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(to)) return undefined;
  const end = Math.ceil((to + 1) / MINUTE) * MINUTE;
  return { from: Number.isFinite(first) ? first : end - BEFORE, to: end };
}
