/**
 * Slow stretches of the parts of a load balancer -> incidents: which target group, route, service or single target is
 * slow. Pure.
 */
import { compareText } from '../catalogue/compare-text.ts';
import { OTHER } from '../catalogue/metrics/definition.ts';
import { type Evidence, type Place, type SlowTargetRow, timeOf } from './evidence.ts';
import { frame, seriesOfPlace } from './incident.ts';
import { changesBefore, concernedBy, originOf } from './origin.ts';
import { wideExtent } from './place.ts';
import { type Run, sumIn } from './runs.ts';
import { SLOW_PERIODS, type SlowRun, slowRuns } from './slow.ts';
import { type SlowTargetRun, slowTargetRuns, targetTimes } from './slow-targets.ts';
import { isIn, joined, type LoadBalancerEvidence } from './stories.ts';
import type { Incident, Slice, Where } from './verdict.ts';

interface SlowCandidate {
  readonly place: Place;
  readonly run: SlowRun;
}

/** A route or service is the place if it is a smaller part of its target group's requests than this. */
const PART_OF_GROUP = 0.8;
/** One target is slow if it stands out in so many of the stretches, and among those that do. */
const TARGET_STRETCHES = 0.5;
const TARGET_PART = 0.6;
const SLICES_MAX = 4;

export function slowIncidents(one: LoadBalancerEvidence): Incident[] {
  const measured = one.parts.some(({ p99 }) => p99 !== undefined) ? one.parts : [one.whole];
  const parts = measured
    .filter(({ place }) => place.route !== OTHER && place.service !== OTHER)
    .flatMap((series): SlowCandidate[] => slowRuns(series).map((run) => ({ place: series.place, run })));
  const targets = slowTargetRuns(one);
  const found = joined(parts.map(({ run }) => run)).map((window) => {
    const inside = parts.filter(({ run }) => isOverlapping(run, window));
    const [target, ...more] = targets.filter((run) => isOverlapping(run, window));
    // No target group has enough requests to be slow, so what is slow around it is slow because of the target.
    if (target !== undefined && more.length === 0 && named(inside, 'targetGroup').length === 0)
      return slowIncident(one, target, targetWhere(one, target));
    const where = slowWhere(one, window, inside);
    if (where.extent === 'target') return slowIncident(one, { ...window, ...timesOfTarget(one, window, where) }, where);
    const worst = inside.find(({ place }) => place.targetGroup !== undefined) ?? inside[0];
    return slowIncident(one, { ...window, ...times(worst?.run) }, where);
  });
  const others = targets.filter((run) => !parts.some((part) => isOverlapping(part.run, run)));
  return [...found, ...others.map((run) => slowIncident(one, run, targetWhere(one, run)))];
}

function isOverlapping(left: Run, right: Run): boolean {
  return left.start < right.end && left.end > right.start;
}

function times(run: SlowRun | undefined): Pick<Incident, 'p99' | 'p99Before'> {
  return run === undefined ? {} : { p99: run.p99, p99Before: run.p99Before };
}

/** Its own, not those of its target group, of which most requests are as fast as ever. */
function timesOfTarget(one: LoadBalancerEvidence, run: Run, { place, targets = [] }: Where): ReturnType<typeof times> {
  return targetTimes(slowRowsIn(one, run, place.targetGroup).filter(({ target }) => target === targets[0]));
}

/** Found by its own lines alone. */
function targetWhere(one: LoadBalancerEvidence, run: SlowTargetRun): Where {
  const { loadBalancer } = one;
  const place = { loadBalancer, targetGroup: run.targetGroup };
  return { extent: 'target', place, slices: [sliceAt(one, run, place)], targets: [run.target], targetsFailing: 1 };
}

interface SlowSpan extends Run {
  readonly p99?: number;
  readonly p99Before?: number;
}

