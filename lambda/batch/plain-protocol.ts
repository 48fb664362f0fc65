/**
 * The operations that the function calls, written and read in one piece. The SDK looks up the schema of every member of
 * every item and datum, and of every header that may come with an object. That takes more time than reading a small
 * object does. The inputs and outputs for DynamoDB and CloudWatch are what goes over the wire, but for the times of
 * data. Sources: AWS JSON 1.0 protocol (Smithy), timestamps as seconds since 1970; API references, PutMetricData (a
 * body may be packed with gzip) and GetObject.
 */
import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { CloudWatchClient, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';

/** Signing, sending, sending again and every error stay with the SDK. Every other operation does, too. */
export function writePlainJson(
  client: DynamoDBClient | CloudWatchClient,
  { isPacked }: { readonly isPacked: boolean },
): void {
  const protocol = client.config.protocol as unknown as Protocol;
  const serialize = protocol.serializeRequest.bind(protocol);
  const deserialize = protocol.deserializeResponse.bind(protocol);
  /** What does not depend on the input, by operation: an endpoint of a client is always the same. */
  const requests = new Map<string, Request>();
  protocol.serializeRequest = async (operation, input, context) => {
    const write = WRITERS[operation.name];
    if (write === undefined) return serialize(operation, input, context);
    const known = requests.get(operation.name) ?? (await serialize(operation, {}, context));
    requests.set(operation.name, known);
    const request = { ...known, headers: { ...known.headers }, query: { ...known.query } };
    return withBody(request, write(input), isPacked);
  };
  protocol.deserializeResponse = async (operation, context, response) => {
    if (!(operation.name in WRITERS) || response.statusCode >= 300) return deserialize(operation, context, response);
    const text = await textOf(response.body);
    const $metadata = { httpStatusCode: response.statusCode, requestId: response.headers['x-amzn-requestid'] };
    return { ...(text === '' ? {} : JSON.parse(text)), $metadata };
  };
}

/** The output of GetObject has only what the function uses: body, size and ETag. Errors stay with the SDK. */
export function readPlainObjects(client: S3Client): void {
  const protocol = client.config.protocol as unknown as Protocol;
  const deserialize = protocol.deserializeResponse.bind(protocol);
  protocol.deserializeResponse = async (operation, context, response) => {
    const { statusCode, headers, body } = response;
    if (operation.name !== 'GetObject' || statusCode >= 300) return deserialize(operation, context, response);
    const length = headers['content-length'];
    return {
      ...{ Body: body, ETag: headers.etag, ContentLength: length === undefined ? undefined : Number(length) },
      $metadata: { httpStatusCode: statusCode, requestId: headers['x-amz-request-id'] },
    };
  };
}

interface Operation {
  readonly name: string;
}

interface Request {
  readonly headers: Record<string, string>;
  readonly query: object;
  readonly body?: unknown;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** As much of a protocol of the SDK as is used here. */
interface Protocol {
  serializeRequest: (operation: Operation, input: object, context: unknown) => Promise<Request>;
  deserializeResponse: (operation: Operation, context: unknown, response: Response) => Promise<unknown>;
}

const WRITERS: Readonly<Record<string, (input: object) => string>> = {
  BatchGetItem: JSON.stringify,
  UpdateItem: JSON.stringify,
  PutMetricData: (input) => {
    const { MetricData, ...rest } = input as PutMetricDataInput;
    const data = MetricData?.map((datum) =>
      datum.Timestamp === undefined ? datum : { ...datum, Timestamp: datum.Timestamp.getTime() / 1_000 },
    );
    return JSON.stringify({ ...rest, MetricData: data });
  },
};

/** The SDK packs from this size on, too. */
const PACKED_BYTES_MIN = 10_240;
/** Half the time of zlib's default, for a fifth more bytes. */
const LEVEL = 2;

function withBody(request: Request, body: string, isPacked: boolean): Request {
  if (!isPacked || Buffer.byteLength(body) < PACKED_BYTES_MIN) return { ...request, body };
  request.headers['content-encoding'] = 'gzip';
  return { ...request, body: gzipSync(body, { level: LEVEL }) };
}

function textOf(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    body.on('data', (chunk: Uint8Array) => void chunks.push(chunk));
    body.once('end', () => resolve(Buffer.concat(chunks).toString()));
    body.once('error', reject);
  });
}
