/** Slow stretches of the parts of a load balancer -> incidents: which target group, route or single target is slow. Pure. */
import { type Evidence, type Place, type SlowTargetRow, timeOf } from './evidence.ts';
import { frame, seriesOfPlace } from './incident.ts';
import { changesBefore, originOf } from './origin.ts';
import { type Run, sum } from './runs.ts';
import { SLOW_PERIODS, type SlowRun, slowRuns } from './slow.ts';
import { compareText, isIn, joined, type LoadBalancerEvidence } from './stories.ts';
import type { Incident, Slice, Where } from './verdict.ts';

interface SlowCandidate {
  readonly place: Place;
  readonly run: SlowRun;
}

/** A route is the place if it is a smaller part of its target group's requests than this. */
const ROUTE_PART = 0.8;
/** One target is slow if it stands out in so many of the stretches, and among those that do. */
const TARGET_STRETCHES = 0.5;
const TARGET_PART = 0.6;
const SLICES_MAX = 4;

export function slowIncidents(one: LoadBalancerEvidence): Incident[] {
  const measured = one.parts.some(({ p99 }) => p99 !== undefined) ? one.parts : [one.whole];
  const parts = measured
    .filter(({ place }) => place.route !== 'Other')
    .flatMap((series): SlowCandidate[] => slowRuns(series).map((run) => ({ place: series.place, run })));
  return joined(parts.map(({ run }) => run)).map((window) =>
    slowIncident(
      one,
      window,
      parts.filter(({ run }) => run.start < window.end && run.end > window.start),
    ),
  );
}

function slowIncident(one: LoadBalancerEvidence, run: Run, parts: readonly SlowCandidate[]): Incident {
  const { evidence, loadBalancer } = one;
  const where = slowWhere(one, run, parts);
  const worst = parts.find(({ place }) => place.targetGroup !== undefined) ?? parts[0];
  const from = timeOf(evidence, run.start);
  const changes = changesBefore(evidence.changes, where.place, from);
  const placeRequests = sum(seriesOfPlace(one, where.place).requests, run);
  const judged = originOf({
    ...{ kind: 'slow', extent: where.extent, place: where.place, causes: [], changes },
    ...{ hasNewTargets: false, isSlower: true },
  });
  return {
    ...frame(evidence, run, { kind: 'slow', where }),
    ...{ from, isFromStart: run.start === 0, loadBalancers: [loadBalancer] },
    ...{ requests: sum(one.whole.requests, run), failed: 0, excess: 0, placeRequests, placeFailed: 0 },
    ...{ causes: [], codes: [], timeouts: [], where, changes, examples: [], also: [], ...judged },
    ...(worst === undefined ? {} : { p99: worst.run.p99, p99Before: worst.run.p99Before }),
  };
}

function slowWhere(one: LoadBalancerEvidence, run: Run, parts: readonly SlowCandidate[]): Where {
  const { loadBalancer } = one;
  const groups = named(parts, 'targetGroup');
  const routes = named(parts, 'route');
  const [targetGroup] = groups.length === 1 ? groups : [];
  const [route] =
    routes.length === 1 && groups.length <= 1 && isPart(one, run, { targetGroup, route: routes[0] }) ? routes : [];
  const place: Place = {
    loadBalancer,
    ...(targetGroup === undefined ? {} : { targetGroup }),
    ...(route === undefined ? {} : { route }),
  };
  const slices = [...groups.map((value) => ({ targetGroup: value })), ...routes.map((value) => ({ route: value }))]
    .map((part): Slice => slice(one, run, { loadBalancer, ...part }))
    .slice(0, SLICES_MAX);
  const target = targetGroup === undefined ? undefined : slowTarget(one, run, targetGroup);
  if (target !== undefined)
    return {
      extent: 'target',
      place: { loadBalancer, ...(targetGroup && { targetGroup }) },
      slices,
      targets: [target],
      targetsFailing: 1,
    };
  const extent =
    route !== undefined
      ? 'route'
      : targetGroup !== undefined
        ? 'targetGroup'
        : groups.length > 1
          ? 'targetGroups'
          : 'loadBalancer';
  return { extent, place, slices };
}

function named(parts: readonly SlowCandidate[], name: 'targetGroup' | 'route'): string[] {
  return [...new Set(parts.flatMap(({ place }) => place[name] ?? []))].sort(compareText);
}

function isPart(
  one: LoadBalancerEvidence,
  run: Run,
  { targetGroup, route }: { readonly targetGroup: string | undefined; readonly route: string | undefined },
): boolean {
  const { loadBalancer } = one;
  if (route === undefined) return false;
  const own = sum(seriesOfPlace(one, { loadBalancer, route }).requests, run);
  const all = sum(seriesOfPlace(one, { loadBalancer, ...(targetGroup && { targetGroup }) }).requests, run);
  return own < ROUTE_PART * all;
}

function slice(one: LoadBalancerEvidence, run: Run, place: Place): Slice {
  return { ...place, failed: 0, requests: sum(seriesOfPlace(one, place).requests, run) };
}

/** The one target that stands out in most of the log objects of the time. */
function slowTarget(
  { evidence, loadBalancer }: LoadBalancerEvidence,
  run: Run,
  targetGroup: string,
): string | undefined {
  const rows = evidence.slowTargets.filter(
    (row) => row.loadBalancer === loadBalancer && row.targetGroup === targetGroup,
  );
  const during = rows.filter(({ at }) => isIn(evidence, at, [run]));
  const byTarget = [...Map.groupBy(during, ({ target }) => target)].sort(
    ([left, mine], [right, theirs]) => theirs.length - mine.length || compareText(left, right),
  );
  const [first] = byTarget;
  if (first === undefined) return undefined;
  const stretches = stretchesWith(first[1], evidence);
  const isSteady = stretches >= TARGET_STRETCHES * ((run.end - run.start) / SLOW_PERIODS);
  return isSteady && first[1].length >= TARGET_PART * during.length ? first[0] : undefined;
}

/** Nodes write an object each; those of the same five minutes count once. */
function stretchesWith(rows: readonly SlowTargetRow[], { from, periodMillis }: Evidence): number {
  return new Set(rows.map(({ at }) => Math.floor((at - from) / (periodMillis * SLOW_PERIODS)))).size;
}
