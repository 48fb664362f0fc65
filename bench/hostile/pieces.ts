/** Pieces of hostile objects: lines or records in, members of a gzip file out, one after the other. */
import { gzipSync } from 'node:zlib';

/** A megabyte that shrinks 300 times, which is within what a log may. */
const MEGABYTE = 1_000_000;
const LONG = gzipSync(longText());
/** A megabyte of zeros. */
export const ZEROS = gzipSync(Buffer.alloc(MEGABYTE));

function longText(): string {
  // Bytes that do not shrink, once every 300 that do.
  const parts = Array.from({ length: MEGABYTE / 1_000 }, (_, at) => `${((at * 2_654_435_761) % 2 ** 32).toString(36)}`);
  return parts
    .map((part) => part.padEnd(1_000, 'x'))
    .join('')
    .slice(0, MEGABYTE);
}

/** Members of a gzip file, each of some lines. */
export function* lines(count: number, line: (at: number) => string): Generator<Buffer> {
  const PER_MEMBER = 2_000;
  for (let from = 0; from < count; from += PER_MEMBER) {
    const length = Math.min(PER_MEMBER, count - from);
    yield gzipSync(`${Array.from({ length }, (_, at) => line(from + at)).join('\n')}\n`, { level: 1 });
  }
}

/** Lines with a megabyte in their middle. */
export function* longLines(
  count: number,
  line: (at: number) => readonly [before: string, after: string],
): Generator<Buffer> {
  for (let at = 0; at < count; at++) {
    const [before, after] = line(at);
    yield Buffer.concat([gzipSync(before), LONG, gzipSync(`${after}\n`)]);
  }
}

export function* document(count: number, record: (at: number) => string): Generator<Buffer> {
  yield gzipSync('{"Records":[');
  yield* lines(count, (at) => `${at === 0 ? '' : ','}${record(at)}`);
  yield gzipSync(']}');
}

export function* longDocument(count: number, record: (at: number) => readonly [string, string]): Generator<Buffer> {
  yield gzipSync('{"Records":[');
  yield* longLines(count, (at) => {
    const [before, after] = record(at);
    return [`${at === 0 ? '' : ','}${before}`, after];
  });
  yield gzipSync(']}');
}
