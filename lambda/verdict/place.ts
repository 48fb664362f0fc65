/**
 * A story -> where it is: the narrowest place that explains nearly all of it, the slices it falls in, and which
 * targets.
 */
import { compareText } from '../catalogue/compare-text.ts';
import { OTHER } from '../catalogue/metrics/definition.ts';
import { requestsIn } from '../measure/outcomes.ts';
import { type Evidence, type FailureRow, isWhole, type Place, type PlaceSeries } from './evidence.ts';
import { type Run, sumIn } from './runs.ts';
import { isIn, type LoadBalancerEvidence, type Story } from './stories.ts';
import { failingTargets } from './targets.ts';
import type { Slice, Where } from './verdict.ts';

/** A place explains a story that has so much of its excess, */
const EXPLAINS = 0.85;
/** a route or service only if it fails so many times as often as the rest of its target group, */
const TIMES_WORSE = 3;
/** and a node if it has so many times its part of the excess. */
const NODE_TIMES = 1.5;
const SLICES_MAX = 4;
/** A slice below this part of the excess is not worth its words. */
const SLICE_SHARE_MIN = 0.03;

interface Weighed {
  readonly value: string | undefined;
  readonly excess: number;
  readonly failed: number;
}

export function whereOf(one: LoadBalancerEvidence, story: Story): Where {
  const groups = weighPlaces(story, one, ({ targetGroup }) => targetGroup);
  const routes = weighPlaces(story, one, ({ route }) => route);
  const services = weighPlaces(story, one, ({ service }) => service);
  const place = placeOf(one, story, { groups, routes, services });
  const slices = slicesOf(one, story.run, { groups, routes, services });
  return { ...extentOf(one, story, { place, groups }), place, slices };
}

interface WeighedParts {
  readonly groups: readonly Weighed[];
  readonly routes: readonly Weighed[];
  readonly services: readonly Weighed[];
}

/** The target group that explains the story, and the route or service that does, the smaller of the two. */
function placeOf(one: LoadBalancerEvidence, story: Story, { groups, routes, services }: WeighedParts): Place {
  const { loadBalancer } = one;
  const targetGroup = explaining(groups);
  const group = targetGroup === undefined ? {} : { targetGroup };
  const [smaller] = [
    partOf(one, story.run, { name: 'route', weighed: routes, targetGroup }),
    partOf(one, story.run, { name: 'service', weighed: services, targetGroup }),
  ]
    .filter((part) => part !== undefined)
    .sort((left, right) => left.requests - right.requests);
  if (smaller !== undefined) return { loadBalancer, ...group, [smaller.name]: smaller.value };
  const service = targetGroup === undefined ? undefined : wider(one, story, { targetGroup, services });
  return service === undefined ? { loadBalancer, ...group } : { loadBalancer, service };
}

/** A service of several target groups, the others of which fail as the one does that most of its requests go to. */
function wider(
  one: LoadBalancerEvidence,
  { run, rows }: Story,
  { targetGroup, services }: { readonly targetGroup: string; readonly services: readonly Weighed[] },
): string | undefined {
  const { value: service, requests } =
    partOf(one, run, { name: 'service', weighed: services, targetGroup: undefined }) ?? {};
  const ofGroup = requestsOf(one, run, ({ place }) => place.targetGroup === targetGroup);
  if (service === undefined || requests === undefined || ofGroup === undefined || requests <= ofGroup) return undefined;
  const failed = (isWanted: (row: FailureRow) => boolean): number => requestsIn(rows.filter(isWanted));
  const inGroup = failed((row) => row.service === service && row.targetGroup === targetGroup);
  const elsewhere = failed((row) => row.service === service && row.targetGroup !== targetGroup);
  return TIMES_WORSE * (elsewhere / (requests - ofGroup)) >= inGroup / ofGroup ? service : undefined;
}

