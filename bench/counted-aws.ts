/**
 * AWS as the function sees it, for counting: real SDK clients whose requests end here instead of in the network.
 *
 * Every claim succeeds, every datum is accepted, and GetObject answers with what was put in before. Out: how many
 * requests of each kind left the clients, and what was in them.
 */

import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Edge } from '../lambda/batch.ts';
import { type Config, DEFAULT_CONFIG } from '../lambda/config.ts';
import { CLOUDWATCH_OPTIONS } from '../lambda/publish/put.ts';
import { S3_OPTIONS } from '../lambda/read/object.ts';

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
  putMetricDataBytes: number;
  data: number;
  logBytes: number;
}

export interface CountedAws {
  readonly edge: Edge;
  readonly counts: Counts;
  /** The data of every request that CloudWatch was sent. */
  readonly requests: (readonly WireDatum[])[];
  /** Objects that GetObject finds, by key. */
  readonly objects: Map<string, Buffer>;
}

interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export function countedAws(config: Partial<Config> = {}): CountedAws {
  const counts: Counts = {
    ...{ s3Gets: 0, s3Bytes: 0, dynamoDbWrites: 0, dynamoDbReads: 0 },
    ...{ putMetricData: 0, putMetricDataBytes: 0, data: 0, logBytes: 0 },
  };
  const requests: (readonly WireDatum[])[] = [];
  const objects = new Map<string, Buffer>();
  const common = { region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
  const s3 = new S3Client({
    ...{ ...common, ...S3_OPTIONS, forcePathStyle: true },
    requestHandler: answering((request) => {
      const bytes = objects.get(decodeURIComponent(request.path.replace(/^\/[^/]+\//, '')));
      if (bytes === undefined) throw new Error(`GetObject of ${request.path}: no such object`);
      counts.s3Gets++;
      counts.s3Bytes += bytes.length;
      return { headers: { 'content-length': `${bytes.length}`, etag: '"e"' }, body: Readable.from(blocks(bytes)) };
    }),
  });
  const dynamoDb = new DynamoDBClient({
    ...common,
    requestHandler: answering((request) => {
      if (request.headers['x-amz-target']?.endsWith('.GetItem')) counts.dynamoDbReads++;
      else counts.dynamoDbWrites++;
      return JSON_ANSWER();
    }),
  });
  const cloudwatch = new CloudWatchClient({
    ...{ ...common, ...CLOUDWATCH_OPTIONS },
    requestHandler: answering((request) => {
      const body = Buffer.from(request.body instanceof Uint8Array ? request.body : String(request.body));
      const sent: { MetricData: WireDatum[] } = JSON.parse(
        (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString(),
      );
      counts.putMetricData++;
      counts.putMetricDataBytes += body.length;
      counts.data += sent.MetricData.length;
      requests.push(sent.MetricData);
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
    ...{ counts, requests, objects },
  };
}

/** Lambda's JSON log format puts time, level, request id and message around each line; CloudWatch bills 26 bytes more. */
const LOG_ENVELOPE_BYTES = 130 + 26;

const JSON_ANSWER = () => ({ headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Readable.from(['{}']) });

function answering(answer: (request: Request) => { headers: Record<string, string>; body: Readable }) {
  return {
    handle: async (request: Request) => ({ response: { statusCode: 200, ...answer(request) } }),
    metadata: { handlerProtocol: 'http/1.1' },
  };
}

function* blocks(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
}
