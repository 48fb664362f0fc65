import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import type { MetricStore } from '../../../local/cloudwatch/store.ts';
import { createReadings, read } from '../../../local/readings/readings.ts';
import { START, storySources } from '../preview/sources.ts';

const HOUR = 3600_000;
function rowsOf(store: MetricStore, dimensions: Record<string, string>): number[][] {
  const metric = { namespace: DEFAULT_CONFIG.namespace, metricName: 'Elb5xx', dimensions };
  const points = store.statistic(metric, { stat: 'SampleCount', period: 60, from: START, to: START + HOUR });
  return points.map(({ timestamp, value }) => [(timestamp - START) / 60_000, value]);
}

const sumOf = (rows: number[][]) => rows.reduce((sum, [, value = 0]) => sum + value, 0);

test('past its bound of memory what has dimensions comes in rows of 5 minutes, and no request is lost', async () => {
  const fine = createReadings(DEFAULT_CONFIG);
  await read(fine, storySources());
  const coarse = createReadings(DEFAULT_CONFIG, { bytesMax: 0.8 * fine.cells.bytes() });
  await read(coarse, storySources());
  expect([fine.cells.minutes(), coarse.cells.minutes()]).toEqual([1, 5]);
  const names = fine.store.metrics().flatMap(({ dimensions }) => dimensions.LoadBalancer ?? []);
  const shop = { LoadBalancer: names.find((name) => name.startsWith('app/shop/')) ?? '' };
  expect(rowsOf(coarse.store, shop).every(([minute = 0]) => minute % 5 === 0)).toBe(true);
  expect(sumOf(rowsOf(coarse.store, shop))).toBe(sumOf(rowsOf(fine.store, shop)));
  expect(sumOf(rowsOf(fine.store, shop))).toBeGreaterThan(0);
  // Of everything together it stays minute by minute.
  expect(rowsOf(coarse.store, {})).toEqual(rowsOf(fine.store, {}));
}, 60_000);

test('a few objects that hold too much become coarser, too, as far as they have to', async () => {
  const few = storySources().slice(0, 6);
  const fine = createReadings(DEFAULT_CONFIG);
  await read(fine, few);
  expect(fine.cells.minutes()).toBe(1);
  const coarsest = createReadings(DEFAULT_CONFIG, { bytesMax: 1 });
  await read(coarsest, few);
  expect(coarsest.cells.minutes()).toBe(1440);
  expect(coarsest.outcomes.requests.numbers.slice(0, coarsest.outcomes.length).reduce((all, one) => all + one, 0)).toBe(
    fine.outcomes.requests.numbers.slice(0, fine.outcomes.length).reduce((all, one) => all + one, 0),
  );
});
