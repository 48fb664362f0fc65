/**
 * Alarms of the synthesized stack and what was read go in; for each alarm, every change of state with its reason comes
 * out, seen with the data that had arrived by then. An alarm on what exists only in an account is named and not
 * evaluated.
 */

import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { actionText } from '../cloudwatch/actions.ts';
import { evaluateAlarm } from '../cloudwatch/alarm.ts';
import type { CompositeAlarmDefinition, MetricAlarmDefinition } from '../cloudwatch/alarm-definition.ts';
import { alarmsIn, parseRule, withKnown } from '../cloudwatch/composite.ts';
import type { AnyAlarm } from '../cloudwatch/evaluation-order.ts';
import { isInsightsQuery, parseInsights } from '../cloudwatch/insights-parse.ts';
import type { MetricStore } from '../cloudwatch/store.ts';
import type { TemplateDefinitions } from '../cloudwatch/template.ts';
import { type AlarmTimeline, type ContributorTimeline, type StateChange, timeline } from '../cloudwatch/timeline.ts';
import type { AlarmLane } from './document.ts';
import { nativeIds } from './native.ts';

type LaneAlarms = Pick<TemplateDefinitions, 'alarms' | 'compositeAlarms'> &
  Partial<Pick<TemplateDefinitions, 'muteRules'>>;

/** A longer range would take minutes; what is before it is left out, and the page says so. */
export const ALARM_RANGE_MILLIS = 14 * 24 * 3600_000;

