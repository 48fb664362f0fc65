/**
 * The data of a PutMetricData request as JSON, written in one piece. The SDK looks up the schema of every member of
 * every datum, which takes more time than reading a small object does. Source: AWS JSON 1.0 protocol (Smithy),
 * timestamps as seconds since 1970.
 */
import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';

/** From now on the client writes the bodies of PutMetricData this way. Everything else stays with the SDK. */
export function writeDataAsJson({ middlewareStack }: CloudWatchClient): void {
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
      return body === undefined ? next(args) : next({ ...args, request: withBody(args.request, body) });
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

function withBody(request: unknown, body: string): unknown {
  if (typeof request !== 'object' || request === null || !('body' in request))
    throw new Error('the SDK made a request without a body');
  request.body = body;
  return request;
}
