/** What the formatter leaves as it is: comments within its width, and one at the beginning of every file. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { formatter } = JSON.parse(readFileSync('biome.json', 'utf8')) as { formatter: { lineWidth: number } };
/** But for the types of the settings, which the build writes. */
const FILES = globSync(['{lambda,lib,local,bench,test}/**/*.{ts,tsx,mjs}', '*.ts']).filter(
  (path) => path !== 'lib/settings/types.ts',
);

/** An address cannot be divided, and neither can what tells the linter to leave a line alone. */
const isWhole = (line: string): boolean => /^\W*\S+$/.test(line.trim()) || line.includes('biome-ignore');

test('comments stay within the width of the formatter', () => {
  expect(FILES.length).toBeGreaterThan(700);
  const wide = FILES.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line, at) => ({ line, place: `${file}:${at + 1}` }))
      .filter(({ line }) => /^ *(?:\/\/|\/\*\*|\*) /.test(line) && line.length > formatter.lineWidth && !isWhole(line))
      .map(({ place }) => place),
  );
  expect(wide).toEqual([]);
});

test('a file begins with a comment that says what it is', () => {
  const files = globSync('{lambda,lib,local,bench}/**/*.{ts,tsx}').filter(
    // Not TypeScript, in spite of its ending, and what builds write.
    (file) => !/\/assembly\/|^lambda\/ingest\/core\/(?:core|webassembly\.d)\.ts$|^lib\/settings\/types\.ts$/.test(file),
  );
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => !readFileSync(file, 'utf8').startsWith('/**'))).toEqual([]);
});
