import { expect, test } from 'vitest';
import { shortLines } from '../../../lambda/batch/report.ts';

function written(line: unknown): unknown {
  const lines: unknown[] = [];
  const console = { log: (one: unknown) => lines.push(one), error: (one: unknown) => lines.push(one) };
  shortLines(console).log(line);
  shortLines(console).error(line);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toEqual(lines[0]);
  expect(Buffer.byteLength(JSON.stringify(lines[0]))).toBeLessThan(256 * 1024);
  return lines[0];
}

test('a line of usual length is written as it is', () => {
  const line = {
    kind: 'object',
    key: 'k'.repeat(1024),
    lines: { parsed: 1 },
    names: ['a', 'b'],
    latest: undefined,
    ok: true,
  };
  expect(written(line)).toEqual(line);
});

test('long texts and lists are cut', () => {
  const line = written({ kind: 'message', error: 'x'.repeat(1e6), names: Array.from({ length: 1e5 }, String) });
  expect(line).toMatchObject({ error: `${'x'.repeat(1_100)}…` });
  expect(Object(line).names).toHaveLength(100);
});

test('where that is not enough, more is cut', () => {
  const names = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 'e'.repeat(1_000)));
  expect(Object(written({ kind: 'object', names })).names).toHaveLength(20);
});

test('a line that is too long no matter what is cut says that, and of what it was', () => {
  const wide = Object.fromEntries(Array.from({ length: 1e4 }, (_, at) => [`member${at}`, 'x'.repeat(100)]));
  expect(written({ kind: 'object', key: 'k', ...wide })).toEqual({
    kind: 'object',
    key: 'k',
    error: 'the line was too long to be written',
  });
});
