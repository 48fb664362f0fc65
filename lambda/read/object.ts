/**
 * Log object -> its bytes, as they come from S3. Source: Amazon S3 API, GetObject.
 * The client must be made with `S3_OPTIONS`.
 */
import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { type S3Object, unquoted } from './event.ts';

/**
 * Checksums are checked only where the API demands it: gzip carries a CRC-32 over the bytes that matter, and a stream
 * that ends before its Content-Length is an error anyway. The SDK's default would compute a second checksum over every
 * byte.
 */
export const S3_OPTIONS = { responseChecksumValidation: 'WHEN_REQUIRED' } as const satisfies S3ClientConfig;

export interface OpenedObject {
  /** Of the content S3 holds now, without quotes; no matter what the event called it. */
  readonly etag: string | undefined;
  /** Bytes that `chunks` will give; undefined where S3 does not say. */
  readonly size: number | undefined;
  /** To be read once; or not at all, then `discard` must be called. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly discard: () => void;
}

/** Deleted meanwhile, by a lifecycle rule or by hand. That is no error: there is nothing left to count. */
export const GONE = 'gone';

/** Rejects where S3 refuses or cannot be reached. `signal` ends the reading of the bytes too. */
export async function openObject(
  client: S3Client,
  { bucket, key, versionId }: S3Object,
  signal: AbortSignal,
): Promise<OpenedObject | typeof GONE> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
  try {
    const { Body, ContentLength, ETag } = await client.send(command, { abortSignal: signal });
    if (Body === undefined) throw new Error('S3 answered without a body');
    // In Node the SDK's stream is a Readable; its type is the union with a browser's.
    const body = Body as unknown as Readable;
    // It may fail while nobody reads it: before its turn, or after it is discarded. Its reader still gets the error.
    body.on('error', () => undefined);
    return {
      ...{ etag: unquoted(ETag), size: ContentLength },
      ...{ chunks: readUntil(body, signal), discard: () => void body.destroy() },
    };
  } catch (error) {
    if (isGone(error)) return GONE;
    throw error;
  }
}

/** Without s3:ListBucket S3 says 403 instead, which stays an error. A missing bucket is one too. */
function isGone(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NoSuchVersion');
}

async function* readUntil(body: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stop = (): void => void body.destroy(reasonToStop(signal));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of body) yield chunk;
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
}

function reasonToStop({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('reading was stopped');
}
