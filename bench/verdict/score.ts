/**
 * What was found in a scenario against its truth: right place and right cause, right origin, and what was found that is
 * not there.
 */
import type { Evidence } from '../../lambda/verdict/evidence.ts';
import { signalOf } from '../../lambda/verdict/signals.ts';
import type { Incident } from '../../lambda/verdict/verdict.ts';
import type { Truth } from '../../local/generate/scenarios/scenario.ts';

export interface Score {
  /** Incidents that there are, and those found at the right place with the right cause. */
  readonly incidents: number;
  readonly right: number;
  /** Of the right ones: with the right origin, and with both ends within three minutes. */
  readonly origin: number;
  readonly times: number;
  /** Incidents found that there are not. */
  readonly false: number;
  /** In words, for anyone who looks into it. */
  readonly wrong: readonly string[];
}

const START_OFF_MINUTES = 3;

export function scoreOf(found: readonly Incident[], truths: readonly Truth[], start: number): Score {
  const matched = new Map<Truth, Incident>();
  for (const truth of truths) {
    const incident = found.find((one) => !hasMatch(matched, one) && isRight(one, truth));
    if (incident !== undefined) matched.set(truth, incident);
  }
  const right = [...matched];
  const unmatched = found.filter((incident) => !hasMatch(matched, incident));
  return {
    incidents: truths.length,
    right: right.length,
    origin: right.filter(([{ origins }, { origin }]) => origins.includes(origin)).length,
    times: right.filter(([truth, incident]) => isInTime(incident, truth, start)).length,
    false: unmatched.length,
    wrong: [
      ...truths.filter((truth) => !matched.has(truth)).map((truth) => `missed: ${JSON.stringify(truth)}`),
      ...unmatched.map((incident) => `false: ${shown(incident, start)}`),
      ...right.flatMap(([{ origins }, { origin }]) =>
        origins.includes(origin) ? [] : [`origin ${origin}, expected ${origins.join(' or ')}`],
      ),
    ],
  };
}

/** Several truths of one cause may be one incident of several load balancers. */
function hasMatch(matched: ReadonlyMap<Truth, Incident>, incident: Incident): boolean {
  return incident.loadBalancers.length === 1 && [...matched.values()].includes(incident);
}

function isRight({ kind, loadBalancers, where, causes }: Incident, truth: Truth): boolean {
  const { targetGroup, route, service, part, address = '' } = truth;
  if (kind !== truth.kind || !loadBalancers.some((name) => nameIn(name) === truth.loadBalancer)) return false;
  if (truth.causes.length > 0 && !truth.causes.some((cause) => cause === causes[0]?.cause)) return false;
  const { place, extent, targets = [], slices } = where;
  if (extent === 'loadBalancers') return slices.some((slice) => nameIn(slice.targetGroup) === targetGroup);
  if (targetGroup !== undefined && nameIn(place.targetGroup) !== targetGroup) return false;
  if (targetGroup === undefined && route === undefined && place.targetGroup !== undefined) return false;
  if (place.route !== route && kind !== 'slow') return false;
  if (place.service !== service) return false;
  if (part === undefined) return !['target', 'zone', 'node'].includes(extent);
  if (part !== extent) return false;
  return part === 'node' ? where.address === address : targets.every((target) => target.startsWith(address));
}

function isInTime({ from, to, kind }: Incident, { fromMinute, toMinute }: Truth, start: number): boolean {
  // Slowness is told in stretches of five minutes.
  const most = kind === 'slow' ? 2 * START_OFF_MINUTES : START_OFF_MINUTES;
  const [first, last] = [from, to].map((at) => (at - start) / 60_000);
  return Math.abs((first ?? 0) - fromMinute) <= most && Math.abs((last ?? 0) - toMinute) <= most;
}

/** `app/shop/0123` -> `shop`. */
function nameIn(text: string | undefined): string | undefined {
  return text?.split('/')[1];
}

function shown(incident: Incident, start: number): string {
  const { kind, from, to, where, causes, failed, excess, origin, loadBalancers } = incident;
  const minutes = [from, to].map((at) => Math.round((at - start) / 60_000)).join(' to ');
  const { targetGroup, route, service } = where.place;
  const place = [...loadBalancers.map(nameIn), nameIn(targetGroup), route, service].filter(Boolean).join(' ');
  const cause = causes.map(({ statusCode, cause: name, excess: more }) => `${statusCode} ${name} ${more}`).join(', ');
  return `${kind} in minutes ${minutes}, ${place}, ${where.extent} ${where.targets ?? where.address ?? ''}, ${cause}, failed ${failed}, excess ${excess}, ${origin}`;
}

/** What "largest count" would say of the same evidence: one place and one cause, no matter which is most frequent. */
export function largestCount({ failures }: Evidence) {
  const most = <K>(keyOf: (row: Evidence['failures'][number]) => K): K | undefined => {
    const counts = new Map<K, number>();
    for (const row of failures) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + row.requests);
    return [...counts].sort(([, left], [, right]) => right - left)[0]?.[0];
  };
  const cause = most((row) => row.cause);
  const place = most(({ loadBalancer, targetGroup }) => JSON.stringify([loadBalancer, targetGroup]));
  const [loadBalancer, targetGroup]: (string | undefined)[] = place === undefined ? [] : JSON.parse(place);
  const kind = failures.filter((row) => row.cause === cause).map(signalOf)[0];
  return { kind, cause, loadBalancer, targetGroup };
}

export function isLargestCountRight(found: ReturnType<typeof largestCount>, truth: Truth): boolean {
  const isCause = truth.causes.length === 0 || truth.causes.some((cause) => cause === found.cause);
  const isGroup = truth.targetGroup === undefined || nameIn(found.targetGroup ?? undefined) === truth.targetGroup;
  return isCause && isGroup && nameIn(found.loadBalancer) === truth.loadBalancer;
}
