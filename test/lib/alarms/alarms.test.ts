import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../lambda/catalogue/causes.ts';
import { PIPELINE_METRICS } from '../../../lambda/catalogue/metrics/pipeline.ts';
import { ALARM_TEXTS, runbookAnchor } from '../../../lib/alarms/texts.ts';
import { dimensionSets, type MetricOf } from '../../../lib/monitoring/metric.ts';
import { evaluateAlarm } from '../../../local/cloudwatch/alarm.ts';
import type { AlarmDefinition } from '../../../local/cloudwatch/alarm-definition.ts';
import { createMetricStore, type MetricIdentity, type MetricStore } from '../../../local/cloudwatch/store.ts';
import { type AlarmTimeline, timeline } from '../../../local/cloudwatch/timeline.ts';
import { arrival } from '../../../local/simulate/delivery.ts';
import { ARN, FAMILIES, type MonitoredOptions, monitored, resourcesOf } from '../../support/monitored.ts';

const VARIANTS: readonly (readonly [string, MonitoredOptions])[] = [
  ['nothing set', {}],
  ['a load balancer named', { props: { loadBalancers: [ARN] } }],
  ['thin traffic', { settings: { requestsPerMinute: 2 } }],
  ['dense traffic', { settings: { requestsPerMinute: 5_000 } }],
  [
    'everything',
    {
      props: { loadBalancers: [ARN, ARN.replace('shop', 'api')], families: FAMILIES, routes: ['home'] },
      settings: { slo: 99.9 },
    },
  ],
  ['dimensions from the key', { props: { extraDimensions: ['AccountId', 'Region'], families: FAMILIES } }],
  ['a namespace with a blank', { props: { namespace: 'My Logs' } }],
];
const SYNTHESIZED = VARIANTS.map(([name, options]) => [name, monitored(options), options] as const);
const names = (alarms: readonly { readonly name: string }[]) => alarms.map(({ name }) => name.split('-')[1]);

/** The identities that the catalogue publishes, as far as they can be told without data. */
function isPublished({ metricName, dimensions }: MetricIdentity, extra: readonly string[]): boolean {
  const given = Object.keys(dimensions)
    .filter((name) => !extra.includes(name))
    .sort();
  if (metricName in PIPELINE_METRICS) return given.length === 0;
  if (Object.keys(dimensions).length !== given.length + extra.length) return false;
  return FAMILIES.some((family) =>
    dimensionSets(family, metricName as MetricOf<typeof family>).some((set) => [...set].sort().join() === given.join()),
  );
}

describe.each(SYNTHESIZED)('alarms with %s', (_, { alarms, compositeAlarms, template }, options) => {
  const properties = resourcesOf(template, 'AWS::CloudWatch::Alarm').map((resource) => resource.Properties);

  test('obey the limits of CloudWatch', () => {
    for (const alarm of alarms) {
      const metrics = alarm.queries.filter((query) => 'metric' in query);
      const expressions = alarm.queries.flatMap((query) => ('expression' in query ? [query.expression] : []));
      const watched = alarm.evaluationPeriods * alarm.period;
      expect([alarm.name, metrics.length <= 10, expressions.length <= 10]).toEqual([alarm.name, true, true]);
      expect([alarm.name, watched <= (alarm.period >= 3600 ? 7 * 86_400 : 86_400)]).toEqual([alarm.name, true]);
      expect(expressions.filter((text) => /SEARCH|METRICS/.test(text) || text.length > 1024)).toEqual([]);
      expect(alarm.name.length).toBeLessThanOrEqual(255);
      expect(alarm.period === 10 || alarm.period === 30 || alarm.period % 60 === 0).toBe(true);
    }
  });

  test('have names of their own', () => {
    const all = [...alarms, ...compositeAlarms].map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
  });

  test('say what it means, where to look and what to do within 1,024 characters', () => {
    for (const { name, description = '' } of [...alarms, ...compositeAlarms]) {
      expect([name, description.length <= 1024]).toEqual([name, true]);
      expect(description).toMatch(
        /\*\*Look:\*\* .*\n\n\*\*Do:\*\* .*\n\n\[Dashboard\]\(https:.*dashboard\/Logs\) \| \[Runbook\]\(docs\/runbook\.md#alarm-/s,
      );
    }
  });

  test('watch only metrics that are published with just those dimensions', () => {
    const { namespace = 'LoadBalancerLogs', extraDimensions = [] } = options.props ?? {};
    const ours = alarms
      .flatMap(({ queries }) => queries.flatMap((query) => ('metric' in query ? [query.metric] : [])))
      .filter((metric) => metric.namespace === namespace);
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter((metric) => !isPublished(metric, extraDimensions))).toEqual([]);
    const causes = ours.flatMap(({ dimensions }) => (dimensions.Cause === undefined ? [] : [dimensions.Cause]));
    expect(causes.filter((cause) => !(cause in CAUSES))).toEqual([]);
  });

  test('take silence for silence', () => {
    const at = Date.UTC(2026, 0, 1);
    const all = timeline([...alarms, ...compositeAlarms], createMetricStore(), { from: at, to: at });
    expect(all.filter(({ alarm, state }) => !isPart(alarm) && state !== 'OK')).toEqual([]);
    expect(alarms.filter((alarm) => !isPart(alarm) && alarm.treatMissingData !== 'notBreaching')).toEqual([]);
  });

  test('notify the topic, but for the parts of composite alarms', () => {
    const silent = properties.filter(({ AlarmActions }) => AlarmActions === undefined);
    expect(silent.map(({ AlarmName }) => String(AlarmName).split('-')[1])).toEqual(silent.map(() => 'Part'));
    expect(
      properties.filter(({ AlarmActions, OKActions }) => AlarmActions !== undefined && OKActions === undefined),
    ).toEqual([]);
  });
});