/** Values of a dimension with their part of the excess, most first. */
function weighPlaces(
  story: Story,
  one: LoadBalancerEvidence,
  keyOf: (row: FailureRow) => string | undefined,
): Weighed[] {
  const scale = beforeScale(story, one);
  const during = countBy(story.rows, keyOf);
  const before = countBy(story.rowsBefore, keyOf);
  return [...during]
    .map(([value, failed]) => ({ value, failed, excess: failed - scale * (before.get(value) ?? 0) }))
    .sort((left, right) => right.excess - left.excess || compareText(left.value ?? '', right.value ?? ''));
}

/** What the counts before have to be multiplied by to be those of a time as long and as busy as the incident. */
export function beforeScale({ run, before }: Story, { whole }: LoadBalancerEvidence): number {
  const requests = before.reduce((all, span) => all + sumIn(whole.requests, span), 0);
  return requests === 0 ? 0 : sumIn(whole.requests, run) / requests;
}

export function countBy<K>(rows: readonly FailureRow[], keyOf: (row: FailureRow) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + row.requests);
  return counts;
}

function totalExcess(weighed: readonly Weighed[]): number {
  return weighed.reduce((all, { excess }) => all + Math.max(0, excess), 0);
}

function explaining(weighed: readonly Weighed[]): string | undefined {
  const [first] = weighed;
  return first !== undefined && first.excess >= EXPLAINS * totalExcess(weighed) ? first.value : undefined;
}

interface PartOptions {
  readonly name: 'route' | 'service';
  readonly weighed: readonly Weighed[];
  readonly targetGroup: string | undefined;
}

/** A route or service explains only if the others of the same target group do not fail in the same way. */
function partOf(one: LoadBalancerEvidence, run: Run, { name, weighed, targetGroup }: PartOptions) {
  const value = explaining(weighed);
  const [first] = weighed;
  if (value === undefined || first === undefined || value === OTHER) return undefined;
  const requests = requestsOf(one, run, ({ place }) => place[name] === value);
  const all = requestsOf(one, run, ({ place }) =>
    targetGroup === undefined ? isWhole(place) : place.targetGroup === targetGroup,
  );
  if (requests === undefined || all === undefined) return undefined;
  const others = Math.max(0, all - requests);
  const othersFailed = weighed.slice(1).reduce((total, { failed }) => total + failed, 0);
  const isOnlyPart = others < ONLY_PART * all;
  const isAlike = first.failed / requests < TIMES_WORSE * (othersFailed / Math.max(1, others));
  return isOnlyPart || isAlike ? undefined : { name, value, requests };
}

/** Next to nothing of its target group is outside of it. */
const ONLY_PART = 0.1;

function requestsOf(
  { whole, parts }: LoadBalancerEvidence,
  run: Run,
  isWanted: (series: PlaceSeries) => boolean,
): number | undefined {
  const found = [whole, ...parts].find(isWanted);
  return found === undefined ? undefined : sumIn(found.requests, run);
}

function slicesOf(one: LoadBalancerEvidence, run: Run, { groups, routes, services }: WeighedParts): Slice[] {
  const slices = (weighed: readonly Weighed[], name: 'targetGroup' | 'route' | 'service'): Slice[] => {
    const least = SLICE_SHARE_MIN * totalExcess(weighed);
    const all = weighed.flatMap(({ value, failed, excess }): Slice[] => {
      if (value === undefined || excess < least || (name !== 'targetGroup' && value === OTHER)) return [];
      const requests = requestsOf(one, run, ({ place }) => place[name] === value);
      const place = { loadBalancer: one.loadBalancer, [name]: value, failed };
      return [requests === undefined ? place : { ...place, requests }];
    });
    return all.slice(0, SLICES_MAX);
  };
  return [...slices(groups, 'targetGroup'), ...slices(routes, 'route'), ...slices(services, 'service')];
}

type Extents = Omit<Where, 'place' | 'slices'>;

