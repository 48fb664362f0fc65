import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateAlarm } from '../../../local/cloudwatch/alarm.ts';
import type { MetricAlarmDefinition } from '../../../local/cloudwatch/alarm-definition.ts';
import { parseAlarm } from '../../../local/cloudwatch/alarm-properties.ts';
import { outlookOf } from '../../../local/cloudwatch/outlook.ts';
import { createMetricStore, type MetricStore } from '../../../local/cloudwatch/store.ts';
import { timeline } from '../../../local/cloudwatch/timeline.ts';
import { rounds } from '../../support/rounds.ts';

const START = Date.UTC(2026, 8, 14);
const MINUTE = 60_000;
const MINUTES = 40;

/** Minute by minute without any shortcut: states of the alarm and of its contributors, where they change. */
function plainly(alarm: MetricAlarmDefinition, store: MetricStore): string[] {
  const states = new Map<string, { name: string; attributes: Record<string, string>; state: 'OK' | 'ALARM' }>();
  const changes: string[] = [];
  let previous: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' = 'INSUFFICIENT_DATA';
  for (let at = START; at <= START + MINUTES * MINUTE; at += MINUTE) {
    const evaluation = evaluateAlarm(alarm, store, at, { previous, previousContributors: states, asOf: at });
    const minute = (at - START) / MINUTE;
    if (evaluation.state !== previous) changes.push(`${minute} ${evaluation.state}: ${evaluation.reason}`);
    previous = evaluation.state;
    for (const { name, attributes, state, reason } of evaluation.contributors) {
      if (state === (states.get(name)?.state ?? 'OK') || state === 'INSUFFICIENT_DATA') continue;
      states.set(name, { name, attributes, state });
      changes.push(`${minute} ${name} ${state}: ${reason}`);
    }
  }
  return changes.sort();
}

function replayed(alarm: MetricAlarmDefinition, store: MetricStore): string[] {
  const [result] = timeline([alarm], store, { from: START, to: START + MINUTES * MINUTE });
  const minute = (at: number) => (at - START) / MINUTE;
  const own = result?.changes.map(({ at, state, reason }) => `${minute(at)} ${state}: ${reason}`) ?? [];
  const ofContributors = (result?.contributors ?? []).flatMap(({ name, changes }) =>
    changes.map(({ at, state, reason }) => `${minute(at)} ${name} ${state}: ${reason}`),
  );
  return [...own, ...ofContributors].sort();
}

const datum = fc.record({
  team: fc.constantFrom('a', 'b', 'c'),
  minute: fc.nat({ max: MINUTES }),
  value: fc.integer({ min: -3, max: 6 }),
  delay: fc.nat({ max: 8 }),
});

const shape = fc.record({
  function: fc.constantFrom('SUM', 'MAX', 'MIN', 'AVG', 'COUNT'),
  Period: fc.constantFrom(60, 180),
  Threshold: fc.integer({ min: 0, max: 8 }),
  ComparisonOperator: fc.constantFrom('GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold'),
  TreatMissingData: fc.constantFrom('notBreaching', 'ignore', 'missing', 'breaching'),
  EvaluationPeriods: fc.integer({ min: 1, max: 5 }),
  grouped: fc.boolean(),
  limit: fc.constantFrom(1, 2, 500),
});

const STATISTICS = { SUM: 'Sum', MAX: 'Maximum', MIN: 'Minimum', AVG: 'Average', COUNT: 'SampleCount' } as const;

function alarmOf({ function: by, grouped, limit, Period, ...rest }: Shape) {
  const expression = `SELECT ${by}(Load) FROM "ns" GROUP BY Team ORDER BY ${by}() DESC LIMIT ${limit}`;
  const metric = { Namespace: 'ns', MetricName: 'Load', Dimensions: [{ Name: 'Team', Value: 'a' }] };
  const watched = grouped
    ? { Metrics: [{ Id: 'q', Expression: expression, Period }] }
    : { Metrics: [{ Id: 'q', MetricStat: { Metric: metric, Period, Stat: STATISTICS[by] } }] };
  return parseAlarm('load', { ...rest, DatapointsToAlarm: Math.min(2, rest.EvaluationPeriods), ...watched });
}

type Shape = typeof shape extends fc.Arbitrary<infer Value> ? Value : never;

function storeOf(data: readonly { team: string; minute: number; value: number; delay: number }[]): MetricStore {
  const store = createMetricStore();
  for (const { team, minute, value, delay } of data) {
    const Timestamp = new Date(START + minute * MINUTE);
    const Dimensions = [{ Name: 'Team', Value: team }];
    store.put('ns', [{ MetricName: 'Load', Dimensions, Timestamp, Value: value }], +Timestamp + (delay + 1) * MINUTE);
  }
  return store;
}

describe('a replay that skips what cannot breach', () => {
  test('gives the changes and reasons of evaluating every minute', () => {
    fc.assert(
      fc.property(shape, fc.array(datum, { maxLength: 60 }), (alarm, data) => {
        const store = storeOf(data);
        expect(replayed(alarmOf(alarm), store)).toEqual(plainly(alarmOf(alarm), store));
      }),
      { numRuns: rounds(100, 300) },
    );
  });

  test('skips a series below the threshold, and looks at one that is above it for a moment only', () => {
    const store = createMetricStore();
    const put = (team: string, value: number, arrived: number) =>
      store.put(
        'ns',
        [{ MetricName: 'Load', Dimensions: [{ Name: 'Team', Value: team }], Timestamp: new Date(START), Value: value }],
        START + arrived * MINUTE,
      );
    for (let minute = 1; minute < 9; minute++) put('low', 1, minute);
    put('high', 9, 1);
    put('high', -9, 2);
    const alarm = alarmOf({
      ...{ function: 'SUM', Period: 60, Threshold: 8.5, ComparisonOperator: 'GreaterThanThreshold' },
      ...{ TreatMissingData: 'notBreaching', EvaluationPeriods: 3, grouped: true, limit: 500 },
    });
    const grid = { from: START - 2 * MINUTE, period: 60, length: 5 };
    expect(outlookOf(alarm, store)?.mayBreach(grid, 'low')).toBe(false);
    expect(outlookOf(alarm, store)?.mayBreach(grid, 'high')).toBe(true);
    expect(outlookOf(alarm, store)?.mayBreach({ ...grid, from: START + MINUTE }, 'high')).toBe(false);
  });
});
