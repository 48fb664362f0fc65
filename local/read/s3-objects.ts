/**
 * `s3://bucket/prefix` -> log objects, read with the user's own credentials and by two calls only: ListObjectsV2 and
 * GetObject.
 */
import type { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { S3_OPTIONS } from '../../lambda/read/object.ts';
import { awsReason } from '../terminal/aws-error.ts';
import type { LogSource } from './paths.ts';

export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

export function s3Place(path: string): S3Place | undefined {
  if (!path.startsWith('s3:')) return undefined;
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(path);
  if (match?.[1] === undefined) throw new Error(`a path is '${path}': must be s3://bucket/prefix`);
  return { bucket: match[1], prefix: match[2] ?? '' };
}

export async function s3Sources(place: S3Place, given?: S3Client): Promise<LogSource[]> {
  const { bucket, prefix } = place;
  const client = given ?? (await clientForReading());
  const sources: LogSource[] = [];
  try {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key: key, Size: size, LastModified } of Contents) {
        const modified = LastModified?.getTime();
        if (key === undefined || key.endsWith('/')) continue;
        sources.push({
          key,
          realPath: `s3://${bucket}/${key}`,
          size,
          ...(modified === undefined ? {} : { modified }),
          open: () => objectBytes(client, { bucket, key }),
        });
      }
    }
  } catch (error) {
    throw new Error(s3Reason(error, place), { cause: error });
  }
  return sources;
}

/** Any region's bucket can be named: the SDK follows S3's answer to the right one. */
async function clientForReading(): Promise<S3Client> {
  const options = { ...S3_OPTIONS, followRegionRedirects: true };
  const client = new S3Client(options);
  // Without a region in the environment or the profile the SDK gives up; S3 itself needs none to find a bucket.
  const hasRegion = await client.config.region().then(
    () => true,
    () => false,
  );
  return hasRegion ? client : new S3Client({ ...options, region: 'us-east-1' });
}

async function* objectBytes(
  client: S3Client,
  { bucket, key }: { bucket: string; key: string },
): AsyncGenerator<Uint8Array> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    // In Node the SDK's stream is a Readable; its type is the union with a browser's.
    for await (const chunk of Body as unknown as Readable) yield chunk;
  } catch (error) {
    throw new Error(s3Reason(error, { bucket, prefix: key }), { cause: error });
  }
}

const REASONS: Readonly<Record<string, (place: S3Place) => string>> = {
  NoSuchBucket: ({ bucket }) => `there is no bucket '${bucket}': check its name`,
  AccessDenied: ({ bucket, prefix }) =>
    `S3 does not let you read s3://${bucket}/${prefix}: you need s3:ListBucket on the bucket and s3:GetObject on its objects`,
};

function s3Reason(error: unknown, place: S3Place): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const denied = message.startsWith('Access Denied') || name === 'Forbidden' ? 'AccessDenied' : name;
  return (
    awsReason(error) ??
    REASONS[denied]?.(place) ??
    `cannot read s3://${place.bucket}/${place.prefix}: ${message || name}`
  );
}
