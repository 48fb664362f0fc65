import { describe, expect, test } from 'vitest';
import { select } from '../../../local/cloudwatch/insights.ts';
import { parseInsights } from '../../../local/cloudwatch/insights-parse.ts';
import { createMetricStore } from '../../../local/cloudwatch/store.ts';

const START = Date.UTC(2026, 8, 14, 12, 0);
const MINUTE = 60_000;
const grid = { from: START, period: 60, length: 3 };

/** Metric, dimensions as `Team=a Zone=1`, then the values of minutes; `-` is missing. */
const LOADS = [
  ['Load', 'Team=a Kind=k', '1 2 -'],
  ['Load', 'Team=b Kind=k', '10 - 5'],
  ['Load', 'Team=a Kind=other', '100 100 100'],
  ['Load', 'Team=b', '7 7 7'],
  ['Load', 'Kind=k', '3 - -'],
  ['Other', 'Team=a', '9 9 9'],
] as const;

function store() {
  const made = createMetricStore();
  for (const [MetricName, dimensions, values] of LOADS) {
    const Dimensions = dimensions.split(' ').map((pair) => {
      const [Name, Value] = pair.split('=');
      return { Name, Value };
    });
    for (const [at, value] of values.split(' ').entries()) {
      if (value === '-') continue;
      const Timestamp = new Date(START + at * MINUTE);
      made.put('ns', [{ MetricName, Dimensions, Timestamp, Value: Number(value) }]);
    }
  }
  return made;
}

function run(query: string): readonly string[] {
  return select(parseInsights(query), store(), { grid, asOf: undefined }).map(
    ({ attributes, series }) =>
      `${Object.values(attributes).join(' ')}: ${series.values.map((value) => value ?? '-').join(' ')}`,
  );
}

describe('a Metrics Insights query', () => {
  const cases: [string, string[]][] = [
    ['SELECT SUM(Load) FROM "ns"', [': 121 109 112']],
    ['select sum(Load) from "ns"', [': 121 109 112']],
    ['SELECT MAX(Load) FROM SCHEMA("ns", Team, Kind)', [': 100 100 100']],
    ['SELECT MIN(Load) FROM SCHEMA("ns", Kind, Team)', [': 1 2 5']],
    ['SELECT COUNT(Load) FROM SCHEMA("ns", Team, Kind)', [': 3 2 2']],
    ['SELECT AVG(Load) FROM SCHEMA("ns", Team, Kind)', [': 37 51 52.5']],
    [`SELECT SUM(Load) FROM SCHEMA("ns", "Team", "Kind") WHERE "Kind" = 'k'`, [': 11 2 5']],
    [`SELECT SUM(Load) FROM SCHEMA("ns", Team, Kind) WHERE Kind != 'k' AND Team = 'a'`, [': 100 100 100']],
    [
      'SELECT SUM(Load) FROM SCHEMA("ns", Team, Kind) GROUP BY Team ORDER BY MAX() DESC',
      ['a: 101 102 100', 'b: 10 - 5'],
    ],
    ['SELECT SUM(Load) FROM SCHEMA("ns", Team, Kind) GROUP BY Team ORDER BY MAX()', ['b: 10 - 5', 'a: 101 102 100']],
    ['SELECT SUM(Load) FROM SCHEMA("ns", Team, Kind) GROUP BY Team ORDER BY MAX() DESC LIMIT 1', ['a: 101 102 100']],
    [
      'SELECT MAX(Load) FROM SCHEMA("ns", Team, Kind) GROUP BY Team, Kind ORDER BY COUNT() DESC',
      ['a other: 100 100 100', 'a k: 1 2 -', 'b k: 10 - 5'],
    ],
    // A metric without the dimension is filed under Other.
    ['SELECT SUM(Load) FROM "ns" GROUP BY Team ORDER BY SUM() DESC', ['a: 101 102 100', 'b: 17 7 12', 'Other: 3 - -']],
    [`SELECT SUM(Load) FROM "ns" WHERE Team = 'nobody'`, []],
    ['SELECT SUM(load) FROM "ns"', []],
  ];
  test.each(cases)('%s', (query, expected) => {
    expect(run(query)).toEqual(expected);
  });

  const broken: [string, RegExp][] = [
    ['SELECT MEDIAN(Load) FROM "ns"', /'MEDIAN' where AVG, COUNT, MAX, MIN, SUM would be right/],
    ['SELECT SUM(Load)', /its end where FROM/],
    ['SELECT SUM(Load) FROM "ns" GROUP BY Zone', /'Zone' where a name, in double quotation marks/],
    ['SELECT SUM(Load) FROM "ns" WHERE Team > 1', /an unexpected character at 38/],
    ['SELECT SUM(Load) FROM "ns" WHERE Team = "a"', /'a' where a value in single quotation marks/],
    [`SELECT SUM(Load) FROM "ns" WHERE Team = 'a' OR Team = 'b'`, /'OR' where a clause or the end/],
    ['SELECT SUM(Load) FROM "ns" LIMIT 501', /'501' where a whole number from 1 to 500/],
    ['SELECT SUM(Load) FROM "ns" ORDER BY MAX', /its end where '\('/],
  ];
  test.each(broken)('fails on %s', (query, message) => {
    expect(() => parseInsights(query)).toThrow(message);
  });
});
