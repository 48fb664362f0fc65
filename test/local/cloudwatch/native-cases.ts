/**
 * What CloudWatch was seen to answer in September 2026: 69 cases, read off public captures of the real service and off
 * the expectations of the integration tests of AWS's own agent, which run against a live account. Numbers only.
 */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { AlarmState, TreatMissingData } from '../../../local/cloudwatch/missing-data.ts';

type Published = Pick<MetricDatum, 'Value' | 'Values' | 'Counts' | 'StatisticValues'>;

/** Data of one minute, and the value of each statistic; undefined: no data point. The tolerance is relative. */
interface StatisticCase {
  readonly id: string;
  readonly publish: readonly Published[];
  readonly expect: Readonly<Record<string, number | undefined>>;
  readonly tolerance: number;
}

/** PutMetricData is refused with this error. */
interface RefusedCase {
  readonly id: string;
  readonly publish: Published;
  readonly error: 'InvalidParameterCombination' | 'InvalidParameterValue';
}

/** One series m with a value each minute. */
interface MathCase {
  readonly id: string;
  readonly expression: string;
  readonly m: readonly number[];
  readonly expect: readonly number[];
}

/** Points oldest first, a character a period: X breaches, O does not, - is missing. */
interface AlarmCase {
  readonly id: string;
  readonly points: string;
  /** Datapoints to alarm, of three. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
  readonly previous: AlarmState;
  readonly expect: AlarmState;
}

/** EvaluateLowSampleCountPercentile `ignore` with p90 and one period. */
interface LowSampleCase {
  readonly id: string;
  readonly samples: number;
  readonly expect: 'evaluated' | 'previous';
}

/** PutMetricAlarm with one expression. */
interface AdmissionCase {
  readonly id: string;
  readonly expression: string;
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly expect: 'accepted' | 'refused';
}

const EXACT = 1e-9;
/** The agent's tests allow 15 % of the mean over minutes. */
const AGENT = 0.15;

export const STATISTICS: readonly StatisticCase[] = [
  {
    id: 'weighted-basic',
    publish: [{ Values: [2, 10], Counts: [2, 3] }],
    expect: { SampleCount: 5, Sum: 34, Average: 6.8, Minimum: 2, Maximum: 10 },
    tolerance: EXACT,
  },
  {
    id: 'weighted-percentiles',
    publish: [{ Values: [2, 10], Counts: [2, 3] }],
    expect: { p0: 2, p50: 9.874619498547638, p90: 9.974797183077614, p100: 10 },
    tolerance: EXACT,
  },
  {
    id: 'weighted-trimmed',
    publish: [{ Values: [2, 10], Counts: [2, 3] }],
    expect: {
      tm90: 6.427655324937657,
      wm90: 6.784889792443892,
      tc90: 4.5,
      ts90: 28.924448962219458,
      'PR(2:10)': 100,
      IQM: 7.5604922241921155,
    },
    tolerance: EXACT,
  },
  {
    id: 'default-counts',
    publish: [{ Values: [2, 4, 6] }],
    expect: { SampleCount: 3, Sum: 12, Average: 4, Minimum: 2, Maximum: 6 },
    tolerance: EXACT,
  },
  {
    id: 'fractional-counts',
    publish: [{ Values: [2, 10], Counts: [0.5, 1.5] }],
    expect: {
      SampleCount: 2,
      Sum: 16,
      Average: 8,
      Minimum: 2,
      Maximum: 10,
      p0: 2,
      p50: 9.8995692015674,
      p90: 9.979832659876456,
      p100: 10,
    },
    tolerance: EXACT,
  },
  {
    id: 'set-equal-values',
    publish: [{ StatisticValues: { SampleCount: 3, Sum: 21, Minimum: 7, Maximum: 7 } }],
    expect: { SampleCount: 3, Average: 7, p0: 7, p50: 7, p90: 7, p100: 7 },
    tolerance: EXACT,
  },
  {
    id: 'set-single',
    publish: [{ StatisticValues: { SampleCount: 1, Sum: 9, Minimum: 9, Maximum: 9 } }],
    expect: { p0: 9, p50: 9, p90: 9, p100: 9 },
    tolerance: EXACT,
  },
  {
    id: 'set-general',
    publish: [{ StatisticValues: { SampleCount: 3, Sum: 15, Minimum: 1, Maximum: 9 } }],
    expect: { SampleCount: 3, Sum: 15, Average: 5, p0: 1, p50: undefined, p90: undefined, p100: 9 },
    tolerance: EXACT,
  },
  {
    id: 'negative-values',
    publish: [{ Values: [-1, 3] }],
    expect: {
      SampleCount: 2,
      Sum: 2,
      Average: 1,
      Minimum: -1,
      Maximum: 3,
      p0: -1,
      p50: undefined,
      p90: undefined,
      p100: 3,
    },
    tolerance: EXACT,
  },
  // Does not tell whether Values are dropped or limited to the set: both give 2.
  {
    id: 'values-and-set',
    publish: [{ Values: [1], StatisticValues: { SampleCount: 1, Sum: 2, Minimum: 2, Maximum: 2 } }],
    expect: { SampleCount: 1, Sum: 2, Average: 2, Minimum: 2, Maximum: 2, p0: 2, p50: 2, p100: 2 },
    tolerance: EXACT,
  },
  {
    id: 'zero-count-value',
    publish: [{ Values: [1, 2], Counts: [0, 1] }],
    expect: { SampleCount: 1, Sum: 2, Average: 2, Minimum: 1, Maximum: 2, p0: 1, p50: 1.974192037264866, p100: 2 },
    tolerance: EXACT,
  },
  {
    id: 'set-impossible-sum',
    publish: [{ StatisticValues: { SampleCount: 2, Sum: 100, Minimum: 1, Maximum: 2 } }],
    expect: { SampleCount: 2, Sum: 100, Average: 50, Minimum: 1, Maximum: 2, p0: 1, p50: undefined, p100: 2 },
    tolerance: EXACT,
  },
  {
    id: 'set-single-inconsistent',
    publish: [{ StatisticValues: { SampleCount: 1, Sum: 3, Minimum: 1, Maximum: 2 } }],
    expect: { Average: 3, Sum: 3, Minimum: 1, Maximum: 2, p0: 1, p50: undefined, p100: 2 },
    tolerance: EXACT,
  },
  // Values and set together, Minimum != Maximum: percentiles exist, limited to Maximum. Mean over minutes within 15 %.
  {
    id: 'agent-delta-exponential',
    publish: Array.from({ length: 6 }, () => ({
      Values: [6, 3, 0],
      Counts: [2, 0, 1],
      StatisticValues: { SampleCount: 3, Sum: 10, Minimum: 0, Maximum: 5 },
    })),
    expect: { SampleCount: 18, Sum: 60, Average: 3.33, Minimum: 0, Maximum: 5, p90: 5 },
    tolerance: AGENT,
  },
  // 5.954 by the bin formula. Mean over minutes within 15 %.
  {
    id: 'agent-cumulative-exponential',
    publish: Array.from({ length: 6 }, () => ({
      Values: [6, 3],
      Counts: [2, 0],
      StatisticValues: { SampleCount: 2, Sum: 2, Minimum: 3, Maximum: 6 },
    })),
    expect: { SampleCount: 12, Sum: 12, Average: 1, p90: 5.95 },
    tolerance: AGENT,
  },
  {
    id: 'scalar-adds-up',
    publish: [{ Value: 2 }, { Value: 2 }],
    expect: { SampleCount: 2, Sum: 4, Average: 2, Minimum: 2, Maximum: 2 },
    tolerance: EXACT,
  },
  {
    id: 'standard-resolution-minute',
    publish: [{ Value: 2 }, { Value: 3 }, { Value: 7 }],
    expect: { SampleCount: 3, Sum: 12, Average: 4, Minimum: 2, Maximum: 7 },
    tolerance: EXACT,
  },
];

export const REFUSED: readonly RefusedCase[] = [
  { id: 'refuse-nothing', publish: {}, error: 'InvalidParameterCombination' },
  { id: 'refuse-value-and-values', publish: { Value: 1, Values: [2] }, error: 'InvalidParameterCombination' },
  {
    id: 'refuse-value-and-set',
    publish: { Value: 1, StatisticValues: { SampleCount: 1, Sum: 2, Minimum: 2, Maximum: 2 } },
    error: 'InvalidParameterCombination',
  },
  { id: 'refuse-counts-alone', publish: { Counts: [1] }, error: 'InvalidParameterCombination' },
  { id: 'refuse-counts-length', publish: { Values: [1, 2], Counts: [1] }, error: 'InvalidParameterValue' },
  { id: 'refuse-negative-count', publish: { Values: [1], Counts: [-1] }, error: 'InvalidParameterValue' },
  {
    id: 'refuse-set-count-zero',
    publish: { StatisticValues: { SampleCount: 0, Sum: 1, Minimum: 1, Maximum: 1 } },
    error: 'InvalidParameterValue',
  },
  {
    id: 'refuse-set-min-above-max',
    publish: { StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 2, Maximum: 1 } },
    error: 'InvalidParameterValue',
  },
  { id: 'refuse-value-too-large', publish: { Value: 4.6970851655476665e108 }, error: 'InvalidParameterValue' },
];

