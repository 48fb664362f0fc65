import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Aggregates, cellAt, createAggregates } from '../../../lambda/measure/aggregate.ts';
import { observe, shareAt } from '../../../lambda/measure/cell.ts';
import { plansOf } from '../../../lambda/measure/plans.ts';
import { boundSeries } from '../../../lambda/measure/series.ts';
import type { SeriesCaps } from '../../../lambda/measure/series-count.ts';
import { metricData } from '../../../lambda/publish/datum.ts';
import { entriesOf } from '../../../lambda/publish/requests.ts';
import { albEntry } from '../../support/alb-line.ts';
import { cellsOf } from '../../support/cells.ts';
import { rounds } from '../../support/rounds.ts';

interface Shape {
  readonly loadBalancer: string;
  readonly targetGroup?: string | undefined;
  readonly status?: string;
  readonly times?: number;
}

const CAPS: SeriesCaps = { maxLoadBalancersPerObject: 50, maxSeriesPerLoadBalancer: 300, maxSeriesPerObject: 3_000 };
const entry = albEntry();

function aggregatesOf(shapes: readonly Shape[]): Aggregates {
  const aggregates = createAggregates();
  for (const { loadBalancer, targetGroup, status = '200', times = 1 } of shapes) {
    const one = { ...entry, loadBalancer, targetGroup, elbStatusCode: status, targetStatusCode: status };
    for (const plan of plansOf('requests', 'full')) {
      const values = plan.values(one);
      if (values === undefined) continue;
      const cell = cellAt(aggregates, 'requests', { plan, values, extra: [], periodStart: 0 });
      for (let time = 0; time < times; time++) observe(cell, plan, one);
    }
  }
  return aggregates;
}

const series = (aggregates: Aggregates): string[] => [
  ...new Set(metricData(aggregates).map(({ MetricName, Dimensions }) => `${MetricName} ${JSON.stringify(Dimensions)}`)),
];
const names = (aggregates: Aggregates, set: string): string[] =>
  cellsOf(aggregates, set).map(({ values }) => values.join(' '));
const many = (count: number, shape: (at: number) => Shape): Shape[] =>
  Array.from({ length: count }, (_, at) => shape(at));

describe('the caps on series', () => {
  test('keep the busiest load balancers and make one of the others, with all their requests', () => {
    const aggregates = aggregatesOf(
      many(10_000, (at) => ({ loadBalancer: `app/lb-${at}/1`, times: at === 7_777 ? 3 : 1 })),
    );
    const before = entriesOf(aggregates);
    const dropped = boundSeries(aggregates, CAPS);
    const kept = names(aggregates, 'LoadBalancer');
    expect(kept).toHaveLength(51);
    expect(kept).toContain('app/lb-7777/1');
    expect(kept).toContain('Other');
    expect(dropped).toMatchObject({ count: 9_950 });
    expect(dropped.series).toBeGreaterThan(9_950 * 15);
    expect(dropped.names).toHaveLength(20);
    expect(dropped.names[0]).toBe('load balancer: app/lb-1041/1');
    const other = cellsOf(aggregates, 'LoadBalancer').find(({ values }) => values[0] === 'Other');
    expect(other && shareAt(other, 0).count).toBe(9_950);
    expect(entriesOf(aggregates)).toBe(before);
    expect(series(aggregates).length).toBeLessThan(CAPS.maxSeriesPerObject);
  });

  test('hold all load balancers together to the cap of the object', () => {
    const shapes = many(40, (lb) => ({ loadBalancer: `app/lb-${lb}/1` })).flatMap(({ loadBalancer }) =>
      many(40, (group) => ({ loadBalancer, targetGroup: `targetgroup/g-${group}/1`, times: group + 1 })),
    );
    const aggregates = aggregatesOf(shapes);
    const unbounded = series(aggregates).length;
    const dropped = boundSeries(aggregates, CAPS);
    expect(unbounded).toBeGreaterThan(10_000);
    // What goes to Other has one series of each kind for each load balancer.
    expect(series(aggregates).length).toBeLessThan(CAPS.maxSeriesPerObject + 40 * 15);
    expect(dropped.count).toBeGreaterThan(1_000);
  });

  test('change nothing below them', () => {
    const aggregates = aggregatesOf(many(40, (at) => ({ loadBalancer: `app/lb-${at % 4}/1`, status: `${500 + at}` })));
    const before = metricData(aggregates);
    expect(boundSeries(aggregates, CAPS)).toEqual({ names: [], count: 0, series: 0 });
    expect(metricData(aggregates)).toEqual(before);
  });

  test('choose the same for any order of cells, and lose no request', () => {
    const shape = fc.record({
      loadBalancer: fc.integer({ min: 0, max: 8 }).map((at) => `app/lb-${at}/1`),
      targetGroup: fc.option(
        fc.integer({ min: 0, max: 8 }).map((at) => `targetgroup/g-${at}/1`),
        { nil: undefined },
      ),
      status: fc.integer({ min: 200, max: 230 }).map(String),
    });
    const caps = { maxLoadBalancersPerObject: 4, maxSeriesPerLoadBalancer: 40, maxSeriesPerObject: 120 };
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 120 }), (shapes) => {
        const [one, other] = [aggregatesOf(shapes), aggregatesOf(shapes)];
        const reversed: Aggregates = { subjects: new Map([...other.subjects].reverse()) };
        expect(boundSeries(reversed, caps)).toEqual(boundSeries(one, caps));
        expect(metricData(reversed)).toEqual(metricData(one));
        expect(entriesOf(one)).toBe(shapes.length);
        const codes = cellsOf(one, 'LoadBalancer').map(({ tallies }) => tallies[0]);
        expect(codes.flatMap((tally) => [...(tally ?? [])]).reduce((sum, [, times]) => sum + times, 0)).toBe(
          shapes.length,
        );
        expect(names(one, 'LoadBalancer').length).toBeLessThanOrEqual(5);
      }),
      { numRuns: rounds(25, 60) },
    );
  });
});
