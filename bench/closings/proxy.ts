/**
 * A real HTTP proxy with a pool of idle connections, as a load balancer is one, that writes lines in the form of the
 * ALB access log.
 *
 * It never sends a request twice. What it says: 502 with the times that ALB's documentation gives a target that refused
 * (-1 in all three) or that closed the connection while it owed an answer (-1 in the third, the second until it was
 * closed).
 */
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { formatLine } from '../../local/generate/line.ts';
import { timestamps } from '../../local/generate/timestamps.ts';
import { watchStalls } from './stalls.ts';

export interface Proxy {
  readonly port: number;
  readonly lines: string[];
  /** Lines of exchanges in which the proxy itself was held up, which it leaves out: their times are its own. */
  readonly heldUp: () => number;
  readonly close: () => void;
}

/** If the proxy was held up for longer than this shortly before the end, its times are not used. */
const HELD_UP_MILLIS = 2;
const LAST_MILLIS = 50;

interface Exchange {
  readonly created: number;
  /** When the last byte of the request went out; undefined if it never did. */
  sent: number | undefined;
}

export async function proxy(targetPort: number): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 256, scheduling: 'fifo' });
  // Node's agent believes `Keep-Alive: timeout=…` of the target and closes before it; a load balancer has its own idle
  // timeout.
  Object.assign(agent, { keepSocketAlive: () => true });
  const lines: string[] = [];
  const stalls = watchStalls(now);
  let heldUp = 0;
  const server = createServer((incoming, outgoing) => {
    const exchange: Exchange = { created: now(), sent: undefined };
    const end = (status: number, headersAt: number | undefined, ended: number) => {
      if (stalls.within(Math.max(exchange.created, ended - LAST_MILLIS), ended) > HELD_UP_MILLIS) heldUp++;
      else lines.push(logLine(incoming, exchange, { status, headersAt, ended, targetPort }));
    };
    forward(incoming, outgoing, { agent, exchange, targetPort, end });
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    lines,
    heldUp: () => heldUp,
    close() {
      stalls.stop();
      agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

const now = (): number => performance.timeOrigin + performance.now();

interface Forwarding {
  readonly agent: Agent;
  readonly exchange: Exchange;
  readonly targetPort: number;
  readonly end: (status: number, headersAt: number | undefined, ended: number) => void;
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { agent, exchange, targetPort, end }: Forwarding,
): void {
  const toTarget = httpRequest({
    ...{ agent, host: '127.0.0.1', port: targetPort, noDelay: true },
    path: incoming.url ?? '/',
  });
  toTarget.on('socket', (socket) => {
    const written = () => {
      exchange.sent = now();
    };
    if (socket.connecting) socket.once('connect', written);
    else written();
  });
  toTarget.on('response', (answer) => {
    const headersAt = now();
    answer.resume().on('end', () => {
      outgoing.writeHead(answer.statusCode ?? 502).end();
      end(answer.statusCode ?? 502, headersAt, now());
    });
  });
  toTarget.on('error', () => {
    outgoing.writeHead(502).end();
    end(502, undefined, now());
  });
  toTarget.end();
}

const TIME = timestamps();

function logLine(
  { url }: IncomingMessage,
  { created, sent }: Exchange,
  reply: {
    readonly status: number;
    readonly headersAt: number | undefined;
    readonly ended: number;
    readonly targetPort: number;
  },
): string {
  const { status, headersAt, ended, targetPort } = reply;
  const seconds = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? '-1' : (Math.floor(to - from) / 1000).toFixed(3);
  return formatLine(
    {
      ...{ type: 'http', time: TIME.micro(ended), elb: 'app/loopback/0123456789abcdef', client: '127.0.0.1:40000' },
      target: `127.0.0.1:${targetPort}`,
      requestProcessingTime: seconds(sent === undefined ? undefined : created, sent),
      targetProcessingTime: seconds(sent, headersAt ?? ended),
      responseProcessingTime: seconds(headersAt, headersAt === undefined ? undefined : ended),
      ...{ elbStatusCode: String(status), targetStatusCode: headersAt === undefined ? '-' : String(status) },
      ...{
        receivedBytes: 100,
        sentBytes: 100,
        request: `GET http://loopback:80${url} HTTP/1.1`,
        userAgent: 'closings',
      },
      ...{ sslCipher: '-', sslProtocol: '-', traceId: '-', domainName: '-', chosenCertArn: '-' },
      targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/loopback/0123456789abcdef',
      ...{ matchedRulePriority: '0', requestCreationTime: TIME.milli(created), actionsExecuted: 'forward' },
      ...{ redirectUrl: '-', errorReason: '-', classification: '-', classificationReason: '-' },
      ...{ connTraceId: 'TID_0', ipAddress: '127.0.0.1', targetErrorCode: '-' },
    },
    36,
  );
}