interface Evaluated {
  readonly from: number;
  readonly to: number;
  /**
   * Minutes of a row of what has dimensions; more than 1 once there was too much of it, and then its arrivals are
   * forgotten.
   */
  readonly rowMinutes?: number;
  /** Called with how much of the range has been played, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

export function alarmLanes(definitions: LaneAlarms, store: MetricStore, span: Evaluated): AlarmLane[] {
  const unavailable = unavailableAlarms(definitions, store, span);
  const all: readonly AnyAlarm[] = [...definitions.compositeAlarms, ...definitions.alarms];
  const names = new Set(all.map(({ name }) => name).filter((name) => !unavailable.has(name)));
  const evaluated = all
    .filter(({ name }) => names.has(name))
    .map((alarm) =>
      alarm.kind === 'metric' ? alarm : { ...alarm, rule: withKnown(alarm.rule, (name) => names.has(name)) },
    );
  const from = Math.max(span.from, span.to - ALARM_RANGE_MILLIS);
  const timelines = new Map(
    timeline(evaluated, store, {
      from,
      to: span.to,
      dataFrom: span.from,
      onProgress: span.onProgress,
      muteRules: definitions.muteRules ?? [],
    }).map((one) => [one.alarm.name, one]),
  );
  return all
    .flatMap((alarm) => {
      const found = timelines.get(alarm.name);
      const own = lane(alarm, found, unavailable.get(alarm.name));
      const contributors = (found?.contributors ?? []).map((one) => contributorLane(own, one));
      // CloudWatch acts for each contributor, and not for the alarm as a whole.
      return [contributors.length > 0 ? { ...own, notifies: false } : own, ...contributors];
    })
    .sort(byFirstAlarm);
}

/** One series of an alarm that has a state for each: the same words, with the name of the series as its subject. */
function contributorLane(own: AlarmLane, { name, changes }: ContributorTimeline): AlarmLane {
  return {
    ...own,
    name: `${own.name}: ${name}`,
    subject: name,
    changes: changes.map(told),
  };
}

function lane(alarm: AnyAlarm, found: AlarmTimeline | undefined, unavailable: string | undefined): AlarmLane {
  const [first = '', ...rest] = (alarm.description ?? '').split('\n\n');
  const [, title = alarm.name, subject = ''] = /^(.+?)(?:: (.*))?\.$/.exec(first) ?? [];
  return {
    ...{ name: alarm.name, title, subject, notifies: alarm.notifies ?? true },
    text: rest.join('\n\n'),
    definition: alarm.kind === 'metric' ? metricDefinition(alarm) : alarm.rule,
    ...(unavailable === undefined ? {} : { unavailable }),
    changes: (found?.changes ?? []).map(told),
  };
}

/** With what became of its actions, where something held them back. */
function told({ at, state, reason, actions }: StateChange): AlarmLane['changes'][number] {
  const held = actionText(at, actions);
  return { at, state, reason: held === undefined ? reason : `${reason}; it ${held}` };
}

/** Those that fired, in the order of time, then the quiet ones, then those that cannot be evaluated. */
function byFirstAlarm(left: AlarmLane, right: AlarmLane): number {
  return rank(left) - rank(right);
}

function rank({ changes, unavailable }: AlarmLane): number {
  if (unavailable !== undefined) return Number.MAX_VALUE;
  return changes.find(({ state }) => state === 'ALARM')?.at ?? Number.MAX_SAFE_INTEGER;
}

const COMPARISONS = {
  GreaterThanOrEqualToThreshold: 'at least',
  GreaterThanThreshold: 'more than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'at most',
} as const;

function metricDefinition(alarm: MetricAlarmDefinition): string {
  const { datapointsToAlarm, evaluationPeriods, period, comparisonOperator, threshold, treatMissingData } = alarm;
  const minutes = period / 60;
  const of = evaluationPeriods === 1 ? 'the last period' : `${datapointsToAlarm} of ${evaluationPeriods} periods`;
  return `${COMPARISONS[comparisonOperator]} ${threshold} in ${of} of ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}; missing data: ${treatMissingData}`;
}

function unavailableAlarms(definitions: LaneAlarms, store: MetricStore, span: Evaluated): Map<string, string> {
  const unavailable = new Map<string, string>();
  for (const alarm of definitions.alarms) {
    const reason = nativeReason(alarm) ?? widthReason(alarm, span) ?? modelReason(alarm, store, span.to);
    if (reason !== undefined) unavailable.set(alarm.name, reason);
  }
  for (const composite of inDependencyOrder(definitions.compositeAlarms)) {
    const rule = parseRule(composite.rule);
    const parts = alarmsIn(rule);
    const missing = parts.filter((name) => unavailable.has(name));
    // Of those of which one suffices, the others are evaluated.
    const isLost = rule.kind === 'or' ? missing.length === parts.length : missing.length > 0;
    if (isLost) unavailable.set(composite.name, `It reads ${missing[0]}, which is not evaluated here.`);
  }
  return unavailable;
}

/** A composite may read a composite; passing over the list once for each is enough for any order. */
function inDependencyOrder(composites: readonly CompositeAlarmDefinition[]): CompositeAlarmDefinition[] {
  return composites.flatMap(() => composites);
}

function nativeReason({ queries, returnId }: MetricAlarmDefinition): string | undefined {
  if (!nativeIds(queries).has(returnId)) return undefined;
  const namespaces = queries.flatMap((query) => {
    if ('metric' in query) return [query.metric.namespace];
    return [...query.expression.matchAll(/["'](AWS\/\w+)/g)].map((match) => match[1] ?? '');
  });
  const names = [...new Set(namespaces.filter((name) => name.startsWith('AWS/')))].join(' and ');
  return `It watches ${names} metrics, which exist in your account only.`;
}

function widthReason({ queries }: MetricAlarmDefinition, { rowMinutes = 1 }: Evaluated): string | undefined {
  if (rowMinutes === 1 || !queries.some(readsDimensions)) return undefined;
  return 'These logs are too large to keep its metrics minute by minute. Read a shorter period.';
}

function readsDimensions(query: MetricAlarmDefinition['queries'][number]): boolean {
  if ('metric' in query) return Object.keys(query.metric.dimensions).length > 0;
  return isInsightsQuery(query.expression) && parseInsights(query.expression).schema?.length !== 0;
}

function modelReason(alarm: MetricAlarmDefinition, store: MetricStore, at: number): string | undefined {
  try {
    evaluateAlarm(alarm, store, at);
    return undefined;
  } catch (error) {
    return `Not modeled here: ${failureText(error)}.`;
  }
}
