import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FamilyDefinition } from '../../../lambda/catalogue/metrics/definition.ts';
import { CATALOGUE } from '../../../lambda/catalogue/metrics/index.ts';
import { PIPELINE_METRICS } from '../../../lambda/catalogue/metrics/pipeline.ts';
import { PROFILES } from '../../../lambda/catalogue/metrics/profiles.ts';
import { formatNamed } from '../../../lambda/formats/index.ts';
import { billLines, costText, metricDollars, tierLines, totalDollars } from '../../../lib/monitoring/bill.ts';
import { type CostInput, familySeries, monthlyCost } from '../../../lib/monitoring/cost.ts';
import { ARN, monitored } from '../../support/monitored.ts';

const INPUT: CostInput = {
  families: ['requests'],
  profile: 'full',
  targetGroups: true,
  routes: 0,
  services: 0,
  loadBalancers: 1,
  alarms: { metrics: 0, queries: [], composites: 0, hasVerdict: false },
};
const ASSUMED = { targetGroupsPerLoadBalancer: 2, webAcls: 1, valuesPerLabel: 6 };

describe('series of requests', () => {
  test.each([
    // 8 rates, times and excesses by all; 13 plain and 3 labels of 6 by load balancer, the causes once more by all; 8
    // by each of two target groups.
    ['one load balancer', {}, 8 + 13 + 3 * 6 + 6 + 8 * 2],
    ['two load balancers', { loadBalancers: 2 }, 8 + 6 + 2 * (13 + 3 * 6 + 8 * 2)],
    ['no target groups', { targetGroups: false }, 8 + 13 + 3 * 6 + 6],
    ['CloudFront, which logs a time more', { formats: ['cloudfront'] }, 8 + 14 + 3 * 6 + 6 + 8 * 2],
    ['a log of AWS under another name', { formats: ['alb-access-vended'] }, 8 + 13 + 3 * 6 + 6 + 8 * 2],
    ['three routes and the rest', { routes: 3 }, 8 + 13 + 3 * 6 + 6 + 8 * 2 + 8 * 4],
    ['three services and the rest', { services: 3 }, 8 + 13 + 3 * 6 + 6 + 8 * 2 + 8 * 4],
  ])('%s', (_, changed, series) => {
    expect(familySeries('requests', { ...INPUT, ...changed }, ASSUMED)).toBe(series);
  });
});

describe('the tiers of metrics', () => {
  // https://aws.amazon.com/cloudwatch/pricing/: $0.30, then $0.10, $0.05 and $0.02.
  test.each([
    [10_000, 3_000],
    [10_001, 3_000.1],
    [250_000, 27_000],
    [1_000_000, 64_500],
    [1_000_100, 64_502],
  ])('%i metrics cost $%d', (metrics, dollars) => {
    expect(metricDollars(metrics)).toBeCloseTo(dollars, 2);
  });

  test('are lines of the bill of a large fleet, and add up to its total', () => {
    const input = { ...INPUT, profile: 'standard' as const, loadBalancers: 400 };
    const lines = monthlyCost(input, ASSUMED);
    const ofMetrics = lines.filter(({ unit, dollars }) => unit === 'metrics' && dollars > 0);
    const metrics = ofMetrics.reduce((sum, { quantity }) => sum + quantity, 0);
    expect(metrics).toBeGreaterThan(10_000);
    expect(lines.filter(({ dollars }) => dollars < 0)).toEqual(tierLines(metrics));
    const others = lines.filter(({ unit }) => unit !== 'metrics');
    expect(totalDollars(lines)).toBeCloseTo(metricDollars(metrics) + totalDollars(others), 1);
  });
});

test('a profile has fewer series for each load balancer', () => {
  const series = (profile: CostInput['profile']) =>
    familySeries('requests', { ...INPUT, profile, loadBalancers: 200 }, ASSUMED) -
    familySeries('requests', { ...INPUT, profile, loadBalancers: 0 }, ASSUMED);
  expect([series('full'), series('standard'), series('essential')]).toEqual([
    200 * (13 + 3 * 6 + 2 * 8),
    200 * (13 + 3 * 6 + 2 * 6),
    200 * (7 + 6 + 2 * 2),
  ]);
});

test('metrics of some formats only name formats that there are', () => {
  const { metrics }: FamilyDefinition<never> = CATALOGUE.requests;
  const named = Object.values(metrics).flatMap(({ formats = [] }) => formats);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => formatNamed(name)?.family !== 'requests')).toEqual([]);
});

