/**
 * The properties of an AWS::CloudWatch::Alarm, with tokens resolved, go in; its state at a minute comes out.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
import { insightsUse } from './alarm-admission.ts';
import { lowSampleLimit, type MetricAlarmDefinition } from './alarm-definition.ts';
import { type ContributorEvaluation, evaluateContributors, type PreviousContributor } from './contributors.ts';
import type { TimeGrid } from './math-values.ts';
import type { AlarmState } from './missing-data.ts';
import type { Outlook } from './outlook.ts';
import { type MetricQuery, metricSeries, runQueries } from './query.ts';
import type { MetricStore } from './store.ts';
import { datapointsOf, type StateDecision, verdictOn } from './verdict.ts';

export interface EvaluationOptions {
  /** The state before; a new alarm starts with INSUFFICIENT_DATA. */
  readonly previous?: AlarmState;
  readonly previousContributors?: ReadonlyMap<string, PreviousContributor>;
  /** Sees only data that had arrived by this time; default: everything. */
  readonly asOf?: number | undefined;
  /**
   * How many periods beyond EvaluationPeriods are retrieved in case some are missing. CloudWatch says there are some,
   * but not how many. Default: 2 as in the only documented example, and 4 for a Metrics Insights query, which is the
   * least that was seen. A wall clock window retrieves exactly its own.
   */
  readonly extraPeriods?: number;
  /**
   * Known of a whole replay: an evaluation that cannot breach is not computed, and contributors that stay OK are left
   * out.
   */
  readonly outlook?: Outlook | undefined;
}

export interface Evaluation extends StateDecision {
  /** Of an alarm on a Metrics Insights query with GROUP BY: the series it selects, and those it selected no longer. */
  readonly contributors: readonly ContributorEvaluation[];
}

const MINUTE = 60_000;
const EXTRA_PERIODS = 2;
const EXTRA_PERIODS_INSIGHTS = 4;
/** A series was not seen by a query 57 s after it had been published, and was seen after 75 s. */
const INSIGHTS_DELAY_MILLIS = 75_000;

/** Evaluates a metric alarm at a time, which is cut to the minute: its latest data point ends there. */
export function evaluateAlarm(
  alarm: MetricAlarmDefinition,
  store: MetricStore,
  at: number,
  options: EvaluationOptions = {},
): Evaluation {
  const { previous = 'INSUFFICIENT_DATA', previousContributors = new Map(), extraPeriods, outlook } = options;
  const { reads, contributors: query } = insightsUse(alarm);
  const asOf = options.asOf !== undefined && reads ? options.asOf - INSIGHTS_DELAY_MILLIS : options.asOf;
  const extra = extraPeriods ?? (reads ? EXTRA_PERIODS_INSIGHTS : EXTRA_PERIODS);
  const grid = evaluationGrid(alarm, at, extra);
  if (query) return evaluateContributors(alarm, store, { query, grid, asOf, previous, previousContributors, outlook });
  if (previous === 'OK' && outlook?.mayBreach(grid) === false) return STILL_OK;
  const values = alarmValues(alarm, store, { grid, asOf });
  const low = tooFewSamples(alarm, store, { values, grid, asOf });
  if (low) return { state: previous, reason: low, datapoints: datapointsOf(values, grid), contributors: [] };
  return Object.assign(verdictOn(alarm, values, { grid, previous }), { contributors: [] });
}

/** Without its data points, because it was not computed. */
const STILL_OK: Evaluation = { state: 'OK', reason: 'no data point can breach', datapoints: [], contributors: [] };

/**
 * A sliding window ends at the minute of the evaluation, a wall clock window at the last full multiple of the period.
 */
function evaluationGrid(
  { period, evaluationPeriods, evaluationWindow }: MetricAlarmDefinition,
  at: number,
  extra: number,
) {
  const isWallClock = evaluationWindow === 'wallClock';
  const unit = isWallClock ? period * 1000 : MINUTE;
  const length = evaluationPeriods + (isWallClock ? 0 : extra);
  return { from: Math.floor(at / unit) * unit - length * period * 1000, period, length };
}

function alarmValues(
  alarm: MetricAlarmDefinition,
  store: MetricStore,
  { grid, asOf }: { grid: TimeGrid; asOf: number | undefined },
): readonly (number | undefined)[] {
  const queries = alarm.queries.map((query): MetricQuery => ({ ...query, grid }));
  const value = runQueries(queries, store, { asOf, search: 'refused' })(alarm.returnId);
  if (value.kind !== 'series') throw new Error(`alarm '${alarm.name}' watches ${value.kind}: must be one time series`);
  return value.series.values;
}

/**
 * With EvaluateLowSampleCountPercentile `ignore`, a percentile of too few samples changes nothing: as soon as one of
 * the data points that count has too few. That it is judged by data point was seen with one period.
 */
function tooFewSamples(
  alarm: MetricAlarmDefinition,
  store: MetricStore,
  { values, grid, asOf }: { values: readonly (number | undefined)[]; grid: TimeGrid; asOf: number | undefined },
): string | undefined {
  const watched = alarm.queries.find((query) => query.id === alarm.returnId);
  const limit = lowSampleLimit(alarm);
  if (limit === undefined || !watched || !('metric' in watched)) return undefined;
  const counts = metricSeries(store, { metric: watched.metric, stat: 'SampleCount', grid }, { asOf }).values;
  const latest = counts.flatMap((count, at) => (values[at] === undefined ? [] : [count ?? 0]));
  const samples = Math.min(...latest.slice(-alarm.evaluationPeriods));
  if (samples >= limit) return undefined;
  return `Ignored: a data point has ${samples} samples, fewer than the ${Math.ceil(limit)} that ${watched.stat} needs`;
}
