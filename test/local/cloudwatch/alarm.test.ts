import { describe, expect, test } from 'vitest';
import { evaluateAlarm } from '../../../local/cloudwatch/alarm.ts';
import { parseAlarm, parseCompositeAlarm } from '../../../local/cloudwatch/alarm-properties.ts';
import { alarmsIn, evaluateRule, parseRule } from '../../../local/cloudwatch/composite.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { timeline } from '../../../local/cloudwatch/timeline.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12, 0);

function storeOf(values: readonly (number | undefined)[], arrivalDelay?: number) {
  const store = createMetricStore();
  for (const [index, Value] of values.entries()) {
    const at = START + index * MINUTE;
    if (Value === undefined) continue;
    store.put(
      'Ours',
      [{ MetricName: 'Errors', Value, Timestamp: new Date(at) }],
      arrivalDelay === undefined ? undefined : at + arrivalDelay,
    );
  }
  return store;
}

const properties = {
  Namespace: 'Ours',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
};

const minute = (at: number) => (at - START) / MINUTE;

describe('a metric alarm', () => {
  test('follows the documented figure: three points above go to ALARM, one below goes back, one above is not enough', () => {
    const store = storeOf([2, 3, 7, 8, 9, 4, 3, 2, 7, 4]);
    const [result] = timeline([parseAlarm('a', properties)], store, {
      from: START + 3 * MINUTE,
      to: START + 10 * MINUTE,
    });
    expect(result?.changes.map(({ at, state }) => [minute(at), state])).toEqual([
      [3, 'OK'],
      [5, 'ALARM'],
      [6, 'OK'],
    ]);
  });

  test('evaluates a 5-minute period at the end of minute 5 on minutes 1 to 5, and at the end of minute 6 on 2 to 6', () => {
    const alarm = parseAlarm('a', { ...properties, Period: 300, EvaluationPeriods: 1, Threshold: 0 });
    const store = storeOf([1, 10, 100, 1000, 10_000, 100_000]);
    const latest = (at: number) => evaluateAlarm(alarm, store, START + at * MINUTE).datapoints.at(-1);
    expect(latest(5)).toEqual({ timestamp: START, value: 11_111 });
    expect(latest(6)).toEqual({ timestamp: START + MINUTE, value: 111_110 });
  });

  test('with a wall clock window retrieves exactly its periods', () => {
    const store = storeOf(Array.from({ length: 20 }, () => 1));
    const points = (change: object) =>
      evaluateAlarm(
        parseAlarm('a', { ...properties, Period: 300, EvaluationPeriods: 2, ...change }),
        store,
        START + 18 * MINUTE,
      ).datapoints.map(({ timestamp }) => minute(timestamp));
    expect(points({ EvaluationWindow: { WallClockWindow: {} } })).toEqual([5, 10]);
    expect(points({ EvaluationWindow: { SlidingWindow: {} } })).toEqual([-2, 3, 8, 13]);
  });

  test('with a wall clock window waits for the end of the period', () => {
    const alarm = parseAlarm('a', {
      ...properties,
      Period: 300,
      EvaluationPeriods: 1,
      EvaluationWindow: { WallClockWindow: {} },
    });
    const store = storeOf([1, 1, 1, 1, 1, 9]);
    expect(evaluateAlarm(alarm, store, START + 8 * MINUTE).datapoints.at(-1)).toEqual({ timestamp: START, value: 5 });
  });

  const cases = [
    ['GreaterThanThreshold', 5, 'OK'],
    ['GreaterThanOrEqualToThreshold', 5, 'ALARM'],
    ['LessThanThreshold', 5, 'OK'],
    ['LessThanOrEqualToThreshold', 5, 'ALARM'],
    ['LessThanThreshold', 4, 'ALARM'],
    ['GreaterThanThreshold', 6, 'ALARM'],
  ] as const;
  test.each(cases)('compares with %s: %i against 5 is %s', (ComparisonOperator, value, state) => {
    const alarm = parseAlarm('a', { ...properties, EvaluationPeriods: 1, ComparisonOperator });
    expect(evaluateAlarm(alarm, storeOf([value]), START + MINUTE).state).toBe(state);
  });

  test('sees only data that had arrived, and sees late data as long as they are in the window', () => {
    const alarm = parseAlarm('a', {
      ...properties,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 2,
      TreatMissingData: 'notBreaching',
    });
    const values = [0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0];
    const range = { from: START, to: START + 14 * MINUTE };
    const firedAt = (delay: number) =>
      timeline([alarm], storeOf(values, delay), range)[0]
        ?.changes.filter(({ state }) => state === 'ALARM')
        .map(({ at }) => minute(at));
    expect(firedAt(MINUTE)).toEqual([4]);
    expect(firedAt(3 * MINUTE)).toEqual([6]);
    expect(timeline([alarm], storeOf(values, 30 * MINUTE), range)[0]?.state).toBe('OK');
  });

  test('evaluates metric math with the guards our rate alarms use', () => {
    const store = createMetricStore();
    const set = (minuteOf: number, SampleCount: number, Sum: number) =>
      store.put('Ours', [
        {
          MetricName: 'Elb5xx',
          Timestamp: new Date(START + minuteOf * MINUTE),
          StatisticValues: { SampleCount, Sum, Minimum: 0, Maximum: 1 },
        },
      ]);
    set(0, 100, 20);
    set(1, 10, 9);
    set(2, 100, 2);
    const metric = { Metric: { Namespace: 'Ours', MetricName: 'Elb5xx' }, Period: 60 };
    const alarm = parseAlarm('rate', {
      ...properties,
      Metrics: [
        { Id: 'rate', Expression: 'IF(n >= 20 AND e >= 3, 100 * e / n, 0)' },
        { Id: 'n', MetricStat: { ...metric, Stat: 'SampleCount' }, ReturnData: false },
        { Id: 'e', MetricStat: { ...metric, Stat: 'Sum' }, ReturnData: false },
      ],
    });
    expect(evaluateAlarm(alarm, store, START + 3 * MINUTE).datapoints.map(({ value }) => value)).toEqual([20, 0, 0]);
  });

  test('keeps its state on a percentile of too few samples when told to ignore them', () => {
    const store = createMetricStore();
    const put = (count: number) =>
      store.put('Ours', [{ MetricName: 'Time', Values: [9], Counts: [count], Timestamp: new Date(START) }]);
    const time = {
      ...properties,
      MetricName: 'Time',
      Statistic: undefined,
      ExtendedStatistic: 'p99',
      EvaluationPeriods: 1,
    };
    const evaluate = (mode: string) =>
      evaluateAlarm(parseAlarm('p', { ...time, EvaluateLowSampleCountPercentile: mode }), store, START + MINUTE, {
        previous: 'OK',
      }).state;
    put(999);
    expect([evaluate('ignore'), evaluate('evaluate')]).toEqual(['OK', 'ALARM']);
    put(1);
    expect(evaluate('ignore')).toBe('ALARM');
  });

  const refused: [string, object, RegExp][] = [
    ['an unknown comparison', { ComparisonOperator: 'LessThanLowerThreshold' }, /ComparisonOperator/],
    ['more data points than periods', { DatapointsToAlarm: 4 }, /4 data points of 3/],
    ['no statistic', { Statistic: undefined }, /needs Metrics, or Namespace/],
    [
      'two results',
      {
        Metrics: [
          { Id: 'a', Expression: '1' },
          { Id: 'b', Expression: '2' },
        ],
      },
      /has 2 Metrics with ReturnData true: must be one/,
    ],
    ['a time zone', { EvaluationWindow: { WallClockWindow: { Timezone: 'Europe/Berlin' } } }, /only UTC/],
  ];
  test.each(refused)('fails with a clear message on %s', (_name, change, message) => {
    expect(() => parseAlarm('a', { ...properties, ...change })).toThrow(message);
  });

  test('fails on mixed periods and on SEARCH, which CloudWatch refuses in alarms', () => {
    const stat = (Period: number) => ({ Metric: { Namespace: 'Ours', MetricName: 'Errors' }, Period, Stat: 'Sum' });
    const mixed = [
      { Id: 'a', MetricStat: stat(60) },
      { Id: 'b', MetricStat: stat(300), ReturnData: false },
    ];
    expect(() => parseAlarm('a', { ...properties, Metrics: mixed })).toThrow(/mixes periods 60 and 300/);
    const search = [{ Id: 'a', Expression: "SUM(SEARCH('{Ours} Errors', 'Sum', 60))", Period: 60 }];
    expect(() => parseAlarm('a', { ...properties, Metrics: search })).toThrow(/uses SEARCH, which is not allowed/);
  });
});

