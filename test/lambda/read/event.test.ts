import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logObjects } from '../../../lambda/read/event.ts';

const KEY =
  'AWSLogs/123456789012/elasticloadbalancing/us-east-1/2026/05/04/123456789012_elasticloadbalancing_us-east-1_app.edge-alb.50dc6c495c0c9188_20260504T1000Z_203.0.113.80_1a2b3c4d.log.gz';
const ETAG = '0123456789abcdef0123456789abcdef';
const VERSION = 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e';

const SAMPLES = process.env.ELB_LOG_SAMPLES;
const published = (name: string): unknown => JSON.parse(readFileSync(join(SAMPLES ?? '', 's3-events', name), 'utf8'));
const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../logs/events/constructed-${name}.json`, import.meta.url), 'utf8'));

/** Messages as rows: id, then `bucket key etag version` of each object, or the error. */
function check(event: unknown, expected: readonly (readonly [string | undefined, ...string[]])[]): void {
  const found = logObjects(event).map(({ messageId, objects, error }) => [
    messageId,
    ...objects.map(({ bucket, key, etag = '-', versionId = '-' }) => [bucket, key, etag, versionId].join(' ')),
    ...(error === undefined ? [] : [error]),
  ]);
  expect(found).toEqual(expected);
}

const s3Record = (change: { readonly object?: object; readonly record?: object } = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'logs' }, object: { key: 'a.log', eTag: 'e1', ...change.object } },
  ...change.record,
});
const eventBridge = (change: object = {}) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'logs' }, object: { key: 'a+b c.log', etag: 'e1' } },
  ...change,
});
const message = (body: unknown, messageId = 'm1', attributes: object = {}) => ({
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  eventSource: 'aws:sqs',
  attributes,
});
const viaSns = (body: unknown) => ({ Type: 'Notification', TopicArn: 'arn', Message: JSON.stringify(body) });

describe('an event names', () => {
  test('one object where S3 invokes directly', () => {
    check({ Records: [s3Record()] }, [[undefined, 'logs a.log e1 -']]);
  });

  test('every record of it, also the same twice', () => {
    check({ Records: [s3Record(), s3Record()] }, [[undefined, 'logs a.log e1 -', 'logs a.log e1 -']]);
  });

  test('a decoded key: plus is a space, the rest is percent-encoded UTF-8', () => {
    const key = 'team+logs/a%2Bb%3Dc/%C3%BC.log';
    check({ Records: [s3Record({ object: { key } })] }, [[undefined, 'logs team logs/a+b=c/ü.log e1 -']]);
  });

  test('the plain key of EventBridge, which does not encode it', () => {
    check(eventBridge(), [[undefined, 'logs a+b c.log e1 -']]);
  });

  test('the version, if the bucket keeps versions', () => {
    check({ Records: [s3Record({ object: { versionId: 'v1' } })] }, [[undefined, 'logs a.log e1 v1']]);
  });

  test('objects of every message of a queue, each message on its own', () => {
    const bodies = [{ Records: [s3Record()] }, eventBridge(), viaSns({ Records: [s3Record()] }), viaSns(eventBridge())];
    check({ Records: bodies.map((body, index) => message(body, `m${index}`)) }, [
      ['m0', 'logs a.log e1 -'],
      ['m1', 'logs a+b c.log e1 -'],
      ['m2', 'logs a.log e1 -'],
      ['m3', 'logs a+b c.log e1 -'],
    ]);
  });

  test('objects of a direct notification of SNS', () => {
    const Message = JSON.stringify({ Records: [s3Record()] });
    check({ Records: [{ EventSource: 'aws:sns', Sns: { Message } }] }, [[undefined, 'logs a.log e1 -']]);
  });

  test.each([
    ['the test event of S3', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs' }],
    ['the removal of an object', { Records: [s3Record({ record: { eventName: 'ObjectRemoved:Delete' } })] }],
    ['another event of EventBridge', eventBridge({ 'detail-type': 'Object Deleted' })],
    ['a changed storage class', eventBridge({ 'detail-type': 'Object Storage Class Changed' })],
    ['changed tags', { Records: [s3Record({ record: { eventName: 'ObjectTagging:Put' } })] }],
    ['a lifecycle rule', { Records: [s3Record({ record: { eventName: 's3:LifecycleExpiration:Delete' } })] }],
  ])('nothing for %s, directly and from a queue', (_name, notification) => {
    check(notification, [[undefined]]);
    check({ Records: [message(notification)] }, [['m1']]);
    check({ Records: [message(viaSns(notification))] }, [['m1']]);
  });

  test('the object of an event of EventBridge that was handed on without its type', () => {
    const { 'detail-type': _, ...event } = eventBridge() as Record<string, unknown>;
    const [[whole], [notification]] = [logObjects(eventBridge()), logObjects({ Records: [message(event)] })];
    expect(notification?.objects).toEqual(whole?.objects);
    expect(notification?.error).toBeUndefined();
  });

  test('the objects of a notification of CloudTrail itself', () => {
    const keys = ['AWSLogs/1/CloudTrail/a b+c.json.gz', 'b.json.gz'];
    const trail = { Records: [message(viaSns({ s3Bucket: 'trails', s3ObjectKey: keys }))] };
    expect(logObjects(trail)[0]?.objects.map(({ bucket, key }) => [bucket, key])).toEqual(
      keys.map((key) => ['trails', key]),
    );
    const test = { Type: 'Notification', Message: 'CloudTrail validation message.' };
    expect(logObjects({ Records: [message(test)] })).toMatchObject([{ objects: [], error: undefined }]);
  });

  test('how often a message was received, and whether it is a replay', () => {
    const record = s3Record({ record: { eventName: 'ObjectCreated:Replay' } });
    const [notification] = logObjects({
      Records: [message({ Records: [record] }, 'm1', { ApproximateReceiveCount: '4' })],
    });
    expect(notification?.receiveCount).toBe(4);
    expect(notification?.objects[0]?.isReplay).toBe(true);
  });
});

describe('fails with the shape and no value', () => {
  const not = (shape: string) =>
    `a message is ${shape}: must be a notification from S3, SNS or EventBridge that names objects`;
  test.each([
    ['text', 'not json', 'the body of a message is 8 characters of other text: must be JSON'],
    ['nothing', '', 'a message has no body: must be JSON text'],
    ['an empty object', '{}', not('{}')],
    ['no records', '{"Records":[]}', not('{Records: []}')],
    ['a number', '42', not('number')],
    [
      'a call of the API as CloudTrail tells it to EventBridge',
      { source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail', detail: { requestParameters: { key: 'k' } } },
      not("{source: 'aws.s3', detail-type: 'AWS API Call via CloudTrail', detail: {requestParameters: {key}}}"),
    ],
    [
      'an event of S3 that is new',
      { source: 'aws.s3', 'detail-type': 'Object Annotated' },
      not("{source: 'aws.s3', detail-type: 'Object Annotated'}"),
    ],
    ['a trail without keys', { s3Bucket: 'b', s3ObjectKey: [] }, not('{s3Bucket, s3ObjectKey: []}')],
    [
      'an event name that is new',
      { Records: [{ eventSource: 'aws:s3', eventVersion: '2.3', eventName: 'ObjectMoved:Put' }] },
      not("{eventSource: 'aws:s3', eventVersion, eventName: 'ObjectMoved:Put'}"),
    ],
    ['members nobody knows', { secret: 'hunter2', list: [1] }, not('{secret, list: [number × 1]}')],
    [
      'records of another service',
      { Records: [{ eventSource: 'aws:kinesis', data: 'hunter2' }] },
      not("{Records: [{eventSource: 'aws:kinesis', data} × 1]}"),
    ],
    [
      'a record without a key',
      { Records: [s3Record({ object: { key: 7 } })] },
      not(
        "{eventVersion, eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: {bucket: {name}, object: {key, eTag}}}",
      ),
    ],
    [
      'a new major version',
      { Records: [s3Record({ record: { eventVersion: '3.0' } })] },
      "the version of an S3 notification is '3.0': must be 2.x",
    ],
    [
      'a key that is not encoded',
      { Records: [s3Record({ object: { key: '100%' } })] },
      "the key of a notification is '100%': must be URL-encoded UTF-8",
    ],
  ])('%s', (_name, body, error) => {
    check({ Records: [message(body), message({ Records: [s3Record()] }, 'm2')] }, [
      ['m1', error],
      ['m2', 'logs a.log e1 -'],
    ]);
    if (typeof body === 'object') expect(() => logObjects(body)).toThrow(error);
  });
});

describe('samples of events', () => {
  const first = '00000000-0000-4000-8000-000000000000';
  const second = '00000000-0000-4000-8000-000000000001';
  const standard = `example-lb-logs ${KEY} ${ETAG} -`;
  const versioned = `example-lb-logs ${KEY} ${ETAG} ${VERSION}`;

  test.each<[string, readonly (readonly [string | undefined, ...string[]])[]]>([
    ['s3-put', [[undefined, standard]]],
    ['s3-multipart', [[undefined, standard]]],
    ['s3-zero-size', [[undefined, standard]]],
    ['s3-minor-version-2.9', [[undefined, standard]]],
    ['s3-duplicate-pair', [[undefined, standard, standard]]],
    ['s3-encoded-key', [[undefined, `example-lb-logs team logs/a+b=c/ü/${KEY} ${ETAG} -`]]],
    ['s3-versioned', [[undefined, `example-lb-logs ${KEY} ${ETAG} 096fKKXTRTtl3on89fVO.nfljtsv6qko`]]],
    ['s3-testfile-object', [[undefined, `example-lb-logs AWSLogs/123456789012/ELBAccessLogTestFile ${ETAG} -`]]],
    ['eventbridge', [[undefined, versioned]]],
    ['sns-of-s3', [[undefined, standard]]],
    ['sqs-of-eventbridge', [[first, versioned]]],
    ['sqs-of-s3-test-event', [[first]]],
    ['sqs-of-sns-of-s3', [[first, standard]]],
    ['s3-test-event', [[undefined]]],
    ['s3-removed', [[undefined]]],
    ['s3-delete-marker', [[undefined]]],
    ['eventbridge-object-deleted', [[undefined]]],
    ['eventbridge-unversioned', [[undefined, standard]]],
    ['sqs-of-sns-of-minimal-s3', [[first, `example-lb-logs ${KEY} - -`]]],
  ])('%s', (name, expected) => check(sample(name), expected));

  test('sqs-of-s3 has two messages', () => {
    const notifications = logObjects(sample('sqs-of-s3'));
    expect(notifications.map(({ messageId, objects }) => [messageId, objects.length])).toEqual([
      [first, 1],
      [second, 1],
    ]);
  });

  test('every message of sqs-bad-body fails on its own', () => {
    const notifications = logObjects(sample('sqs-bad-body'));
    expect(notifications.map(({ objects, error }) => [objects.length, error !== undefined])).toEqual([
      [0, true],
      [0, true],
      [0, true],
    ]);
  });
});

describe.skipIf(SAMPLES === undefined)('events that other projects published', () => {
  test.each<[string, readonly (readonly [string | undefined, ...string[]])[]]>([
    ['grafana-s3-test-event', [[undefined]]],
    ['powertools-delete-object', [[undefined]]],
    ['powertools-eventbridge-object-deleted', [[undefined]]],
    [
      'powertools-base',
      [
        [
          undefined,
          'lambda-artifacts-deafc19498e3f2df b21b84d653bb07b05b1e6b33684dc11b b21b84d653bb07b05b1e6b33684dc11b -',
        ],
      ],
    ],
    ['powertools-decoded-key', [[undefined, 'sourcebucket Happy Face.jpg d41d8cd98f00b204e9800998ecf8427e version']]],
    [
      'powertools-eventbridge-object-created',
      [[undefined, 'example-bucket IMG_m7fzo3.jpg 4e68adba0abe2dc8653dc3354e14c01d -']],
    ],
    ['datadog-sqs_sns_s3', [['059f36b4-87a3-44ab-83d2-661975830a7d', 'my-bucket my-key.log - -']]],
  ])('%s', (name, expected) => check(published(`${name}.json`), expected));

  test('powertools-sqs-event names one versioned object', () => {
    check(published('powertools-sqs-event.json'), [
      [
        'ca3e7a89-c358-40e5-8aa0-5da01403c267',
        expect.stringMatching(/^xxx test\.pdf \w{32} yd3d4HaWOT2zguDLvIQLU6ptDTwKBnQV$/),
      ],
    ]);
  });
});
