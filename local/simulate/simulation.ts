/**
 * Alarms played against logs: definitions and what was played go in; for each alarm when it fired and cleared, and what
 * that was worth against the incidents that there really were, come out.
 */

import type { Span } from '../../lambda/verdict/gather.ts';
import { alarmsIn, parseRule, withKnown } from '../cloudwatch/composite.ts';
import type { AnyAlarm } from '../cloudwatch/evaluation-order.ts';
import type { MuteRule } from '../cloudwatch/mute-rules.ts';
import type { MetricStore } from '../cloudwatch/store.ts';
import type { TemplateDefinitions } from '../cloudwatch/template.ts';
import { type StateChange, timeline } from '../cloudwatch/timeline.ts';
import { episodes, type JudgedIncident, type Judgment, judgeAlarms } from './judge.ts';
import type { Minute, Played } from './played.ts';
import { unplayable } from './unplayable.ts';

export interface SimulatedAlarm {
  readonly name: string;
  readonly changes: readonly NamedChange[];
  readonly judgment: Judgment;
  /** Incidents of 5xx, or moments when the alarm would have fired had data come at once. */
  readonly judgedBy: 'incidents' | 'immediate data';
}

interface NamedChange extends StateChange {
  /** Which series changed, of an alarm that has a state for each. */
  readonly contributor?: string;
}

export interface Simulation {
  /** Over all load balancers. */
  readonly incidents: readonly JudgedIncident[];
  readonly alarms: readonly SimulatedAlarm[];
  /** Name of an alarm -> why it cannot be played. */
  readonly notPlayed: ReadonlyMap<string, string>;
}

export interface SimulationOptions {
  /** Percent of requests from which on a minute belongs to an incident. */
  readonly errorPercent: number;
  /** Only alarms whose name contains this. */
  readonly alarm?: string | undefined;
  /** Judges every alarm by the incidents of 5xx, no matter what it watches. */
  readonly byIncidents?: boolean;
}

const MINUTE = 60_000;
/** Calm of up to this long is part of an incident. */
const GAP_MILLIS = 5 * MINUTE;
/** One or two failed requests are no incident, even if they are a large share. */
const ERRORS_LEAST = 3;
/** After the last data, until every alarm that looks back 30 minutes or an hour has cleared. */
const AFTER_MILLIS = 75 * MINUTE;

export function simulate(definitions: TemplateDefinitions, played: Played, options: SimulationOptions): Simulation {
  const spans = spansOf(played);
  const notPlayed = unplayable(definitions);
  const all = ofThisStack(definitions);
  const playable = all.filter(({ name }) => !notPlayed.has(name));
  const withStandIns = [...playable, ...standIns(notPlayed)];
  const [immediate, late] = (['ignored', 'recorded'] as const).map((arrival) =>
    changesOver(withStandIns, played.store, { spans, arrival, muteRules: definitions.muteRules }),
  );
  const parts = partsOf(playable);
  const alarms = playable.flatMap((alarm) => {
    const changes = late?.get(alarm) ?? [];
    if (parts.has(alarm) || (options.alarm !== undefined && !alarm.name.includes(options.alarm))) return [];
    const side = options.byIncidents ? EVERYTHING : comparedSide(alarm);
    const truth =
      side === undefined
        ? alarmed(immediate?.get(alarm) ?? [], spans.at(-1)?.to ?? 0)
        : incidentsOf(played, { ...side, errorPercent: options.errorPercent });
    const fired = changes.flatMap(actedAt);
    const judgedBy = side === undefined ? ('immediate data' as const) : ('incidents' as const);
    return [{ name: alarm.name, changes: worthTelling(changes), judgment: judgeAlarms(fired, truth), judgedBy }];
  });
  const incidents = incidentsOf(played, { ...EVERYTHING, errorPercent: options.errorPercent });
  return { incidents, alarms, notPlayed };
}

/** When somebody hears of a change; nothing where the actions of the alarm are held back. */
function actedAt({ at, state, actions }: StateChange): readonly number[] {
  if (state !== 'ALARM' || (actions !== undefined && 'withheldBy' in actions)) return [];
  return [actions?.takenAt ?? at];
}

/** An alarm that cannot be played is never in ALARM for those that read it. */
function standIns(notPlayed: ReadonlyMap<string, string>): readonly AnyAlarm[] {
  return [...notPlayed.keys()].map((name) => ({ kind: 'composite', name, description: undefined, rule: 'FALSE' }));
}

/** Other alarms of the account that a rule names are never in ALARM here. */
function ofThisStack({ alarms, compositeAlarms }: TemplateDefinitions): readonly AnyAlarm[] {
  const names = new Set([...alarms, ...compositeAlarms].map(({ name }) => name));
  return [
    ...alarms,
    ...compositeAlarms.map((one) => ({ ...one, rule: withKnown(one.rule, (name) => names.has(name)) })),
  ];
}

