/**
 * The examples are those of "Using math expressions with CloudWatch metrics", where it has any.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
import { describe, expect, test } from 'vitest';
import { evaluateMath } from '../../../local/cloudwatch/math.ts';
import {
  array,
  type MathValue,
  single,
  type TimeGrid,
  type TimeSeries,
} from '../../../local/cloudwatch/math-values.ts';

/** '30 - 0' is a series of 30, a missing data point and 0. */
function points(text: string): (number | undefined)[] {
  return text.split(' ').map((point) => (point === '-' ? undefined : Number(point)));
}

function text(values: readonly (number | undefined)[]): string {
  return values.map((value) => (value === undefined ? '-' : String(Math.round(value * 1000) / 1000))).join(' ');
}

const shown = (value: MathValue): string | string[] => {
  if (value.kind === 'scalar') return `scalar ${value.value ?? '-'}`;
  return value.kind === 'series' ? text(value.series.values) : value.items.map((item) => text(item.values));
};

function run(expression: string, ids: Record<string, string> = {}) {
  const length = points(Object.values(ids)[0] ?? '0 0 0 0').length;
  const grid: TimeGrid = { from: Date.UTC(2026, 3, 5, 23, 58), period: 60, length };
  const series = new Map(
    Object.entries(ids).map(([id, values]): [string, TimeSeries] => [
      id,
      { grid, values: points(values), source: undefined, raw: true },
    ]),
  );
  return shown(
    evaluateMath(expression, {
      grid,
      resolve: (id) => (id === 'none' ? array([]) : series.has(id) ? single(series.get(id) as TimeSeries) : undefined),
      metrics: () => [...series].map(([id, one]) => ({ id, series: one })),
      search: ({ expression: found, stat, period }) =>
        found === 'all' && stat === 'Sum' && (period === undefined || period === 60) ? [...series.values()] : [],
    }),
  );
}

type Example = [expression: string, ids: Record<string, string>, expected: string | string[]];

function check(examples: readonly Example[]) {
  test.each(examples)('%s of %o is %o', (expression, ids, expected) => {
    expect(run(expression, ids)).toEqual(expected);
  });
}

describe('operators', () => {
  const documented = { metric1: '30 20 0 0', metric2: '20 - 20 -' };
  check([
    ['(metric1 < metric2)', documented, '0 0 1 0'],
    ['(metric1 >= 30)', documented, '1 0 0 0'],
    ['(metric1 > 15 AND metric2 > 15)', documented, '1 0 0 0'],
    ['(metric1 > 15 && metric2 > 15)', documented, '1 0 0 0'],
    ['metric1 > 15 OR metric2 > 15', documented, '1 1 1 0'],
    ['metric1 > 15 || metric2 > 15', documented, '1 1 1 0'],
    ['metric2 >= 0', documented, '1 - 1 -'],
    ['metric1 == metric2', { metric1: '1 2', metric2: '1 3' }, '1 0'],
    ['metric1 != metric2', { metric1: '1 2', metric2: '1 3' }, '0 1'],
    ['m1 + m2', { m1: '1 - 3 -', m2: '10 20 - -' }, '11 20 3 -'],
    ['m1 - m2', { m1: '1 - 3 -', m2: '10 20 - -' }, '-9 -20 3 -'],
    ['m1 / m2', { m1: '6 6 - 0', m2: '2 - 3 0' }, '3 - 0 -'],
    ['5 * m1', { m1: '1 - 3' }, '5 - 15'],
    ['-5*m1', { m1: '1 - 3' }, '-5 - -15'],
    ['-m1', { m1: '1 - 3' }, '-1 - -3'],
    ['m1 ^ 2', { m1: '3 -' }, '9 -'],
    ['2 + 3 * 4', {}, 'scalar 14'],
    ['(2 + 3) * 4', {}, 'scalar 20'],
    ['2 - 3 - 4', {}, 'scalar -5'],
    ['8 / 4 / 2', {}, 'scalar 1'],
    ['2 * 3 ^ 2', {}, 'scalar 18'],
    ['2 ^ 3 ^ 2', {}, 'scalar 512'],
    ['2 ^ -1', {}, 'scalar 0.5'],
    ['1 + 1 == 2 AND 3 > 2', {}, 'scalar 1'],
    ['1 OR 0 AND 0', {}, 'scalar 1'],
    ['1 < 2 == 1', {}, 'scalar 1'],
    ['1 / 0', {}, 'scalar -'],
    ['.5 + 1e3', {}, 'scalar 1000.5'],
    ['SUM(100/[m1, m2])', { m1: '1 2 -', m2: '4 0 5' }, '125 50 20'],
    ['METRICS()*100', { m1: '1 -', m2: '2 3' }, ['100 -', '200 300']],
    ['[m1, m2] - m1', { m1: '1 5', m2: '2 3' }, ['0 0', '1 -2']],
    ['m1 - [m1, m2]', { m1: '1 5', m2: '2 3' }, ['0 0', '-1 2']],
    ['-[m1, m2]', { m1: '1 5', m2: '2 3' }, ['-1 -5', '-2 -3']],
  ]);
});

