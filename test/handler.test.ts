import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { processBatch } from '../lambda/batch.ts';
import { gzipped, type LogObject, traffic } from '../local/generate/traffic.ts';
import type { PutMetricData } from './loopback/cloudwatch.ts';
import {
  type Announced,
  BUCKET,
  batchOf,
  invocation,
  type LoopbackEdge,
  type LoopbackOptions,
  loopbackEdge,
} from './loopback/edge.ts';

const opened: LoopbackEdge[] = [];
afterEach(async () => {
  for (const loopback of opened.splice(0)) await loopback.close();
});

async function open(options: LoopbackOptions = {}): Promise<LoopbackEdge> {
  const loopback = await loopbackEdge(options);
  opened.push(loopback);
  return loopback;
}

/** Objects of the last minutes, as CloudWatch takes no data from other years. */
function recentObjects(count: number): LogObject[] {
  const start = new Date(Date.now() - 3_600_000);
  const web = { name: 'edge', requestsPerMinute: 20, targetGroups: [{ name: 'web' }, { name: 'api' }] };
  return [...traffic({ start, minutes: 30, loadBalancers: [web], nodes: 4 })].slice(0, count);
}

function store({ s3 }: LoopbackEdge, objects: readonly LogObject[]): Announced[] {
  return objects.map((object) => ({ key: object.key, etag: s3.put(BUCKET, object.key, gzipped(object)) }));
}

/** Sum of a metric without dimensions over everything accepted. */
function total(accepted: readonly PutMetricData[], metric: string): number {
  return accepted
    .flatMap(({ MetricData }) => MetricData)
    .filter(({ MetricName, Dimensions = [] }) => MetricName === metric && Dimensions.length === 0)
    .reduce((sum, { Value, StatisticValues }) => sum + (Value ?? StatisticValues?.SampleCount ?? 0), 0);
}

describe('a batch of a queue', () => {
  test('is read, published in one request and answered without failures', async () => {
    const loopback = await open();
    const objects = recentObjects(8);
    const expected = objects.reduce((sum, { expected: { lines } }) => sum + lines, 0);
    const response = await processBatch(loopback.edge, batchOf(store(loopback, objects)), invocation());
    expect(response).toEqual({ batchItemFailures: [] });
    expect(loopback.cloudwatch.refused).toEqual([]);
    expect(loopback.cloudwatch.accepted).toHaveLength(1);
    expect(total(loopback.cloudwatch.accepted, 'LogLinesParsed')).toBe(expected);
    expect(total(loopback.cloudwatch.accepted, 'Elb5xx')).toBe(expected);
    expect(total(loopback.cloudwatch.accepted, 'LogObjects')).toBe(8);
    const counted = loopback.lines.filter(({ outcome }) => outcome === 'counted');
    expect(counted).toHaveLength(8);
  });

  test('fails for a corrupt object alone, and publishes nothing of it', async () => {
    const loopback = await open();
    const objects = recentObjects(3);
    const announced = store(loopback, objects);
    const whole = gzipSync(objects[1]?.plain ?? '');
    loopback.s3.put(BUCKET, announced[1]?.key ?? '', whole.subarray(0, whole.length - 20));
    const response = await processBatch(loopback.edge, batchOf(announced), invocation());
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    const expected = (objects[0]?.expected.lines ?? 0) + (objects[2]?.expected.lines ?? 0);
    expect(total(loopback.cloudwatch.accepted, 'Elb5xx')).toBe(expected);
  });
});