export const MATH: readonly MathCase[] = [
  { id: 'math-times', expression: 'm*2', m: [4, 4, 8, 16, 32], expect: [8, 8, 16, 32, 64] },
  { id: 'math-running-sum', expression: 'RUNNING_SUM(m)', m: [4, 4, 8, 16, 32], expect: [4, 8, 16, 32, 64] },
  { id: 'math-if', expression: 'IF(m>=8,m,0)', m: [4, 4, 8, 16, 32], expect: [0, 0, 8, 16, 32] },
  { id: 'math-sum-array', expression: 'SUM([m,m])', m: [4, 4, 8, 16, 32], expect: [8, 8, 16, 32, 64] },
  { id: 'math-fill', expression: 'FILL(m,0)', m: [4, 4, 8, 16, 32], expect: [4, 4, 8, 16, 32] },
];

export const ALARMS: readonly AlarmCase[] = [
  {
    id: 'dense-2of3',
    points: 'XOX',
    datapointsToAlarm: 2,
    treatMissingData: 'missing',
    previous: 'OK',
    expect: 'ALARM',
  },
  // Only the first two points were visible.
  {
    id: 'dense-3of3-missing',
    points: 'XO',
    datapointsToAlarm: 3,
    treatMissingData: 'missing',
    previous: 'INSUFFICIENT_DATA',
    expect: 'OK',
  },
  {
    id: 'dense-3of3-ignore',
    points: 'XOX',
    datapointsToAlarm: 3,
    treatMissingData: 'ignore',
    previous: 'INSUFFICIENT_DATA',
    expect: 'OK',
  },
  {
    id: 'dense-3of3-breaching',
    points: 'XOX',
    datapointsToAlarm: 3,
    treatMissingData: 'breaching',
    previous: 'ALARM',
    expect: 'OK',
  },
  // A breach in the period before the O has just left the range of 9 periods.
  {
    id: 'oldest-breach-leaves-range',
    points: 'OX-------',
    datapointsToAlarm: 2,
    treatMissingData: 'missing',
    previous: 'ALARM',
    expect: 'OK',
  },
  {
    id: 'lone-old-breach',
    points: 'X--------',
    datapointsToAlarm: 2,
    treatMissingData: 'missing',
    previous: 'OK',
    expect: 'ALARM',
  },
  {
    id: 'all-points-gone',
    points: '---------',
    datapointsToAlarm: 3,
    treatMissingData: 'missing',
    previous: 'ALARM',
    expect: 'INSUFFICIENT_DATA',
  },
  // Age 2 = datapointsToAlarm; no transition before.
  {
    id: 'premature-2of3',
    points: '-------X-',
    datapointsToAlarm: 2,
    treatMissingData: 'missing',
    previous: 'INSUFFICIENT_DATA',
    expect: 'ALARM',
  },
  {
    id: 'premature-3of3',
    points: '------X--',
    datapointsToAlarm: 3,
    treatMissingData: 'missing',
    previous: 'INSUFFICIENT_DATA',
    expect: 'ALARM',
  },
  {
    id: 'sparse-2of3',
    points: '----O-X-X',
    datapointsToAlarm: 2,
    treatMissingData: 'missing',
    previous: 'INSUFFICIENT_DATA',
    expect: 'ALARM',
  },
  {
    id: 'sparse-3of3-breaching',
    points: '----O-X-X',
    datapointsToAlarm: 3,
    treatMissingData: 'breaching',
    previous: 'ALARM',
    expect: 'OK',
  },
  {
    id: 'old-good-gone',
    points: '--X-X----',
    datapointsToAlarm: 3,
    treatMissingData: 'missing',
    previous: 'OK',
    expect: 'ALARM',
  },
  {
    id: 'two-breaches-one-filled',
    points: '--X-X----',
    datapointsToAlarm: 3,
    treatMissingData: 'breaching',
    previous: 'OK',
    expect: 'ALARM',
  },
  {
    id: 'one-good-breaching',
    points: '-------O-',
    datapointsToAlarm: 3,
    treatMissingData: 'breaching',
    previous: 'ALARM',
    expect: 'OK',
  },
  {
    id: 'one-good-missing',
    points: '------O--',
    datapointsToAlarm: 2,
    treatMissingData: 'missing',
    previous: 'INSUFFICIENT_DATA',
    expect: 'OK',
  },
  {
    id: 'nothing-breaching',
    points: '---------',
    datapointsToAlarm: 3,
    treatMissingData: 'breaching',
    previous: 'OK',
    expect: 'ALARM',
  },
  {
    id: 'contributor-old-breach-missing',
    points: '---X-',
    datapointsToAlarm: 2,
    treatMissingData: 'missing',
    previous: 'OK',
    expect: 'ALARM',
  },
  {
    id: 'contributor-old-breach-ignore',
    points: '---X-',
    datapointsToAlarm: 2,
    treatMissingData: 'ignore',
    previous: 'OK',
    expect: 'OK',
  },
  {
    id: 'contributor-old-breach-notBreaching',
    points: '---X-',
    datapointsToAlarm: 2,
    treatMissingData: 'notBreaching',
    previous: 'OK',
    expect: 'OK',
  },
  {
    id: 'contributor-one-good-breaching',
    points: '---O-',
    datapointsToAlarm: 2,
    treatMissingData: 'breaching',
    previous: 'OK',
    expect: 'ALARM',
  },
  {
    id: 'contributor-two-with-gaps-notBreaching',
    points: 'X-X--',
    datapointsToAlarm: 2,
    treatMissingData: 'notBreaching',
    previous: 'OK',
    expect: 'ALARM',
  },
  // No OK by 21:00:17 for points at 20:53 and 20:55: the range is at least 7 periods.
  {
    id: 'contributor-old-breaches-stay',
    points: 'X-X----',
    datapointsToAlarm: 2,
    treatMissingData: 'notBreaching',
    previous: 'ALARM',
    expect: 'ALARM',
  },
];

