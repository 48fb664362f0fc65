import { describe, expect, test } from 'vitest';
import type { AlarmSettings } from '../../../lib/settings/types.ts';
import type { MetricAlarmDefinition } from '../../../local/cloudwatch/alarm-definition.ts';
import { createMetricStore, type MetricStore } from '../../../local/cloudwatch/store.ts';
import { type AlarmTimeline, timeline } from '../../../local/cloudwatch/timeline.ts';
import { nativeData, putNative } from '../../../local/simulate/native.ts';
import type { NativeAge } from '../../../local/simulate/native-age.ts';
import { ARN, monitored } from '../../support/monitored.ts';

const SHOP = 'app/shop/50dc6c495c0c9188';
const START = Date.UTC(2026, 4, 4, 10);
const MINUTE = 60_000;
const { alarms, compositeAlarms } = monitored({ props: { loadBalancers: [ARN] } });

function named(name: string): MetricAlarmDefinition {
  const found = alarms.find((alarm) => alarm.name.includes(`-${name}-`));
  if (found === undefined) throw new Error(`no alarm ${name}`);
  return found;
}

interface Counts {
  readonly requests: number;
  readonly seen?: number;
  readonly made?: number;
}

const old = (minutes: number): NativeAge => ({ seed: 1, seconds: [minutes * 60, minutes * 60], each: 'minute' });

/** Minutes of traffic, good ones where nothing is said. */
function storeOf(age: NativeAge, minutes: number, counts: (minute: number) => Counts | undefined): MetricStore {
  const store = createMetricStore();
  for (let minute = 0; minute < minutes; minute++) {
    const given = counts(minute);
    const at = START + minute * MINUTE;
    if (given) putNative(store, age, nativeData(SHOP, at, { seen: 0, made: 0, ...given }));
  }
  return store;
}

const firings = ({ changes }: Pick<AlarmTimeline, 'changes'>) =>
  changes.filter(({ state }) => state === 'ALARM').map(({ at }) => (at - START) / MINUTE);
const played = (name: string, store: MetricStore, to: number, extraPeriods?: number) => {
  const span = { from: START + 15 * MINUTE, to: START + to * MINUTE };
  const [result] = timeline([named(name)], store, { ...span, ...(extraPeriods !== undefined && { extraPeriods }) });
  return result === undefined ? [] : firings(result);
};

describe('5xx of the load balancer by its own metrics', () => {
  const incident = (minute: number): Counts =>
    minute >= 30 && minute < 45 ? { requests: 100, seen: 20 } : { requests: 100, seen: 1 };

  // At most as old as it takes, and never sooner than four minutes are known.
  test.each([1, 2, 3, 4])('are found once, with metrics that are %i minutes old', (minutes) => {
    for (const extraPeriods of [0, 2, 10])
      expect(played('NativeLoadBalancerErrors', storeOf(old(minutes), 90, incident), 90, extraPeriods)).toEqual([
        34 + minutes,
      ]);
  });

  test('are found where every request is refused, which RequestCount does not have', () => {
    const refused = (minute: number): Counts => (minute < 30 ? { requests: 100 } : { requests: 0, seen: 100 });
    expect(played('NativeLoadBalancerErrors', storeOf(old(2), 60, refused), 60)).toEqual([36]);
  });

  test('are found where three requests a minute are all that there is', () => {
    const thin = (minute: number): Counts => ({ requests: 3, seen: minute < 30 ? 0 : 3 });
    expect(played('NativeLoadBalancerErrors', storeOf(old(2), 60, thin), 60)).toEqual([36]);
  });

  test('are not made up by errors that come before their requests', () => {
    const age: NativeAge = { seed: 3, seconds: [60, 210], each: 'metric' };
    const calm = (): Counts => ({ requests: 600, seen: 6 });
    expect(played('NativeLoadBalancerErrors', storeOf(age, 24 * 60, calm), 24 * 60)).toEqual([]);
    const made = (): Counts => ({ requests: 600, seen: 6, made: 6 });
    expect(played('NativeTargetErrors', storeOf(age, 24 * 60, made), 24 * 60)).toEqual([]);
  });
});