function extentOf(
  one: LoadBalancerEvidence,
  story: Story,
  { place, groups }: { readonly place: Place; readonly groups: readonly Weighed[] },
): Extents {
  const wide = wideExtent(place);
  const targets = targetsOf(one, story, place.targetGroup);
  const counts = targets === undefined ? {} : { targetsFailing: targets.failing, targetsSeen: targets.seen };
  switch (targets?.extent) {
    case 'target':
    case 'newTargets':
      return { extent: targets.extent, targets: targets.targets, ...counts };
    case 'zone':
      return {
        extent: 'zone',
        targets: targets.targets,
        ...counts,
        ...(targets.subnet === undefined ? {} : { address: targets.subnet }),
      };
    default:
  }
  const node = nodeOf(one, story);
  if (node !== undefined) return { extent: 'node', address: node, ...counts };
  if (wide !== undefined) return { extent: wide, ...counts };
  const known = groups.filter(
    ({ value, excess }) => value !== undefined && excess >= SLICE_SHARE_MIN * totalExcess(groups),
  );
  return { extent: known.length > 1 ? 'targetGroups' : 'loadBalancer' };
}

export function wideExtent({ targetGroup, route, service }: Place): 'route' | 'service' | 'targetGroup' | undefined {
  if (route !== undefined) return 'route';
  if (service !== undefined) return 'service';
  return targetGroup === undefined ? undefined : 'targetGroup';
}

/** Of one target group; or of all that the story is in, which says no more than whether they share a subnet. */
function targetsOf({ evidence, loadBalancer }: LoadBalancerEvidence, story: Story, targetGroup: string | undefined) {
  const groups = targetGroup === undefined ? new Set(story.rows.map((row) => row.targetGroup)) : new Set([targetGroup]);
  const own = evidence.targets.filter((row) => row.loadBalancer === loadBalancer && groups.has(row.targetGroup));
  const inside = own.filter(({ at }) => isIn(evidence, at, [story.run]));
  // Where no object begins in the run, the one that it began in says what there is to say.
  const during =
    inside.length > 0 ? inside : own.filter(({ at }) => isIn(evidence, at, [withStart(story.run, evidence)]));
  // An object that reaches into the run may have the targets that are new in it.
  const isBefore = ({ at }: { readonly at: number }): boolean =>
    isIn(evidence, at, story.before) && !isIn(evidence, at, [withStart(story.run, evidence)]);
  const found = failingTargets(during, own.filter(isBefore));
  return targetGroup === undefined && found?.extent !== 'zone' ? undefined : found;
}

/** A log object begins up to five minutes before the period that its first failures are in. */
const OBJECT_MILLIS = 5 * 60_000;

function withStart({ start, end }: Run, { periodMillis }: Evidence): Run {
  return { start: start - Math.ceil(OBJECT_MILLIS / periodMillis) + 1, end };
}

/** The one load balancer node that nearly all of it passed through, where lines name two or more. */
function nodeOf({ rows, evidence }: LoadBalancerEvidence, story: Story): string | undefined {
  const near = rows.filter(({ at }) => isIn(evidence, at, [story.run, ...story.before]));
  const nodes = new Set(near.flatMap(({ node }) => node ?? []));
  if (nodes.size < 2) return undefined;
  const [first] = [...countBy(story.rows, ({ node }) => node)].sort(([, left], [, right]) => right - left);
  const all = requestsIn(story.rows);
  if (first === undefined || all === 0) return undefined;
  const share = first[1] / all;
  return share >= EXPLAINS && share >= Math.min(0.95, NODE_TIMES / nodes.size) ? first[0] : undefined;
}

/** Whether targets fail that did not answer before; undefined where the lines leave out a target group. */
export function hasNewTargets(one: LoadBalancerEvidence, story: Story): boolean | undefined {
  const groups = new Set(story.rows.map(({ targetGroup }) => targetGroup).filter((group) => group !== undefined));
  const found = [...groups].map((group) => targetsOf(one, story, group));
  if (found.some((targets) => targets?.hasNew === true)) return true;
  return found.every((targets) => targets?.isKnownBefore === true) ? false : undefined;
}
