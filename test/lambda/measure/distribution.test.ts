import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addToDistribution,
  createDistribution,
  type Distribution,
  gridValue,
  mergeDistribution,
  percentile,
  sortedValues,
  VALUES_PER_DATUM,
} from '../../../lambda/measure/distribution.ts';

const milliseconds = fc.integer({ min: 0, max: 400_000 }).map((ms) => ms / 1000);

function of(values: readonly number[]): Distribution {
  const distribution = createDistribution();
  for (const value of values) addToDistribution(distribution, value);
  return distribution;
}

const picture = (distribution: Distribution) => ({ ...distribution, values: sortedValues(distribution) });

test('the order of values does not matter, nor how they are divided among distributions', () => {
  fc.assert(
    fc.property(fc.array(milliseconds, { maxLength: 600 }), fc.nat(600), (values, cut) => {
      const merged = of(values.slice(0, cut));
      mergeDistribution(merged, of(values.slice(cut)));
      expect(picture(merged)).toEqual(picture(of(values)));
      expect(picture(of(values.toReversed()))).toEqual(picture(of(values)));
    }),
  );
});

test('what is added stays as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.array(milliseconds, { maxLength: 100 }), { maxLength: 5 }), (parts) => {
      const merged = createDistribution();
      const added = parts.map(of);
      for (const part of added) mergeDistribution(merged, part);
      expect(added.map(picture)).toEqual(parts.map((part) => picture(of(part))));
      expect(picture(merged)).toEqual(picture(of(parts.flat())));
    }),
  );
});

test('150 distinct values are exact, the 151st moves all of them to the grid', () => {
  const exact = Array.from({ length: VALUES_PER_DATUM }, (_, i) => (i + 1) / 1000);
  expect(sortedValues(of(exact)).map(([value]) => value)).toEqual(exact);
  const gridded = of([...exact, 0.151]);
  expect(gridded.onGrid).toBe(true);
  expect(gridded.count).toBe(151);
  expect(sortedValues(gridded).every(([value]) => gridValue(value) === value)).toBe(true);
});

test('a value is at most 4.9 percent from its representative, and a representative is its own', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000_000 }), (ms) => {
      const value = ms / 1000;
      const representative = gridValue(value);
      expect(Math.abs(representative - value) / value).toBeLessThan(0.0489);
      expect(gridValue(representative)).toBe(representative);
    }),
  );
  expect(gridValue(0)).toBe(0);
});

test('percentiles are those of the sorted values while they are exact', () => {
  const distribution = of([0.001, 0.002, 0.003, 0.004, 0.1]);
  expect([50, 80, 99, 100].map((p) => percentile(distribution, p))).toEqual([0.003, 0.004, 0.1, 0.1]);
  expect(percentile(createDistribution(), 50)).toBeUndefined();
});

test('the sum is exact no matter what the grid does', () => {
  const values = Array.from({ length: 1000 }, (_, i) => i / 1000);
  expect(of(values).sumMillionths).toBe(499_500_000);
});
