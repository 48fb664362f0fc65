/** What cannot be read fails, loudly: its message goes back, and a metric says why at once. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import { processBatch } from '../../../lambda/batch/batch.ts';
import { albLine } from '../../support/alb-line.ts';
import { BUCKET, batchOf, invocation, type LoopbackEdge, loopbackEdge } from '../../support/loopback/edge.ts';
import type { Fault } from '../../support/loopback/server.ts';
import { sqsLoopback } from '../../support/loopback/sqs.ts';

const opened: LoopbackEdge[] = [];
afterEach(async () => {
  for (const loopback of opened.splice(0)) await loopback.close();
});

const KEY = (name: string) =>
  `AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/05/04/123456789012_elasticloadbalancing_eu-central-1_app.shop.50dc6c495c0c9188_20260504T1000Z_10.0.0.1_${name}.log.gz`;
const now = () => new Date(Date.now() - 300_000).toISOString().replace('Z', '000Z');
const lines = (count: number) => Buffer.from(`${albLine({ time: now() })}\n`.repeat(count));

/** The messages that went back, and FailedObjects by kind (`''` for the one without). */
async function outcome(objects: Readonly<Record<string, Buffer>>) {
  const loopback = await loopbackEdge({});
  opened.push(loopback);
  const announced = Object.entries(objects).map(([name, bytes]) => ({
    key: KEY(name),
    etag: loopback.s3.put(BUCKET, KEY(name), bytes),
  }));
  const { batchItemFailures } = await processBatch(loopback.edge, batchOf(announced), invocation());
  const names = Object.keys(objects);
  const failed = batchItemFailures.map(({ itemIdentifier }) => names[Number(itemIdentifier.replace('message-', ''))]);
  const data = loopback.cloudwatch.accepted.flatMap(({ MetricData }) => MetricData);
  const counts = data.flatMap(({ MetricName, Dimensions = [], Value = 0 }) =>
    MetricName === 'FailedObjects' ? [[Dimensions[0]?.Value ?? '', Value] as const] : [],
  );
  const said = loopback.lines.flatMap(({ outcome, failure }) => (outcome === 'failed' ? [failure] : []));
  return { failed, counts: Object.fromEntries(counts), said, refused: loopback.cloudwatch.refused };
}

describe('an object that cannot be read', () => {
  test.each([
    ['Container', Buffer.from('BZh91AY&SY and more')],
    ['Container', gzipSync(Buffer.from('PK\x03\x04 and more'))],
    ['Corrupt', gzipSync(lines(50)).subarray(0, 60)],
    ['Unreadable', deflateRawSync(lines(500))],
    ['Unreadable', gzipSync('not a line\nnor this one\n')],
  ])('is failed as %s, and the others of its batch are counted', async (kind, bytes) => {
    const { failed, counts, said, refused } = await outcome({ good: gzipSync(lines(3)), bad: bytes });
    expect(failed).toEqual(['bad']);
    expect(counts).toEqual({ '': 1, [kind]: 1 });
    expect(said).toEqual([kind]);
    expect(refused).toEqual([]);
  });

  test('is no failure where a single line of it is an entry', async () => {
    const { failed, counts } = await outcome({ mixed: gzipSync(Buffer.concat([Buffer.from('bad\nbad\n'), lines(1)])) });
    expect({ failed, counts }).toEqual({ failed: [], counts: {} });
  });

  test('is no failure where it has no lines', async () => {
    expect(await outcome({ empty: Buffer.alloc(0), zeros: Buffer.alloc(100), blank: gzipSync('\n\n') })).toMatchObject({
      failed: [],
      counts: {},
    });
  });

  test('counts each kind for itself', async () => {
    const zip = Buffer.from('PK\x03\x04');
    const { counts } = await outcome({ a: zip, b: zip, c: gzipSync('none\n') });
    expect(counts).toEqual({ '': 3, Container: 2, Unreadable: 1 });
  });
});

test('a message that is not understood is counted as a failure, too', async () => {
  const loopback = await loopbackEdge({});
  opened.push(loopback);
  const event = { Records: [{ messageId: 'm', eventSource: 'aws:sqs', body: '{"what":"ever"}', attributes: {} }] };
  const { batchItemFailures } = await processBatch(loopback.edge, event, invocation());
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'm' }]);
  const names = loopback.cloudwatch.accepted.flatMap(({ MetricData }) =>
    MetricData.flatMap(({ MetricName, Dimensions = [] }) => [`${MetricName} ${Dimensions[0]?.Value ?? ''}`]),
  );
  expect(names).toEqual(['FailedObjects ', 'FailedObjects Notification']);
});