function isPart({ name }: { readonly name: string }): boolean {
  return name.includes('-Part-');
}

describe('which alarms there are', () => {
  const derived = [
    'ErrorRate',
    'TargetErrorRate',
    'LoadBalancerErrorRate',
    'TargetTime',
    'WafUnavailable',
    'AuthenticationFailed',
  ];
  const native = [
    'NativeLoadBalancerErrors',
    'NativeTargetErrors',
    'RejectedConnections',
    'NoHealthyTargets',
    'UnhealthyHosts',
    'NativeTargetTime',
  ];
  const silence = ['TrafficStopped', 'LogsStopped'];
  const pipeline = [
    'DeadLetters',
    'OldestMessage',
    'FunctionErrors',
    'FunctionThrottles',
    'UnparsedLines',
    'SeriesDropped',
  ];

  test('with nothing set: errors of both sides over all load balancers, and the pipeline', () => {
    const { alarms } = monitored();
    expect(names(alarms)).toEqual([...derived, ...pipeline]);
    expect(
      alarms
        .flatMap(({ queries }) => queries)
        .filter((query) => 'metric' in query && 'LoadBalancer' in query.metric.dimensions),
    ).toEqual([]);
  });

  test('for a named load balancer: the native ones too', () => {
    const { alarms, compositeAlarms } = monitored({ props: { loadBalancers: [ARN] } });
    expect(names(alarms.filter((alarm) => !isPart(alarm)))).toEqual([...native, ...derived, ...pipeline]);
    expect(names(compositeAlarms)).toEqual(silence);
  });

  test('without those that the settings leave out', () => {
    const left = (settings: object) => names(monitored({ props: { loadBalancers: [ARN] }, settings }).compositeAlarms);
    expect(left({ trafficStopped: false })).toEqual(['LogsStopped']);
    expect(left({ disconnected: false })).toEqual(['TrafficStopped']);
  });

  test('no native ones where the load balancer is in another region, and a word about it', () => {
    const { alarms, messages } = monitored({
      props: { loadBalancers: [ARN] },
      env: { account: '123456789012', region: 'eu-west-1' },
    });
    expect(names(alarms)).toEqual([...derived, ...pipeline]);
    expect(messages.map(({ entry }) => entry.data)).toContainEqual(
      expect.stringContaining('its own metrics are in 123456789012, eu-central-1'),
    );
  });

  test('with dimensions of account and region: those of the load balancer, wherever the stack is', () => {
    const elsewhere = ARN.replace('eu-central-1:123456789012', 'us-east-1:210987654321').replace('/shop', '/api');
    const props = { extraDimensions: ['AccountId', 'Region'], families: FAMILIES, namespace: 'Ours' } as const;
    const env = { account: '123456789012', region: 'eu-central-1' };
    const places = (loadBalancers: readonly string[]) => {
      const ours = monitored({ props: { ...props, loadBalancers }, env })
        .alarms.flatMap(({ queries }) => queries)
        .flatMap((query) => ('metric' in query && query.metric.namespace === 'Ours' ? [query.metric.dimensions] : []))
        .filter((dimensions) => dimensions.LoadBalancer !== undefined);
      return [...new Set(ours.map(({ AccountId, Region }) => `${AccountId} ${Region}`))];
    };
    expect(places([elsewhere])).toEqual(['210987654321 us-east-1']);
    expect(places([ARN, elsewhere])).toEqual(['123456789012 eu-central-1', '210987654321 us-east-1']);
  });

  test('with a promise: its two burn rates', () => {
    const { alarms, compositeAlarms } = monitored({ settings: { slo: 99.9 } });
    expect(names(compositeAlarms)).toEqual(['ErrorBudgetBurn', 'ErrorBudgetBurnSlow']);
    const parts = alarms.filter(isPart);
    expect(parts.map(({ period, threshold }) => [period, threshold])).toEqual([
      [3600, 0.0144],
      [900, 0.0144],
      [21_600, 0.006],
      [1800, 0.006],
    ]);
  });

  test('families bring their own', () => {
    const only = (families: typeof FAMILIES) =>
      names(monitored({ props: { families } }).alarms).filter((name) => !pipeline.includes(name ?? ''));
    expect(only(['connections'])).toEqual(['TlsHandshakes']);
    expect(only(['healthChecks'])).toEqual(['HealthCheckFailures', 'TargetFlaps']);
    expect(only(['firewall'])).toEqual(['WafBlocked']);
    expect(only(['apiEvents'])).toEqual([]);
  });

  test('two load balancers of one name keep apart', () => {
    const twin = ARN.replace('50dc6c495c0c9188', 'aaaaaa495c0c9188');
    const { alarms } = monitored({ props: { loadBalancers: [ARN, twin] } });
    expect(alarms.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Logs-ErrorRate-shop-50dc6c', 'Logs-ErrorRate-shop-aaaaaa']),
    );
  });
});

