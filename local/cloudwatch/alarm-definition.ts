/** Alarms as the model evaluates them. */
import type { TreatMissingData } from './missing-data.ts';
import { percentileOf } from './statistic.ts';
import type { MetricIdentity } from './store.ts';

type ComparisonOperator =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

export type AlarmQuery =
  | { readonly id: string; readonly metric: MetricIdentity; readonly stat: string }
  | { readonly id: string; readonly expression: string };

interface WarmUp {
  readonly minutes: number;
  /** Otherwise the warm-up ends as soon as every period of the evaluation window has data. */
  readonly isFixed: boolean;
}

export interface MetricAlarmDefinition {
  readonly kind: 'metric';
  readonly name: string;
  readonly description: string | undefined;
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: TreatMissingData;
  readonly lowSamples: 'evaluate' | 'ignore';
  readonly evaluationWindow: 'sliding' | 'wallClock';
  /** Whether it has an action for ALARM; default: true. */
  readonly notifies?: boolean;
  /** How long a new alarm stays in INSUFFICIENT_DATA; none by default. */
  readonly warmUp?: WarmUp | undefined;
  readonly queries: readonly AlarmQuery[];
  /** The id of the query whose value is compared with the threshold. */
  readonly returnId: string;
}

export interface CompositeAlarmDefinition {
  readonly kind: 'composite';
  readonly name: string;
  readonly description: string | undefined;
  readonly rule: string;
  readonly notifies?: boolean;
  /** The alarm that holds its actions back. */
  readonly suppressor?: Suppressor | undefined;
}

export interface Suppressor {
  /** Its name. */
  readonly alarm: string;
  /** How long the composite alarm waits for it to go into ALARM. */
  readonly waitSeconds: number;
  /** How long after it has left ALARM the composite alarm still takes no action. */
  readonly extensionSeconds: number;
}

/**
 * How many samples a data point needs before a percentile counts, or undefined if the alarm does not care.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
export function lowSampleLimit(alarm: MetricAlarmDefinition): number | undefined {
  const watched = alarm.queries.find((query) => query.id === alarm.returnId);
  const percentile = watched && 'stat' in watched ? percentileOf(watched.stat) : undefined;
  if (alarm.lowSamples !== 'ignore' || percentile === undefined || percentile <= 0 || percentile >= 100)
    return undefined;
  // Rounded, because 10 / (1 - 0.99) is not quite 1,000 in floating point.
  const share = percentile >= 50 ? 100 - percentile : percentile;
  return Math.round((1000 / share) * 1e6) / 1e6;
}
