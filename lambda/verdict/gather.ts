/**
 * Metrics and log lines of a span -> the evidence. Only load balancers in which something may be wrong are read part by
 * part, so that two hundred quiet ones cost five series each. Where metrics come from is the reader's business:
 * CloudWatch, or its model.
 */
import { compareText } from '../catalogue/compare-text.ts';
import { requestsIn } from '../measure/outcomes.ts';
import type { Evidence, EvidenceSeries, FailureRow, Place, PlaceSeries } from './evidence.ts';
import type { LineEvidence } from './lines.ts';
import { HINT, runsOfExcess } from './runs.ts';
import { type Signal, signalOf, USUAL_MAX } from './signals.ts';
import { SLOW_PERIODS, slowRuns } from './slow.ts';
import { causeKey, failureSeries } from './stories.ts';

/** Dimension sets of the requests family that the verdict reads. */
export type PlaceSet = 'LoadBalancer' | 'TargetGroup' | 'Route' | 'Service';

export interface SeriesQuery {
  readonly set: PlaceSet;
  /** Of these load balancers; undefined for all there are. */
  readonly loadBalancers: readonly string[] | undefined;
  readonly metric: 'Elb5xx' | 'Elb4xx' | 'TargetProcessingTime';
  readonly statistic: 'Sum' | 'SampleCount' | 'p50' | 'p99';
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
}

export interface FoundSeries {
  readonly place: Place;
  /** One value for each period, NaN where there is none. */
  readonly values: EvidenceSeries;
}

export type ReadSeries = (queries: readonly SeriesQuery[]) => Promise<readonly (readonly FoundSeries[])[]>;

