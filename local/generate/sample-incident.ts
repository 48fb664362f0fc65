/**
 * The story that the preview tells when it is given no logs: a deployment goes wrong.
 *
 * The present moment -> three hours of two load balancers that end at it, the same for the same seed. Everything
 * in it shows a different cause in the same dashboard.
 */

import type { PlannedIncident } from './incident.ts';
import type { LoadBalancerSpec } from './load-balancer.ts';
import { type GeneratedObject, type TrafficOptions, traffic } from './traffic.ts';

const MINUTES = 180;

const SHOP: LoadBalancerSpec = {
  name: 'shop',
  requestsPerMinute: 400,
  targetGroups: [
    { name: 'shop-web', targets: 4, weight: 60, latencyMilliseconds: 18 },
    {
      name: 'shop-checkout',
      targets: 3,
      weight: 25,
      latencyMilliseconds: 90,
      routes: [
        { method: 'POST', path: '/checkout/{id}/payment', weight: 3 },
        { method: 'GET', path: '/checkout/{id}', weight: 5 },
        { method: 'PUT', path: '/checkout/{id}/address', weight: 2 },
      ],
    },
    {
      name: 'shop-search',
      targets: 2,
      weight: 15,
      latencyMilliseconds: 45,
      routes: [{ method: 'GET', path: '/search?q={hex}&page={id}' }],
    },
  ],
};

const API: LoadBalancerSpec = {
  name: 'partner-api',
  requestsPerMinute: 200,
  domainName: 'api.example.com',
  targetGroups: [
    {
      name: 'api-orders',
      targets: 4,
      weight: 70,
      latencyMilliseconds: 30,
      routes: [
        { method: 'GET', path: '/v1/orders/{id}', weight: 6 },
        { method: 'POST', path: '/v1/orders', weight: 3 },
        { method: 'DELETE', path: '/v1/orders/{id}', weight: 1 },
      ],
    },
    {
      name: 'api-thumbnails',
      type: 'lambda',
      weight: 30,
      latencyMilliseconds: 140,
      routes: [{ method: 'GET', path: '/v1/thumbnails/{hex}.webp' }],
    },
  ],
};

const checkout = { loadBalancer: 'shop', targetGroup: 'shop-checkout' } as const;

/** Scanners, on top of the usual requests: AWS WAF blocks them, and nothing is wrong. */
const FLOOD = { startMinute: 100, minutes: 20, share: 0.3, loadBalancer: 'shop' } as const;

const INCIDENTS: readonly PlannedIncident[] = [
  // The new version waits for a lock that nobody releases; clients with a short timeout leave before the load balancer
  // does.
  { kind: 'TargetTimeout', startMinute: 58, minutes: 16, share: 0.35, ...checkout },
  { kind: 'ClientClosed', startMinute: 60, minutes: 18, share: 0.2, ...checkout },
  // Its containers are restarted while requests are open.
  { kind: 'TargetReset', startMinute: 74, minutes: 8, share: 0.45, ...checkout },
  { kind: 'WafBlock', ...FLOOD },
  {
    kind: 'SlowTarget',
    startMinute: 130,
    minutes: 35,
    share: 1,
    factor: 25,
    loadBalancer: 'partner-api',
    targetGroup: 'api-orders',
    target: 1,
  },
];

export function sampleIncidentOptions(now: Date, seed = 1): TrafficOptions {
  const interval = 300_000;
  const end = Math.floor(now.getTime() / interval) * interval;
  return {
    seed,
    start: new Date(end - MINUTES * 60_000),
    minutes: MINUTES,
    loadBalancers: [SHOP, API],
    incidents: INCIDENTS,
    volume: (loadBalancer, minute) =>
      loadBalancer === FLOOD.loadBalancer && minute >= FLOOD.startMinute && minute < FLOOD.startMinute + FLOOD.minutes
        ? 1 / (1 - FLOOD.share)
        : 1,
  };
}

export function sampleIncident(now: Date, seed = 1): Iterable<GeneratedObject> {
  return traffic(sampleIncidentOptions(now, seed));
}
