/** A made-up estate: load balancers with target groups, routes and zones, different for each seed. */
import type { RouteDefinition, ServiceDefinition } from '../../../lambda/config.ts';
import type { LoadBalancerSpec, RouteSpec, TargetGroupSpec } from '../load-balancer.ts';
import type { Random } from '../random.ts';

export interface Estate {
  readonly loadBalancers: readonly LoadBalancerSpec[];
  /** What the settings would name. */
  readonly routes: readonly RouteDefinition[];
  readonly services: readonly ServiceDefinition[];
  readonly nodes: number;
}

const NAMES = ['shop', 'partner-api', 'media', 'intranet', 'auth', 'search'] as const;
const GROUPS = ['web', 'checkout', 'orders', 'users', 'catalog', 'reports'] as const;
const ROUTES = ['list', 'detail', 'update'] as const;
const METHODS = ['GET', 'GET', 'POST'] as const;

/** The requests a minute of all load balancers together are about `requestsPerMinute`. */
export function estate(r: Random, requestsPerMinute: number): Estate {
  const count = 2 + r.below(2);
  const loadBalancers = Array.from({ length: count }, (_, at): LoadBalancerSpec => {
    const name = NAMES[(at * 2 + r.below(2)) % NAMES.length] ?? 'shop';
    const groups = 2 + r.below(3);
    return {
      name,
      requestsPerMinute: Math.round((requestsPerMinute / count) * (0.7 + 0.6 * r.unit())),
      targetGroups: Array.from({ length: groups }, (_, group) => targetGroup(name, GROUPS[group] ?? 'web', r)),
    };
  });
  const nodes = 2 + r.below(2);
  return { loadBalancers, routes: distinct(loadBalancers.flatMap(routesOf)), services: SERVICES, nodes };
}

/** Teams that share each load balancer: two own two target groups each, one of which may be missing. */
const SERVICES: readonly ServiceDefinition[] = [
  { name: 'storefront', targetGroup: '*-web' },
  { name: 'storefront', targetGroup: '*-checkout' },
  { name: 'back-office', targetGroup: '*-orders' },
  { name: 'back-office', targetGroup: '*-users' },
];

function targetGroup(owner: string, name: string, r: Random): TargetGroupSpec {
  const zones = 1 + r.below(3);
  return {
    name: `${owner}-${name}`,
    zones,
    targets: Math.max(2, zones) * (1 + r.below(3)),
    weight: 1 + r.below(4),
    latencyMilliseconds: 10 + r.below(90),
    routes: ROUTES.slice(0, 2 + r.below(2)).map((route, at): RouteSpec => {
      const method = METHODS[at] ?? 'GET';
      return { method, path: `/${name}/${route}/{id}`, weight: 1 + r.below(4) };
    }),
  };
}

function routesOf({ targetGroups }: LoadBalancerSpec): RouteDefinition[] {
  const paths = targetGroups.flatMap(({ routes = [] }) => routes.map(({ path }) => path));
  return paths.map((path) => ({ name: routeName(path), path: path.replace('{id}', '*') }));
}

function distinct(routes: readonly RouteDefinition[]): RouteDefinition[] {
  return [...new Map(routes.map((route) => [route.name, route])).values()];
}

/** `/checkout/list/{id}` -> `checkout-list`. */
export function routeName(path: string): string {
  return path.split('/').slice(1, 3).join('-');
}
