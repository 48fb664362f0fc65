/**
 * What a configuration costs a month: settings and the catalogue -> lines of a bill. Pure.
 *
 * Fixed prices only, that is nearly all of it: metrics, alarms, dashboard. What grows with traffic (Lambda, requests) is
 * about a tenth of a cent for a million lines. Prices: https://aws.amazon.com/cloudwatch/pricing/, us-east-1, November 2026.
 */

import type { FamilyDefinition } from '../../lambda/catalogue/metrics/definition.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { CATALOGUE } from '../../lambda/catalogue/metrics/index.ts';
import { PIPELINE_METRICS } from '../../lambda/catalogue/metrics/pipeline.ts';
import { type Profile, setsIn } from '../../lambda/catalogue/metrics/profiles.ts';

/** A custom metric, up to 10,000 of them (METRIC_TIERS). Prorated by the hour: silence is free. */
export const METRIC_DOLLARS = 0.3;
/** From how many metrics of an account on each further one costs less. */
const METRIC_TIERS = [
  { from: 10_000, dollarsLess: 0.2 },
  { from: 250_000, dollarsLess: 0.05 },
  { from: 1_000_000, dollarsLess: 0.03 },
] as const;
/** For each metric an alarm reads or a query of an alarm analyzes, at standard resolution. */
export const ALARM_METRIC_DOLLARS = 0.1;
export const COMPOSITE_ALARM_DOLLARS = 0.5;
/**
 * What the verdict reads for one incident: about 500 metrics at $0.01 for 1,000 (GetMetricData) in each of three or four runs, and log lines at
 * $0.005 for a gigabyte.
 */
export const INCIDENT_DOLLARS = 0.02;
/** Beyond the three that an account has for nothing. */
export const DASHBOARD_DOLLARS = 3;

/** Every member of a dimension set of the catalogue, or those of one load balancer. */
export interface WatchedMembers {
  readonly set: string;
  readonly isOfOne: boolean;
}

/** What alarms cost by. */
export interface AlarmReads {
  /** Metrics that alarms name. */
  readonly metrics: number;
  /** For each alarm on a query what it analyzes. */
  readonly queries: readonly WatchedMembers[];
  readonly composites: number;
  /** Is there a verdict, whose function has an alarm too? */
  readonly hasVerdict: boolean;
}

export interface CostInput {
  readonly families: readonly Family[];
  /** Formats that the settings name, in addition to those that keys show. */
  readonly formats?: readonly string[];
  readonly profile: Profile;
  readonly targetGroups: boolean;
  /** How many routes are named. */
  readonly routes: number;
  /** How many services are named. */
  readonly services: number;
  /** Load balancers whose logs arrive. */
  readonly loadBalancers: number;
  readonly alarms: AlarmReads;
}

/** What no setting tells. */
export interface Assumptions {
  readonly targetGroupsPerLoadBalancer: number;
  readonly webAcls: number;
  /** Distinct values of the label of a tally, on average: exact codes, causes, reasons. */
  readonly valuesPerLabel: number;
}

/** A healthy load balancer has two target groups, and a handful of codes and causes that come up in a month. */
const ASSUMED: Assumptions = { targetGroupsPerLoadBalancer: 2, webAcls: 1, valuesPerLabel: 6 };

export interface CostLine {
  readonly line: string;
  readonly quantity: number;
  readonly unit: string;
  readonly dollarsEach: number;
  readonly dollars: number;
}

/** What so many metrics cost less than the first ones of an account, a line for each tier that they reach. */
export function tierLines(metrics: number): readonly CostLine[] {
  return METRIC_TIERS.flatMap(({ from, dollarsLess }) => {
    const beyond = Math.max(0, metrics - from);
    const words = `less for metrics beyond the first ${from.toLocaleString('en-US')} of the account`;
    return beyond === 0 ? [] : [costLine(words, [beyond, 'metrics'], -dollarsLess)];
  });
}

export function metricDollars(metrics: number): number {
  return metrics * METRIC_DOLLARS + tierLines(metrics).reduce((sum, { dollars }) => sum + dollars, 0);
}

