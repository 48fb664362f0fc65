/**
 * The functions of metric math, apart from IF, METRICS and SEARCH: evaluated arguments -> a value.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
import { edge, fill, slice, sort } from './math-arrays.ts';
import {
  arrayArgument,
  average,
  hasPoints,
  type MathCall,
  type MathFunction,
  maximum,
  minimum,
  onlyValue,
  type Points,
  presentPoints,
  sumOfPoints,
  wrong,
} from './math-call.ts';
import {
  array,
  type MathValue,
  mapSeries,
  sameGrid,
  scalar,
  single,
  type TimeGrid,
  type TimeSeries,
  withValues,
} from './math-values.ts';

export const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map<string, MathFunction>([
  ['ABS', eachPoint(Math.abs)],
  ['CEIL', eachPoint(Math.ceil)],
  ['FLOOR', eachPoint(Math.floor)],
  ['LOG', eachPoint(Math.log)],
  ['LOG10', eachPoint(Math.log10)],
  ['AVG', fold(average, average)],
  ['MAX', fold(maximum, maximum)],
  ['MIN', fold(minimum, minimum)],
  ['SUM', fold(sumOfPoints, (points) => (hasPoints(points) ? sumOfPoints(points) : undefined))],
  [
    'DATAPOINT_COUNT',
    fold(
      (points) => presentPoints(points).length,
      (points) => presentPoints(points).length || undefined,
    ),
  ],
  ['METRIC_COUNT', (call) => scalar(arrayArgument(call).length)],
  ['RATE', eachStep((value, before, seconds) => (value - before) / seconds)],
  ['DIFF', eachStep((value, before) => value - before)],
  ['DIFF_TIME', eachStep((_value, _before, seconds) => seconds)],
  ['RUNNING_SUM', eachSeries(runningSum)],
  ['MINUTE', eachTime((date) => date.getUTCMinutes())],
  ['HOUR', eachTime((date) => date.getUTCHours())],
  ['DAY', eachTime((date) => date.getUTCDay() || 7)],
  ['DATE', eachTime((date) => date.getUTCDate())],
  ['MONTH', eachTime((date) => date.getUTCMonth() + 1)],
  ['YEAR', eachTime((date) => date.getUTCFullYear())],
  ['EPOCH', eachTime((date) => date.getTime() / 1000)],
  ['PERIOD', period],
  ['TIME_SERIES', timeSeries],
  ['FILL', fill],
  ['FIRST', (call) => edge(call, 0)],
  ['LAST', (call) => edge(call, -1)],
  ['SLICE', slice],
  ['SORT', sort],
  ['REMOVE_EMPTY', (call) => array(arrayArgument(call).filter((series) => hasPoints(series.values)))],
]);

function eachSeries(change: (series: TimeSeries) => Points): MathFunction {
  return (call) => {
    const right = 'a time series or an array of time series';
    const changed = mapSeries(onlyValue(call, right), (series) => withValues(series, change(series)));
    if (!changed) throw wrong(call, right);
    return changed;
  };
}

function eachPoint(change: (point: number) => number): MathFunction {
  return eachSeries((series) => series.values.map((point) => (point === undefined ? undefined : change(point))));
}

function gridTimestamps(grid: TimeGrid): number[] {
  return Array.from({ length: grid.length }, (_, index) => grid.from + index * grid.period * 1000);
}

/** Series of the clock are not sparse: they have a value for every period. */
function eachTime(read: (date: Date) => number): MathFunction {
  return eachSeries((series) => gridTimestamps(series.grid).map((timestamp) => read(new Date(timestamp))));
}

/** Compares each data point with the one before it, however long ago that was. The first has none and is dropped. */
function eachStep(change: (value: number, before: number, seconds: number) => number): MathFunction {
  return eachSeries((series) => {
    let before: { value: number; at: number } | undefined;
    return series.values.map((value, at) => {
      if (value === undefined) return undefined;
      const result = before && change(value, before.value, (at - before.at) * series.grid.period);
      before = { value, at };
      return result;
    });
  });
}

/** One series gives a scalar; an array gives a series, point by point. */
function fold(
  ofSeries: (points: Points) => number | undefined,
  ofArray: (points: Points) => number | undefined,
): MathFunction {
  return (call) => {
    const right = 'a time series or an array of time series';
    const value = onlyValue(call, right);
    if (value.kind === 'scalar') throw wrong(call, right);
    if (value.kind === 'series') return scalar(ofSeries(value.series.values));
    const grid = value.items[0]?.grid ?? call.grid;
    for (const item of value.items) sameGrid(grid, item.grid);
    const values = Array.from({ length: grid.length }, (_, index) =>
      ofArray(value.items.map((item) => item.values[index])),
    );
    return single(withValues({ grid, values, source: undefined, raw: false }, values));
  };
}

function runningSum(series: TimeSeries): Points {
  let total = 0;
  return series.values.map((value) => {
    if (value === undefined) return undefined;
    total += value;
    return total;
  });
}

function period(call: MathCall): MathValue {
  const value = onlyValue(call, 'a metric');
  if (value.kind !== 'series' || !value.series.raw) throw wrong(call, 'a metric, not the result of an expression');
  return scalar(value.series.grid.period);
}

function timeSeries(call: MathCall): MathValue {
  const value = onlyValue(call, 'a scalar');
  if (value.kind !== 'scalar') throw wrong(call, 'a scalar');
  const values = Array<number | undefined>(call.grid.length).fill(value.value);
  return single({ grid: call.grid, values, source: undefined, raw: false });
}
