/** One request as the model sees it, before it becomes text: who asks for what, and what becomes of it. */
import { type Client, client, visitors } from './clients.ts';
import { activeIncidents, atTarget, hits, incidentOutcome, type PlannedIncident } from './incident.ts';
import type { LoadBalancer, Route, TargetGroup } from './load-balancer.ts';
import { OUTCOMES, type RequestOutcome } from './outcome.ts';
import { type Random, random, weighted } from './random.ts';

export interface NodeOptions {
  readonly seed: number;
  readonly loadBalancer: LoadBalancer;
  /** Address of the node, field 34 and part of the key. */
  readonly address: string;
  /** Its number among the nodes of the load balancer. */
  readonly number?: number;
  readonly start: number;
  readonly incidents: readonly PlannedIncident[];
  readonly clients: number;
  readonly fields: number;
}

/** One request as the model sees it, before it becomes text. */
export interface NodeExchange {
  readonly outcome: RequestOutcome;
  readonly client: Client;
  readonly targetGroup: TargetGroup;
  readonly target: number;
  readonly route: Route;
  readonly host: string;
  readonly slowness: number;
  /** Since the start of the traffic. */
  readonly minute: number;
}

const ordinary = weighted(OUTCOMES, (outcome) => outcome.weight);

export const SCANS = [
  '/wp-login.php',
  '/.env',
  '/.git/config',
  '/search?q=1%27%20OR%20%271%27=%271',
  '/admin/config.php',
];

/** Decides who asks for what, and what becomes of it. */
export function exchanges(options: NodeOptions, r: Random): (milliseconds: number) => NodeExchange {
  const { loadBalancer, incidents, start, seed } = options;
  const clientOf = population(options, r);
  // Incidents of a route need it before the outcome is known; other traffic draws it last, as it always has.
  const routes = incidents.some(({ path }) => path !== undefined)
    ? random(seed, 'routes', loadBalancer.name)
    : undefined;
  const hosts = random(seed, 'hosts', loadBalancer.name);
  const { number: node = 0 } = options;
  let minute = -1;
  let active: readonly PlannedIncident[] = [];
  return (milliseconds) => {
    const now = Math.floor((milliseconds - start) / 60_000);
    if (now !== minute) {
      minute = now;
      active = activeIncidents(incidents, minute, loadBalancer);
    }
    const targetGroup = loadBalancer.targetGroup(r.unit());
    const target = r.below(targetGroup.addresses.length);
    const known = routes === undefined ? undefined : targetGroup.route(routes.unit());
    const host = targetGroup.host(hosts.unit());
    let outcome = ordinary(r.unit());
    let slowness = 1;
    for (const incident of active) {
      if (!hits(incident, { targetGroup, target, node, path: known?.pattern, host }, r.unit())) continue;
      outcome = incidentOutcome(incident) ?? outcome;
      if (incident.kind === 'SlowTarget') slowness = incident.factor ?? 20;
    }
    outcome = atTarget(outcome, targetGroup);
    const route = known ?? targetGroup.route(r.unit());
    return { outcome, client: clientOf(outcome), targetGroup, target, route, host, slowness, minute };
  };
}

/** The same people visit every node, so the population depends on the load balancer only. */
function population(options: NodeOptions, r: Random): (outcome: RequestOutcome) => Client {
  const people = random(options.seed, 'clients', options.loadBalancer.name);
  const usual = visitors(
    Array.from({ length: options.clients }, () => client(people)),
    r,
  );
  const scanners = visitors(crowd(people, 3, 'sqlmap/1.8.4#stable (https://sqlmap.org)'), r);
  const impatient = visitors(crowd(people, 12, 'checkout-client/2.3 (timeout=10s)'), r);
  return ({ request }) => {
    if (request === 'scanner') return scanners();
    return request === 'impatient' ? impatient() : usual();
  };
}

function crowd(people: Random, count: number, userAgent: string): readonly Client[] {
  return Array.from({ length: count }, () => client(people, userAgent));
}
