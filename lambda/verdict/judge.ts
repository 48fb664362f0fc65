/**
 * Evidence -> the verdict. Pure, bounded, and the same for any order of the evidence's lists.
 *
 * Each load balancer is judged alone; what began together for the same cause on several is one incident. What belongs
 * to a heavier incident of the same place and time, such as clients that left while requests timed out, is mentioned
 * there and not again.
 */

import { compareText } from '../catalogue/compare-text.ts';
import { codesTogether } from './codes-and-timeouts.ts';
import { type Evidence, type FailureRow, isBeside, isWhole, type PlaceSeries, timeOf } from './evidence.ts';
import { frame, storyIncident } from './incident.ts';
import { changesBefore, originOf } from './origin.ts';
import { sumIn } from './runs.ts';
import { signalOf } from './signals.ts';
import { slowIncidents } from './slow-place.ts';
import { failureSeries, type LoadBalancerEvidence, storiesOf } from './stories.ts';
import { type CollapsedRun, collapsedRuns } from './traffic.ts';
import type { Incident, IncidentKind, Verdict, Where } from './verdict.ts';

/** More are no answer. */
const INCIDENTS_MAX = 50;
/** Incidents of several load balancers that began so close together began together. */
const TOGETHER_MILLIS = 4 * 60_000;
const SLICES_MAX = 4;
const TIMEOUTS_MAX = 3;

/** What hurts most first. */
const RANKS: Readonly<Record<IncidentKind, number>> = { errors: 0, traffic: 1, gaveUp: 2, slow: 3, refused: 4 };

export function judge(evidence: Evidence): Verdict {
  const found = evidenceByLoadBalancer(evidence).flatMap((one) => absorbed(incidentsOf(one)));
  return { incidents: acrossLoadBalancers(found).sort(worstIncidentFirst).slice(0, INCIDENTS_MAX) };
}

function evidenceByLoadBalancer(evidence: Evidence): LoadBalancerEvidence[] {
  const series = Map.groupBy(evidence.series, ({ place }) => place.loadBalancer);
  const rows = Map.groupBy(evidence.failures, ({ loadBalancer }) => loadBalancer);
  return [...series].flatMap(([loadBalancer, own]): LoadBalancerEvidence[] => {
    const whole = own.find(({ place }) => isWhole(place));
    if (whole === undefined) return [];
    const parts = own.filter((one) => one !== whole);
    const known = rows.get(loadBalancer) ?? [];
    return [{ loadBalancer, evidence, whole, parts, rows: [...known, ...unexplained(parts, known, evidence)] }];
  });
}

/** 4xx that targets answered: the log names no cause for them, so they are in the metrics alone. */
function unexplained(parts: readonly PlaceSeries[], rows: readonly FailureRow[], evidence: Evidence): FailureRow[] {
  const refused = Map.groupBy(
    rows.filter((row) => signalOf(row) !== 'errors' && row.statusCode.startsWith('4')),
    ({ targetGroup }) => targetGroup,
  );
  return parts.flatMap(({ place, refused: all }): FailureRow[] => {
    const { loadBalancer, targetGroup } = place;
    if (targetGroup === undefined) return [];
    const known = failureSeries(refused.get(targetGroup) ?? [], evidence);
    return all.flatMap((value, period): FailureRow[] => {
      const requests = (value || 0) - (known[period] ?? 0);
      return requests > 0
        ? [{ at: timeOf(evidence, period), loadBalancer, targetGroup, statusCode: '4xx', requests }]
        : [];
    });
  });
}

function incidentsOf(one: LoadBalancerEvidence): Incident[] {
  return [
    ...storiesOf(one).flatMap((story) => storyIncident(one, story) ?? []),
    ...slowIncidents(one),
    ...collapsedRuns(one.whole.requests.slice(0, one.evidence.completePeriods)).map((run) => trafficIncident(one, run)),
  ];
}

function trafficIncident(one: LoadBalancerEvidence, run: CollapsedRun): Incident {
  const { evidence, loadBalancer, whole } = one;
  const place = { loadBalancer };
  const where: Where = { extent: 'loadBalancer', place, slices: [] };
  const from = timeOf(evidence, run.start);
  const requests = sumIn(whole.requests, run);
  const missing = Math.round(run.before * (run.end - run.start) - requests);
  const minutes = evidence.periodMillis / 60_000;
  const concerned = { loadBalancer, targetGroups: [] };
  const changes = changesBefore(evidence.changes, concerned, from);
  const input = {
    kind: 'traffic',
    extent: where.extent,
    concerned,
    causes: [],
    changes,
    hasNewTargets: false,
    isSlower: false,
  } as const;
  return {
    ...frame(evidence, run, { kind: 'traffic', where }),
    ...{ from, isFromStart: false, loadBalancers: [loadBalancer], requests, failed: missing, excess: missing },
    ...{ placeRequests: requests, placeFailed: missing, causes: [], codes: [], timeouts: [] },
    ...{ where, changes, examples: [], also: [] },
    ...originOf(input),
    ...{ perMinute: run.during / minutes, perMinuteBefore: run.before / minutes },
  };
}

