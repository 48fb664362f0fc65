/** As much of Amazon S3 as is used: GetObject and ListObjectsV2, path style. */
import { createHash } from 'node:crypto';
import { type Answer, type Fault, loopback, type Received, type ServingLoopback } from './server.ts';

export interface S3Loopback extends ServingLoopback {
  /** Puts an object and gives its ETag, without quotes. */
  readonly put: (bucket: string, key: string, body: Buffer) => string;
  readonly delete: (bucket: string, key: string) => void;
  /** Answered requests, as `GetObject key` and `ListObjects prefix`. */
  readonly log: string[];
}

interface Stored {
  readonly body: Buffer;
  readonly etag: string;
}

/** Keys of one page of a listing; S3 has 1,000. */
const PAGE = 100;

export async function s3Loopback(faultOf?: (request: Received) => Fault | undefined): Promise<S3Loopback> {
  const buckets = new Map<string, Map<string, Stored>>();
  const log: string[] = [];
  const act = ({ url }: Received): Answer => {
    const [, bucket = '', ...rest] = url.pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const objects = buckets.get(bucket);
    if (objects === undefined) return xmlError(404, 'NoSuchBucket', 'The specified bucket does not exist');
    if (key === '') {
      log.push(`ListObjects ${url.searchParams.get('prefix') ?? ''}`);
      return list(objects, url.searchParams);
    }
    log.push(`GetObject ${key}`);
    const stored = objects.get(key);
    if (stored === undefined) return xmlError(404, 'NoSuchKey', 'The specified key does not exist.');
    return {
      status: 200,
      headers: { etag: `"${stored.etag}"`, 'content-type': 'binary/octet-stream' },
      body: stored.body,
    };
  };
  const server = await loopback({ act, refuse, ...(faultOf === undefined ? {} : { faultOf }) });
  return {
    ...server,
    log,
    put: (bucket, key, body) => {
      const etag = createHash('md5').update(body).digest('hex');
      const objects = buckets.get(bucket) ?? new Map<string, Stored>();
      buckets.set(bucket, objects.set(key, { body, etag }));
      return etag;
    },
    delete: (bucket, key) => void buckets.get(bucket)?.delete(key),
  };
}

function refuse(fault: 'throttled' | 'unavailable' | 'invalid'): Answer {
  if (fault === 'throttled') return xmlError(503, 'SlowDown', 'Please reduce your request rate.');
  if (fault === 'unavailable') return xmlError(500, 'InternalError', 'We encountered an internal error.');
  return xmlError(403, 'AccessDenied', 'Access Denied');
}

function xmlError(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function list(objects: ReadonlyMap<string, Stored>, query: URLSearchParams): Answer {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const after = query.get('continuation-token') ?? '';
  const names = new Set<string>();
  for (const key of objects.keys()) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
    names.add(cut < 0 ? key : key.slice(0, cut + 1));
  }
  const sorted = [...names].filter((name) => name > after).sort();
  const page = sorted.slice(0, PAGE);
  const contents = page.map((name) => entry(name, objects.get(name)));
  const isTruncated = sorted.length > page.length;
  const next = isTruncated ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  const body = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function entry(name: string, stored: Stored | undefined): string {
  if (stored === undefined) return `<CommonPrefixes><Prefix>${escaped(name)}</Prefix></CommonPrefixes>`;
  const fields = `<Key>${escaped(name)}</Key><LastModified>2026-05-04T10:00:00.000Z</LastModified>`;
  return `<Contents>${fields}<ETag>&quot;${stored.etag}&quot;</ETag><Size>${stored.body.length}</Size></Contents>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
