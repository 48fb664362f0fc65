/**
 * The bill of the very logs that were read: the series they made, counted in the store, in the lines and at the prices
 * of lib/monitoring/bill.ts; and what the same logs would have cost with one setting changed.
 */

import type { FamilyDefinition } from '../../lambda/catalogue/metrics/definition.ts';
import { CATALOGUE, FAMILIES } from '../../lambda/catalogue/metrics/index.ts';
import { PIPELINE_METRICS } from '../../lambda/catalogue/metrics/pipeline.ts';
import { PROFILES, type Profile, setsIn } from '../../lambda/catalogue/metrics/profiles.ts';
import { EXTRA_DIMENSIONS } from '../../lambda/config.ts';
import {
  type AlarmReads,
  type BillCounts,
  billLines,
  cents,
  METRIC_DOLLARS,
  metricDollars,
  totalDollars,
} from '../../lib/monitoring/bill.ts';
import type { Settings } from '../../lib/settings/types.ts';
import type { MetricIdentity } from '../cloudwatch/store.ts';
import type { Bill } from './document.ts';
import type { Estimate } from './synthesized.ts';

export interface BillInput {
  /** Every series seen, of our namespace. */
  readonly metrics: readonly MetricIdentity[];
  readonly settings: Settings;
  readonly alarmReads: AlarmReads;
  /** What synthesis says of the same settings. */
  readonly estimate: Estimate;
}

/** The first ten alarms and three dashboards of an account cost nothing; an account that has them already pays. */
const PRICES =
  'CloudWatch list prices, us-east-1: $0.30 a metric and month ($0.10 beyond the first 10,000 of an account), $0.10 for each metric an alarm reads or its query analyzes, $3 a dashboard beyond the first three of an account. Metrics are prorated by the hour in which they are sent. The function itself costs about a tenth of a cent for a million lines.';

export function billOf(input: BillInput): Bill {
  const { metrics, estimate } = input;
  const lines = billLines(countsOf(input));
  const dollars = totalDollars(lines);
  return {
    series: metrics.length,
    dollars,
    lines,
    estimate: { dollars: totalDollars(estimate.lines), of: estimate.of },
    sets: sharesOf(metrics, setOf),
    metrics: sharesOf(metrics, ({ metricName }) => metricName),
    otherwise: otherwise(input, dollars),
    prices: PRICES,
  };
}

function countsOf(input: BillInput): BillCounts {
  const { metrics, alarmReads } = input;
  const families = FAMILIES.map((family): [string, number] => [
    family,
    metrics.filter(({ metricName }) => Object.hasOwn(CATALOGUE[family].metrics, metricName)).length,
  ]);
  return {
    metrics: Object.fromEntries(families),
    pipeline: metrics.filter(({ metricName }) => Object.hasOwn(PIPELINE_METRICS, metricName)).length,
    alarms: alarmReads,
    analyzed: analyzed(input),
  };
}

/** Each alarm on a query analyzes one metric of every member of its set. */
function analyzed({ metrics, alarmReads }: BillInput): number {
  const { sets }: FamilyDefinition<never> = CATALOGUE.requests;
  const members = (set: string): number => {
    const names = [...(sets[set]?.names ?? [])].sort().join();
    return metrics.filter(
      ({ metricName, dimensions }) => metricName === 'ExcessErrors' && placeNames(dimensions) === names,
    ).length;
  };
  const balancers = Math.max(1, members('LoadBalancer'));
  return Math.round(
    alarmReads.queries.reduce((sum, { set, isOfOne }) => sum + members(set) / (isOfOne ? balancers : 1), 0),
  );
}

/** Without what `extraDimensions` adds, and without the labels of tallies. */
function placeNames(dimensions: MetricIdentity['dimensions'], labels: readonly string[] = []): string {
  const isExtra = (name: string): boolean => [...EXTRA_DIMENSIONS, ...labels].some((extra) => extra === name);
  return Object.keys(dimensions)
    .filter((name) => !isExtra(name))
    .sort()
    .join();
}

function setOf({ metricName, dimensions }: MetricIdentity): string {
  if (Object.hasOwn(PIPELINE_METRICS, metricName)) return 'the pipeline itself';
  const names = Object.keys(dimensions);
  if (names.length === 0) return 'over all load balancers';
  const key = names.join();
  const set = SETS.get(key) ?? `by ${namesInOrder(names).join(' + ')}`;
  SETS.set(key, set);
  return set;
}

/** By their names: a fleet has thousands of metrics in a handful of sets. */
const SETS = new Map<string, string>();

