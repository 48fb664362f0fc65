/** The core's inflate against zlib: same bytes, same verdict, same words. Streams come from gzip-streams.ts. */
import { once } from 'node:events';
import { constants, crc32, createGunzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { broken, randomStream } from '../../../../bench/gzip-streams.ts';
import {
  alike,
  type StreamEnding,
  verdictOfCore,
  verdictOfPieces,
  verdictOfZlib,
} from '../../../../bench/inflate-verdicts.ts';
import { createRandom } from '../../../../bench/random.ts';
import { rounds } from '../../../support/rounds.ts';
import { expectSame } from '../../../support/same.ts';

/** What Node's stream says, fed piece by piece as an object arrives. */
async function verdictOfStream(pieces: readonly Uint8Array[]): Promise<StreamEnding> {
  const stream = createGunzip();
  const unpacked: Buffer[] = [];
  stream.on('data', (data: Buffer) => unpacked.push(data));
  // Node lets bytes behind the padding fail a stream that has already ended; the verdict is what came first.
  stream.on('error', () => undefined);
  const over = once(stream, 'end').then(
    () => Buffer.concat(unpacked),
    (error: Error) => error.message,
  );
  for (const piece of pieces) if (!stream.destroyed) stream.write(piece);
  if (!stream.destroyed) stream.end();
  return over;
}

const show = (verdict: StreamEnding): string => (typeof verdict === 'string' ? verdict : `${verdict.length} bytes`);

describe('the core and zlib agree', () => {
  it('on members written by zlib and by hand, whole and broken, in pieces of any size', () => {
    for (let seed = 1; seed <= rounds(50, 1_000); seed++) {
      const random = createRandom(seed);
      const whole = randomStream(random, seed % 25 === 0 ? 700_000 : 20_000);
      for (const stream of [whole, broken(whole, random), broken(whole, random), broken(whole, random)]) {
        const expected = verdictOfZlib(stream);
        const actual = verdictOfCore(stream, random, [9, 3000, 200_000][seed % 3] ?? 9);
        if (!alike(expected, actual))
          expect.fail(`seed ${seed}: zlib says ${show(expected)}, the core ${show(actual)}`);
      }
    }
  });

  it('on every way to cut a short object in two, also when it is cut short there', () => {
    const text = Buffer.from('h2 2026-07-01T10:04:05.000001Z app/web/50dc6c495c0c9188 "-" "-" "-"\n'.repeat(9));
    const stream = Buffer.concat([gzipSync(text), gzipSync('second member'), Buffer.alloc(3)]);
    const expected = Buffer.concat([text, Buffer.from('second member')]);
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(verdictOfPieces([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(expected);
      expect(verdictOfPieces([stream.subarray(0, cut)])).toEqual(verdictOfZlib(stream.subarray(0, cut)));
    }
  });

  const abc = gzipSync('abc');
  const NAMED = [
    ['nothing at all', []],
    ['zeros after a member', [abc, Buffer.alloc(40)]],
    ['a member after zeros', [abc, Buffer.alloc(1), abc]],
    ['a member after a member', [abc, abc]],
    ['an empty member between two', [abc, gzipSync(''), abc]],
    ['one foreign byte', [abc, Buffer.from('x')]],
    ['foreign text', [abc, Buffer.from('text')]],
    ['half a magic number', [abc, Buffer.of(0x1f)]],
    ['a magic number and a zero', [abc, Buffer.of(0x1f, 0)]],
    ['a magic number and nonsense', [abc, Buffer.of(0x1f, 0x8b, 0xff, 0xff)]],
    ['reserved header flags', [abc, Buffer.of(0x1f, 0x8b, 8, 0xff)]],
    ['a distance into the member before', [gzipSync('0123456789'.repeat(9)), reachingBack()]],
    ['more zeros than one piece holds', [abc, Buffer.alloc(300_000)]],
    ['text instead of gzip', [Buffer.from('h2 2026-07-01T10:04:05.000001Z')]],
  ] as const;
  it.each(NAMED)('on %s, all in one piece or one by one, as a stream and at once', async (_name, parts) => {
    const expected = verdictOfZlib(Buffer.concat(parts));
    expect(verdictOfPieces([Buffer.concat(parts)])).toEqual(expected);
    expect(verdictOfPieces(parts)).toEqual(expected);
    expect(await verdictOfStream(parts)).toEqual(expected);
  });
});

/**
 * A member whose only symbol in addition to its end is a match of three bytes at distance one, with nothing before it.
 */
function reachingBack(): Buffer {
  // Fixed codes: final block 1, type 01, length three 0000001, distance one 00000, end of block 0000000, lowest bit
  // first.
  const deflated = Buffer.of(0b00000011, 0b00000010, 0);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32('999'), 0);
  trailer.writeUInt32LE(3, 4);
  return Buffer.concat([Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), deflated, trailer]);
}

describe('the CRC by a sparse multiple', () => {
  it('rests on a multiple of the CRC polynomial', () => {
    const vector = 128n;
    const sum = [300n, 155n, 117n, 89n, 0n].reduce((total, power) => total ^ powerOfX(vector * power), 0n);
    expect(sum).toBe(0n);
  });

  it('is right for every length near its borders, and refuses each wrong one', () => {
    const lengths = [0, 1, 15, 16, 17, 31, 32, 33];
    for (const vectors of [145, 183, 211, 300, 301, 445, 600, 1023, 1024, 1025, 1323, 1324, 1325, 20_000]) {
      for (const around of [-17, -16, -1, 0, 1, 15, 16]) lengths.push(vectors * 16 + around);
    }
    const random = createRandom(3);
    const bytes = Buffer.from(Array.from({ length: Math.max(...lengths) }, () => random(256)));
    for (const length of lengths) {
      const text = bytes.subarray(0, length);
      const stream = gzipSync(text, { level: 0, memLevel: 9, strategy: constants.Z_FIXED });
      expectSame(verdictOfPieces([stream]), text);
      const wrong = Buffer.from(stream);
      wrong[wrong.length - 5] = (wrong.at(-5) ?? 0) ^ 1;
      expect(verdictOfPieces([wrong])).toBe('incorrect data check');
    }
  });
});

const POLYNOMIAL = 0x104c11db7n;

/** x^power modulo the CRC polynomial. */
function powerOfX(power: bigint): bigint {
  let result = 1n;
  let square = 2n;
  for (let left = power; left > 0n; left >>= 1n) {
    if (left & 1n) result = product(result, square);
    square = product(square, square);
  }
  return result;
}

function product(left: bigint, right: bigint): bigint {
  let result = 0n;
  for (let bit = 31n; bit >= 0n; bit--) {
    result <<= 1n;
    if (result >> 32n) result ^= POLYNOMIAL;
    if ((right >> bit) & 1n) result ^= left;
  }
  return result;
}
