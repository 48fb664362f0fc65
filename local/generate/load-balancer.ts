/**
 * What is asked for (load balancers, target groups, routes) and the same with ARNs, addresses and paths filled in.
 *
 * Specifications with names and weights -> the values as they are in access logs. Identifiers follow from the
 * names alone, so that a load balancer keeps its id for every seed.
 */

import { partitionOf } from '../../lambda/catalogue/partitions.ts';
import { type Random, random, weighted } from './random.ts';

export interface RouteSpec {
  readonly method: string;
  /** A path; {id} stands for a number, {hex} for eight hex digits. */
  readonly path: string;
  readonly weight?: number;
}

export interface HostSpec {
  readonly name: string;
  readonly weight?: number;
}

export interface TargetGroupSpec {
  readonly name: string;
  /** How many targets are registered; ignored for a Lambda function. */
  readonly targets?: number;
  readonly type?: 'ip' | 'lambda';
  /** Its share of the requests, in proportion to the others of its load balancer. */
  readonly weight?: number;
  /** Median of target_processing_time. */
  readonly latencyMilliseconds?: number;
  readonly routes?: readonly RouteSpec[];
  /** The hosts that its requests are for; the domain name of its load balancer when undefined. */
  readonly hosts?: readonly HostSpec[];
  /** Subnets its targets are spread over, one in each Availability Zone; one subnet when undefined. */
  readonly zones?: number;
  /** The minute of the traffic from which all its targets are new ones, as after a deployment. */
  readonly replacedAtMinute?: number;
}

export interface LoadBalancerSpec {
  readonly name: string;
  readonly requestsPerMinute: number;
  readonly domainName?: string;
  readonly targetGroups: readonly TargetGroupSpec[];
}

export interface AccountPlace {
  readonly account: string;
  readonly region: string;
}

export interface Route {
  readonly method: string;
  /** As specified. */
  readonly pattern: string;
  readonly path: (random: Random) => string;
  readonly priority: string;
}

export interface TargetGroup {
  readonly name: string;
  readonly arn: string;
  readonly lambda: boolean;
  /** target:port of each target. */
  readonly addresses: readonly string[];
  /** target:port of the targets that take their place, and from which minute. */
  readonly replacements: readonly string[];
  readonly replacedAtMinute: number;
  readonly zoneOf: (target: number) => number;
  readonly latencyMilliseconds: number;
  readonly route: (unit: number) => Route;
  readonly host: (unit: number) => string;
}

export interface LoadBalancer {
  readonly name: string;
  /** As in the log: app/name/id. */
  readonly id: string;
  readonly domainName: string;
  readonly certificateArn: string;
  readonly targetGroup: (unit: number) => TargetGroup;
  /** Throws where there is none of that name. */
  readonly named: (targetGroup: string) => TargetGroup;
}

export const DEFAULT_PLACE: AccountPlace = { account: '123456789012', region: 'eu-central-1' };

const DEFAULT_ROUTES: readonly RouteSpec[] = [
  { method: 'GET', path: '/', weight: 10 },
  { method: 'GET', path: '/items/{id}', weight: 40 },
  { method: 'GET', path: '/items?page={id}&sort=price&session={hex}', weight: 15 },
  { method: 'GET', path: '/assets/app.{hex}.js', weight: 15 },
  { method: 'POST', path: '/cart/{id}/items', weight: 10 },
  { method: 'PUT', path: '/users/{id}/profile', weight: 5 },
  { method: 'GET', path: '/search?q=red+shoes&size={id}&utm_source=newsletter&utm_campaign={hex}', weight: 5 },
];

export function loadBalancer(spec: LoadBalancerSpec, place: AccountPlace): LoadBalancer {
  const ids = random('load balancer', spec.name);
  const id = `app/${spec.name}/${ids.hex(16)}`;
  const domainName = spec.domainName ?? `${spec.name}.example.com`;
  const groups = spec.targetGroups.map((group, index) => ({
    weight: group.weight ?? 1,
    group: targetGroup({ hosts: [{ name: domainName }], ...group }, index, place),
  }));
  const pick = weighted(groups, (entry) => entry.weight);
  const uuid = ids.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return {
    name: spec.name,
    id,
    domainName,
    certificateArn: `arn:${partitionOf(place.region).name}:acm:${place.region}:${place.account}:certificate/${uuid}`,
    targetGroup: (unit) => pick(unit).group,
    named: (name) => {
      const found = groups.find(({ group }) => group.name === name)?.group;
      if (found === undefined) throw new Error(`load balancer '${spec.name}' has no target group '${name}'`);
      return found;
    },
  };
}

function targetGroup(spec: TargetGroupSpec, index: number, place: AccountPlace): TargetGroup {
  const id = random('target group', spec.name).hex(16);
  const routes = (spec.routes ?? DEFAULT_ROUTES).map((route) => ({
    weight: route.weight ?? 1,
    route: path(route, index),
  }));
  const pick = weighted(routes, (entry) => entry.weight);
  const pickHost = weighted(spec.hosts ?? [], ({ weight = 1 }) => weight);
  return {
    name: spec.name,
    arn: `arn:${partitionOf(place.region).name}:elasticloadbalancing:${place.region}:${place.account}:targetgroup/${spec.name}/${id}`,
    lambda: spec.type === 'lambda',
    addresses: addresses(spec, index, 11),
    replacements: addresses(spec, index, 111),
    replacedAtMinute: spec.replacedAtMinute ?? Number.POSITIVE_INFINITY,
    zoneOf: (target) => target % (spec.zones ?? 1),
    latencyMilliseconds: spec.latencyMilliseconds ?? 20,
    route: (unit) => pick(unit).route,
    host: (unit) => pickHost(unit).name,
  };
}

/** The subnets of further zones begin sixteen third parts after the one before, as subnets of 20 bits do. */
function addresses({ targets = 3, zones = 1 }: TargetGroupSpec, index: number, first: number): string[] {
  return Array.from({ length: targets }, (_, target) => {
    const zone = target % zones;
    return `10.0.${index + 16 * (zone + 1)}.${Math.floor(target / zones) + first}:8080`;
  });
}

function path(spec: RouteSpec, index: number): Route {
  const parts = spec.path.split(/(\{id\}|\{hex\})/);
  const fill = (r: Random) => {
    let text = '';
    for (const part of parts) {
      if (part === '{id}') text += r.below(1_000_000);
      else if (part === '{hex}') text += r.hex(8);
      else text += part;
    }
    return text;
  };
  return { method: spec.method, pattern: spec.path, path: fill, priority: `${(index + 1) * 10}` };
}
