/**
 * Routes: names for method, host and path patterns. Definitions -> problems (at synth) or a matcher (at run time).
 *
 * A pattern is matched whole. `:name` in a path is one segment, `*` any run of characters, also none; in a host `*`
 * stands for any run without `:`. Hosts compare without regard to case, methods and paths exactly; neither percent
 * signs nor escapes are decoded, and `/users` is not `/users/`. The query string plays no part. The first route that
 * matches wins; what matches none is `Other`. What a match costs: bench/routes.ts.
 */

import { OTHER } from '../catalogue/metrics/definition.ts';
import type { RouteDefinition } from '../config.ts';
import { HOST_RULE, NAME_RULE, type PartRules, partProblems } from './definition-rules.ts';
import { splitRequest } from './request.ts';
import {
  type Automaton,
  anything,
  automaton,
  literal,
  literalIgnoringCase,
  many,
  noneOf,
  oneByteOf,
  optional,
  type PathExpression,
  sequence,
  walk,
} from './route-automaton.ts';

export interface Routes extends Automaton {
  /** Name by what `accept` holds; the last one is `Other`. */
  readonly names: readonly string[];
  /** The request field as logged -> name of its route. */
  readonly match: (request: string) => string;
}

/** Each route is up to a few dozen series, and every series has its price. */
const ROUTES_MAX = 100;
/** A bound on memory and on the time of a cold start: 4,096 states of at most 100 classes are 800 KB. */
const STATES_MAX = 4096;

/** Throws if `routeProblems` finds any. */
export function compileRoutes(definitions: readonly RouteDefinition[]): Routes {
  const problems = shapeProblems(definitions);
  const compiled = problems.length === 0 ? automaton(definitions.map(expression), STATES_MAX) : undefined;
  if (compiled === undefined) throw new Error([...problems, TOO_MANY_STATES][0]);
  const names = [...definitions.map((definition) => definition.name), OTHER];
  return { ...compiled, names, match: (request) => names[walkRequest(compiled, request)] ?? OTHER };
}

const TOO_MANY_STATES = `routes need more than ${STATES_MAX} states together: use fewer routes or fewer '*' before other text`;

/** What is wrong with the setting, one sentence each; none if it is right. */
export function routeProblems(definitions: unknown): string[] {
  const problems = shapeProblems(definitions);
  if (problems.length > 0 || !isDefinitions(definitions)) return problems;
  const compiled = automaton(definitions.map(expression), STATES_MAX);
  if (compiled === undefined) return [TOO_MANY_STATES];
  return definitions.flatMap((definition, index) =>
    compiled.accept.includes(index)
      ? []
      : [`routes[${index}] '${definition.name}' is never reached: ${coveredBy(definitions, index)} all of it`],
  );
}

/** The one earlier route that covers this one, or all of them together. */
function coveredBy(definitions: readonly RouteDefinition[], index: number): string {
  const route = definitions[index];
  const cover = definitions
    .slice(0, index)
    .find((earlier) => route && !automaton([expression(earlier), expression(route)], STATES_MAX)?.accept.includes(1));
  return cover === undefined ? 'the routes before it together match' : `'${cover.name}' before it matches`;
}

function isDefinitions(definitions: unknown): definitions is readonly RouteDefinition[] {
  return shapeProblems(definitions).length === 0;
}

function shapeProblems(definitions: unknown): string[] {
  if (!Array.isArray(definitions)) return [`\`routes\` is ${JSON.stringify(definitions)}: must be a list`];
  const seen = new Set<unknown>([OTHER]);
  const problems = definitions.flatMap((definition: unknown, index) => {
    const found = definitionProblems(definition).map(([key, problem]) => `\`routes[${index}]${key}\` ${problem}`);
    const name = definition instanceof Object && 'name' in definition ? definition.name : undefined;
    if (seen.has(name))
      found.push(`\`routes[${index}].name\` is ${JSON.stringify(name)}: must not be the name of another route`);
    seen.add(name);
    return found;
  });
  if (definitions.length > ROUTES_MAX)
    problems.push(
      `\`routes\` has ${definitions.length} routes: must be at most ${ROUTES_MAX}, because each has its own metrics`,
    );
  return problems;
}

