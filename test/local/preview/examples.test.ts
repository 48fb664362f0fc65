/** Which of the lines that the function would log the page shows as examples, and which it lets go. */

import { describe, expect, it } from 'vitest';
import { chosenExamples } from '../../../local/preview/examples.ts';
import type { Selection } from '../../../local/preview/selection-document.ts';
import { targetRows } from '../../../local/preview/target-rows.ts';
import { addExample, createKeptExamples, keptLines } from '../../../local/readings/kept-examples.ts';

const START = Date.parse('2026-05-04T10:00:00Z');
const HOUR = 3_600_000;
const WHOLE = { from: START, to: START + 1000 * HOUR };

const at = (millis: number): string => new Date(START + millis).toISOString();

/** Lines of a kind by cause: so many, one every five minutes, so that none is let go; the first cause first. */
function linesOf(failed: Readonly<Record<string, number>>, kind = 'error') {
  const kept = createKeptExamples();
  const causes = Object.entries(failed).flatMap(([cause, times]) => Array.from({ length: times }, () => cause));
  for (const [index, cause] of causes.entries())
    addExample(kept, { kind, ...{ time: at(300_000 * index), ...(cause === '' ? {} : { cause }) } });
  return keptLines(kept);
}

const causesIn = ({ examples }: Pick<Selection, 'examples'>) =>
  Object.fromEntries([...Map.groupBy(examples, ({ cause }) => cause)].map(([cause, all]) => [cause, all.length]));

describe('examples', () => {
  it('are the newest of each cause, so that a later flood hides no incident', () => {
    const found = chosenExamples(linesOf({ TargetTimeout: 150, WafBlocked: 700, TargetError: 3 }), WHOLE);
    expect(causesIn(found)).toEqual({ TargetTimeout: 100, WafBlocked: 100, TargetError: 3 });
    expect(found.exampleCounts).toContainEqual({ kind: 'error', cause: 'WafBlocked', found: 700 });
    const [newest] = chosenExamples(linesOf({ TargetTimeout: 150 }), WHOLE).examples;
    expect(newest?.time).toBe(at(149 * 300_000));
  });

  it('without causes are the newest that the page draws', () => {
    expect(chosenExamples(linesOf({ '': 300 }, 'apiCall'), WHOLE).examples).toHaveLength(200);
  });

  it('are of the time, place, code and cause that is chosen', () => {
    const kept = createKeptExamples();
    const line = {
      kind: 'error',
      ...{ time: at(0), loadBalancer: 'app/shop/1', targetGroup: 'g', cause: 'TargetTimeout', elbStatusCode: '504' },
    };
    addExample(kept, line);
    addExample(kept, { kind: 'apiCall', ...{ time: at(0), what: 'RegisterTargets' } });
    const kinds = (choice: object) =>
      chosenExamples(keptLines(kept), { ...WHOLE, ...choice }).examples.map(({ kind }) => kind);
    expect(kinds({})).toEqual(['error', 'apiCall']);
    expect(kinds({ loadBalancer: 'app/shop/1', targetGroup: 'g', cause: 'TargetTimeout', code: '504' })).toEqual([
      'error',
      'apiCall',
    ]);
    for (const other of [
      { loadBalancer: 'app/api/1' },
      { targetGroup: 'h' },
      { route: 'r' },
      { cause: 'TargetError' },
      { code: '502' },
    ])
      expect(kinds(other)).toEqual(['apiCall']);
    expect(kinds({ from: START + 1 })).toEqual([]);
  });
});