/** The lesser ones of the same place and time become a mention of the heaviest. */
function absorbed(incidents: readonly Incident[]): Incident[] {
  const kept: Incident[] = [];
  for (const incident of incidents.toSorted(worstIncidentFirst)) {
    const at = kept.findIndex((heavier) => belongsTo(incident, heavier));
    const heavier = kept[at];
    if (heavier === undefined) kept.push(incident);
    else kept[at] = { ...heavier, also: [...heavier.also, mention(incident)] };
  }
  return kept;
}

function mention({ kind, failed, placeRequests }: Incident): Incident['also'][number] {
  return { kind, requests: kind === 'slow' ? placeRequests : failed };
}

function belongsTo(lesser: Incident, heavier: Incident): boolean {
  if (lesser.kind !== 'gaveUp' && lesser.kind !== 'slow') return false;
  if (
    heavier.kind !== 'errors' &&
    !(heavier.kind === 'slow' && lesser.kind === 'gaveUp') &&
    !(heavier.kind === 'gaveUp' && lesser.kind === 'slow')
  )
    return false;
  const isSamePlace = isBeside(lesser.where.place, heavier.where.place);
  const overlap = Math.min(lesser.to, heavier.to) - Math.max(lesser.from, heavier.from);
  return isSamePlace && overlap >= 0.5 * Math.min(lesser.to - lesser.from, heavier.to - heavier.from);
}

/** One incident where several load balancers began to fail together for the same cause. */
function acrossLoadBalancers(incidents: readonly Incident[]): Incident[] {
  const joined: Incident[] = [];
  for (const incident of incidents.toSorted(worstIncidentFirst)) {
    const at = joined.findIndex((known) => isSameEverywhere(known, incident));
    const known = joined[at];
    if (known === undefined) joined.push(incident);
    else joined[at] = both(known, incident);
  }
  return joined;
}

function isSameEverywhere(left: Incident, right: Incident): boolean {
  if (left.kind !== right.kind || right.loadBalancers.some((name) => left.loadBalancers.includes(name))) return false;
  if (left.causes[0]?.cause !== right.causes[0]?.cause || Math.abs(left.from - right.from) > TOGETHER_MILLIS)
    return false;
  return ![left, right].some(({ where }) => where.extent === 'target' || where.extent === 'newTargets');
}

function both(heavier: Incident, lesser: Incident): Incident {
  const bySlice = (left: { failed: number }, right: { failed: number }) => right.failed - left.failed;
  return {
    ...heavier,
    from: Math.min(heavier.from, lesser.from),
    to: Math.max(heavier.to, lesser.to),
    isOngoing: heavier.isOngoing || lesser.isOngoing,
    loadBalancers: [...heavier.loadBalancers, ...lesser.loadBalancers],
    requests: heavier.requests + lesser.requests,
    failed: heavier.failed + lesser.failed,
    excess: heavier.excess + lesser.excess,
    where: {
      extent: 'loadBalancers',
      place: { loadBalancer: heavier.where.place.loadBalancer, ...serviceOfBoth(heavier, lesser) },
      slices: [...heavier.where.slices, ...lesser.where.slices].sort(bySlice).slice(0, SLICES_MAX),
    },
    codes: codesTogether([...heavier.codes, ...lesser.codes]),
    timeouts: [...heavier.timeouts, ...lesser.timeouts].slice(0, TIMEOUTS_MAX),
    causes: heavier.causes.map((cause) => {
      const same = lesser.causes.find((other) => other.cause === cause.cause && other.statusCode === cause.statusCode);
      return same === undefined
        ? cause
        : { ...cause, requests: cause.requests + same.requests, excess: cause.excess + same.excess };
    }),
  };
}

/** A service may be on several load balancers. */
function serviceOfBoth(left: Incident, right: Incident): { readonly service?: string } {
  const { service } = left.where.place;
  return service === undefined || service !== right.where.place.service ? {} : { service };
}

function worstIncidentFirst(left: Incident, right: Incident): number {
  return (
    RANKS[left.kind] - RANKS[right.kind] ||
    right.excess - left.excess ||
    right.placeRequests - left.placeRequests ||
    compareText(left.id, right.id)
  );
}