export function monthlyCost(input: CostInput, assumptions: Assumptions = ASSUMED): readonly CostLine[] {
  const { alarms } = input;
  const analyzed = alarms.queries.reduce((sum, { set, isOfOne }) => {
    return sum + membersOf(set, isOfOne ? { ...input, loadBalancers: 1 } : input, assumptions);
  }, 0);
  const metrics = [
    ...input.families.map((family) =>
      costLine(
        `metrics: ${CATALOGUE[family].title.toLowerCase()}`,
        [seriesOf(family, input, assumptions), 'metrics'],
        METRIC_DOLLARS,
      ),
    ),
    costLine('metrics: the pipeline itself', [Object.keys(PIPELINE_METRICS).length, 'metrics'], METRIC_DOLLARS),
  ];
  return [
    ...metrics,
    ...tierLines(metrics.reduce((sum, { quantity }) => sum + quantity, 0)),
    costLine('alarms', [alarms.metrics, 'metrics watched'], ALARM_METRIC_DOLLARS),
    costLine('alarms on queries', [analyzed, 'metrics analyzed'], ALARM_METRIC_DOLLARS),
    costLine('composite alarms', [alarms.composites, 'alarms'], COMPOSITE_ALARM_DOLLARS),
    costLine('alarm of the verdict', [Number(alarms.hasVerdict), 'metric watched'], ALARM_METRIC_DOLLARS),
    costLine('dashboard, unless it is among the first three of the account', [1, 'dashboard'], DASHBOARD_DOLLARS),
  ].filter(({ quantity }) => quantity > 0);
}

/** What one more load balancer adds, its metrics and what the queries of alarms then analyze. */
export function dollarsOfOneMore(input: CostInput, assumptions: Assumptions = ASSUMED): number {
  const of = (loadBalancers: number): number => totalDollars(monthlyCost({ ...input, loadBalancers }, assumptions));
  return cents(of(input.loadBalancers + 1) - of(input.loadBalancers));
}

export function totalDollars(lines: readonly CostLine[]): number {
  return cents(lines.reduce((sum, { dollars }) => sum + dollars, 0));
}

/** `metrics: requests                 62 metrics x $0.30 = $18.60`, one line each and the total. */
export function costText(lines: readonly CostLine[]): string {
  const width = Math.max(...lines.map(({ line }) => line.length));
  const rows = lines.map(
    ({ line, quantity, unit, dollarsEach, dollars }) =>
      `${line.padEnd(width)}  ${quantity} ${unit} x $${dollarsEach.toFixed(2)} = $${dollars.toFixed(2)}`,
  );
  return [...rows, `${'a month'.padEnd(width)}  $${totalDollars(lines).toFixed(2)}`].join('\n');
}

/** `$20.10 a month: metrics: requests $14.40; alarms $2.10; …`, for a place with one line only. */
export function costSummary(lines: readonly CostLine[]): string {
  const parts = lines.map(({ line, dollars }) => `${line} $${dollars.toFixed(2)}`);
  return `$${totalDollars(lines).toFixed(2)} a month: ${parts.join('; ')}`;
}

/** Series that a family has, with every set and label it publishes by. */
export function seriesOf(family: Family, input: CostInput, assumptions: Assumptions = ASSUMED): number {
  const { metrics }: FamilyDefinition<never> = CATALOGUE[family];
  let series = 0;
  for (const [name, { by, ...metric }] of Object.entries(metrics)) {
    if (metric.formats?.some((format) => input.formats?.includes(format)) === false) continue;
    const values = metric.form === 'Tally' ? assumptions.valuesPerLabel : 1;
    for (const set of setsIn(input.profile, family, { name, by }))
      series += values * membersOf(set, input, assumptions);
  }
  return series;
}

/** How many combinations of values a dimension set has. */
function membersOf(set: string, input: CostInput, assumptions: Assumptions): number {
  switch (set) {
    case 'All':
      return 1;
    case 'LoadBalancer':
      return input.loadBalancers;
    case 'TargetGroup':
      return input.targetGroups ? input.loadBalancers * assumptions.targetGroupsPerLoadBalancer : 0;
    case 'Route':
      // Requests that match no route are one more.
      return input.routes === 0 ? 0 : input.loadBalancers * (input.routes + 1);
    case 'Service':
      return input.services === 0 ? 0 : input.loadBalancers * (input.services + 1);
    case 'WebACL':
      return assumptions.webAcls;
    default:
      // Of any other set nothing is known: one for each load balancer.
      return input.loadBalancers;
  }
}

function costLine(line: string, [quantity, unit]: readonly [number, string], dollarsEach: number): CostLine {
  return { line, quantity, unit, dollarsEach, dollars: cents(quantity * dollarsEach) };
}

function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}
