/**
 * Alarms played against logs: definitions and what was played go in; for each alarm when it fired and cleared, and what that was
 * worth against the incidents that there really were, come out.
 */
import type { AlarmDefinition, AlarmQuery } from '../cloudwatch/alarm-definition.ts';
import { alarmsIn, parseRule } from '../cloudwatch/composite.ts';
import { isInsightsQuery, parseInsights } from '../cloudwatch/insights-parse.ts';
import type { MetricStore } from '../cloudwatch/store.ts';
import type { TemplateDefinitions } from '../cloudwatch/template.ts';
import { type AnyAlarm, type StateChange, timeline } from '../cloudwatch/timeline.ts';
import { episodes, type Incident, type Judgement, judge } from './judge.ts';
import { MODELLED, NATIVE_NAMESPACE } from './native.ts';
import type { Minute, Played } from './played.ts';

export interface SimulatedAlarm {
  readonly name: string;
  readonly changes: readonly StateChange[];
  readonly judgement: Judgement;
  /** Incidents of 5xx, or moments when the alarm would have fired had data come at once. */
  readonly judgedBy: 'incidents' | 'immediate data';
}

export interface Simulation {
  /** Over all load balancers. */
  readonly incidents: readonly Incident[];
  readonly alarms: readonly SimulatedAlarm[];
  /** Name of an alarm -> why it cannot be played. */
  readonly notPlayed: ReadonlyMap<string, string>;
}

export interface SimulationOptions {
  /** Percent of requests from which on a minute belongs to an incident. */
  readonly errorPercent: number;
  /** Only alarms whose name contains this. */
  readonly alarm?: string | undefined;
}

const MINUTE = 60_000;
/** Calm of up to this long is part of an incident. */
const GAP_MILLIS = 5 * MINUTE;
/** One or two failed requests are no incident, whatever their share. */
const ERRORS_LEAST = 3;
/** After the last data, until every alarm that looks back 20 minutes or an hour has cleared. */
const AFTER_MILLIS = 75 * MINUTE;

export function simulate(definitions: TemplateDefinitions, played: Played, options: SimulationOptions): Simulation {
  const spans = spansOf(played);
  const notPlayed = unplayable(definitions);
  const all: readonly AnyAlarm[] = [...definitions.alarms, ...definitions.compositeAlarms];
  const playable = all.filter(({ name }) => !notPlayed.has(name));
  const immediate = changesOver(playable, played.store, { spans, arrival: 'ignored' });
  const late = changesOver(playable, played.store, { spans, arrival: 'recorded' });
  const alarms = playable.flatMap((alarm, index) => {
    const changes = late[index] ?? [];
    if (options.alarm !== undefined && !alarm.name.includes(options.alarm)) return [];
    const side = sideOf(alarm);
    const truth =
      side === undefined
        ? alarmed(immediate[index] ?? [], spans.at(-1)?.to ?? 0)
        : incidentsOf(played, { ...side, errorPercent: options.errorPercent });
    const fired = changes.filter(({ state }) => state === 'ALARM').map(({ at }) => at);
    const judgedBy = side === undefined ? ('immediate data' as const) : ('incidents' as const);
    return [{ name: alarm.name, changes: worthTelling(changes), judgement: judge(fired, truth), judgedBy }];
  });
  const incidents = incidentsOf(played, { scope: '', count: ({ seen }) => seen, errorPercent: options.errorPercent });
  return { incidents, alarms, notPlayed };
}

