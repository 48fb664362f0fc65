import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStatistic } from '../../../local/cloudwatch/statistic.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12, 0);
const metric = { namespace: 'Ours', metricName: 'Time', dimensions: { LoadBalancer: 'app/a/1' } };

function datum(rest: Partial<MetricDatum>, at = START): MetricDatum {
  return {
    MetricName: 'Time',
    Dimensions: [{ Name: 'LoadBalancer', Value: 'app/a/1' }],
    Timestamp: new Date(at),
    ...rest,
  };
}

function storeOf(...data: MetricDatum[]) {
  const store = createMetricStore();
  store.put('Ours', data);
  return store;
}

function value(store: ReturnType<typeof storeOf>, stat: string, period = 60) {
  return store.statistic(metric, { stat, period, from: START, to: START + period * 1000 })[0]?.value;
}

const HUNDRED = datum({ Values: Array.from({ length: 100 }, (_, index) => index + 1) });

describe('statistics', () => {
  const cases: [string, number][] = [
    ['Sum', 5050],
    ['Average', 50.5],
    ['Minimum', 1],
    ['Maximum', 100],
    ['SampleCount', 100],
  ];
  test.each(cases)('%s of 1 to 100 is %d', (stat, expected) => {
    expect(value(storeOf(HUNDRED), stat)).toBe(expected);
  });

  /** What raw values would give. CloudWatch answers from bins, which are a tenth wide. */
  const binned: [string, number][] = [
    ['p50', 50],
    ['p99', 99],
    ['p99.9', 100],
    ['p0', 1],
    ['p100', 100],
    ['tm90', 45.5],
    ['TM(10%:90%)', 50.5],
    ['TM(:90%)', 45.5],
    ['TM(150:1000)', Number.NaN],
    ['TM(90:95)', 93],
    ['tc90', 90],
    ['TC(90:95)', 5],
    ['TC(:5)', 5],
    ['ts10', 55],
    ['TS(80%:)', 1810],
    ['IQM', 50.5],
    ['wm98', 50.47],
    ['WM(10:20)', 18.55],
    ['PR(:30)', 30],
    ['PR(90:)', 10],
    ['PR(10:20)', 10],
  ];
  test.each(binned)('%s of 1 to 100 is close to %d', (stat, expected) => {
    const actual = value(storeOf(HUNDRED), stat);
    if (Number.isNaN(expected)) expect(actual).toBeUndefined();
    else expect(Math.abs((actual ?? Number.NaN) / expected - 1)).toBeLessThan(0.1);
  });

  test('a bin that a boundary lies in is shared, wherever in it the values are', () => {
    // 2 lies in the bin from 1.1^7 to 1.1^8, 73.7 % of which is above it.
    const store = storeOf(datum({ Values: [1, 1.95, 2.1, 9], Counts: [10, 5, 5, 10] }));
    const share = (1.1 ** 8 - 2) / (1.1 ** 8 - 1.1 ** 7);
    expect(value(store, 'TC(2:)')).toBeCloseTo(10 + 10 * share, 9);
    expect(share).toBeCloseTo(0.737, 3);
  });

  test('1.21 and the next number are in different bins', () => {
    expect(value(storeOf(datum({ Values: [1, 1.21, 5] })), 'p50')).toBeLessThan(1.21);
    expect(value(storeOf(datum({ Values: [1, 1.2100000000000002, 5] })), 'p50')).toBeGreaterThan(1.21);
  });

  test('negative values leave their extremes, and to fixed boundaries the values that are not negative', () => {
    const store = storeOf(datum({ Values: [-1, 0.5] }));
    const all = ['p0', 'p100', 'PR(0:1)', 'TC(0:1)', 'p50', 'tm90', 'TM(10%:)'].map((stat) => value(store, stat));
    expect(all).toEqual([-1, 0.5, 50, 1, undefined, undefined, undefined]);
    expect(value(storeOf(datum({ Values: [-1, -2] })), 'TC(0:1)')).toBeUndefined();
  });

  const unknown = ['sum', 'p101', 'p', 'TM(10:20%)', 'TM(:)', 'PR(1%:2%)', 'median', 'tc0', 'tm101', 'TM(5:2)'];
  test.each(unknown)('fails on the unknown statistic %s', (stat) => {
    expect(() => parseStatistic(stat)).toThrow(`statistic '${stat}' is not one of`);
  });
});

