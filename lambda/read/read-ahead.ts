/**
 * Log objects in their order -> the same objects, opened a few ahead of anyone who reads them, so that the waits for S3
 * overlap.
 *
 * The bytes of an object that fits are taken as they come and held, because a connection that nobody reads is given up
 * by either end. An object that does not fit is opened when its turn comes. Opening ahead has no effect that anybody
 * else could see.
 */
import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import type { S3Object } from './event.ts';
import { GONE, type OpenedObject } from './object.ts';

/** Enough to hide a wait of 50 milliseconds behind some three milliseconds of work an object. */
const OBJECTS_AHEAD = 16;
/** Of all objects that are held, compressed. */
const BYTES_AHEAD = 16 * 1024 ** 2;

export interface ReadAhead {
  /** The object at this place. Each is asked for once, in their order. Rejects as `open` does. */
  readonly take: (place: number) => Promise<OpenedObject | typeof GONE>;
}

type OpenOutcome = { readonly object: OpenedObject | typeof GONE } | { readonly error: unknown } | typeof TOO_BIG;
const TOO_BIG = 'too big';

interface Opening {
  /** Never rejects, because nobody may be waiting. */
  readonly outcome: Promise<OpenOutcome>;
  /** Of BYTES_AHEAD: what the notification says until S3 says better. */
  bytes: number;
}

type Open = (object: S3Object) => Promise<OpenedObject | typeof GONE>;

/** The first are opened at once. `signal` ends the reading of bytes that are held, too. */
export function readAhead(objects: readonly S3Object[], open: Open, signal: AbortSignal): ReadAhead {
  const openings = new Map<number, Opening>();
  const openAhead = aheadOpener(openings, open, signal);
  let next = 0;
  /** Opens, in order, what there is room for. What can never be held is passed over. */
  const fill = (turn: number): void => {
    for (next = Math.max(next, turn); next < turn + OBJECTS_AHEAD; next++) {
      const object = objects[next];
      const bytes = object?.size ?? 0;
      if (object === undefined || (bytes > bytesLeft(openings) && bytes <= BYTES_AHEAD)) return;
      if (bytes > BYTES_AHEAD) continue;
      const outcome = openAhead(next, object).catch((error: unknown) => ({ error }));
      openings.set(next, { outcome, bytes });
    }
  };

  fill(0);
  return {
    async take(place) {
      const object = objects[place];
      if (object === undefined) throw new Error(`place is ${place}: must be below ${objects.length}`);
      // Those before have had their turn.
      for (const earlier of openings.keys()) if (earlier < place) openings.delete(earlier);
      fill(place);
      const outcome = (await openings.get(place)?.outcome) ?? TOO_BIG;
      if (outcome === TOO_BIG) return open(object);
      if ('error' in outcome) throw outcome.error;
      return outcome.object;
    },
  };
}

/** Bytes that may still be held. */
function bytesLeft(openings: ReadonlyMap<number, Opening>): number {
  return [...openings.values()].reduce((left, { bytes }) => left - bytes, BYTES_AHEAD);
}

/** Opens an object that is among the openings, and holds its bytes if there is room for what S3 says they are. */
function aheadOpener(openings: ReadonlyMap<number, Opening>, open: Open, signal: AbortSignal) {
  return async (place: number, object: S3Object): Promise<OpenOutcome> => {
    const opened = await open(object);
    const opening = openings.get(place);
    if (opened === GONE || opening === undefined) return { object: opened };
    const size = opened.size ?? BYTES_AHEAD;
    const isTooBig = size - opening.bytes > bytesLeft(openings);
    opening.bytes = isTooBig ? 0 : size;
    if (!isTooBig) return { object: { ...opened, chunks: held(opened.chunks, signal) } };
    opened.discard();
    return TOO_BIG;
  };
}

/** The same chunks, which are taken at once and kept until they are asked for. */
function held(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const arrived: Uint8Array[] = [];
  let wake = (): void => undefined;
  let end: { readonly error?: unknown } | undefined;
  const takeAll = async (): Promise<void> => {
    try {
      for await (const chunk of chunks) {
        arrived.push(chunk);
        wake();
      }
      end = {};
    } catch (error) {
      end = { error };
    }
    wake();
  };
  void takeAll();
  return (async function* () {
    for (let chunk = arrived.shift(); chunk !== undefined || end === undefined; chunk = arrived.shift()) {
      signal.throwIfAborted();
      if (chunk !== undefined) {
        yield chunk;
        // Bytes that are there already would keep everything else waiting until the whole object is read.
        await nextTurnOfTheLoop();
      } else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    if ('error' in end) throw end.error;
  })();
}
