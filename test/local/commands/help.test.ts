/** What the help texts of the commands say about the same option. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = 'local/commands';
const texts = readdirSync(FOLDER).map((file) => readFileSync(`${FOLDER}/${file}`, 'utf8'));

test('--settings has the same default everywhere', () => {
  const lines = texts.flatMap((text) =>
    [...text.matchAll(/^ {2}--settings FILE +(.*?)`?;?$/gm)].map(([, line]) => line),
  );
  expect(lines.length).toBeGreaterThan(4);
  expect([...new Set(lines)]).toHaveLength(1);
});