/** Minutes, from the start of the first to the end of the last. */
export interface Span {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
/** Load balancers that are read part by part: the ones that fail most. */
const SUSPECTS_MAX = 50;
/** A slowdown this far below what is called slow is worth a look at the parts. */
const HINT_TIMES = 1.5;

export interface GatherOptions extends Span {
  /** Of one period; a minute if absent. Long spans have longer ones. */
  readonly periodMillis?: number;
  /** Undefined for all there are. */
  readonly loadBalancers?: readonly string[] | undefined;
  /** The last moment of which logs may have arrived; `to` if absent. */
  readonly now?: number;
}

/** A log object covers five minutes and arrives one to seven minutes after them. */
const LATE_MILLIS = 12 * MINUTE;

export async function gather(read: ReadSeries, lines: LineEvidence, options: GatherOptions): Promise<Evidence> {
  const { from, to, loadBalancers, periodMillis = MINUTE, now = to } = options;
  const span = { from, to, periodMillis };
  const wholes = await placeSeries(read, ['LoadBalancer'], { ...span, loadBalancers });
  const periods = Math.round((to - from) / periodMillis);
  const complete = Math.floor((now - LATE_MILLIS - from) / periodMillis);
  const completePeriods = Math.min(periods, Math.max(0, complete));
  const evidence = { from, periodMillis, periods, completePeriods, ...lines };
  const suspects = suspectsOf({ ...evidence, series: wholes });
  const parts =
    suspects.length === 0
      ? []
      : await placeSeries(read, ['TargetGroup', 'Route', 'Service'], { ...span, loadBalancers: suspects });
  return { ...evidence, series: [...wholes, ...parts] };
}

/** What is read of each place. */
const STATISTICS = [
  ['requests', 'Elb5xx', 'SampleCount'],
  ['failed', 'Elb5xx', 'Sum'],
  ['refused', 'Elb4xx', 'Sum'],
  ['p50', 'TargetProcessingTime', 'p50'],
  ['p99', 'TargetProcessingTime', 'p99'],
] as const;
type Member = (typeof STATISTICS)[number][0];

interface Places extends Span {
  readonly periodMillis: number;
  readonly loadBalancers: readonly string[] | undefined;
}

async function placeSeries(
  read: ReadSeries,
  sets: readonly PlaceSet[],
  { from, to, periodMillis, loadBalancers }: Places,
): Promise<PlaceSeries[]> {
  const wanted = sets.flatMap((set) =>
    STATISTICS.map(([member, metric, statistic]) => ({ member, query: { set, metric, statistic } })),
  );
  const queries = wanted.map(({ query }): SeriesQuery => {
    const isTime = query.metric === 'TargetProcessingTime';
    return { ...query, from, to, loadBalancers, periodSeconds: (periodMillis / 1000) * (isTime ? SLOW_PERIODS : 1) };
  });
  const results = await read(queries);
  const places = new Map<string, { readonly place: Place; readonly members: Map<Member, EvidenceSeries> }>();
  for (const [at, found] of results.entries()) {
    const one = wanted[at];
    if (one === undefined) continue;
    for (const { place, values } of found) {
      const key = JSON.stringify([place.loadBalancer, place.targetGroup, place.route, place.service]);
      const known = places.get(key) ?? { place, members: new Map<Member, EvidenceSeries>() };
      places.set(key, known);
      known.members.set(one.member, one.query.metric === 'TargetProcessingTime' ? repeated(values) : values);
    }
  }
  const periods = Math.round((to - from) / periodMillis);
  return [...places.values()].map(({ place, members }) => filled(place, members, periods));
}

/** A value of five minutes counts for each of them. */
function repeated(values: EvidenceSeries): EvidenceSeries {
  return values.flatMap((value) => new Array<number>(SLOW_PERIODS).fill(value));
}

function filled(place: Place, members: ReadonlyMap<Member, EvidenceSeries>, periods: number): PlaceSeries {
  const counts = (member: Member): EvidenceSeries => {
    const values = members.get(member) ?? [];
    return Array.from({ length: periods }, (_, at) => values[at] || 0);
  };
  const times = (member: Member): EvidenceSeries | undefined => members.get(member)?.slice(0, periods);
  const [p50, p99] = [times('p50'), times('p99')];
  return {
    ...{ place, requests: counts('requests'), failed: counts('failed'), refused: counts('refused') },
    ...(p50 === undefined ? {} : { p50 }),
    ...(p99 === undefined ? {} : { p99 }),
  };
}

/** Load balancers with an excess of anything, a hint of slowness or a target that stands out; the worst first. */
function suspectsOf(evidence: Evidence): string[] {
  const rows = Map.groupBy(evidence.failures, ({ loadBalancer }) => loadBalancer);
  const slow = new Set(evidence.slowTargets.map(({ loadBalancer }) => loadBalancer));
  return evidence.series
    .map((series) => ({ series, own: rows.get(series.place.loadBalancer) ?? [] }))
    .filter(({ series, own }) => slow.has(series.place.loadBalancer) || isSuspect(series, own, evidence))
    .map(({ series, own }) => ({
      name: series.place.loadBalancer,
      failed: requestsIn(own),
    }))
    .sort((left, right) => right.failed - left.failed || compareText(left.name, right.name))
    .slice(0, SUSPECTS_MAX)
    .map(({ name }) => name);
}

function isSuspect(series: PlaceSeries, rows: readonly FailureRow[], evidence: Evidence): boolean {
  const { requests, failed, refused } = series;
  const hasRun = (events: EvidenceSeries, signal: Signal): boolean =>
    runsOfExcess({ events, requests }, USUAL_MAX[signal], HINT).length > 0;
  if (hasRun(failed, 'errors') || hasRun(refused, 'refused')) return true;
  if (slowRuns(series, HINT_TIMES).length > 0) return true;
  const likes = Map.groupBy(rows, (row) =>
    [signalOf(row), row.targetGroup, row.route, row.service, causeKey(row)].join('\n'),
  );
  return [...likes.values()].some((own) => {
    const signal = own[0] === undefined ? undefined : signalOf(own[0]);
    return signal !== undefined && hasRun(failureSeries(own, evidence), signal);
  });
}
