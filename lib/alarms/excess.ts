/**
 * Alarms on requests that fail or are slow beyond what is allowed. The metric has all the arithmetic in it
 * (docs/alarms.md), so an alarm is its plain sum: one over all requests, and one for each kind of place, as a Metrics
 * Insights query whose series each have a state. Load balancers, target groups, routes and services are found when the
 * alarm is evaluated; nobody has to name them.
 */

import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CATALOGUE } from '../../lambda/catalogue/metrics/index.ts';
import { type Profile, setsIn } from '../../lambda/catalogue/metrics/profiles.ts';
import type { Severity } from '../../lambda/verdict/settings.ts';
import { type MetricOf, type MetricScope, requestMetric } from '../monitoring/metric.ts';
import { ALL, type Subject } from '../monitoring/subject.ts';
import type { AlarmDefinition } from './definition.ts';

type ExcessName = 'ErrorsPage' | 'ErrorsTicket' | 'SlowTicket';
/** Dimension sets of the catalogue. */
type WatchedSet = 'All' | 'LoadBalancer' | 'TargetGroup' | 'Route' | 'Service';

interface ExcessShape {
  readonly metric: Extract<MetricOf<'requests'>, 'ExcessErrors' | 'ExcessSlow'>;
  readonly severity: Severity;
  /** Requests beyond those allowed, of the minutes that the metric takes together. */
  readonly threshold: number;
  /** Minutes of the last `evaluationPeriods` that must be above it. */
  readonly datapointsToAlarm: Readonly<Record<WatchedSet, number>>;
  readonly evaluationPeriods: number;
}

/**
 * Chosen by measurement: docs/alarms.md. Two minutes of a target group are a ticket too early, because a single client
 * that tries again and again makes them.
 */
const EXCESS_SHAPES: Readonly<Record<ExcessName, ExcessShape>> = {
  ErrorsPage: {
    metric: 'ExcessErrors',
    severity: 'page',
    threshold: 1.85,
    datapointsToAlarm: { All: 4, LoadBalancer: 4, TargetGroup: 4, Route: 4, Service: 4 },
    evaluationPeriods: 25,
  },
  ErrorsTicket: {
    metric: 'ExcessErrors',
    severity: 'ticket',
    threshold: 1.85,
    datapointsToAlarm: { All: 2, LoadBalancer: 2, TargetGroup: 3, Route: 3, Service: 3 },
    evaluationPeriods: 25,
  },
  SlowTicket: {
    metric: 'ExcessSlow',
    severity: 'ticket',
    threshold: 2.5,
    datapointsToAlarm: { All: 8, LoadBalancer: 8, TargetGroup: 8, Route: 8, Service: 8 },
    evaluationPeriods: 30,
  },
};

const NAMES: readonly ExcessName[] = ['ErrorsPage', 'ErrorsTicket', 'SlowTicket'];

const WORDS: Readonly<Record<WatchedSet, string>> = {
  All: ALL.words,
  LoadBalancer: 'a load balancer',
  TargetGroup: 'a target group',
  Route: 'a route',
  Service: 'a service',
};

/** Which places are published. */
interface HasPlaces {
  readonly targetGroups: boolean;
  readonly routes: boolean;
  readonly services: boolean;
}

export function excessAlarms(
  scope: MetricScope,
  { targetGroups, routes, services }: HasPlaces,
): readonly AlarmDefinition[] {
  const places: readonly WatchedSet[] = [
    'All',
    'LoadBalancer',
    ...(targetGroups ? (['TargetGroup'] as const) : []),
    ...(routes ? (['Route'] as const) : []),
    ...(services ? (['Service'] as const) : []),
  ];
  return NAMES.flatMap((name) => {
    const published = publishedSets(EXCESS_SHAPES[name].metric, scope.profile);
    return places.filter((place) => published.includes(place)).map((place) => excessAlarm(scope, name, place));
  });
}

/** A profile may have nothing of a metric for target groups, routes and services. */
function publishedSets(metric: ExcessShape['metric'], profile: Profile): readonly string[] {
  return setsIn(profile, 'requests', { name: metric, by: CATALOGUE.requests.metrics[metric].by });
}

function excessAlarm(scope: MetricScope, name: ExcessName, place: WatchedSet): AlarmDefinition {
  const { metric, severity, threshold, datapointsToAlarm, evaluationPeriods } = EXCESS_SHAPES[name];
  const subject: Subject = { ...ALL, id: place, words: WORDS[place] };
  return {
    ...{ name, subject, severity, threshold, evaluationPeriods },
    metric: excessMetric(scope, metric, place),
    datapointsToAlarm: datapointsToAlarm[place],
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    // Points may be missing because they are late, or because the night is quiet. Both are no error.
    treatMissingData: TreatMissingData.NOT_BREACHING,
    notice: 'together',
    ...(place === 'All' ? {} : { watches: { set: place, isOfOne: false } }),
  };
}

const DIMENSIONS: Readonly<Record<Exclude<WatchedSet, 'All'>, readonly string[]>> = {
  LoadBalancer: ['LoadBalancer'],
  TargetGroup: ['LoadBalancer', 'TargetGroup'],
  Route: ['LoadBalancer', 'Route'],
  Service: ['LoadBalancer', 'Service'],
};

function excessMetric(scope: MetricScope, metric: ExcessShape['metric'], place: WatchedSet): IMetric {
  if (place === 'All') {
    return Object.keys(scope.extra).length === 0 ? requestMetric(scope, metric) : query(scope, metric, { names: [] });
  }
  return query(scope, metric, { names: DIMENSIONS[place], by: place });
}

/**
 * Grouped by the place alone: an alarm by two dimensions is not documented, and a target group belongs to one load
 * balancer nearly always; a route or service is then one series for all load balancers. Places of all accounts and
 * regions that log here are in it. Every name is quoted, because hundreds of words are reserved. An alarm with many
 * series must be ordered.
 */
function query(
  { namespace, extra }: MetricScope,
  metric: string,
  { names, by }: { readonly names: readonly string[]; readonly by?: string },
): IMetric {
  const schema = [namespace, ...Object.keys(extra), ...names].map(quoted).join(', ');
  const grouped = by === undefined ? '' : ` GROUP BY ${quoted(by)} ORDER BY MAX() DESC`;
  return new MathExpression({
    expression: `SELECT SUM(${quoted(metric)}) FROM SCHEMA(${schema})${grouped}`,
    usingMetrics: {},
    label: metric,
    period: Duration.minutes(1),
  });
}

function quoted(name: string): string {
  return `"${name}"`;
}
