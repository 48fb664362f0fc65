/**
 * The values of an alarm's evaluation range -> its state and the reason for it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
import type { MetricAlarmDefinition } from './alarm-definition.ts';
import type { TimeGrid } from './math-values.ts';
import { type AlarmState, type Decision, decideState } from './missing-data.ts';
import type { DataPoint } from './store.ts';

export interface StateDecision {
  readonly state: AlarmState;
  /** A sentence in the style of CloudWatch's StateReason. */
  readonly reason: string;
  /** The data points of the evaluation range, oldest first, without the missing ones. */
  readonly datapoints: readonly DataPoint[];
}

export function verdictOn(
  alarm: MetricAlarmDefinition,
  values: readonly (number | undefined)[],
  { grid, previous }: { readonly grid: TimeGrid; readonly previous: AlarmState },
): StateDecision {
  const breaching = values.map((value) => (value === undefined ? undefined : breaches(alarm, value)));
  const decision = decideState(breaching, { ...alarm, previous });
  return {
    state: decision.state,
    // Most evaluations change nothing, and then nobody reads why.
    get reason() {
      return reasonFor(alarm, decision, this.datapoints);
    },
    get datapoints() {
      return datapointsOf(values, grid);
    },
  };
}

export function datapointsOf(values: readonly (number | undefined)[], grid: TimeGrid): readonly DataPoint[] {
  return values.flatMap((value, index) =>
    value === undefined ? [] : [{ timestamp: grid.from + index * grid.period * 1000, value }],
  );
}

function breaches({ comparisonOperator, threshold }: MetricAlarmDefinition, value: number): boolean {
  switch (comparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

const COMPARISON_WORDS = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;

function reasonFor(
  alarm: MetricAlarmDefinition,
  { state, because }: Decision,
  datapoints: readonly DataPoint[],
): string {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData, threshold } = alarm;
  if (because === 'no data')
    return `Insufficient Data: no data points in the evaluation range (missing data: ${treatMissingData})`;
  const latest = datapoints.slice(-evaluationPeriods);
  if (latest.length === 0) return `No data points in the evaluation range, treated as ${treatMissingData}`;
  const hits = latest.filter(({ value }) => breaches(alarm, value)).length;
  const list = latest
    .toReversed()
    .map(
      ({ timestamp, value }) => `${Number(value.toPrecision(6))} (${new Date(timestamp).toISOString().slice(0, 16)})`,
    )
    .join(', ');
  const not = state === 'ALARM' ? '' : `; ${datapointsToAlarm} needed`;
  const filled = evaluationPeriods - latest.length;
  const gap = filled > 0 ? `; ${filled} missing, treated as ${treatMissingData}` : '';
  return `${hits} of the last ${evaluationPeriods} data points [${list}] were ${COMPARISON_WORDS[alarm.comparisonOperator]} the threshold (${threshold})${not}${gap}`;
}
