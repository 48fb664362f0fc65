/** Alarms that cannot be played on logs, and why: what they watch is not in them, or not modeled. */

import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { evaluateAlarm } from '../cloudwatch/alarm.ts';
import type { AlarmQuery, MetricAlarmDefinition } from '../cloudwatch/alarm-definition.ts';
import { alarmsIn, parseRule } from '../cloudwatch/composite.ts';
import { isInsightsQuery, parseInsights } from '../cloudwatch/insights-parse.ts';
import { createMetricStore } from '../cloudwatch/store.ts';
import type { TemplateDefinitions } from '../cloudwatch/template.ts';
import { NATIVE_NAMESPACE } from './native.ts';
import { MODELED } from './native-metrics.ts';

/** By the name of the alarm. */
export function unplayable({ alarms, compositeAlarms }: TemplateDefinitions): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const alarm of alarms) {
    const reason = reasonAgainst(alarm);
    if (reason !== undefined) reasons.set(alarm.name, reason);
  }
  for (const { name, rule } of compositeAlarms) {
    const parts = alarmsIn(parseRule(rule));
    if (parts.length > 0 && parts.every((part) => reasons.has(part))) reasons.set(name, 'none of its alarms is played');
  }
  return reasons;
}

function reasonAgainst(alarm: MetricAlarmDefinition): string | undefined {
  for (const query of alarm.queries) {
    const watched = watchedMetric(query);
    if (watched === undefined || !watched.namespace.startsWith('AWS/')) continue;
    const { namespace, metricName, dimensions } = watched;
    const told = namespace === NATIVE_NAMESPACE ? MODELED[metricName] : undefined;
    if (told === undefined) return `the logs do not have ${namespace} ${metricName}`;
    if (dimensions !== undefined && !told.includes(dimensions))
      return `the logs have ${metricName} by ${told.join(' or by ')}, not by '${dimensions}'`;
  }
  return failureOf(alarm);
}

/** What an expression asks for and the model does not have is an error of its first evaluation. */
function failureOf(alarm: MetricAlarmDefinition): string | undefined {
  try {
    evaluateAlarm(alarm, createMetricStore(), 0);
    return undefined;
  } catch (error) {
    return failureText(error);
  }
}

interface WatchedMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** Names in order; undefined where a query leaves them open. */
  readonly dimensions: string | undefined;
}

function watchedMetric(query: AlarmQuery): WatchedMetric | undefined {
  if ('metric' in query) {
    const { namespace, metricName, dimensions } = query.metric;
    return { namespace, metricName, dimensions: Object.keys(dimensions).sort().join() };
  }
  if (!isInsightsQuery(query.expression)) return undefined;
  const { namespace, metricName, schema } = parseInsights(query.expression);
  return { namespace, metricName, dimensions: schema && [...schema].sort().join() };
}
