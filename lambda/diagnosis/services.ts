/**
 * Services: names for patterns of target groups and hosts, for teams that share a load balancer. Definitions ->
 * problems (at synth) or a matcher (at run time).
 *
 * A pattern is matched whole and `*` is any run of characters. A target group is known by its name (`checkout` of
 * `targetgroup/checkout/0123`), a host as in a route: without regard to case, without its port. The first definition
 * all of whose patterns match wins; several may have the same name. A request that matches none is of the service
 * `Other`.
 */
import { OTHER } from '../catalogue/metrics/definition.ts';
import type { ServiceDefinition } from '../config.ts';
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
  type PathExpression,
  sequence,
  walk,
} from './route-automaton.ts';

export interface Services {
  /** Each once, in the order of their first definition; the last one is `Other`. */
  readonly names: readonly string[];
  /** Index of the name for a target group (`targetgroup/name/id`) and a request as it was logged. */
  readonly match: (targetGroup: string | undefined, request: string) => number;
  /** Index of the name where the target group alone decides; undefined where the host matters. */
  readonly ofTargetGroup: (targetGroup: string | undefined) => number | undefined;
}

/** Each name is up to a few dozen series on each load balancer, and every series has its price. */
const SERVICES_MAX = 100;
const STATES_MAX = 4096;
const TOO_MANY_STATES = `services need more than ${STATES_MAX} states together: use fewer services or fewer '*' before other text`;

/** Throws if `serviceProblems` finds any. */
export function compileServices(definitions: readonly ServiceDefinition[]): Services {
  const problems = shapeProblems(definitions);
  const compiled = problems.length === 0 ? automaton(definitions.map(expression), STATES_MAX) : undefined;
  if (compiled === undefined) throw new Error([...problems, TOO_MANY_STATES][0]);
  const names = [...new Set(definitions.map(({ name }) => name)), OTHER];
  const indexes = [...definitions.map(({ name }) => names.indexOf(name)), names.length - 1];
  const stateOf = (targetGroup: string | undefined): number =>
    walk(compiled, compiled.start, `${nameOf(targetGroup)} `);
  const nameAt = (state: number): number => indexes[compiled.accept[state] ?? definitions.length] ?? names.length - 1;
  const decided = new Map<number, number | undefined>();
  const decidedAt = (state: number): number | undefined => {
    if (!decided.has(state)) {
      const found = new Set([...statesFrom(compiled, state)].map(nameAt));
      decided.set(state, found.size === 1 ? nameAt(state) : undefined);
    }
    return decided.get(state);
  };
  return {
    names,
    match(targetGroup, request) {
      const state = stateOf(targetGroup);
      return decidedAt(state) ?? nameAt(walk(compiled, state, splitRequest(request).host ?? ''));
    },
    ofTargetGroup: (targetGroup) => decidedAt(stateOf(targetGroup)),
  };
}

/** A state, and those that more text may lead to. */
function statesFrom({ table, classCount }: Automaton, state: number): ReadonlySet<number> {
  const reached = new Set([state]);
  for (const each of reached) {
    for (const next of table.subarray(each * classCount, (each + 1) * classCount)) reached.add(next);
  }
  return reached;
}

/** What is wrong with the setting, one sentence each; none if it is right. */
export function serviceProblems(definitions: unknown): string[] {
  const problems = shapeProblems(definitions);
  if (problems.length > 0 || !isDefinitions(definitions)) return problems;
  const compiled = automaton(definitions.map(expression), STATES_MAX);
  if (compiled === undefined) return [TOO_MANY_STATES];
  return definitions.flatMap(({ name }, index) =>
    compiled.accept.includes(index)
      ? []
      : [`services[${index}] '${name}' is never reached: the services before it match all of it`],
  );
}

function isDefinitions(definitions: unknown): definitions is readonly ServiceDefinition[] {
  return shapeProblems(definitions).length === 0;
}

function shapeProblems(definitions: unknown): string[] {
  if (!Array.isArray(definitions)) return [`\`services\` is ${JSON.stringify(definitions)}: must be a list`];
  const problems = definitions.flatMap((definition: unknown, index) =>
    definitionProblems(definition).map(([key, problem]) => `\`services[${index}]${key}\` ${problem}`),
  );
  if (definitions.length > SERVICES_MAX)
    problems.push(
      `\`services\` has ${definitions.length} services: must be at most ${SERVICES_MAX}, because each has its own metrics`,
    );
  return problems;
}

/** Pairs of the key within the service and what is wrong with it. */
function definitionProblems(definition: unknown): [string, string][] {
  if (!(definition instanceof Object) || Array.isArray(definition)) {
    return [['', `is ${JSON.stringify(definition)}: must be an object such as {"name":"shop","targetGroup":"shop-*"}`]];
  }
  const problems = partProblems(definition, RULES, 'a service: must be name, targetGroup or host');
  const { name, targetGroup, host }: Partial<ServiceDefinition> = definition;
  if (name === undefined) problems.push(['.name', 'is not set: must be the name of the service']);
  if (name === OTHER)
    problems.push(['.name', `is "${OTHER}": must be another name, because ${OTHER} is what matches no service`]);
  if (targetGroup === undefined && host === undefined)
    problems.push(['', 'matches everything: must have a targetGroup or a host']);
  return problems;
}

const RULES: PartRules = {
  name: NAME_RULE,
  targetGroup: {
    pattern: /^(?!\*+$)[A-Za-z0-9*-]{1,64}$/,
    text: "the name of a target group such as 'shop-*', or left out for any",
  },
  host: HOST_RULE,
};

/** Here, a request is the name of its target group, a space, and its host. Either may be empty. */
function expression({ targetGroup, host }: ServiceDefinition): PathExpression {
  return sequence(
    targetGroup === undefined ? many(noneOf(' ')) : pattern(targetGroup, { star: ' ', exactly: literal }),
    literal(' '),
    host === undefined ? anything : pattern(host, { star: '/?#:', exactly: literalIgnoringCase }),
  );
}

/** `star`: the characters that `*` does not stand for. */
function pattern(
  text: string,
  { star, exactly }: { readonly star: string; readonly exactly: (part: string) => PathExpression },
): PathExpression {
  return sequence(...text.split(STAR).map((part) => (part === '*' ? many(noneOf(star)) : exactly(part))));
}

const STAR = /(\*)/;

/** `targetgroup/checkout/0123` -> `checkout`. Other formats have names alone. */
function nameOf(targetGroup: string | undefined): string {
  const name = targetGroup === undefined ? '' : (/^targetgroup\/([^/]+)\//.exec(targetGroup)?.[1] ?? targetGroup);
  return name.replaceAll(' ', '_');
}
