/**
 * The page on 127.0.0.1: HTML, CSS, script, the preview as JSON, the dashboard for a choice of load balancer and range,
 * and an event for each change. It reads nothing but memory and answers nobody but this machine.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { admitted, CONNECTIONS_MAX, LISTENERS_MAX, type Refusal, SERVER_OPTIONS, tooManyPoints } from './admission.ts';
import type { DashboardChoice, DashboardView } from './dashboard-document.ts';
import type { Preview } from './document.ts';
import type { Page } from './page/bundle.ts';
import type { Choice, Selection } from './selection-document.ts';

export interface Served {
  readonly preview: () => Preview;
  readonly selection: (choice: Choice) => Selection;
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
  const server = createServer(SERVER_OPTIONS, (request, response) => {
    respond({ page, served, listeners }, request, response);
  });
  server.maxConnections = CONNECTIONS_MAX;
  const actual = await listenOn(server, port);
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

/** Rejects where a page could not be served on this port: to be asked before logs are read for minutes. */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  await listenOn(server, port);
  await new Promise((resolve) => server.close(resolve));
}

function listenOn(server: Server, port: number): Promise<number> {
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
    return new Error(`port ${port} is in use: stop the program that uses it, or choose another port with --port N`, {
      cause,
    });
  if (cause.code === 'EACCES')
    return new Error(`port ${port} needs more rights: choose a port above 1023 with --port N`, { cause });
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
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; frame-ancestors 'none'",
} as const;

interface PageAnswer {
  readonly status: number;
  readonly type: 'text/plain' | 'text/html' | 'text/css' | 'text/javascript' | 'application/json';
  readonly body: string;
}

function respond(context: Context, request: IncomingMessage, response: ServerResponse): void {
  const url = admitted(request);
  if (!(url instanceof URL)) {
    sendAnswer(request, response, refused(url));
    return;
  }
  if (request.method === 'GET' && url.pathname === '/api/events') {
    subscribe(context, request, response);
    return;
  }
  sendAnswer(request, response, answer(context, url));
}

function sendAnswer({ method }: IncomingMessage, response: ServerResponse, { status, type, body }: PageAnswer): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': `${type}; charset=utf-8` });
  response.end(method === 'HEAD' ? undefined : body);
}

function refused({ status, text }: Refusal): PageAnswer {
  return { status, type: 'text/plain', body: `${text}\n` };
}

function answer({ page, served }: Context, url: URL): PageAnswer {
  switch (url.pathname) {
    case '/':
      return { status: 200, type: 'text/html', body: linkedHtml(page) };
    case '/style.css':
      return { status: 200, type: 'text/css', body: page.css };
    case '/script.js':
      return { status: 200, type: 'text/javascript', body: page.script };
    case '/api/preview':
      return json(() => served.preview());
    case '/api/selection':
      return json(() => served.selection(choiceIn(url.searchParams)));
    case '/api/dashboard':
      return json(() => served.dashboard(dashboardChoiceIn(url.searchParams)));
    default:
      return { status: 404, type: 'text/plain', body: 'This page does not exist.\n' };
  }
}

function json(value: () => Preview | Selection | DashboardView): PageAnswer {
  const type = 'application/json';
  try {
    return { status: 200, type, body: JSON.stringify(value()) };
  } catch (error) {
    const body = JSON.stringify({ error: failureText(error) });
    return { status: error instanceof BadChoice ? 400 : 500, type, body };
  }
}

/** Distinguished by type, because only it is the asker's fault. */
class BadChoice extends Error {}

function numberIn(parameters: URLSearchParams, name: string): number {
  const text = parameters.get(name) ?? '';
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new BadChoice(`\`${name}\` is '${text}': must be a whole number`);
}

function rangeIn(parameters: URLSearchParams): { readonly from: number; readonly to: number } {
  const [from, to] = [numberIn(parameters, 'from'), numberIn(parameters, 'to')];
  if (to <= from) throw new BadChoice(`\`to\` is ${to}: must be after \`from\`, which is ${from}`);
  return { from, to };
}

const PARTS = ['loadBalancer', 'targetGroup', 'route', 'service', 'cause', 'code'] as const;

function choiceIn(parameters: URLSearchParams): Choice {
  const parts = PARTS.flatMap((name): [string, string][] => {
    const value = parameters.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { ...rangeIn(parameters), ...Object.fromEntries(parts) };
}

/** `from`, `to` and `period` as numbers, every other parameter a variable of the dashboard. */
function dashboardChoiceIn(parameters: URLSearchParams): DashboardChoice {
  const period = parameters.has('period') ? numberIn(parameters, 'period') : undefined;
  const range = rangeIn(parameters);
  if (period !== undefined && (period === 0 || period % 60 !== 0))
    throw new BadChoice(`\`period\` is ${period}: must be a multiple of 60 seconds`);
  const own = new Set(['from', 'to', 'period']);
  const variables = Object.fromEntries([...parameters].filter(([name]) => !own.has(name)));
  const choice = { ...range, period, variables };
  const problem = tooManyPoints(choice);
  if (problem !== undefined) throw new BadChoice(problem);
  return choice;
}

const ALIVE_MILLIS = 20_000;

function subscribe({ listeners }: Context, request: IncomingMessage, response: ServerResponse): void {
  if (listeners.size >= LISTENERS_MAX) {
    sendAnswer(request, response, refused({ status: 503, text: 'Too many pages are open: close one.' }));
    return;
  }
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
    .replace('<!-- policy -->', '')
    .replace('<!-- style -->', '<link rel="stylesheet" href="style.css">')
    .replace('<!-- data -->', '')
    .replace('<!-- script -->', '<script src="script.js" defer></script>');
}
