/** Alarms on the pipeline itself. One of each, for all load balancers together. */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { pipelineMetric } from '../monitoring/metric.ts';
import { type MonitoringProps, scopeOf } from '../monitoring/subject.ts';
import type { AlarmDefinition, Shape } from './definition.ts';
import type { AlarmName } from './texts.ts';

const ONCE: Shape = { datapointsToAlarm: 1, evaluationPeriods: 1 };

export function pipelineAlarms(props: MonitoringProps): readonly AlarmDefinition[] {
  const { queue, deadLetterQueue, handler, settings } = props;
  const scope = scopeOf(props);
  const [minute, five] = [Duration.minutes(1), Duration.minutes(5)];
  return [
    atLeast(
      'DeadLetters',
      deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
      [1, ONCE],
    ),
    atLeast('OldestMessage', queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' }), [
      settings.oldestMessageSeconds,
      { datapointsToAlarm: 3, evaluationPeriods: 5 },
    ]),
    // The queue retries one failed invocation, so only repeated failures are an alarm.
    atLeast('FunctionErrors', handler.metricErrors({ period: five }), [
      1,
      { datapointsToAlarm: 2, evaluationPeriods: 3 },
    ]),
    atLeast('FunctionThrottles', handler.metricThrottles({ period: five }), [
      1,
      { datapointsToAlarm: 3, evaluationPeriods: 3 },
    ]),
    // Another attempt will not help, so this one does not wait for the retries.
    atLeast('FailedObjects', pipelineMetric(scope, 'FailedObjects', { periodSeconds: 300 }), [1, ONCE]),
    ...(settings.nothingReceived ? [nothingReceived(props)] : []),
    // Their timestamp is the minute of ingestion, so these two are not late.
    atLeast('UnparsedLines', pipelineMetric(scope, 'LogLinesUnparsed', { periodSeconds: 300 }), [
      settings.unparsedLines,
      ONCE,
    ]),
    atLeast('SeriesDropped', pipelineMetric(scope, 'SeriesDropped', { periodSeconds: 900 }), [1, ONCE]),
  ];
}

const A_DAY: Shape = { datapointsToAlarm: 24, evaluationPeriods: 24 };

/**
 * For a deployment that counts no object at all: logs that were never switched on, another prefix, events that go
 * elsewhere, objects that are all ignored. What is missing breaches, so a new deployment has a day to begin.
 */
function nothingReceived(props: MonitoringProps): AlarmDefinition {
  return {
    ...atLeast('NothingReceived', pipelineMetric(scopeOf(props), 'LogObjects', { periodSeconds: 3_600 }), [1, A_DAY]),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    warmUpMinutes: 24 * 60,
    isWallClock: true,
  };
}

function atLeast(name: AlarmName, metric: IMetric, [threshold, shape]: readonly [number, Shape]): AlarmDefinition {
  return {
    ...shape,
    name,
    subject: undefined,
    metric,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    severity: 'ticket',
    notice: 'alone',
  };
}
