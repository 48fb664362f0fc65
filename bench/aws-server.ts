/**
 * A stand-in for S3, DynamoDB and CloudWatch on 127.0.0.1, in its own process, that lets every call wait as long as AWS
 * does.
 *
 * The waits in milliseconds -> an endpoint for all three clients, which takes objects by PUT and tells its counts of
 * calls at `/counts` and its data at `/data`. Every claim holds, every datum is accepted. No TLS, so what that costs is
 * not in the figures.
 */

import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Waits as AllWaits } from './counted-aws.ts';

type Waits = Omit<AllWaits, 's3BytesPerMillisecond'>;

export interface AwsServer {
  readonly endpoint: string;
  readonly put: (key: string, body: Buffer) => Promise<void>;
  readonly counts: () => Promise<AwsCounts>;
  /** All data that CloudWatch was sent, each as JSON, sorted. */
  readonly data: () => Promise<readonly string[]>;
  readonly close: () => void;
}

export interface AwsCounts {
  /** Operation -> calls. */
  readonly calls: Readonly<Record<string, number>>;
  /** Observations of `Elb5xx` without dimensions: entries that were counted. */
  readonly entries: number;
}

export async function serveAws(waits: Waits): Promise<AwsServer> {
  const args = [import.meta.filename, JSON.stringify(waits)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the stand-in for AWS ended with ${code}`)));
  });
  return {
    endpoint,
    put: async (key, body) => {
      await fetch(`${endpoint}/logs/${key}`, { method: 'PUT', body: new Uint8Array(body) });
    },
    counts: async () => (await (await fetch(`${endpoint}/counts`)).json()) as AwsCounts,
    data: async () => (await (await fetch(`${endpoint}/data`)).json()) as readonly string[],
    close: () => child.kill(),
  };
}

interface Received {
  readonly objects: Map<string, Buffer>;
  readonly calls: Record<string, number>;
  /** Unpacked only when somebody asks for them: those who wait for an answer are measured. */
  readonly bodies: Sent[];
}

function main(waits: Waits): void {
  const received: Received = { objects: new Map(), calls: {}, bodies: [] };
  const server = createServer(async (request, response) => {
    const told = toldAt(pathOf(request), received);
    if (told !== undefined) return answer(response, told);
    if (request.method !== 'PUT') return answerAsAws(request, response, { received, waits });
    received.objects.set(pathOf(request), await bodyOf(request));
    return answer(response, {});
  });
  // On a busy machine a client may have nothing to ask for longer than the five seconds of Node's default.
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}`);
  });
  // A parent that was killed cannot end its server.
  setTimeout(() => process.exit(), 900_000).unref();
}

function pathOf({ url }: IncomingMessage): string {
  return decodeURIComponent(new URL(url ?? '/', 'http://127.0.0.1').pathname);
}

/** What the measurement asks for; undefined for what AWS is asked. */
function toldAt(path: string, { calls, bodies }: Received): unknown {
  if (path === '/counts') return { calls, entries: entriesOf(bodies.flatMap(dataOf)) };
  if (path !== '/data') return undefined;
  return bodies
    .flatMap(dataOf)
    .map((datum) => JSON.stringify(datum))
    .sort();
}

async function answerAsAws(
  request: IncomingMessage,
  response: ServerResponse,
  { received, waits }: { readonly received: Received; readonly waits: Waits },
): Promise<void> {
  const { objects, calls, bodies } = received;
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = target === '' ? 'GetObject' : (target.split('.')[1] ?? target);
  calls[operation] = (calls[operation] ?? 0) + 1;
  if (operation === 'GetObject') {
    const body = objects.get(pathOf(request));
    await pause(waits.s3);
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Length': body?.length ?? 0, ETag: '"e"' });
    return void response.end(body);
  }
  const body = await bodyOf(request);
  if (operation === 'PutMetricData') {
    await pause(waits.cloudWatch);
    bodies.push({ body, isGzip: request.headers['content-encoding'] === 'gzip' });
    return answer(response, {});
  }
  await pause(waits.dynamoDb);
  return answer(response, {});
}

interface Datum {
  readonly MetricName: string;
  readonly Dimensions?: readonly unknown[];
  readonly StatisticValues?: { readonly SampleCount: number };
}

interface Sent {
  readonly body: Buffer;
  readonly isGzip: boolean;
}

function dataOf({ body, isGzip }: Sent): readonly Datum[] {
  const { MetricData }: { MetricData: readonly Datum[] } = JSON.parse((isGzip ? gunzipSync(body) : body).toString());
  return MetricData;
}

function entriesOf(data: readonly Datum[]): number {
  return data
    .filter(({ MetricName, Dimensions = [] }) => MetricName === 'Elb5xx' && Dimensions.length === 0)
    .reduce((sum, { StatisticValues }) => sum + (StatisticValues?.SampleCount ?? 0), 0);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(value));
}

if (import.meta.main) main(JSON.parse(process.argv[2] ?? '{}'));
