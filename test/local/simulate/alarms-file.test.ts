import { describe, expect, test } from 'vitest';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';
import { readAlarmsFile, simulateTheirs } from '../../../local/simulate/alarms-file.ts';
import { compared } from '../../../local/simulate/compared.ts';
import { putNative } from '../../../local/simulate/native.ts';
import { countOf } from '../../../local/simulate/native-metrics.ts';
import type { Played } from '../../../local/simulate/played.ts';
import { printedTheirs } from '../../../local/simulate/print.ts';
import type { Simulation } from '../../../local/simulate/simulation.ts';

const START = Date.UTC(2026, 7, 20, 20);
const MINUTE = 60_000;
const SHOP = 'app/shop/50dc6c495c0c9188';
const WEB = 'targetgroup/web/73e2d6bc24d8a067';

interface Minute {
  readonly requests?: number;
  readonly elb5xx?: number;
  readonly target4xx?: number;
  readonly target5xx?: number;
  /** Seconds of each response. */
  readonly times?: readonly number[];
}

/** Logs as their native metrics show them, two minutes old. */
function playedOf(hours: number, minuteOf: (minute: number) => Minute): Played {
  const store = createMetricStore();
  const minutes = new Map<number, { requests: number; seen: number; made: number; firstKnown: undefined }>();
  const native = Array.from({ length: hours * 60 }, (_, minute) => {
    const at = START + minute * MINUTE;
    const { requests = 0, elb5xx = 0, target4xx = 0, target5xx = 0, times = [] } = minuteOf(minute);
    if (requests > 0) minutes.set(at, { requests, seen: elb5xx + target5xx, made: target5xx, firstKnown: undefined });
    const place = [{ Name: 'LoadBalancer', Value: SHOP }];
    const counts: readonly [string, number][] = [
      ['RequestCount', requests],
      ['HTTPCode_ELB_5XX_Count', elb5xx],
      ['HTTPCode_Target_4XX_Count', target4xx],
      ['HTTPCode_Target_5XX_Count', target5xx],
    ];
    const data = counts.filter(([, count]) => count > 0).map(([name, count]) => countOf(name, { at, place, count }));
    const time = { MetricName: 'TargetResponseTime', Timestamp: new Date(at), Values: [...times] };
    const group = [...place, { Name: 'TargetGroup', Value: WEB }];
    return times.length === 0 ? data : [...data, { ...time, Dimensions: place }, { ...time, Dimensions: group }];
  }).flat();
  putNative(store, { seed: 1, seconds: [120, 120], each: 'minute' }, native);
  const objects = [{ key: 'all', lines: 1, end: START + 5 * MINUTE, arrivedAt: START + 6 * MINUTE }];
  return {
    store,
    objects,
    ...{ failed: [], copies: [], ignored: [], empty: 0 },
    native,
    minutes: new Map([
      ['', minutes],
      [SHOP, minutes],
    ]),
  };
}

const SHAPE = {
  Period: 300,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:pager'],
};
const native = (MetricName: string, rest: object) => ({
  ...SHAPE,
  Namespace: 'AWS/ApplicationELB',
  MetricName,
  Dimensions: [{ Name: 'LoadBalancer', Value: SHOP }],
  ...rest,
});

/** Percent of requests, of the sum of some metrics. */
function rate(AlarmName: string, metrics: readonly string[], rest: object, expression = '100 * (SUMMED) / r') {
  const stat = (MetricName: string) => {
    const Metric = { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions: [{ Name: 'LoadBalancer', Value: SHOP }] };
    return { Metric, Period: 300, Stat: 'Sum' };
  };
  const ids = metrics.map((_, at) => `e${at}`);
  return {
    ...SHAPE,
    AlarmName,
    Period: undefined,
    Metrics: [
      { Id: 'rate', Expression: expression.replace('SUMMED', ids.join(' + ')) },
      ...metrics.map((name, at) => ({ Id: `e${at}`, MetricStat: stat(name), ReturnData: false })),
      { Id: 'r', MetricStat: stat('RequestCount'), ReturnData: false },
    ],
    ...rest,
  };
}

const described = (...MetricAlarms: readonly object[]) => readAlarmsFile(JSON.stringify({ MetricAlarms }));
const simulated = (file: ReturnType<typeof readAlarmsFile>, played: Played) =>
  simulateTheirs(file, played, { errorPercent: 5 });
