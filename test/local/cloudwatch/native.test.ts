import { describe, expect, test } from 'vitest';
import { decide } from '../../../local/cloudwatch/missing-data.ts';
import { runQueries } from '../../../local/cloudwatch/query.ts';
import { createMetricStore, type MetricIdentity, type MetricStore } from '../../../local/cloudwatch/store.ts';
import { ALARMS, MATH, REFUSED, STATISTICS } from './native-cases.ts';

const START = Date.UTC(2026, 8, 14, 12, 0);
const MINUTE = 60_000;

function storeOf(metricName: string, minutes: readonly (readonly object[])[]): MetricStore {
  const store = createMetricStore();
  for (const [index, data] of minutes.entries()) {
    const Timestamp = new Date(START + index * MINUTE);
    store.put(
      'Ours',
      data.map((datum) => ({ MetricName: metricName, Timestamp, ...datum })),
    );
  }
  return store;
}

const metric = (metricName: string): MetricIdentity => ({ namespace: 'Ours', metricName, dimensions: {} });

describe('what the service was seen to answer', () => {
  const statistics = STATISTICS.flatMap(({ expect: expected, ...rest }) =>
    Object.entries(expected).map(([stat, value]) => ({ ...rest, stat, value })),
  );
  test.each(statistics)('$id: $stat is $value', ({ publish, stat, value, tolerance }) => {
    const [actual] = storeOf('Time', [publish]).periods(metric('Time'), {
      stat,
      period: 60,
      from: START,
      to: START + MINUTE,
    });
    if (value === undefined) expect(actual).toBeUndefined();
    else expect(Math.abs((actual ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance * Math.abs(value));
  });

  test.each(REFUSED)('$id: $error', ({ publish, error }) => {
    expect(() => storeOf('Time', [[publish]])).toThrow(error);
  });

  test.each(MATH)('$id: $expression', ({ expression, m, expect: expected }) => {
    const store = storeOf(
      'm',
      m.map((Value) => [{ Value }]),
    );
    const grid = { from: START, period: 60, length: m.length };
    const queries = [
      { id: 'm', metric: metric('m'), stat: 'Sum', grid },
      { id: 'e', expression, grid },
    ];
    const value = runQueries(queries, store)('e');
    expect(value.kind === 'series' ? value.series.values : value).toEqual(expected);
  });

  test.each(ALARMS)('$id: $points, $datapointsToAlarm of 3, $treatMissingData, is $expect', (one) => {
    const points = [...one.points].map((point) => (point === '-' ? undefined : point === 'X'));
    expect(decide(points, { ...one, evaluationPeriods: 3 }).state).toBe(one.expect);
  });
});
