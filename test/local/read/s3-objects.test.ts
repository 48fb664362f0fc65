import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { s3Place, s3Sources } from '../../../local/read/s3-objects.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const CREDENTIALS = { accessKeyId: 'A', secretAccessKey: 'S' };

async function clientTo(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
  credentials: S3Client['config']['credentials'] | typeof CREDENTIALS = CREDENTIALS,
): Promise<S3Client> {
  const listening = createServer(respond);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  return new S3Client({ endpoint, region: 'eu-central-1', forcePathStyle: true, maxAttempts: 1, credentials });
}

function listing(keys: readonly string[], token = ''): string {
  const contents = keys.map(
    (key) =>
      `<Contents><Key>${key}</Key><Size>7</Size><LastModified>2026-05-04T10:06:10.000Z</LastModified></Contents>`,
  );
  const next = token === '' ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`;
  return `<ListBucketResult><IsTruncated>${token !== ''}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}

describe('an S3 path', () => {
  it.each([
    ['s3://logs', { bucket: 'logs', prefix: '' }],
    ['s3://my.logs-1/', { bucket: 'my.logs-1', prefix: '' }],
    ['s3://logs/alb/AWSLogs/', { bucket: 'logs', prefix: 'alb/AWSLogs/' }],
    ['logs/alb', undefined],
  ])('%s is a bucket and a prefix, or a path of this machine', (path, place) => {
    expect(s3Place(path)).toEqual(place);
  });

  it.each(['s3://', 's3:/logs', 's3://UPPER/x', 's3://a/x'])('refuses %s with what would be right', (path) => {
    expect(() => s3Place(path)).toThrow(`a path is '${path}': must be s3://bucket/prefix`);
  });
});

describe('logs in S3', () => {
  it('are listed page by page, folders left out, and read with GET alone', async () => {
    const asked: string[] = [];
    const client = await clientTo((request, response) => {
      asked.push(`${request.method} ${request.url?.split('?')[0]}`);
      const url = new URL(request.url ?? '', 'http://s3');
      if (url.searchParams.get('list-type') !== '2') return response.end(gzipSync('one line\n'));
      const first = url.searchParams.get('continuation-token') === null;
      return response.end(first ? listing(['p/', 'p/a.log.gz'], 't') : listing(['p/b.log.gz']));
    });
    const sources = await s3Sources({ bucket: 'logs', prefix: 'p/' }, client);
    expect(sources.map(({ key, size, modified }) => [key, size, modified])).toEqual([
      ['p/a.log.gz', 7, Date.parse('2026-05-04T10:06:10Z')],
      ['p/b.log.gz', 7, Date.parse('2026-05-04T10:06:10Z')],
    ]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of sources[0]?.open() ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toEqual(gzipSync('one line\n'));
    expect(asked.every((one) => one.startsWith('GET /logs'))).toBe(true);
    expect(asked).toHaveLength(3);
  });

  it.each([
    [
      403,
      'AccessDenied',
      'S3 does not let you read s3://logs/p/: you need s3:ListBucket on the bucket and s3:GetObject on its objects',
    ],
    [404, 'NoSuchBucket', "there is no bucket 'logs': check its name"],
    [403, 'InvalidAccessKeyId', 'AWS does not know your access key: check AWS_PROFILE and the keys in it'],
    [403, 'SignatureDoesNotMatch', 'AWS refused the signature: check your AWS secret access key'],
    [400, 'ExpiredToken', 'your AWS credentials have expired: get new ones (`aws sso login`), then try again'],
  ])('end with one sentence for HTTP %i %s', async (status, code, sentence) => {
    const client = await clientTo((_request, response) => {
      response.writeHead(status, { 'Content-Type': 'application/xml' });
      response.end(`<Error><Code>${code}</Code><Message>m</Message></Error>`);
    });
    await expect(s3Sources({ bucket: 'logs', prefix: 'p/' }, client)).rejects.toThrow(sentence);
  });

  it('end with one sentence where there are no credentials', async () => {
    const client = await clientTo(
      (_request, response) => response.end(),
      async () => {
        throw Object.assign(new Error('Could not load credentials from any providers'), {
          name: 'CredentialsProviderError',
        });
      },
    );
    await expect(s3Sources({ bucket: 'logs', prefix: '' }, client)).rejects.toThrow(
      'no AWS credentials found: run `aws sso login` or set AWS_PROFILE, then try again',
    );
  });

  it('name the object that one may list and not read', async () => {
    const client = await clientTo((request, response) => {
      if (request.url?.includes('list-type=2')) return response.end(listing(['p/a.log.gz']));
      response.writeHead(403, { 'Content-Type': 'application/xml' });
      return response.end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
    });
    const [source] = await s3Sources({ bucket: 'logs', prefix: 'p/' }, client);
    const readIt = async () => {
      for await (const _ of source?.open() ?? []);
    };
    await expect(readIt()).rejects.toThrow('S3 does not let you read s3://logs/p/a.log.gz');
  });
});
