/** Alarms of the families other than requests; a family that is not read has none. */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { familyMetric, type MetricOf } from '../monitoring/metric.ts';
import { ALL, dimensionsOf } from '../monitoring/subject.ts';
import { type AlarmDefinition, QUARTER_HOUR, QUARTER_HOUR_SECONDS, type Watch } from './definition.ts';

/** Alarms on each load balancer that is watched. */
const OF_LOAD_BALANCER: { readonly [F in Family]?: (watch: Watch) => readonly AlarmDefinition[] } = {
  connections: (watch) => [tlsHandshakes(watch)],
  healthChecks: healthCheckAlarms,
};

/** Alarms over all: logs of AWS WAF name a web ACL, not always a load balancer. */
const OVER_ALL: typeof OF_LOAD_BALANCER = {
  firewall: (watch) => [share(watch, 'WafBlocked', ['firewall', 'WafBlocked', watch.settings.wafBlockedPercent])],
};

export function familyAlarms(watch: Watch, families: readonly Family[]): readonly AlarmDefinition[] {
  return families.flatMap((family) => OF_LOAD_BALANCER[family]?.(watch) ?? []);
}

export function familyAlarmsOverAll(watch: Watch, families: readonly Family[]): readonly AlarmDefinition[] {
  return families.flatMap((family) => OVER_ALL[family]?.({ ...watch, subject: ALL }) ?? []);
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

/**
 * Each target is checked a few times a minute, however many there are: a count says more than a share of healthy ones.
 */
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
