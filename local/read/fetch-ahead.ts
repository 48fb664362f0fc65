/**
 * Sources that are far away -> the same, with a few objects always on their way while one is read: thousands of small
 * objects would else each cost a round trip. Large ones are left to stream, so memory stays bounded.
 */
import { recognize } from '../../lambda/formats/index.ts';
import type { LogSource } from './paths.ts';

const AHEAD = 8;
const SMALL_BYTES = 8 * 1024 ** 2;

/** Sources have to be opened in their order, which is how they are read. */
export function fetchAhead(sources: readonly LogSource[]): LogSource[] {
  const fetched = sources.filter(({ key, size = SMALL_BYTES }) => size < SMALL_BYTES && 'format' in recognize(key));
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
        const mine = start(source);
        for (const next of fetched.slice(index + 1, index + AHEAD)) start(next);
        const chunks = await mine;
        underWay.delete(source);
        yield* chunks;
      },
    };
  });
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return all;
}
