/**
 * A story of one load balancer -> an incident: how many, which causes, where, what changed before, what is behind it.
 */

import { compareText } from '../catalogue/compare-text.ts';
import { requestsIn } from '../measure/outcomes.ts';
import { codesOf, timeoutsIn } from './codes-and-timeouts.ts';
import {
  type Evidence,
  type ExampleRequest,
  type FailureRow,
  type Place,
  type PlaceSeries,
  periodOf,
  timeOf,
} from './evidence.ts';
import { changesBefore, concernedBy, originOf } from './origin.ts';
import { beforeScale, countBy, hasNewTargets, whereOf } from './place.ts';
import { isLossOfGood } from './refused.ts';
import { type Run, sumIn } from './runs.ts';
import { beforeOf, causeKey, type LoadBalancerEvidence, type Story } from './stories.ts';
import type { CauseShare, Incident, IncidentKind, Where } from './verdict.ts';

const CAUSES_MAX = 5;
/** A cause of less than this part of the largest one is noise. */
const CAUSE_PART = 0.03;
const EXAMPLES_MAX = 3;
/** Data arrive up to seven minutes late: an incident that was seen so shortly before the end may go on. */
const ONGOING_MILLIS = 10 * 60_000;
/** Other failures of the load balancer in the same time are its noise if they are at most this part of the story's. */
const NOISE_PART = 0.15;

/** Undefined where 4xx came on top of the usual traffic: that is no incident. */
export function storyIncident(one: LoadBalancerEvidence, story: Story): Incident | undefined {
  const { evidence, loadBalancer, whole } = one;
  const { signal: kind, run } = story;
  const where = whereOf(one, story);
  if (kind === 'refused' && !isRefusal(one, story, where.place)) return undefined;
  const causes = causeShares(one, story);
  const keys = new Set(causes.map(({ cause, statusCode }) => `${cause ?? ''} ${statusCode}`));
  const from = firstMoment(evidence, story, keys);
  const concerned = concernedBy(where);
  const changes = changesBefore(evidence.changes, concerned, from);
  const isNew = hasNewTargets(one, story);
  const judged = originOf({
    ...{ kind, extent: where.extent, concerned, causes, changes },
    ...{ hasNewTargets: isNew, isSlower: isSlower(one, story, where.place) },
  });
  return {
    ...frame(evidence, run, { kind, where }),
    from,
    isFromStart: story.before.length === 0 || (story.before[0]?.start ?? 0) >= run.end,
    ...{ loadBalancers: [loadBalancer], requests: sumIn(whole.requests, run), failed: failedIn(one, story) },
    excess: Math.round(story.excess),
    ...placeCounts(one, story, where.place),
    ...{ causes, where: isNew === true ? { ...where, hasNewTargets: true } : where, changes, ...judged },
    codes: codesOf(story.rows),
    timeouts: timeoutsIn(evidence, { run, place: where.place, causes: keys }),
    examples: examplesOf(evidence, { run, place: where.place, causes: keys }),
    also: [],
  };
}

/** What every kind of incident has. */
export function frame(
  evidence: Evidence,
  run: Run,
  { kind, where }: { readonly kind: IncidentKind; readonly where: Where },
): Pick<Incident, 'id' | 'kind' | 'to' | 'isOngoing'> {
  const to = timeOf(evidence, run.end);
  const start = new Date(timeOf(evidence, run.start)).toISOString().slice(0, 16);
  const { loadBalancer, targetGroup, route, service } = where.place;
  const place = [loadBalancer, targetGroup, route, service].filter((part) => part !== undefined).join(' ');
  const isOngoing = to > timeOf(evidence, evidence.periods) - ONGOING_MILLIS;
  return { id: `${kind} ${start}Z ${place}`, kind, to, isOngoing };
}

/** The series of the narrowest part of a place that has one. */
export function seriesOfPlace({ whole, parts }: LoadBalancerEvidence, wanted: Place): PlaceSeries {
  const { targetGroup, route, service } = wanted;
  const byRoute = parts.find(({ place }) => route !== undefined && place.route === route);
  const byGroup = parts.find(({ place }) => targetGroup !== undefined && place.targetGroup === targetGroup);
  const byService = parts.find(({ place }) => service !== undefined && place.service === service);
  return byRoute ?? byService ?? byGroup ?? whole;
}

function isRefusal(one: LoadBalancerEvidence, story: Story, place: Place): boolean {
  const { periods } = one.evidence;
  // Something else that is refused at the same time, and for longer, must not take away what it is compared with.
  const before = beforeOf(story.run, [story.run], periods);
  const { completePeriods = Number.POSITIVE_INFINITY } = one.evidence;
  const run = { start: story.run.start, end: Math.min(story.run.end, completePeriods) };
  if (run.end <= run.start) return false;
  const series = seriesOfPlace(one, place);
  const others = series === one.whole ? undefined : difference(one.whole, series);
  return isLossOfGood(series, { run, before, others });
}

