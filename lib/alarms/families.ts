/** Alarms of the families other than requests; a family that is not read has none. */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { familyMetric, type MetricOf } from '../monitoring/metric.ts';
import { ALL, dimensionsOf } from '../monitoring/subject.ts';
import { type AlarmDefinition, QUARTER_HOUR, QUARTER_HOUR_SECONDS, type Watch } from './definition.ts';

export function familyAlarms(watch: Watch, families: readonly Family[]): readonly AlarmDefinition[] {
  return [
    ...(families.includes('connections') ? [tlsHandshakes(watch)] : []),
    ...(families.includes('healthChecks') ? healthCheckAlarms(watch) : []),
  ];
}

/** WAF logs name a web ACL, not always a load balancer: one alarm over all. */
export function firewallAlarms(watch: Watch, families: readonly Family[]): readonly AlarmDefinition[] {
  if (!families.includes('firewall')) return [];
  return [
    share({ ...watch, subject: ALL }, 'WafBlocked', ['firewall', 'WafBlocked', watch.settings.wafBlockedPercent]),
  ];
}

const COMMON = {
  treatMissingData: TreatMissingData.NOT_BREACHING,
  severity: 'ticket',
  notice: 'alone',
} as const;

function tlsHandshakes(watch: Watch): AlarmDefinition {
  return share(watch, 'TlsHandshakes', ['connections', 'TlsHandshakeFailed', watch.settings.tlsFailurePercent]);
}

/** A quarter of an hour together: the ratio of a part of the files is right, and the guards only delay. */
function share<F extends 'connections' | 'firewall'>(
  { scope, subject, settings }: Watch,
  name: 'TlsHandshakes' | 'WafBlocked',
  [family, metricName, threshold]: readonly [F, MetricOf<F>, number],
): AlarmDefinition {
  const of = (statistic: string) =>
    familyMetric(scope, [family, metricName], {
      dimensions: dimensionsOf(subject),
      statistic,
      periodSeconds: QUARTER_HOUR_SECONDS,
    });
  const { minimumRequests, minimumErrors } = settings;
  return {
    ...COMMON,
    ...QUARTER_HOUR,
    name,
    subject,
    metric: new MathExpression({
      expression: `IF(all >= ${minimumRequests} AND count >= ${minimumErrors}, 100 * count / all, 0)`,
      usingMetrics: { count: of('Sum'), all: of('SampleCount') },
      label: '%',
      period: Duration.seconds(QUARTER_HOUR_SECONDS),
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold,
  };
}

/** Each target is checked a few times a minute, however many there are: a count says more than a share of healthy ones. */
function healthCheckAlarms({ scope, subject, settings }: Watch): readonly AlarmDefinition[] {
  const alarm = (
    name: 'HealthCheckFailures' | 'TargetFlaps',
    metric: 'HealthCheckFailed' | 'HealthStateChange',
    threshold: number,
  ): AlarmDefinition => ({
    ...COMMON,
    ...QUARTER_HOUR,
    name,
    subject,
    metric: familyMetric(scope, ['healthChecks', metric], {
      dimensions: dimensionsOf(subject),
      statistic: 'Sum',
      periodSeconds: QUARTER_HOUR_SECONDS,
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold,
  });
  return [
    alarm('HealthCheckFailures', 'HealthCheckFailed', settings.healthCheckFailures),
    alarm('TargetFlaps', 'HealthStateChange', settings.healthStateChanges),
  ];
}
