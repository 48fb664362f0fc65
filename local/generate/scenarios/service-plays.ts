/** Plays in which a service fails or slows down, and not all of the target group or route that it shares. */
import { atGroup, type Facts, failures, slowed, truth } from './play-parts.ts';
import type { Play, Stage } from './scenario.ts';

/** The target group and the next one belong to one service; the rest of the load balancer belongs to others. */
function twoGroups({ loadBalancer, targetGroup }: Stage) {
  const { targetGroups } = loadBalancer;
  const next = targetGroups[(targetGroups.indexOf(targetGroup) + 1) % targetGroups.length] ?? targetGroup;
  const names = [targetGroup.name, next.name];
  return { names, services: names.map((name) => ({ name: 'billing', targetGroup: name })) };
}

export function serviceErrors(stage: Stage): Play {
  const { names, services } = twoGroups(stage);
  const share = 0.1 + 0.3 * stage.r.unit();
  const facts: Facts = { causes: ['TargetTimeout'], origins: ['dependency'] };
  return {
    truths: [truth(stage, facts, { service: 'billing' })],
    incidents: names.flatMap((targetGroup) => failures(stage, { TargetTimeout: share }, { targetGroup })),
    services,
  };
}

export function serviceSlow(given: Stage): Play {
  const stage = { ...given, minutes: Math.max(15, given.minutes) };
  const { names, services } = twoGroups(stage);
  const factor = 8 + stage.r.below(10);
  return {
    truths: [truth(stage, { kind: 'slow', causes: [], origins: ['dependency'] }, { service: 'billing' })],
    incidents: names.map((targetGroup) => slowed(stage, factor, { targetGroup })),
    services,
  };
}

/** Three hosts share the target group; requests for one of them fail. */
export function serviceByHost(stage: Stage): Play {
  const { targetGroup, r } = stage;
  const hosts = ['pay', 'www', 'api'].map((name) => ({ name: `${name}.example.com`, weight: 1 + r.below(3) }));
  const shares = { TargetErrors: 0.2 + 0.6 * r.unit() };
  const where = { targetGroup: targetGroup.name, host: 'pay.example.com' };
  const facts: Facts = { causes: ['TargetError'], origins: ['unclear'] };
  return {
    truths: [truth(stage, facts, { targetGroup: targetGroup.name, service: 'payments' })],
    incidents: failures(stage, shares, where),
    services: [
      { name: 'payments', host: 'pay.example.com' },
      { name: 'site', targetGroup: targetGroup.name },
    ],
    hosts: new Map([[targetGroup.name, hosts]]),
  };
}

/** The service is not to blame as a whole: its other target group works. */
export function groupOfService(stage: Stage): Play {
  const { services } = twoGroups(stage);
  const shares = { TargetErrors: 0.2 + 0.4 * stage.r.unit() };
  return { ...atGroup(stage, shares, { causes: ['TargetError'], origins: ['unclear'] }), services };
}
