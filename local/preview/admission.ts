/**
 * Which requests the page's server answers, and how much of it one client may take. A page of another site can make
 * your browser send requests to this machine: it must neither read anything, nor end the server, nor keep it busy.
 */
import type { IncomingMessage, ServerOptions } from 'node:http';
import type { DashboardChoice } from './dashboard-document.ts';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 400 | 403 | 405 | 503;
  readonly text: string;
}

/** Node's own limits let half a request stay open for more than a minute, and hold any number of connections. */
export const SERVER_OPTIONS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const satisfies ServerOptions;

/** A browser opens six to a host; a few open pages need no more than this. */
export const CONNECTIONS_MAX = 64;
/** Pages that wait for changes. Each holds a connection. */
export const LISTENERS_MAX = 16;

/** The address of an admitted request, or why it is refused. Never throws, no matter what was sent. */
export function admitted({ headers, method, url }: IncomingMessage): URL | Refusal {
  // First of all, so that another site's name that points to this machine gets nothing (DNS rebinding).
  if (!HOST.test(headers.host ?? ''))
    return { status: 403, text: 'This page is only for this machine: open it as localhost.' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'Only GET.' };
  const address = addressOf(url);
  if (address === undefined) return { status: 400, text: 'The address must be a path, such as /.' };
  return isForeign(headers, address) ? { status: 403, text: 'Pages of other sites get no answer here.' } : address;
}

const HOST = /^(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;

/** A path alone: `//host` and `http://host` would be addresses elsewhere. */
function addressOf(url: string | undefined): URL | undefined {
  if (url === undefined || !/^\/(?!\/)/.test(url)) return undefined;
  return URL.parse(url, 'http://localhost') ?? undefined;
}

/**
 * Every browser says where a request comes from. Following a link to the page itself is harmless: only that page then
 * reads on.
 */
function isForeign(headers: IncomingMessage['headers'], { pathname }: URL): boolean {
  const { origin, host } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return true;
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return !(pathname === '/' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document');
}

/** Of one series: 27 years of days, a week of minutes. The page asks for 1,500 at most unless the logs span years. */
const POINTS_MAX = 10_000;
const WIDEST_PERIOD = 86_400;

/** Why a choice is too much to draw; undefined where it is not. */
export function tooManyPoints({ from, to, period = WIDEST_PERIOD }: DashboardChoice): string | undefined {
  const points = Math.ceil((to - from) / 1000 / period);
  if (points <= POINTS_MAX) return undefined;
  return `\`from\`, \`to\` and \`period\` give ${points} data points: must be at most ${POINTS_MAX}. Choose a shorter range or a longer period`;
}
