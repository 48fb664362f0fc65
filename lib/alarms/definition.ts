/** One alarm before it becomes a resource: plain data, from the tables in this folder. */

import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Severity } from '../../lambda/verdict/settings.ts';
import type { WatchedMembers } from '../monitoring/bill.ts';
import type { MetricScope } from '../monitoring/metric.ts';
import type { Subject } from '../monitoring/subject.ts';
import type { AlarmSettings } from '../settings/types.ts';
import type { AlarmName } from './texts.ts';

/** What alarms on one subject are told. */
export interface Watch {
  readonly scope: MetricScope;
  readonly subject: Subject;
  readonly settings: AlarmSettings;
}

/**
 * Who tells people:
 * - `together`: the composite alarm of its severity, so that one incident is one notification, however many alarms see
 *   it.
 * - `alone`: the alarm itself. It is about something else, and while it lasts it must not hide an incident.
 * - `never`: another alarm reads it.
 */
export type Notice = 'together' | 'alone' | 'never';

/** How many of the last periods must breach. The period itself is the metric's. */
export interface Shape {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

export interface AlarmDefinition extends Shape {
  readonly name: AlarmName;
  /** Undefined for an alarm on the pipeline, of which there is one. */
  readonly subject: Subject | undefined;
  readonly metric: IMetric;
  readonly comparisonOperator: ComparisonOperator;
  readonly threshold: number;
  readonly treatMissingData: TreatMissingData;
  readonly severity: Severity;
  readonly notice: Notice;
  /** How long a new alarm has no opinion, unless it has data for all its periods before. */
  readonly warmUpMinutes?: number;
  /**
   * Whether its periods lie on the clock. CloudWatch then retrieves exactly those; allowed are 1 and 5 minutes, 1 hour,
   * …
   */
  readonly isWallClock?: boolean;
  /** What its query watches every one of: the alarm costs by how many there are. */
  readonly watches?: WatchedMembers;
}

/** In ALARM when all of its parts are. */
export interface CompositeDefinition {
  readonly name: AlarmName;
  readonly subject: Subject;
  readonly severity: Severity;
  readonly notice: Notice;
  readonly parts: readonly AlarmDefinition[];
}

/** A period of 15 minutes: right for what happens seldom. Late files only add to it. */
export const QUARTER_HOUR: Shape = { datapointsToAlarm: 1, evaluationPeriods: 1 };
export const QUARTER_HOUR_SECONDS = 900;
