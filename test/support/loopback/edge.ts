/**
 * The edge of the function as handler.ts makes it, its real clients pointed at loopback servers, timeouts cut short.
 */

import { cloudWatchClient, dynamoDbClient, s3Client } from '../../../lambda/batch/clients.ts';
import type { Edge, Invocation } from '../../../lambda/batch/work.ts';
import { type Config, DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { type CloudWatchLoopback, type CloudWatchOptions, cloudWatchLoopback } from './cloudwatch.ts';
import { dynamoDBLoopback, TABLE } from './dynamodb.ts';
import { type S3Loopback, s3Loopback } from './s3.ts';
import type { Fault, Loopback, Received } from './server.ts';

/** Clients must find some credentials and a region; the servers look at neither. */
process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
process.env.AWS_REGION ??= 'eu-central-1';

export const BUCKET = 'logs';

export interface LoopbackEdge {
  readonly edge: Edge;
  readonly s3: S3Loopback;
  readonly cloudwatch: CloudWatchLoopback;
  readonly dynamodb: Loopback;
  /** Structured lines the function wrote. */
  readonly lines: Record<string, unknown>[];
  readonly close: () => Promise<void>;
}

export interface LoopbackOptions extends Pick<CloudWatchOptions, 'problem'> {
  readonly config?: Partial<Config>;
  readonly faultOf?: (request: Received) => Fault | undefined;
  /** For tests in which a server hangs. Others must not depend on how busy the machine is. */
  readonly timeoutMillis?: number;
}

const PATIENCE_MILLIS = 20_000;

export async function loopbackEdge(options: LoopbackOptions = {}): Promise<LoopbackEdge> {
  const { config = {}, faultOf, problem, timeoutMillis = PATIENCE_MILLIS } = options;
  const s3 = await s3Loopback(faultOf);
  const cloudwatch = await cloudWatchLoopback({
    ...(faultOf === undefined ? {} : { faultOf }),
    ...(problem === undefined ? {} : { problem }),
  });
  const dynamodb = await dynamoDBLoopback(faultOf);
  const lines: Record<string, unknown>[] = [];
  const requestHandler = {
    connectionTimeout: PATIENCE_MILLIS,
    requestTimeout: timeoutMillis,
    throwOnRequestTimeout: true,
  };
  const clients = {
    s3: s3Client({
      endpoint: s3.url,
      requestHandler: { ...requestHandler, socketTimeout: timeoutMillis },
    }),
    cloudwatch: cloudWatchClient({ endpoint: cloudwatch.url, requestHandler }),
    dynamodb: dynamoDbClient({ endpoint: dynamodb.url, requestHandler }),
  };
  const edge: Edge = {
    s3: clients.s3,
    cloudwatch: clients.cloudwatch,
    ledger: { client: clients.dynamodb, table: TABLE },
    config: { ...DEFAULT_CONFIG, ...config },
    console: { log: (line) => void lines.push(line), error: (line) => void lines.push(line) },
    backoffMillis: 5,
  };
  const close = async (): Promise<void> => {
    for (const client of Object.values(clients)) client.destroy();
    await Promise.all([s3.close(), cloudwatch.close(), dynamodb.close()]);
  };
  return { edge, s3, cloudwatch, dynamodb, lines, close };
}

let requestIds = 0;

/** An invocation that has this long to live. */
export function invocation(millis = 60_000): Invocation {
  const end = Date.now() + millis;
  requestIds += 1;
  return { awsRequestId: `request-${requestIds}`, getRemainingTimeInMillis: () => end - Date.now() };
}

export interface Announced {
  readonly key: string;
  readonly etag?: string;
  readonly versionId?: string;
}

/** A batch of a queue, one message for each element; a message may name several objects. */
export function batchOf(messages: readonly (Announced | readonly Announced[])[], receiveCount = 1) {
  return {
    Records: messages.map((message, index) => ({
      messageId: `message-${index}`,
      body: JSON.stringify({ Records: [message].flat().map(s3Record) }),
      attributes: { ApproximateReceiveCount: String(receiveCount) },
      eventSource: 'aws:sqs',
    })),
  };
}

export function s3Record({ key, etag, versionId }: Announced) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: BUCKET }, object: { key: encodeURIComponent(key), eTag: etag, versionId } },
  };
}