describe('examples of a long time', () => {
  it('are spread over all of it, the rare causes whole, within the bound', () => {
    const kept = createKeptExamples();
    const minutes = 7 * 24 * 60;
    for (let minute = 0; minute < minutes; minute++)
      for (let n = 0; n < 3; n++)
        addExample(kept, { kind: 'error', ...{ time: at(60_000 * minute + n), cause: 'WafBlocked' } }, 2_000);
    addExample(kept, { kind: 'error', ...{ time: at(0), cause: 'TargetTimeout' } }, 2_000);
    const lines = keptLines(kept) as unknown as readonly { readonly time: string; readonly cause: string }[];
    expect(lines.length).toBeLessThanOrEqual(2_000);
    const days = new Set(lines.map(({ time }) => time.slice(0, 10)));
    expect(days.size).toBe(8);
    expect(lines.filter(({ cause }) => cause === 'TargetTimeout')).toHaveLength(1);
    const [newest] = chosenExamples(keptLines(kept), WHOLE).examples.filter(({ cause }) => cause === 'WafBlocked');
    expect(newest?.time).toBe(at(60_000 * (minutes - 1) + 2));
  });

  it('hold the worst of each cause, however old it is', () => {
    const kept = createKeptExamples();
    const line = (millis: number, seconds: number) => ({
      kind: 'error',
      ...{ time: at(millis), cause: 'TargetTimeout', requestTime: seconds },
    });
    addExample(kept, line(0, 99));
    for (let index = 1; index < 1_000; index++) addExample(kept, line(index, 60));
    const times = keptLines(kept).map((one) => (one as unknown as { readonly requestTime: number }).requestTime);
    expect(times).toContain(99);
  });

  it('are of every place while there are fewer places than lines, however many each has', () => {
    const kept = createKeptExamples();
    for (let index = 0; index < 9_000; index++)
      addExample(
        kept,
        { kind: 'slow', ...{ time: at(index * 60_000), targetGroup: `g${index % 300}`, requestTime: index } },
        1_000,
      );
    const lines = keptLines(kept) as readonly { readonly targetGroup?: string; readonly requestTime?: number }[];
    expect(lines.length).toBeLessThanOrEqual(1_000);
    expect(new Set(lines.map(({ targetGroup }) => targetGroup)).size).toBe(300);
    // Of each the slowest.
    const slowest = lines.filter(({ requestTime = 0 }) => requestTime >= 8_700);
    expect(slowest).toHaveLength(300);
  });

  it('stay within the bound when there are more places than lines', () => {
    const kept = createKeptExamples();
    for (let index = 0; index < 3_000; index++)
      addExample(
        kept,
        { kind: 'error', ...{ time: at(index), cause: 'TargetTimeout', targetGroup: `g${index}` } },
        500,
      );
    expect(keptLines(kept).length).toBeLessThanOrEqual(520);
  });
});

describe('a target that stood out in several objects', () => {
  it('is one row with its time, its sums and its worst', () => {
    const kept = createKeptExamples();
    const finding = (hour: number, p99: number) => ({
      kind: 'targetOutlier',
      ...{ time: at(hour * HOUR), loadBalancer: 'app/shop/1', targetGroup: 'g', target: '10.0.0.1:80' },
      ...{ requests: 100, errors: 10, errorRate: 0.1, othersErrorRate: 0.02, p99, groupP99: p99 / 20 },
    });
    for (let hour = 0; hour < 3; hour++) addExample(kept, finding(hour, hour + 1));
    expect(targetRows(keptLines(kept), WHOLE)).toEqual([
      {
        ...{ target: '10.0.0.1:80', targetGroup: 'g', loadBalancer: 'app/shop/1', objects: 3 },
        ...{ first: START, last: START + 2 * HOUR, requests: 300, errors: 30, errorRate: 0.1 },
        ...{ othersErrorRate: expect.closeTo(0.02), p99: 3, groupP99: 0.15 },
      },
    ]);
    expect(targetRows(keptLines(kept), { ...WHOLE, from: START + HOUR })).toMatchObject([
      { objects: 2, requests: 200 },
    ]);
    expect(targetRows(keptLines(kept), { ...WHOLE, targetGroup: 'h' })).toEqual([]);
  });
});
