import { describe, expect, test } from 'vitest';
import { evaluateAlarm } from '../../../local/cloudwatch/alarm.ts';
import { parseAlarm } from '../../../local/cloudwatch/alarm-properties.ts';
import { decideState } from '../../../local/cloudwatch/missing-data.ts';
import { runQueries } from '../../../local/cloudwatch/query.ts';
import { createMetricStore, type MetricIdentity, type MetricStore } from '../../../local/cloudwatch/store.ts';
import { ADMISSIONS, ALARMS, LOW_SAMPLES, MATH, REFUSED, STATISTICS } from './native-cases.ts';

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
    expect(decideState(points, { ...one, evaluationPeriods: 3 }).state).toBe(one.expect);
  });

  test.each(LOW_SAMPLES)('$id: a p90 of $samples samples is $expect', ({ samples, expect: expected }) => {
    const store = storeOf('Time', [[{ Values: [9], Counts: [samples] }]]);
    const properties = { ...PROPERTIES, Namespace: 'Ours', MetricName: 'Time', ExtendedStatistic: 'p90', Period: 60 };
    const alarm = parseAlarm('p90', { ...properties, EvaluateLowSampleCountPercentile: 'ignore' });
    const { state } = evaluateAlarm(alarm, store, START + MINUTE, { previous: 'OK' });
    expect(state).toBe(expected === 'evaluated' ? 'ALARM' : 'OK');
  });

  test.each(ADMISSIONS)('$id: $period x $evaluationPeriods $expression is $expect', (one) => {
    const { expression: Expression, period: Period, evaluationPeriods: EvaluationPeriods } = one;
    const parse = () =>
      parseAlarm('q', { ...PROPERTIES, EvaluationPeriods, Metrics: [{ Id: 'q', Expression, Period }] });
    if (one.expect === 'accepted') expect(parse()).toMatchObject({ kind: 'metric', period: Period });
    else expect(parse).toThrow(/^alarm 'q' (uses SEARCH|returns several|asks a Metrics|evaluates )/);
  });
});

const PROPERTIES = { EvaluationPeriods: 1, Threshold: 5, ComparisonOperator: 'GreaterThanThreshold' };
