/**
 * Everything read so far: sources go in, batch after batch; a metric store with the moments the data arrived, the aggregates and
 * the account of every object come out. The reading is done by the code that runs in the function.
 */

import type { Family } from '../../lambda/catalogue/entry.ts';
import type { Config } from '../../lambda/config.ts';
import { formatNamed } from '../../lambda/formats/index.ts';
import { type Aggregates, createAggregates, holdsEntries, mergeAggregates } from '../../lambda/measure/aggregate.ts';
import type { Ingested, LogLine } from '../../lambda/measure/ingested.ts';
import { metricData } from '../../lambda/publish/datum.ts';
import {
  addPipelineCounts,
  type PipelineCounts,
  pipelineCounts,
  pipelineData,
} from '../../lambda/publish/pipeline-metrics.ts';
import { createMetricStore, type MetricStore } from '../cloudwatch/store.ts';
import { arrivalInCloudWatch } from '../read/arrival.ts';
import type { Unread } from '../read/identify.ts';
import { type IngestedAll, ingestAll, type ObjectAccount } from '../read/ingest-all.ts';
import type { Source } from '../read/paths.ts';
import { addVerdictLines, createVerdictLines, type VerdictLines } from '../verdict/object-lines.ts';

export interface ReadObject {
  readonly account: ObjectAccount;
  /** Undefined where neither name nor content tells any time. */
  readonly arrivedAt: number | undefined;
}

export interface Readings {
  readonly config: Config;
  readonly store: MetricStore;
  readonly aggregates: Aggregates;
  readonly objects: ReadObject[];
  ignored: readonly Unread[];
  failed: readonly Unread[];
  pipeline: PipelineCounts;
  readonly families: Set<Family>;
  /** Lines the function would log, bounded. */
  readonly notes: LogLine[];
  /** What the incidents are found in, beside the store. */
  readonly verdict: VerdictLines;
  version: number;
}

/** A page shows hundreds; more only makes it slow. */
const NOTES_MAX = 5_000;

export function createReadings(config: Config): Readings {
  return {
    config,
    store: createMetricStore(),
    aggregates: createAggregates(),
    objects: [],
    ignored: [],
    failed: [],
    pipeline: {},
    families: new Set(),
    notes: [],
    verdict: createVerdictLines(),
    version: 0,
  };
}

export interface ReadOptions {
  readonly format?: string | undefined;
  readonly onProgress?: ((bytesDone: number) => void) | undefined;
}

/** Reads sources into what is known. A source that failed before is forgotten first, so that it can succeed now. */
export async function read(readings: Readings, sources: readonly Source[], options: ReadOptions = {}): Promise<void> {
  const { format, onProgress } = options;
  const byKey = new Map(sources.map((source) => [source.key, source]));
  const before = ({ key }: Unread): boolean => !byKey.has(key);
  const all = await ingestAll(sources, {
    config: readings.config,
    onObject: (object) => add(readings, object, byKey.get(object.key)),
    ...(format === undefined ? {} : { format }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  mergeAggregates(readings.aggregates, all.aggregates);
  readings.ignored = [...readings.ignored.filter(before), ...all.ignored];
  readings.failed = [...readings.failed.filter(before), ...all.failed];
  readings.version += 1;
}

function add(readings: Readings, object: Ingested, source: Source | undefined): void {
  const { store, config, objects, notes, families } = readings;
  const end = object.facts.end ?? object.latest;
  const arrivedAt = arrivalInCloudWatch(
    { end: end ?? 0, modified: source?.modified, key: object.key },
    source?.arrivedAt,
  );
  const { aggregates, outcomes: _outcomes, ...account } = object;
  const counts = pipelineCounts(object, arrivedAt);
  store.put(config.namespace, metricData(aggregates), arrivedAt);
  // Without a single entry there is no moment that the object's own metrics belong to.
  if (end !== undefined) store.put(config.namespace, pipelineData(counts, arrivedAt), arrivedAt);
  readings.pipeline = addPipelineCounts(readings.pipeline, counts);
  objects.push({ account, arrivedAt: end === undefined ? undefined : arrivedAt });
  addVerdictLines(readings.verdict, object);
  for (const note of object.notes)
    if (note.kind !== 'failures' && note.kind !== 'targets' && notes.length < NOTES_MAX) notes.push(note);
  const family = formatNamed(object.format)?.family;
  if (family !== undefined && object.lines.parsed > 0) families.add(family);
}

/** What the terminal's summary is made of. */
export function ingestedAllOf({ objects, ignored, failed, aggregates, pipeline }: Readings): IngestedAll {
  return { objects: objects.map(({ account }) => account), ignored, failed, aggregates, pipeline };
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
/** What is shown before the arrival of objects without a single entry. */
const BEFORE = 60 * MINUTE;

/** From the first minute with an entry until the last object had arrived; undefined where nothing was read. */
export function spanOf({ aggregates, objects }: Readings): Span | undefined {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const cell of aggregates.cells.values()) {
    if (!holdsEntries(cell)) continue;
    const { periodStart } = cell;
    from = Math.min(from, periodStart);
    to = Math.max(to, periodStart + MINUTE);
  }
  for (const { arrivedAt } of objects) if (arrivedAt !== undefined) to = Math.max(to, arrivedAt);
  if (!Number.isFinite(to)) return undefined;
  const end = Math.ceil((to + 1) / MINUTE) * MINUTE;
  return { from: Number.isFinite(from) ? from : end - BEFORE, to: end };
}
