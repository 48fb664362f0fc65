/**
 * The data of a PutMetricData request as JSON, written and packed in one piece. The SDK looks up the schema of every
 * member of every datum, which takes more time than reading a small object does. Source: AWS JSON 1.0 protocol
 * (Smithy), timestamps as seconds since 1970; API reference, PutMetricData (a body may be packed with gzip).
 */
import { gzipSync } from 'node:zlib';
import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';

/**
 * The client must not pack bodies itself. From now on it writes the bodies of PutMetricData this way. Everything else
 * stays with the SDK.
 */
export function writeDataAsJson(
  { middlewareStack }: CloudWatchClient,
  { isPacked }: { readonly isPacked: boolean },
): void {
  const bodies = new WeakMap<object, string>();
  middlewareStack.add(
    (next, context) => (args) => {
      if (!('MetricData' in args.input)) return next(args);
      const { MetricData = [], ...rest } = args.input;
      bodies.set(context, bodyOf(rest, MetricData));
      return next({ ...args, input: { ...rest, MetricData: [] } });
    },
    { step: 'serialize', priority: 'high', name: 'dataAsJson' },
  );
  middlewareStack.add(
    (next, context) => (args) => {
      const body = bodies.get(context);
      return body === undefined ? next(args) : next({ ...args, request: withBody(args.request, body, isPacked) });
    },
    { step: 'serialize', priority: 'low', name: 'bodyOfData' },
  );
}

function bodyOf(rest: object, data: readonly MetricDatum[]): string {
  const MetricData = data.map((datum) =>
    datum.Timestamp === undefined ? datum : { ...datum, Timestamp: datum.Timestamp.getTime() / 1_000 },
  );
  return JSON.stringify({ ...rest, MetricData });
}

/** The SDK packs from this size on, too. */
const PACKED_BYTES_MIN = 10_240;
/** Half the time of zlib's default, for a fifth more bytes. */
const LEVEL = 2;

function withBody(request: unknown, body: string, isPacked: boolean): unknown {
  if (!isRequest(request)) throw new Error('the SDK made a request without headers or a body');
  if (!isPacked || Buffer.byteLength(body) < PACKED_BYTES_MIN) return Object.assign(request, { body });
  request.headers['content-encoding'] = 'gzip';
  return Object.assign(request, { body: gzipSync(body, { level: LEVEL }) });
}

function isRequest(request: unknown): request is { readonly headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request && 'body' in request;
}
