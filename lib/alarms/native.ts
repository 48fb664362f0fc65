/**
 * Alarms on AWS's own metrics of a load balancer, which are one to four minutes old: they are often the first, ours say
 * what it is. Names and dimensions: Application Load Balancer user guide, "CloudWatch metrics for your Application Load
 * Balancer".
 *
 * No FILL: the newest points of what it fills are always the filler, so with metrics three minutes old nothing would
 * ever fire. Where only one of two metrics has a point, CloudWatch counts the other as 0, which is just what a count of
 * errors means.
 */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition, Watch } from './definition.ts';
import { hasOneSlowness } from './limits.ts';

const NATIVE_NAMESPACE = 'AWS/ApplicationELB';

/**
 * Metrics may be four minutes old, and how much further back an alarm looks is not documented: fifteen minutes hold
 * enough.
 */
const EVALUATION_PERIODS = 15;
const COMMON = {
  evaluationPeriods: EVALUATION_PERIODS,
  treatMissingData: TreatMissingData.NOT_BREACHING,
  notice: 'together',
} as const;

const PERCENTILE_REQUESTS = 100;

/** For a subject that is one load balancer. */
export function nativeAlarms(watch: Watch): readonly AlarmDefinition[] {
  return [
    loadBalancerErrors(watch),
    targetErrors(watch),
    rejectedConnections(watch, native(watch.subject, 'RejectedConnectionCount')),
    noHealthyTargets(watch),
    unhealthyHosts(watch),
    ...(hasOneSlowness(watch.settings, watch.subject) ? [nativeTargetTime(watch)] : []),
  ];
}

/** For many load balancers: what a query finds in all of them. Errors and slowness of each are watched in the logs. */
export function nativeAlarmsOverAll(watch: Watch): readonly AlarmDefinition[] {
  const query = [
    `SELECT SUM("RejectedConnectionCount") FROM SCHEMA("${NATIVE_NAMESPACE}", "LoadBalancer")`,
    'GROUP BY "LoadBalancer" ORDER BY MAX() DESC',
  ];
  return [
    {
      ...rejectedConnections(watch, expression(query.join(' '), {}, 'rejected connections')),
      watches: { set: 'LoadBalancer', isOfOne: false },
    },
    noHealthyTargets(watch),
    unhealthyHosts(watch),
  ];
}

export function nativeMetric(
  metricName: string,
  loadBalancer: string,
  options: { readonly statistic?: string; readonly periodSeconds?: number; readonly label?: string } = {},
): Metric {
  return new Metric({
    namespace: NATIVE_NAMESPACE,
    metricName,
    dimensionsMap: { LoadBalancer: loadBalancer },
    statistic: options.statistic ?? 'Sum',
    period: Duration.seconds(options.periodSeconds ?? 60),
    ...(options.label !== undefined && { label: options.label }),
  });
}

/** Errors a minute beyond those that are allowed and one standard deviation of chance. */
const ERRORS_MORE_THAN = 1.5;

/**
 * Requests refused before a target was chosen are not in RequestCount: adding the errors never overstates the share.
 */
function loadBalancerErrors(watch: Watch): AlarmDefinition {
  const excess = (allowed: number) => excessOver(allowed, '(r + e)');
  // Four minutes: where the errors of three have come before their requests, they would pass for all there is.
  return nativeErrors(watch, 'NativeLoadBalancerErrors', { metric: 'HTTPCode_ELB_5XX_Count', excess, minutes: 4 });
}

/**
 * A target that answers was chosen, so its requests are in RequestCount; until that has come, a minute says nothing.
 */
function targetErrors(watch: Watch): AlarmDefinition {
  const excess = (allowed: number) => `IF(r > 0, ${excessOver(allowed, 'r')}, 0)`;
  return nativeErrors(watch, 'NativeTargetErrors', { metric: 'HTTPCode_Target_5XX_Count', excess, minutes: 3 });
}

function excessOver(allowed: number, requests: string): string {
  const variance = Number((allowed * (1 - allowed)).toPrecision(6));
  return `e - ${allowed} * ${requests} - (${variance} * ${requests}) ^ 0.5`;
}

