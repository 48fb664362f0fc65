import { describe, expect, test } from 'vitest';
import { batches, SHAPES } from '../../bench/arrivals.ts';
import { countedAws } from '../../bench/counted-aws.ts';
import { embeddedBytes } from '../../bench/embedded-metrics.ts';
import { customMetrics, vendedLogs } from '../../bench/prices.ts';
import { processBatch } from '../../lambda/batch/batch.ts';
import { gzipped, traffic } from '../../local/generate/traffic.ts';

describe('batches of an hour', () => {
  test.each(SHAPES)('of $name hold every object once, within the limits of the queue', (shape) => {
    const all = batches(shape);
    const objects = all.flat().map(({ loadBalancer, node, interval }) => `${loadBalancer}/${node}/${interval}`);
    expect(new Set(objects).size).toBe(objects.length);
    expect(objects.length).toBe(shape.loadBalancers * shape.nodes * 12);
    for (const batch of all) {
      expect(batch.length).toBeLessThanOrEqual(50);
      expect((batch.at(-1)?.second ?? 0) - (batch[0]?.second ?? 0)).toBeLessThanOrEqual(20);
    }
  });
});

test('the counted AWS sees every call of the handler and every request in the data', async () => {
  const aws = countedAws();
  const start = new Date(Math.floor(Date.now() / 300_000) * 300_000 - 600_000);
  const loadBalancers = [{ name: 'one', requestsPerMinute: 200, targetGroups: [{ name: 'web' }] }];
  const objects = [...traffic({ start, minutes: 5, loadBalancers })];
  for (const object of objects) aws.objects.set(object.key, gzipped(object));
  const Records = objects.map(({ key }, at) => ({
    messageId: `${at}`,
    eventSource: 'aws:sqs',
    body: JSON.stringify({
      Records: [
        {
          ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
          s3: { bucket: { name: 'logs' }, object: { key } },
        },
      ],
    }),
  }));
  const invocation = { awsRequestId: 'r', getRemainingTimeInMillis: () => 600_000 };
  expect(await processBatch(aws.edge, { Records }, invocation)).toEqual({ batchItemFailures: [] });

  const { counts } = aws;
  const data = aws.requests().flat();
  expect(counts.s3Gets).toBe(2);
  // Publishing, complete.
  expect(counts.dynamoDbWrites).toBe(4);
  expect(counts.putMetricData).toBe(1);
  expect(counts.logBytes).toBeGreaterThan(200);
  const lines = objects.reduce((sum, { expected }) => sum + expected.lines, 0);
  const ofAll = data.filter(({ MetricName, Dimensions = [] }) => MetricName === 'Elb5xx' && Dimensions.length === 0);
  expect(ofAll.reduce((sum, { StatisticValues }) => sum + (StatisticValues?.SampleCount ?? 0), 0)).toBe(lines);
});

describe('embedded metric format', () => {
  const datum = {
    MetricName: 'Time',
    Dimensions: [{ Name: 'LoadBalancer', Value: 'app/x/1' }],
    Timestamp: 1_700_000_000,
  };

  test('writes each observation out, a hundred to a document', () => {
    const one = embeddedBytes([[{ ...datum, Values: [0.5], Counts: [1] }]]);
    const hundred = embeddedBytes([[{ ...datum, Values: [0.5], Counts: [100] }]]);
    const twoHundred = embeddedBytes([[{ ...datum, Values: [0.5], Counts: [200] }]]);
    expect(hundred).toBe(one + 99 * '0.5,'.length);
    expect(twoHundred).toBe(2 * hundred);
  });

  test('puts metrics of the same minute and dimensions into one document', () => {
    const [one, other] = [
      { ...datum, StatisticValues: { SampleCount: 10, Sum: 2 } },
      { ...datum, MetricName: 'Else', StatisticValues: { SampleCount: 10, Sum: 2 } },
    ];
    expect(embeddedBytes([[one, other]])).toBeLessThan(embeddedBytes([[one], [other]]));
  });

  test('writes what two requests say of the same minute twice, and two data of one name in one request once', () => {
    const fifty = { ...datum, Values: [0.5], Counts: [50] };
    const hundred = { ...datum, Values: [0.5], Counts: [100] };
    expect(embeddedBytes([[fifty], [fifty]])).toBe(2 * embeddedBytes([[fifty]]));
    expect(embeddedBytes([[fifty, fifty]])).toBe(embeddedBytes([[hundred]]));
  });
});

test.each([
  [customMetrics, 100, 30],
  [customMetrics, 10_000, 3_000],
  [customMetrics, 20_000, 4_000],
  [vendedLogs, 1e12, 500],
  [vendedLogs, 40e12, 5_000 + 5_000 + 1_000],
])('%o of %d costs %d dollars', (price, amount, cost) => {
  expect(price(amount)).toBeCloseTo(cost, 6);
});