function slowIncident(one: LoadBalancerEvidence, { p99, p99Before, ...run }: SlowSpan, where: Where): Incident {
  const { evidence, loadBalancer } = one;
  const from = timeOf(evidence, run.start);
  const concerned = concernedBy(where);
  const changes = changesBefore(evidence.changes, concerned, from);
  const placeRequests = sumIn(seriesOfPlace(one, where.place).requests, run);
  const judged = originOf({
    ...{ kind: 'slow', extent: where.extent, concerned, causes: [], changes },
    ...{ hasNewTargets: false, isSlower: true },
  });
  return {
    ...frame(evidence, run, { kind: 'slow', where }),
    ...{ from, isFromStart: run.start === 0, loadBalancers: [loadBalancer] },
    ...{ requests: sumIn(one.whole.requests, run), failed: 0, excess: 0, placeRequests, placeFailed: 0 },
    ...{ causes: [], codes: [], timeouts: [], where, changes, examples: [], also: [], ...judged },
    ...(p99 === undefined ? {} : { p99 }),
    ...(p99Before === undefined ? {} : { p99Before }),
  };
}

function slowWhere(one: LoadBalancerEvidence, run: Run, parts: readonly SlowCandidate[]): Where {
  const { loadBalancer } = one;
  const groups = named(parts, 'targetGroup');
  const routes = named(parts, 'route');
  const services = named(parts, 'service');
  const [targetGroup] = groups.length === 1 ? groups : [];
  const group: Place = { loadBalancer, ...(targetGroup === undefined ? {} : { targetGroup }) };
  const [route] = routes.length === 1 && groups.length <= 1 ? routes : [];
  const [service] = services.length === 1 ? services : [];
  const inRoute = route === undefined ? undefined : { loadBalancer, route };
  const inService = service === undefined ? undefined : { loadBalancer, service };
  const smaller = [inRoute, inService].find((part) => part !== undefined && isPart(one, run, { part, group }));
  const place: Place = { ...group, ...smaller };
  const slices = (values: readonly string[], name: 'targetGroup' | 'route' | 'service'): Slice[] =>
    values.slice(0, SLICES_MAX).map((value) => sliceAt(one, run, { loadBalancer, [name]: value }));
  const all = [...slices(groups, 'targetGroup'), ...slices(routes, 'route'), ...slices(services, 'service')];
  const target = targetGroup === undefined ? undefined : slowTarget(one, run, targetGroup);
  if (target !== undefined)
    return {
      extent: 'target',
      place: group,
      slices: all,
      targets: [target],
      targetsFailing: 1,
    };
  const extent = wideExtent(place) ?? (groups.length > 1 ? 'targetGroups' : 'loadBalancer');
  return { extent, place, slices: all };
}

function named(parts: readonly SlowCandidate[], name: 'targetGroup' | 'route' | 'service'): string[] {
  return [...new Set(parts.flatMap(({ place }) => place[name] ?? []))].sort(compareText);
}

function isPart(
  one: LoadBalancerEvidence,
  run: Run,
  { part, group }: { readonly part: Place; readonly group: Place },
): boolean {
  const [own, all] = [part, group].map((place) => sumIn(seriesOfPlace(one, place).requests, run));
  return (own ?? 0) < PART_OF_GROUP * (all ?? 0);
}

function sliceAt(one: LoadBalancerEvidence, run: Run, place: Place): Slice {
  return { ...place, failed: 0, requests: sumIn(seriesOfPlace(one, place).requests, run) };
}

/** The one target that stands out in most of the log objects of the time. */
function slowTarget(one: LoadBalancerEvidence, run: Run, targetGroup: string): string | undefined {
  const during = slowRowsIn(one, run, targetGroup);
  const byTarget = [...Map.groupBy(during, ({ target }) => target)].sort(
    ([left, mine], [right, theirs]) => theirs.length - mine.length || compareText(left, right),
  );
  const [first] = byTarget;
  if (first === undefined) return undefined;
  const stretches = stretchesWith(first[1], one.evidence);
  const isSteady = stretches >= TARGET_STRETCHES * ((run.end - run.start) / SLOW_PERIODS);
  return isSteady && first[1].length >= TARGET_PART * during.length ? first[0] : undefined;
}

function slowRowsIn(
  { evidence, loadBalancer }: LoadBalancerEvidence,
  run: Run,
  targetGroup: string | undefined,
): SlowTargetRow[] {
  return evidence.slowTargets.filter(
    (row) => row.loadBalancer === loadBalancer && row.targetGroup === targetGroup && isIn(evidence, row.at, [run]),
  );
}

/** Nodes write an object each; those of the same five minutes count once. */
function stretchesWith(rows: readonly SlowTargetRow[], { from, periodMillis }: Evidence): number {
  return new Set(rows.map(({ at }) => Math.floor((at - from) / (periodMillis * SLOW_PERIODS)))).size;
}
