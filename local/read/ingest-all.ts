/** Many sources -> one set of aggregates and an account of every object, by the code that runs in the function. */

import type { Config } from '../../lambda/config.ts';
import type { KeepsSlow } from '../../lambda/diagnosis/examples.ts';
import { ingest } from '../../lambda/ingest/ingest.ts';
import { type Aggregates, createAggregates } from '../../lambda/measure/aggregate.ts';
import { type Ingested, unreadable } from '../../lambda/measure/ingested.ts';
import { mergeAggregates } from '../../lambda/measure/merge.ts';
import { addPipelineCounts, type PipelineCounts, pipelineCounts } from '../../lambda/publish/pipeline-metrics.ts';
import { createKnownObjects, type KnownObjects } from './copies.ts';
import { logObject, type UnreadObject } from './identify.ts';
import { freeMemory } from './memory.ts';
import { type LogSource, reasonOf } from './paths.ts';

/**
 * An object's account without its aggregates, which have gone into the whole, and without its outcomes, which are for
 * `onObject`.
 */
type ObjectAccount = Omit<Ingested, 'aggregates' | 'outcomes'>;

interface Unread {
  /** Sources that are no log we read. */
  readonly ignored: readonly UnreadObject[];
  /** Sources that are logs but could not be read to their end; nothing of them is counted. */
  readonly failed: readonly UnreadObject[];
  /** Sources that are copies of others that were read. */
  readonly copies: readonly UnreadObject[];
}

export interface IngestedAll extends Unread {
  readonly objects: readonly ObjectAccount[];
  readonly aggregates: Aggregates;
  readonly pipeline: PipelineCounts;
}

export interface IngestEachOptions {
  readonly config: Config;
  readonly format?: string;
  /** Entries outside these times are dropped, as CloudWatch would refuse them; without it every entry counts. */
  readonly accept?: { readonly from: number; readonly to: number };
  /** As in IngestOptions: outcomes of every request, and which slow ones are kept. */
  readonly everyOutcome?: boolean;
  readonly keepsSlow?: KeepsSlow;
  /** What has been read before; default: nothing. */
  readonly known?: KnownObjects;
  /** Called with each object read. */
  readonly onObject?: (object: Ingested, source: LogSource) => void;
  /** Called with each piece of a source, with the bytes of all sources read so far. */
  readonly onProgress?: (bytesDone: number) => void;
}

/** A look at what is used takes some microseconds. */
const OBJECTS_BETWEEN_LOOKS = 64;

/** Each source on its own, so that memory does not grow with their number. */
export async function ingestEach(sources: readonly LogSource[], options: IngestEachOptions): Promise<Unread> {
  const { known = createKnownObjects() } = options;
  const unread: Record<keyof Unread, UnreadObject[]> = { ignored: [], failed: [], copies: [] };
  let bytesDone = 0;
  let objects = 0;
  for (const source of sources) {
    const done = bytesDone;
    const outcome = await ingestNew(source, {
      ...options,
      known,
      onProgress: (bytes) => options.onProgress?.(done + bytes),
    });
    if ('aggregates' in outcome) {
      options.onObject?.(outcome, source);
      // The function would fail it; its first lines are still worth a look.
      const failure = unreadable(outcome);
      if (failure === undefined) known.add(source);
      else unread.failed.push({ key: source.key, reason: failure.message });
    } else unread[outcome.among].push({ key: source.key, reason: outcome.reason });
    bytesDone += source.size ?? 0;
    options.onProgress?.(bytesDone);
    objects += 1;
    if (objects % OBJECTS_BETWEEN_LOOKS === 0) freeMemory();
  }
  return unread;
}

/** All together, with the account of every object. */
export async function ingestAll(sources: readonly LogSource[], options: IngestEachOptions): Promise<IngestedAll> {
  const objects: ObjectAccount[] = [];
  const aggregates = createAggregates();
  let pipeline: PipelineCounts = {};
  const unread = await ingestEach(sources, {
    ...options,
    onObject: (object, source) => {
      options.onObject?.(object, source);
      const { aggregates: own, outcomes: _outcomes, ...account } = object;
      objects.push(account);
      mergeAggregates(aggregates, own);
      pipeline = addPipelineCounts(pipeline, pipelineCounts(object, object.facts.end ?? object.latest ?? 0));
    },
  });
  return { objects, ...unread, aggregates, pipeline };
}

/** Smaller sources are read in an instant. */
const WATCHED_BYTES_MIN = 4 * 1024;

/** The same source, which tells how many of its bytes have been read, where it said how many there are. */
function watched(source: LogSource, tell: (bytes: number) => void): LogSource {
  const { size } = source;
  if (size === undefined || size <= WATCHED_BYTES_MIN) return source;
  return {
    ...source,
    async *open() {
      let bytes = 0;
      for await (const chunk of source.open()) {
        bytes += chunk.byteLength;
        yield chunk;
        tell(Math.min(bytes, size));
      }
    },
  };
}

interface NotIngested {
  readonly among: keyof Unread;
  readonly reason: string;
}

type EachOptions = IngestEachOptions & Required<Pick<IngestEachOptions, 'known' | 'onProgress'>>;

async function ingestNew(source: LogSource, options: EachOptions): Promise<Ingested | NotIngested> {
  const copyOf = await options.known.copyOf(source);
  if (copyOf !== undefined) return { among: 'copies', reason: copyOf };
  return ingestSource(watched(source, options.onProgress), options);
}

async function ingestSource(
  source: LogSource,
  { config, format, accept, everyOutcome = false, keepsSlow }: IngestEachOptions,
): Promise<Ingested | NotIngested> {
  try {
    const object = await logObject(source, format);
    if ('reason' in object) return { among: 'ignored', reason: object.reason };
    return await ingest(object, { config, everyOutcome, keepsSlow, ...(accept === undefined ? {} : { accept }) });
  } catch (error) {
    return { among: 'failed', reason: error instanceof Error ? reasonOf(error) : String(error) };
  }
}

/**
 * The moment that the pipeline's own metrics belong to when logs are read on your machine: the end of the logs, not
 * the present. Undefined where no log says a time.
 */
export function endOfLogs({ objects }: IngestedAll): number | undefined {
  const ends = objects.flatMap(({ facts, latest }) => [facts.end, latest].filter((end) => end !== undefined));
  return ends.length === 0 ? undefined : ends.reduce((last, end) => Math.max(last, end));
}
