import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../lambda/catalogue/metrics/index.ts';
import {
  addExcess,
  copyOfExcess,
  type ExcessMinutes,
  type ExcessRule,
  excessOf,
  type MinuteCount,
} from '../../../lambda/measure/excess.ts';

/** Minutes since 1970. */
const TEN = Date.UTC(2026, 4, 4, 10) / 60_000;
const RULE: ExcessRule = { allowed: 0.05, minutesTogether: 4, deviations: 0.5 };

/** Counts of consecutive minutes from 10:00 as `[requests, errors]`. */
function minutesOf(counts: readonly (readonly [number, number])[]): MinuteCount[] {
  return counts.map(([requests, errors], at) => ({ minute: TEN + at, requests, errors }));
}

/** Minute after 10:00 and value, to one digit. */
function check(
  counts: readonly (readonly [number, number])[],
  rule: ExcessRule,
  expected: readonly (readonly [number, number])[],
): void {
  const { minutes, millionths } = excessOf(minutesOf(counts), rule);
  expect(minutes.map((minute, at) => [minute - TEN, Math.round((millionths[at] ?? 0) / 1e5) / 10])).toEqual(expected);
}

const QUIET = [100, 0] as const;
const BAD = [100, 20] as const;

describe('excess of one object', () => {
  test('is worked out as in docs/alarms.md, by the rule of the catalogue', () => {
    const { minutesTogether, deviations } = CATALOGUE.requests.metrics.ExcessErrors;
    check([QUIET, QUIET, BAD, BAD, QUIET], { allowed: 0.05, minutesTogether, deviations }, [
      [0, -1.4],
      [1, -2],
      [2, 8],
      [3, 28],
      [4, 8],
      [5, -1.4],
    ]);
  });

  test('of four minutes together and half a deviation, too', () => {
    check([QUIET, QUIET, BAD, BAD, QUIET], RULE, [
      [0, -1.1],
      [1, -1.5],
      [2, 3.1],
      [3, 17.8],
      [4, 17.8],
      [5, 23.1],
      [6, 8.5],
      [7, -1.1],
    ]);
  });

  test('of a minute without requests is only what the minutes before it leave', () => {
    check(
      [
        [10, 10],
        [0, 0],
        [0, 0],
        [10, 0],
      ],
      { ...RULE, minutesTogether: 2 },
      [
        [0, 9.2],
        [1, 9.2],
        [3, -0.3],
        [4, -0.3],
      ],
    );
  });

  test('has no value where there was no request', () => {
    check([[0, 0]], RULE, []);
    check([], RULE, []);
  });

  test('is zero, and not minus zero, where nothing is subtracted and nothing is beyond', () => {
    const { millionths } = excessOf(minutesOf([QUIET]), { ...RULE, deviations: 0 });
    expect(Object.is(millionths[0], 0)).toBe(true);
  });
});

const counts = fc
  .array(fc.record({ at: fc.nat(120), requests: fc.nat(50_000), share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    maxLength: 30,
  })
  .map((all): MinuteCount[] => [
    ...new Map(
      all.map(({ at, requests, share }) => [at, { minute: TEN + at, requests, errors: Math.round(requests * share) }]),
    ).values(),
  ]);

const rules: fc.Arbitrary<ExcessRule> = fc.record({
  allowed: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
  minutesTogether: fc.integer({ min: 1, max: 15 }),
  deviations: fc.double({ min: 0, max: 2, noNaN: true }),
});

describe('excess of any object', () => {
  test('does not depend on the order of the minutes', () => {
    fc.assert(
      fc.property(counts, rules, fc.infiniteStream(fc.nat()), (minutes, rule, keys) => {
        const shuffled = minutes
          .map((minute) => ({ minute, key: keys.next().value ?? 0 }))
          .sort((left, right) => left.key - right.key)
          .map(({ minute }) => minute);
        expect(excessOf(shuffled, rule)).toEqual(excessOf(minutes, rule));
      }),
    );
  });

  test('equals a plain reading of the formula, and is whole millionths', () => {
    fc.assert(
      fc.property(counts, rules, (minutes, rule) => {
        const found = excessOf(minutes, rule);
        expect(found.minutes.toSorted((left, right) => left - right)).toEqual(found.minutes);
        for (let time = TEN; time < TEN + 140; time++) {
          const together = minutes.filter(({ minute }) => minute <= time && minute > time - rule.minutesTogether);
          const requests = together.reduce((sum, minute) => sum + minute.requests, 0);
          const beyond = together.reduce((sum, minute) => sum + minute.errors, 0) - rule.allowed * requests;
          const value = Math.max(0, beyond) - rule.deviations * Math.sqrt(rule.allowed * (1 - rule.allowed) * requests);
          const [published, ...more] = found.millionths.filter((_, at) => found.minutes[at] === time);
          expect(more).toEqual([]);
          expect(published !== undefined).toBe(requests > 0);
          if (published === undefined) continue;
          expect(Number.isSafeInteger(published)).toBe(true);
          expect(Math.abs(published / 1e6 - value)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test('never falls when a request fails that did not', () => {
    fc.assert(
      fc.property(counts, rules, (minutes, rule) => {
        const worse = minutes.map((minute) => ({ ...minute, errors: Math.min(minute.requests, minute.errors + 1) }));
        const before = excessOf(minutes, rule).millionths;
        excessOf(worse, rule).millionths.forEach((value, index) => {
          expect(value).toBeGreaterThanOrEqual(before[index] ?? Number.NaN);
        });
      }),
    );
  });

  test('of minutes within the allowed share is never above zero', () => {
    fc.assert(
      fc.property(counts, rules, (minutes, rule) => {
        const within = minutes.map((minute) => ({ ...minute, errors: Math.floor(rule.allowed * minute.requests) }));
        for (const value of excessOf(within, rule).millionths) expect(value).toBeLessThanOrEqual(0);
      }),
    );
  });
});

/** Each minute once, in any order. */
const lists = fc
  .uniqueArray(fc.nat(40), { maxLength: 12 })
  .chain((minutes) =>
    fc.tuple(...minutes.toSorted((a, b) => a - b).map((minute) => fc.tuple(fc.constant(minute), fc.integer()))),
  );

const excessIn = (list: readonly (readonly [number, number])[]): ExcessMinutes => ({
  minutes: list.map(([minute]) => minute),
  millionths: list.map(([, millionths]) => millionths),
});

test('the excess of several objects is the sum of each minute, in any order of the objects', () => {
  fc.assert(
    fc.property(fc.array(lists, { maxLength: 6 }), (all) => {
      const sums = new Map<number, number>();
      for (const [minute, millionths] of all.flat()) sums.set(minute, (sums.get(minute) ?? 0) + millionths);
      const expected = excessIn([...sums].sort(([left], [right]) => left - right));
      const before = JSON.stringify(all);
      for (const objects of [all, all.toReversed()]) {
        const merged = copyOfExcess(excessIn([]));
        for (const list of objects) addExcess(merged, excessIn(list));
        expect(merged).toEqual(expected);
      }
      expect(JSON.stringify(all)).toBe(before);
    }),
  );
});
