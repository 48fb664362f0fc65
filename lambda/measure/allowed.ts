/** Which of the settings of what is allowed hold for a subject: the nearest override wins, key by key. */
import type { Allowed, AllowedByName, AllowedSettings } from '../config.ts';

/** Values of the dimensions that name a subject; none of them for all load balancers together. */
export interface AllowedSubject {
  readonly loadBalancer?: string | undefined;
  readonly targetGroup?: string | undefined;
  readonly route?: string | undefined;
}

/** Those of the route or target group, then of the load balancer, then those for all. */
export function allowedOf(settings: AllowedSettings, subject: AllowedSubject): Allowed {
  const { overrides, ...forAll } = settings;
  return {
    ...forAll,
    ...given(overrides.loadBalancers, subject.loadBalancer),
    ...given(overrides.targetGroups, subject.targetGroup),
    ...given(overrides.routes, subject.route),
  };
}

/**
 * What an override gives to the subject of a name; `app/name/id` and `targetgroup/name/id` are found under their name, too.
 * Who says how slow is slow wants it judged, whatever an override further out says.
 */
function given(overrides: AllowedByName, name: string | undefined): Partial<Allowed> {
  if (name === undefined) return {};
  const key = [name, name.split('/')[1] ?? name].find((one) => Object.hasOwn(overrides, one));
  const override = key === undefined ? undefined : overrides[key];
  if (override === undefined) return {};
  const set = Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));
  return { ...(override.slowSeconds !== undefined && { slowExpected: false }), ...set };
}
