/**
 * Sources that are far away -> the same, with a few objects always on their way while one is read: thousands of small
 * objects would else each cost a round trip. Large ones are left to stream, so memory stays bounded.
 */
import { recognize } from '../../lambda/formats/index.ts';
import { deliveredName } from './copies.ts';
import type { LogSource } from './paths.ts';

const AHEAD = 8;
const SMALL_BYTES = 8 * 1024 ** 2;

/** Sources have to be opened in their order, which is how they are read. */
export function fetchAhead(sources: readonly LogSource[]): LogSource[] {
  const names = new Set<string>();
  const fetched = sources.filter((source) => isNewName(source, names) && isSmallLog(source));
  const place = new Map(fetched.map((source, index) => [source, index]));
  const underWay = new Map<LogSource, Promise<readonly Uint8Array[]>>();
  const start = (source: LogSource): Promise<readonly Uint8Array[]> => {
    const bytes = underWay.get(source) ?? collected(source.open());
    underWay.set(source, bytes);
    // Anyone who reads the object hears of it; until then nobody does.
    bytes.catch(() => undefined);
    return bytes;
  };
  return sources.map((source) => {
    const index = place.get(source);
    if (index === undefined) return source;
    return {
      ...source,
      async *open() {
        // What is behind was left out.
        for (const [other] of underWay) if ((place.get(other) ?? 0) < index) underWay.delete(other);
        const mine = start(source);
        for (const next of fetched.slice(index + 1, index + AHEAD)) start(next);
        const chunks = await mine;
        underWay.delete(source);
        yield* chunks;
      },
    };
  });
}

/** A copy of a log that came before is opened only where that one cannot be read. */
function isNewName({ key }: LogSource, names: Set<string>): boolean {
  const name = deliveredName(key);
  return name === undefined || names.size < names.add(name).size;
}

function isSmallLog({ key, size = SMALL_BYTES }: LogSource): boolean {
  return size < SMALL_BYTES && 'format' in recognize(key);
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return all;
}