/** Pairs of the key within the route and what is wrong with it. */
function definitionProblems(definition: unknown): [string, string][] {
  if (!(definition instanceof Object) || Array.isArray(definition)) {
    return [['', `is ${JSON.stringify(definition)}: must be an object such as {"name":"user","path":"/users/:id"}`]];
  }
  const problems = partProblems(definition, RULES, 'a route: must be name, method, host or path');
  if (!('name' in definition)) problems.push(['.name', 'is not set: must be the name of the route']);
  const { method, host, path }: Partial<RouteDefinition> = definition;
  if (method === undefined && host === undefined && path === undefined)
    problems.push(['', 'matches everything: must have a method, a host or a path']);
  return problems;
}

const RULES: PartRules = {
  name: NAME_RULE,
  method: { pattern: /^[A-Z][A-Z0-9_-]{0,31}$/, text: "a method in capitals such as 'GET'" },
  host: HOST_RULE,
  path: {
    pattern: /^(?!.*\/:(?![A-Za-z0-9_]+(?:\/|$)))\/[\x21\x22\x24-\x3e\x40-\x7e]{0,1023}$/,
    text: "ASCII that starts with '/', has no '?', '#' or space, and ':name' only as a whole segment, such as '/users/:id'",
  },
};

/** A request is `METHOD URL` here; the URL with all that follows the path. */
function expression({ method, host, path }: RouteDefinition): PathExpression {
  const start = sequence(method === undefined ? oneOrMore(noneOf(' ')) : literal(method), literal(' '));
  if (host === undefined && path === undefined) return sequence(start, anything);
  const rest = path === undefined ? anyPath : pathExpression(path);
  if (host === undefined) return sequence(start, optional(sequence(scheme, many(noneOf('/?#')))), rest);
  return sequence(start, scheme, hostExpression(host), anyPort, rest);
}

const oneOrMore = (part: PathExpression): PathExpression => sequence(part, many(part));
const scheme = sequence(oneOrMore(noneOf('/:?# ')), literal('://'));
const digit = oneByteOf('0123456789');
const fourDigitsMore = [1, 2, 3, 4].reduce<PathExpression>((more) => optional(sequence(digit, more)), literal(''));
/** The load balancer glues the `-` of an unknown path to the port. */
const anyPort = optional(sequence(literal(':'), digit, fourDigitsMore, optional(literal('-'))));
const queryOrFragment = optional(sequence(oneByteOf('?#'), anything));
const anyPath = optional(sequence(oneByteOf('/?#'), anything));

function hostExpression(host: string): PathExpression {
  return sequence(...host.split(STAR).map((part) => (part === '*' ? many(noneOf('/?#:')) : literalIgnoringCase(part))));
}

function pathExpression(path: string): PathExpression {
  const parts = path.split(STAR_OR_SEGMENT).map((part) => {
    if (part === '*') return many(noneOf('?#'));
    return part.startsWith('/:') ? sequence(literal('/'), oneOrMore(noneOf('/?#'))) : literal(part);
  });
  return sequence(...parts, queryOrFragment);
}

const STAR = /(\*)/;
const STAR_OR_SEGMENT = /(\*|\/:[A-Za-z0-9_]+(?=\/|$))/;

/** The common form is walked as it stands; everything else is split first. */
function walkRequest(routes: Automaton, request: string): number {
  const end = urlEnd(request);
  if (end > 0) return routes.accept[walk(routes, routes.start, request, end)] ?? 0;
  const { method = '-', url = '' } = splitRequest(request);
  const text = `${method} ${url}`;
  return routes.accept[walk(routes, routes.start, text)] ?? 0;
}

/** Where the URL of `METHOD URL VERSION` ends, with exactly these three tokens; 0 for any other form. */
function urlEnd(request: string): number {
  const url = request.indexOf(' ') + 1;
  const end = request.indexOf(' ', url);
  if (url < 2 || end <= url || request.indexOf(' ', end + 1) >= 0) return 0;
  return request.startsWith('HTTP/', end + 1) || request.slice(end + 1) === '-' ? end : 0;
}
