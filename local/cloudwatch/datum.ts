/**
 * One MetricDatum -> what statistics need of it, or the error that PutMetricData would answer with.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html; what the page leaves open is
 * as observed on the service (test/local/cloudwatch/native-cases.ts).
 */
import type { MetricDatum, StatisticSet } from '@aws-sdk/client-cloudwatch';
import type { ValueCounts } from './bins.ts';

interface Totals {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface DatumContent extends Totals {
  /** Undefined for a statistic set that hides its values. */
  readonly distribution: ValueCounts | undefined;
}

/** Sums and extremes are those of the statistic set where there is one, percentiles come from the values. */
export function readDatum(datum: MetricDatum): DatumContent {
  const values = valuesOf(datum);
  const set = datum.StatisticValues;
  if (!set) {
    if (!values) throw refused(datum, 'Combination', 'needs Value, Values or StatisticValues');
    const { Value } = datum;
    if (Value !== undefined)
      return { sampleCount: 1, sum: Value, minimum: Value, maximum: Value, distribution: values };
    return { ...totalsOf(values), distribution: values };
  }
  const totals = totalsOfSet(datum, set);
  const { sampleCount, sum, minimum, maximum } = totals;
  // A set whose values must all be equal still tells its distribution; CloudWatch documents percentiles for just that
  // case.
  const uniform = minimum === maximum && Math.abs(sum - minimum * sampleCount) < 1e-9 * Math.max(1, Math.abs(sum));
  return { ...totals, distribution: values ?? (uniform ? { values: [minimum], counts: [sampleCount] } : undefined) };
}

function refused({ MetricName }: MetricDatum, kind: 'Combination' | 'Value', right: string): Error {
  return new Error(`InvalidParameter${kind}: datum '${MetricName}' ${right}`);
}

function valuesOf(datum: MetricDatum): ValueCounts | undefined {
  const { Value, Values = [], Counts, StatisticValues } = datum;
  if (Value !== undefined && (Values.length > 0 || StatisticValues))
    throw refused(datum, 'Combination', 'has Value together with Values or StatisticValues');
  if (Counts && Values.length === 0) throw refused(datum, 'Combination', 'has Counts without Values');
  for (const value of Value === undefined ? Values : [Value]) checkSize(datum, value);
  if (Value !== undefined) return { values: [Value], counts: [1] };
  if (Values.length === 0) return undefined;
  if (Counts && Counts.length !== Values.length)
    throw refused(datum, 'Value', `has ${Values.length} Values but ${Counts.length} Counts`);
  // A count of 0 is taken, although the message of the service asks for more than 0.
  const negative = Counts?.find((count) => !(count >= 0));
  if (negative !== undefined) throw refused(datum, 'Value', `has the count ${negative}`);
  return sorted(Values.map((value, index) => [value, Counts?.[index] ?? 1]));
}

/** Beyond this a value is refused, with either sign. */
const VALUE_MAX = 2 ** 360;

function checkSize(datum: MetricDatum, value: number): void {
  if (!(Math.abs(value) <= VALUE_MAX)) throw refused(datum, 'Value', `has the value ${value}, beyond 2^360`);
}

function sorted(pairs: [value: number, count: number][]): ValueCounts {
  pairs.sort((a, b) => a[0] - b[0]);
  return { values: pairs.map((pair) => pair[0]), counts: pairs.map((pair) => pair[1]) };
}

/** A value with the count 0 is still an extreme. */
function totalsOf({ values, counts }: ValueCounts): Totals {
  let sampleCount = 0;
  let sum = 0;
  for (const [index, value] of values.entries()) {
    sampleCount += counts[index] ?? 0;
    sum += value * (counts[index] ?? 0);
  }
  return { sampleCount, sum, minimum: values[0] ?? Number.NaN, maximum: values.at(-1) ?? Number.NaN };
}

function totalsOfSet(datum: MetricDatum, { SampleCount, Sum, Minimum, Maximum }: StatisticSet): Totals {
  if (SampleCount === undefined || Sum === undefined || Minimum === undefined || Maximum === undefined)
    throw refused(datum, 'Value', 'must have StatisticValues with SampleCount, Sum, Minimum and Maximum');
  if (!(SampleCount > 0) || Minimum > Maximum) {
    const right = 'must have StatisticValues with a SampleCount above 0 and a Minimum not above its Maximum';
    throw refused(datum, 'Value', `has ${SampleCount}, ${Minimum} and ${Maximum}: ${right}`);
  }
  for (const value of [Sum, Minimum, Maximum]) checkSize(datum, value);
  return { sampleCount: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum };
}
