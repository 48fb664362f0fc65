import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Measure } from '../../../local/cloudwatch/measure-columns.ts';
import { createMetricStore, type MetricIdentity } from '../../../local/cloudwatch/store.ts';
import { addSample, rowAt } from '../../../local/cloudwatch/table.ts';
import { rounds } from '../../support/rounds.ts';

const START = Date.parse('2026-05-04T10:00:00Z');
const MINUTE = 60_000;
const MEASURES: readonly Measure[] = [
  { metricName: 'Errors', form: 'share' },
  { metricName: 'Seconds', form: 'values' },
];
const STATS = ['Sum', 'Average', 'SampleCount', 'Minimum', 'Maximum', 'p50', 'p99', 'tm90'];

/** One put: requests of which some failed, and how long each took. Minutes come in any order. */
const put = fc.record({
  minute: fc.integer({ min: 0, max: 40 }),
  group: fc.constantFrom('a', 'b'),
  arrivedAt: fc.constantFrom<number[]>(START, START + MINUTE, START + 2 * MINUTE, Number.NEGATIVE_INFINITY),
  failed: fc.integer({ min: 0, max: 3 }),
  seconds: fc.array(fc.constantFrom<number[]>(0, 0.001, 0.02, 1, 1.05, 30), { minLength: 1, maxLength: 6 }),
});
type Put = typeof put extends fc.Arbitrary<infer One> ? One : never;

function asDatums({ minute, group, failed, seconds }: Put): MetricDatum[] {
  const Dimensions = [{ Name: 'Group', Value: group }];
  const Timestamp = new Date(START + minute * MINUTE);
  const SampleCount = seconds.length + 3;
  const share = { SampleCount, Sum: failed, Minimum: failed === SampleCount ? 1 : 0, Maximum: failed > 0 ? 1 : 0 };
  return [
    { MetricName: 'Errors', Dimensions, Timestamp, StatisticValues: share },
    { MetricName: 'Seconds', Dimensions, Timestamp, Values: [...seconds] },
  ];
}

function storesOf(puts: readonly Put[]) {
  const [rows, datums] = [createMetricStore(), createMetricStore()];
  const { table, group } = rows.table('Ours', MEASURES);
  const groups = new Map(['a', 'b'].map((name) => [name, group({ Group: name })]));
  for (const one of puts) {
    const { arrivedAt, failed, seconds } = one;
    datums.put('Ours', asDatums(one), arrivedAt);
    const into = groups.get(one.group);
    if (into === undefined) throw new Error('no group');
    const row = rowAt(table, into, { minute: START / MINUTE + one.minute, arrivedAt });
    const count = seconds.length + 3;
    const share = { count, sum: failed, min: 0, max: 1 };
    addSample(table, into, { row, measure: 0, sample: share });
    const values = {
      count: seconds.length,
      sum: seconds.reduce((sum, value) => sum + value, 0),
      ...{ min: Math.min(...seconds), max: Math.max(...seconds) },
      distribution: { values: seconds, counts: seconds.map(() => 1) },
    };
    addSample(table, into, { row, measure: 1, sample: values });
  }
  return { rows, datums };
}

