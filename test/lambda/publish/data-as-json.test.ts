import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import {
  CloudWatchClient,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloudWatchClient } from '../../../lambda/batch/clients.ts';
import '../../support/loopback/edge.ts';

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const common = { region: 'eu-central-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };

function capturing(make: (config: ConstructorParameters<typeof CloudWatchClient>[0] & object) => CloudWatchClient) {
  const sent: Sent[] = [];
  const requestHandler = {
    handle: async (request: Sent) => {
      sent.push(request);
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      return { response: { statusCode: 200, headers, body: Readable.from(['{}']) } };
    },
    metadata: { handlerProtocol: 'http/1.1' },
  };
  return { sent, client: make({ ...common, requestHandler }) };
}

const ours = capturing(cloudWatchClient);
const sdks = capturing((config) => new CloudWatchClient({ ...config, maxAttempts: 1 }));

function textOf({ headers, body }: Sent): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString();
}

/** What both sent last: the JSON, and the headers that say what it is. */
function lastOf({ sent }: typeof ours) {
  const request = sent.at(-1);
  if (request === undefined) throw new Error('nothing was sent');
  const names = ['content-type', 'content-encoding', 'x-amz-target', 'x-amzn-query-mode', 'host'];
  return { json: JSON.parse(textOf(request)), headers: names.map((name) => request.headers[name]) };
}

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const datum: fc.Arbitrary<MetricDatum> = fc.record(
  {
    MetricName: text,
    Dimensions: fc.array(fc.record({ Name: text, Value: text }), { maxLength: 3 }),
    Timestamp: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
    Unit: fc.constantFrom('Count', 'Seconds', 'Bytes', 'None'),
    Value: number,
    Values: fc.array(number, { maxLength: 5 }),
    Counts: fc.array(number, { maxLength: 5 }),
    StatisticValues: fc.record({ SampleCount: number, Sum: number, Minimum: number, Maximum: number }),
  },
  { requiredKeys: ['MetricName'] },
);

test('CloudWatch is sent the JSON that the SDK would write', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(datum, { maxLength: 60 }), async (Namespace, MetricData) => {
      for (const { client } of [ours, sdks]) await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
      expect(lastOf(ours)).toEqual(lastOf(sdks));
    }),
    { numRuns: 100 },
  );
});

test('a large body is packed', async () => {
  const MetricData = Array.from({ length: 500 }, (_, at) => ({ MetricName: `m${at}`, Value: at }));
  for (const { client } of [ours, sdks]) await client.send(new PutMetricDataCommand({ Namespace: 'n', MetricData }));
  expect(lastOf(ours)).toEqual(lastOf(sdks));
  expect(lastOf(ours).headers).toContain('gzip');
});

test('every other operation is written by the SDK', async () => {
  for (const { client } of [ours, sdks]) await client.send(new ListMetricsCommand({ Namespace: 'n' }));
  expect(lastOf(ours)).toEqual(lastOf(sdks));
});
