/**
 * Tickets on causes that are none of the application's and zero while all is well: counts, which late files can only
 * add to.
 */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Cause } from '../../lambda/catalogue/causes/index.ts';
import { requestMetric } from '../monitoring/metric.ts';
import { dimensionsOf } from '../monitoring/subject.ts';
import { type AlarmDefinition, QUARTER_HOUR, QUARTER_HOUR_SECONDS, type Watch } from './definition.ts';

export function causeAlarms(watch: Watch): readonly AlarmDefinition[] {
  return [
    causeCount(watch, 'WafUnavailable', ['WafUnavailable']),
    causeCount(watch, 'AuthenticationFailed', ['AuthFailed', 'IdpError', 'IdpTimeout', 'JwksUnavailable']),
  ];
}

function causeCount(
  { scope, subject, settings }: Watch,
  name: 'WafUnavailable' | 'AuthenticationFailed',
  causes: readonly Cause[],
): AlarmDefinition {
  const metrics = causes.map((cause) =>
    requestMetric(scope, 'ErrorCause', {
      dimensions: { ...dimensionsOf(subject), Cause: cause },
      periodSeconds: QUARTER_HOUR_SECONDS,
    }),
  );
  const byId = Object.fromEntries(metrics.map((metric, index) => [`c${index + 1}`, metric]));
  const [first] = metrics;
  const sum = new MathExpression({
    expression: `SUM([${Object.keys(byId).join(', ')}])`,
    usingMetrics: byId,
    label: 'requests',
    period: Duration.seconds(QUARTER_HOUR_SECONDS),
  });
  return {
    ...QUARTER_HOUR,
    name,
    subject,
    metric: metrics.length === 1 && first !== undefined ? first : sum,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: settings.causeCount,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    severity: 'ticket',
    notice: 'together',
  };
}