const firings = (simulation: Simulation, name: string) =>
  simulation.alarms
    .find((alarm) => alarm.name === name)
    ?.changes.filter(({ state }) => state === 'ALARM')
    .map(({ at }) => (at - START) / MINUTE);

describe('alarms that people told of', () => {
  test('p95 of a quiet load balancer: each slow request notifies twice', () => {
    const file = described(
      native('TargetResponseTime', { AlarmName: 'dev-alb-p95-latency', ExtendedStatistic: 'p95', Threshold: 10 }),
    );
    const quick = [0.2, 0.3];
    const played = playedOf(19, (minute) => ({ requests: 2, times: minute % 30 === 14 ? [0.2, 20] : quick }));
    const result = simulated(file, played);
    const [alarm] = result.alarms;
    // 38 slow requests in 19 hours, each a firing and an all-clear: 76 notifications, and not one incident.
    expect(alarm?.changes).toHaveLength(76);
    // The slow minute 14 is known at 17, and leaves the window of five minutes at 20.
    expect(alarm?.changes.slice(0, 2).map(({ at, state }) => `${(at - START) / MINUTE} ${state}`)).toEqual([
      '17 ALARM',
      '20 OK',
    ]);
    expect(compared(result, { ...result, alarms: [] })).toContain('Yours fired 38 times; there was no incident.');
  });

  test('a night of one error in a trickle, and of streams: 8 and 36 transitions; the guard that fixed it: none', () => {
    const errors = ['HTTPCode_ELB_5XX_Count', 'HTTPCode_Target_5XX_Count'];
    const file = described(
      rate('alb-5xx-rate-high', errors, { Threshold: 1 }),
      rate('guarded', errors, { Threshold: 1 }, 'IF(r >= 50, 100 * (SUMMED) / r, 0)'),
      native('TargetResponseTime', { AlarmName: 'alb-target-latency-high', ExtendedStatistic: 'p95', Threshold: 2 }),
      native('UnHealthyHostCount', { AlarmName: 'alb-unhealthy-hosts', Statistic: 'Maximum', Threshold: 0 }),
    );
    const result = simulated(
      file,
      playedOf(9, (minute) => ({
        requests: 3,
        target5xx: minute % 120 === 70 ? 1 : 0,
        times: minute % 30 === 10 ? [0.1, 0.1, 310] : [0.1, 0.1, 0.2],
      })),
    );
    expect(firings(result, 'alb-5xx-rate-high')).toHaveLength(4);
    expect(firings(result, 'guarded')).toEqual([]);
    expect(firings(result, 'alb-target-latency-high')).toHaveLength(18);
    const transitions = result.alarms.reduce((sum, { changes }) => sum + changes.length, 0);
    expect(transitions).toBe(8 + 36);
    expect(result.notPlayed.get('alb-unhealthy-hosts')).toBe(
      'the logs do not have AWS/ApplicationELB UnHealthyHostCount',
    );
  });

  test("scanners' 404s at 117 requests a day: a rate of 100 %, again and again", () => {
    const file = described(
      rate('error-rate', ['HTTPCode_Target_4XX_Count', 'HTTPCode_Target_5XX_Count'], { Threshold: 5 }),
    );
    // Every 12 minutes a request; each third one asks for what is not there.
    const result = simulated(
      file,
      playedOf(24, (minute) => (minute % 12 === 0 ? { requests: 1, target4xx: minute % 36 === 0 ? 1 : 0 } : {})),
    );
    expect(firings(result, 'error-rate')).toHaveLength(40);
    expect(result.incidents).toEqual([]);
  });
});