describe('rows of a table', () => {
  test('answer as the datums of the same numbers do, at any time and in any order', () => {
    fc.assert(
      fc.property(fc.array(put, { minLength: 1, maxLength: 30 }), fc.constantFrom(0, 1, 2, 9), (puts, late) => {
        const { rows, datums } = storesOf(puts);
        const asOf = late === 9 ? undefined : START + late * MINUTE;
        expect(rows.metrics({ asOf })).toEqual(datums.metrics({ asOf }));
        for (const metric of datums.metrics()) {
          for (const stat of STATS) {
            const query = { stat, period: 300, from: START, to: START + 41 * MINUTE, asOf };
            const [found, expected] = [rows.periods(metric, query), datums.periods(metric, query)];
            expect(found.map((value) => value !== undefined)).toEqual(expected.map((value) => value !== undefined));
            for (const [at, value] of found.entries()) expect(value ?? 0).toBeCloseTo(expected[at] ?? 0, 9);
          }
        }
      }),
      { numRuns: rounds(25, 60) },
    );
  });

  test('are metrics of the store once there is a sample, in a list that stays the same until there are more', () => {
    const store = createMetricStore();
    const { table, group } = store.table('Ours', MEASURES);
    const into = group({ Group: 'a' });
    const names = (list: readonly MetricIdentity[]) => list.map(({ metricName }) => metricName);
    expect(store.metrics()).toEqual([]);
    const sample = { count: 1, sum: 0, min: 0, max: 0 };
    addSample(table, into, { row: rowAt(table, into, { minute: 5, arrivedAt: 0 }), measure: 0, sample });
    const before = store.metrics();
    expect(names(before)).toEqual(['Errors']);
    expect(store.metrics()).toBe(before);
    addSample(table, into, { row: rowAt(table, into, { minute: 5, arrivedAt: 0 }), measure: 1, sample });
    expect(names(store.metrics())).toEqual(['Errors', 'Seconds']);
    expect(
      names(store.metrics({ from: 5 * MINUTE, to: 6 * MINUTE }, ({ metricName }) => metricName === 'Seconds')),
    ).toEqual(['Seconds']);
    expect(store.metrics({ from: 6 * MINUTE })).toEqual([]);
  });

  test('take some hundred bytes a minute, not kilobytes', () => {
    const store = createMetricStore();
    const { table, group } = store.table('Ours', MEASURES);
    const into = group({ Group: 'a' });
    const sample = { count: 3, sum: 3, min: 1, max: 1, distribution: { values: [1], counts: [3] } };
    for (let minute = 0; minute < 10_000; minute++) {
      const row = rowAt(table, into, { minute, arrivedAt: 0 });
      for (const measure of [0, 1]) addSample(table, into, { row, measure, sample });
    }
    expect(table.rows).toBe(10_000);
    expect(store.bytes() / 10_000).toBeLessThan(150);
  });

  test('take no more for many samples of one minute than for the values among them', () => {
    const store = createMetricStore();
    const { table, group } = store.table('Ours', MEASURES);
    const into = group({ Group: 'a' });
    for (let at = 0; at < 20_000; at++) {
      const value = 1.2 ** (at % 50);
      const row = rowAt(table, into, { minute: 5, arrivedAt: 0 });
      const sample = { count: 1, sum: value, min: value, max: value, distribution: { values: [value], counts: [1] } };
      addSample(table, into, { row, measure: 1, sample });
    }
    expect(store.bytes()).toBeLessThan(10_000);
    const query = { stat: 'SampleCount', period: 60, from: 5 * MINUTE, to: 6 * MINUTE };
    const seconds = { namespace: 'Ours', metricName: 'Seconds', dimensions: { Group: 'a' } };
    expect(store.periods(seconds, query)).toEqual([20_000]);
    expect(store.periods(seconds, { ...query, stat: 'p50' })[0]).toBeCloseTo(1.2 ** 24, -1);
  });

  test('of sets that are one value each give percentiles in whatever order they come', () => {
    const store = createMetricStore();
    const at = (value: number): MetricDatum => ({
      ...{ MetricName: 'Seconds', Timestamp: new Date(5 * MINUTE) },
      StatisticValues: { SampleCount: 1, Sum: value, Minimum: value, Maximum: value },
    });
    for (const value of [9, 1, 4, 1]) store.put('Ours', [at(value)], value * MINUTE);
    const seconds = { namespace: 'Ours', metricName: 'Seconds', dimensions: {} };
    const query = { period: 60, from: 5 * MINUTE, to: 6 * MINUTE };
    const [middle = 0] = store.periods(seconds, { ...query, stat: 'p50' });
    expect(middle).toBeCloseTo(1.1, 9);
    expect(store.periods(seconds, { ...query, stat: 'p90' })[0]).toBeGreaterThan(8);
  });
});
