/**
 * New objects in folders, found by looking: every two seconds the files that have not been read, once their
 * size has stopped growing. Looking works on every file system, which notifications do not.
 */
import { localSources, type Source } from '../objects.ts';

export interface Watch {
  readonly stop: () => void;
}

export const WATCH_MILLIS = 2_000;

export interface WatchOptions {
  readonly paths: readonly string[];
  /** Already read, by key and size: not to be read again. */
  readonly known: readonly Source[];
  readonly onNew: (sources: readonly Source[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly everyMillis?: number;
}

export function watch({ paths, known, onNew, onError, everyMillis = WATCH_MILLIS }: WatchOptions): Watch {
  const read = new Set(known.map(({ key }) => key));
  let before = new Map<string, number | undefined>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      const found = await localSources(paths);
      const fresh = found.filter(({ key }) => !read.has(key));
      const settled = fresh.filter(({ key, size }) => before.get(key) === size && size !== 0);
      before = new Map(fresh.map(({ key, size }) => [key, size]));
      for (const { key } of settled) read.add(key);
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
