/**
 * Settings the function needs at run time, and the pair of functions that carry them: `toEnvironment` in the stack,
 * `fromEnvironment` in the function, each the inverse of the other. Pure; the only reader of `process.env` is
 * handler.ts.
 */

import type { Family } from './catalogue/metrics/index.ts';
import type { Profile } from './catalogue/metrics/profiles.ts';

export interface ExampleSettings {
  /** How many failed requests of an object are written as log lines. */
  readonly errors: number;
  /** How many of its slowest requests are. */
  readonly slowest: number;
  /** Keep the query string of the URL in examples. */
  readonly query: boolean;
  /** Keep what may name a person: the client's address, and what other families say of a client or caller. */
  readonly clientAddress: boolean;
  readonly userAgent: boolean;
}

export interface RouteDefinition {
  /** Value of the `Route` dimension. */
  readonly name: string;
  /** `GET`; any if absent. */
  readonly method?: string;
  /** `shop.example.com`, `*.example.com`; any if absent. */
  readonly host?: string;
  /** `/users/:id`, `/static/*`; any if absent. */
  readonly path?: string;
}

export interface ServiceDefinition {
  /** Value of the `Service` dimension. */
  readonly name: string;
  /** Name of target groups: `shop-*`; any if absent. */
  readonly targetGroup?: string;
  /** `shop.example.com`, `*.example.com`; any if absent. */
  readonly host?: string;
}

/** What may go wrong without anybody being told. Shares are in percent of the requests. */
export interface Allowed {
  /** Share that may be answered with 5xx. */
  readonly errorPercent: number;
  /** A request is slow when the target takes longer. */
  readonly slowSeconds: number;
  /** Share that may be slow. */
  readonly slowPercent: number;
  /** Requests are meant to take long (streams, long polls): none of them is judged. */
  readonly slowExpected: boolean;
}

/** For one load balancer, target group, route or service, what differs from the rest. */
export type AllowedOverride = { readonly [K in keyof Allowed]?: Allowed[K] | undefined };

/** By name, or as the dimension says it (`app/name/id`, `targetgroup/name/id`). */
export type AllowedByName = Readonly<Record<string, AllowedOverride>>;

export interface AllowedSettings extends Allowed {
  readonly overrides: {
    readonly loadBalancers: AllowedByName;
    readonly targetGroups: AllowedByName;
    readonly routes: AllowedByName;
    /** Shares alone: how slow is slow belongs to the request, not to its service. */
    readonly services: AllowedByName;
  };
}

export interface Config {
  /** CloudWatch namespace of every metric. */
  readonly namespace: string;
  /** Families of logs that are read; objects of others are counted and left alone. */
  readonly families: readonly Family[];
  /** Which of the metrics of requests are published. */
  readonly profile: Profile;
  /** Publish the LoadBalancer+TargetGroup dimension set. */
  readonly targetGroups: boolean;
  /** Named routes, first match wins; none means no LoadBalancer+Route dimension set. */
  readonly routes: readonly RouteDefinition[];
  /** Named services, first match wins; none means no LoadBalancer+Service dimension set. */
  readonly services: readonly ServiceDefinition[];
  /** Metrics of one load balancer that may have their own name; what exceeds it goes to `Other`. */
  readonly maxSeriesPerLoadBalancer: number;
  /** Load balancers, distributions or web ACLs of one object that have their own name. */
  readonly maxLoadBalancersPerObject: number;
  /** Metrics of one object that may have their own name, but for those that every load balancer has. */
  readonly maxSeriesPerObject: number;
  readonly allowed: AllowedSettings;
  readonly examples: ExampleSettings;
  /** Read only objects of these accounts, regions, load balancers; empty means all. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly loadBalancers: readonly string[];
  /** Add these to every metric, from the object key. */
  readonly extraDimensions: readonly ExtraDimension[];
  /** Key prefix of objects whose format their name does not tell -> format. */
  readonly formatByPrefix: Readonly<Record<string, string>>;
}

export const EXTRA_DIMENSIONS = ['AccountId', 'Region'] as const;
export type ExtraDimension = (typeof EXTRA_DIMENSIONS)[number];

export const DEFAULT_CONFIG: Config = {
  namespace: 'LoadBalancerLogs',
  families: ['requests'],
  profile: 'standard',
  targetGroups: true,
  routes: [],
  services: [],
  maxSeriesPerLoadBalancer: 300,
  maxLoadBalancersPerObject: 50,
  maxSeriesPerObject: 3_000,
  allowed: {
    ...{ errorPercent: 5, slowSeconds: 2, slowPercent: 1, slowExpected: false },
    overrides: { loadBalancers: {}, targetGroups: {}, routes: {}, services: {} },
  },
  examples: { errors: 5, slowest: 3, query: false, clientAddress: false, userAgent: false },
  accounts: [],
  regions: [],
  loadBalancers: [],
  extraDimensions: [],
  formatByPrefix: {},
};

/** Without the other members of an object. */
export function onlyConfig(from: Config): Config {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key in DEFAULT_CONFIG)) as unknown as Config;
}

const CONFIG_VARIABLE = 'ELB_LOG_METRICS_CONFIG';

/** What differs from the defaults, as one JSON variable: a deploy without settings has none to read. */
export function toEnvironment(config: Config): Record<string, string> {
  const changed = Object.entries(config).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(DEFAULT_CONFIG[key as keyof Config]),
  );
  return { [CONFIG_VARIABLE]: JSON.stringify(Object.fromEntries(changed)) };
}

/** Throws where the variable is missing or no JSON object: a function without its settings must not guess. */
export function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Config {
  const variable = environment[CONFIG_VARIABLE];
  if (variable === undefined) throw new Error(`${CONFIG_VARIABLE} is not set: must be the settings as JSON`);
  const changed: unknown = JSON.parse(variable);
  if (typeof changed !== 'object' || changed === null || Array.isArray(changed)) {
    throw new Error(`${CONFIG_VARIABLE} is '${variable}': must be a JSON object`);
  }
  return { ...DEFAULT_CONFIG, ...changed };
}
