import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { parseAlarm, parseCompositeAlarm } from '../../../local/cloudwatch/alarm-properties.ts';
import type { LogSource } from '../../../local/read/paths.ts';
import { putNative } from '../../../local/simulate/native.ts';
import { type Played, play } from '../../../local/simulate/played.ts';
import { printed } from '../../../local/simulate/print.ts';
import { type Simulation, simulate } from '../../../local/simulate/simulation.ts';
import { monitored } from '../../support/monitored.ts';

const START = Date.UTC(2026, 4, 4, 10);
const MINUTE = 60_000;
const NODES = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
const SHOP = 'app/shop/50dc6c495c0c9188';
const ARN = `arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/${SHOP}`;
/** Minutes after the start: 40 % of requests get a 502 of the load balancer. */
const INCIDENT = { from: 62, to: 67 };
const MINUTES = 120;
/** Requests a minute and node. */
const REQUESTS = 20;

/** Objects of three nodes, each two minutes after its interval but for one that is ten minutes late. */
function sources(): LogSource[] {
  return NODES.flatMap((node, index) =>
    Array.from({ length: MINUTES / 5 }, (_, interval) => {
      const end = START + (interval + 1) * 5 * MINUTE;
      const text = Array.from({ length: 5 }, (_, minute) => minuteLines(interval * 5 + minute)).join('');
      const stamp = new Date(end).toISOString().replace(/[-:]/g, '').slice(0, 13);
      const late = index === 2 && interval === 3 ? 10 * MINUTE : 2 * MINUTE;
      return {
        key: `AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/05/04/123456789012_elasticloadbalancing_eu-central-1_app.shop.50dc6c495c0c9188_${stamp}Z_${node}_abcd1234.log.gz`,
        size: text.length,
        arrivedAt: end + late,
        async *open() {
          yield gzipSync(text);
        },
      };
    }),
  );
}

function minuteLines(minute: number): string {
  const fails = minute >= INCIDENT.from && minute < INCIDENT.to;
  return Array.from({ length: REQUESTS }, (_, index) => {
    const time = new Date(START + minute * MINUTE + index * 3_000 + 7).toISOString();
    const failed = fails && index % 5 < 2;
    const [times, codes] = failed ? ['0.001 -1 -1', '502 -'] : ['0.001 0.020 0.000', '200 200'];
    return `https ${time} ${SHOP} 192.0.2.1:4711 10.0.1.1:80 ${times} ${codes} 100 200 "GET https://shop.example.com:443/ HTTP/1.1" "probe" - - arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-5-1" "-" "-" 0 ${time} "forward" "-" "-" "10.0.1.1:80" "${codes.split(' ')[1]}" "-" "-"\n`;
  }).join('');
}

let played: Played;
let simulation: Simulation;
const alarm = (name: string) => simulation.alarms.find((one) => one.name.includes(`-${name}-`));
const minutesOf = (name: string) =>
  (alarm(name)?.judgment.verdicts ?? []).map(({ incident }) => [
    (incident.from - START) / MINUTE,
    (incident.to - START) / MINUTE,
  ]);

beforeAll(async () => {
  played = await play(sources(), { config: DEFAULT_CONFIG, arrival: 'recorded' });
  putNative(played.store, { seed: 1, seconds: [120, 120], each: 'minute' }, played.native);
  const definitions = monitored({ props: { loadBalancers: [ARN] }, settings: { slo: 99 } });
  simulation = simulate(definitions, played, { errorPercent: 5 });
});

