/** Alarms and a metric store go in; every change of state over a range, minute by minute, comes out. */

import { type Actions, actionsOf, type Holding } from './actions.ts';
import { type Evaluation, evaluateAlarm } from './alarm.ts';
import type { MetricAlarmDefinition } from './alarm-definition.ts';
import { type AlarmRule, alarmsIn, evaluateRule } from './composite.ts';
import { type AnyAlarm, evaluationOrder } from './evaluation-order.ts';
import type { AlarmState } from './missing-data.ts';
import { type MuteRule, muteWindows } from './mute-rules.ts';
import { type Outlook, outlookOf } from './outlook.ts';
import type { MetricStore } from './store.ts';

export interface StateChange {
  /** Time of the evaluation, milliseconds. */
  readonly at: number;
  readonly from: AlarmState;
  readonly state: AlarmState;
  readonly reason: string;
  /** Of a change to ALARM, where the alarm has a suppressor or is muted by rules: what became of its actions. */
  readonly actions?: Actions;
}

export interface AlarmTimeline {
  readonly alarm: AnyAlarm;
  readonly changes: readonly StateChange[];
  /** The state at the end of the range. */
  readonly state: AlarmState;
  /** Of an alarm on a Metrics Insights query with GROUP BY: the series that changed their state, in that order. */
  readonly contributors: readonly ContributorTimeline[];
}

