import { expect, test } from 'vitest';
import { embeddedCounts } from '../../../local/preview/embedded-counts.ts';
import { createOutcomeCounts } from '../../../local/readings/outcome-counts.ts';

const START = Date.parse('2026-05-04T00:00:00Z');
const DAY = 86_400_000;

function failures(cause: string, count: number, { from, to }: { readonly from: number; readonly to: number }) {
  return Array.from({ length: count }, (_, at) => {
    const time = new Date(from + ((to - from) * at) / count).toISOString();
    return { kind: 'error', time, cause, loadBalancer: 'app/shop/1', elbStatusCode: '504' };
  });
}

test('a report of ten days has examples of each day and of a rare cause of the first, the newest of each part first', () => {
  const flood = failures('TargetTimeout', 6_000, { from: START, to: START + 10 * DAY });
  const rare = failures('IdpError', 3, { from: START, to: START + 3_600_000 });
  const forPrograms = flood.map((line) => ({ ...line, kind: 'failures' }));
  const lines = [...flood, ...rare, ...forPrograms];
  const { examples } = embeddedCounts({ outcomes: createOutcomeCounts(), lines });
  expect(examples).toHaveLength(2_000);
  expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(['error']));
  expect(examples.filter(({ cause }) => cause === 'IdpError')).toHaveLength(3);
  const days = Map.groupBy(examples, ({ time }) => String(time).slice(0, 10));
  expect(days.size).toBe(10);
  for (const some of days.values()) expect(some.length).toBeGreaterThan(150);
  const times = examples.map(({ time }) => String(time));
  expect(times).toEqual(times.toSorted().reverse());
  expect(times[0]).toBe(flood.at(-1)?.time);
});
