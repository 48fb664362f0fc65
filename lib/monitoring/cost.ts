/**
 * What a configuration costs a month before anything has run: settings and the catalogue -> counts of a bill (bill.ts),
 * with what no setting tells assumed. Pure.
 */

import type { FamilyDefinition } from '../../lambda/catalogue/metrics/definition.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { CATALOGUE } from '../../lambda/catalogue/metrics/index.ts';
import { PIPELINE_METRICS } from '../../lambda/catalogue/metrics/pipeline.ts';
import { type Profile, setsIn } from '../../lambda/catalogue/metrics/profiles.ts';
import { type AlarmReads, type BillCounts, billLines, type CostLine, cents, totalDollars } from './bill.ts';

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

/** `one load balancer, with 2 target groups and 6 values of each label`: what an estimate is for. */
export function assumedText(
  { loadBalancers }: Pick<CostInput, 'loadBalancers'>,
  assumptions: Assumptions = ASSUMED,
): string {
  const { targetGroupsPerLoadBalancer: groups, valuesPerLabel: values } = assumptions;
  const [balancers, each] =
    loadBalancers === 1 ? ['one load balancer', ''] : [`${loadBalancers} load balancers`, ' each'];
  return `${balancers}, with ${groups} target groups${each} and ${values} values of each label (status code, cause)`;
}

export function monthlyCost(input: CostInput, assumptions: Assumptions = ASSUMED): readonly CostLine[] {
  return billLines(assumedCounts(input, assumptions));
}

function assumedCounts(input: CostInput, assumptions: Assumptions): BillCounts {
  const { families, alarms } = input;
  const members = ({ set, isOfOne }: AlarmReads['queries'][number]): number =>
    membersOf(set, isOfOne ? { ...input, loadBalancers: 1 } : input, assumptions);
  return {
    metrics: Object.fromEntries(families.map((family) => [family, familySeries(family, input, assumptions)])),
    pipeline: Object.keys(PIPELINE_METRICS).length,
    alarms,
    analyzed: alarms.queries.reduce((sum, query) => sum + members(query), 0),
  };
}

/** What one more load balancer adds, its metrics and what the queries of alarms then analyze. */
export function dollarsOfOneMore(input: CostInput, assumptions: Assumptions = ASSUMED): number {
  const of = (loadBalancers: number): number => totalDollars(monthlyCost({ ...input, loadBalancers }, assumptions));
  return cents(of(input.loadBalancers + 1) - of(input.loadBalancers));
}

/** Series that a family has, with every set and label it publishes by. */
export function familySeries(family: Family, input: CostInput, assumptions: Assumptions = ASSUMED): number {
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
