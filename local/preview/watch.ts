/**
 * Finds new objects in folders and buckets by looking: every two seconds the files that have not been read, once their
 * size has stopped growing; a bucket every half minute. Looking works on every file system, which notifications do not.
 * A file that could not be read is read again when it has changed.
 */
import { identityOf, type LogSource } from '../read/paths.ts';
import { sourcesOf } from '../read/sources.ts';

export interface LogWatch {
  readonly stop: () => void;
}

const WATCH_MILLIS = 2_000;
/** Each look lists the bucket, and S3 takes $0.005 for a thousand pages of the list. */
const WATCH_BUCKET_MILLIS = 30_000;

export interface WatchOptions {
  readonly paths: readonly string[];
  /** Already read, under any path: not to be read again. */
  readonly known: readonly LogSource[];
  /** Which of them are asked for, as where the reading began. */
  readonly wanted?: (source: LogSource) => boolean;
  /** Gives those that could not be read. */
  readonly onNew: (sources: readonly LogSource[]) => Promise<readonly LogSource[]>;
  readonly onError: (error: unknown) => void;
  readonly everyMillis?: number;
}

export function watch({ wanted = () => true, ...options }: WatchOptions): LogWatch {
  const { paths, known, onNew, onError } = options;
  const { everyMillis = paths.some(isBucket) ? WATCH_BUCKET_MILLIS : WATCH_MILLIS } = options;
  /** What each was when it was read; a good one is never read again. */
  const read = new Map<string, string>(known.map((source) => [identityOf(source), GOOD]));
  let before = new Map<string, number | undefined>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      const found = await sourcesOf(paths, {});
      const isNew = (source: LogSource): boolean =>
        ![GOOD, stateOf(source)].includes(read.get(identityOf(source)) ?? '');
      const fresh = found.filter((source) => wanted(source) && isNew(source));
      const settled = fresh.filter((source) => source.size !== 0 && isComplete(source, before));
      before = new Map(fresh.map(({ key, size }) => [key, size]));
      for (const source of settled) read.set(identityOf(source), GOOD);
      const failed = settled.length > 0 && !stopped ? await onNew(settled) : [];
      for (const source of failed) read.set(identityOf(source), stateOf(source));
    } catch (error) {
      onError(error);
    }
    if (!stopped) timer = setTimeout(look, everyMillis);
  };
  timer = setTimeout(look, everyMillis);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const GOOD = 'good';

function stateOf({ size, modified }: LogSource): string {
  return `${size} bytes of ${modified}`;
}

function isBucket(path: string): boolean {
  return path.startsWith('s3://');
}

/** An object of S3 appears whole. */
function isComplete({ key, size, realPath = '' }: LogSource, before: ReadonlyMap<string, number | undefined>): boolean {
  return isBucket(realPath) || before.get(key) === size;
}