test('descriptions fit with the longest names and address of a runbook', () => {
  const { alarms, compositeAlarms } = monitored({
    props: { families: FAMILIES, loadBalancers: [ARN.replace('shop', 'a'.repeat(32))], dashboardName: 'D'.repeat(100) },
    settings: { slo: 99.9, runbookUrl: `https://${'r'.repeat(192)}` },
  });
  const lengths = [...alarms, ...compositeAlarms].map(({ description = '' }) => description.length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(1024);
  expect(alarms.filter(({ description = '' }) => !/\[Runbook\]\(https:\/\/r+#alarm-/.test(description))).toEqual([]);
});

describe('slow targets', () => {
  const START = Date.UTC(2026, 4, 4, 10);
  const MINUTE = 60_000;
  const found = monitored({ settings: { slowSeconds: 0.7 } }).alarms.find(({ name }) => name.includes('-TargetTime-'));
  if (found === undefined) throw new Error('no alarm TargetTime');
  const alarm = found;

  interface Minute {
    readonly requests: number;
    readonly slow: number;
  }
  const put = (store: MetricStore, at: number, { requests, slow }: Minute, arrivedAt?: number) => {
    const [Values, Counts] =
      slow === 0
        ? [[0.1], [requests]]
        : [
            [0.1, 3],
            [requests - slow, slow],
          ];
    const datum = { MetricName: 'TargetProcessingTime', Timestamp: new Date(at), Values, Counts };
    store.put('LoadBalancerLogs', [datum], arrivedAt);
  };

  const good = { requests: 1_000, slow: 5 };
  const ROWS = [
    ['one in two hundred is slow', good, 'OK'],
    ['one in fifty is slow', { requests: 1_000, slow: 20 }, 'ALARM'],
    ['only a third has come, with all that is slow', { requests: 300, slow: 5 }, 'OK'],
    ['only a third has come, and a tenth of it is slow', { requests: 300, slow: 30 }, 'ALARM'],
    ['twice the usual traffic, and one in a hundred and fifty is slow', { requests: 2_000, slow: 13 }, 'OK'],
  ] as const;

  test.each(ROWS)('in the last quarter of an hour %s', (_, young, state) => {
    const store = createMetricStore();
    for (let minute = 0; minute < 90; minute++) put(store, START + minute * MINUTE, minute < 75 ? good : young);
    for (const extraPeriods of [0, 2, 10]) {
      const evaluated = evaluateAlarm(alarm, store, START + 90 * MINUTE, { extraPeriods });
      expect([extraPeriods, evaluated.state]).toEqual([extraPeriods, state]);
    }
  });

  /** As if it watched the percentile itself. */
  const percentile: AlarmDefinition = {
    ...alarm,
    threshold: 0.7,
    queries: alarm.queries.map((query) => {
      if ('metric' in query) return query.id === 'slow' ? { ...query, stat: 'p99' } : query;
      return { ...query, expression: 'IF(n >= 100, slow, 0)' };
    }),
  };

  /** A load balancer with a tenth of the requests has 8 % slow, the other none: 0.8 % of all, with very late files. */
  test('half the files are not taken for all, for a day; the percentile would be', () => {
    const store = createMetricStore();
    const nodes = Array.from({ length: 3 }).flatMap(() => [
      { requests: 1_800, slow: 0 },
      { requests: 200, slow: 16 },
    ]);
    for (const [node, minute] of nodes.entries()) {
      for (let end = 5; end <= 24 * 60; end += 5) {
        const arrivedAt = arrival({ seed: 1, kind: 'veryLate' }, START + end * MINUTE, `${node} ${end}`);
        for (let at = end - 5; at < end; at++) put(store, START + at * MINUTE, minute, arrivedAt);
      }
    }
    const span = { from: START + 60 * MINUTE, to: START + 24 * 60 * MINUTE };
    const fired = ({ changes }: AlarmTimeline) => changes.filter(({ state }) => state === 'ALARM').length;
    expect(timeline([alarm], store, span).map(fired)).toEqual([0]);
    expect(timeline([percentile], store, span).map(fired)[0]).toBeGreaterThan(5);
  });
});

describe('the topic', () => {
  test('is our own, speaks TLS only and lets in CloudWatch of this account', () => {
    const { template } = monitored({ settings: { email: ['on-call@example.com'] } });
    const [policy] = resourcesOf(template, 'AWS::SNS::TopicPolicy');
    expect(policy?.Properties.PolicyDocument).toMatchObject({
      Statement: [
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ],
    });
    expect(resourcesOf(template, 'AWS::SNS::Subscription').map(({ Properties }) => Properties.Endpoint)).toEqual([
      'on-call@example.com',
    ]);
  });

  test('or the one given', () => {
    const topicArn = 'arn:aws:sns:eu-central-1:123456789012:pager';
    const { template } = monitored({ settings: { topicArn } });
    expect(resourcesOf(template, 'AWS::SNS::Topic')).toEqual([]);
    const actions = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmActions);
    expect(new Set(actions.map(String))).toEqual(new Set([topicArn]));
  });
});

describe('the runbook', () => {
  const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  const anchors = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  );

  test('has the section that each alarm links to', () => {
    const all = SYNTHESIZED.flatMap(([, { alarms, compositeAlarms }]) => [...alarms, ...compositeAlarms]);
    const links = new Set(
      all.map(({ description = '' }) => /\[Runbook\]\([^#]*#([^)]*)\)/.exec(description)?.[1] ?? 'none'),
    );
    expect([...links].filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  test('has one for each kind of alarm, and each kind is made by some setting', () => {
    const made = new Set(
      SYNTHESIZED.flatMap(([, { alarms, compositeAlarms }]) => names([...alarms, ...compositeAlarms])),
    );
    const kinds = Object.keys(ALARM_TEXTS) as (keyof typeof ALARM_TEXTS)[];
    expect(kinds.filter((kind) => !anchors.includes(runbookAnchor(kind)))).toEqual([]);
    expect(kinds.filter((kind) => !made.has(kind))).toEqual([]);
  });
});
