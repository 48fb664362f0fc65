/** What cannot be read fails, loudly: its message goes back, and a metric says why at once. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { processBatch } from '../../lambda/batch.ts';
import { albLine } from '../support/alb-line.ts';
import { BUCKET, batchOf, invocation, type LoopbackEdge, loopbackEdge } from '../support/loopback/edge.ts';

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
