import { gzipSync } from 'node:zlib';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type BatchResponse, processBatch, READ_MARGIN_MILLIS } from '../../lambda/batch/batch.ts';
import { START_MARGIN_MILLIS } from '../../lambda/batch/works.ts';
import { DEFAULT_CONFIG, toEnvironment } from '../../lambda/config.ts';
import { claim, ledgerId, lookUp, type Standing } from '../../lambda/publish/ledger.ts';
import { LINE_BYTES_MAX } from '../../lambda/read/lines.ts';
import { type GeneratedObject, gzipped, traffic } from '../../local/generate/traffic.ts';
import { faultObjects } from '../support/faults/objects.ts';
import type { PutMetricData } from '../support/loopback/cloudwatch.ts';
import { TABLE } from '../support/loopback/dynamodb.ts';
import {
  type Announced,
  BUCKET,
  batchOf,
  invocation,
  type LoopbackEdge,
  type LoopbackOptions,
  loopbackEdge,
  s3Record,
} from '../support/loopback/edge.ts';
import type { Fault, Received } from '../support/loopback/server.ts';

const opened: LoopbackEdge[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const loopback of opened.splice(0)) await loopback.close();
});

interface Scene extends LoopbackEdge {
  readonly objects: readonly GeneratedObject[];
  readonly announced: readonly Announced[];
  readonly run: (messages?: Parameters<typeof batchOf>[0], millis?: number) => Promise<BatchResponse>;
  /** Indexes of the messages that went back. */
  readonly failures: (messages?: Parameters<typeof batchOf>[0], millis?: number) => Promise<number[]>;
  /** Entries counted, by the metric without dimensions. */
  readonly counted: () => number;
}

/** So many objects of the last minutes in the bucket: CloudWatch takes no data from other years. */
async function scene(
  count: number,
  options: LoopbackOptions = {},
  objects: readonly GeneratedObject[] = generated(count),
): Promise<Scene> {
  const loopback = await loopbackEdge(options);
  opened.push(loopback);
  const announced = objects.map((object) => ({
    key: object.key,
    etag: loopback.s3.put(BUCKET, object.key, gzipped(object)),
  }));
  const run: Scene['run'] = (messages = announced, millis) =>
    processBatch(loopback.edge, batchOf(messages), invocation(millis));
  return {
    ...loopback,
    ...{ objects, announced, run },
    failures: async (messages, millis) => {
      const { batchItemFailures } = await run(messages, millis);
      return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier.replace('message-', '')));
    },
    counted: () => total(loopback.cloudwatch.accepted, 'Elb5xx'),
  };
}

function generated(count: number): readonly GeneratedObject[] {
  const start = new Date(Date.now() - 3_600_000);
  const web = { name: 'edge', requestsPerMinute: 20, targetGroups: [{ name: 'web' }, { name: 'api' }] };
  const objects: GeneratedObject[] = [];
  for (const object of traffic({ start, minutes: 30, loadBalancers: [web], nodes: 4, clients: 200 })) {
    if (objects.length === count) break;
    objects.push(object);
  }
  return objects;
}

/** What CloudWatch would answer for the sum of each series of excess and minute, in millionths. */
function excessOf(accepted: readonly PutMetricData[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { MetricName, Dimensions, Timestamp, Value = 0 } of accepted.flatMap(({ MetricData }) => MetricData)) {
    if (!MetricName?.startsWith('Excess')) continue;
    const key = JSON.stringify([MetricName, Dimensions, Timestamp]);
    sums.set(key, (sums.get(key) ?? 0) + Math.round(Value * 1e6));
  }
  return sums;
}

/** Sum of a metric without dimensions over everything accepted: its count, or how many values it holds. */
function total(accepted: readonly PutMetricData[], metric: string): number {
  return accepted
    .flatMap(({ MetricData }) => MetricData)
    .filter(({ MetricName, Dimensions = [] }) => MetricName === metric && Dimensions.length === 0)
    .reduce((sum, { Value, StatisticValues }) => sum + (Value ?? StatisticValues?.SampleCount ?? 0), 0);
}

/** Names of what was published, with the value of the first dimension. */
function metricsOf(accepted: readonly PutMetricData[]): (string | undefined)[][] {
  const data = accepted.flatMap(({ MetricData }) => MetricData);
  return data.map(({ MetricName, Dimensions = [] }) => [MetricName, Dimensions[0]?.Value]);
}

