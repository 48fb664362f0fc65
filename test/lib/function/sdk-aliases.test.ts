import type * as cloudwatch from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { S3_OPTIONS } from '../../../lambda/read/object.ts';
import { bundledSdk, type Sdk, WHOLE_SDK } from '../../support/bundled-sdk.ts';
import {
  type Answer,
  jsonAnswer,
  jsonError,
  type Loopback,
  loopback,
  type Received,
} from '../../support/loopback/server.ts';

const received = new Map<string, Received[]>();
let server: Loopback;
let light: Sdk;

beforeAll(async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  server = await loopback({ act, refuse: () => jsonAnswer({}) });
  light = await bundledSdk();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

/** The case a request belongs to: its object's key, its table or its namespace. */
function caseOf({ url, body, method }: Received): string {
  if (method === 'GET') return decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
  const { TableName, RequestItems, Namespace } = JSON.parse(body.toString());
  return TableName ?? Namespace ?? Object.keys(RequestItems)[0];
}

function act(request: Received): Answer {
  const name = caseOf(request);
  received.set(name, [...(received.get(name) ?? []), request]);
  const [, answer] = CASES.find(([text]) => text === name) ?? [];
  if (answer === undefined) throw new Error(`expected the name of a case, got ${name}`);
  return answer();
}

const HOUR = 3_600_000;
const xml = (status: number, code: string, more = '', headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'R', 'x-amz-id-2': 'I', ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>said &amp; done</Message>${more}<RequestId>R</RequestId></Error>`,
});
const dynamo = (status: number, type: string, more: object = {}): Answer => {
  const answer = jsonError(status, `com.amazonaws.dynamodb.v20120810#${type}`, 'said', { 'x-amzn-requestid': 'R' });
  return { ...answer, body: JSON.stringify({ ...JSON.parse(String(answer.body)), ...more }) };
};
const watch = (status: number, type: string, code: string): Answer =>
  jsonError(status, `com.amazonaws.cloudwatch.v2010_08_01#${type}`, 'said', { 'x-amzn-query-error': `${code};Sender` });

/** Name, answer. The service is the first word of the name. */
const CASES: readonly (readonly [name: string, answer: () => Answer])[] = [
  [
    's3 whole/Ä +&=%2F.log.gz',
    () => ({
      status: 200,
      headers: {
        ...{ etag: '"a"', 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT', expires: 'never', 'x-amz-meta-a': 'b' },
        ...{ 'x-amz-version-id': 'v', 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=', 'x-amz-missing-meta': '2' },
        ...{ 'x-amz-restore': 'ongoing-request="false", expiry-date="Fri, 21 Dec 2026 00:00:00 GMT"' },
      },
      body: 'content',
    }),
  ],
  ['s3 NoSuchKey', () => xml(404, 'NoSuchKey', '<Key>a</Key>')],
  ['s3 NoSuchVersion', () => xml(404, 'NoSuchVersion')],
  ['s3 NoSuchBucket', () => xml(404, 'NoSuchBucket', '<BucketName>logs</BucketName>')],
  ['s3 AccessDenied', () => xml(403, 'AccessDenied')],
  ['s3 InvalidObjectState', () => xml(403, 'InvalidObjectState', '<StorageClass>GLACIER</StorageClass>')],
  ['s3 ExpiredToken', () => xml(400, 'ExpiredToken')],
  ['s3 InvalidAccessKeyId', () => xml(403, 'InvalidAccessKeyId')],
  ['s3 SlowDown', () => xml(503, 'SlowDown')],
  ['s3 InternalError', () => xml(500, 'InternalError')],
  ['s3 PermanentRedirect', () => xml(301, 'PermanentRedirect', '', { 'x-amz-bucket-region': 'us-west-2' })],
  // Not an error of GetObject.
  ['s3 BucketAlreadyExists', () => xml(409, 'BucketAlreadyExists')],
  ['s3 without a body', () => ({ status: 403 })],
  ['s3 no XML', () => ({ status: 502, body: '<html><body>Bad Gateway</body></html>' })],
  ['s3 late', () => xml(403, 'RequestTimeTooSkewed', '', { date: new Date(Date.now() + HOUR).toUTCString() })],
  [
    'dynamodb items',
    () =>
      jsonAnswer({
        Responses: { 'dynamodb items': [{ id: { S: 'a\u2028"\\' }, n: { N: '12345678901234567890' } }] },
        UnprocessedKeys: { 'dynamodb items': { Keys: [{ id: { S: 'b' } }] } },
      }),
  ],
  [
    'dynamodb ConditionalCheckFailed',
    () => dynamo(400, 'ConditionalCheckFailedException', { Item: { owner: { S: 'somebody' } } }),
  ],
  ['dynamodb ProvisionedThroughputExceeded', () => dynamo(400, 'ProvisionedThroughputExceededException')],
  ['dynamodb Throttling', () => dynamo(400, 'ThrottlingException')],
  ['dynamodb RequestLimitExceeded', () => dynamo(400, 'RequestLimitExceeded')],
  ['dynamodb InternalServerError', () => dynamo(500, 'InternalServerError')],
  ['dynamodb ResourceNotFound', () => dynamo(400, 'ResourceNotFoundException')],
  ['dynamodb TransactionConflict', () => dynamo(400, 'TransactionConflictException')],
  ['dynamodb AccessDenied', () => dynamo(400, 'AccessDeniedException')],
  ['dynamodb ExpiredToken', () => dynamo(400, 'ExpiredTokenException')],
  ['dynamodb UnrecognizedClient', () => dynamo(400, 'UnrecognizedClientException')],
  ['dynamodb Validation', () => dynamo(400, 'ValidationException')],
  // Not an error of any operation called.
  ['dynamodb TableInUse', () => dynamo(400, 'TableInUseException')],
  [
    'dynamodb late',
    () => {
      const answer = dynamo(400, 'InvalidSignatureException');
      return { ...answer, headers: { ...answer.headers, date: new Date(Date.now() + HOUR).toUTCString() } };
    },
  ],
  ['cloudwatch accepted', () => jsonAnswer({})],
  ['cloudwatch Throttling', () => watch(400, 'ThrottlingException', 'Throttling')],
  ['cloudwatch InvalidParameterValue', () => watch(400, 'InvalidParameterValueException', 'InvalidParameterValue')],
  ['cloudwatch MissingParameter', () => watch(400, 'MissingRequiredParameterException', 'MissingParameter')],
  ['cloudwatch ValidationError', () => watch(400, 'ValidationException', 'ValidationError')],
  ['cloudwatch AccessDenied', () => watch(403, 'AccessDenied', 'AccessDenied')],
  ['cloudwatch InternalServiceError', () => watch(500, 'InternalServiceFault', 'InternalServiceError')],
  ['cloudwatch RequestExpired', () => watch(400, 'RequestExpired', 'RequestExpired')],
];

/** One datum, and many that make a body as big as those that the function sends. */
const DATA = [
  { MetricName: 'a', Timestamp: new Date(1_795_255_200_000), Unit: 'Count', Value: 0.1 + 0.2 },
  ...Array.from({ length: 200 }, (_, index) => ({
    ...{ MetricName: `m${index}`, Values: [1, 2.5, 1e21], Counts: [1, 2, 3] },
    Dimensions: [{ Name: 'LoadBalancer', Value: 'app/ä "quoted"' }],
    StatisticValues: { SampleCount: 6, Sum: 7, Minimum: 1, Maximum: 1e21 },
  })),
] as const satisfies cloudwatch.MetricDatum[];

/** Sends the request of a case. Its own client, because the clock of one may be corrected. */
async function send(sdk: Sdk, name: string): Promise<unknown> {
  const options = { endpoint: server.url, maxAttempts: 2 };
  if (name.startsWith('s3')) {
    const client = new sdk.S3Client({ ...options, ...S3_OPTIONS, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const { Body, ...rest } = await client.send(new sdk.GetObjectCommand({ Bucket: 'logs', Key: name }));
    return { ...rest, text: await Body?.transformToString() };
  }
  if (name.startsWith('cloudwatch')) {
    const client = new sdk.CloudWatchClient({ ...options, disableRequestCompression: true });
    return client.send(new sdk.PutMetricDataCommand({ Namespace: name, MetricData: [...DATA] }));
  }
  const client = new sdk.DynamoDBClient(options);
  const table = { TableName: name, Key: { id: { S: 'a\nb"ü' } } };
  if (name.endsWith('items')) {
    const keys = { Keys: [table.Key, { id: { S: 'b' } }], ConsistentRead: true };
    return client.send(new sdk.BatchGetItemCommand({ RequestItems: { [name]: keys } }));
  }
  const values = { ':n': { N: '5' }, ':s': { S: '' } };
  return client.send(
    new sdk.UpdateItemCommand({
      ...{ ...table, UpdateExpression: 'SET lease = :n', ConditionExpression: 'x = :s', ReturnValues: 'ALL_NEW' },
      ExpressionAttributeValues: values,
    }),
  );
}

/**
 * How a case ended and what was sent for it, without what differs from request to request: times, ids, the SDK's
 * version.
 */
async function story(sdk: Sdk, name: string): Promise<unknown> {
  received.delete(name);
  const outcome = await send(sdk, name).then(plain, plain);
  return { outcome, requests: (received.get(name) ?? []).map(lasting) };
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $metadata, $response: _, ...rest } = value as Record<string, Record<string, unknown>>;
  const { totalRetryDelay: __, ...metadata } = $metadata ?? {};
  const message = value instanceof Error ? value.message : undefined;
  return { ...rest, metadata, message };
}

/**
 * The SDK's CommonJS builds, which a test gets, name another version than its package.json, which a bundle gets. The
 * list of features in the user agent says with `a` and `c` that S3's checksums are not asked for.
 */
function lasting({ method, url, headers, body }: Received): unknown {
  const { authorization, date: _, 'x-amz-date': __, 'amz-sdk-invocation-id': ___, ...rest } = headers;
  return {
    ...{ method, path: url.pathname + url.search, body: body.toString() },
    headers: Object.entries(rest).map(([name, value]) => [
      name,
      String(value).replace(/ttl=\w+; |3\.\d+\.\d+|,[ac](?=,|$)/g, ''),
    ]),
    authorization: String(authorization)
      .replace(/Signature=\w+$/, '')
      .replace(/\/\d{8}\//, '//'),
  };
}

describe('the SDK without what never runs', () => {
  test('sends what the whole SDK sends, repeats what it repeats, and ends as it ends', async () => {
    const names = CASES.map(([name]) => name);
    const expected = await Promise.all(names.map(async (name) => [name, await story(WHOLE_SDK, name)]));
    const found = await Promise.all(names.map(async (name) => [name, await story(light, name)]));
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    const attempts = Object.fromEntries(names.map((name) => [name, received.get(name)?.length]));
    expect(attempts).toMatchObject({ 's3 SlowDown': 2, 's3 late': 2, 's3 NoSuchKey': 1, 'dynamodb Throttling': 2 });
  });
});
