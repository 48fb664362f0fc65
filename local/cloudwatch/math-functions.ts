// The functions of metric math, apart from IF, METRICS and SEARCH: evaluated arguments go in, a value comes out.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
import {
  array,
  type Grid,
  kindOf,
  type MathValue,
  mapSeries,
  sameGrid,
  scalar,
  single,
  type TimeSeries,
  withValues,
} from './math-values.ts';

export interface Call {
  readonly name: string;
  readonly values: readonly MathValue[];
  /** Arguments that are words, such as REPEAT or DESC. */
  readonly words: readonly string[];
  readonly grid: Grid;
}

type MathFunction = (call: Call) => MathValue;
type Points = readonly (number | undefined)[];

export const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map<string, MathFunction>([
  ['ABS', eachPoint(Math.abs)],
  ['CEIL', eachPoint(Math.ceil)],
  ['FLOOR', eachPoint(Math.floor)],
  ['LOG', eachPoint(Math.log)],
  ['LOG10', eachPoint(Math.log10)],
  ['AVG', fold(average, (points) => (hasPoints(points) ? sum(points) / points.length : undefined))],
  ['MAX', fold(maximum, maximum)],
  ['MIN', fold(minimum, minimum)],
  ['SUM', fold(sum, (points) => (hasPoints(points) ? sum(points) : undefined))],
  [
    'DATAPOINT_COUNT',
    fold(
      (points) => present(points).length,
      (points) => present(points).length || undefined,
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

function wrong(call: Call, right: string): Error {
  const got = [...call.values.map(kindOf), ...call.words].join(', ') || 'nothing';
  return new Error(`${call.name} takes ${right}, got ${got}`);
}

function only(call: Call, right: string): MathValue {
  const [value] = call.values;
  if (!value || call.values.length !== 1 || call.words.length > 0) throw wrong(call, right);
  return value;
}

function arrayArgument(call: Call): readonly TimeSeries[] {
  const [value] = call.values;
  if (value?.kind !== 'array') throw wrong(call, 'an array of time series');
  return value.items;
}

function scalarArgument(call: Call, index: number): number | undefined {
  const value = call.values[index];
  if (value === undefined) return undefined;
  if (value.kind !== 'scalar' || value.value === undefined) throw wrong(call, 'a scalar there');
  return value.value;
}

function present(points: Points): number[] {
  return points.filter((point) => point !== undefined);
}

function hasPoints(points: Points): boolean {
  return points.some((point) => point !== undefined);
}

function sum(points: Points): number {
  return present(points).reduce((all, point) => all + point, 0);
}

function average(points: Points): number | undefined {
  return hasPoints(points) ? sum(points) / present(points).length : undefined;
}

function maximum(points: Points): number | undefined {
  return hasPoints(points) ? Math.max(...present(points)) : undefined;
}

function minimum(points: Points): number | undefined {
  return hasPoints(points) ? Math.min(...present(points)) : undefined;
}

function eachSeries(change: (series: TimeSeries) => Points): MathFunction {
  return (call) => {
    const right = 'a time series or an array of time series';
    const changed = mapSeries(only(call, right), (series) => withValues(series, change(series)));
    if (!changed) throw wrong(call, right);
    return changed;
  };
}

function eachPoint(change: (point: number) => number): MathFunction {
  return eachSeries((series) => series.values.map((point) => (point === undefined ? undefined : change(point))));
}

function timestamps(grid: Grid): number[] {
  return Array.from({ length: grid.length }, (_, index) => grid.from + index * grid.period * 1000);
}

/** Series of the clock are not sparse: they have a value for every period. */
function eachTime(read: (date: Date) => number): MathFunction {
  return eachSeries((series) => timestamps(series.grid).map((timestamp) => read(new Date(timestamp))));
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
    const value = only(call, right);
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

function period(call: Call): MathValue {
  const value = only(call, 'a metric');
  if (value.kind !== 'series' || !value.series.raw) throw wrong(call, 'a metric, not the result of an expression');
  return scalar(value.series.grid.period);
}

function timeSeries(call: Call): MathValue {
  const value = only(call, 'a scalar');
  if (value.kind !== 'scalar') throw wrong(call, 'a scalar');
  const values = Array<number | undefined>(call.grid.length).fill(value.value);
  return single({ grid: call.grid, values, source: undefined, raw: false });
}

function fill(call: Call): MathValue {
  const [value, filler] = call.values;
  const [word] = call.words;
  const right = 'a time series or an array, and a filler: a scalar, a time series, REPEAT or LINEAR';
  if (!value || call.values.length + call.words.length !== 2) throw wrong(call, right);
  const filled = mapSeries(value, (series) => {
    if (word === 'REPEAT') return withValues(series, repeated(series.values));
    if (word === 'LINEAR') return withValues(series, interpolated(series.values));
    if (!filler || filler.kind === 'array') throw wrong(call, right);
    if (filler.kind === 'scalar')
      return withValues(
        series,
        series.values.map((point) => point ?? filler.value),
      );
    sameGrid(series.grid, filler.series.grid);
    return withValues(
      series,
      series.values.map((point, index) => point ?? filler.series.values[index]),
    );
  });
  if (!filled) throw wrong(call, right);
  return filled;
}

/** The most recent actual value before the gap; there is none before the first. */
function repeated(points: Points): Points {
  let last: number | undefined;
  return points.map((point) => {
    last = point ?? last;
    return last;
  });
}

/** A straight line between the two ends of a gap; a gap at the edge of the range has only one end and stays. */
function interpolated(points: Points): Points {
  let before = -1;
  return points.map((point, index) => {
    if (point !== undefined) {
      before = index;
      return point;
    }
    const after = points.findIndex((next, at) => at > index && next !== undefined);
    const [from, to] = [points[before], points[after]];
    if (from === undefined || to === undefined) return undefined;
    return from + ((to - from) * (index - before)) / (after - before);
  });
}

function edge(call: Call, index: number): MathValue {
  const items = arrayArgument(call);
  if (call.values.length !== 1) throw wrong(call, 'one array of time series');
  const found = items.at(index);
  return found
    ? single(found)
    : single({ grid: call.grid, values: Array(call.grid.length).fill(undefined), source: undefined, raw: false });
}

function slice(call: Call): MathValue {
  const items = arrayArgument(call);
  const start = scalarArgument(call, 1);
  if (start === undefined || call.values.length > 3)
    throw wrong(call, 'an array of time series, a start and optionally an end');
  return array(items.slice(start, scalarArgument(call, 2)));
}

const SORT_BY: Record<string, (points: Points) => number | undefined> = {
  AVG: average,
  MIN: minimum,
  MAX: maximum,
  SUM: sum,
};

/** Series without data have nothing to sort by and come last in either order. */
function sort(call: Call): MathValue {
  const [by, order] = call.words;
  const key = SORT_BY[by ?? ''];
  if (!key || (order !== 'ASC' && order !== 'DESC') || call.values.length > 2) {
    throw wrong(call, 'an array of time series, AVG, MIN, MAX or SUM, ASC or DESC, and optionally a limit');
  }
  const keyed = arrayArgument(call).map((series) => ({
    series,
    value: hasPoints(series.values) ? key(series.values) : undefined,
  }));
  keyed.sort((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined);
    return order === 'ASC' ? a.value - b.value : b.value - a.value;
  });
  return array(keyed.map(({ series }) => series).slice(0, scalarArgument(call, 1)));
}
