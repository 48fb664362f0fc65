import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../lambda/catalogue/causes/index.ts';
import { PIPELINE_METRICS } from '../../../lambda/catalogue/metrics/pipeline.ts';
import type { AlarmText } from '../../../lib/alarms/alarm-text.ts';
import { ALARM_TEXTS, runbookAnchor } from '../../../lib/alarms/texts.ts';
import { dimensionSets, type MetricOf } from '../../../lib/monitoring/metric.ts';
import { alarmSettings } from '../../../lib/settings/alarms.ts';
import { alarmsIn, parseRule } from '../../../local/cloudwatch/composite.ts';
import { createMetricStore, type MetricIdentity } from '../../../local/cloudwatch/store.ts';
import { timeline } from '../../../local/cloudwatch/timeline.ts';
import {
  ARN,
  FAMILIES,
  type MonitoredOptions,
  monitored,
  resourcesOf,
  type Template,
} from '../../support/monitored.ts';

const VARIANTS: readonly (readonly [string, MonitoredOptions])[] = [
  ['nothing set', {}],
  ['a load balancer named', { props: { loadBalancers: [ARN] } }],
  ['a runbook', { settings: { runbookUrl: 'https://wiki.example.com/runbook' } }],
  [
    'everything',
    {
      props: { loadBalancers: [ARN, ARN.replace('shop', 'api')], families: FAMILIES, routes: ['home'] },
      settings: { slo: 99.9, slowSlo: 99, ticketEmail: ['tickets@example.com'] },
    },
  ],
  ['dimensions from the key', { props: { extraDimensions: ['AccountId', 'Region'], families: FAMILIES } }],
  ['the essential profile', { props: { profile: 'essential', routes: ['home'] } }],
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
    dimensionSets(family, metricName as MetricOf<typeof family>, 'essential').some(
      (set) => [...set].sort().join() === given.join(),
    ),
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

  test('have their own names', () => {
    const all = [...alarms, ...compositeAlarms].map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
  });

  test('say in plain text what it means, where to look and what to do, all of it within 1,024 characters', () => {
    const runbookUrl = options.settings?.runbookUrl;
    for (const { name, description = '' } of [...alarms, ...compositeAlarms]) {
      expect([name, description.length <= 1024]).toEqual([name, true]);
      expect([name, description]).toEqual([
        name,
        expect.stringMatching(
          /^[^\n]+\.\n\n[^\n]+\n\nLook: [^\n]+\n\nDo: [^\n]+\n\n(Saved query: .*\n)?Dashboard: https:[^\n]+\/Logs/,
        ),
      ]);
      // What Markdown marks, and what stands for a number that is set.
      expect([name, /\*\*|\]\(|`|\{\w+\}|\(not set\)/.test(description)]).toEqual([name, false]);
      // Never a path of this project, which no reader of an email can follow.
      expect([name, description.match(/Runbook: (.*)#alarm-/)?.[1]]).toEqual([name, runbookUrl]);
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

  test('take silence for silence, but for the one that is about silence', () => {
    const at = Date.UTC(2026, 0, 1);
    const all = timeline([...alarms, ...compositeAlarms], createMetricStore(), { from: at, to: at });
    const isOnSilence = ({ name }: { readonly name: string }) => name.endsWith('-NothingReceived');
    expect(all.filter(({ alarm, state }) => !isPart(alarm) && !isOnSilence(alarm) && state !== 'OK')).toEqual([]);
    const breaching = alarms.filter((alarm) => !isPart(alarm) && alarm.treatMissingData !== 'notBreaching');
    expect(breaching.every(isOnSilence)).toBe(true);
  });

  test('notify by Page, by Ticket, or alone where they are about something else', () => {
    const composites = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm').map(({ Properties }) => Properties);
    const all = [
      ...properties.map((one) => ({ ...one, name: one.AlarmName })),
      ...composites.map((one) => ({ ...one, name: one.AlarmName })),
    ];
    const telling = all.filter((one) => 'AlarmActions' in one);
    expect(telling.filter((one) => !('OKActions' in one))).toEqual([]);
    const inRules = compositeAlarms.flatMap(({ rule }) => alarmsIn(parseRule(rule)));
    for (const { name } of all) {
      const isTold = telling.some((one) => one.name === name);
      expect([name, isTold || inRules.includes(String(name))]).toEqual([name, true]);
      expect([name, isTold && inRules.includes(String(name))]).toEqual([name, false]);
    }
  });

  test('send one notification for one incident: a ticket waits for the page', () => {
    const composites = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm').map(({ Properties }) => Properties);
    const page = composites.find(({ AlarmName }) => AlarmName === 'Logs-Page');
    const ticket = composites.find(({ AlarmName }) => AlarmName === 'Logs-Ticket');
    expect(page?.ActionsSuppressor).toBeUndefined();
    expect(ticket?.ActionsSuppressor).toBeDefined();
    expect([ticket?.ActionsSuppressorWaitPeriod, ticket?.ActionsSuppressorExtensionPeriod]).toEqual([300, 600]);
  });
});

function isPart({ name }: { readonly name: string }): boolean {
  return name.includes('-Part-');
}

describe('which alarms there are', () => {
  const excess = ['ErrorsPage', 'ErrorsTicket', 'SlowTicket'].flatMap((name) => [name, name, name]);
  const causes = ['WafUnavailable', 'AuthenticationFailed'];
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
    'FailedObjects',
    'NothingReceived',
    'UnparsedLines',
    'SeriesDropped',
  ];

  test('with nothing set: errors and slowness of all requests and of every load balancer and target group, and the pipeline', () => {
    const { alarms, compositeAlarms } = monitored();
    expect(names(alarms)).toEqual([...excess, ...causes, ...pipeline]);
    expect(names(compositeAlarms)).toEqual(['Page', 'Ticket']);
    expect(
      alarms
        .flatMap(({ queries }) => queries)
        .filter((query) => 'metric' in query && 'LoadBalancer' in query.metric.dimensions),
    ).toEqual([]);
  });

  test('for a named load balancer: the native ones too', () => {
    const { alarms, compositeAlarms } = monitored({ props: { loadBalancers: [ARN] } });
    expect(names(alarms.filter((alarm) => !isPart(alarm)))).toEqual([...native, ...excess, ...causes, ...pipeline]);
    expect(names(compositeAlarms)).toEqual([...silence, 'Page', 'Ticket']);
  });

  test('without those that the settings leave out', () => {
    const left = (settings: object) => names(monitored({ props: { loadBalancers: [ARN] }, settings }).compositeAlarms);
    expect(left({ trafficStopped: false })).toEqual(['LogsStopped', 'Page', 'Ticket']);
    expect(left({ disconnected: false })).toEqual(['TrafficStopped', 'Page', 'Ticket']);
  });

  test('no native ones where the load balancer is in another region, and a word about it', () => {
    const { alarms, messages } = monitored({
      props: { loadBalancers: [ARN] },
      env: { account: '123456789012', region: 'eu-west-1' },
    });
    expect(names(alarms)).toEqual([...excess, ...causes, ...pipeline]);
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

  test('queries group by one place each, name every dimension of the metric, and are ordered', () => {
    const { alarms } = monitored({
      props: { routes: ['buy'], services: ['pay'], extraDimensions: ['Region'], namespace: 'My Logs' },
    });
    const query = (name: string) =>
      alarms
        .find((one) => one.name === `Logs-${name}`)
        ?.queries.flatMap((one) => ('expression' in one ? [one.expression] : []));
    expect(query('ErrorsPage-All')).toEqual(['SELECT SUM("ExcessErrors") FROM SCHEMA("My Logs", "Region")']);
    expect(query('ErrorsPage-LoadBalancer')).toEqual([
      'SELECT SUM("ExcessErrors") FROM SCHEMA("My Logs", "Region", "LoadBalancer") GROUP BY "LoadBalancer" ORDER BY MAX() DESC',
    ]);
    expect(query('ErrorsTicket-TargetGroup')).toEqual([
      'SELECT SUM("ExcessErrors") FROM SCHEMA("My Logs", "Region", "LoadBalancer", "TargetGroup") GROUP BY "TargetGroup" ORDER BY MAX() DESC',
    ]);
    expect(query('SlowTicket-Route')).toEqual([
      'SELECT SUM("ExcessSlow") FROM SCHEMA("My Logs", "Region", "LoadBalancer", "Route") GROUP BY "Route" ORDER BY MAX() DESC',
    ]);
    expect(query('ErrorsPage-Service')).toEqual([
      'SELECT SUM("ExcessErrors") FROM SCHEMA("My Logs", "Region", "LoadBalancer", "Service") GROUP BY "Service" ORDER BY MAX() DESC',
    ]);
  });

  test('say of one place that it fails, and not of each', () => {
    const { alarms } = monitored({ props: { routes: ['buy'], services: ['pay'] } });
    const titles = alarms.flatMap(({ name, description = '' }) =>
      name.includes('-ErrorsPage-') ? description.split('\n', 1) : [],
    );
    expect(titles).toEqual([
      'Requests fail: all load balancers.',
      'Requests fail: a load balancer.',
      'Requests fail: a target group.',
      'Requests fail: a route.',
      'Requests fail: a service.',
    ]);
  });

  test('with the essential profile: none on the slowness of target groups and routes, which it does not publish', () => {
    const { alarms } = monitored({ props: { profile: 'essential', routes: ['home'] } });
    const of = (name: string) =>
      alarms.flatMap((alarm) => (alarm.name.startsWith(`Logs-${name}-`) ? alarm.name.split('-')[2] : []));
    expect(of('ErrorsPage')).toEqual(['All', 'LoadBalancer', 'TargetGroup', 'Route']);
    expect(of('SlowTicket')).toEqual(['All', 'LoadBalancer']);
  });

  test('without target groups: none by target group', () => {
    const { alarms } = monitored({ props: { targetGroups: false } });
    expect(alarms.filter(({ name }) => name.includes('TargetGroup'))).toEqual([]);
  });

  test('with a promise: its two burn rates as pages, and three days of it as a ticket', () => {
    const { alarms, compositeAlarms } = monitored({ settings: { slo: 99.9, slowSlo: 99 } });
    expect(names(compositeAlarms)).toEqual([
      'ErrorBudgetBurn',
      'ErrorBudgetBurnSteady',
      'SlowBudgetBurn',
      'SlowBudgetBurnSteady',
      'Page',
      'Ticket',
    ]);
    const shape = (name: string) =>
      alarms.filter((one) => one.name.includes(name)).map(({ period, threshold }) => [period, threshold]);
    expect(shape('Part-All-ErrorBudget')).toEqual([
      [3600, 0.0144],
      [900, 0.0144],
      [21_600, 0.006],
      [1800, 0.006],
    ]);
    expect(shape('-ErrorBudgetSpent-')).toEqual([[259_200, 0.001]]);
    expect(shape('-SlowBudgetSpent-')).toEqual([[259_200, 0.01]]);
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
      expect.arrayContaining(['Logs-NativeTargetTime-shop-50dc6c', 'Logs-NativeTargetTime-shop-aaaaaa']),
    );
  });

  test.each([10, 30])(
    'of %i load balancers with long names fit in the rules of their composites, each named once',
    (count) => {
      const loadBalancers = Array.from({ length: count }, (_, index) =>
        ARN.replace('shop', `shop-with-a-rather-long-name-${index}`),
      );
      const { alarms, compositeAlarms } = monitored({
        props: { loadBalancers, dashboardName: 'D'.repeat(100) },
        settings: { slo: 99.9, slowSlo: 99 },
      });
      const rules = new Map(compositeAlarms.map(({ name, rule }) => [name, rule]));
      for (const rule of rules.values()) {
        expect(alarmsIn(parseRule(rule)).length).toBeLessThanOrEqual(100);
        expect(rule.length).toBeLessThanOrEqual(10_240);
      }
      // A composite may name others in place of alarms, where one rule cannot hold them all.
      const below = (name: string): readonly string[] => {
        const rule = rules.get(name);
        return rule === undefined ? [name] : alarmsIn(parseRule(rule)).flatMap(below);
      };
      const named = below(`${'D'.repeat(100)}-Page`);
      expect(new Set(named).size).toBe(named.length);
      const errors = alarms.map(({ name }) => name).filter((name) => /ErrorsPage|Native\w+Errors/.test(name));
      expect(errors.length).toBeGreaterThanOrEqual(3);
      expect(errors.filter((name) => !named.includes(name))).toEqual([]);
    },
  );
});

test('descriptions fit with the longest names and address of a runbook', () => {
  const { alarms, compositeAlarms } = monitored({
    props: { families: FAMILIES, loadBalancers: [ARN.replace('shop', 'a'.repeat(32))], dashboardName: 'D'.repeat(100) },
    settings: { slo: 99.9, slowSlo: 99, runbookUrl: `https://${'r'.repeat(190)}` },
  });
  const lengths = [...alarms, ...compositeAlarms].map(({ description = '' }) => description.length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(1024);
  expect(alarms.filter(({ description = '' }) => !/\nRunbook: https:\/\/r+#alarm-/.test(description))).toEqual([]);
});

describe('numbers in the texts', () => {
  test('are those that are set', () => {
    const { alarms, compositeAlarms } = monitored({ settings: { errorPercent: 2.5, slowSeconds: 0.7, slo: 99.95 } });
    const said = (name: string) =>
      [...alarms, ...compositeAlarms].find((one) => one.name === `Logs-${name}`)?.description;
    expect(said('ErrorsPage-TargetGroup')).toContain('more than 2.5 % of the requests');
    expect(said('SlowTicket-All')).toContain('longer than 0.7 s');
    expect(said('ErrorBudgetBurn-All')).toContain('the promise of 99.95 %');
  });

  test('stand for settings that there are, which the section of the runbook names', () => {
    const keys = Object.keys(alarmSettings.parse({ slo: 99, slowSlo: 99 }));
    for (const [name, text] of Object.entries<AlarmText>(ALARM_TEXTS)) {
      const used = [...`${text.means}${text.look}${text.act}`.matchAll(/\{(\w+)\}/g)].map(([, key]) => String(key));
      expect([name, used.filter((key) => !keys.includes(key))]).toEqual([name, []]);
      expect([name, used.filter((key) => !(text.settings ?? []).some((one) => one === key))]).toEqual([name, []]);
    }
  });
});

/** Name and action of each alarm that has one. */
function actionsOf(template: Template): [string, string][] {
  return ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
    .flatMap((type) => resourcesOf(template, type))
    .flatMap(({ Properties: { AlarmName, AlarmActions } }) =>
      AlarmActions === undefined ? [] : [[String(AlarmName), String(AlarmActions)]],
    );
}

describe('the topic', () => {
  test('is our own, speaks TLS only and allows CloudWatch of this account', () => {
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
    expect(new Set(actionsOf(template).map(([, action]) => action))).toEqual(new Set([topicArn]));
  });

  test('of tickets is another where one is set, or addresses for it', () => {
    const topicArn = 'arn:aws:sns:eu-central-1:123456789012:pager';
    const ticketTopicArn = 'arn:aws:sns:eu-central-1:123456789012:tickets';
    const { template } = monitored({ settings: { topicArn, ticketTopicArn } });
    const actions = new Map(actionsOf(template));
    expect(actions.get('Logs-Page')).toBe(topicArn);
    expect(actions.get('Logs-Ticket')).toBe(ticketTopicArn);
    expect(actions.get('Logs-DeadLetters')).toBe(ticketTopicArn);
    const addressed = monitored({ settings: { topicArn, ticketEmail: ['tickets@example.com'] } }).template;
    expect(resourcesOf(addressed, 'AWS::SNS::Topic')).toHaveLength(1);
    expect(resourcesOf(addressed, 'AWS::SNS::Subscription').map(({ Properties }) => Properties.Endpoint)).toEqual([
      'tickets@example.com',
    ]);
  });
});

describe('the runbook', () => {
  const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  const anchors = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  );

  test('has the section that each alarm links to', () => {
    const all = SYNTHESIZED.flatMap(([, { alarms, compositeAlarms }]) => [...alarms, ...compositeAlarms]);
    const links = new Set(all.flatMap(({ description = '' }) => /\nRunbook: [^#]*#(\S+)/.exec(description)?.[1] ?? []));
    expect(links.size).toBeGreaterThan(10);
    expect([...links].filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  test('says of the alarms over minutes how long it takes until they clear: their whole window', () => {
    const minutes = new Map(
      SYNTHESIZED.flatMap(([, { alarms }]) => alarms).map(({ name, period, evaluationPeriods }) => [
        name.split('-')[1] ?? '',
        (period * evaluationPeriods) / 60,
      ]),
    );
    const told = Object.entries<AlarmText>(ALARM_TEXTS).flatMap(([name, { clears }]) => {
      const after = /clears (\d+) minutes after the last bad minute/.exec(clears)?.[1];
      // Those that need several windows have their shorter ones as parts.
      return after === undefined || !minutes.has(name) ? [] : [[name, Number(after)] as const];
    });
    expect(told.length).toBeGreaterThan(12);
    expect(told.filter(([name, after]) => minutes.get(name) !== after)).toEqual([]);
  });

  test('has commands that only read, each on one line', () => {
    const commands = Object.values<AlarmText>(ALARM_TEXTS).flatMap((text) => text.commands ?? []);
    expect(commands.length).toBeGreaterThan(20);
    const verbs = commands.flatMap(([, command]) =>
      [...command.matchAll(/\baws [\w-]+ ([\w-]+)/g)].map(([, verb]) => verb),
    );
    expect(verbs.filter((verb = '') => !/^(?:describe|get|ls$|tail$)/.test(verb))).toEqual([]);
    expect(commands.filter(([, command]) => /[\n`]/.test(command))).toEqual([]);
    expect(commands.filter(([what]) => !what.endsWith(':'))).toEqual([]);
  });

  test('has one for each kind of alarm, and each kind is made by some setting', () => {
    const made = new Set(
      SYNTHESIZED.flatMap(([, { alarms, compositeAlarms }]) => names([...alarms, ...compositeAlarms])),
    );
    const kinds = Object.keys(ALARM_TEXTS) as (keyof typeof ALARM_TEXTS)[];
    expect(kinds.filter((kind) => !anchors.includes(runbookAnchor(kind)))).toEqual([]);
    // The alarm on the function that says what broke is made with that function: test/lib/function/verdict.test.ts.
    expect(kinds.filter((kind) => !made.has(kind))).toEqual(['VerdictErrors']);
  });
});