export const LOW_SAMPLES: readonly LowSampleCase[] = [
  { id: 'low-sample-99', samples: 99, expect: 'previous' },
  { id: 'low-sample-100', samples: 100, expect: 'evaluated' },
  { id: 'low-sample-101', samples: 101, expect: 'evaluated' },
];

export const ADMISSIONS: readonly AdmissionCase[] = [
  { id: 'admit-scalar', expression: 'SELECT SUM(x) FROM "ns"', period: 60, evaluationPeriods: 1, expect: 'accepted' },
  {
    id: 'admit-grouped',
    expression: 'SELECT SUM(x) FROM "ns" GROUP BY Team',
    period: 60,
    evaluationPeriods: 1,
    expect: 'refused',
  },
  {
    id: 'admit-grouped-ordered',
    expression: 'SELECT SUM(x) FROM "ns" GROUP BY Team ORDER BY MAX() DESC',
    period: 60,
    evaluationPeriods: 1,
    expect: 'accepted',
  },
  {
    id: 'admit-grouped-limit',
    expression: 'SELECT SUM(x) FROM "ns" GROUP BY Team ORDER BY MAX() DESC LIMIT 2',
    period: 60,
    evaluationPeriods: 1,
    expect: 'accepted',
  },
  { id: 'admit-period-10', expression: 'SELECT SUM(x) FROM "ns"', period: 10, evaluationPeriods: 1, expect: 'refused' },
  {
    id: 'admit-search',
    expression: "SEARCH('Namespace=\"ns\"', 'Sum', 60)",
    period: 60,
    evaluationPeriods: 1,
    expect: 'refused',
  },
  {
    id: 'admit-search-reduced',
    expression: "SUM(SEARCH('Namespace=\"ns\"', 'Sum', 60))",
    period: 60,
    evaluationPeriods: 1,
    expect: 'refused',
  },
  {
    id: 'admit-180-minutes',
    expression: 'SELECT MAX(x) FROM "ns" GROUP BY Team ORDER BY MAX() DESC LIMIT 3',
    period: 60,
    evaluationPeriods: 180,
    expect: 'accepted',
  },
  {
    id: 'admit-181-minutes',
    expression: 'SELECT MAX(x) FROM "ns" GROUP BY Team ORDER BY MAX() DESC LIMIT 3',
    period: 60,
    evaluationPeriods: 181,
    expect: 'refused',
  },
  {
    id: 'admit-300x36',
    expression: 'SELECT MAX(x) FROM "ns" GROUP BY Team ORDER BY MAX() DESC LIMIT 3',
    period: 300,
    evaluationPeriods: 36,
    expect: 'accepted',
  },
  {
    id: 'admit-300x37',
    expression: 'SELECT MAX(x) FROM "ns" GROUP BY Team ORDER BY MAX() DESC LIMIT 3',
    period: 300,
    evaluationPeriods: 37,
    expect: 'refused',
  },
  {
    id: 'admit-10860x1',
    expression: 'SELECT MAX(x) FROM "ns" GROUP BY Team ORDER BY MAX() DESC LIMIT 3',
    period: 10860,
    evaluationPeriods: 1,
    expect: 'refused',
  },
  {
    id: 'admit-schema',
    expression:
      'SELECT MAX(x) FROM SCHEMA("ns", Kind, Team) WHERE Kind = \'k\' GROUP BY Team ORDER BY MAX() DESC LIMIT 4',
    period: 60,
    evaluationPeriods: 1,
    expect: 'accepted',
  },
];
