/**
 * Chunks of an object -> a scan, until it is known whether what they hold is text at all. Where it is something else
 * (gzip in gzip, UTF-16), the object goes to the reference path whole, so its first chunks are kept until then.
 */
import { type ByteCount, resumed } from '../../read/unpack.ts';

export interface Scan {
  /** Whether what comes out of the chunks is text, undefined until it is known; nothing has been read before it is. */
  readonly feed: (chunk: Uint8Array) => boolean | undefined;
  /** Undefined where it turns out at the very end that there is no text. */
  readonly end: () => ByteCount | undefined;
}

/**
 * What was unpacked is not text that the core can read: the whole object again, for the reference path. Nothing of it
 * has been counted.
 */
export interface NotScanned {
  readonly rest: AsyncIterable<Uint8Array>;
}

/**
 * Compressed bytes that are held at most until the first of the text is known; members without content could hide it
 * for ever.
 */
const HELD_BYTES_MAX = 1024 * 1024;

export async function feedAll(scan: Scan, iterator: AsyncIterator<Uint8Array>): Promise<ByteCount | NotScanned> {
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  let isHandedOver = false;
  const handOver = (chunks: readonly Uint8Array[]): NotScanned => {
    isHandedOver = true;
    return { rest: resumed(chunks, iterator) };
  };
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      const chunk = next.value;
      const isText = scan.feed(chunk);
      heldBytes += chunk.length;
      if (isText === false || (isText === undefined && heldBytes > HELD_BYTES_MAX)) return handOver([...held, chunk]);
      if (isText === undefined) held.push(Buffer.from(chunk));
      else held.length = 0;
    }
    return scan.end() ?? handOver(held);
  } finally {
    if (!isHandedOver) await iterator.return?.();
  }
}
