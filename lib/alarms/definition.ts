/** What one alarm is before it becomes a resource: plain data, made by the tables beside this file. */
import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Subject } from '../monitoring/subject.ts';
import type { AlarmName } from './texts.ts';

/** How many of the last periods must breach. The period itself is the metric's. */
export interface Shape {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** A page wakes somebody up, a ticket waits until work begins. */
export type Severity = 'page' | 'ticket';

export interface AlarmDefinition extends Shape {
  readonly name: AlarmName;
  /** Undefined for an alarm on the pipeline, of which there is one. */
  readonly subject: Subject | undefined;
  readonly metric: IMetric;
  readonly comparisonOperator: ComparisonOperator;
  readonly threshold: number;
  readonly treatMissingData: TreatMissingData;
  /** False for an alarm that only a composite alarm reads. */
  readonly notify: boolean;
  readonly severity?: Severity;
  /** How long a new alarm has no opinion, unless it has data for all its periods before. */
  readonly warmUpMinutes?: number;
  /** Whether its periods lie on the clock. CloudWatch then retrieves exactly those; allowed are 1 and 5 minutes, 1 hour, … */
  readonly isWallClock?: boolean;
}

/** In ALARM when all of its parts are. */
export interface CompositeDefinition {
  readonly name: AlarmName;
  readonly subject: Subject;
  readonly severity?: Severity;
  readonly parts: readonly AlarmDefinition[];
}
