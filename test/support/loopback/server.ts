/**
 * An HTTP server on the loopback interface that speaks as AWS does, and fails as networks do: no matter what client it
 * is given, the caller decides for each request whether it is answered, refused, cut or left waiting, before or after
 * it took effect.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** Without its content encoding. */
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/**
 * - `cutBefore`, `hangBefore`: the request has no effect, its connection is cut or never answered.
 * - `cutAfter`, `hangAfter`: it has its effect, the answer is lost.
 * - `cutMiddle`, `hangMiddle`: half the body of the answer arrives.
 * - `late`: it is never answered, and has its effect when the client has long given it up.
 * - `throttled`, `unavailable`, `invalid`: refused with an answer, without effect.
 */
const NETWORK_FAULTS = ['cutBefore', 'hangBefore', 'cutAfter', 'hangAfter', 'cutMiddle', 'hangMiddle', 'late'] as const;
const REFUSALS = ['throttled', 'unavailable', 'invalid'] as const;
export type Fault = (typeof NETWORK_FAULTS)[number] | (typeof REFUSALS)[number];

export interface Behavior {
  /** The effect and the answer of a request. */
  readonly act: (request: Received) => Answer | Promise<Answer>;
  /** How this service words a refusal. */
  readonly refuse: (fault: (typeof REFUSALS)[number]) => Answer;
  readonly faultOf?: (request: Received) => Fault | undefined;
}

/** Time for later requests to be answered first. */
const LATE_MILLIS = 2_500;

export interface Loopback {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface ServingLoopback extends Loopback {
  /** Resolves when every request has had its effect. */
  readonly settled: () => Promise<void>;
}

export async function loopback(behavior: Behavior): Promise<ServingLoopback> {
  const served = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const serving = serve(behavior, request, response)
      .then(() => undefined)
      .catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      })
      .finally(() => served.delete(serving));
    served.add(serving);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    settled: async () => void (await Promise.all(served)),
    // What was begun is ended first: a client that was cut off may have left a request behind.
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await Promise.all(served);
    },
  };
}

async function serve({ act, refuse, faultOf }: Behavior, request: IncomingMessage, response: ServerResponse) {
  const received = await receive(request);
  const fault = faultOf?.(received);
  switch (fault) {
    case undefined:
      return send(response, await act(received));
    case 'throttled':
    case 'unavailable':
    case 'invalid':
      return send(response, refuse(fault));
    case 'cutBefore':
      return request.socket.destroy();
    case 'hangBefore':
      return undefined;
    case 'cutAfter':
      await act(received);
      return request.socket.destroy();
    case 'hangAfter':
      await act(received);
      return undefined;
    case 'late':
      await pause(LATE_MILLIS);
      await act(received);
      return undefined;
    case 'cutMiddle':
    case 'hangMiddle':
      return sendHalf(response, await act(received), fault);
  }
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '/', 'http://127.0.0.1'),
    headers: request.headers,
    body: request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw,
  };
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function sendHalf(response: ServerResponse, { status, headers = {}, body = '' }: Answer, fault: Fault): void {
  const whole = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': Math.max(1, whole.length) });
  response.write(whole.subarray(0, whole.length >> 1), () => {
    if (fault === 'cutMiddle') response.socket?.destroy();
  });
  response.flushHeaders();
}

/** An error as services of the JSON protocols word it. */
export function jsonError(status: number, type: string, message: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
    body: JSON.stringify({ __type: type, message }),
  };
}

export function jsonAnswer(value: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(value) };
}

/** The operation a request of a JSON protocol names. */
export function operationOf({ headers }: Received): string {
  return (
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? ''
  );
}
