import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import {
  CloudWatchClient,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloudWatchClient, dynamoDbClient, s3Client } from '../../../lambda/batch/clients.ts';
import '../../support/loopback/edge.ts';
import { rounds } from '../../support/rounds.ts';

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What a stand-in for the network was sent, and what it answers with. */
interface Wire {
  readonly sent: Sent[];
  status: number;
  answer: string;
  headers: Readonly<Record<string, string>>;
}

function capturing<Client>(make: (config: object) => Client): Wire & { readonly client: Client } {
  const wire: Wire = { sent: [], status: 200, answer: '{}', headers: {} };
  const requestHandler = {
    handle: async (request: Sent) => {
      wire.sent.push(request);
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'R', ...wire.headers };
      // In small pieces, which may end in the middle of a character.
      const pieces = [...Buffer.from(wire.answer)].map((byte) => Buffer.from([byte]));
      return { response: { statusCode: wire.status, headers, body: Readable.from(pieces) } };
    },
    metadata: { handlerProtocol: 'http/1.1' },
  };
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  return Object.assign(wire, { client: make({ region: 'eu-central-1', credentials, requestHandler, maxAttempts: 1 }) });
}

const metrics = {
  ours: capturing(cloudWatchClient),
  sdks: capturing((config) => new CloudWatchClient(config)),
};
const items = {
  ours: capturing(dynamoDbClient),
  sdks: capturing((config) => new DynamoDBClient(config)),
};

function textOf({ headers, body }: Sent): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString();
}

const HEADERS = ['content-type', 'content-encoding', 'x-amz-target', 'x-amzn-query-mode', 'host', 'amz-sdk-request'];

/** The last request: the JSON, and the headers that say what it is. */
function lastOf({ sent }: Wire) {
  const request = sent.at(-1);
  if (request === undefined) throw new Error('nothing was sent');
  return { json: JSON.parse(textOf(request)), headers: HEADERS.map((name) => request.headers[name]) };
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
      const command = () => new PutMetricDataCommand({ Namespace, MetricData });
      await Promise.all([metrics.ours.client.send(command()), metrics.sdks.client.send(command())]);
      expect(lastOf(metrics.ours)).toEqual(lastOf(metrics.sdks));
    }),
    { numRuns: rounds(40, 400) },
  );
});

test('a large body is packed, and a small one after it is not', async () => {
  for (const size of [500, 1]) {
    const MetricData = Array.from({ length: size }, (_, at) => ({ MetricName: `m${at}`, Value: at }));
    for (const { client } of Object.values(metrics)) {
      await client.send(new PutMetricDataCommand({ Namespace: 'n', MetricData }));
    }
    expect(lastOf(metrics.ours)).toEqual(lastOf(metrics.sdks));
    expect(lastOf(metrics.ours).headers.includes('gzip')).toBe(size === 500);
  }
});

/** The SDK cannot read a table called `__proto__`, because JavaScript takes this key for an object's prototype. */
const tableName = text.filter((name) => name !== '__proto__');
const value = fc.oneof(fc.record({ S: text }), fc.record({ N: fc.integer().map(String) }));
const named = fc.dictionary(fc.constantFrom(':a', ':b', '#c', 'ü'), value, { minKeys: 1 });

test('DynamoDB is sent the JSON that the SDK would write, and gives what the SDK would read', async () => {
  await fc.assert(
    fc.asyncProperty(tableName, named, fc.boolean(), async (TableName, given, isRead) => {
      const update = {
        ...{ TableName, Key: { id: given[':a'] ?? { S: 'a' } }, UpdateExpression: 'SET a = :a' },
        ...{ ExpressionAttributeNames: { '#c': 'c' }, ExpressionAttributeValues: given },
      };
      const keys = { Keys: [given, { id: { S: 'b' } }], ConsistentRead: true };
      const answer = { Responses: { [TableName]: [given] }, UnprocessedKeys: { [TableName]: keys } };
      const outputs = Object.values(items).map((one) => {
        one.answer = isRead ? JSON.stringify(answer) : '';
        return isRead
          ? one.client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: keys } }))
          : one.client.send(new UpdateItemCommand(update));
      });
      const [ours, sdks] = await Promise.all(outputs);
      expect(lastOf(items.ours)).toEqual(lastOf(items.sdks));
      expect(JSON.parse(JSON.stringify(ours))).toEqual(JSON.parse(JSON.stringify(sdks)));
    }),
    { numRuns: rounds(40, 400) },
  );
});

test('an answer that says no is read by the SDK', async () => {
  Object.assign(items.ours, {
    status: 400,
    answer: JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'no',
    }),
  });
  const update = items.ours.client.send(new UpdateItemCommand({ TableName: 't', Key: { id: { S: 'a' } } }));
  await expect(update).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  Object.assign(items.ours, { status: 200, answer: '{}' });
});

test('an answer that is no JSON is an error', async () => {
  for (const one of Object.values(items)) {
    one.answer = '<html>';
    const update = one.client.send(new UpdateItemCommand({ TableName: 't', Key: { id: { S: 'a' } } }));
    await expect(update).rejects.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    one.answer = '{}';
  }
});

test('every other operation is written by the SDK', async () => {
  for (const { client } of Object.values(metrics)) await client.send(new ListMetricsCommand({ Namespace: 'n' }));
  expect(lastOf(metrics.ours)).toEqual(lastOf(metrics.sdks));
  for (const { client } of Object.values(items)) {
    await client.send(new GetItemCommand({ TableName: 't', Key: { id: { B: new Uint8Array([1, 2]) } } }));
  }
  expect(lastOf(items.ours)).toEqual(lastOf(items.sdks));
});

const objects = {
  ours: capturing(s3Client),
  sdks: capturing((config) => new S3Client(config)),
};

test.each<Readonly<Record<string, string>>>([
  { etag: '"abc"', 'content-length': '9' },
  { etag: '"abc-3"', 'content-length': '9', 'content-encoding': 'gzip', 'x-amz-meta-a': 'b', expires: 'never' },
  { 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT', 'x-amz-version-id': 'v' },
])('an object is what the SDK says: %o', async (headers) => {
  const outputs = Object.values(objects).map(async (one) => {
    Object.assign(one, { headers, answer: 'the bytes' });
    const output = await one.client.send(new GetObjectCommand({ Bucket: 'logs', Key: 'a b/ü.gz' }));
    const body: Uint8Array[] = [];
    for await (const chunk of output.Body as AsyncIterable<Uint8Array>) body.push(chunk);
    const { ETag, ContentLength, $metadata } = output;
    return [ETag, ContentLength, $metadata.httpStatusCode, $metadata.attempts, Buffer.concat(body).toString()];
  });
  const [ours, sdks] = await Promise.all(outputs);
  expect(ours).toEqual(sdks);
});

test('an object that is not there is an error of the SDK', async () => {
  const answer = '<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message></Error>';
  Object.assign(objects.ours, { status: 404, headers: { 'content-type': 'application/xml' }, answer });
  const got = objects.ours.client.send(new GetObjectCommand({ Bucket: 'logs', Key: 'k' }));
  await expect(got).rejects.toBeInstanceOf(NoSuchKey);
});