test('no alarm fills gaps', () => {
  const expressions = alarms.flatMap(({ queries }) =>
    queries.flatMap((query) => ('expression' in query ? [query.expression] : [])),
  );
  expect(expressions.length).toBeGreaterThan(0);
  expect(expressions.filter((expression) => expression.includes('FILL'))).toEqual([]);
});

describe('a load balancer with limits that differ', () => {
  const NONE = { loadBalancers: {}, targetGroups: {}, routes: {}, services: {} };
  const made = (overrides: Partial<AlarmSettings['overrides']>) => {
    const props = { loadBalancers: [ARN, ARN.replace('shop', 'api')], routes: ['events'] };
    const settings = { slo: 99.9, slowSlo: 99, overrides: { ...NONE, ...overrides } };
    const own = monitored({ props, settings });
    return (name: string) => {
      const found = [...own.alarms, ...own.compositeAlarms].find((alarm) => alarm.name === `Logs-${name}-50dc6c`);
      const { threshold, queries } = own.alarms.find((alarm) => alarm.name === found?.name) ?? {};
      const expression = queries?.flatMap((query) => ('expression' in query ? [query.expression] : [])).join();
      return found && { description: found.description ?? '', threshold, expression };
    };
  };

  test.each(['shop', 'app/shop/50dc6c495c0c9188'])('has them in the alarms of %s, and in what these say', (name) => {
    const alarm = made({ loadBalancers: { [name]: { errorPercent: 7, slowSeconds: 4 } } });
    expect(alarm('NativeLoadBalancerErrors-shop')?.expression).toBe('e - 0.07 * (r + e) - (0.0651 * (r + e)) ^ 0.5');
    expect(alarm('NativeTargetErrors-shop')?.description).toContain('more than 7 % of the requests');
    expect(alarm('NativeTargetTime-shop')?.threshold).toBe(4);
    expect(alarm('NativeTargetTime-shop')?.description).toContain('above 4 s');
    expect(alarm('SlowBudgetBurn-shop')?.description).toContain('Slow is more than 4 s.');
    expect(alarm('NativeLoadBalancerErrors-api')?.description).toContain('more than 5 % of the requests');
    expect(alarm('NativeTargetTime-api')?.threshold).toBe(2);
  });

  test('is not judged by the times of AWS where these are meant to be long', () => {
    const alarm = made({ loadBalancers: { shop: { slowExpected: true } } });
    expect(alarm('NativeTargetTime-shop')).toBeUndefined();
    expect(alarm('NativeTargetTime-api')).toBeDefined();
  });

  test('is not judged by the times of AWS where a route or target group differs, which these do not tell', () => {
    const route = made({ routes: { events: { slowExpected: true } } });
    expect([route('NativeTargetTime-shop'), route('NativeTargetTime-api')]).toEqual([undefined, undefined]);
    expect(made({ targetGroups: { reports: { slowSeconds: 30 } } })('NativeTargetTime-shop')).toBeUndefined();
    expect(made({ targetGroups: { reports: { errorPercent: 30 } } })('NativeTargetTime-shop')).toBeDefined();
  });
});