const linesOf = (objects: readonly (GeneratedObject | undefined)[]): number =>
  objects.reduce((sum, object) => sum + (object?.expected.lines ?? 0), 0);

/** Fails the first requests of a kind. */
function first(
  times: number,
  fault: Fault,
  of: (request: Received) => boolean,
): (request: Received) => Fault | undefined {
  let left = times;
  return (request) => (of(request) && left-- > 0 ? fault : undefined);
}
const toS3 = ({ method }: Received): boolean => method === 'GET';
const toCloudWatch = ({ headers }: Received): boolean => String(headers['x-amz-target']).endsWith('PutMetricData');

/** As another invocation would that has begun to publish the object's only request. */
async function claimAs(
  edge: LoopbackEdge['edge'],
  { id, owner, lease }: { readonly id: string; readonly owner: string; readonly lease: number },
  ingestedAt = Date.now(),
): Promise<void> {
  const ledger = { ...edge.ledger, owner, lease };
  const standing = (await lookUp(ledger, [id])).get(id) as Standing;
  const progress = { fingerprint: 'one request', ingestedAt, requestsDone: 0, doubtUntil: 0 };
  expect(await claim(ledger, standing, progress)).toBe(true);
}

describe('a batch of a queue', () => {
  test('is read, published in one request and answered without failures', async () => {
    const { run, cloudwatch, lines, objects, counted } = await scene(8);
    expect(await run()).toEqual({ batchItemFailures: [] });
    expect(cloudwatch.refused).toEqual([]);
    expect(cloudwatch.accepted).toHaveLength(1);
    expect(counted()).toBe(linesOf(objects));
    expect(total(cloudwatch.accepted, 'LogLinesParsed')).toBe(linesOf(objects));
    expect(total(cloudwatch.accepted, 'LogObjects')).toBe(8);
    expect(lines.map(({ kind, outcome }) => [kind, outcome]).filter(([kind]) => kind === 'object')).toEqual(
      objects.map(() => ['object', 'counted']),
    );
  });

  test('leaves one line of structure for each object, without any text of the log in it', async () => {
    const { run, lines, objects } = await scene(1);
    await run();
    const [line] = lines.filter(({ kind }) => kind === 'object');
    expect(line).toEqual({
      ...{ kind: 'object', outcome: 'counted', bucket: BUCKET, key: objects[0]?.key, format: 'alb-access' },
      ...{ bytes: expect.any(Number), uncompressedBytes: objects[0]?.plain.length, milliseconds: expect.any(Number) },
      lines: { parsed: objects[0]?.expected.lines, skipped: 0, unparsed: 0 },
      ...{ dropped: 0, seriesDropped: { names: [], count: 0, series: 0 }, drift: 0 },
    });
  });

  test('writes neither query strings nor lines it could not parse to its logs', async () => {
    const { run, lines, s3, announced } = await scene(2);
    const secret = 'token=hunter2';
    const at = new Date(Date.now() - 600_000).toISOString();
    const line = `https ${at} app/edge/50dc6c495c0c9188 1.2.3.4:5 - -1 -1 -1 503 - 34 366 "GET https://a:443/p?${secret} HTTP/1.1" "curl" - - - "Root=1"`;
    s3.put(BUCKET, announced[0]?.key ?? '', Buffer.from(`${line}\nunreadable ${secret}\n`));
    s3.put(BUCKET, announced[1]?.key ?? '', gzipSync(`${line}\n`).subarray(0, 40));
    expect((await run()).batchItemFailures).toHaveLength(1);
    expect(lines.length).toBeGreaterThan(2);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  test('fails for a corrupt object alone, and publishes nothing of it', async () => {
    const { failures, s3, announced, objects, counted } = await scene(3);
    const whole = gzipSync(objects[1]?.plain ?? '');
    s3.put(BUCKET, announced[1]?.key ?? '', whole.subarray(0, whole.length - 20));
    expect(await failures()).toEqual([1]);
    expect(counted()).toBe(linesOf([objects[0], objects[2]]));
  });

  test('fails for a message nobody understands alone', async () => {
    const { edge, announced, lines, counted, objects } = await scene(1);
    const { Records } = batchOf(announced);
    const strange = { messageId: 'strange', body: '{"hello":"world"}', eventSource: 'aws:sqs' };
    const response = await processBatch(edge, { Records: [strange, ...Records] }, invocation());
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'strange' }] });
    expect(counted()).toBe(linesOf(objects));
    expect(JSON.stringify(lines)).toContain('a message is {hello}: must be');
  });

  test('fails for a message whose second object fails, and counts its first once', async () => {
    const { failures, announced, objects, s3, counted } = await scene(2);
    s3.put(BUCKET, announced[1]?.key ?? '', gzipSync('x').subarray(0, 12));
    expect(await failures([announced])).toEqual([0]);
    expect(counted()).toBe(linesOf([objects[0]]));
    s3.put(BUCKET, announced[1]?.key ?? '', gzipped(objects[1] as GeneratedObject));
    expect(await failures([announced])).toEqual([]);
    expect(counted()).toBe(linesOf(objects));
  });
});

