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
  const windows: Buffer[] = [];
  const inflate = createInflate((window) => windows.push(Buffer.from(window)));
  try {
    for (let at = 0; at < stream.length; ) {
      const size = 1 + random(pieceMax);
      inflate.feed(stream.subarray(at, at + size));
      at += size;
    }
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
