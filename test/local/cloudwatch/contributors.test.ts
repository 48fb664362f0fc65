import { describe, expect, test } from 'vitest';
import type { MetricAlarmDefinition } from '../../../local/cloudwatch/alarm-definition.ts';
import { parseAlarm, parseCompositeAlarm } from '../../../local/cloudwatch/alarm-properties.ts';
import { createMetricStore, type MetricStore } from '../../../local/cloudwatch/store.ts';
import { type AlarmTimeline, timeline } from '../../../local/cloudwatch/timeline.ts';

const START = Date.UTC(2026, 8, 14, 20, 50);
const MINUTE = 60_000;

function alarmOf(properties: object = {}, order = 'ORDER BY MAX() DESC LIMIT 3'): MetricAlarmDefinition {
  return parseAlarm('load', {
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [{ Id: 'q', Expression: `SELECT MAX(Load) FROM "ns" GROUP BY Team ${order}`, Period: 60 }],
    ...properties,
  });
}

/** Values of a team by minutes after the start. */
function put(store: MetricStore, team: string, values: Readonly<Record<number, number>>, arrivedAt?: number): void {
  for (const [minute, Value] of Object.entries(values)) {
    const Timestamp = new Date(START + Number(minute) * MINUTE);
    const Dimensions = [{ Name: 'Team', Value: team }];
    store.put('ns', [{ MetricName: 'Load', Dimensions, Timestamp, Value }], arrivedAt);
  }
}

const played = (alarm: MetricAlarmDefinition, store: MetricStore, to: number, from = 6): AlarmTimeline => {
  const [result] = timeline([alarm], store, { from: START + from * MINUTE, to: START + to * MINUTE });
  if (result === undefined) throw new Error('no timeline');
  return result;
};
const changes = (one: Pick<AlarmTimeline, 'changes'>) =>
  one.changes.map(({ at, state }) => `${(at - START) / MINUTE} ${state}`);
const byName = ({ contributors }: AlarmTimeline) => contributors.map((one) => [one.name, ...changes(one)]);

/** As observed: published once at 20:56:10, a = 20 and b = 5 at 20:55, c = 30 at 20:53 and 20:55. */
function observed(): MetricStore {
  const store = createMetricStore();
  const at = START + 6 * MINUTE + 10_000;
  put(store, 'a', { 5: 20 }, at);
  put(store, 'b', { 5: 5 }, at);
  put(store, 'c', { 3: 30, 5: 30 }, at);
  return store;
}

describe('contributors, as observed', () => {
  test('missing: the lone old breach of a counts, two of three series are in ALARM', () => {
    const result = played(alarmOf({ TreatMissingData: 'missing' }), observed(), 8);
    expect(byName(result)).toEqual([
      ['c', '8 ALARM'],
      ['a', '8 ALARM'],
    ]);
    expect(result.changes.at(-1)?.reason).toBe('2 out of 3 time series evaluated to ALARM');
  });

  test('ignore and notBreaching: c alone', () => {
    for (const TreatMissingData of ['ignore', 'notBreaching'])
      expect(byName(played(alarmOf({ TreatMissingData }), observed(), 8))).toEqual([['c', '8 ALARM']]);
  });

  test('breaching: ALARM before a series is there, then all three', () => {
    const result = played(alarmOf({ TreatMissingData: 'breaching' }), observed(), 8);
    expect(changes(result)).toEqual(['6 ALARM']);
    expect(byName(result)).toEqual([
      ['c', '8 ALARM'],
      ['a', '8 ALARM'],
      ['b', '8 ALARM'],
    ]);
  });

  test('a series is seen more than a minute after it was published', () => {
    expect(changes(played(alarmOf({ TreatMissingData: 'notBreaching' }), observed(), 8))).toEqual(['6 OK', '8 ALARM']);
  });

  test('with gaps, old breaches stay for more than the evaluation periods', () => {
    const result = played(alarmOf({ TreatMissingData: 'notBreaching' }), observed(), 14);
    // 20:53 leaves a range of seven minutes after 21:00.
    expect(byName(result)).toEqual([['c', '8 ALARM', '11 OK']]);
  });
});

describe('contributors', () => {
  test('recover on time where every minute has a value', () => {
    const store = createMetricStore();
    put(store, 'a', { 0: 20, 1: 20, 2: 20, 3: 0, 4: 0, 5: 0, 6: 0 });
    expect(byName(played(alarmOf(), store, 7, 2))).toEqual([['a', '2 ALARM', '5 OK']]);
  });

  test('that are selected no longer are OK, no matter what missing data are treated as', () => {
    const store = createMetricStore();
    put(store, 'a', { 0: 20, 1: 20 });
    put(store, 'b', { 8: 30, 9: 30, 10: 30 });
    const alarm = alarmOf({ TreatMissingData: 'breaching' }, 'ORDER BY MAX() DESC LIMIT 1');
    const [a] = played(alarm, store, 12, 2).contributors;
    expect(a && changes(a)).toEqual(['2 ALARM', '9 OK']);
    expect(a?.changes.at(-1)?.reason).toBe('no data was returned for this contributor');
  });

  test('that never fire have no history', () => {
    const store = createMetricStore();
    put(store, 'b', { 0: 5, 1: 5, 2: 5 });
    expect(played(alarmOf(), store, 4, 2).contributors).toEqual([]);
  });

  test.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['notBreaching', 'OK'],
    ['breaching', 'ALARM'],
    ['ignore', 'INSUFFICIENT_DATA'],
  ])('with none at all, the alarm alone follows missing data: %s is %s', (TreatMissingData, state) => {
    expect(played(alarmOf({ TreatMissingData }), createMetricStore(), 8)).toMatchObject({ state, contributors: [] });
  });

  test('are what a composite alarm sees as one', () => {
    const outer = parseCompositeAlarm('outer', { AlarmRule: 'ALARM(load)' });
    const [result] = timeline([outer, alarmOf()], observed(), { from: START + 6 * MINUTE, to: START + 8 * MINUTE });
    expect(result && changes(result)).toEqual(['6 OK', '8 ALARM']);
  });

  test('cannot act on INSUFFICIENT_DATA', () => {
    const InsufficientDataActions = ['arn:aws:sns:eu-central-1:123456789012:pager'];
    expect(() => alarmOf({ InsufficientDataActions })).toThrow(/have no state INSUFFICIENT_DATA/);
  });

  test('hidden behind a sum are an ordinary alarm', () => {
    const Metrics = [
      { Id: 'q', Expression: 'SELECT MAX(Load) FROM "ns" GROUP BY Team', Period: 60, ReturnData: false },
      { Id: 's', Expression: 'SUM(q)' },
    ];
    const result = played(alarmOf({ Metrics, Threshold: 50, DatapointsToAlarm: 1 }), observed(), 8);
    expect([result.state, result.contributors]).toEqual(['ALARM', []]);
  });
});
