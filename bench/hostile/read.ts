/**
 * `node bench/hostile/read.ts NAME FILE`: one process reads one batch of hostile objects as the function would, with
 * real clients that end in the process. Prints what became of it as one line of JSON.
 */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { processBatch } from '../../lambda/batch/batch.ts';
import { cloudWatchClient, dynamoDbClient, s3Client } from '../../lambda/batch/clients.ts';
import type { Edge } from '../../lambda/batch/work.ts';
import { PIPELINE_METRICS } from '../../lambda/catalogue/metrics/pipeline.ts';
import { DEFAULT_CONFIG } from '../../lambda/config.ts';
import type { WireDatum } from '../counted-aws.ts';
import { mixedObject } from './mixed.ts';
import { HOSTILE_OBJECTS, type HostileObject } from './objects.ts';

export interface HostileRun {
  readonly peakMebibytes: number;
  readonly seconds: number;
  /** Objects whose messages went back. */
  readonly failed: number;
  readonly errors: readonly string[];
  /** Custom metrics that were made, those of the pipeline itself not among them. */
  readonly series: number;
  readonly seriesDropped: number;
  /** The longest line of the function's log. */
  readonly logLineBytes: number;
}

const COMMON = { region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
const JSON_HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

function answering(answer: (body: unknown) => Answer) {
  return {
    handle: async ({ body }: { readonly body?: unknown }) => ({ response: { statusCode: 200, ...answer(body) } }),
    metadata: { handlerProtocol: 'http/1.1' },
  };
}

/** The names of the series of one request, which is all that is kept of it. */
function seriesIn(body: unknown): string[] {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(String(body));
  const text = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
  const { MetricData }: { MetricData: readonly WireDatum[] } = JSON.parse(Buffer.from(text).toString());
  return MetricData.map(({ MetricName, Dimensions = [] }) => `${MetricName} ${JSON.stringify(Dimensions)}`);
}

/** S3 that answers each request with `file`; a ledger without items; CloudWatch whose requests are heard. */
function clientsFor(file: string, hearData: (body: unknown) => void): Pick<Edge, 's3' | 'cloudwatch' | 'ledger'> {
  const nothing = (): Answer => ({ headers: JSON_HEADERS, body: Readable.from([Buffer.from('{}')]) });
  return {
    s3: s3Client({
      ...{ ...COMMON, forcePathStyle: true },
      requestHandler: answering(() => ({ headers: { etag: '"e"' }, body: createReadStream(file) })),
    }),
    cloudwatch: cloudWatchClient({
      ...COMMON,
      requestHandler: answering((body) => {
        hearData(body);
        return nothing();
      }),
    }),
    ledger: { client: dynamoDbClient({ ...COMMON, requestHandler: answering(nothing) }), table: 'ledger' },
  };
}

/** Reads `file` as often as the batch has objects. */
async function readHostile({ key, times = 1 }: HostileObject, file: string): Promise<HostileRun> {
  const series = new Set<string>();
  const said: Readonly<Record<string, unknown>>[] = [];
  let logLineBytes = 0;
  const hear = (line: unknown): void => {
    logLineBytes = Math.max(logLineBytes, Buffer.byteLength(JSON.stringify(line)));
    if (said.length < 200) said.push(line as Readonly<Record<string, unknown>>);
  };
  const edge: Edge = {
    ...clientsFor(file, (body) => {
      for (const name of seriesIn(body)) series.add(name);
    }),
    config: {
      ...DEFAULT_CONFIG,
      families: ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'],
    },
    console: { log: hear, error: hear },
    backoffMillis: 1,
  };
  const began = performance.now();
  const end = Date.now() + 120_000;
  const invocation = { awsRequestId: 'r', getRemainingTimeInMillis: () => end - Date.now() };
  const { batchItemFailures } = await processBatch(edge, { Records: messages(key, times) }, invocation);
  return {
    peakMebibytes: process.resourceUsage().maxRSS / 1_024,
    seconds: (performance.now() - began) / 1_000,
    failed: batchItemFailures.length,
    errors: [...new Set(said.map(({ error }) => error).filter((error) => typeof error === 'string'))],
    series: [...series].filter((name) => !name.endsWith(' []') || !(name.slice(0, -3) in PIPELINE_METRICS)).length,
    seriesDropped: said.reduce((sum, line) => sum + Number(Object(line.seriesDropped).series ?? 0), 0),
    logLineBytes,
  };
}

function messages(key: string, times: number) {
  return Array.from({ length: times }, (_, at) => ({
    ...{ messageId: `${at}`, eventSource: 'aws:sqs' },
    body: JSON.stringify({
      Records: [
        {
          ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
          s3: { bucket: { name: 'logs' }, object: { key: key.replace('abcdefgh', `abcdef${at}`) } },
        },
      ],
    }),
  }));
}

if (import.meta.main) {
  const [, , name, file = ''] = process.argv;
  const [, seed] = /^mixed, seed (\d+)$/.exec(name ?? '') ?? [];
  const hostile = seed === undefined ? HOSTILE_OBJECTS.find((one) => one.name === name) : mixedObject(Number(seed));
  if (hostile === undefined) throw new Error(`no hostile object '${name}'`);
  console.log(JSON.stringify(await readHostile(hostile, file)));
}
