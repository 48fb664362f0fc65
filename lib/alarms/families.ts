/** Alarms of the families other than requests; a family that is not read has none. */
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Family } from '../../lambda/catalogue/entry.ts';
import { familyMetric, type MetricOf } from '../monitoring/metric.ts';
import { ALL, dimensionsOf } from '../monitoring/subject.ts';
import type { AlarmDefinition } from './definition.ts';
import type { Watch } from './derived.ts';
import { rate, THIN_SHAPE } from './rate.ts';

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

const COMMON = { treatMissingData: TreatMissingData.NOT_BREACHING, notify: true } as const;

function tlsHandshakes(watch: Watch): AlarmDefinition {
  return share(watch, 'TlsHandshakes', ['connections', 'TlsHandshakeFailed', watch.settings.tlsFailurePercent]);
}

function share<F extends 'connections' | 'firewall'>(
  { scope, subject, settings }: Watch,
  name: 'TlsHandshakes' | 'WafBlocked',
  [family, metricName, threshold]: readonly [F, MetricOf<F>, number],
): AlarmDefinition {
  const metric = (statistic: string) => (periodSeconds: number) =>
    familyMetric(scope, [family, metricName], { dimensions: dimensionsOf(subject), statistic, periodSeconds });
  const parts = { errors: metric('Sum'), requests: metric('SampleCount'), label: '%' };
  return {
    ...COMMON,
    ...rate(parts, settings),
    name,
    subject,
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
    ...THIN_SHAPE,
    name,
    subject,
    metric: familyMetric(scope, ['healthChecks', metric], {
      dimensions: dimensionsOf(subject),
      statistic: 'Sum',
      periodSeconds: 900,
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold,
  });
  return [
    alarm('HealthCheckFailures', 'HealthCheckFailed', settings.healthCheckFailures),
    alarm('TargetFlaps', 'HealthStateChange', settings.healthStateChanges),
  ];
}
