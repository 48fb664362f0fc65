// Alarms and a metric store go in; every change of state over a range, minute by minute, comes out.

import { evaluateAlarm } from './alarm.ts';
import type { AlarmDefinition, CompositeAlarmDefinition } from './alarm-definition.ts';
import { alarmsIn, evaluateRule, parseRule, type Rule } from './composite.ts';
import type { AlarmState } from './missing-data.ts';
import type { MetricStore } from './store.ts';

export type AnyAlarm = AlarmDefinition | CompositeAlarmDefinition;

export interface StateChange {
  /** Time of the evaluation, milliseconds. */
  readonly at: number;
  readonly from: AlarmState;
  readonly state: AlarmState;
  readonly reason: string;
}

export interface AlarmTimeline {
  readonly alarm: AnyAlarm;
  readonly changes: readonly StateChange[];
  /** The state at the end of the range. */
  readonly state: AlarmState;
}

export interface TimelineOptions {
  /** First and last evaluation, milliseconds; both are cut to the minute. */
  readonly from: number;
  readonly to: number;
  /** Whether an evaluation sees only what had arrived by then (default), or everything ever put into the store. */
  readonly arrival?: 'recorded' | 'ignored';
  readonly extraPeriods?: number;
}

const MINUTE = 60_000;

/** Evaluates all alarms every minute, composites after the alarms they name. */
export function timeline(alarms: readonly AnyAlarm[], store: MetricStore, options: TimelineOptions): AlarmTimeline[] {
  const ordered = inOrder(alarms);
  const states = new Map<string, AlarmState>(alarms.map((alarm) => [alarm.name, 'INSUFFICIENT_DATA']));
  const changes = new Map<string, StateChange[]>(alarms.map((alarm) => [alarm.name, []]));
  const { from, to, arrival = 'recorded', extraPeriods } = options;
  for (let at = Math.floor(from / MINUTE) * MINUTE; at <= to; at += MINUTE) {
    for (const { alarm, rule } of ordered) {
      const previous = states.get(alarm.name) ?? 'INSUFFICIENT_DATA';
      const asOf = arrival === 'recorded' ? at : undefined;
      const range = extraPeriods === undefined ? {} : { extraPeriods };
      const { state, reason } =
        alarm.kind === 'metric'
          ? evaluateAlarm(alarm, store, at, { previous, asOf, ...range })
          : composite(rule, states);
      if (state !== previous) changes.get(alarm.name)?.push({ at, from: previous, state, reason });
      states.set(alarm.name, state);
    }
  }
  return alarms.map((alarm) => ({
    alarm,
    changes: changes.get(alarm.name) ?? [],
    state: states.get(alarm.name) ?? 'INSUFFICIENT_DATA',
  }));
}

function composite(
  rule: Rule | undefined,
  states: ReadonlyMap<string, AlarmState>,
): { state: AlarmState; reason: string } {
  if (!rule) return { state: 'INSUFFICIENT_DATA', reason: 'no rule' };
  const stateOf = (name: string) => states.get(name) ?? 'INSUFFICIENT_DATA';
  const parts = [...new Set(alarmsIn(rule))].map((name) => `${name} is ${stateOf(name)}`);
  return { state: evaluateRule(rule, stateOf) ? 'ALARM' : 'OK', reason: parts.join(', ') || 'the rule is constant' };
}

interface Ordered {
  readonly alarm: AnyAlarm;
  readonly rule: Rule | undefined;
}

/** Composites come after what they name. Throws on an unknown name and on a circle, which CloudWatch stops evaluating. */
function inOrder(alarms: readonly AnyAlarm[]): Ordered[] {
  const byName = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  const ordered = new Map<string, Ordered>();
  const visit = (alarm: AnyAlarm, path: readonly string[]) => {
    if (ordered.has(alarm.name)) return;
    if (path.includes(alarm.name))
      throw new Error(`composite alarms form a circle: ${[...path, alarm.name].join(' -> ')}`);
    const rule = alarm.kind === 'composite' ? parseRule(alarm.rule) : undefined;
    for (const name of rule ? alarmsIn(rule) : []) {
      const named = byName.get(name);
      if (!named)
        throw new Error(
          `composite alarm '${alarm.name}' names '${name}', which is no alarm; known are ${[...byName.keys()].join(', ')}`,
        );
      visit(named, [...path, alarm.name]);
    }
    ordered.set(alarm.name, { alarm, rule });
  };
  for (const alarm of alarms) visit(alarm, []);
  return [...ordered.values()];
}