describe('with a dead-letter queue', () => {
  const zip = Buffer.from('PK\x03\x04');

  /** Two messages: an object that can never be read, and a good one. `receives` as the queue says. */
  async function scene(fault?: Fault) {
    const loopback = await loopbackEdge({});
    const sqs = await sqsLoopback(() => fault);
    opened.push({ ...loopback, close: async () => void (await Promise.all([loopback.close(), sqs.close()])) });
    const client = new SQSClient({ endpoint: sqs.url, region: 'eu-central-1', maxAttempts: 1 });
    const edge = { ...loopback.edge, deadLetters: { client, queueUrl: sqs.deadUrl } };
    const announce = (name: string, bytes: Buffer) => ({
      key: KEY(name),
      etag: loopback.s3.put(BUCKET, KEY(name), bytes),
    });
    const good = announce('good', gzipSync(lines(3)));
    const bad = announce('bad', zip);
    const run = async (messages: Parameters<typeof batchOf>[0]) => {
      const event = batchOf(messages);
      const { batchItemFailures } = await processBatch(edge, event, invocation());
      return { event, back: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
    };
    const counted = (metric: string) =>
      loopback.cloudwatch.accepted
        .flatMap(({ MetricData }) => MetricData)
        .filter(({ MetricName, Dimensions = [] }) => MetricName === metric && Dimensions.length === 0)
        .reduce((sum, { Value = 0 }) => sum + Value, 0);
    return { ...loopback, sqs, good, bad, run, counted };
  }

  test('a message that no other attempt will help is on it at once, as it was, and says why', async () => {
    const { run, good, bad, sqs, counted, lines } = await scene();
    const { event, back } = await run([good, bad]);
    expect(back).toEqual([]);
    expect(sqs.dead).toEqual([event.Records[1]?.body]);
    expect(sqs.attributes[0]).toMatchObject({
      FailureKind: { StringValue: 'Container' },
      FailureReason: { StringValue: expect.stringContaining(bad.key.slice(0, 80)) },
      MessageId: { StringValue: 'message-1' },
    });
    expect([counted('FailedObjects'), counted('LogObjects')]).toEqual([1, 1]);
    expect(lines).toContainEqual({
      kind: 'message',
      messageId: 'message-1',
      failure: 'Container',
      outcome: 'set aside',
    });
  });

  test('moved back after the object is mended, it is counted', async () => {
    const { run, bad, sqs, s3, counted } = await scene();
    await run([bad]);
    s3.put(BUCKET, bad.key, gzipSync(lines(5)));
    const [body = ''] = sqs.dead;
    const { Records } = JSON.parse(body) as { Records: { s3: { object: { key: string } } }[] };
    expect(decodeURIComponent(Records[0]?.s3.object.key ?? '')).toBe(bad.key);
    expect((await run([{ key: bad.key }])).back).toEqual([]);
    expect(counted('LogLinesParsed')).toBe(5);
  });

  test('fails as before where the queue takes nothing: the message goes back', async () => {
    const { run, good, bad, sqs, lines } = await scene('invalid');
    expect((await run([good, bad])).back).toEqual(['message-1']);
    expect(sqs.dead).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'message', outcome: 'goes back' }));
  });

  test('a message of several objects waits for the one that may still be counted', async () => {
    const { run, bad, sqs, edge } = await scene();
    // Nothing is there under this key, and whether something will be is not known: S3 refuses.
    const denied = { key: KEY('denied'), etag: 'x' };
    const s3 = {
      send: async (command: { input: { Key?: string } }) => {
        if (command.input.Key === denied.key)
          throw Object.assign(new Error('Access Denied'), { $metadata: { httpStatusCode: 403 } });
        return edge.s3.send(command as never);
      },
    };
    const deadLetters = { client: new SQSClient({ endpoint: sqs.url, region: 'eu-central-1' }), queueUrl: sqs.deadUrl };
    const mixed = await processBatch({ ...edge, deadLetters, s3: s3 as never }, batchOf([[bad, denied]]), invocation());
    expect(mixed.batchItemFailures).toHaveLength(1);
    expect(sqs.dead).toEqual([]);
    expect((await run([[bad, { ...bad }]])).back).toEqual([]);
    expect(sqs.dead).toHaveLength(1);
  });

  test('a message that is not understood is set aside, too', async () => {
    const { sqs, edge } = await scene();
    const deadLetters = { client: new SQSClient({ endpoint: sqs.url, region: 'eu-central-1' }), queueUrl: sqs.deadUrl };
    const event = { Records: [{ messageId: 'm', eventSource: 'aws:sqs', body: '{"what":"ever"}', attributes: {} }] };
    expect((await processBatch({ ...edge, deadLetters }, event, invocation())).batchItemFailures).toEqual([]);
    expect(sqs.dead).toEqual(['{"what":"ever"}']);
  });
});