describe('a new alarm that warms up', () => {
  const WarmUpConfiguration = { WarmUpPeriodDurationInMinutes: 10 };
  const states = (change: object, values: readonly (number | undefined)[], createdAt?: number) => {
    const alarm = parseAlarm('a', { ...properties, TreatMissingData: 'breaching', ...change });
    const range = { from: START, to: START + 14 * MINUTE, ...(createdAt !== undefined && { createdAt }) };
    return timeline([alarm], storeOf(values), range)[0]?.changes.map(({ at, state }) => [minute(at), state]);
  };

  test('stays in INSUFFICIENT_DATA while there is nothing to judge', () => {
    expect(states({ WarmUpConfiguration }, [], START)).toEqual([[10, 'ALARM']]);
    expect(states({}, [], START)).toEqual([[0, 'ALARM']]);
    expect(states({ WarmUpConfiguration }, [])).toEqual([[0, 'ALARM']]);
  });

  test('begins as soon as its window is full, unless it is told to wait', () => {
    const good = Array.from({ length: 14 }, () => 1);
    expect(states({ WarmUpConfiguration }, good, START)).toEqual([[3, 'OK']]);
    const fixed = { ...WarmUpConfiguration, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true };
    expect(states({ WarmUpConfiguration: fixed }, good, START)).toEqual([[10, 'OK']]);
  });
});