test('a bill counted from logs that are as an estimate assumes is that estimate', () => {
  const every = (set: string) => ({ set, isOfOne: false });
  const alarms = {
    metrics: 20,
    queries: [every('LoadBalancer'), every('TargetGroup')],
    composites: 2,
    hasVerdict: true,
  };
  const input = { ...INPUT, families: ['requests', 'connections'] as const, loadBalancers: 700, alarms };
  const counts = {
    metrics: {
      requests: familySeries('requests', input, ASSUMED),
      connections: familySeries('connections', input, ASSUMED),
    },
    pipeline: Object.keys(PIPELINE_METRICS).length,
    ...{ alarms, analyzed: 700 + 2 * 700 },
  };
  expect(billLines(counts)).toEqual(monthlyCost(input, ASSUMED));
  expect(billLines(counts).some(({ dollars }) => dollars < 0)).toBe(true);
  const lines = billLines({ ...counts, metrics: { apiEvents: 1, healthChecks: 1 } }).map(({ line }) => line);
  expect(lines.slice(0, 2)).toEqual(['metrics: health checks', 'metrics: API events']);
});

describe('the bill of a month', () => {
  test('is its lines added up', () => {
    const every = (set: string) => ({ set, isOfOne: false });
    const queries = [every('LoadBalancer'), every('TargetGroup'), { set: 'TargetGroup', isOfOne: true }];
    const alarms = { metrics: 20, queries, composites: 2, hasVerdict: true };
    const lines = monthlyCost({ ...INPUT, loadBalancers: 3, alarms });
    expect(lines.map(({ quantity, dollarsEach, dollars }) => [quantity, dollarsEach, dollars])).toEqual([
      [155, 0.3, 46.5],
      [Object.keys(PIPELINE_METRICS).length, 0.3, Math.round(Object.keys(PIPELINE_METRICS).length * 30) / 100],
      [20, 0.1, 2],
      // A metric of each of three load balancers and of six target groups, and one of each of two of one load balancer.
      [3 + 6 + 2, 0.1, 1.1],
      [2, 0.5, 1],
      [1, 0.1, 0.1],
      [1, 3, 3],
    ]);
    expect(totalDollars(lines)).toBeCloseTo(
      lines.reduce((sum, { dollars }) => sum + dollars, 0),
      6,
    );
    expect(costText(lines)).toMatch(
      /^metrics: requests +155 metrics x \$0\.30 = \$46\.50\n[\s\S]*a month +\$\d+\.\d\d$/,
    );
  });

  test('has the alarms that are made, by the metrics each reads', () => {
    const { alarms, compositeAlarms, dashboard } = monitored({
      props: { loadBalancers: [ARN] },
      settings: { slo: 99.9 },
    });
    const isQuery = (one: (typeof alarms)[number]): boolean =>
      one.queries.some((query) => 'expression' in query && /GROUP BY/.test(query.expression));
    const metrics = alarms
      .filter((one) => !isQuery(one))
      .map(({ queries }) => Math.max(1, queries.filter((query) => 'metric' in query).length));
    const line = (name: string) => dashboard.cost.find((one) => one.line === name)?.quantity;
    expect(line('alarms')).toBe(metrics.reduce((sum, count) => sum + count, 0));
    // Errors for a page and for a ticket, and slow ones, of one load balancer and its two target groups; healthy and
    // unhealthy targets.
    expect(line('alarms on queries')).toBe(3 * (1 + 2) + 2 * 2);
    expect(line('composite alarms')).toBe(compositeAlarms.length);
  });

  test('is in docs/alarms.md for each profile and one, ten and two hundred load balancers, and in the README', () => {
    const standard: string[] = [];
    const document = readFileSync(new URL('../../../docs/alarms.md', import.meta.url), 'utf8');
    for (const loadBalancers of [1, 10, 200]) {
      const dollars = PROFILES.map((profile) => {
        const made = monitored({ props: { profile } }).dashboard.cost;
        const count = (name: string) => made.find(({ line }) => line === name)?.quantity ?? 0;
        const queries = Array.from({ length: 3 }, () => ({ set: 'LoadBalancer', isOfOne: false }));
        const groups = Array.from({ length: profile === 'essential' ? 2 : 3 }, () => ({
          set: 'TargetGroup',
          isOfOne: false,
        }));
        const alarms = {
          metrics: count('alarms'),
          queries: [...queries, ...groups],
          composites: count('composite alarms'),
          hasVerdict: count('alarm of the verdict') === 1,
        };
        const total = totalDollars(monthlyCost({ ...INPUT, profile, loadBalancers, alarms }));
        return Math.round(total).toLocaleString('en-US');
      });
      expect(document).toContain(`| ${loadBalancers} | ${dollars.join(' | ')} |`);
      standard.push(dollars[PROFILES.indexOf('standard')] ?? '');
    }
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const [one, ten] = standard;
    expect(readme.replaceAll('\n', ' ')).toContain(`costs about $${one} a month, ten cost about $${ten}`);
  });

  test('is told at synthesis, with what each further load balancer adds', () => {
    const told = monitored()
      .messages.filter(({ level }) => level === 'info')
      .map(({ entry }) => String(entry.data));
    expect(told).toContainEqual(
      expect.stringMatching(
        /^estimated cost of a month for one load balancer, with 2 target groups and 6 values of each label \(status code, cause\), before traffic:\n[\s\S]*metrics: requests[\s\S]*a month +\$[\d.]+\neach further load balancer that logs: \$13\.80 \(profile standard\)\neach incident with a message: about \$0\.02$/,
      ),
    );
  });
});
