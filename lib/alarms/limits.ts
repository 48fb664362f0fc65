/**
 * What holds for one load balancer: the settings for everything go in, and come out with what an override says of it.
 */
import type { Subject } from '../monitoring/subject.ts';
import type { AlarmSettings } from '../settings/types.ts';

type Override = AlarmSettings['overrides']['loadBalancers'][string];

/** With the shares and seconds of the load balancer. All load balancers together have those of the settings. */
export function limitsOf(settings: AlarmSettings, subject: Pick<Subject, 'loadBalancer'>): AlarmSettings {
  const { errorPercent, slowSeconds, slowPercent } = overrideOf(settings, subject);
  return {
    ...settings,
    errorPercent: errorPercent ?? settings.errorPercent,
    slowSeconds: slowSeconds ?? settings.slowSeconds,
    slowPercent: slowPercent ?? settings.slowPercent,
  };
}

/**
 * Whether all requests of a load balancer are slow from the same time on. AWS's own times do not say of which route or
 * target group a request is, so they can be judged only then.
 */
export function hasOneSlowness(settings: AlarmSettings, subject: Pick<Subject, 'loadBalancer'>): boolean {
  const { targetGroups, routes } = settings.overrides;
  const below = [...Object.values(targetGroups), ...Object.values(routes)];
  const differs = below.some(({ slowSeconds, slowExpected }) => slowSeconds !== undefined || slowExpected === true);
  return !differs && overrideOf(settings, subject).slowExpected !== true;
}

/** `app/<name>/<id>`, or the name alone. */
function overrideOf({ overrides }: AlarmSettings, { loadBalancer = '' }: Pick<Subject, 'loadBalancer'>): Override {
  const { loadBalancers } = overrides;
  const [, name = ''] = loadBalancer.split('/');
  const key = [loadBalancer, name].find((one) => Object.hasOwn(loadBalancers, one));
  return (key === undefined ? undefined : loadBalancers[key]) ?? {};
}
