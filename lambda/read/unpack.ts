/**
 * Bytes of a log object -> its text, pushed piece by piece: containers inside containers are opened, UTF-16 becomes
 * UTF-8. What each layer is, its first bytes tell. Memory stays flat for any size of the object.
 */
import type { Transform } from 'node:stream';
import { Failure } from '../catalogue/failures.ts';
import { type Container, containerOf, encodingOf, HEAD_BYTES } from './container.ts';
import { zstdFrames } from './zstd.ts';

/** The default of 16 KB costs twice the CPU; more than this gains nothing (measured, see bench/README.md). */
const CHUNK_BYTES = 256 * 1024;

/** Containers inside one another. Nobody means more; a file may be made to hold itself. */
const LAYERS_MAX = 3;
/** A busy ALB writes files of some GB; beyond this the object is refused rather than read for hours. */
const UNCOMPRESSED_BYTES_MAX = 64 * 1024 ** 3;
/** Access logs shrink 6 to 12 times, the dullest about 60 times; deflate's own limit is 1,032. */
const EXPANSION_MAX = 400;
/** Below this size the ratio says nothing. */
const EXPANSION_FROM_BYTES = 256 * 1024 ** 2;
/** Memory of the zstd decoder, as a power of two: 64 MB. The tool needs more only with `--long` or above level 21. */
const ZSTD_WINDOW_LOG_MAX = 26;

export interface ByteCount {
  bytes: number;
  /** Of the innermost layer. */
  uncompressedBytes: number;
}

/**
 * Feeds the text of `chunks` to `sink`; resolves with both sizes. Rejects on containers that are not read, corrupt
 * ones, and past the limits.
 */
export async function unpack(chunks: AsyncIterable<Uint8Array>, sink: (text: Uint8Array) => void): Promise<ByteCount> {
  const count: ByteCount = { bytes: 0, uncompressedBytes: 0 };
  for await (const text of layer(countingBytes(chunks, count), count, 0)) sink(text);
  return count;
}

async function* layer(chunks: AsyncIterable<Uint8Array>, count: ByteCount, depth: number): AsyncGenerator<Uint8Array> {
  const { head, rest } = await peek(chunks);
  const container = containerOf(head);
  if (container === undefined) {
    // Counted here alone: of nested layers the innermost tells the size of the text.
    count.uncompressedBytes = 0;
    yield* asUtf8(
      bounded(rest, count, (bytes) => (count.uncompressedBytes += bytes)),
      head,
    );
    return;
  }
  if (depth === LAYERS_MAX) throw new Failure('Container', `the object is packed more than ${LAYERS_MAX} times over`);
  let unpacked = 0;
  const opened = bounded(OPEN[container](rest), count, (bytes) => (unpacked += bytes));
  yield* layer(opened, count, depth + 1);
}

