/**
 * What metric math computes with: scalars, time series and arrays of time series, and how operators treat data points
 * that are missing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-arithmetic
 */
import type { Operator } from './math-parse.ts';
import type { MetricIdentity } from './store.ts';

/** The time stamps of a series: `length` periods of `period` seconds from `from` on. */
export interface TimeGrid {
  readonly from: number;
  readonly period: number;
  readonly length: number;
}

/**
 * One time series; `values` has one element for every period of the grid, undefined where the data point is missing.
 */
export interface TimeSeries {
  readonly grid: TimeGrid;
  readonly values: readonly (number | undefined)[];
  /** Set for a series that comes straight from one metric; the result of a computation on it keeps it for its label. */
  readonly source: { readonly metric: MetricIdentity; readonly stat: string } | undefined;
  /** True while nothing has been computed: PERIOD takes only metrics. */
  readonly raw: boolean;
}

export type MathValue =
  /** Undefined for the average, minimum or maximum of nothing. */
  | { readonly kind: 'scalar'; readonly value: number | undefined }
  | { readonly kind: 'series'; readonly series: TimeSeries }
  | { readonly kind: 'array'; readonly items: readonly TimeSeries[] };

export function scalar(value: number | undefined): MathValue {
  return { kind: 'scalar', value: finite(value) };
}

export function single(series: TimeSeries): MathValue {
  return { kind: 'series', series };
}

export function array(items: readonly TimeSeries[]): MathValue {
  return { kind: 'array', items };
}

/** The same series with other values. */
export function withValues(series: TimeSeries, values: readonly (number | undefined)[]): TimeSeries {
  return { grid: series.grid, source: series.source, raw: false, values: values.map(finite) };
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** 'a time series' and the like, for error messages. */
export function kindOf(value: MathValue): string {
  return { scalar: 'a scalar', series: 'a time series', array: 'an array of time series' }[value.kind];
}

export function mapSeries(value: MathValue, change: (series: TimeSeries) => TimeSeries): MathValue | undefined {
  if (value.kind === 'series') return single(change(value.series));
  return value.kind === 'array' ? array(value.items.map(change)) : undefined;
}

/** Series in one expression must share period and range: CloudWatch's rules for mixed periods are not modeled. */
export function sameGrid(a: TimeGrid, b: TimeGrid): void {
  if (a.period !== b.period) {
    throw new Error(
      `metric math mixes periods ${a.period} and ${b.period}: give all metrics of an expression one period`,
    );
  }
  if (a.from !== b.from || a.length !== b.length) {
    throw new Error(`metric math mixes ranges from ${a.from} and ${b.from}: evaluate all metrics over one range`);
  }
}

/** Applies an operator to any pair of values that CloudWatch documents for it. */
export function combine(operator: Operator, left: MathValue, right: MathValue): MathValue {
  if (left.kind === 'array' && right.kind === 'array') {
    throw new Error(`operator '${operator}' between two arrays of time series is not documented, so it is not modeled`);
  }
  if (left.kind === 'array') return array(left.items.map((item) => seriesOf(combine(operator, single(item), right))));
  if (right.kind === 'array') return array(right.items.map((item) => seriesOf(combine(operator, left, single(item)))));
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    const known = left.value !== undefined && right.value !== undefined;
    return scalar(known ? calculate(operator, left.value, right.value) : undefined);
  }
  if (left.kind === 'series' && right.kind === 'series') return single(pairwise(operator, left.series, right.series));
  const series = left.kind === 'series' ? left.series : seriesOf(right);
  const values = series.values.map((value) => {
    const a = left.kind === 'scalar' ? left.value : value;
    const b = right.kind === 'scalar' ? right.value : value;
    return a === undefined || b === undefined ? undefined : calculate(operator, a, b);
  });
  return single(withValues(series, values));
}

function seriesOf(value: MathValue): TimeSeries {
  if (value.kind !== 'series') throw new Error(`a value is ${kindOf(value)}: must be a time series`);
  return value.series;
}

/** Where only one of two series has a data point, the other counts as 0, as documented. Without both there is none. */
function pairwise(operator: Operator, left: TimeSeries, right: TimeSeries): TimeSeries {
  sameGrid(left.grid, right.grid);
  const values = left.values.map((a, index) => {
    const b = right.values[index];
    return a === undefined && b === undefined ? undefined : calculate(operator, a ?? 0, b ?? 0);
  });
  // The result of two metrics belongs to neither of them.
  const source = left.source === right.source ? left.source : undefined;
  return { ...withValues(left, values), source };
}

/** A division by zero gives infinity here, which withValues and scalar drop, as CloudWatch drops the data point. */
function calculate(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return a ** b;
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '<=':
      return Number(a <= b);
    case '>=':
      return Number(a >= b);
    case '<':
      return Number(a < b);
    case '>':
      return Number(a > b);
    case 'AND':
      return Number(a !== 0 && b !== 0);
    case 'OR':
      return Number(a !== 0 || b !== 0);
  }
}
