/** What plays are made of: what is true of an incident, and the failures and delays that make it. */
import type { Cause } from '../../../lambda/catalogue/causes/index.ts';
import type { PlannedIncident } from '../incident.ts';
import { DEFAULT_PLACE, loadBalancer as filledIn } from '../load-balancer.ts';
import type { FailureName } from '../outcome.ts';
import type { Play, Stage, Truth } from './scenario.ts';

/** Of the requests, by how they fail. */
export type FailureShares = Readonly<{ [Name in FailureName]?: number }>;

export interface Facts {
  readonly kind?: Truth['kind'];
  readonly causes: readonly Cause[];
  readonly origins: readonly string[];
}

export function truth({ loadBalancer, startMinute, minutes }: Stage, facts: Facts, rest: Partial<Truth> = {}): Truth {
  const when = { fromMinute: startMinute, toMinute: startMinute + minutes };
  return { kind: 'errors', loadBalancer: loadBalancer.name, ...when, ...facts, ...rest };
}

/** Failures of these shares, one after the other judged for each request. */
export function failures(
  { loadBalancer, startMinute, minutes }: Stage,
  shares: FailureShares,
  where: Partial<PlannedIncident> = {},
): PlannedIncident[] {
  return Object.entries(shares).map(([kind, share]) => ({
    ...{ kind: kind as FailureName, startMinute, minutes, share: share ?? 0, loadBalancer: loadBalancer.name },
    ...where,
  }));
}

export function atLoadBalancer(stage: Stage, shares: FailureShares, facts: Facts): Play {
  return { truths: [truth(stage, facts)], incidents: failures(stage, shares) };
}

export function atGroup(stage: Stage, shares: FailureShares, facts: Facts): Play {
  const targetGroup = stage.targetGroup.name;
  return { truths: [truth(stage, facts, { targetGroup })], incidents: failures(stage, shares, { targetGroup }) };
}

export function addressesOf({ loadBalancer, targetGroup }: Stage) {
  return filledIn(loadBalancer, DEFAULT_PLACE).named(targetGroup.name);
}

export function slowed(stage: Stage, factor: number, where: Partial<PlannedIncident>): PlannedIncident {
  const { loadBalancer, startMinute, minutes } = stage;
  return { kind: 'SlowTarget', startMinute, minutes, share: 1, factor, loadBalancer: loadBalancer.name, ...where };
}

export function atLambda(stage: Stage, failure: FailureName, cause: Cause): Play {
  return atGroup(stage, { [failure]: 0.2 + 0.6 * stage.r.unit() }, { causes: [cause], origins: ['lambda'] });
}

export function atOneTarget(stage: Stage, failure: FailureName, causes: readonly Cause[]): Play {
  const targetGroup = stage.targetGroup.name;
  const group = addressesOf(stage);
  const target = stage.r.below(group.addresses.length);
  const address = group.addresses[target] ?? '';
  return {
    truths: [truth(stage, { causes, origins: ['target'] }, { targetGroup, part: 'target', address })],
    incidents: failures(stage, { [failure]: 0.3 + 0.7 * stage.r.unit() }, { targetGroup, target }),
  };
}
