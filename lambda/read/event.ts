/**
 * What invoked the function -> the S3 objects it names. Knows every way S3 announces an object: directly, through SQS,
 * SNS or EventBridge, and their nestings. Unwraps by looking at members, never by configuration.
 *
 * Source: S3 user guide, "Event message structure" and "Using EventBridge"; SQS, SNS: Lambda developer guide.
 */

import { failureText } from '../catalogue/failure-text.ts';
import { isObject } from '../catalogue/json-object.ts';

export interface S3Object {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  readonly versionId: string | undefined;
  /** Without quotes. */
  readonly etag: string | undefined;
  /** Bytes, as far as the notification tells; the object may have been overwritten since. */
  readonly size: number | undefined;
  /** Put on the queue by `npm run replay`: its age says nothing about delivery. */
  readonly isReplay: boolean;
}

/** One message: what succeeds or fails as a whole. A direct invocation is one without an id. */
export interface Notification {
  readonly messageId: string | undefined;
  /** As it came from the queue. */
  readonly body: string | undefined;
  /** How often the queue has handed the message out, this time included. */
  readonly receiveCount: number;
  readonly objects: readonly S3Object[];
  /** Why the message cannot be understood; it then names no objects. */
  readonly error: string | undefined;
}

/** The event name that `npm run replay` gives its records. */
export const REPLAY_EVENT_NAME = 'ObjectCreated:Replay';

/** Throws where there is no message to hand back: the invocation then fails as a whole and is kept by its caller. */
export function logObjects(event: unknown): readonly Notification[] {
  const records = listIn(event, 'Records');
  if (records?.some((record) => textIn(record, 'eventSource') === 'aws:sqs')) return records.map(ofMessage);
  return [{ messageId: undefined, body: undefined, receiveCount: 1, objects: namedBy(event), error: undefined }];
}

function ofMessage(record: unknown): Notification {
  const messageId = textIn(record, 'messageId');
  if (messageId === undefined) throw new Error(`a queue message is ${shape(record)}: must have a messageId`);
  const receives = Number(textIn(member(record, 'attributes'), 'ApproximateReceiveCount') ?? 1);
  const body = textIn(record, 'body');
  const message = { messageId, body, receiveCount: Number.isNaN(receives) ? 1 : receives };
  try {
    return { ...message, objects: namedBy(json(body)), error: undefined };
  } catch (error) {
    return { ...message, objects: [], error: failureText(error) };
  }
}

/** Objects named by one unwrapped notification of S3, SNS or EventBridge, down through its wrappings. */
function namedBy(notification: unknown): readonly S3Object[] {
  if (textIn(notification, 'Event') === 's3:TestEvent') return [];
  if (textIn(notification, 'Type') === 'Notification') return namedBySns(textIn(notification, 'Message'));
  if (textIn(notification, 's3Bucket') !== undefined) return ofTrail(notification);
  if (textIn(notification, 'source') === 'aws.s3') return ofEventBridge(notification);
  const records = listIn(notification, 'Records');
  if (records === undefined || records.length === 0) throw unknownShape(notification);
  return records.flatMap((record) => {
    if (textIn(record, 'EventSource') === 'aws:sns') return namedBySns(textIn(member(record, 'Sns'), 'Message'));
    if (textIn(record, 'eventSource') === 'aws:s3') return ofS3(record);
    throw unknownShape(notification);
  });
}

/** What CloudTrail sends to its topic to see that it may. */
const TRAIL_TEST = 'CloudTrail validation message.';

function namedBySns(message: string | undefined): readonly S3Object[] {
  return message === TRAIL_TEST ? [] : namedBy(json(message));
}

/**
 * The notification of a trail itself, which names keys as they are. Source: CloudTrail user guide, "Configuring Amazon
 * SNS notifications for CloudTrail".
 */
function ofTrail(notification: unknown): readonly S3Object[] {
  const bucket = textIn(notification, 's3Bucket');
  const keys = listIn(notification, 's3ObjectKey');
  if (bucket === undefined || keys === undefined || keys.length === 0) throw unknownShape(notification);
  return keys.map((key) => {
    if (typeof key !== 'string' || key === '') throw unknownShape(notification);
    return { bucket, key, versionId: undefined, etag: undefined, size: undefined, isReplay: false };
  });
}