/** One series with a state: CloudWatch notifies for each of them, and not for the alarm as a whole. */
export interface ContributorTimeline {
  /** The values of the keys of GROUP BY, for people. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly changes: readonly StateChange[];
  readonly state: AlarmState;
}

export interface TimelineOptions {
  /** First and last evaluation, milliseconds; both are cut to the minute. */
  readonly from: number;
  readonly to: number;
  /** Whether an evaluation sees only what had arrived by then (default), or everything ever put into the store. */
  readonly arrival?: 'recorded' | 'ignored';
  readonly extraPeriods?: number;
  /** When the alarms were made, from which their warm-up counts; default: long before, so that none is warming up. */
  readonly createdAt?: number;
  /**
   * When the data begin. An alarm that counts missing data as breaching waits until its window holds nothing older;
   * default: it does not wait.
   */
  readonly dataFrom?: number;
  /** What mutes actions; none by default. */
  readonly muteRules?: readonly MuteRule[];
  /** Called with how much of the range has been played, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

const MINUTE = 60_000;

/** Evaluates all alarms every minute, composites after the alarms they name. */
export function timeline(alarms: readonly AnyAlarm[], store: MetricStore, options: TimelineOptions): AlarmTimeline[] {
  const ordered = evaluationOrder(alarms);
  const histories = new Map(alarms.map((alarm) => [alarm.name, newHistory()]));
  const stateOf = (name: string) => histories.get(name)?.state ?? 'INSUFFICIENT_DATA';
  const outlooks = new Map(ordered.flatMap(({ alarm }) => outlookEntry(alarm, store)));
  for (let at = Math.floor(options.from / MINUTE) * MINUTE; at <= options.to; at += MINUTE) {
    options.onProgress?.((at - options.from) / (options.to - options.from));
    for (const { alarm, rule } of ordered) {
      const history = histories.get(alarm.name);
      if (history === undefined) continue;
      if (alarm.kind === 'metric')
        advanceTo(history, at, evaluationAt(alarm, store, { at, options, history, outlook: outlooks.get(alarm) }));
      else change(history, at, composite(rule, stateOf));
    }
  }
  return alarms.map((alarm) => {
    const { changes, state, contributors } = histories.get(alarm.name) ?? newHistory();
    const holding = holdingOf(alarm, histories, options);
    const acting = (all: readonly StateChange[]) => withActions(all, holding, options.to);
    const series = [...contributors.values()].map((one) => ({ ...one, changes: acting(one.changes) }));
    return { alarm, changes: acting(changes), state, contributors: series };
  });
}

/** What holds the actions of an alarm back; undefined where nothing ever does. */
function holdingOf(
  alarm: AnyAlarm,
  histories: ReadonlyMap<string, History>,
  { from, to, muteRules = [] }: TimelineOptions,
): Holding | undefined {
  const rules = muteRules.filter(({ alarms }) => alarms.includes(alarm.name));
  const muted = rules.flatMap((rule) =>
    muteWindows(rule, { from, to }).map((window) => ({ ...window, name: rule.name })),
  );
  const own = alarm.kind === 'composite' ? alarm.suppressor : undefined;
  const suppressor = own && { ...own, changes: histories.get(own.alarm)?.changes ?? [] };
  return suppressor === undefined && muted.length === 0 ? undefined : { suppressor, muted };
}

function withActions(
  changes: readonly StateChange[],
  holding: Holding | undefined,
  end: number,
): readonly StateChange[] {
  if (holding === undefined) return changes;
  return changes.map((one, index) =>
    one.state === 'ALARM'
      ? { ...one, actions: actionsOf(one.at, changes[index + 1]?.at ?? end + MINUTE, holding) }
      : one,
  );
}

interface ContributorHistory {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly changes: StateChange[];
  state: AlarmState;
}

interface History {
  readonly changes: StateChange[];
  state: AlarmState;
  readonly contributors: Map<string, ContributorHistory>;
}

function newHistory(): History {
  return { changes: [], state: 'INSUFFICIENT_DATA', contributors: new Map() };
}

interface TimelineStep {
  readonly at: number;
  readonly options: TimelineOptions;
  readonly history: History;
  readonly outlook: Outlook | undefined;
}

function outlookEntry(alarm: AnyAlarm, store: MetricStore): [AnyAlarm, Outlook][] {
  const outlook = alarm.kind === 'metric' ? outlookOf(alarm, store) : undefined;
  return outlook === undefined ? [] : [[alarm, outlook]];
}

function evaluationAt(
  alarm: MetricAlarmDefinition,
  store: MetricStore,
  { at, options, history, outlook }: TimelineStep,
): Evaluation {
  const { arrival = 'recorded', extraPeriods, createdAt, dataFrom } = options;
  const isBefore = dataFrom !== undefined && at < dataFrom + alarm.evaluationPeriods * alarm.period * 1000;
  if (isBefore && alarm.treatMissingData === 'breaching') return BEFORE_DATA;
  const evaluation = evaluateAlarm(alarm, store, at, {
    previous: history.state,
    previousContributors: history.contributors,
    asOf: arrival === 'recorded' ? at : undefined,
    outlook,
    ...(extraPeriods !== undefined && { extraPeriods }),
  });
  const age = (at - (createdAt ?? Number.NEGATIVE_INFINITY)) / MINUTE;
  return isWarmingUp(alarm, evaluation, age) ? WARMING_UP : evaluation;
}

const BEFORE_DATA: Evaluation = {
  state: 'INSUFFICIENT_DATA',
  reason: 'the data begin within its window',
  datapoints: [],
  contributors: [],
};

const WARMING_UP: Evaluation = {
  state: 'INSUFFICIENT_DATA',
  reason: 'the alarm is new and warms up',
  datapoints: [],
  contributors: [],
};

/** Once there are data for every period of the window, an alarm waits no longer unless it is told to. */
function isWarmingUp(
  { warmUp, evaluationPeriods }: MetricAlarmDefinition,
  evaluation: Evaluation,
  age: number,
): boolean {
  if (warmUp === undefined || age >= warmUp.minutes) return false;
  const filled = [evaluation, ...evaluation.contributors].some(
    ({ datapoints }) => datapoints.length >= evaluationPeriods,
  );
  return warmUp.isFixed || !filled;
}

function advanceTo(history: History, at: number, evaluation: Evaluation): void {
  change(history, at, evaluation);
  for (const contributor of evaluation.contributors) {
    const { name, attributes, state } = contributor;
    const known = history.contributors.get(name) ?? { name, attributes, changes: [], state: 'OK' };
    if (state === known.state) continue;
    history.contributors.set(name, known);
    change(known, at, contributor);
  }
}

function change(
  history: { readonly changes: StateChange[]; state: AlarmState },
  at: number,
  evaluation: { readonly state: AlarmState; readonly reason: string },
): void {
  const { state } = evaluation;
  if (state !== history.state) history.changes.push({ at, from: history.state, state, reason: evaluation.reason });
  history.state = state;
}

function composite(
  rule: AlarmRule | undefined,
  stateOf: (name: string) => AlarmState,
): { state: AlarmState; reason: string } {
  if (!rule) return { state: 'INSUFFICIENT_DATA', reason: 'no rule' };
  return {
    state: evaluateRule(rule, stateOf) ? 'ALARM' : 'OK',
    get reason() {
      const parts = [...new Set(alarmsIn(rule))].map((name) => `${name} is ${stateOf(name)}`);
      return parts.join(', ') || 'the rule is constant';
    },
  };
}
