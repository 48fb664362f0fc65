/**
 * Bytes of a log object -> its text, pushed piece by piece. Gzip or not is decided by the first bytes, for neither name nor
 * metadata can be relied on. All members of a gzip file are read. Memory stays flat whatever the object's size.
 */

/** The default of 16 KB costs twice the CPU; more than this gains nothing (measured, see bench/README.md). */
const CHUNK_BYTES = 256 * 1024;

/** Enough to tell gzip from other containers. */
const HEAD_BYTES = 4;

/** A busy ALB writes files of some GB; beyond this the object is refused rather than read for hours. */
export const UNCOMPRESSED_BYTES_MAX = 64 * 1024 ** 3;
/** Access logs shrink 6 to 12 times, the dullest some 60 times; deflate's own limit is 1,032. */
export const EXPANSION_MAX = 400;
/** Below this size the ratio says nothing. */
const EXPANSION_FROM_BYTES = 256 * 1024 ** 2;

export interface ByteCount {
  bytes: number;
  uncompressedBytes: number;
}

/** Feeds the text of `chunks` to `sink`; resolves with both sizes. Rejects on corrupt or truncated gzip and past the limits. */
export async function gunzip(chunks: AsyncIterable<Uint8Array>, sink: (text: Uint8Array) => void): Promise<ByteCount> {
  const count: ByteCount = { bytes: 0, uncompressedBytes: 0 };
  const { head, rest } = await peek(counted(chunks, count));
  refuse(head);
  // Loaded only here: an object that the core reads has no use for them.
  const [{ Writable }, { pipeline }, { createGunzip }] = await Promise.all([
    import('node:stream'),
    import('node:stream/promises'),
    import('node:zlib'),
  ]);
  const target = new Writable({
    highWaterMark: CHUNK_BYTES,
    write(chunk: Uint8Array, _encoding, done) {
      try {
        count.uncompressedBytes += chunk.byteLength;
        checkExpansion(count);
        sink(chunk);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  if (isGzip(head)) await pipeline(rest, createGunzip({ chunkSize: CHUNK_BYTES }), target);
  else await pipeline(rest, target);
  return count;
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Throws for bytes that are neither gzip nor text but another container, and says what to set where they come from. */
function refuse(head: Uint8Array): void {
  const magic = Buffer.from(head).toString('hex');
  const container = Object.keys(CONTAINERS).find((start) => magic.startsWith(start));
  if (container !== undefined) throw new Error(CONTAINERS[container]);
}

const CONTAINERS: Readonly<Record<string, string>> = {
  '50415231':
    "the object is Parquet, which is not read: set the output format of the log delivery to 'json', 'plain' or 'w3c'",
  ff060000:
    "the object is compressed with Snappy, which is not read: set the compression of the transfer task to 'gzip'",
};

/** Throws when an object unpacks to more than we are ready to read. */
export function checkExpansion({ bytes, uncompressedBytes }: ByteCount): void {
  if (uncompressedBytes > UNCOMPRESSED_BYTES_MAX) {
    throw new Error(`the object unpacks to more than ${UNCOMPRESSED_BYTES_MAX} bytes`);
  }
  if (uncompressedBytes > EXPANSION_FROM_BYTES && uncompressedBytes > bytes * EXPANSION_MAX) {
    throw new Error(
      `the object unpacks to more than ${EXPANSION_MAX} times its size: ${bytes} to ${uncompressedBytes} bytes`,
    );
  }
}

async function* counted(chunks: AsyncIterable<Uint8Array>, count: ByteCount): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count.bytes += chunk.byteLength;
    // A copy, for the stream behind unpacks a chunk while the next is read into the same place.
    if (chunk.byteLength > 0) yield Buffer.from(chunk);
  }
}

/** The first four bytes, and the whole again. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    size += next.value.byteLength;
    // What is held while more is asked for has to be a copy.
    held.push(size < HEAD_BYTES ? Buffer.from(next.value) : next.value);
  }
  return { head: Buffer.concat(held).subarray(0, HEAD_BYTES), rest: resumed(held, iterator) };
}

async function* resumed(held: readonly Uint8Array[], iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* held;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