/** Accepts any minor version, as S3 asks its readers to. */
function ofS3(record: unknown): readonly S3Object[] {
  const version = textIn(record, 'eventVersion');
  if (version !== undefined && version.split('.')[0] !== '2') {
    throw new Error(`the version of an S3 notification is '${version.slice(0, 64)}': must be 2.x`);
  }
  const eventName = textIn(record, 'eventName')?.replace(/^s3:/, '');
  if (eventName === undefined) throw unknownShape(record);
  if (S3_EVENTS_OF_OTHERS.test(eventName)) return [];
  if (!eventName.startsWith('ObjectCreated:')) throw unknownShape(record);
  const s3 = member(record, 's3');
  const object = member(s3, 'object');
  const bucket = textIn(member(s3, 'bucket'), 'name');
  const key = textIn(object, 'key');
  if (bucket === undefined || key === undefined) throw unknownShape(record);
  return [
    {
      bucket,
      key: decodedKey(key),
      versionId: textIn(object, 'versionId'),
      etag: unquoted(textIn(object, 'eTag')),
      size: sizeIn(object),
      isReplay: eventName === REPLAY_EVENT_NAME,
    },
  ];
}

/** Events that announce no new object. Source: S3 user guide, "Event notification types and destinations". */
const S3_EVENTS_OF_OTHERS =
  /^(?:ObjectRemoved|ObjectRestore|ReducedRedundancyLostObject|Replication|LifecycleExpiration|LifecycleTransition|IntelligentTiering|ObjectTagging|ObjectAcl)(?::|$)/;

/** The same for EventBridge. Source: S3 user guide, "Using EventBridge". */
const DETAIL_TYPES_OF_OTHERS: ReadonlySet<string> = new Set([
  'Object Deleted',
  'Object Restore Initiated',
  'Object Restore Completed',
  'Object Restore Expired',
  'Object Storage Class Changed',
  'Object Access Tier Changed',
  'Object ACL Updated',
  'Object Tags Added',
  'Object Tags Deleted',
]);

/** Its key is not URL-encoded, unlike that of S3's own notifications. */
function ofEventBridge(event: unknown): readonly S3Object[] {
  const type = textIn(event, 'detail-type');
  if (type !== undefined && DETAIL_TYPES_OF_OTHERS.has(type)) return [];
  // Who hands events on may leave the type out; one that names an object is read, any other type is not understood.
  if (type !== undefined && type !== 'Object Created') throw unknownShape(event);
  const detail = member(event, 'detail');
  const object = member(detail, 'object');
  const bucket = textIn(member(detail, 'bucket'), 'name');
  const key = textIn(object, 'key');
  if (bucket === undefined || key === undefined) throw unknownShape(event);
  const etag = unquoted(textIn(object, 'etag'));
  return [{ bucket, key, versionId: textIn(object, 'version-id'), etag, size: sizeIn(object), isReplay: false }];
}

/** S3 encodes keys as HTML forms do: a plus sign is a space. */
function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new Error(`the key of a notification is '${key.slice(0, 256)}': must be URL-encoded UTF-8`);
  }
}

export function unquoted(etag: string | undefined): string | undefined {
  return etag?.replaceAll('"', '');
}

function json(body: string | undefined): unknown {
  if (body === undefined) throw new Error('a message has no body: must be JSON text');
  try {
    return JSON.parse(body);
  } catch {
    throw new Error(`the body of a message is ${body.length} characters of other text: must be JSON`);
  }
}

function unknownShape(value: unknown): Error {
  return new Error(
    `a message is ${shape(value)}: must be a notification from S3, SNS or EventBridge that names objects`,
  );
}

/** Names of members, two levels deep; of values only those that say what kind of event it is. Values may be secret. */
function shape(value: unknown, depth = 0): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${shape(value[0], depth)} × ${value.length}]`;
  if (!isObject(value)) return value === null ? 'null' : typeof value;
  const names = Object.keys(value).slice(0, SHAPE_MEMBERS);
  const parts = names.map((name) => {
    const inner = value[name];
    if (KIND_MEMBERS.includes(name) && typeof inner === 'string') return `${name}: '${inner.slice(0, 64)}'`;
    return typeof inner === 'object' && inner !== null && depth < 2 ? `${name}: ${shape(inner, depth + 1)}` : name;
  });
  return `{${parts.map((part) => part.slice(0, SHAPE_CHARACTERS)).join(', ')}}`;
}

const SHAPE_MEMBERS = 12;
const SHAPE_CHARACTERS = 300;
const KIND_MEMBERS = ['eventSource', 'EventSource', 'source', 'detail-type', 'Type', 'Event', 'eventName'];

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function sizeIn(object: unknown): number | undefined {
  const size = member(object, 'size');
  return typeof size === 'number' && size >= 0 ? size : undefined;
}

function listIn(value: unknown, name: string): readonly unknown[] | undefined {
  const found = member(value, name);
  return Array.isArray(found) ? found : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