describe('targets', () => {
  const hosts = (
    store: MetricStore,
    group: string,
    counts: readonly [metricName: string, value: number][],
    minutes: readonly [number, number],
  ) => {
    const Dimensions = [
      { Name: 'LoadBalancer', Value: SHOP },
      { Name: 'TargetGroup', Value: `targetgroup/${group}/1` },
    ];
    for (let minute = minutes[0]; minute < minutes[1]; minute++) {
      const Timestamp = new Date(START + minute * MINUTE);
      const data = counts.map(([MetricName, Value]) => ({ MetricName, Dimensions, Timestamp, Value }));
      store.put('AWS/ApplicationELB', data, START + (minute + 3) * MINUTE);
    }
  };
  const store = createMetricStore();
  hosts(
    store,
    'web',
    [
      ['HealthyHostCount', 3],
      ['UnHealthyHostCount', 0],
    ],
    [0, 90],
  );
  hosts(
    store,
    'api',
    [
      ['HealthyHostCount', 2],
      ['UnHealthyHostCount', 1],
    ],
    [0, 30],
  );
  hosts(
    store,
    'api',
    [
      ['HealthyHostCount', 0],
      ['UnHealthyHostCount', 3],
    ],
    [30, 60],
  );
  hosts(
    store,
    'api',
    [
      ['HealthyHostCount', 3],
      ['UnHealthyHostCount', 0],
    ],
    [60, 90],
  );
  const contributors = (name: string) =>
    timeline([named(name)], store, { from: START + 15 * MINUTE, to: START + 85 * MINUTE })[0]?.contributors.map(
      (one) => [one.name, ...one.changes.map(({ at, state }) => `${(at - START) / MINUTE} ${state}`)],
    );

  test('none of a group is healthy: the group is named', () => {
    // Metrics are two minutes old, a query sees them 75 s later, and asks every minute.
    expect(contributors('NoHealthyTargets')).toEqual([['targetgroup/api/1', '37 ALARM', '77 OK']]);
  });

  test('none of one group in six hundred is healthy: it is among the series that an alarm has at most', () => {
    const many = createMetricStore();
    for (let group = 0; group < 600; group++) hosts(many, `group-${group}`, [['HealthyHostCount', 2]], [0, 34]);
    hosts(many, 'last', [['HealthyHostCount', 2]], [0, 30]);
    hosts(many, 'last', [['HealthyHostCount', 0]], [30, 34]);
    const span = { from: START + 36 * MINUTE, to: START + 37 * MINUTE };
    const [played] = timeline([named('NoHealthyTargets')], many, span);
    expect(played?.contributors.map(({ name }) => name)).toEqual(['targetgroup/last/1']);
  });

  test('some are not: the group is named, too', () => {
    expect(contributors('UnhealthyHosts')?.map(([name]) => name)).toEqual(['targetgroup/api/1']);
  });
});

describe('silence', () => {
  const composite = (name: string, store: MetricStore, to: number, createdAt?: number) => {
    const all = [...alarms, ...compositeAlarms].filter((one) => one.name.includes(name));
    const span = { from: START + 15 * MINUTE, to: START + to * MINUTE, ...(createdAt !== undefined && { createdAt }) };
    const result = timeline(all, store, span).find(({ alarm }) => alarm.kind === 'composite');
    return result?.changes.slice(1).map(({ at, state }) => `${(at - START) / MINUTE} ${state}`);
  };
  const lines = (store: MetricStore, from: number, to: number) => {
    for (let minute = from; minute < to; minute++) {
      const StatisticValues = { SampleCount: 20, Sum: 0, Minimum: 0, Maximum: 0 };
      const datum = { MetricName: 'Elb5xx', Dimensions: [{ Name: 'LoadBalancer', Value: SHOP }], StatisticValues };
      store.put(
        'LoadBalancerLogs',
        [{ ...datum, Timestamp: new Date(START + minute * MINUTE) }],
        START + (minute + 7) * MINUTE,
      );
    }
  };

  test('after traffic: found within a quarter of an hour, over when the hour is', () => {
    const busy = (minute: number) => (minute < 150 ? { requests: 20 } : undefined);
    expect(composite('TrafficStopped', storeOf(old(3), 240, busy), 400)).toEqual(['160 ALARM', '240 OK']);
  });

  test('after a few requests an hour, or none: nothing', () => {
    const few = (minute: number) => (minute < 150 ? { requests: 5 } : undefined);
    expect(composite('TrafficStopped', storeOf(old(3), 240, few), 400)).toEqual([]);
  });

  test('of the logs while there is traffic', () => {
    const store = storeOf(old(3), 240, () => ({ requests: 20 }));
    lines(store, 0, 120);
    lines(store, 180, 240);
    expect(composite('LogsStopped', store, 240)).toEqual(['150 ALARM', '187 OK']);
  });

  test('of logs and traffic together is none of the logs', () => {
    const store = storeOf(old(3), 240, (minute) => (minute < 120 ? { requests: 20 } : undefined));
    lines(store, 0, 120);
    expect(composite('LogsStopped', store, 400)).toEqual([]);
  });

  test('of the logs of a new deployment is given an hour', () => {
    const store = storeOf(old(3), 240, () => ({ requests: 20 }));
    expect(composite('LogsStopped', store, 240, START + 15 * MINUTE)).toEqual(['75 ALARM']);
    lines(store, 40, 240);
    expect(composite('LogsStopped', store, 240, START + 15 * MINUTE)).toEqual([]);
  });
});
