/**
 * A seed -> gzip streams to try an inflate with: written by zlib in every way it knows, written bit by bit with codes
 * zlib would never choose, and broken in many ways. Used by the core's tests (some) and bench/fuzz-inflate.ts (many).
 */
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { randomCodesBlock } from './deflate-codes.ts';
import type { Random } from './random.ts';

/** Text of one of several characters: log lines, noise, long runs, short periods, few letters. */
export function randomText(random: Random, bytesMax: number): Buffer {
  const size = random(4) === 0 ? random(64) : random(bytesMax);
  const text = Buffer.alloc(size);
  const kind = random(5);
  const period = 1 + random(40);
  const line = Buffer.from(
    `h2 2026-07-01T10:04:05.${random(1e6)}Z app/web/50dc6c495c0c9188 "-" "-" "-" ${random(1e9).toString(16)}\n`,
  );
  for (let i = 0; i < size; i++) {
    if (kind === 0) text[i] = random(256);
    else if (kind === 1) text[i] = random(50) === 0 ? random(256) : (text[i - 1] ?? 0);
    else if (kind === 2) text[i] = i < period || random(200) === 0 ? random(256) : (text[i - period] ?? 0);
    else if (kind === 3) text[i] = 97 + random(1 + random(4));
    else text[i] = random(12) === 0 ? 48 + random(10) : (line[i % line.length] ?? 0);
  }
  return text;
}

/** A member as some writer might have made it: level, strategy, window, memory, header fields. */
export function randomMember(random: Random, bytesMax: number): Buffer {
  const text = randomText(random, bytesMax);
  const options = {
    level: random(10),
    strategy: random(5),
    windowBits: 9 + random(7),
    memLevel: 1 + random(9),
    ...(random(3) === 0 ? { finishFlush: constants.Z_FINISH, chunkSize: 64 + random(4096) } : {}),
  };
  if (random(3) !== 0) return gzipSync(text, options);
  return wrap(text, deflateRawSync(text, options), random);
}

/** The gzip container around raw deflate, with the optional parts of the header. */
function wrap(text: Uint8Array, deflated: Uint8Array, random: Random): Buffer {
  const flags = random(32);
  const name = (): Buffer => Buffer.concat([randomText(random, 40).map((byte) => byte | 1), Buffer.of(0)]);
  const parts: Uint8Array[] = [
    Buffer.of(0x1f, 0x8b, 8, flags, random(256), random(256), random(256), random(256), random(256), random(256)),
  ];
  if (flags & 4) {
    const extra = randomText(random, 200);
    parts.push(Buffer.of(extra.length & 255, extra.length >> 8), extra);
  }
  if (flags & 8) parts.push(name());
  if (flags & 16) parts.push(name());
  const header = Buffer.concat(parts);
  const check = Buffer.alloc(2);
  check.writeUInt16LE(crc32(header) & 0xffff);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(text.length, 4);
  return Buffer.concat([header, flags & 2 ? check : Buffer.alloc(0), deflated, trailer]);
}

function randomCodesMember(random: Random): Buffer {
  const { text, deflated } = randomCodesBlock(random);
  return wrap(text, deflated, random);
}

/** Some members, then perhaps padding or something else. */
export function randomStream(random: Random, bytesMax: number): Buffer {
  const members = Array.from({ length: random(4) === 0 ? 2 + random(4) : 1 }, () =>
    random(4) === 0 ? randomCodesMember(random) : randomMember(random, bytesMax),
  );
  const ends = [
    Buffer.alloc(0),
    Buffer.alloc(random(40)),
    Buffer.of(0x1f),
    Buffer.of(0x1f, 0x8b),
    Buffer.from('xy'),
    Buffer.of(0, 7),
  ];
  return Buffer.concat([
    ...members,
    random(4) === 0 ? (ends[random(ends.length)] ?? Buffer.alloc(0)) : Buffer.alloc(0),
  ]);
}

/**
 * A copy with something broken: bits flipped near the start or anywhere, cut short, bytes left out, doubled or
 * exchanged.
 */
export function broken(stream: Buffer, random: Random): Buffer {
  const copy = Buffer.from(stream);
  const at = random(random(2) === 0 ? Math.min(200, copy.length) : copy.length);
  const kind = random(8);
  if (kind === 0) return copy.subarray(0, at);
  if (kind === 1) return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + random(4))]);
  if (kind === 2) return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.max(0, at - random(300)))]);
  if (kind === 3) copy[at] = random(256);
  else
    for (let flips = 1 + random(3); flips > 0; flips--) {
      const where = flips === 1 ? at : Math.min(copy.length - 1, at + random(40));
      copy[where] = (copy[where] ?? 0) ^ (1 << random(8));
    }
  return copy;
}