describe('a composite alarm', () => {
  const rules: [string, boolean][] = [
    ['ALARM("a")', true],
    ['ALARM(a) AND ALARM(b)', false],
    ['ALARM("a") AND NOT ALARM("b")', true],
    ['(ALARM(a) OR ALARM(b)) AND OK(b)', true],
    ['OK(a) OR INSUFFICIENT_DATA("c with spaces")', true],
    ['NOT (TRUE AND ALARM("arn:aws:cloudwatch:eu-central-1:123456789012:alarm:a"))', false],
    ['ALARM(b) AND ALARM(a) OR TRUE', true],
    ['FALSE', false],
  ];
  test.each(rules)('%s is %s', (rule, expected) => {
    const states: Record<string, 'ALARM' | 'OK'> = { a: 'ALARM', b: 'OK' };
    expect(evaluateRule(parseRule(rule), (name) => states[name] ?? 'INSUFFICIENT_DATA')).toBe(expected);
  });

  test('names the alarms it depends on, without the ARN around them', () => {
    expect(alarmsIn(parseRule('ALARM("arn:aws:cloudwatch:x:1:alarm:one") OR NOT OK(two)'))).toEqual(['one', 'two']);
  });

  test.each(['ALARM(', 'ALARM(a) ALARM(b)', 'BROKEN(a)', '', '(ALARM(a)'])('fails on %s', (rule) => {
    expect(() => parseRule(rule)).toThrow(/alarm rule '/);
  });

  test('changes in the same minute as the alarms it names, in any order', () => {
    const store = storeOf([0, 0, 9, 0]);
    const metric = parseAlarm('errors', { ...properties, EvaluationPeriods: 1 });
    const outer = parseCompositeAlarm('outer', { AlarmRule: 'ALARM(inner)' });
    const inner = parseCompositeAlarm('inner', { AlarmRule: 'ALARM(errors)' });
    const [result] = timeline([outer, inner, metric], store, { from: START + MINUTE, to: START + 4 * MINUTE });
    expect(result?.changes.map(({ at, state }) => [minute(at), state])).toEqual([
      [1, 'OK'],
      [3, 'ALARM'],
      [4, 'OK'],
    ]);
    expect(result?.changes[1]?.reason).toBe('inner is ALARM');
  });

  test('fails on a circle and on an alarm that does not exist', () => {
    const circle = [
      parseCompositeAlarm('a', { AlarmRule: 'ALARM(b)' }),
      parseCompositeAlarm('b', { AlarmRule: 'OK(a)' }),
    ];
    const range = { from: START, to: START };
    expect(() => timeline(circle, createMetricStore(), range)).toThrow('composite alarms form a circle: a -> b -> a');
    expect(() => timeline(circle.slice(0, 1), createMetricStore(), range)).toThrow(/names 'b', which is no alarm/);
  });
});