describe('logs played against the alarms', () => {
  test('read every line, and know when each object came', () => {
    expect(played.objects.reduce((sum, { lines }) => sum + lines, 0)).toBe(NODES.length * MINUTES * REQUESTS);
    expect(Math.max(...played.objects.map(({ end, arrivedAt }) => arrivedAt - end))).toBe(10 * MINUTE + 25_000);
    expect(played).toMatchObject({ failed: [], ignored: [], empty: 0 });
  });

  test('show the incident as it really was', () => {
    expect(simulation.incidents.map(({ from, to }) => [(from - START) / MINUTE, (to - START) / MINUTE])).toEqual([
      [62, 67],
    ]);
  });

  test('find it once data have come, on the right side', () => {
    // The first interval with errors ends in minute 65, is delivered in 67 and read half a minute later.
    expect(alarm('ErrorsTicket')?.judgment.verdicts[0]?.fired.map((at) => (at - START) / MINUTE)).toEqual([68]);
    expect(alarm('ErrorsPage')?.judgment.verdicts.map(({ fired }) => fired.length)).toEqual([1]);
    expect(minutesOf('ErrorsPage')).toEqual([[62, 67]]);
  });

  test('page first by the native metrics, which are two minutes old', () => {
    expect(alarm('NativeLoadBalancerErrors')?.judgment.verdicts[0]?.fired.map((at) => (at - START) / MINUTE)).toEqual([
      68,
    ]);
    expect(alarm('NativeTargetErrors')?.changes).toEqual([]);
  });

  test('do not take a late object for logs that stopped, nor the end of the logs for the end of traffic', () => {
    expect(alarm('LogsStopped')?.changes).toEqual([]);
    expect(alarm('TrafficStopped')?.changes).toEqual([]);
  });

  test('do not take the beginning of the logs for a day without any', () => {
    const found = simulation.alarms.filter(({ name }) => name.endsWith('-NothingReceived'));
    expect(found.map(({ changes }) => changes.filter(({ state }) => state === 'ALARM'))).toEqual([[]]);
  });

  test('show the alarms that notify, not the parts that others read', () => {
    expect(simulation.alarms.filter(({ name }) => name.includes('-Part-'))).toEqual([]);
  });

  test('say which alarms no log can report', () => {
    const kinds = [...simulation.notPlayed.keys()].map((name) => name.split('-')[1]);
    expect(kinds).toEqual([
      'RejectedConnections',
      'NoHealthyTargets',
      'UnhealthyHosts',
      'DeadLetters',
      'OldestMessage',
      'FunctionErrors',
      'FunctionThrottles',
    ]);
  });

  test('print onset, first data, when alarms fire and clear, and a verdict', () => {
    const text = printed(simulation, played);
    expect(text).toContain(
      "72 log objects, 7,200 lines. From the end of an object's interval until CloudWatch knew it: 145 s at the median, 625 s at most.",
    );
    expect(text).toContain('  1  2026-05-04 11:02 to 2026-05-04 11:07, 5 min: 40.0 % of 300 requests failed');
    expect(text).toContain('2026-05-04 11:02    +0  incident 1 begins');
    expect(text).toContain('2026-05-04 11:07    +5  first data of incident 1');
    expect(text).toContain('2026-05-04 11:08    +6  Logs-ErrorsTicket-All FIRES');
    expect(text).toMatch(/11:\d\d +\+\d+ {2}Logs-ErrorsTicket-All clears/);
    expect(text).toMatch(/Logs-ErrorsTicket-All +1 of 1 +6 +1 +0 +0/);
  });

  test('can be narrowed to one alarm', () => {
    const one = simulate(monitored(), played, { errorPercent: 5, alarm: 'SlowTicket-All' });
    expect(one.alarms.map(({ name }) => name)).toEqual(['Logs-SlowTicket-All']);
  });

  test('leave out years without traffic', () => {
    const later = {
      key: 'later',
      lines: 0,
      end: START + 5 * 365 * 86_400_000,
      arrivedAt: START + 5 * 365 * 86_400_000,
    };
    const two = simulate(monitored(), { ...played, objects: [...played.objects, later] }, { errorPercent: 5 });
    expect(two.alarms.find(({ name }) => name === 'Logs-ErrorsTicket-All')?.judgment.verdicts).toHaveLength(1);
  });

  test('fail where there is nothing to play', async () => {
    const nothing = await play([], { config: DEFAULT_CONFIG, arrival: 'recorded' });
    expect(() => simulate(monitored(), nothing, { errorPercent: 5 })).toThrow(
      'no entries in these logs, so there is nothing to play',
    );
  });
});

describe('an alarm with a state for each load balancer', () => {
  const properties = {
    EvaluationPeriods: 20,
    DatapointsToAlarm: 2,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:pager'],
  };
  const Expression =
    'SELECT SUM("Elb5xx") FROM SCHEMA("LoadBalancerLogs", "LoadBalancer") GROUP BY "LoadBalancer" ORDER BY MAX() DESC';
  const part = parseAlarm('by-load-balancer', { ...properties, Metrics: [{ Id: 'q', Expression, Period: 60 }] });
  const lost = parseAlarm('lost', {
    ...properties,
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Statistic: 'Sum',
    Period: 60,
  });
  const AlarmActions = properties.AlarmActions;
  const compositeAlarms = [
    parseCompositeAlarm('either', { AlarmRule: 'ALARM(by-load-balancer) OR ALARM(lost)', AlarmActions }),
    parseCompositeAlarm('none', { AlarmRule: 'ALARM(lost)', AlarmActions }),
  ];

  const definitions = { dashboards: [], alarms: [part, lost], muteRules: [] };

  test('is told by name, and read by a composite alarm without the parts that no log can report', () => {
    const played1 = simulate({ ...definitions, compositeAlarms }, played, { errorPercent: 5 });
    const byName = new Map(played1.alarms.map((one) => [one.name, one.changes]));
    expect(byName.get('by-load-balancer')?.map(({ contributor, state }) => [contributor, state])).toEqual([
      [SHOP, 'ALARM'],
      [SHOP, 'OK'],
    ]);
    expect(byName.get('either')?.map(({ state }) => state)).toEqual(['ALARM', 'OK']);
    expect([...played1.notPlayed.keys()]).toEqual(['lost', 'none']);
    expect(printed(played1, played)).toContain(`by-load-balancer: ${SHOP} FIRES`);
  });

  test('lets a composite alarm that it suppresses be in ALARM without telling anybody', () => {
    const ActionsSuppressor = 'either';
    const periods = { ActionsSuppressorWaitPeriod: 300, ActionsSuppressorExtensionPeriod: 600 };
    const held = { AlarmRule: 'ALARM(by-load-balancer)', AlarmActions, ActionsSuppressor, ...periods };
    const suppressed = [...compositeAlarms, parseCompositeAlarm('held', held)];
    const played1 = simulate({ ...definitions, compositeAlarms: suppressed }, played, {
      errorPercent: 5,
      byIncidents: true,
    });
    const firings = (name: string) =>
      played1.alarms.find((one) => one.name === name)?.judgment.verdicts.flatMap(({ fired }) => fired).length;
    expect([firings('either'), firings('held')]).toEqual([1, 0]);
    expect(printed(played1, played)).toContain('held is in ALARM and takes no action: either is in ALARM');
  });
});
