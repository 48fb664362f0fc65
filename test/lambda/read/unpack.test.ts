/** No matter what ends the reading, the source is closed: it may be a connection. */
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unpack } from '../../../lambda/read/unpack.ts';
import { uncaughtWhile } from '../../support/uncaught.ts';

function source(chunks: readonly Uint8Array[]) {
  const state = { isClosed: false };
  async function* read() {
    try {
      for (const chunk of chunks) yield chunk;
    } finally {
      state.isClosed = true;
    }
  }
  return { state, chunks: read() };
}

const gz = gzipSync(Array.from({ length: 40_000 }, (_, at) => `line ${at * 7919}\n`).join(''));
const inPieces = (bytes: Buffer, size = 5_000) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));

test.each([
  ['at its end', gz],
  ['where it is corrupt', Buffer.concat([gz.subarray(0, 9_000), Buffer.alloc(5_000, 0xff), gz.subarray(9_000)])],
  ['where it is refused', Buffer.from('PK\x03\x04 and more')],
  ['behind zeros', Buffer.concat([gz, Buffer.alloc(20_000), gz])],
])('a source is closed %s', async (_name, bytes) => {
  const { state, chunks } = source(inPieces(bytes));
  await unpack(chunks, () => undefined).catch(() => undefined);
  await expect.poll(() => state.isClosed).toBe(true);
});

test('a source is closed where the reader of its text gives up', async () => {
  const { state, chunks } = source(inPieces(gz));
  const reading = unpack(chunks, () => {
    throw new Error('enough');
  });
  await expect(reading).rejects.toThrow('enough');
  await expect.poll(() => state.isClosed).toBe(true);
});

const BEHIND = new Error('the connection broke behind the end of the compressed stream');

test.each([
  ['gzip', gz],
  ['zlib', deflateSync('some text')],
  ['zstd', zstdCompressSync('some text')],
  ['zlib in gzip', gzipSync(deflateSync('some text'))],
])('a source that fails behind the whole text of %s fails the reading, and nothing else', async (_name, bytes) => {
  async function* chunks() {
    yield Buffer.concat([bytes, Buffer.alloc(100)]);
    // The decoder has handed over all of its text by then.
    await new Promise((resolve) => setTimeout(resolve, 200));
    throw BEHIND;
  }
  const uncaught = await uncaughtWhile(() => expect(unpack(chunks(), () => undefined)).rejects.toBe(BEHIND));
  expect(uncaught).toEqual([]);
});