/** Conditions of another alarm, which say nothing alone. Alarms of which one suffices do. */
function partsOf(alarms: readonly AnyAlarm[]): ReadonlySet<AnyAlarm> {
  const rules = alarms.flatMap((alarm) => (alarm.kind === 'composite' ? parseRule(alarm.rule) : []));
  const read = new Set(rules.filter(({ kind }) => kind === 'and').flatMap(alarmsIn));
  return new Set(alarms.filter(({ name, notifies = true }) => !notifies && read.has(name)));
}

/** The first evaluation of a new alarm is no news. */
function worthTelling(changes: readonly NamedChange[]): readonly NamedChange[] {
  return changes.filter(({ from, state }) => from !== 'INSUFFICIENT_DATA' || state === 'ALARM');
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
    throw new Error(`the logs cover ${Math.ceil(days)} days: must be at most ${DAYS_MAX}. Name fewer`);
  return spans;
}

interface SpanOptions {
  readonly spans: readonly Span[];
  readonly arrival: 'recorded' | 'ignored';
  readonly muteRules: readonly MuteRule[];
}

/**
 * For each alarm its changes of state, of its contributors where it has some, because those are what is notified; it
 * begins again in each span. That the logs begin or end is no news: an alarm for which missing data breach is asked
 * only while its window has some.
 */
function changesOver(
  alarms: readonly AnyAlarm[],
  store: MetricStore,
  { spans, arrival, muteRules }: SpanOptions,
): ReadonlyMap<AnyAlarm, readonly NamedChange[]> {
  const all = new Map(alarms.map((alarm) => [alarm, [] as NamedChange[]]));
  const silent = silenceBreaches(alarms);
  for (const span of spans) {
    for (const { alarm, changes, contributors } of timeline(alarms, store, {
      ...span,
      dataFrom: span.from,
      arrival,
      muteRules,
    })) {
      const named = contributors.flatMap(({ name, changes: own }) => own.map((one) => ({ ...one, contributor: name })));
      const until = silent.has(alarm.name) ? span.to - AFTER_MILLIS : span.to;
      const told: readonly NamedChange[] = contributors.length > 0 ? named : changes;
      all.get(alarm)?.push(...told.filter(({ at }) => at <= until).toSorted((left, right) => left.at - right.at));
    }
  }
  return all;
}

/** Names of the alarms for which silence is a breach, and of those that read them. */
function silenceBreaches(alarms: readonly AnyAlarm[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const alarm of alarms) {
    const reads = alarm.kind === 'composite' ? alarmsIn(parseRule(alarm.rule)).some((name) => names.has(name)) : false;
    if (reads || (alarm.kind === 'metric' && alarm.treatMissingData === 'breaching')) names.add(alarm.name);
  }
  return names;
}

interface ComparedSide {
  /** Load balancer; empty for all. */
  readonly scope: string;
  readonly count: (minute: Minute) => number;
}

const EVERYTHING: ComparedSide = { scope: '', count: ({ seen }) => seen };

const COUNTS: Readonly<Record<string, ComparedSide['count']>> = {
  ErrorsPage: ({ seen }) => seen,
  ErrorsTicket: ({ seen }) => seen,
  NativeTargetErrors: ({ made }) => made,
  NativeLoadBalancerErrors: ({ seen, made }) => Math.max(0, seen - made),
};

/** Whose errors an alarm on a share of 5xx watches; undefined for any other alarm. */
function comparedSide(alarm: AnyAlarm): ComparedSide | undefined {
  if (alarm.kind === 'composite' && /-Page$/.test(alarm.name)) return EVERYTHING;
  const kind = Object.keys(COUNTS).find((name) => alarm.name.includes(`-${name}-`));
  const count = COUNTS[kind ?? ''];
  if (alarm.kind !== 'metric' || count === undefined) return undefined;
  const [first] = alarm.queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
  return { scope: first?.dimensions.LoadBalancer ?? '', count };
}

function incidentsOf(
  { minutes }: Played,
  { scope, count, errorPercent }: ComparedSide & { readonly errorPercent: number },
): readonly JudgedIncident[] {
  const failing = [...(minutes.get(scope) ?? [])]
    .filter(([, minute]) => count(minute) >= ERRORS_LEAST && 100 * count(minute) > errorPercent * minute.requests)
    .map(([at]) => at);
  return episodes(failing, { minuteMillis: MINUTE, gapMillis: GAP_MILLIS });
}

/** Spans in ALARM, those of each contributor. */
function alarmed(changes: readonly NamedChange[], end: number): readonly JudgedIncident[] {
  return changes.flatMap(({ at, state, contributor }, index) => {
    const next = changes.find((other, later) => later > index && other.contributor === contributor);
    return state === 'ALARM' ? [{ from: at, to: next?.at ?? end }] : [];
  });
}
