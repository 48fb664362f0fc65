/**
 * AWS as the function sees it, for counting: real SDK clients whose requests end here instead of in the network.
 *
 * Every claim succeeds, every datum is accepted, and GetObject answers with what was put in before, each after a wait.
 * Out: how many requests of each kind left the clients, and what was in them.
 */

import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { cloudWatchClient, dynamoDbClient, s3Client } from '../lambda/batch/clients.ts';
import type { Edge } from '../lambda/batch/work.ts';
import { type Config, DEFAULT_CONFIG } from '../lambda/config.ts';

/** The part of a MetricDatum, as it goes over the wire, that is looked at. */
export interface WireDatum {
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: number;
  readonly Value?: number;
  readonly Values?: readonly number[];
  readonly Counts?: readonly number[];
  readonly StatisticValues?: { readonly SampleCount: number; readonly Sum: number };
}

export interface Counts {
  s3Gets: number;
  s3Bytes: number;
  dynamoDbWrites: number;
  dynamoDbReads: number;
  putMetricData: number;
  logBytes: number;
}

export interface CountedAws {
  readonly edge: Edge;
  readonly counts: Counts;
  /** The data of every request that CloudWatch was sent. Unpacked only now: who sends them is measured. */
  readonly requests: () => readonly (readonly WireDatum[])[];
  /** Objects that GetObject finds, by key. */
  readonly objects: Map<string, Buffer>;
}

/** Milliseconds until the first byte of an answer, and bytes a millisecond of those of S3. */
export interface Waits {
  readonly s3: number;
  readonly s3BytesPerMillisecond: number;
  readonly dynamoDb: number;
  readonly cloudWatch: number;
}

const NO_WAITS: Waits = { s3: 0, s3BytesPerMillisecond: Number.POSITIVE_INFINITY, dynamoDb: 0, cloudWatch: 0 };

interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function countedAws(config: Partial<Config> = {}, waits: Waits = NO_WAITS): CountedAws {
  const counts: Counts = {
    ...{ s3Gets: 0, s3Bytes: 0, dynamoDbWrites: 0, dynamoDbReads: 0, putMetricData: 0, logBytes: 0 },
  };
  const sent: Request[] = [];
  const objects = new Map<string, Buffer>();
  const common = { region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
  const s3 = s3Client({
    ...{ ...common, forcePathStyle: true },
    requestHandler: answering(waits.s3, (request) => objectAnswer(request, { objects, counts, waits })),
  });
  const dynamoDb = dynamoDbClient({
    ...common,
    requestHandler: answering(waits.dynamoDb, (request) => {
      if (request.headers['x-amz-target']?.endsWith('.BatchGetItem')) counts.dynamoDbReads += keysOf(request);
      else counts.dynamoDbWrites++;
      return JSON_ANSWER();
    }),
  });
  const cloudwatch = cloudWatchClient({
    ...common,
    requestHandler: answering(waits.cloudWatch, (request) => {
      counts.putMetricData++;
      sent.push(request);
      return JSON_ANSWER();
    }),
  });
  const log = (line: unknown) => {
    counts.logBytes += JSON.stringify(line).length + LOG_ENVELOPE_BYTES;
  };
  return {
    edge: {
      ...{ s3, cloudwatch, ledger: { client: dynamoDb, table: 'ledger' }, backoffMillis: 1 },
      config: { ...DEFAULT_CONFIG, ...config },
      console: { log, error: (line: unknown) => console.error(line) },
    },
    ...{ counts, objects, requests: () => sent.map(dataOf) },
  };
}

/**
 * Lambda's JSON log format puts time, level, request id and message around each line; CloudWatch bills 26 bytes more.
 */
const LOG_ENVELOPE_BYTES = 130 + 26;

interface Store {
  readonly objects: ReadonlyMap<string, Buffer>;
  readonly counts: Counts;
  readonly waits: Waits;
}

function objectAnswer({ path }: Request, { objects, counts, waits }: Store): Answer {
  const bytes = objects.get(decodeURIComponent(path.replace(/^\/[^/]+\//, '')));
  if (bytes === undefined) throw new Error(`GetObject of ${path}: no such object`);
  counts.s3Gets++;
  counts.s3Bytes += bytes.length;
  return { headers: { 'content-length': `${bytes.length}`, etag: '"e"' }, body: Readable.from(blocks(bytes, waits)) };
}

interface Answer {
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

const JSON_ANSWER = (): Answer => ({
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Readable.from([Buffer.from('{}')]),
});

function dataOf({ headers, body }: Request): readonly WireDatum[] {
  const bytes = Buffer.from(body instanceof Uint8Array ? body : String(body));
  const { MetricData }: { MetricData: readonly WireDatum[] } = JSON.parse(
    (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString(),
  );
  return MetricData;
}

function keysOf({ body }: Request): number {
  const { RequestItems }: { RequestItems: Record<string, { readonly Keys: readonly unknown[] }> } = JSON.parse(
    String(body),
  );
  return Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
}

function answering(wait: number, answer: (request: Request) => Answer) {
  return {
    handle: async (request: Request) => {
      if (wait > 0) await pause(wait);
      return { response: { statusCode: 200, ...answer(request) } };
    },
    metadata: { handlerProtocol: 'http/1.1' },
  };
}

async function* blocks(bytes: Buffer, { s3BytesPerMillisecond }: Waits): AsyncGenerator<Buffer> {
  let owed = 0;
  for (let from = 0; from < bytes.length; from += 65_536) {
    const block = bytes.subarray(from, from + 65_536);
    owed += block.length / s3BytesPerMillisecond;
    // Timers know whole milliseconds.
    if (owed >= 1) await pause(Math.floor(owed));
    owed %= 1;
    yield block;
  }
}