function difference(whole: PlaceSeries, part: PlaceSeries): PlaceSeries {
  const less = (name: 'requests' | 'failed' | 'refused') =>
    whole[name].map((value, at) => Math.max(0, (value || 0) - (part[name][at] || 0)));
  return { place: whole.place, requests: less('requests'), failed: less('failed'), refused: less('refused') };
}

/** Causes with their status code by how much they exceed what was usual. */
function causeShares(one: LoadBalancerEvidence, story: Story): CauseShare[] {
  const scale = beforeScale(story, one);
  const before = countBy(story.rowsBefore, causeKey);
  const firsts = new Map(story.rows.map((row) => [causeKey(row), row]));
  return [...countBy(story.rows, causeKey)]
    .flatMap(([key, requests]): CauseShare[] => {
      const row = firsts.get(key);
      if (row === undefined) return [];
      const excess = Math.round(requests - scale * (before.get(key) ?? 0));
      return [{ cause: row.cause, statusCode: row.statusCode, requests, excess }];
    })
    .sort((left, right) => right.excess - left.excess || compareText(keyOf(left), keyOf(right)))
    .filter(({ excess }, at, [first]) => at === 0 || excess >= CAUSE_PART * (first?.excess ?? 0))
    .slice(0, CAUSES_MAX);
}

const keyOf = ({ cause, statusCode }: CauseShare): string => `${statusCode} ${cause}`;

/** All failures of the load balancer where the rest is noise; else only the story's own. */
function failedIn({ whole }: LoadBalancerEvidence, { signal, run, rows }: Story): number {
  const own = requestsIn(rows);
  const all = signal === 'errors' ? sumIn(whole.failed, run) : own;
  return all - own <= NOISE_PART * own ? Math.max(all, own) : own;
}

function placeCounts(
  one: LoadBalancerEvidence,
  { run, rows }: Story,
  place: Place,
): Pick<Incident, 'placeRequests' | 'placeFailed'> {
  const { targetGroup, route, service } = place;
  const isThere = (row: FailureRow): boolean =>
    (targetGroup === undefined || row.targetGroup === targetGroup) &&
    (route === undefined || row.route === route) &&
    (service === undefined || row.service === service);
  const series = seriesOfPlace(one, place);
  return { placeRequests: sumIn(series.requests, run), placeFailed: requestsIn(rows.filter(isThere)) };
}

/** The first example of the first period, whose time is exact; else the start of that period. */
function firstMoment(evidence: Evidence, { run, rows }: Story, causes: ReadonlySet<string>): number {
  const places = new Set(rows.map(({ loadBalancer }) => loadBalancer));
  const moments = evidence.examples.flatMap(({ at, cause, statusCode = '', loadBalancer }) => {
    const period = periodOf(evidence, at);
    const isOne = places.has(loadBalancer) && causes.has(`${cause ?? ''} ${statusCode}`);
    return isOne && period >= run.start && period <= run.start ? [at] : [];
  });
  return moments.length === 0 ? timeOf(evidence, run.start) : Math.min(...moments);
}

/** Examples of the causes that exceed most, each from another path or target where there is one; the earliest first. */
function examplesOf(evidence: Evidence, wanted: WantedExamples): ExampleRequest[] {
  const fitting = evidence.examples
    .filter((example) => isExample(evidence, example, wanted))
    .sort((left, right) => left.at - right.at || compareText(left.traceId ?? '', right.traceId ?? ''));
  const kept: ExampleRequest[] = [];
  for (const example of fitting) {
    const isLike = kept.some(
      ({ path, target, cause }) => path === example.path && target === example.target && cause === example.cause,
    );
    if (!isLike && kept.length < EXAMPLES_MAX) kept.push(example);
  }
  return kept;
}

interface WantedExamples {
  readonly run: Run;
  readonly place: Place;
  readonly causes: ReadonlySet<string>;
}

function isExample(
  evidence: Evidence,
  { at, loadBalancer, targetGroup, route, service, cause, statusCode = '' }: ExampleRequest,
  { run, place, causes }: WantedExamples,
): boolean {
  const period = periodOf(evidence, at);
  if (period < run.start || period >= run.end || loadBalancer !== place.loadBalancer) return false;
  if (place.targetGroup !== undefined && targetGroup !== place.targetGroup) return false;
  if (place.route !== undefined && route !== place.route) return false;
  if (place.service !== undefined && service !== place.service) return false;
  return causes.has(`${cause ?? ''} ${statusCode}`);
}

/** Twice the p99 of before, for the place or the narrowest part of it that is measured. */
function isSlower(one: LoadBalancerEvidence, { run, before }: Story, place: Place): boolean {
  const { p99 } = seriesOfPlace(one, place);
  if (p99 === undefined) return false;
  const middle = (spans: readonly Run[]): number => {
    const values = spans.flatMap(({ start, end }) => p99.slice(start, end)).filter((value) => !Number.isNaN(value));
    return values.sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  return middle([run]) >= Math.max(0.2, 2 * middle(before));
}