/** In the order of the catalogue, where the load balancer comes first and a label last. */
function namesInOrder(names: readonly string[]): string[] {
  const families: readonly FamilyDefinition<never>[] = Object.values(CATALOGUE);
  const known = families.flatMap(({ sets, metrics }) => [
    ...Object.values(sets).flatMap((set) => set.names),
    ...Object.values(metrics).flatMap((metric) => (metric.form === 'Tally' ? [metric.label] : [])),
  ]);
  const rank = (name: string): number => (known.includes(name) ? known.indexOf(name) : known.length);
  return [...names].sort((left, right) => rank(left) - rank(right));
}

/** How many series have each name, most first. */
function sharesOf(metrics: readonly MetricIdentity[], nameOf: (metric: MetricIdentity) => string): Bill['metrics'] {
  return tally(metrics, nameOf).map(([name, series]) => ({ name, series, dollars: cents(series * METRIC_DOLLARS) }));
}

function tally(metrics: readonly MetricIdentity[], nameOf: (metric: MetricIdentity) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const metric of metrics) counts.set(nameOf(metric), (counts.get(nameOf(metric)) ?? 0) + 1);
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}

/** Changes whose effect these logs can tell; each alone. */
function otherwise(input: BillInput, dollars: number): Bill['otherwise'] {
  const { metrics } = input;
  const less = (series: number): number =>
    cents(dollars - metricDollars(metrics.length) + metricDollars(metrics.length - series));
  return [
    ...savings(input).map(({ setting, series, without }) => ({
      setting,
      effect: `${series} metrics less: ${without}`,
      dollars: less(series),
    })),
    ...additions(input).map(({ what, series, where }) => ({
      setting: `one more ${what}`,
      effect: `about ${series} metrics more, ${where}`,
      dollars: less(-series),
    })),
  ];
}

/** How many series have all of these dimensions. */
function having(metrics: readonly MetricIdentity[], ...names: readonly string[]): number {
  return metrics.filter(({ dimensions }) => names.every((name) => name in dimensions)).length;
}

function savings({ metrics, settings }: BillInput) {
  const sets = [
    { setting: '"targetGroups": false', series: having(metrics, 'TargetGroup'), without: 'nothing by target group' },
    { setting: '"routes": []', series: having(metrics, 'Route'), without: 'nothing by route' },
    { setting: '"services": []', series: having(metrics, 'Service'), without: 'nothing by service' },
  ];
  const profiles = smallerProfiles(metrics, settings).map(({ profile, series }) => ({
    setting: `"profile": "${profile}"`,
    ...{ series, without: PROFILE_EFFECTS[profile] },
  }));
  return [...profiles, ...sets.filter(({ series }) => series > 0)];
}

function additions({ metrics, settings }: BillInput) {
  const routes = having(metrics, 'Route');
  const perRoute = routes === 0 ? routeSeries(metrics, settings) : Math.ceil(routes / (settings.routes.length + 1));
  const balancers = new Set(metrics.flatMap(({ dimensions }) => dimensions.LoadBalancer ?? [])).size;
  const perBalancer = balancers === 0 ? 0 : Math.ceil(having(metrics, 'LoadBalancer') / balancers);
  return [
    { what: 'route', series: perRoute, where: 'where every load balancer serves it' },
    { what: 'load balancer', series: perBalancer, where: 'if it is like these' },
  ].filter(({ series }) => series > 0);
}

const PROFILE_EFFECTS = {
  essential: 'keeps rates, causes and what alarms watch',
  standard: 'of target groups, routes and services not what is seldom asked for',
} as const;

/** How many of these series each smaller profile leaves out. */
function smallerProfiles(metrics: readonly MetricIdentity[], { profile }: Settings) {
  const smaller = (['essential', 'standard'] as const).slice(0, PROFILES.indexOf(profile));
  return smaller.map((one) => ({
    profile: one,
    series: metrics.filter((metric) => !isPublishedIn(one, metric)).length,
  }));
}

function isPublishedIn(profile: Profile, { metricName, dimensions }: MetricIdentity): boolean {
  const { sets, metrics }: FamilyDefinition<never> = CATALOGUE.requests;
  const definition = metrics[metricName];
  if (definition === undefined) return true;
  const labels = definition.form === 'Tally' ? [definition.label] : [];
  const names = placeNames(dimensions, labels);
  const published = setsIn(profile, 'requests', { name: metricName, by: definition.by });
  return published.some((set) => [...(sets[set]?.names ?? [])].sort().join() === names);
}

/** Metrics that a route has, for each load balancer seen. */
function routeSeries(metrics: readonly MetricIdentity[], { profile }: Settings): number {
  const { metrics: definitions }: FamilyDefinition<never> = CATALOGUE.requests;
  const each = Object.entries(definitions).filter(([name, { by }]) =>
    setsIn(profile, 'requests', { name, by }).includes('Route'),
  ).length;
  return each * new Set(metrics.map(({ dimensions }) => dimensions.LoadBalancer).filter(Boolean)).size;
}
