import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fuzzLines, fuzzStreams } from '../../bench/fuzz-checks.ts';
import { damageStream, gzipVariously, mutateLine, pieces } from '../../bench/mutate.ts';
import { spread } from '../../bench/statistics.ts';
import { expectedCounts, expectedMetrics, verify } from '../../bench/verify.ts';
import { bigObjectText } from '../../local/generate/big-object.ts';
import type { Expected } from '../../local/generate/expected.ts';
import { random } from '../../local/generate/random.ts';
import { rounds } from '../support/rounds.ts';

/** Other seeds than those that `npm run fuzz` begins with. */
const SEEDS = Array.from({ length: rounds(1, 40) }, (_, index) => 9_001 + index);

describe('damaged input', () => {
  test.each(SEEDS)('in lines is all accounted for, and both paths agree on it (seed %i)', async (seed) => {
    const { account } = await fuzzLines(700, seed);
    // A fuzzer that only makes sound lines, or only broken ones, finds nothing.
    expect(account.parsed).toBeGreaterThan(200);
    expect(account.unparsed).toBeGreaterThan(100);
    expect(account.skipped).toBeGreaterThan(0);
  });

  test.each(SEEDS)('in gzip streams gets the same verdict from both paths (seed %i)', async (seed) => {
    const { accepted } = await fuzzStreams(40, seed);
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(20);
  });

  test('holds for garbage behind the zeros that end a stream, however it is cut', async () => {
    await expect(fuzzStreams(20, 340)).resolves.toBeDefined();
  });
});

describe('the tools of the fuzzer', () => {
  const bytes = Buffer.from('some text that is written more than once\n'.repeat(50));

  test('write gzip of many kinds that all unpack to the same', () => {
    const r = random('gzip', 1);
    const streams = Array.from({ length: 200 }, () => gzipVariously(bytes, r));
    for (const stream of streams) expect(gunzipSync(stream).equals(bytes)).toBe(true);
    expect(new Set(streams.map((stream) => stream.toString('base64'))).size).toBeGreaterThan(50);
  });

  test('damage lines and streams, the same way for the same seed', () => {
    const stream = gzipVariously(bytes, random('gzip', 1));
    const damaged = (seed: number) => damageStream(stream, random('damage', seed));
    const mutated = (seed: number) => mutateLine('http 2026-03-04T10:00:00.000000Z app/x/1 -', random('line', seed));
    expect(damaged(3).equals(damaged(3))).toBe(true);
    expect(mutated(3)).toBe(mutated(3));
    const seeds = Array.from({ length: 50 }, (_, seed) => seed);
    expect(seeds.filter((seed) => damaged(seed).equals(stream)).length).toBeLessThan(5);
    expect(new Set(seeds.map(mutated)).size).toBeGreaterThan(40);
  });

  test('cut bytes into pieces without losing any', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const all: Uint8Array[] = [];
      for await (const piece of pieces(bytes, random('pieces', seed))) all.push(piece);
      expect(Buffer.concat(all).equals(bytes)).toBe(true);
    }
  });
});

describe('the check of a contestant', () => {
  const expected = expectedOf(2_000);
  const answer = expectedCounts(expected);

  test('accepts the right counts in any order', () => {
    expect(() => verify('it', answer.toReversed().join('\n'), answer)).not.toThrow();
  });

  test.each([
    ['a missing line', answer.slice(1)],
    ['a line too many', [...answer, 'app/x/1 - 2026-03-04T10:00 200 200\t1']],
    ['a wrong count', [answer[0]?.replace(/\d+$/, '999999') ?? '', ...answer.slice(1)]],
    ['a line twice', [...answer, answer[0] ?? '']],
    ['nothing', ['']],
  ])('refuses %s', (_name, lines) => {
    expect(() => verify('it', lines.join('\n'), answer)).toThrow('it counts otherwise than the model');
  });

  test('asks our own ingest for every time and byte', () => {
    const metrics = expectedMetrics(expected);
    const total = (name: string) =>
      metrics
        .filter((line) => line.includes(` ${name}\t`) && !line.includes(' targetgroup/'))
        .reduce((sum, line) => sum + Number(line.split('\t')[1]), 0);
    expect(total('requests')).toBe(2_000);
    expect(total('SentBytes')).toBe(expected.counts.reduce((sum, count) => sum + count.sentBytes, 0));
    expect(total('TargetProcessingTime milliseconds')).toBeGreaterThan(0);
  });
});

test('a spread of an even number of samples has the mean of the middle two as its median', () => {
  expect(spread([4, 1, 3, 10])).toEqual({ min: 1, median: 3.5, max: 10 });
});

function expectedOf(lines: number): Expected {
  const text = bigObjectText({ lines });
  for (;;) {
    const { done, value } = text.next();
    if (done) return value;
  }
}
