/**
 * The functions of metric math that fill gaps, and those that choose from an array of time series.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
import {
  arrayArgument,
  average,
  hasPoints,
  type MathCall,
  maximum,
  minimum,
  type Points,
  scalarArgument,
  sumOfPoints,
  wrong,
} from './math-call.ts';
import { array, type MathValue, mapSeries, sameGrid, single, withValues } from './math-values.ts';

export function fill(call: MathCall): MathValue {
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

export function edge(call: MathCall, index: number): MathValue {
  const items = arrayArgument(call);
  if (call.values.length !== 1) throw wrong(call, 'one array of time series');
  const found = items.at(index);
  return found
    ? single(found)
    : single({ grid: call.grid, values: Array(call.grid.length).fill(undefined), source: undefined, raw: false });
}

export function slice(call: MathCall): MathValue {
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
  SUM: sumOfPoints,
};

/** Series without data have nothing to sort by and come last in either order. */
export function sort(call: MathCall): MathValue {
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
