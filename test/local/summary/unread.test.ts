/** However many files cannot be read or are no logs, what is said of them is short. */
import { expect, test } from 'vitest';
import type { LogSource } from '../../../local/read/paths.ts';
import { createObjectCounts } from '../../../local/readings/object-counts.ts';
import { newsOf } from '../../../local/summary/news.ts';
import { verdictDocument } from '../../../local/summary/verdict-document.ts';
import { documentSchema } from '../../../local/summary/verdict-schema.ts';

const files = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `${name}-${index}`, reason: 'why' }));
const NOW = new Date('2026-05-04T10:00:05Z');

test('news of a watched folder name the first of each kind', () => {
  const [failed, ignored, copies] = [files('broken', 7), files('other', 1_234), files('copy', 3)];
  const found = [...failed, ...ignored, ...copies, ...files('good', 2), ...files('broken', 0)].map(
    ({ key }): LogSource => ({ key, size: 1, open: () => process.stdin }),
  );
  const known = { failed: [...failed, ...files('before', 1)], ignored, copies, objects: createObjectCounts() };
  const lines = newsOf(known, found, NOW);
  expect(lines[0]).toBe('10:00:05Z  2 new: 0 log objects in all');
  expect(lines).toHaveLength(1 + 6 + 1 + 6);
  expect(lines[1]).toBe('10:00:05Z  could not be read: broken-0 (why)');
  expect(lines[6]).toBe('10:00:05Z    and 2 more');
  expect(lines[7]).toMatch(/^10:00:05Z {2}3 files are copies of others/);
  expect(lines.at(-1)).toBe('10:00:05Z    and 1,229 more');
});

test('the document of a verdict has the first of the logs that could not be read, and the number of the others', () => {
  const input = {
    ...{ sources: ['logs'], from: Number.NaN, to: Number.NaN, objects: 1, copies: 0, alarms: undefined },
    ...{ lines: { parsed: 1, skipped: 0, unparsed: 0 }, incidents: [], incidentsMax: 1, allowedPercent: 5 },
  };
  const document = documentSchema.parse(verdictDocument({ ...input, notRead: files('broken', 50) }));
  expect([document.notRead.length, document.notReadLeftOut]).toEqual([20, 30]);
  expect(verdictDocument({ ...input, notRead: files('broken', 20) })).not.toHaveProperty('notReadLeftOut');
});