/** The first evaluation of a new alarm is no news. */
function worthTelling(changes: readonly StateChange[]): readonly StateChange[] {
  return changes.filter(({ from, state }) => from !== 'INSUFFICIENT_DATA' || state === 'ALARM');
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What an object covers. */
const OBJECT_MILLIS = 5 * MINUTE;
/** More would take minutes, and who looks at a month of alarms as text? */
const DAYS_MAX = 31;

/** Times with traffic, each until its alarms have cleared. What lies between, perhaps years, is not played. */
function spansOf({ minutes, objects }: Played): readonly Span[] {
  const times = [
    ...[...minutes.values()].flatMap((known) => [...known.keys()]),
    ...objects.flatMap(({ end, arrivedAt }) => [end - OBJECT_MILLIS, arrivedAt]),
  ];
  const spans: { from: number; to: number }[] = [];
  for (const at of times.toSorted((left, right) => left - right)) {
    const last = spans.at(-1);
    if (last !== undefined && at <= last.to) last.to = at + AFTER_MILLIS;
    else spans.push({ from: at, to: at + AFTER_MILLIS });
  }
  const days = spans.reduce((sum, { from, to }) => sum + (to - from), 0) / 86_400_000;
  if (spans.length === 0) throw new Error('no entries in these logs, so there is nothing to play');
  if (days > DAYS_MAX)
    throw new Error(`logs of at most ${DAYS_MAX} days can be played, got ${Math.ceil(days)}: name fewer`);
  return spans;
}

/** For each alarm its changes of state; it begins anew in each span. */
function changesOver(
  alarms: readonly AnyAlarm[],
  store: MetricStore,
  { spans, arrival }: { readonly spans: readonly Span[]; readonly arrival: 'recorded' | 'ignored' },
): readonly (readonly StateChange[])[] {
  const all = alarms.map(() => [] as StateChange[]);
  for (const span of spans) {
    for (const [index, { changes }] of timeline(alarms, store, { ...span, arrival }).entries())
      all[index]?.push(...changes);
  }
  return all;
}

interface Side {
  /** Load balancer; empty for all. */
  readonly scope: string;
  readonly count: (minute: Minute) => number;
}

const COUNTS: Readonly<Record<string, Side['count']>> = {
  ErrorRate: ({ seen }) => seen,
  TargetErrorRate: ({ made }) => made,
  LoadBalancerErrorRate: ({ seen, made }) => Math.max(0, seen - made),
  NativeTargetErrorRate: ({ made }) => made,
  NativeLoadBalancerErrorRate: ({ seen, made }) => Math.max(0, seen - made),
};

/** Whose errors an alarm on a share of 5xx watches; undefined for any other alarm. */
function sideOf(alarm: AnyAlarm): Side | undefined {
  const kind = Object.keys(COUNTS).find((name) => alarm.name.includes(`-${name}-`));
  const count = COUNTS[kind ?? ''];
  if (alarm.kind !== 'metric' || count === undefined) return undefined;
  const [first] = alarm.queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
  return { scope: first?.dimensions.LoadBalancer ?? '', count };
}

function incidentsOf(
  { minutes }: Played,
  { scope, count, errorPercent }: Side & { readonly errorPercent: number },
): readonly Incident[] {
  const failing = [...(minutes.get(scope) ?? [])]
    .filter(([, minute]) => count(minute) >= ERRORS_LEAST && 100 * count(minute) > errorPercent * minute.requests)
    .map(([at]) => at);
  return episodes(failing, { minuteMillis: MINUTE, gapMillis: GAP_MILLIS });
}

/** Spans in ALARM. */
function alarmed(changes: readonly StateChange[], end: number): readonly Incident[] {
  return changes.flatMap(({ at, state }, index) =>
    state === 'ALARM' ? [{ from: at, to: changes[index + 1]?.at ?? end }] : [],
  );
}

function unplayable({ alarms, compositeAlarms }: TemplateDefinitions): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const alarm of alarms) {
    const reason = reasonAgainst(alarm);
    if (reason !== undefined) reasons.set(alarm.name, reason);
  }
  for (const { name, rule } of compositeAlarms) {
    const part = alarmsIn(parseRule(rule)).find((one) => reasons.has(one));
    if (part !== undefined) reasons.set(name, `${part} is not played`);
  }
  return reasons;
}

function reasonAgainst({ queries }: AlarmDefinition): string | undefined {
  for (const query of queries) {
    const watched = watchedMetric(query);
    if (watched === undefined || !watched.namespace.startsWith('AWS/')) continue;
    const { namespace, metricName } = watched;
    if (namespace !== NATIVE_NAMESPACE || !MODELLED.some((name) => name === metricName)) {
      return `no log tells ${namespace} ${metricName}`;
    }
  }
  return undefined;
}

function watchedMetric(query: AlarmQuery): { readonly namespace: string; readonly metricName: string } | undefined {
  if ('metric' in query) return query.metric;
  return isInsightsQuery(query.expression) ? parseInsights(query.expression) : undefined;
}
