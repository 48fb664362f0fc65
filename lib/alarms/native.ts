/**
 * Alarms on AWS's own metrics of a load balancer, which are a minute or two old: they page first, ours say what it is.
 * Names and dimensions: Application Load Balancer user guide, "CloudWatch metrics for your Application Load Balancer".
 */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { requestMetric } from '../monitoring/metric.ts';
import type { AlarmDefinition } from './definition.ts';
import type { Watch } from './derived.ts';

export const NATIVE_NAMESPACE = 'AWS/ApplicationELB';

/** Native counts are complete within two minutes and are not reported when zero; so five minutes suffice and FILL is safe. */
const THREE_OF_FIVE = { datapointsToAlarm: 3, evaluationPeriods: 5 } as const;
const FIVE_OF_TEN = { datapointsToAlarm: 5, evaluationPeriods: 10 } as const;
const COMMON = { treatMissingData: TreatMissingData.NOT_BREACHING, notify: true } as const;

/** Three errors of twenty requests in each of three minutes do not happen by chance at one percent. */
const ERRORS_A_MINUTE = 3;
const REQUESTS_A_MINUTE = 20;
const PERCENTILE_REQUESTS = 100;

/** For a subject that is one load balancer. */
export function nativeAlarms(watch: Watch): readonly AlarmDefinition[] {
  return [
    // Requests refused before a target was chosen are not in RequestCount; adding the errors never overstates the share.
    nativeRate(watch, 'NativeLoadBalancerErrorRate', ['HTTPCode_ELB_5XX_Count', 'FILL(r, 0) + FILL(e, 0)']),
    nativeRate(watch, 'NativeTargetErrorRate', ['HTTPCode_Target_5XX_Count', 'FILL(r, 0)']),
    rejectedConnections(watch),
    unhealthyHosts(watch),
    nativeTargetTime(watch),
    ...(watch.settings.disconnected ? [logsStopped(watch)] : []),
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

function nativeRate(
  { subject, settings }: Watch,
  name: 'NativeLoadBalancerErrorRate' | 'NativeTargetErrorRate',
  [errors, requests]: readonly [metricName: string, requests: string],
): AlarmDefinition {
  return {
    ...COMMON,
    ...THREE_OF_FIVE,
    name,
    subject,
    metric: expression(
      `IF(FILL(e, 0) >= ${ERRORS_A_MINUTE} AND ${requests} >= ${REQUESTS_A_MINUTE}, 100 * FILL(e, 0) / (${requests}), 0)`,
      { e: native(subject, errors), r: native(subject, 'RequestCount') },
      '% of requests',
    ),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: settings.errorPercent,
  };
}

function rejectedConnections({ subject, settings }: Watch): AlarmDefinition {
  return {
    ...COMMON,
    ...THREE_OF_FIVE,
    name: 'RejectedConnections',
    subject,
    metric: native(subject, 'RejectedConnectionCount'),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: settings.rejectedConnections,
  };
}

/**
 * UnHealthyHostCount exists per target group only, and which there are is not known at deployment. An alarm may not SEARCH,
 * but it may be a Metrics Insights query, which finds the target groups each time.
 */
function unhealthyHosts({ subject }: Watch): AlarmDefinition {
  const schema = `SCHEMA("${NATIVE_NAMESPACE}", LoadBalancer, TargetGroup)`;
  return {
    ...COMMON,
    ...FIVE_OF_TEN,
    name: 'UnhealthyHosts',
    subject,
    metric: expression(
      `SELECT MAX(UnHealthyHostCount) FROM ${schema} WHERE LoadBalancer = '${subject.loadBalancer ?? ''}'`,
      {},
      'unhealthy targets',
    ),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
  };
}

function nativeTargetTime({ subject, settings }: Watch): AlarmDefinition {
  return {
    ...COMMON,
    ...FIVE_OF_TEN,
    name: 'NativeTargetTime',
    subject,
    metric: expression(
      `IF(r >= ${PERCENTILE_REQUESTS}, slow, 0)`,
      { r: native(subject, 'RequestCount'), slow: native(subject, 'TargetResponseTime', 'p99') },
      'p99 of TargetResponseTime',
    ),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: settings.slowSeconds,
  };
}

/** Two windows of 15 minutes in a row: the youngest may be empty while files are on their way, both may not. */
function logsStopped({ scope, subject, settings }: Watch): AlarmDefinition {
  const options = { statistic: 'SampleCount', periodSeconds: 900 } as const;
  const loadBalancer = subject.loadBalancer ?? '';
  return {
    ...COMMON,
    name: 'LogsStopped',
    subject,
    datapointsToAlarm: 2,
    evaluationPeriods: 2,
    metric: new MathExpression({
      expression: `IF(FILL(r, 0) >= ${settings.minimumRequests} AND FILL(n, 0) < 1, 1, 0)`,
      usingMetrics: {
        r: nativeMetric('RequestCount', loadBalancer, { periodSeconds: 900 }),
        n: requestMetric(scope, 'Elb5xx', { dimensions: { LoadBalancer: loadBalancer }, ...options }),
      },
      label: '1 while traffic has no log',
      period: Duration.seconds(900),
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
  };
}

function native({ loadBalancer = '' }: Watch['subject'], metricName: string, statistic?: string): Metric {
  return nativeMetric(metricName, loadBalancer, { ...(statistic !== undefined && { statistic }) });
}

function expression(text: string, usingMetrics: Record<string, IMetric>, label: string): MathExpression {
  return new MathExpression({ expression: text, usingMetrics, label, period: Duration.minutes(1) });
}
