/**
 * The definition of a metric alarm goes in; an error comes out where PutMetricAlarm would refuse it, as observed on the
 * service (test/local/cloudwatch/native-cases.ts).
 */
import type { MetricAlarmDefinition } from './alarm-definition.ts';
import { type InsightsQuery, isInsightsQuery, parseInsights } from './insights-parse.ts';

/** Only the latest three hours of a Metrics Insights query are evaluated. */
const INSIGHTS_SECONDS_MAX = 3 * 3600;

/** A wall clock window takes a minute, five minutes, an hour, a day or a week. */
const WALL_CLOCK_PERIODS = [60, 300, 3_600, 86_400, 604_800];

export function checkAdmission(alarm: MetricAlarmDefinition, insufficientDataActions: readonly unknown[] = []): void {
  const expressions = expressionsOf(alarm);
  const refused = (why: string) => new Error(`alarm '${alarm.name}' ${why}`);
  if (alarm.evaluationWindow === 'wallClock' && !WALL_CLOCK_PERIODS.includes(alarm.period))
    throw refused(`has a wall clock window of ${alarm.period} s, and allowed are ${WALL_CLOCK_PERIODS.join(', ')}`);
  if (expressions.some((text) => /\bSEARCH\s*\(/.test(text)))
    throw refused('uses SEARCH, which is not allowed in an alarm, even where its result is reduced or not used');
  const insights = expressions.filter(isInsightsQuery).map(parseInsights);
  if (insights.length === 0) return;
  if (insights.length > 1) throw refused(`has ${insights.length} Metrics Insights queries, and one is allowed`);
  if (alarm.period < 60) throw refused(`asks a Metrics Insights query every ${alarm.period} s, and 60 is the least`);
  if (alarm.period * alarm.evaluationPeriods > INSIGHTS_SECONDS_MAX) {
    throw refused(`evaluates ${alarm.evaluationPeriods} periods of ${alarm.period} s, and a query has three hours`);
  }
  const returned = returnedQuery(alarm);
  if (returned === undefined || returned.groupBy.length === 0) return;
  if (returned.orderBy === undefined)
    throw refused('returns several series, which takes a Metrics Insights query with ORDER BY');
  if (insufficientDataActions.length > 0)
    throw refused('has contributors, which have no state INSUFFICIENT_DATA to act on');
}

/** What an alarm asks of Metrics Insights. */
export interface InsightsUse {
  readonly reads: boolean;
  /** The query whose series are contributors, each with a state; undefined for an alarm with one state. */
  readonly contributors: InsightsQuery | undefined;
}

const uses = new WeakMap<MetricAlarmDefinition, InsightsUse>();

/** Remembered, because an alarm is evaluated every minute. */
export function insightsUse(alarm: MetricAlarmDefinition): InsightsUse {
  const known = uses.get(alarm);
  if (known) return known;
  const returned = returnedQuery(alarm);
  const use = {
    reads: expressionsOf(alarm).some(isInsightsQuery),
    contributors: returned && returned.groupBy.length > 0 ? returned : undefined,
  };
  uses.set(alarm, use);
  return use;
}

function expressionsOf({ queries }: MetricAlarmDefinition): readonly string[] {
  return queries.flatMap((query) => ('expression' in query ? [query.expression] : []));
}

function returnedQuery({ queries, returnId }: MetricAlarmDefinition): InsightsQuery | undefined {
  const returned = queries.find(({ id }) => id === returnId);
  const isQuery = returned && 'expression' in returned && isInsightsQuery(returned.expression);
  return isQuery ? parseInsights(returned.expression) : undefined;
}
