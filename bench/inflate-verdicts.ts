/** A gzip stream -> what zlib makes of it, and what the core makes of it: bytes, or the words of the refusal. */
import { gunzipSync } from 'node:zlib';
import { createInflate } from '../lambda/ingest/core/inflate.ts';
import type { Random } from './random.ts';

/** Bytes, or the words of the refusal. */
export type StreamEnding = Buffer | string;

export function verdictOfZlib(stream: Uint8Array): StreamEnding {
  try {
    return gunzipSync(stream);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The core's verdict, fed in pieces of random size up to `pieceMax`. */
export function verdictOfCore(stream: Uint8Array, random: Random, pieceMax: number): StreamEnding {
  return verdictOfPieces(randomPieces(stream, random, pieceMax));
}

/** Cut as they are asked for, so that a stream that is refused takes no more chance than it needs. */
function* randomPieces(stream: Uint8Array, random: Random, pieceMax: number): Generator<Uint8Array> {
  for (let at = 0; at < stream.length; ) {
    const size = 1 + random(pieceMax);
    yield stream.subarray(at, at + size);
    at += size;
  }
}

/** The core's verdict, fed with these pieces. */
export function verdictOfPieces(pieces: Iterable<Uint8Array>): StreamEnding {
  const windows: Buffer[] = [];
  const inflate = createInflate((window) => windows.push(Buffer.from(window)));
  try {
    for (const piece of pieces) inflate.feed(piece);
    inflate.end();
    return Buffer.concat(windows);
  } catch (error) {
    return (error as Error).message;
  } finally {
    inflate.release();
  }
}

export function alike(left: StreamEnding, right: StreamEnding): boolean {
  return typeof left === 'string' || typeof right === 'string' ? left === right : left.equals(right);
}
