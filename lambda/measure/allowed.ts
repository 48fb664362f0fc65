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
  const { overrides } = settings;
  const nearer = [
    overrideNamed(overrides.loadBalancers, subject.loadBalancer),
    overrideNamed(overrides.targetGroups, subject.targetGroup),
    overrideNamed(overrides.services, subject.service),
    overrideNamed(overrides.routes, subject.route),
  ].filter((override) => override !== undefined);
  return nearer.length === 0 ? settings : withOverrides(settings, nearer);
}

function withOverrides(settings: Allowed, overrides: readonly AllowedOverride[]): Allowed {
  let allowed = settings;
  for (const override of overrides) allowed = { ...allowed, ...given(override) };
  return allowed;
}

/** `app/name/id` and `targetgroup/name/id` are found under their name, too. */
export function overrideNamed(overrides: AllowedByName, name: string | undefined): AllowedOverride | undefined {
  if (name === undefined || isEmpty(overrides)) return undefined;
  const key = [name, name.split('/')[1] ?? name].find((one) => Object.hasOwn(overrides, one));
  return key === undefined ? undefined : overrides[key];
}

/** As most are, and every request asks. */
function isEmpty(overrides: AllowedByName): boolean {
  for (const _name in overrides) return false;
  return true;
}

/** Who says how slow is slow wants it judged, no matter what an override further out says. */
function given(override: AllowedOverride): Partial<Allowed> {
  const set = Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));
  return { ...(override.slowSeconds !== undefined && { slowExpected: false }), ...set };
}