describe('IF', () => {
  const documented = { metric1: '1 1 0 0 -', metric2: '30 - 0 0 30', metric3: '0 0 20 - 20' };
  check([
    ['IF(metric1, metric2, metric3)', documented, '30 0 20 0 -'],
    ['IF(metric1, 5, metric3)', documented, '5 5 20 - -'],
    ['IF(metric1, metric2, 5)', documented, '30 0 5 5 -'],
    ['IF(metric1, metric2)', documented, '30 0 - - -'],
    ['IF(metric1, 7, 8)', documented, '7 7 8 8 -'],
    ['IF(1, metric2, metric3)', documented, '30 - 0 0 30'],
    ['IF(0, metric2, metric3)', documented, '0 0 20 - 20'],
    ['IF(0, metric2)', documented, '- - - - -'],
    ['IF(metric1<400, metric1)', { metric1: '100 500 -' }, '100 - -'],
    ['IF(metric1<400, 10, 2)', { metric1: '100 500 -' }, '10 2 -'],
    ['IF(-m1, 1, 2)', { m1: '-3 0' }, '1 2'],
    ['IF(n >= 20 AND e >= 3, 100 * e / n, 0)', { n: '100 10 100 -', e: '20 9 2 -' }, '20 0 0 -'],
    ['IF(FIRST(SORT(METRICS(), AVG, DESC))>100, 1, 0)', { m1: '1 2', m2: '50 150' }, '0 1'],
  ]);
});

describe('FILL', () => {
  check([
    ['FILL(m1, 10)', { m1: '- 1 - 3 -' }, '10 1 10 3 10'],
    ['FILL(m1, REPEAT)', { m1: '- 1 - 3 -' }, '- 1 1 3 3'],
    ['FILL(m1, LINEAR)', { m1: '- 1 - - 4 -' }, '- 1 2 3 4 -'],
    ['FILL(m1, MIN(m1))', { m1: '- 1 - 3' }, '1 1 1 3'],
    ['FILL(METRICS(), 0)', { m1: '- 1', m2: '2 -' }, ['0 1', '2 0']],
    ['FILL([m2], m1)', { m1: '7 8 -', m2: '- 1 -' }, ['7 1 -']],
    ['FILL(m1, 0)', { m1: '- -' }, '0 0'],
  ]);
});

describe('one series to a scalar, an array to a series', () => {
  const two = { m1: '1 2 - -', m2: '5 - 9 -' };
  check([
    ['SUM(m1)', two, 'scalar 3'],
    // A gap counts as 0 here, too.
    ['AVG(m1)', two, 'scalar 0.75'],
    ['MIN(m2)', two, 'scalar 5'],
    ['MAX(m2)', two, 'scalar 9'],
    ['DATAPOINT_COUNT(m1)', two, 'scalar 2'],
    ['AVG(m1)', { m1: '- -' }, 'scalar -'],
    ['SUM([m1, m2])', two, '6 2 9 -'],
    // "Missing values are treated as 0" for AVG, so the divisor is the number of series.
    ['AVG([m1, m2])', two, '3 1 4.5 -'],
    ['MIN([m1, m2])', two, '1 2 9 -'],
    ['MAX([m1, m2])', two, '5 2 9 -'],
    ['DATAPOINT_COUNT([m1, m2])', two, '2 1 1 -'],
    ['METRIC_COUNT([m1, m2, m1])', two, 'scalar 3'],
    ['m1 - AVG(m1)', two, '0.25 1.25 - -'],
    ['m1/PERIOD(m1)', { m1: '60 -' }, '1 -'],
    ['SUM(METRICS("errors"))', { errors1: '1 2', requests: '9 9', errors2: '3 4' }, '4 6'],
    ["SUM([METRICS('4xx'), METRICS('5xx')])", { a4xx: '1 2', b5xx: '10 20', other: '9 9' }, '11 22'],
    ['SUM(none)', { m1: '1 2' }, '- -'],
    ['TIME_SERIES(MAX(m1))', { m1: '1 - 3' }, '3 3 3'],
    ['TIME_SERIES(10)', { m1: '1 - 3' }, '10 10 10'],
  ]);
});

