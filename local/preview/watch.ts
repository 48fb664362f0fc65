/**
 * New objects in folders, found by looking: every two seconds the files that have not been read, once their
 * size has stopped growing. Looking works on every file system, which notifications do not.
 */
import { identityOf, localSources, type Source } from '../read/paths.ts';

export interface Watch {
  readonly stop: () => void;
}

const WATCH_MILLIS = 2_000;

export interface WatchOptions {
  readonly paths: readonly string[];
  /** Already read, under whichever path: not to be read again. */
  readonly known: readonly Source[];
  /** Which of them are asked for, as where the reading began. */
  readonly wanted?: (source: Source) => boolean;
  readonly onNew: (sources: readonly Source[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly everyMillis?: number;
}

export function watch({ everyMillis = WATCH_MILLIS, wanted = () => true, ...options }: WatchOptions): Watch {
  const { paths, known, onNew, onError } = options;
  const read = new Set(known.map(identityOf));
  let before = new Map<string, number | undefined>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      const found = await localSources(paths);
      const fresh = found.filter((source) => wanted(source) && !read.has(identityOf(source)));
      const settled = fresh.filter(({ key, size }) => before.get(key) === size && size !== 0);
      before = new Map(fresh.map(({ key, size }) => [key, size]));
      for (const source of settled) read.add(identityOf(source));
      if (settled.length > 0 && !stopped) await onNew(settled);
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
