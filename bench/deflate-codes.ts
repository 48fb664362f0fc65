/**
 * A block of deflate, written bit by bit with codes that zlib would never choose. Source: RFC 1951.
 */
import type { Random } from './random.ts';

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

export interface Deflated {
  /** What the block stands for, as far as it is right. */
  readonly text: Buffer;
  readonly deflated: Buffer;
}

/** One block with random codes, up to fifteen bits long; sometimes the code set itself is wrong. */
export function randomCodesBlock(random: Random): Deflated {
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
  return { text, deflated: writer.done() };
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