describe('functions of each point', () => {
  check([
    ['ABS(m1)', { m1: '-1 - 2' }, '1 - 2'],
    ['CEIL(m1)', { m1: '1.2 -' }, '2 -'],
    ['FLOOR(METRICS())', { m1: '1.8 -', m2: '-1.2 3' }, ['1 -', '-2 3']],
    ['LOG(m1)', { m1: '1 0 -' }, '0 - -'],
    ['LOG10(m1)', { m1: '1000 -1' }, '3 -'],
    ['DIFF(m1)', { m1: '1 4 - 10' }, '- 3 - 6'],
    ['RATE(m1)', { m1: '0 60 - 300' }, '- 1 - 2'],
    ['DIFF_TIME(m1)', { m1: '1 1 - 1' }, '- 60 - 120'],
    ['RUNNING_SUM([m1])', { m1: '1 - 2 3' }, ['1 - 3 6']],
    // The range starts on Sunday, 5 April 2026, 23:58.
    ['DAY(m1)', { m1: '- - 1' }, '7 7 1'],
    ['HOUR(m1)', { m1: '- - 1' }, '23 23 0'],
    ['MINUTE(m1)', { m1: '- - 1' }, '58 59 0'],
    ['DATE(m1) + 100 * MONTH(m1) + 10000 * YEAR(m1)', { m1: '- - 1' }, '20260405 20260405 20260406'],
    ['EPOCH(m1) - 1775433480', { m1: '- 1' }, '0 60'],
  ]);
});

describe('functions of arrays', () => {
  const three = { m1: '1 1', m2: '9 9', m3: '5 -' };
  check([
    ['SORT(METRICS(), AVG, DESC)', three, ['9 9', '5 -', '1 1']],
    ['SORT(METRICS(), SUM, ASC)', three, ['1 1', '5 -', '9 9']],
    ['SORT(METRICS(), MAX, DESC, 2)', three, ['9 9', '5 -']],
    ['SORT([m1, m2], MIN, ASC)', { m1: '- -', m2: '1 2' }, ['1 2', '- -']],
    ['SLICE(SORT(METRICS(), SUM, DESC), 0, 1)', three, ['9 9']],
    ['SLICE(METRICS(), 1)', three, ['9 9', '5 -']],
    ['FIRST(METRICS())', three, '1 1'],
    ['LAST(METRICS())', three, '5 -'],
    ['FIRST(none)', three, '- -'],
    ['REMOVE_EMPTY([m1, m2])', { m1: '- -', m2: '1 -' }, ['1 -']],
    ["SEARCH('all', 'Sum')", { m1: '1', m2: '2' }, ['1', '2']],
    ["SUM(SEARCH('all', 'Sum', 60))", { m1: '1', m2: '2' }, '3'],
  ]);
});

describe('what is wrong or not modeled', () => {
  const examples: [string, RegExp][] = [
    ['ANOMALY_DETECTION_BAND(m1)', /function 'ANOMALY_DETECTION_BAND' is not modeled; known are ABS, AVG/],
    ['STDDEV(m1)', /function 'STDDEV' is not modeled/],
    ['sum(m1)', /function 'sum' is not modeled/],
    ['m9 + 1', /no metric or expression has the id 'm9'/],
    ['m1 +', /the end at 5 where a value would be right/],
    ['m1 m2', /'m2' at 4 where an operator or the end would be right/],
    ['SUM(m1', /the end at 7 where '\)' would be right/],
    ['m1 % 2', /unexpected character at 4: '%'/],
    ['"text"', /only valid as an argument/],
    ['[m1, 5]', /has a scalar: must be time series/],
    ['[m1] + [m1]', /between two arrays/],
    ['IF([m1], 1, 2)', /an argument of IF is an array of time series/],
    ['IF(m1)', /has 1 arguments/],
    ['SUM(5)', /the argument of SUM is a scalar: must be a time series or an array of time series/],
    ['FILL(m1)', /the argument of FILL is/],
    ['FILL(m1, NEAREST)', /the argument of FILL is a time series, NEAREST: must be/],
    ['PERIOD(m1 + 1)', /the argument of PERIOD is .*: must be a metric, not the result of an expression/],
    ['SORT([m1], P99, DESC)', /the argument of SORT is/],
    ['SEARCH(m1)', /SEARCH takes a search expression/],
    ['METRICS(m1)', /METRICS takes nothing or one text/],
    ['FIRST(m1)', /the argument of FIRST is a time series: must be an array of time series/],
  ];
  test.each(examples)('fails on %s', (expression, message) => {
    expect(() => run(expression, { m1: '1 2' })).toThrow(message);
  });
});
