/** Envelopes that announce objects, seldom seen: each names its objects, means something else, or is an error. */
import { describe, expect, test } from 'vitest';
import { logObjects } from '../../../lambda/read/event.ts';

const record = (eventName: string, key: string, rest: object = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName,
  s3: { bucket: { name: 'logs' }, object: { key, size: 1 } },
  ...rest,
});
const created = record('ObjectCreated:Put', 'a.log');
const bridge = (type: string | undefined, key: string) => ({
  source: 'aws.s3',
  ...(type !== undefined && { 'detail-type': type }),
  detail: { bucket: { name: 'logs' }, object: { key } },
});
const sns = (message: unknown) => ({ Type: 'Notification', Message: JSON.stringify(message) });
const queue = (...bodies: unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `${index}`,
    eventSource: 'aws:sqs',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
});

const keysOf = (body: unknown): string[] | 'error' => {
  const [notification] = logObjects(queue(body));
  return notification?.error === undefined ? (notification?.objects.map(({ key }) => key) ?? []) : 'error';
};

describe('a message of the queue', () => {
  test.each<[what: string, body: unknown, keys: string[] | 'error']>([
    ['of a copied object', { Records: [record('ObjectCreated:Copy', 'a.log')] }, ['a.log']],
    ['of a multipart upload', { Records: [record('ObjectCreated:CompleteMultipartUpload', 'a.log')] }, ['a.log']],
    ['of a posted object', { Records: [record('ObjectCreated:Post', 'a.log')] }, ['a.log']],
    ['with the older name of the event', { Records: [record('s3:ObjectCreated:Put', 'a.log')] }, ['a.log']],
    ['with spaces in the key', { Records: [record('ObjectCreated:Put', 'a+b%20c.log')] }, ['a b c.log']],
    ['with a plus sign in the key', { Records: [record('ObjectCreated:Put', 'a%2Bb.log')] }, ['a+b.log']],
    [
      'with letters beyond ASCII in the key',
      { Records: [record('ObjectCreated:Put', '%E2%82%AC%F0%9F%8E%AF')] },
      ['€🎯'],
    ],
    ['with half a letter in the key', { Records: [record('ObjectCreated:Put', '%E2%82')] }, 'error'],
    ['with several objects', { Records: [created, record('ObjectCreated:Put', 'b.log')] }, ['a.log', 'b.log']],
    ['with a created and a removed object', { Records: [created, record('ObjectRemoved:Delete', 'b.log')] }, ['a.log']],
    ['of a version 2.9', { Records: [record('ObjectCreated:Put', 'a.log', { eventVersion: '2.9' })] }, ['a.log']],
    ['of a version 3.0', { Records: [record('ObjectCreated:Put', 'a.log', { eventVersion: '3.0' })] }, 'error'],
    ['of an event that is not known', { Records: [record('ObjectRenamed:Put', 'a.log')] }, 'error'],
    ['of a tag', { Records: [record('ObjectTagging:Put', 'a.log')] }, []],
    ['of a test', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs' }, []],
    ['of a topic', sns({ Records: [created] }), ['a.log']],
    ['of a topic, of a topic', sns(sns({ Records: [created] })), ['a.log']],
    ['of a topic, with a test', sns({ Event: 's3:TestEvent' }), []],
    ['of a topic, with text', { Type: 'Notification', Message: 'hello' }, 'error'],
    ['of EventBridge', bridge('Object Created', 'a+b%20c.log'), ['a+b%20c.log']],
    ['of EventBridge through a topic', sns(bridge('Object Created', 'a.log')), ['a.log']],
    ['of EventBridge without a type', bridge(undefined, 'a.log'), ['a.log']],
    ['of EventBridge, of a deleted object', bridge('Object Deleted', 'a.log'), []],
    ['of EventBridge, of another type', bridge('Object Renamed', 'a.log'), 'error'],
    ['of EventBridge, of another service', { ...bridge('Object Created', 'a.log'), source: 'aws.ec2' }, 'error'],
    ['with no record', { Records: [] }, 'error'],
    ['with a record of another service', { Records: [{ ...created, eventSource: 'aws:ses' }] }, 'error'],
    ['with JSON in JSON', JSON.stringify(JSON.stringify({ Records: [created] })), 'error'],
    ['with a list', [created], 'error'],
    ['with null', 'null', 'error'],
    ['with nothing', '', 'error'],
    ['with half of its JSON', '{"Records":[', 'error'],
    ['of CloudTrail', { s3Bucket: 'logs', s3ObjectKey: ['a b.json.gz', 'c.json.gz'] }, ['a b.json.gz', 'c.json.gz']],
    ['of CloudTrail without a key', { s3Bucket: 'logs', s3ObjectKey: [] }, 'error'],
  ])('%s', (_what, body, keys) => {
    expect(keysOf(body)).toEqual(keys);
  });
});
