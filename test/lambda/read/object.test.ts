/**
 * An object that was opened may fail before anybody reads it, or after it was discarded: its reader is told, and nobody
 * else.
 */
import { PassThrough } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { GONE, type OpenedObject, openObject } from '../../../lambda/read/object.ts';
import { uncaughtWhile } from '../../support/uncaught.ts';

const BROKEN = new Error('the connection broke');

async function opened(body: PassThrough): Promise<OpenedObject> {
  const client = { send: async () => ({ Body: body, ContentLength: 3, ETag: '"e"' }) } as unknown as S3Client;
  const object = { bucket: 'logs', key: 'a', versionId: undefined, etag: undefined, size: undefined, isReplay: false };
  const found = await openObject(client, object, new AbortController().signal);
  if (found === GONE) throw new Error('it is there');
  return found;
}

test('a body that breaks before its turn fails when it is read', async () => {
  const uncaught = await uncaughtWhile(async () => {
    const body = new PassThrough();
    const { chunks } = await opened(body);
    body.destroy(BROKEN);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const reading = (async () => {
      for await (const _ of chunks);
    })();
    await expect(reading).rejects.toBe(BROKEN);
  });
  expect(uncaught).toEqual([]);
});

test('a body that breaks while it is discarded is nobody’s error', async () => {
  const uncaught = await uncaughtWhile(async () => {
    const body = new PassThrough({ destroy: (_error, done) => done(BROKEN) });
    (await opened(body)).discard();
  });
  expect(uncaught).toEqual([]);
});
