/**
 * Requests -> routes to paste into the settings, with how many requests each covers. Only requests that a target
 * answered below 400 make a route: what scanners ask for does not exist. The same requests in any order give the same
 * routes.
 */
import type { RequestEntry } from '../../../lambda/catalogue/metrics/requests.ts';
import type { RouteDefinition } from '../../../lambda/config.ts';
import { splitRequest } from '../../../lambda/diagnosis/request.ts';
import { compileRoutes, routeProblems } from '../../../lambda/diagnosis/routes.ts';
import { type PathTemplate, templates } from './templates.ts';

export interface SeenPaths {
  /** Path -> requests. As large as the sample has different paths. */
  readonly requests: Map<string, number>;
  /** Path -> requests that a target answered below 400. */
  readonly answered: Map<string, number>;
  total: number;
}

interface Proposal {
  readonly route: RouteDefinition;
  readonly requests: number;
}

export interface Proposals {
  readonly proposals: readonly Proposal[];
  /** Of all requests that were looked at. */
  readonly total: number;
}

/** Fewer requests, or a smaller share, are not worth the price of a route. */
const REQUESTS_MIN = 10;
const SHARE_MIN = 0.001;
/** Of the name of a route, which is its path. */
const NAME_MAX = 100;
/** Every route is up to a few dozen series. */
const PROPOSALS_MAX = 40;
/** What a route can match. */
const PATH = /^\/[\x21\x22\x24-\x3e\x40-\x7e]{0,1023}$/;

export function createSeen(): SeenPaths {
  return { requests: new Map(), answered: new Map(), total: 0 };
}

export function see(seen: SeenPaths, { request, targetStatusCode }: RequestEntry): void {
  seen.total += 1;
  const { path } = splitRequest(request);
  if (path === undefined || !PATH.test(path)) return;
  countPath(seen.requests, path);
  if (targetStatusCode !== undefined && targetStatusCode < '400') countPath(seen.answered, path);
}

export function propose({ requests, answered, total }: SeenPaths, max = PROPOSALS_MAX): Proposals {
  const least = Math.max(REQUESTS_MIN, SHARE_MIN * total);
  const wanted = templates(answered).filter((template) => template.requests >= least);
  const routes = inMatchingOrder(wanted.slice(0, max))
    .map(routeOf)
    .filter(({ name }) => name.length <= NAME_MAX);
  if (routes.length === 0 || routeProblems(routes).length > 0) return { proposals: [], total };
  const { match } = compileRoutes(routes);
  const covered = new Map<string, number>();
  for (const [path, times] of requests) {
    const name = match(`GET ${path} HTTP/1.1`);
    covered.set(name, (covered.get(name) ?? 0) + times);
  }
  return { proposals: routes.map((route) => ({ route, requests: covered.get(route.name) ?? 0 })), total };
}

function countPath(counts: Map<string, number>, path: string): void {
  counts.set(path, (counts.get(path) ?? 0) + 1);
}

/** The first route that matches counts: words before values, values before the rest. */
function inMatchingOrder(found: readonly PathTemplate[]): readonly PathTemplate[] {
  const key = ({ segments }: PathTemplate): string =>
    segments.map((segment) => (segment === '*' ? '2' : segment === ':' ? '1' : `0${segment}`)).join('\n');
  return found.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}

function routeOf({ segments }: PathTemplate): RouteDefinition {
  let values = 0;
  const path = `/${segments.map((segment) => (segment === ':' ? `:id${++values === 1 ? '' : values}` : segment)).join('/')}`;
  return { name: path, path };
}
