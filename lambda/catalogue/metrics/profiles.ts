/**
 * Profiles: how many series a load balancer has, for every series has its price. Which dimension sets of the catalogue
 * does a metric of requests have in a profile? The other families are opt-in and whole.
 *
 * - `full`: all that the catalogue has.
 * - `standard`: of target groups, routes and services not what is seldom asked for.
 * - `essential`: the rates, the causes, and what alarms watch; of target groups, routes and services the errors alone.
 *
 * The series without dimensions are a handful in all, so every profile has them.
 */
import type { Family } from './index.ts';

export const PROFILES = ['essential', 'standard', 'full'] as const;
export type Profile = (typeof PROFILES)[number];

/** Metrics of a load balancer, and of its parts: target groups, routes, services. */
interface Kept {
  readonly ofLoadBalancer: (metric: string) => boolean;
  readonly ofParts: (metric: string) => boolean;
}

const RATES = ['Elb5xx', 'Elb4xx', 'Target5xx', 'Target4xx', 'SlowRequests'];
const ESSENTIAL = new Set([...RATES, 'ErrorCause', 'ExcessErrors', 'ExcessSlow']);
const ESSENTIAL_OF_PARTS = new Set(['Elb5xx', 'ExcessErrors']);
const SELDOM = new Set(['Target4xx', 'RequestTime']);

const KEPT: Readonly<Record<Profile, Kept>> = {
  essential: {
    ofLoadBalancer: (metric) => ESSENTIAL.has(metric),
    ofParts: (metric) => ESSENTIAL_OF_PARTS.has(metric),
  },
  standard: { ofLoadBalancer: () => true, ofParts: (metric) => !SELDOM.has(metric) },
  full: { ofLoadBalancer: () => true, ofParts: () => true },
};

/** Those of the sets `by`, as the catalogue has them for the metric, that the profile has. */
export function setsIn(
  profile: Profile,
  family: Family,
  { name, by }: { readonly name: string; readonly by: readonly string[] },
): readonly string[] {
  if (family !== 'requests') return by;
  const { ofLoadBalancer, ofParts } = KEPT[profile];
  return by.filter((set) => set === 'All' || (set === 'LoadBalancer' ? ofLoadBalancer(name) : ofParts(name)));
}
