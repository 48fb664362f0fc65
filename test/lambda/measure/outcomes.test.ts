/** Outcomes: the joint counts of what became of requests, in any order and any pieces. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addOutcome,
  createOutcomes,
  elapsedTenths,
  mergeOutcomes,
  type Outcome,
  outcomeTable,
} from '../../../lambda/measure/outcomes.ts';

const START = Date.parse('2026-07-01T10:04:00Z');

const outcome = fc.record<Outcome>({
  periodStart: fc.integer({ min: 0, max: 3 }).map((minute) => START + minute * 60_000),
  loadBalancer: fc.constantFrom('app/a/1', 'app/b/2'),
  targetGroup: fc.constantFrom(undefined, 'targetgroup/t/1', 'targetgroup/u/2'),
  route: fc.constantFrom(undefined, 'items', 'Other'),
  service: fc.constantFrom(undefined, 'billing', 'Other'),
  elbStatusCode: fc.constantFrom(undefined, '502', '504'),
  cause: fc.constantFrom('TargetTimeout', 'TargetConnectTimeout', undefined),
});
const observed = fc.array(fc.tuple(outcome, fc.option(fc.integer({ min: 10, max: 40 }), { nil: undefined })), {
  maxLength: 80,
});

function tableOf(all: readonly (readonly [Outcome, number | undefined])[], rowsMax?: number) {
  const outcomes = createOutcomes(rowsMax);
  for (const [one, tenths] of all) addOutcome(outcomes, one, { tenths });
  return outcomeTable(outcomes);
}

describe('outcomes', () => {
  test('are the same in any order, also past the bound on rows, and no request is lost', () => {
    fc.assert(
      fc.property(observed, fc.integer({ min: 1, max: 12 }), fc.integer(), (all, rowsMax, seed) => {
        const shuffled = all.toSorted((left, right) => hash(left, seed) - hash(right, seed));
        const table = tableOf(all, rowsMax);
        expect(tableOf(shuffled, rowsMax)).toEqual(table);
        expect(table.rows.length).toBeLessThanOrEqual(rowsMax);
        const kept = table.rows.reduce((sum, { requests }) => sum + requests, 0);
        expect(kept + table.leftOut).toBe(all.length);
      }),
    );
  });

  test('of several objects add up to those of one', () => {
    fc.assert(
      fc.property(observed, observed, (first, second) => {
        const merged = createOutcomes();
        mergeOutcomes(merged, tableOf(first));
        mergeOutcomes(merged, tableOf(second));
        expect(outcomeTable(merged)).toEqual(tableOf([...first, ...second]));
      }),
    );
  });

  test('count times in tenths of a second from one second on', () => {
    const cases = [
      [undefined, undefined],
      [0.5, undefined],
      [0.949, undefined],
      [0.95, 10],
      [1, 10],
      [2.05, 21],
      [9.949, 99],
      [10.049, 100],
      [59.95, 600],
      [604_800, 16_383],
    ] as const;
    for (const [seconds, tenths] of cases) expect(elapsedTenths(seconds)).toBe(tenths);
  });
});

function hash(value: unknown, seed: number): number {
  let sum = seed;
  for (const character of JSON.stringify(value)) sum = (Math.imul(sum, 31) + character.charCodeAt(0)) | 0;
  return sum;
}
