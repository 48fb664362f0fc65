/** Alarms on our own metrics of requests, for one load balancer or for all of them together: what fails, on which side, why. */

import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Cause } from '../../lambda/catalogue/causes.ts';
import { type MetricScope, requestMetric } from '../monitoring/metric.ts';
import { dimensionsOf, type Subject } from '../monitoring/subject.ts';
import type { AlarmSettings } from '../settings/types.ts';
import type { AlarmDefinition, CompositeDefinition } from './definition.ts';
import { isThin, rate, THIN_SHAPE } from './rate.ts';

export interface Watch {
  readonly scope: MetricScope;
  readonly subject: Subject;
  readonly settings: AlarmSettings;
}

export function derivedAlarms(watch: Watch): readonly AlarmDefinition[] {
  return [
    errorRate(watch, 'ErrorRate', clientErrors(watch)),
    errorRate(watch, 'TargetErrorRate', targetErrors(watch)),
    errorRate(watch, 'LoadBalancerErrorRate', loadBalancerErrors(watch)),
    targetTime(watch),
    causeCount(watch, 'WafUnavailable', ['WafUnavailable']),
    causeCount(watch, 'AuthenticationFailed', ['AuthFailed', 'IdpError', 'IdpTimeout', 'JwksUnavailable']),
  ];
}

/** Late points may be missing for a while, and missing is what a quiet night looks like too: neither is an error. */
const LATE = { treatMissingData: TreatMissingData.NOT_BREACHING, notify: true } as const;

type Errors = (periodSeconds: number) => IMetric;
type RateName = 'ErrorRate' | 'TargetErrorRate' | 'LoadBalancerErrorRate';

function errorRate({ scope, subject, settings }: Watch, name: RateName, errors: Errors): AlarmDefinition {
  const requests = (periodSeconds: number) =>
    requestMetric(scope, 'Elb5xx', { dimensions: dimensionsOf(subject), statistic: 'SampleCount', periodSeconds });
  return {
    ...LATE,
    ...rate({ errors, requests, label: '% of requests' }, settings),
    name,
    subject,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: settings.errorPercent,
  };
}

function clientErrors({ scope, subject }: Watch): Errors {
  return (periodSeconds) => requestMetric(scope, 'Elb5xx', { dimensions: dimensionsOf(subject), periodSeconds });
}

function targetErrors({ scope, subject }: Watch): Errors {
  return (periodSeconds) => requestMetric(scope, 'Target5xx', { dimensions: dimensionsOf(subject), periodSeconds });
}

/** What the client saw and no target made. A target's 5xx that the client never saw would count against it, hence the floor. */
function loadBalancerErrors(watch: Watch): Errors {
  return (periodSeconds) =>
    new MathExpression({
      expression: 'IF(seen > made, seen - made, 0)',
      usingMetrics: { seen: clientErrors(watch)(periodSeconds), made: targetErrors(watch)(periodSeconds) },
      period: Duration.seconds(periodSeconds),
    });
}

/** Enough for one in a hundred to be more than the slowest request. */
const PERCENTILE_REQUESTS = 100;
/** As many are slower than the 99th percentile: it is over a time just when this share of the requests is. */
const SLOW_PERCENT = 1;

/**
 * Whether p99 is over the set time, asked as a share, for that of a part of the files is not that of all, and a percentile
 * cannot tell how much is missing. The slow requests that have come are measured by the usual traffic while the rest is on its
 * way, as the rates are. Several windows have to agree: half an hour at most, a quarter of an hour at least.
 */
function targetTime({ scope, subject, settings }: Watch): AlarmDefinition {
  const [periodSeconds, shape] = isThin(settings)
    ? [900, { datapointsToAlarm: 2, evaluationPeriods: 2 }]
    : [300, { datapointsToAlarm: 3, evaluationPeriods: 6 }];
  const { slowSeconds } = settings;
  const count = (statistic: string) =>
    requestMetric(scope, 'TargetProcessingTime', { dimensions: dimensionsOf(subject), periodSeconds, statistic });
  return {
    ...LATE,
    ...shape,
    name: 'TargetTime',
    subject,
    metric: new MathExpression({
      expression: `IF(n >= ${PERCENTILE_REQUESTS}, 100 * slow / IF(n > AVG(n), n, AVG(n)), 0)`,
      usingMetrics: { n: count('SampleCount'), slow: count(`TC(${slowSeconds}:)`) },
      label: `% of requests with target_processing_time over ${slowSeconds} s`,
      period: Duration.seconds(periodSeconds),
    }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: SLOW_PERCENT,
  };
}

/** Counts of what should not happen at all: 15 minutes together, so that late files add up and thin traffic counts. */
function causeCount(
  { scope, subject, settings }: Watch,
  name: 'WafUnavailable' | 'AuthenticationFailed',
  causes: readonly Cause[],
): AlarmDefinition {
  const metrics = causes.map((cause) =>
    requestMetric(scope, 'ErrorCause', { dimensions: { ...dimensionsOf(subject), Cause: cause }, periodSeconds: 900 }),
  );
  const ids = metrics.map((_, index) => `c${index + 1}`);
  const [first] = metrics;
  const sum = new MathExpression({
    expression: `SUM([${ids.join(', ')}])`,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`c${index + 1}`, metric])),
    label: 'requests',
    period: Duration.seconds(900),
  });
  return {
    ...LATE,
    ...THIN_SHAPE,
    name,
    subject,
    metric: metrics.length === 1 && first !== undefined ? first : sum,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: settings.causeCount,
  };
}

/**
 * Burn rates of the SRE workbook, "Alerting on SLOs": a long window says that it matters, a short one that it still lasts.
 * The short one is never below 15 minutes, for shorter ones swing with the delivery of the logs.
 */
const BURN_RATES = [
  { name: 'ErrorBudgetBurn', times: 14.4, longSeconds: 3_600, shortSeconds: 900 },
  { name: 'ErrorBudgetBurnSlow', times: 6, longSeconds: 21_600, shortSeconds: 1_800 },
] as const;

export function burnRateAlarms({ scope, subject, settings }: Watch): readonly CompositeDefinition[] {
  const { slo } = settings;
  if (slo === undefined) return [];
  return BURN_RATES.map(({ name, times, longSeconds, shortSeconds }) => {
    const part = (periodSeconds: number): AlarmDefinition => ({
      ...LATE,
      ...THIN_SHAPE,
      notify: false,
      name: 'Part',
      subject: { ...subject, id: `${subject.id}-${name}-${periodSeconds}s` },
      metric: requestMetric(scope, 'Elb5xx', {
        dimensions: dimensionsOf(subject),
        statistic: 'Average',
        periodSeconds,
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // A share cannot pass 1: a promise as low as 90 % would otherwise give an alarm that never fires.
      threshold: Math.min(0.99, Number(((times * (100 - slo)) / 100).toPrecision(6))),
    });
    return { name, subject, parts: [part(longSeconds), part(shortSeconds)] };
  });
}