interface NativeErrors {
  readonly metric: string;
  readonly excess: (allowed: number) => string;
  readonly minutes: number;
}

function nativeErrors(
  { subject, settings }: Watch,
  name: 'NativeLoadBalancerErrors' | 'NativeTargetErrors',
  { metric, excess, minutes }: NativeErrors,
): AlarmDefinition {
  const allowed = Number((settings.errorPercent / 100).toPrecision(6));
  return {
    ...COMMON,
    name,
    subject,
    severity: 'page',
    datapointsToAlarm: minutes,
    metric: expression(
      excess(allowed),
      { e: native(subject, metric), r: native(subject, 'RequestCount') },
      '5xx beyond what is allowed',
    ),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: ERRORS_MORE_THAN,
  };
}

function rejectedConnections({ subject, settings }: Watch, metric: IMetric): AlarmDefinition {
  return {
    ...COMMON,
    name: 'RejectedConnections',
    subject,
    severity: 'page',
    datapointsToAlarm: 3,
    metric,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: settings.rejectedConnections,
  };
}

/** Every target group has a state and its name in the notification. One with no registered target has no data. */
function noHealthyTargets({ subject }: Watch): AlarmDefinition {
  return {
    ...COMMON,
    name: 'NoHealthyTargets',
    watches: { set: 'TargetGroup', isOfOne: subject.loadBalancer !== undefined },
    subject,
    severity: 'page',
    datapointsToAlarm: 3,
    metric: byTargetGroup(subject, { metricName: 'HealthyHostCount', order: 'ASC', label: 'healthy targets' }),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
  };
}

function unhealthyHosts({ subject }: Watch): AlarmDefinition {
  return {
    ...COMMON,
    name: 'UnhealthyHosts',
    watches: { set: 'TargetGroup', isOfOne: subject.loadBalancer !== undefined },
    subject,
    severity: 'ticket',
    // One bad target of many may stay for days, and must not hide an incident.
    notice: 'alone',
    datapointsToAlarm: 5,
    metric: byTargetGroup(subject, { metricName: 'UnHealthyHostCount', order: 'DESC', label: 'unhealthy targets' }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
  };
}

/** An alarm has at most 500 series, the first ones: by their worst minute, and not by how they were before it. */
const WORST_FIRST = { ASC: 'MIN() ASC', DESC: 'MAX() DESC' } as const;

interface ByTargetGroup {
  readonly metricName: string;
  readonly order: keyof typeof WORST_FIRST;
  readonly label: string;
}

/**
 * Which target groups there are is not known at deployment: a query finds them each time. Names are quoted, some are
 * reserved.
 */
function byTargetGroup({ loadBalancer }: Watch['subject'], { metricName, order, label }: ByTargetGroup): IMetric {
  const query = [
    `SELECT MAX("${metricName}") FROM SCHEMA("${NATIVE_NAMESPACE}", "LoadBalancer", "TargetGroup")`,
    ...(loadBalancer === undefined ? [] : [`WHERE "LoadBalancer" = '${loadBalancer}'`]),
    `GROUP BY "TargetGroup" ORDER BY ${WORST_FIRST[order]}`,
  ];
  return expression(query.join(' '), {}, label);
}

function nativeTargetTime({ subject, settings }: Watch): AlarmDefinition {
  return {
    ...COMMON,
    name: 'NativeTargetTime',
    subject,
    severity: 'ticket',
    datapointsToAlarm: 5,
    metric: expression(
      `IF(r >= ${PERCENTILE_REQUESTS}, slow, 0)`,
      { r: native(subject, 'RequestCount'), slow: native(subject, 'TargetResponseTime', 'p99') },
      'p99 of TargetResponseTime',
    ),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: settings.slowSeconds,
  };
}

function native({ loadBalancer = '' }: Watch['subject'], metricName: string, statistic?: string): Metric {
  return nativeMetric(metricName, loadBalancer, { ...(statistic !== undefined && { statistic }) });
}

function expression(text: string, usingMetrics: Record<string, IMetric>, label: string): MathExpression {
  return new MathExpression({ expression: text, usingMetrics, label, period: Duration.minutes(1) });
}
