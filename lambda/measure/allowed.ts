/** Which of the settings of what is allowed hold for a subject: the nearest override wins, key by key. */
import type { Allowed, AllowedByName, AllowedOverride, AllowedSettings } from '../config.ts';

/** Values of the dimensions that name a subject; none of them for all load balancers together. */
export interface AllowedSubject {
  readonly loadBalancer?: string | undefined;
  readonly targetGroup?: string | undefined;
  readonly route?: string | undefined;
  readonly service?: string | undefined;
}

/** Those of the route, service or target group, then of the load balancer, then those for all. */
export function allowedOf(settings: AllowedSettings, subject: AllowedSubject): Allowed {
  const { overrides, ...forAll } = settings;
  return {
    ...forAll,
    ...given(overrides.loadBalancers, subject.loadBalancer),
    ...given(overrides.targetGroups, subject.targetGroup),
    ...given(overrides.services, subject.service),
    ...given(overrides.routes, subject.route),
  };
}

/** `app/name/id` and `targetgroup/name/id` are found under their name, too. */
export function named(overrides: AllowedByName, name: string | undefined): AllowedOverride | undefined {
  if (name === undefined) return undefined;
  const key = [name, name.split('/')[1] ?? name].find((one) => Object.hasOwn(overrides, one));
  return key === undefined ? undefined : overrides[key];
}

/** Who says how slow is slow wants it judged, whatever an override further out says. */
function given(overrides: AllowedByName, name: string | undefined): Partial<Allowed> {
  const override = named(overrides, name);
  if (override === undefined) return {};
  const set = Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));
  return { ...(override.slowSeconds !== undefined && { slowExpected: false }), ...set };
}