const OPEN: Readonly<Record<Container, (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>>> = {
  async *gzip(chunks) {
    const { createGunzip } = await import('node:zlib');
    yield* decoded(chunks, createGunzip({ chunkSize: CHUNK_BYTES }));
  },
  async *zlib(chunks) {
    const { createInflate } = await import('node:zlib');
    yield* decoded(chunks, createInflate({ chunkSize: CHUNK_BYTES }));
  },
  async *zstd(chunks) {
    const { createZstdDecompress, constants } = await import('node:zlib');
    if (createZstdDecompress === undefined) {
      throw new Failure('Container', 'the object is compressed with zstd, which needs Node 22.15 or later');
    }
    const params = { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX };
    for await (const frame of zstdFrames(chunks)) {
      yield* decoded(frame, createZstdDecompress({ chunkSize: CHUNK_BYTES, params }));
    }
  },
};

interface Decoder extends Transform {
  /** Bytes of input that have been used. */
  readonly bytesWritten: number;
}

/**
 * Node's decoders are silent about bytes behind the end of their stream. Zeros are padding; anything else would be
 * lost.
 */
async function* decoded(chunks: AsyncIterable<Uint8Array>, decoder: Decoder): AsyncGenerator<Uint8Array> {
  const input = { bytes: 0, lastNotZero: 0, isWanted: true };
  // Behind the end of its stream nobody iterates the decoder, and an error event without a listener would end the
  // process.
  decoder.on('error', () => undefined);
  const feeding = feed(chunks, decoder, input);
  feeding.catch((error: unknown) => decoder.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    for await (const chunk of decoder) yield chunk as Uint8Array;
    await feeding;
  } finally {
    input.isWanted = false;
    decoder.destroy();
  }
  if (input.lastNotZero > decoder.bytesWritten) {
    throw new Failure('Corrupt', 'bytes follow the end of the compressed stream');
  }
}

interface Input {
  bytes: number;
  /** Where the last byte that is not zero ends. */
  lastNotZero: number;
  /** False once nobody reads the output any more. */
  isWanted: boolean;
}

/** Goes on to the end of the input, also where the decoder has found the end of its stream before. */
async function feed(chunks: AsyncIterable<Uint8Array>, decoder: Decoder, input: Input): Promise<void> {
  let isOver = false;
  for await (const chunk of chunks) {
    if (!input.isWanted) return;
    let last = chunk.length;
    while (last > 0 && chunk[last - 1] === 0) last -= 1;
    if (last > 0) input.lastNotZero = input.bytes + last;
    input.bytes += chunk.length;
    if (isOver) continue;
    await written(decoder, chunk);
    // It leaves what stands behind the end of its stream, and must not be given more.
    isOver = decoder.bytesWritten < input.bytes;
  }
  if (!isOver) decoder.end();
}

/** Settles also where the decoder breaks and never takes the chunk. */
function written(decoder: Decoder, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    decoder.once('close', resolve);
    decoder.write(chunk, () => {
      decoder.off('close', resolve);
      resolve();
    });
  });
}

async function* asUtf8(chunks: AsyncIterable<Uint8Array>, head: Uint8Array): AsyncGenerator<Uint8Array> {
  const encoding = encodingOf(head);
  if (encoding === 'bytes') {
    yield* chunks;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
  yield Buffer.from(decoder.decode(), 'utf8');
}

async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  count: ByteCount,
  add: (bytes: number) => number,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    checkExpansion({ bytes: count.bytes, uncompressedBytes: add(chunk.byteLength) });
    yield chunk;
  }
}

/** Throws when an object unpacks to more than we are ready to read. */
export function checkExpansion({ bytes, uncompressedBytes }: ByteCount): void {
  if (uncompressedBytes > UNCOMPRESSED_BYTES_MAX) {
    throw new Failure('Limit', `the object unpacks to more than ${UNCOMPRESSED_BYTES_MAX} bytes`);
  }
  if (uncompressedBytes > EXPANSION_FROM_BYTES && uncompressedBytes > bytes * EXPANSION_MAX) {
    throw new Failure(
      'Limit',
      `the object unpacks to more than ${EXPANSION_MAX} times its size: ${bytes} to ${uncompressedBytes} bytes`,
    );
  }
}

async function* countingBytes(chunks: AsyncIterable<Uint8Array>, count: ByteCount): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count.bytes += chunk.byteLength;
    // A copy, because a decoder unpacks a chunk while the next is read into the same place.
    if (chunk.byteLength > 0) yield Buffer.from(chunk);
  }
}

/** The first bytes, as many as tell what they are, and the whole again. */
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
  const head = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
  return { head: head.subarray(0, HEAD_BYTES), rest: resumed(held, iterator) };
}

/**
 * Chunks that were taken from an iterator already, and those that follow. No generator: it would make several promises
 * of each chunk, and most objects have one.
 */
export function resumed(
  held: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> & AsyncIterator<Uint8Array> {
  const left = [...held];
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const value = left.shift();
      return value === undefined ? iterator.next() : Promise.resolve({ done: false, value });
    },
    async return() {
      left.length = 0;
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}
