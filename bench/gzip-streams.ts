/**
 * A seed -> gzip streams to try an inflate with: written by zlib in every way it knows, written here bit by bit with
 * codes zlib would never choose, and broken in many ways. Used by inflate.test.ts (some) and bench/fuzz-inflate.ts
 * (many).
 */
import { constants, crc32, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { createInflate } from '../lambda/ingest/core/inflate.ts';

export type Random = (below: number) => number;

/** Whole numbers from 0 to below `below`; mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000) * below);
  };
}

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

/** Bits, lowest first, as deflate wants them. */
function createBitWriter() {
  const bytes: number[] = [];
  let held = 0;
  let count = 0;
  const put = (value: number, size: number): void => {
    for (let i = 0; i < size; i++) {
      held |= ((value >>> i) & 1) << count++;
      if (count === 8) {
        bytes.push(held);
        held = 0;
        count = 0;
      }
    }
  };
  return { put, done: (): Buffer => Buffer.from(count > 0 ? [...bytes, held] : bytes) };
}

type Code = readonly { readonly bits: number; readonly size: number }[];

/** Canonical codes of these lengths, reversed for writing. */
function codesOf(lengths: readonly number[]): Code {
  const codes = lengths.map(() => ({ bits: 0, size: 0 }));
  let code = 0;
  for (let size = 1; size <= 15; size++) {
    lengths.forEach((length, symbol) => {
      if (length !== size) return;
      let bits = 0;
      for (let i = 0; i < size; i++) bits |= ((code >> i) & 1) << (size - 1 - i);
      codes[symbol] = { bits, size };
      code++;
    });
    code <<= 1;
  }
  return codes;
}

/**
 * Lengths of a random complete code: a leaf is split until there are enough, at most 15 deep; symbols are dealt out at
 * random.
 */
function randomLengths(random: Random, symbols: number, wanted: number): number[] {
  const leaves = [0];
  while (leaves.length < wanted) {
    const at = random(3) === 0 ? leaves.length - 1 : random(leaves.length);
    const depth = leaves[at] ?? 0;
    if (depth < 15) leaves.splice(at, 1, depth + 1, depth + 1);
  }
  const lengths = new Array<number>(symbols).fill(0);
  const order = Array.from({ length: symbols }, (_, i) => i).sort(() => random(3) - 1);
  leaves.forEach((depth, i) => {
    lengths[order[i] ?? 0] = Math.max(1, depth);
  });
  return lengths;
}

/** A member of one block with random codes, up to fifteen bits long; sometimes the code set itself is wrong. */
function randomCodesMember(random: Random): Buffer {
  const literals = randomLengths(random, 286, 2 + random(284));
  if (literals[256] === 0 && random(10) !== 0) {
    const other = literals.findIndex((length) => length > 0);
    literals[256] = literals[other] ?? 1;
    literals[other] = 0;
  }
  const distances = random(6) === 0 ? [random(2)] : randomLengths(random, 30, 2 + random(29));
  if (random(8) === 0) literals[random(286)] = random(16);
  if (random(8) === 0) distances[random(distances.length)] = random(16);
  const writer = createBitWriter();
  writer.put(1, 1);
  writer.put(2, 2);
  writer.put(286 - 257, 5);
  writer.put(distances.length - 1, 5);
  writer.put(19 - 4, 4);
  // Sixteen lengths of four bits for 0 to 15, none for the repeats.
  for (const symbol of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15])
    writer.put(symbol < 16 ? 4 : 0, 3);
  const precode = codesOf(new Array<number>(16).fill(4));
  for (const length of [...literals, ...distances]) writer.put(precode[length]?.bits ?? 0, 4);
  const text = writeSymbols(writer.put, { literals: codesOf(literals), distances: codesOf(distances) }, random);
  return wrap(text, writer.done(), random);
}

/** Random symbols that have codes, then the end of the block; returns the text they stand for. */
function writeSymbols(
  put: (value: number, size: number) => void,
  codes: { readonly literals: Code; readonly distances: Code },
  random: Random,
): Buffer {
  const text: number[] = [];
  const inUse = (code: Code): number[] => code.flatMap(({ size }, symbol) => (size > 0 ? [symbol] : []));
  const literals = inUse(codes.literals);
  const distances = inUse(codes.distances);
  for (let left = random(3000); left > 0; left--) {
    const symbol = literals[random(literals.length)] ?? 256;
    if (symbol === 256 || (symbol > 256 && distances.length === 0)) continue;
    put(codes.literals[symbol]?.bits ?? 0, codes.literals[symbol]?.size ?? 0);
    if (symbol < 256) text.push(symbol);
    else text.push(...writeMatch(put, symbol, { codes: codes.distances, inUse: distances, random, text }));
  }
  put(codes.literals[256]?.bits ?? 0, codes.literals[256]?.size ?? 0);
  return Buffer.from(text);
}

function writeMatch(
  put: (value: number, size: number) => void,
  symbol: number,
  at: {
    readonly codes: Code;
    readonly inUse: readonly number[];
    readonly random: Random;
    readonly text: readonly number[];
  },
): number[] {
  const [lengthBase, lengthExtra] = baseOf(symbol - 257, 4, 3);
  const lengthBits = symbol === 285 ? 0 : lengthExtra;
  const extra = at.random(1 << lengthBits);
  put(extra, lengthBits);
  const length = symbol === 285 ? 258 : lengthBase + extra;
  const near = at.inUse.filter((one) => baseOf(one, 2, 1)[0] <= at.text.length);
  const from = near.length > 0 && at.random(500) !== 0 ? near : at.inUse;
  const code = from[at.random(from.length)] ?? 0;
  put(at.codes[code]?.bits ?? 0, at.codes[code]?.size ?? 0);
  const [base, bits] = baseOf(code, 2, 1);
  const room = Math.max(1, Math.min(1 << bits, at.text.length - base + 1));
  const distanceExtra = at.random(room);
  put(distanceExtra, bits);
  const copied: number[] = [];
  const start = at.text.length - base - distanceExtra;
  for (let i = 0; i < length; i++) {
    const source = start + i;
    copied.push((source < at.text.length ? at.text[source] : copied[source - at.text.length]) ?? 0);
  }
  return copied;
}

/** Base and extra bits of the code `index`, `group` codes to each number of extra bits (RFC 1951 section 3.2.5). */
function baseOf(index: number, group: number, first: number): [base: number, bits: number] {
  if (index < 2 * group) return [first + index, 0];
  const bits = Math.floor(index / group) - 1;
  return [first + ((group + (index % group)) << bits), bits];
}
