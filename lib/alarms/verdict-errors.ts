/** The alarm on the function that an alarm starts. Nothing else says that its messages no longer come. */
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/types.ts';
import { description } from './description.ts';

export interface WatchedVerdict {
  readonly settings: Settings;
  /** How the names of the alarms begin, and the name of the dashboard. */
  readonly name: string;
  readonly function: IFunction;
  readonly topic: ITopic;
}

/** In ALARM when the function fails. Made in `scope`, the construct of the function. */
export function alarmOnVerdictErrors(scope: Construct, watched: WatchedVerdict): Alarm {
  const { name, settings, topic } = watched;
  const words = { dashboardName: name, settings: settings.alarms };
  const alarm = new Alarm(scope, 'Errors', {
    alarmName: `${name}-VerdictErrors`,
    alarmDescription: description(scope, words, { name: 'VerdictErrors', subject: undefined }),
    metric: watched.function.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  if (settings.alarms.notifyRecovery) alarm.addOkAction(action);
  return alarm;
}
