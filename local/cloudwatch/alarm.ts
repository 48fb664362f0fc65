// The properties of an AWS::CloudWatch::Alarm, with tokens resolved, go in; its state at a minute comes out.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
import { type AlarmDefinition, lowSampleLimit } from './alarm-definition.ts';
import { type AlarmState, type Decision, decide } from './missing-data.ts';
import { type MetricQuery, metricSeries, runQueries } from './query.ts';
import type { DataPoint, MetricStore } from './store.ts';

export interface EvaluationOptions {
  /** The state before; a new alarm starts with INSUFFICIENT_DATA. */
  readonly previous?: AlarmState;
  /** Sees only data that had arrived by this time; default: everything. */
  readonly asOf?: number | undefined;
  /**
   * How many periods beyond EvaluationPeriods are retrieved in case some are missing. CloudWatch says there are some,
   * but not how many; the only documented example has 2.
   */
  readonly extraPeriods?: number;
}

export interface Evaluation {
  readonly state: AlarmState;
  /** A sentence in the style of CloudWatch's StateReason. */
  readonly reason: string;
  /** The data points of the evaluation range, oldest first, without the missing ones. */
  readonly datapoints: readonly DataPoint[];
}

const MINUTE = 60_000;
const EXTRA_PERIODS = 2;

/** Evaluates a metric alarm at a time, which is cut to the minute: its latest data point ends there. */
export function evaluateAlarm(
  alarm: AlarmDefinition,
  store: MetricStore,
  at: number,
  options: EvaluationOptions = {},
): Evaluation {
  const { previous = 'INSUFFICIENT_DATA', asOf, extraPeriods = EXTRA_PERIODS } = options;
  const grid = evaluationGrid(alarm, at, alarm.evaluationPeriods + extraPeriods);
  const values = alarmValues(alarm, store, { grid, asOf });
  const datapoints = values.flatMap((value, index) =>
    value === undefined ? [] : [{ timestamp: grid.from + index * grid.period * 1000, value }],
  );
  const low = tooFewSamples(alarm, store, { at, asOf });
  if (low) return { state: previous, reason: low, datapoints };
  const breaching = values.map((value) => (value === undefined ? undefined : breaches(alarm, value)));
  const decision = decide(breaching, { ...alarm, previous });
  return { state: decision.state, reason: reasonFor(alarm, decision, datapoints), datapoints };
}

/** A sliding window ends at the minute of the evaluation, a wall clock window at the last full multiple of the period. */
function evaluationGrid({ period, evaluationWindow }: AlarmDefinition, at: number, length: number) {
  const unit = evaluationWindow === 'wallClock' ? period * 1000 : MINUTE;
  const end = Math.floor(at / unit) * unit;
  return { from: end - length * period * 1000, period, length };
}

type Grid = ReturnType<typeof evaluationGrid>;

function alarmValues(
  alarm: AlarmDefinition,
  store: MetricStore,
  { grid, asOf }: { grid: Grid; asOf: number | undefined },
): readonly (number | undefined)[] {
  const queries = alarm.queries.map((query): MetricQuery => ({ ...query, grid }));
  const value = runQueries(queries, store, { asOf, search: 'refused' })(alarm.returnId);
  if (value.kind !== 'series') throw new Error(`alarm '${alarm.name}' must watch one time series, got ${value.kind}`);
  return value.series.values;
}

function breaches({ comparisonOperator, threshold }: AlarmDefinition, value: number): boolean {
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

/** With EvaluateLowSampleCountPercentile `ignore`, a percentile of too few samples changes nothing. */
function tooFewSamples(
  alarm: AlarmDefinition,
  store: MetricStore,
  { at, asOf }: { at: number; asOf: number | undefined },
): string | undefined {
  const watched = alarm.queries.find((query) => query.id === alarm.returnId);
  const limit = lowSampleLimit(alarm);
  if (limit === undefined || !watched || !('metric' in watched)) return undefined;
  const grid = evaluationGrid(alarm, at, alarm.evaluationPeriods);
  const counts = metricSeries(store, { metric: watched.metric, stat: 'SampleCount', grid }, { asOf }).values;
  const samples = counts.reduce<number>((all, count) => all + (count ?? 0), 0);
  // Nothing at all is missing data, which has its own rule.
  if (samples === 0 || samples >= limit) return undefined;
  return `Ignored: ${samples} samples in the evaluation period are fewer than the ${Math.ceil(limit)} that ${watched.stat} needs`;
}

const COMPARISON_WORDS = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;

function reasonFor(alarm: AlarmDefinition, { state, because }: Decision, datapoints: readonly DataPoint[]): string {
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