describe('an incident', () => {
  // 40 % of 100 requests a minute for five minutes, and two minutes of it an hour later.
  const played = playedOf(3, (minute) => {
    const fails = (minute >= 60 && minute < 65) || (minute >= 120 && minute < 122);
    return { requests: 100, elb5xx: fails ? 40 : 0 };
  });

  test('is found, or missed, at the minutes that follow from the definition', () => {
    const file = described(
      native('HTTPCode_ELB_5XX_Count', {
        AlarmName: 'three',
        Statistic: 'Sum',
        Threshold: 10,
        Period: 60,
        EvaluationPeriods: 3,
      }),
    );
    const result = simulated(file, played);
    // Minutes 60 to 62 are over at 63 and known at 65; the second incident has no three minutes.
    expect(firings(result, 'three')).toEqual([65]);
    expect(compared(result, { ...result, alarms: [] })).toContain(
      'Yours fired once, found 1 after 5 min, and missed 2026-08-20 22:00.',
    );
    expect(printedTheirs(result)).toMatch(/three +1 of 2 +5 +1 +0 +0/);
  });

  test('is watched by an alarm of a template, on the load balancer and target group that the logs have', () => {
    const template = {
      Resources: {
        Alb: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
        Errors: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            ...native('HTTPCode_ELB_5XX_Count', { Statistic: 'Sum', Threshold: '10', Period: 60 }),
            AlarmName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, '5xx']] },
            Dimensions: [{ Name: 'LoadBalancer', Value: { 'Fn::GetAtt': ['Alb', 'LoadBalancerFullName'] } }],
          },
        },
        Odd: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: native('RequestCount', { Threshold: { 'Fn::FindInMap': ['a', 'b', 'c'] } }),
        },
        Any: {
          Type: 'AWS::CloudWatch::CompositeAlarm',
          Properties: { AlarmName: 'any', AlarmRule: 'ALARM(Stack-5xx) OR ALARM(elsewhere)', AlarmActions: ['x'] },
        },
      },
    };
    const result = simulated(readAlarmsFile(JSON.stringify(template)), played);
    expect(firings(result, 'Stack-5xx')).toEqual([63, 123]);
    expect(firings(result, 'any')).toEqual([63, 123]);
    expect([...result.notPlayed]).toEqual([
      ['Odd', expect.stringMatching(/function 'Fn::FindInMap' of .* is not modeled/)],
      ['elsewhere', 'is read by a composite alarm and not in the file'],
    ]);
  });
});

describe('what cannot be played', () => {
  const band = {
    ...SHAPE,
    AlarmName: 'band',
    ComparisonOperator: 'GreaterThanUpperThreshold',
    ThresholdMetricId: 'ad1',
    Metrics: [{ Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1)' }],
  };
  const search = {
    ...SHAPE,
    Threshold: 1,
    AlarmName: 'search',
    Metrics: [
      { Id: 's', Expression: "SUM(SEARCH('{AWS/ApplicationELB,LoadBalancer} RequestCount', 'Sum', 60))", Period: 60 },
    ],
  };
  const cases: [string, object, string][] = [
    ['an anomaly detection band', band, 'compares with an anomaly detection band, which is not modeled'],
    ['a search', search, 'uses SEARCH, which is not allowed in an alarm, even where its result is reduced or not used'],
    [
      'a load balancer that the logs do not have',
      native('RequestCount', {
        AlarmName: 'other',
        Statistic: 'Sum',
        Threshold: 1,
        Dimensions: [{ Name: 'LoadBalancer', Value: 'app/other/1' }],
      }),
      `these logs have no LoadBalancer 'app/other/1'; they have ${SHOP}`,
    ],
    [
      'an Availability Zone',
      native('RequestCount', {
        AlarmName: 'zone',
        Statistic: 'Sum',
        Threshold: 1,
        Dimensions: [{ Name: 'AvailabilityZone', Value: 'eu-west-1a' }],
      }),
      "the logs have RequestCount by LoadBalancer or by LoadBalancer,TargetGroup, not by 'AvailabilityZone'",
    ],
  ];
  test.each(cases)('is named: %s', (_, alarm, reason) => {
    const result = simulated(
      described(alarm),
      playedOf(1, () => ({ requests: 1 })),
    );
    expect([...result.notPlayed.values()]).toEqual([reason]);
    expect(result.alarms).toEqual([]);
  });

  test.each([
    ['not JSON', 'Resources:\n  A: 1', /is not JSON/],
    ['no alarm', '{"Resources":{"A":{"Type":"AWS::S3::Bucket"}}}', /has no alarm/],
    ['something else', '{"a":1}', /has no alarm/],
    [
      'a list',
      '[]',
      /^is no file of alarms \(expected object, received array\): take `aws cloudwatch describe-alarms`/,
    ],
    [
      'alarms without a name',
      '{"MetricAlarms":[{}]}',
      /\(MetricAlarms\[0\]\.AlarmName: expected string, received undefined\)/,
    ],
  ])('fails on a file with %s', (_, text, message) => {
    expect(() => readAlarmsFile(text)).toThrow(message);
  });
});
