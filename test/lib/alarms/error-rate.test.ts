import { describe, expect, test } from 'vitest';
import { evaluateAlarm } from '../../../local/cloudwatch/alarm.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { monitored } from '../../support/monitored.ts';

const START = Date.UTC(2026, 4, 4, 10);
const MINUTE = 60_000;
const { alarms } = monitored();
const find = (name: string) => {
  const alarm = alarms.find((one) => one.name === `Logs-${name}-All`);
  if (alarm === undefined) throw new Error(`no alarm ${name}`);
  return alarm;
};

interface Traffic {
  readonly requests: number;
  readonly seen?: number;
  readonly made?: number;
}

/** Half an hour of 100 good requests a minute, other minutes as given. */
function stateWith(name: string, changed: Readonly<Record<number, Traffic | undefined>>, extraPeriods = 2) {
  const store = createMetricStore();
  for (let minute = 0; minute < 30; minute++) {
    const traffic = minute in changed ? changed[minute] : { requests: 100 };
    if (traffic === undefined) continue;
    const { requests, seen = 0, made = 0 } = traffic;
    for (const [MetricName, Sum] of [
      ['Elb5xx', seen],
      ['Target5xx', made],
    ] as const) {
      const StatisticValues = { SampleCount: requests, Sum, Minimum: 0, Maximum: Sum > 0 ? 1 : 0 };
      store.put('LoadBalancerLogs', [{ MetricName, Timestamp: new Date(START + minute * MINUTE), StatisticValues }]);
    }
  }
  return evaluateAlarm(find(name), store, START + 30 * MINUTE, { extraPeriods }).state;
}

type Row = readonly [name: string, changed: Readonly<Record<number, Traffic | undefined>>, state: 'OK' | 'ALARM'];

const eight = { requests: 100, seen: 8 };
const quiet = { requests: 10 };
const first = { requests: 10, seen: 3 };

const ROWS: readonly Row[] = [
  ['nothing fails', {}, 'OK'],
  ['one minute fails with 24 %: 6 % of four minutes', { 20: { requests: 100, seen: 24 } }, 'ALARM'],
  ['one minute fails with 19 %', { 20: { requests: 100, seen: 19 } }, 'OK'],
  [
    'eight errors are too few, whatever their share',
    { 19: quiet, 20: { requests: 10, seen: 8 }, 21: quiet, 22: quiet },
    'OK',
  ],
  ['three minutes of 8 %', { 18: eight, 19: eight, 20: eight }, 'ALARM'],
  ['longer ago than 20 minutes', { 3: { requests: 100, seen: 90 } }, 'OK'],
  [
    'the first files, with all the errors, at a tenth of the traffic',
    { 26: first, 27: first, 28: first, 29: first },
    'OK',
  ],
  ['a minute without any request', { 15: undefined, 22: { requests: 100, seen: 60 } }, 'ALARM'],
];

describe.each([0, 2, 10])(
  'the share of errors, when CloudWatch fetches %i periods more than it needs',
  (extraPeriods) => {
    test.each(ROWS)('%s', (_, changed, state) => {
      expect(stateWith('ErrorRate', changed, extraPeriods)).toBe(state);
    });

    test('a blip that leaves the window is not taken for four minutes', () => {
      for (let minute = 0; minute < 30; minute++) {
        const state = stateWith('ErrorRate', { [minute]: { requests: 100, seen: 15 } }, extraPeriods);
        expect([minute, state]).toEqual([minute, 'OK']);
      }
    });
  },
);

describe('sides', () => {
  test.each([
    ['ErrorRate', { requests: 100, seen: 60, made: 0 }, 'ALARM'],
    ['LoadBalancerErrorRate', { requests: 100, seen: 60, made: 0 }, 'ALARM'],
    ['TargetErrorRate', { requests: 100, seen: 60, made: 0 }, 'OK'],
    ['LoadBalancerErrorRate', { requests: 100, seen: 60, made: 60 }, 'OK'],
    ['TargetErrorRate', { requests: 100, seen: 60, made: 60 }, 'ALARM'],
    ['LoadBalancerErrorRate', { requests: 100, seen: 0, made: 60 }, 'OK'],
    ['ErrorRate', { requests: 100, seen: 0, made: 60 }, 'OK'],
  ] as const)('%s with %o: %s', (name, traffic, state) => {
    expect(stateWith(name, { 20: traffic })).toBe(state);
  });
});
