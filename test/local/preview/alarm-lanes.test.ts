import { expect, test } from 'vitest';
import { parseAlarm } from '../../../local/cloudwatch/alarm-properties.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { alarmLanes } from '../../../local/preview/alarm-lanes.ts';

const START = Date.UTC(2026, 4, 4, 10);
const MINUTE = 60_000;

test('an alarm with a state for each series has a lane for each that fired, by its name', () => {
  const store = createMetricStore();
  for (const [group, Value] of [
    ['web', 0],
    ['api', 9],
  ] as const) {
    for (let minute = 0; minute < 10; minute++) {
      const Dimensions = [{ Name: 'TargetGroup', Value: group }];
      const Timestamp = new Date(START + minute * MINUTE);
      store.put('Ours', [{ MetricName: 'ExcessErrors', Dimensions, Timestamp, Value }], START + (minute + 2) * MINUTE);
    }
  }
  const alarm = parseAlarm('Logs-ErrorsPage-TargetGroup', {
    AlarmDescription: 'Requests fail: each target group.',
    EvaluationPeriods: 5,
    DatapointsToAlarm: 4,
    Threshold: 2,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    Metrics: [
      {
        Id: 'q',
        Expression:
          'SELECT SUM("ExcessErrors") FROM SCHEMA("Ours", "TargetGroup") GROUP BY "TargetGroup" ORDER BY MAX() DESC',
        Period: 60,
      },
    ],
  });
  const lanes = alarmLanes({ alarms: [alarm], compositeAlarms: [] }, store, { from: START, to: START + 12 * MINUTE });
  expect(lanes.map(({ name, title, subject }) => [name, title, subject])).toEqual([
    ['Logs-ErrorsPage-TargetGroup', 'Requests fail', 'each target group'],
    ['Logs-ErrorsPage-TargetGroup: api', 'Requests fail', 'api'],
  ]);
  // Minutes 0 to 3 are known at 5, and a query sees them a minute and a quarter later.
  expect(lanes[1]?.changes.map(({ at, state }) => [(at - START) / MINUTE, state])).toEqual([[7, 'ALARM']]);
});

test('an alarm on what is no longer kept minute by minute is named and not evaluated, the others are', () => {
  const store = createMetricStore();
  const shape = {
    ...{ EvaluationPeriods: 1, Threshold: 2, ComparisonOperator: 'GreaterThanThreshold' },
    ...{ Namespace: 'Ours', MetricName: 'ExcessErrors', Statistic: 'Sum', Period: 60 },
  };
  const alarms = [
    parseAlarm('OfAll', shape),
    parseAlarm('OfOne', { ...shape, Dimensions: [{ Name: 'LoadBalancer', Value: 'shop' }] }),
  ];
  const span = { from: START, to: START + 12 * MINUTE };
  const unavailable = (rowMinutes: number) =>
    alarmLanes({ alarms, compositeAlarms: [] }, store, { ...span, rowMinutes })
      .filter((lane) => lane.unavailable !== undefined)
      .map(({ name }) => name);
  expect(unavailable(1)).toEqual([]);
  expect(unavailable(5)).toEqual(['OfOne']);
});
