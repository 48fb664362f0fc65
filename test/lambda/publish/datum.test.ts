import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellAt, createAggregates } from '../../../lambda/measure/aggregate.ts';
import { addToDistribution, VALUES_PER_DATUM } from '../../../lambda/measure/distribution.ts';
import { plansOf } from '../../../lambda/measure/plans.ts';
import { metricData } from '../../../lambda/publish/datum.ts';

/** The data of one minute whose target processing times are these. */
function dataOf(seconds: readonly number[]) {
  const aggregates = createAggregates();
  const plan = plansOf('requests', 'full').find(({ set }) => set === 'LoadBalancer');
  if (plan === undefined) throw new Error('no plan of load balancers');
  const cell = cellAt(aggregates, 'requests', { plan, values: ['edge'], extra: [], periodStart: 0 });
  const times = cell.distributions[plan.distributions.findIndex(({ name }) => name === 'TargetProcessingTime')];
  if (times === undefined) throw new Error('no distribution of target processing times');
  for (const value of seconds) addToDistribution(times, value);
  return metricData(aggregates).filter(({ MetricName }) => MetricName === 'TargetProcessingTime');
}

/** One value to a bucket of the grid, each somewhere in it, from 0.1 ms up, as Classic Load Balancers log them. */
const oneToABucket = fc
  .array(fc.double({ min: 0.02, max: 0.98, noNaN: true }), { minLength: 151, maxLength: 180 })
  .map((places) => places.map((place, bucket) => 1.1 ** (bucket - 97 + place)));

test('a distribution of more values than a datum holds is split into data that CloudWatch accepts and that add up', () => {
  fc.assert(
    fc.property(oneToABucket, (seconds) => {
      const data = dataOf(seconds);
      expect(data.length).toBe(2);
      for (const { Values = [], Counts = [], StatisticValues } of data) {
        expect(Values.length).toBeLessThanOrEqual(VALUES_PER_DATUM);
        expect(StatisticValues?.SampleCount).toBe(Counts.reduce((sum, times) => sum + times, 0));
        expect(StatisticValues?.Minimum).toBeLessThanOrEqual(StatisticValues?.Maximum ?? Number.NaN);
      }
      const statistics = data.flatMap(({ StatisticValues }) => StatisticValues ?? []);
      expect(statistics[0]?.Minimum).toBe(Math.min(...seconds));
      expect(statistics.at(-1)?.Maximum).toBe(Math.max(...seconds));
      const sum = statistics.reduce((total, { Sum = 0 }) => total + Sum, 0);
      expect(sum).toBeCloseTo(
        seconds.reduce((total, value) => total + value, 0),
        3,
      );
    }),
  );
});
