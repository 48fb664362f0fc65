/**
 * Differential fuzz of the core's inflate against zlib: `node bench/fuzz-inflate.ts [streams] [first seed]`. Prints
 * what it did; the first difference ends it with the seed that shows it again.
 */
import { pathToFileURL } from 'node:url';
import { broken, randomStream } from './gzip-streams.ts';
import { alike, verdictOfCore, verdictOfZlib } from './inflate-verdicts.ts';
import { createRandom } from './random.ts';

/** Of each stream, this many broken copies. */
const COPIES = 6;

export interface FuzzReport {
  readonly streams: number;
  readonly bytes: number;
  /** Verdict -> how often. */
  readonly verdicts: Readonly<Record<string, number>>;
}

/** Throws at the first stream on which the two differ. */
export function fuzzInflate(streams: number, firstSeed: number): FuzzReport {
  const verdicts: Record<string, number> = {};
  let bytes = 0;
  for (let seed = firstSeed; seed < firstSeed + streams; seed++) {
    const random = createRandom(seed);
    const whole = randomStream(random, seed % 10 === 0 ? 700_000 : 20_000);
    const pieceMax = [9, 3000, 200_000][seed % 3] ?? 9;
    for (const stream of [whole, ...Array.from({ length: COPIES }, () => broken(whole, random))]) {
      const expected = verdictOfZlib(stream);
      const actual = verdictOfCore(stream, random, pieceMax);
      if (!alike(expected, actual)) {
        throw new Error(`seed ${seed}: zlib says ${words(expected)}, the core says ${words(actual)}`);
      }
      const verdict = typeof expected === 'string' ? expected : 'accepted';
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      bytes += stream.length;
    }
  }
  return { streams: streams * (COPIES + 1), bytes, verdicts };
}

function words(verdict: Buffer | string): string {
  return typeof verdict === 'string' ? `'${verdict}'` : `${verdict.length} bytes, CRC-checked`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const streams = Number(process.argv[2] ?? 5000);
  const firstSeed = Number(process.argv[3] ?? 1_000_000);
  const report = fuzzInflate(streams, firstSeed);
  console.log(
    `inflate: ${report.streams} streams, ${report.bytes} bytes, seeds from ${firstSeed}: zlib and the core agree`,
  );
  console.table(report.verdicts);
}