describe('a datum', () => {
  test('with Counts weighs its values', () => {
    const store = storeOf(datum({ Values: [1, 2, 10], Counts: [50, 49, 1] }));
    expect(['SampleCount', 'Sum'].map((stat) => value(store, stat))).toEqual([100, 158]);
    expect(value(store, 'p50')).toBeCloseTo(1.1, 9);
    expect(value(store, 'p99.1')).toBeGreaterThan(9.8);
  });

  test('as a statistic set gives everything but percentiles', () => {
    const store = storeOf(datum({ StatisticValues: { SampleCount: 4, Sum: 2, Minimum: 0, Maximum: 1 } }));
    expect(['Average', 'Sum', 'Maximum', 'p50'].map((stat) => value(store, stat))).toEqual([0.5, 2, 1, undefined]);
  });

  test('as a statistic set of equal values gives percentiles too, as documented', () => {
    expect(value(storeOf(datum({ StatisticValues: { SampleCount: 4, Sum: 8, Minimum: 2, Maximum: 2 } })), 'p90')).toBe(
      2,
    );
  });

  test('with both takes sums from the statistic set and percentiles from the values', () => {
    const store = storeOf(
      datum({ Values: [1.05], Counts: [2], StatisticValues: { SampleCount: 2, Sum: 2.03, Minimum: 1, Maximum: 1.03 } }),
    );
    expect(['Sum', 'Minimum', 'Maximum', 'SampleCount', 'p50'].map((stat) => value(store, stat))).toEqual([
      2.03,
      1,
      1.03,
      2,
      Math.sqrt(1.03),
    ]);
  });

  test('without values hides the percentiles of its whole period, and so does a negative value', () => {
    const set = datum({ StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } }, START + MINUTE);
    const store = storeOf(datum({ Value: 5 }), set);
    expect([value(store, 'p50', 60), value(store, 'p50', 300), value(store, 'Sum', 300)]).toEqual([5, undefined, 8]);
    expect(value(storeOf(datum({ Values: [-1, 5] })), 'p50')).toBeUndefined();
  });

  const broken: [string, Partial<MetricDatum>, RegExp][] = [
    ['nothing', {}, /InvalidParameterCombination: datum 'Time' needs Value/],
    [
      'Counts of another length',
      { Values: [1, 2], Counts: [1] },
      /InvalidParameterValue: datum 'Time' has 2 Values but 1 Counts/,
    ],
    [
      'an empty statistic set',
      { StatisticValues: { SampleCount: 0, Sum: 0, Minimum: 0, Maximum: 0 } },
      /SampleCount above 0/,
    ],
    ['no time', { Value: 1, Timestamp: undefined }, /must have a MetricName and a Timestamp/],
    ['a blank dimension', { Value: 1, Dimensions: [{ Name: 'A', Value: ' ' }] }, /not blank/],
  ];
  test.each(broken)('fails with %s', (_name, rest, message) => {
    expect(() => storeOf(datum(rest))).toThrow(message);
  });
});

describe('periods', () => {
  test('start where the query starts, and those without data are left out', () => {
    const store = storeOf(
      datum({ Value: 1 }),
      datum({ Value: 2 }, START + 4 * MINUTE),
      datum({ Value: 4 }, START + 11 * MINUTE + 59_999),
    );
    const query = { stat: 'Sum', period: 300, from: START + MINUTE + 30_000, to: START + 12 * MINUTE };
    expect(store.statistic(metric, query)).toEqual([
      { timestamp: START + MINUTE, value: 2 },
      { timestamp: START + 11 * MINUTE, value: 4 },
    ]);
    expect(store.periods(metric, query)).toEqual([2, undefined, 4]);
  });

  test('fail below a minute, which is the resolution', () => {
    expect(() => value(storeOf(), 'Sum', 10)).toThrow('period is 10: must be a multiple of 60 seconds');
  });

  test('keep metrics apart by the exact set of dimensions, in any order', () => {
    const store = createMetricStore();
    const put = (pairs: [string, string][]) =>
      store.put('Ours', [datum({ Value: 1, Dimensions: pairs.map(([Name, Value]) => ({ Name, Value })) })]);
    put([
      ['LoadBalancer', 'app/a/1'],
      ['StatusCode', '502'],
    ]);
    put([
      ['StatusCode', '502'],
      ['LoadBalancer', 'app/a/1'],
    ]);
    put([['LoadBalancer', 'app/a/1']]);
    put([]);
    expect(store.metrics().map(({ dimensions }) => dimensions)).toEqual([
      {},
      { LoadBalancer: 'app/a/1' },
      { LoadBalancer: 'app/a/1', StatusCode: '502' },
    ]);
    expect(value(store, 'Sum')).toBe(1);
    const both = { ...metric, dimensions: { StatusCode: '502', LoadBalancer: 'app/a/1' } };
    expect(store.statistic(both, { stat: 'Sum', period: 60, from: START, to: START + MINUTE })[0]?.value).toBe(2);
  });
});