describe('an object', () => {
  test('named twice in a batch, and again later, is counted once', async () => {
    const { failures, announced, counted, objects, cloudwatch } = await scene(2);
    expect(await failures([...announced, ...announced])).toEqual([]);
    expect(await failures()).toEqual([]);
    expect(counted()).toBe(linesOf(objects));
    expect(total(cloudwatch.accepted, 'DuplicateObjects')).toBe(4);
  });

  test('has the same excess in any batch, in any order and repeated', async () => {
    const once = await scene(6);
    await once.run();
    const expected = excessOf(once.cloudwatch.accepted);
    expect(expected.size).toBeGreaterThan(50);
    const again = await scene(6, {}, once.objects);
    for (const one of again.announced.toReversed()) expect(await again.failures([one, one])).toEqual([]);
    expect(await again.failures()).toEqual([]);
    expect(again.cloudwatch.accepted.length).toBeGreaterThan(once.cloudwatch.accepted.length);
    const found = excessOf(again.cloudwatch.accepted);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  test('is the same object no matter what version, or no ETag at all, its notification names', async () => {
    const { failures, announced, counted, objects } = await scene(1);
    const key = announced[0]?.key ?? '';
    expect(await failures([{ key, etag: 'as-somebody-else-writes-it' }])).toEqual([]);
    expect(await failures([{ key, versionId: 'v1' }, { key }])).toEqual([]);
    expect(counted()).toBe(linesOf(objects));
  });

  test('that was overwritten is counted by its new content, once', async () => {
    const { failures, announced, counted, objects, s3 } = await scene(2);
    const key = announced[0]?.key ?? '';
    s3.put(BUCKET, key, gzipped(objects[1] as GeneratedObject));
    expect(await failures([announced[0] ?? []])).toEqual([]);
    expect(await failures([{ key }])).toEqual([]);
    expect(counted()).toBe(linesOf([objects[1]]));
  });

  test('that is gone is done', async () => {
    const { failures, s3, announced, objects, lines, counted } = await scene(2);
    s3.delete(BUCKET, announced[0]?.key ?? '');
    expect(await failures()).toEqual([]);
    expect(counted()).toBe(linesOf([objects[1]]));
    expect(lines.map(({ outcome }) => outcome)).toContain('gone');
  });

  test('at work in another invocation goes back to the queue, and is left alone', async () => {
    const { failures, edge, announced, objects, counted, lines } = await scene(2);
    const id = ledgerId(BUCKET, announced[0]?.key ?? '', announced[0]?.etag);
    await claimAs(edge, { id, owner: 'somebody', lease: Date.now() + 60_000 });
    expect(await failures()).toEqual([0]);
    expect(counted()).toBe(linesOf([objects[1]]));
    expect(lines.map(({ error }) => error)).toContain('another invocation is at work on the object');
  });

  test('of 0 bytes is counted as an object', async () => {
    const { failures, s3, announced, cloudwatch, counted } = await scene(1);
    s3.put(BUCKET, announced[0]?.key ?? '', Buffer.alloc(0));
    expect(await failures()).toEqual([]);
    expect([counted(), total(cloudwatch.accepted, 'LogObjects')]).toEqual([0, 1]);
  });

  test.each<[string, string, LoopbackOptions['config']]>([
    ['testObject', 'AWSLogs/123456789012/ELBAccessLogTestFile', {}],
    ['folder', 'AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/05/04/', {}],
    ['unknown', 'report.csv', {}],
    ['family', 'KEY', { families: ['connections'] }],
    ['account', 'KEY', { accounts: ['999999999999'] }],
    ['region', 'KEY', { regions: ['xx-none-1'] }],
    ['loadBalancer', 'KEY', { loadBalancers: ['app/other/1'] }],
  ])('is ignored and counted as such: %s', async (reason, name, config = {}) => {
    const { failures, announced, cloudwatch, lines, s3 } = await scene(1, { config });
    const key = name === 'KEY' ? (announced[0]?.key ?? '') : name;
    expect(await failures([{ key }])).toEqual([]);
    expect(total(cloudwatch.accepted, 'IgnoredObjects')).toBe(1);
    expect(lines).toMatchObject([{ kind: 'object', outcome: 'ignored', reason, key }]);
    expect(s3.log).toEqual([]);
  });
});

describe('when S3 fails', () => {
  test('once, the SDK asks again', async () => {
    const { failures, counted, objects } = await scene(1, { faultOf: first(1, 'throttled', toS3) });
    expect(await failures()).toEqual([]);
    expect(counted()).toBe(linesOf(objects));
  });

  test.each(['unavailable', 'invalid', 'cutMiddle', 'hangMiddle'] as const)(
    'always (%s), the message goes back and the ledger lets the retry in at once',
    async (fault) => {
      let isFailing = true;
      const faultOf = (request: Received) => (isFailing && toS3(request) ? fault : undefined);
      const { failures, counted, objects, cloudwatch } = await scene(1, {
        faultOf,
        ...(fault === 'hangMiddle' && { timeoutMillis: 3_000 }),
      });
      expect(await failures()).toEqual([0]);
      // Only that it failed, and why: not in the metric that an alarm watches, because the next attempt may succeed.
      expect(metricsOf(cloudwatch.accepted)).toEqual([['FailedObjects', 'Storage']]);
      isFailing = false;
      expect(await failures()).toEqual([]);
      expect(counted()).toBe(linesOf(objects));
    },
  );
});

describe('when CloudWatch', () => {
  test('throttles, the request is sent again and nothing is ambiguous', async () => {
    const { failures, counted, objects, cloudwatch } = await scene(3, { faultOf: first(2, 'throttled', toCloudWatch) });
    expect(await failures()).toEqual([]);
    expect([counted(), total(cloudwatch.accepted, 'AmbiguousPublish')]).toEqual([linesOf(objects), 0]);
  });

  test('loses its answer twice, the messages go back, and their repetition is counted as ambiguous', async () => {
    const { failures, counted, objects, cloudwatch } = await scene(2, { faultOf: first(2, 'cutAfter', toCloudWatch) });
    expect(await failures()).toEqual([0, 1]);
    expect(await failures()).toEqual([]);
    const once = linesOf(objects);
    expect([counted(), total(cloudwatch.accepted, 'AmbiguousPublish')]).toEqual([3 * once, 2 * once]);
  });

  test('refuses the data of one object, that object fails alone', async () => {
    const problem = ({ MetricData }: PutMetricData) =>
      MetricData.some(({ Value }) => Value === 7777) ? 'a value nobody can take' : undefined;
    const { failures, s3, announced, objects, counted, cloudwatch } = await scene(4, { problem });
    const at = new Date(Date.now() - 600_000).toISOString();
    const line = `https ${at} app/edge/50dc6c495c0c9188 1.2.3.4:5 - 0.1 0.1 0.1 200 200 34 366 "GET https://a:443/ HTTP/1.1" "curl" - - - "Root=1"\n`;
    s3.put(BUCKET, announced[2]?.key ?? '', Buffer.from(line.repeat(7777)));
    expect(await failures()).toEqual([2]);
    expect(counted()).toBe(linesOf([objects[0], objects[1], objects[3]]));
    expect(total(cloudwatch.accepted, 'AmbiguousPublish')).toBe(0);
    expect(total(cloudwatch.accepted, 'LogObjects')).toBe(3);
  });
});

describe('the ledger', () => {
  const writes = ({ headers }: Received): boolean => String(headers['x-amz-target']).endsWith('UpdateItem');

  test('is asked once for a batch, and written to twice for each object', async () => {
    const calls: string[] = [];
    const { run } = await scene(8, {
      faultOf: (request) => void calls.push(String(request.headers['x-amz-target']).split('.').at(-1) ?? ''),
    });
    await run();
    expect(calls.filter((call) => call === 'BatchGetItem')).toHaveLength(1);
    expect(calls.filter((call) => call === 'UpdateItem')).toHaveLength(16);
  });

  test('is not written to before an object is published, so that one whose reading fails can be read again at once', async () => {
    let written = 0;
    const { failures, s3, announced } = await scene(1, {
      faultOf: (request) => void (writes(request) && written++),
    });
    s3.put(BUCKET, announced[0]?.key ?? '', gzipSync('x').subarray(0, 12));
    expect(await failures()).toEqual([0]);
    expect(written).toBe(0);
  });

  test('that cannot be asked sends all back, and nothing is published', async () => {
    let isFailing = true;
    const faultOf = (request: Received): Fault | undefined =>
      isFailing && String(request.headers['x-amz-target']).endsWith('BatchGetItem') ? 'unavailable' : undefined;
    const { failures, cloudwatch, counted, objects } = await scene(3, { faultOf });
    expect(await failures()).toEqual([0, 1, 2]);
    expect(cloudwatch.accepted).toEqual([]);
    isFailing = false;
    expect(await failures()).toEqual([]);
    expect(counted()).toBe(linesOf(objects));
  });

  test('gives an object that two invocations read at the same time to one of them', async () => {
    const { edge, announced, counted, objects } = await scene(3);
    const both = await Promise.all([1, 2].map(() => processBatch(edge, batchOf(announced), invocation())));
    expect(both.flatMap(({ batchItemFailures }) => batchItemFailures).length).toBeLessThanOrEqual(3);
    expect(counted()).toBe(linesOf(objects));
  });
});

describe('near the deadline', () => {
  test('nothing is begun, and all goes back', async () => {
    const { failures, s3, cloudwatch } = await scene(2);
    expect(await failures(undefined, 9_000)).toEqual([0, 1]);
    expect([s3.log, cloudwatch.accepted]).toEqual([[], []]);
  });

  test('reading stops, what was read before is published, and the claim is given back', async () => {
    let slow = '';
    const faultOf = ({ url }: Received): Fault | undefined =>
      slow !== '' && decodeURIComponent(url.pathname).endsWith(slow) ? 'hangMiddle' : undefined;
    const { edge, announced, objects, counted, failures, lines } = await scene(3, { faultOf });
    slow = announced[1]?.key ?? '';
    // Two seconds of reading are left; later looks at the clock are not to matter here.
    const clock = [READ_MARGIN_MILLIS + 2_000];
    const short = { ...invocation(), getRemainingTimeInMillis: () => clock.shift() ?? START_MARGIN_MILLIS };
    const { batchItemFailures } = await processBatch(edge, batchOf(announced), short);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['message-1', 'message-2']);
    expect(counted()).toBe(linesOf([objects[0]]));
    expect(JSON.stringify(lines)).toContain('reading stopped, because the timeout of the function is near');
    slow = '';
    expect(await failures()).toEqual([]);
    expect(counted()).toBe(linesOf(objects));
  });

  test('what the queue has handed out most often is read first', async () => {
    const { edge, announced, lines } = await scene(3);
    const event = batchOf(announced);
    for (const [index, record] of event.Records.entries()) {
      record.attributes.ApproximateReceiveCount = String(index + 1);
    }
    await processBatch(edge, event, invocation());
    const read = lines.filter(({ kind }) => kind === 'object').map(({ key }) => key);
    expect(read).toEqual([...announced].reverse().map(({ key }) => key));
  });

  test('what has come back again and again is read last, when everything else is published, and alone', async () => {
    const { edge, announced, lines, s3, cloudwatch } = await scene(5);
    const event = batchOf(announced);
    const receives = ['9', '1', '5', '2', '1'];
    for (const [index, record] of event.Records.entries()) {
      record.attributes.ApproximateReceiveCount = receives[index] ?? '1';
    }
    s3.put(BUCKET, announced[2]?.key ?? '', Buffer.from('1f8b', 'hex'));
    expect((await processBatch(edge, event, invocation())).batchItemFailures).toHaveLength(1);
    const said = lines.filter(({ kind }) => kind === 'object');
    expect(said.map(({ key, outcome }) => [announced.findIndex((one) => one.key === key), outcome])).toEqual([
      [3, 'counted'],
      [1, 'counted'],
      [4, 'counted'],
      [0, 'counted'],
      [2, 'failed'],
    ]);
    // Objects of one batch fit in one request, but for those that are alone.
    expect(
      cloudwatch.accepted.filter(({ MetricData }) =>
        MetricData.every(({ MetricName }) => MetricName !== 'FailedObjects'),
      ),
    ).toHaveLength(2);
  });

  test('what is read last has a share of the time, however much there is of the rest', async () => {
    const { edge, announced, counted, objects } = await scene(3);
    const event = batchOf(announced);
    for (const [index, record] of event.Records.entries()) {
      record.attributes.ApproximateReceiveCount = index === 1 ? '4' : '1';
    }
    // A quarter of the time is kept, which leaves less than a start needs for the two others.
    // The clock stands still, so that it does not matter how long the one object takes.
    const short = { ...invocation(), getRemainingTimeInMillis: () => START_MARGIN_MILLIS * 1.3 };
    const { batchItemFailures } = await processBatch(edge, event, short);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(['message-0', 'message-2']);
    expect(counted()).toBe(linesOf([objects[1]]));
  });
});

describe('an object too big for one request', () => {
  const config = { maxSeriesPerLoadBalancer: 5_000 };

  test('is published in several, and one that was stopped continues with the next', async () => {
    const [big] = await faultObjects({ seed: 4, count: 1, bigEvery: 1 });
    let puts = 0;
    const faultOf = (request: Received): Fault | undefined =>
      toCloudWatch(request) && ++puts === 2 ? 'invalid' : undefined;
    const { failures, edge, s3, counted, cloudwatch } = await scene(0, { config, faultOf });
    const key = big?.key ?? '';
    const etag = s3.put(BUCKET, key, big?.body ?? Buffer.alloc(0));
    expect(await failures([{ key }])).toEqual([0]);
    expect(cloudwatch.accepted).toHaveLength(1);
    const id = { id: { S: ledgerId(BUCKET, key, etag) } };
    const { Item } = await edge.ledger.client.send(new GetItemCommand({ TableName: TABLE, Key: id }));
    expect([Item?.status?.S, Item?.requestsDone?.N]).toEqual(['RELEASED', '1']);
    expect(await failures([{ key }])).toEqual([]);
    expect(cloudwatch.accepted.length).toBe(big?.minutesOfRequests.length);
    expect(counted()).toBe(big?.log.expected.lines);
    expect(total(cloudwatch.accepted, 'AmbiguousPublish')).toBe(0);
    expect(total(cloudwatch.accepted, 'LogObjects')).toBe(1);
  });

  test('whose settings changed meanwhile is published whole, and counted as ambiguous', async () => {
    const [big] = await faultObjects({ seed: 4, count: 1, bigEvery: 1 });
    let puts = 0;
    const faultOf = (request: Received): Fault | undefined =>
      toCloudWatch(request) && ++puts === 2 ? 'invalid' : undefined;
    const { failures, edge, s3, counted, cloudwatch } = await scene(0, { config, faultOf });
    const key = big?.key ?? '';
    s3.put(BUCKET, key, big?.body ?? Buffer.alloc(0));
    expect(await failures([{ key }])).toEqual([0]);
    const before = counted();
    const changed = { ...edge, config: { ...edge.config, extraDimensions: ['Region' as const] } };
    await processBatch(changed, batchOf([{ key }]), invocation());
    const all = big?.log.expected.lines ?? 0;
    const metrics = cloudwatch.accepted.flatMap(({ MetricData }) => MetricData);
    const withRegion = metrics.filter(
      ({ MetricName, Dimensions = [] }) =>
        MetricName === 'Elb5xx' && Dimensions.length === 1 && Dimensions[0]?.Name === 'Region',
    );
    expect(before).toBeLessThan(all);
    expect(withRegion.reduce((sum, { StatisticValues }) => sum + (StatisticValues?.SampleCount ?? 0), 0)).toBe(all);
    expect(total(cloudwatch.accepted, 'AmbiguousPublish')).toBe(all);
  });

  test('whose settings changed meanwhile stays ambiguous as a whole, though it is interrupted once more', async () => {
    let puts = 0;
    const faultOf = (request: Received): Fault | undefined =>
      toCloudWatch(request) && [4, 6].includes(++puts) ? 'invalid' : undefined;
    const { failures, edge, s3, counted, cloudwatch } = await scene(0, { config, faultOf });
    const targetGroups = Array.from({ length: 110 }, (_, index) => ({ name: `group-${index}` }));
    const big = { name: 'big', requestsPerMinute: 330, targetGroups };
    const start = new Date(Math.floor(Date.now() / 300_000) * 300_000 - 600_000);
    const [object] = traffic({ start, minutes: 5, loadBalancers: [big], nodes: 1, clients: 200 });
    if (object === undefined) throw new Error('no object');
    s3.put(BUCKET, object.key, gzipped(object));
    expect(await failures([{ key: object.key }])).toEqual([0]);
    const sent = counted();
    const changed = { ...edge, config: { ...edge.config, routes: [{ name: 'api', path: '/api/*' }] } };
    for (const back of [1, 0]) {
      const { batchItemFailures } = await processBatch(changed, batchOf([{ key: object.key }]), invocation());
      expect(batchItemFailures).toHaveLength(back);
    }
    const { lines } = object.expected;
    // What the second cut sent may have been sent with the first one, in any of the two deliveries.
    expect(total(cloudwatch.accepted, 'AmbiguousPublish')).toBe(lines);
    expect(counted()).toBe(lines + sent);
  });

  test('whose settings changed meanwhile stays ambiguous, though the answers to its claim were lost', async () => {
    const [big] = await faultObjects({ seed: 4, count: 1, bigEvery: 1 });
    let puts = 0;
    let claimsToLose = false;
    const { edge, s3, cloudwatch } = await scene(0, {
      config,
      faultOf: (request) => {
        if (toCloudWatch(request)) return ++puts === 2 ? 'invalid' : undefined;
        return claimsToLose && request.body.includes(':seenOwner') ? 'cutAfter' : undefined;
      },
    });
    const event = batchOf([{ key: big?.key ?? '' }]);
    s3.put(BUCKET, big?.key ?? '', big?.body ?? Buffer.alloc(0));
    expect((await processBatch(edge, event, invocation())).batchItemFailures).toHaveLength(1);
    expect(cloudwatch.accepted).toHaveLength(1);
    const changed = { ...edge, config: { ...edge.config, extraDimensions: ['Region' as const] } };
    claimsToLose = true;
    expect((await processBatch(changed, event, invocation())).batchItemFailures).toHaveLength(1);
    expect(cloudwatch.accepted).toHaveLength(1);
    claimsToLose = false;
    expect((await processBatch(changed, event, invocation())).batchItemFailures).toEqual([]);
    expect(total(cloudwatch.accepted, 'AmbiguousPublish')).toBe(big?.log.expected.lines);
  });

  test('that is resumed after days keeps its cut, and drops what CloudWatch has come to refuse', async () => {
    const { failures, edge, s3, cloudwatch } = await scene(0);
    const day = 86_400_000;
    // Written 13.97 days ago, and begun when that was half a day ago.
    const old = Date.now() - 14 * day + 40 * 60_000;
    const line = (time: number) =>
      `h2 ${new Date(time).toISOString()} app/edge/50dc6c495c0c9188 1.2.3.4:5 - 0.1 0.1 0.1 200 200 34 366 "GET https://a:443/ HTTP/1.1" "curl" - - - "Root=1"\n`;
    const key =
      'AWSLogs/123456789012/elasticloadbalancing/us-east-1/2026/05/04/123456789012_elasticloadbalancing_us-east-1_app.edge.50dc6c495c0c9188_20260504T1000Z_203.0.113.80_1a2b3c4d.log.gz';
    const etag = s3.put(BUCKET, key, Buffer.from(line(old - 3_600_000) + line(old)));
    const id = ledgerId(BUCKET, key, etag);
    await claimAs(edge, { id, owner: 'dead', lease: Date.now() - 1 }, Date.now() - 13 * day);
    expect(await failures([{ key }])).toEqual([]);
    expect(cloudwatch.refused).toEqual([]);
    expect(total(cloudwatch.accepted, 'Elb5xx')).toBe(1);
    expect(total(cloudwatch.accepted, 'DataDropped')).toBe(1);
    expect(total(cloudwatch.accepted, 'AmbiguousPublish')).toBe(2);
  });
});

describe('past a limit', () => {
  const record = (loadBalancer: number) =>
    `h2 ${new Date(Date.now() - 600_000).toISOString()} app/edge-${loadBalancer}/50dc6c495c0c9188 1.2.3.4:5 - 0.1 0.1 0.1 200 200 34 366 "GET https://a:443/ HTTP/1.1" "curl" - - - "Root=1"\n`;
  /** 16 MB of one letter take 16 KB; many members make one file. */
  const bomb = () => Buffer.concat(Array.from({ length: 20 }, () => member));
  const member = gzipSync(Buffer.alloc(16 * 1024 ** 2, 'x'));
  const hostile = () => gzipSync(Array.from({ length: 20_000 }, (_, index) => record(index)).join(''));

  test.each([
    ['of expansion', bomb, 'unpacks to more than 400 times its size'],
    ['of different names', hostile, 'holds too many different names, labels and minutes'],
  ])(
    '%s, the object fails and says so, nothing of it is published, and its neighbors are counted',
    async (_name, body, says) => {
      const { failures, s3, announced, objects, counted, lines } = await scene(3);
      s3.put(BUCKET, announced[1]?.key ?? '', body());
      expect(await failures()).toEqual([1]);
      expect(counted()).toBe(linesOf([objects[0], objects[2]]));
      expect(lines.find(({ outcome }) => outcome === 'failed')?.error).toContain(says);
    },
  );

  test('of a line, the line is counted as unparsed and its neighbors are entries', async () => {
    const { failures, s3, announced, counted, cloudwatch } = await scene(1);
    const text = `${record(1)}${'x'.repeat(10 * LINE_BYTES_MAX)}\n${record(1)}`;
    s3.put(BUCKET, announced[0]?.key ?? '', Buffer.from(text));
    expect(await failures()).toEqual([]);
    expect([counted(), total(cloudwatch.accepted, 'LogLinesUnparsed')]).toEqual([2, 1]);
  });
});

describe('entries of other times', () => {
  test('are dropped and counted, and cost their neighbors nothing', async () => {
    const { failures, s3, announced, cloudwatch, counted } = await scene(1);
    const line = (time: number) =>
      `h2 ${new Date(time).toISOString()} app/edge/50dc6c495c0c9188 1.2.3.4:5 - 0.1 0.1 0.1 200 200 34 366 "GET https://a:443/ HTTP/1.1" "curl" - - - "Root=1"\n`;
    const hour = 3_600_000;
    const times = [
      0,
      Date.parse('2099-01-01T00:00Z'),
      Date.now() - 15 * 24 * hour,
      Date.now() + 3 * hour,
      Date.now() - hour,
    ];
    s3.put(BUCKET, announced[0]?.key ?? '', Buffer.from(times.map(line).join('')));
    expect(await failures()).toEqual([]);
    expect([counted(), total(cloudwatch.accepted, 'DataDropped')]).toEqual([1, 4]);
    expect(cloudwatch.refused).toEqual([]);
  });
});

describe('an invocation without a queue', () => {
  test('is answered like a batch without failures', async () => {
    const { edge, announced, counted, objects } = await scene(2);
    expect(await processBatch(edge, { Records: announced.map(s3Record) }, invocation())).toEqual({
      batchItemFailures: [],
    });
    expect(counted()).toBe(linesOf(objects));
  });

  test('fails as a whole, naming the object, and keeps what was counted', async () => {
    const { edge, announced, counted, objects, s3 } = await scene(2);
    s3.put(BUCKET, announced[0]?.key ?? '', gzipSync('x').subarray(0, 12));
    const event = { Records: announced.map(s3Record) };
    await expect(processBatch(edge, event, invocation())).rejects.toThrow(`s3://${BUCKET}/${announced[0]?.key}: `);
    expect(counted()).toBe(linesOf([objects[1]]));
    await expect(processBatch(edge, { hello: 1 }, invocation())).rejects.toThrow('a message is {hello}: must be');
  });
});

describe('the edge', () => {
  test('fails at its start without the name of the ledger', async () => {
    vi.resetModules();
    await expect(import('../../lambda/handler.ts')).rejects.toThrow(
      'LEDGER_TABLE is not set: must be the name of the DynamoDB table',
    );
  });

  async function handlerOf({ s3, cloudwatch, dynamodb }: Scene) {
    for (const [name, value] of Object.entries({
      ...toEnvironment({ ...DEFAULT_CONFIG, namespace: 'Elsewhere' }),
      ...{ LEDGER_TABLE: TABLE, AWS_ENDPOINT_URL_S3: s3.url, AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url },
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    })) {
      vi.stubEnv(name, value);
    }
    vi.resetModules();
    return (await import('../../lambda/handler.ts')).handler;
  }

  test('asks the ledger again when an answer of it stops in the middle', async () => {
    const faultOf = first(1, 'hangMiddle', ({ headers }) => String(headers['x-amz-target']).endsWith('BatchGetItem'));
    const made = await scene(2, { faultOf });
    const handler = await handlerOf(made);
    expect(await handler(batchOf(made.announced), invocation())).toEqual({ batchItemFailures: [] });
    expect(made.counted()).toBe(linesOf(made.objects));
  });

  test('reads everything from its environment', async () => {
    const made = await scene(2);
    const { announced, cloudwatch, counted, objects } = made;
    const handler = await handlerOf(made);
    expect(await handler(batchOf(announced), invocation())).toEqual({ batchItemFailures: [] });
    expect(counted()).toBe(linesOf(objects));
    expect(cloudwatch.accepted.map(({ Namespace }) => Namespace)).toEqual(['Elsewhere']);
  });
});
