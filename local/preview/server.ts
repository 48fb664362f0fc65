/**
 * The page on 127.0.0.1: HTML, CSS, script, the preview as JSON, the dashboard for a choice of load balancer and range, and an
 * event for each change. It reads nothing but memory and answers nobody but this machine.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { DashboardChoice, DashboardView, Preview } from './document.ts';
import type { Page } from './page/bundle.ts';

export interface Served {
  readonly preview: () => Preview;
  readonly dashboard: (choice: DashboardChoice) => DashboardView;
}

export interface PreviewServer {
  readonly url: string;
  /** Tells every open page that there is something new. */
  readonly changed: () => void;
  readonly close: () => Promise<void>;
}

export const DEFAULT_PORT = 4570;
const HOST = '127.0.0.1';

export async function servePage(page: Page, served: Served, port = DEFAULT_PORT): Promise<PreviewServer> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => respond({ page, served, listeners }, request, response));
  const actual = await listen(server, port);
  return {
    url: `http://localhost:${actual}/`,
    changed: () => {
      for (const response of listeners) response.write('event: changed\ndata: \n\n');
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, port: number): Error {
  if (cause.code === 'EADDRINUSE')
    return new Error(`port ${port} is in use: end what listens there, or choose another with --port N`, { cause });
  if (cause.code === 'EACCES')
    return new Error(`port ${port} may not be used by you: choose one above 1023 with --port N`, { cause });
  return cause;
}

interface Context {
  readonly page: Page;
  readonly served: Served;
  readonly listeners: Set<ServerResponse>;
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; frame-ancestors 'none'",
} as const;

interface Answer {
  readonly status: number;
  readonly type: 'text/plain' | 'text/html' | 'text/css' | 'text/javascript' | 'application/json';
  readonly body: string;
}

function respond(context: Context, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', `http://${HOST}`);
  const refused = refusal(request);
  if (refused === undefined && url.pathname === '/api/events') {
    subscribe(context, request, response);
    return;
  }
  const { status, type, body } = refused ?? answer(context, url);
  response.writeHead(status, { ...HEADERS, 'Content-Type': `${type}; charset=utf-8` });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Another site's name that points here must not read the logs of this machine (DNS rebinding). */
function refusal({ headers, method }: IncomingMessage): Answer | undefined {
  const type = 'text/plain';
  if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(headers.host ?? ''))
    return { status: 403, type, body: 'This page is for this machine only: open it as localhost.\n' };
  return method === 'GET' || method === 'HEAD' ? undefined : { status: 405, type, body: 'Only GET.\n' };
}

function answer({ page, served }: Context, url: URL): Answer {
  switch (url.pathname) {
    case '/':
      return { status: 200, type: 'text/html', body: linkedHtml(page) };
    case '/style.css':
      return { status: 200, type: 'text/css', body: page.css };
    case '/script.js':
      return { status: 200, type: 'text/javascript', body: page.script };
    case '/api/preview':
      return json(() => served.preview());
    case '/api/dashboard':
      return json(() => served.dashboard(choiceIn(url.searchParams)));
    default:
      return { status: 404, type: 'text/plain', body: `There is no ${url.pathname} here.\n` };
  }
}

function json(value: () => Preview | DashboardView): Answer {
  const type = 'application/json';
  try {
    return { status: 200, type, body: JSON.stringify(value()) };
  } catch (error) {
    const body = JSON.stringify({ error: error instanceof Error ? error.message : String(error) });
    return { status: error instanceof BadChoice ? 400 : 500, type, body };
  }
}

/** Told apart by type, because only it is the asker's fault. */
class BadChoice extends Error {}

/** `from`, `to` and `period` as numbers, every other parameter a variable of the dashboard. */
function choiceIn(parameters: URLSearchParams): DashboardChoice {
  const number = (name: string): number => {
    const text = parameters.get(name) ?? '';
    const value = Number(text);
    if (text !== '' && Number.isSafeInteger(value) && value >= 0) return value;
    throw new BadChoice(`${name} must be a whole number, got '${text}'`);
  };
  const [from, to] = [number('from'), number('to')];
  if (to <= from) throw new BadChoice(`to must be after from, got ${from} and ${to}`);
  const period = parameters.has('period') ? number('period') : undefined;
  if (period !== undefined && (period === 0 || period % 60 !== 0))
    throw new BadChoice(`period must be a multiple of 60 seconds, got ${period}`);
  const own = new Set(['from', 'to', 'period']);
  const variables = Object.fromEntries([...parameters].filter(([name]) => !own.has(name)));
  return { from, to, period, variables };
}

const ALIVE_MILLIS = 20_000;

function subscribe({ listeners }: Context, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
  response.write(': open\n\n');
  listeners.add(response);
  const alive = setInterval(() => response.write(': alive\n\n'), ALIVE_MILLIS);
  request.on('close', () => {
    clearInterval(alive);
    listeners.delete(response);
  });
}

function linkedHtml({ html }: Page): string {
  return html
    .replace('<!-- style -->', '<link rel="stylesheet" href="style.css">')
    .replace('<!-- data -->', '')
    .replace('<!-- script -->', '<script src="script.js" defer></script>');
}