test('data of one put that share their dimensions, or take turns with others, keep to their metric', () => {
  const shared = [{ Name: 'LoadBalancer', Value: 'app/a/1' }];
  const one = (MetricName: string, Dimensions: MetricDatum['Dimensions'], Value: number): MetricDatum => ({
    ...{ MetricName, Dimensions, Value, Timestamp: new Date(START) },
  });
  const store = storeOf(
    one('Time', shared, 1),
    one('Count', shared, 10),
    one('Time', undefined, 100),
    one('Time', shared, 2),
    one('Count', [...shared], 20),
    one('Time', undefined, 200),
  );
  expect(store.metrics()).toHaveLength(3);
  const range = { stat: 'Sum', period: 60, from: START, to: START + MINUTE };
  const found = (metricName: string, dimensions: Record<string, string>) =>
    store.statistic({ namespace: 'Ours', metricName, dimensions }, range).map((point) => point.value);
  expect(found('Time', metric.dimensions)).toEqual([3]);
  expect(found('Count', metric.dimensions)).toEqual([30]);
  expect(found('Time', {})).toEqual([300]);
  expect(found('Count', {})).toEqual([]);
});

describe('arrival', () => {
  test('of more data after a query changes the next answer, even when they are older than what was there', () => {
    const store = createMetricStore();
    const ask = (asOf: number) =>
      store.periods(metric, { stat: 'Sum', period: 60, from: START, to: START + MINUTE, asOf })[0];
    store.put('Ours', [datum({ Value: 1 })], 200);
    expect(ask(200)).toBe(1);
    store.put('Ours', [datum({ Value: 10 })], 100);
    expect([ask(100), ask(200)]).toEqual([10, 11]);
  });

  test('decides what a query sees, also when data are put in another order', () => {
    const store = createMetricStore();
    store.put('Ours', [datum({ Values: [30] })], 300);
    store.put('Ours', [datum({ Values: [10] })], 100);
    store.put('Ours', [datum({ Values: [20] })], 200);
    const seen = (stat: string, asOf: number) =>
      store.statistic(metric, { stat, period: 60, from: START, to: START + MINUTE, asOf })[0]?.value;
    expect([99, 100, 250, 300].map((asOf) => seen('Sum', asOf))).toEqual([undefined, 10, 30, 60]);
    expect([300, 100, 200].map((asOf) => seen('p100', asOf))).toEqual([30, 10, 20]);
    expect(store.metrics({ asOf: 99 })).toEqual([]);
  });

  test('does not matter for the final sum: several datums of a minute are the same as one', () => {
    const samples = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 5 }), fc.nat(1000)), {
      minLength: 1,
    });
    fc.assert(
      fc.property(
        samples,
        fc.constantFrom('Sum', 'Average', 'SampleCount', 'p50', 'p99', 'tm90', 'PR(:7)'),
        (list, stat) => {
          const parts = createMetricStore();
          for (const [sample, times, arrivedAt] of list)
            parts.put('Ours', [datum({ Values: [sample], Counts: [times] })], arrivedAt);
          const whole = storeOf(
            datum({ Values: list.map(([sample]) => sample), Counts: list.map(([, times]) => times) }),
          );
          expect(value(parts, stat)).toBeCloseTo(value(whole, stat) ?? Number.NaN, 9);
        },
      ),
    );
  });

  test('percentiles are within a bin of sorting all samples and taking the nearest rank', () => {
    const samples = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 1000 }), (list, tenths) => {
        const all = list.flatMap(([sample, times]) => Array<number>(times).fill(sample)).sort((a, b) => a - b);
        const expected = all[Math.max(0, Math.ceil((tenths * all.length) / 1000 - 1e-9) - 1)] ?? Number.NaN;
        const store = storeOf(
          datum({ Values: list.map(([sample]) => sample), Counts: list.map(([, times]) => times) }),
        );
        const actual = value(store, `p${tenths / 10}`) ?? Number.NaN;
        expect(actual).toBeGreaterThanOrEqual(expected / 1.1 - 1e-9);
        expect(actual).toBeLessThanOrEqual(expected * 1.1 + 1e-9);
      }),
    );
  });
});
