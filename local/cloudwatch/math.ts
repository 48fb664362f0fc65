/**
 * A parsed metric math expression and the values of its ids -> a scalar, a time series or an array of time series.
 * A function that is not modeled is an error that names it, never a wrong graph.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
import { FUNCTIONS } from './math-functions.ts';
import { type Expression, parseMath } from './math-parse.ts';
import {
  array,
  combine,
  kindOf,
  type MathValue,
  mapSeries,
  sameGrid,
  scalar,
  single,
  type TimeGrid,
  type TimeSeries,
  withValues,
} from './math-values.ts';

export interface MathContext {
  /** Time stamps of TIME_SERIES, and of results that depend on no series. */
  readonly grid: TimeGrid;
  /** The value of an id, or undefined if the request has no such id. */
  readonly resolve: (id: string) => MathValue | undefined;
  /** The metrics (not expressions) of the request, in order, for METRICS(). */
  readonly metrics: () => readonly { readonly id: string; readonly series: TimeSeries }[];
  /** Runs SEARCH; undefined where it is not allowed, as in alarms. */
  readonly search?:
    | ((query: { expression: string; stat: string; period?: number }) => readonly TimeSeries[])
    | undefined;
}

const parsed = new Map<string, Expression>();

/** Evaluates an expression. Parsing is remembered, because alarms evaluate the same text every minute. */
export function evaluateMath(source: string, context: MathContext): MathValue {
  const expression = parsed.get(source) ?? parseMath(source);
  parsed.set(source, expression);
  return evaluate(expression, context);
}

function evaluate(expression: Expression, context: MathContext): MathValue {
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'string':
      throw new Error(`the text '${expression.value}' is only valid as an argument of METRICS or SEARCH`);
    case 'name':
      return resolved(expression.name, context);
    case 'array':
      return array(expression.items.flatMap((item) => members(evaluate(item, context))));
    case 'negate':
      return negated(evaluate(expression.operand, context));
    case 'binary':
      return combine(expression.operator, evaluate(expression.left, context), evaluate(expression.right, context));
    case 'call':
      return call(expression, context);
  }
}

function resolved(id: string, context: MathContext): MathValue {
  const value = context.resolve(id);
  if (!value) throw new Error(`no metric or expression has the id '${id}'`);
  return value;
}

function members(value: MathValue): readonly TimeSeries[] {
  if (value.kind === 'scalar') throw new Error('an array in metric math has a scalar: must be time series');
  return value.kind === 'series' ? [value.series] : value.items;
}

function negated(value: MathValue): MathValue {
  const minus = (of: number | undefined) => (of === undefined ? undefined : -of);
  if (value.kind === 'scalar') return scalar(minus(value.value));
  return mapSeries(value, (series) => withValues(series, series.values.map(minus))) ?? value;
}

function call({ name, args }: { name: string; args: readonly Expression[] }, context: MathContext): MathValue {
  if (name === 'SEARCH') return searchCall(args, context);
  if (name === 'METRICS') return metrics(args, context);
  if (name === 'IF') return conditional(args, context);
  const known = FUNCTIONS.get(name);
  if (!known) {
    throw new Error(
      `metric math function '${name}' is not modeled; known are ${[...FUNCTIONS.keys(), 'IF', 'METRICS', 'SEARCH'].sort().join(', ')}`,
    );
  }
  const words: string[] = [];
  const values: MathValue[] = [];
  for (const arg of args) {
    // REPEAT, LINEAR, AVG, ASC and the like are words, in capitals; ids start with a lower-case letter.
    if (arg.kind === 'name' && /^[A-Z]/.test(arg.name)) words.push(arg.name);
    else values.push(evaluate(arg, context));
  }
  return known({ name, values, words, grid: context.grid });
}

function searchCall(args: readonly Expression[], context: MathContext): MathValue {
  const [expression, stat, period] = args;
  if (!context.search) throw new Error('SEARCH is not allowed here: an alarm watches one time series');
  if (
    expression?.kind !== 'string' ||
    stat?.kind !== 'string' ||
    (period && period.kind !== 'number') ||
    args.length > 3
  ) {
    throw new Error(
      "SEARCH takes a search expression, a statistic and a period: SEARCH('{Namespace,Dimension} Term', 'Sum', 60)",
    );
  }
  const query = { expression: expression.value, stat: stat.value };
  return array(context.search(period ? { ...query, period: period.value } : query));
}

function metrics(args: readonly Expression[], context: MathContext): MathValue {
  const [part] = args;
  if (args.length > 1 || (part && part.kind !== 'string'))
    throw new Error('METRICS takes nothing or one text, as METRICS("errors")');
  const matching = context.metrics().filter(({ id }) => id.includes(part?.value ?? ''));
  return array(matching.map(({ series }) => series));
}

/**
 * IF as documented ("Using IF expressions"): a point that the chosen series does not have is 0, except that a false
 * point is dropped where the first value is a scalar or there is no second one.
 */
function conditional(args: readonly Expression[], context: MathContext): MathValue {
  const [condition, whenTrue, whenFalse] = args.map((arg) => evaluate(arg, context));
  if (!condition || !whenTrue || args.length > 3)
    throw new Error(`IF has ${args.length} arguments: must be a condition, a value, and optionally another value`);
  for (const value of [condition, whenTrue, whenFalse]) {
    if (value?.kind === 'array')
      throw new Error('an argument of IF is an array of time series: must be a scalar or one time series');
  }
  if (condition.kind === 'scalar') {
    const chosen = condition.value !== undefined && condition.value !== 0 ? whenTrue : whenFalse;
    return (
      chosen ??
      single({ grid: context.grid, values: Array(context.grid.length).fill(undefined), source: undefined, raw: false })
    );
  }
  if (condition.kind !== 'series')
    throw new Error(`the condition of IF is ${kindOf(condition)}: must be a series or a scalar`);
  const { series } = condition;
  const yes = valueReader(whenTrue, series.grid);
  const no = whenFalse ? valueReader(whenFalse, series.grid) : () => undefined;
  const missing = whenFalse && whenTrue.kind === 'series' ? 0 : undefined;
  const values = series.values.map((point, index) => {
    if (point === undefined) return undefined;
    return point === 0 ? (no(index) ?? missing) : (yes(index) ?? 0);
  });
  const source = whenTrue.kind === 'series' ? whenTrue.series.source : series.source;
  return single({ ...withValues(series, values), source });
}

function valueReader(value: MathValue, grid: TimeGrid): (index: number) => number | undefined {
  if (value.kind === 'scalar') return () => value.value;
  if (value.kind === 'array') return () => undefined;
  sameGrid(value.series.grid, grid);
  return (index) => value.series.values[index];
}
