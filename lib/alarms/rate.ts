/**
 * The share of failed requests as an alarm can watch it although its data come late: metrics of errors and requests go in,
 * an expression and its shape come out. `docs/alarms.md` has the measurements that chose the numbers here.
 *
 * Log objects come every five minutes from each load balancer node, one to seven minutes after the request. So no short
 * window is ever complete, a window of five minutes swings between full and empty, and an alarm on either misses or flaps.
 * What holds: take each minute together with the three before it, which gives the same value for that minute whenever it
 * is computed, and fire when any of the last 20 minutes is over the threshold.
 * CloudWatch has no moving sum; DIFF gives the minute before (`e - DIFF(e)`), and so on back.
 */
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSettings } from '../alarm-settings.ts';
import type { Shape } from './definition.ts';

/** Minutes that are judged together with traffic enough. Three find less, five need more expressions than an alarm may have. */
const MINUTES_TOGETHER = 4;
/** How long a minute is looked at, and so the latest that a log object may come: 20 minutes. */
const FAST: Shape = { datapointsToAlarm: 1, evaluationPeriods: 20 };
const THIN: Shape = { datapointsToAlarm: 1, evaluationPeriods: 1 };
const THIN_PERIOD_SECONDS = 900;
/** Below this, four minutes hold too few requests to tell an incident from bad luck. */
const THIN_REQUESTS_PER_MINUTE = 20;

export interface Watched extends Shape {
  /** Percent; 0 where there are too few requests or errors to judge. */
  readonly metric: IMetric;
}

export interface RateParts {
  /** Sum of failures, of one period. May be an expression over metrics with ids other than those used here. */
  readonly errors: (periodSeconds: number) => IMetric;
  /** All of them, of one period. */
  readonly requests: (periodSeconds: number) => IMetric;
  readonly label: string;
}

export function isThin({ requestsPerMinute }: AlarmSettings): boolean {
  return requestsPerMinute < THIN_REQUESTS_PER_MINUTE;
}

export function rate(parts: RateParts, settings: AlarmSettings): Watched {
  if (isThin(settings)) return { ...THIN, metric: thinRate(parts, settings) };
  const errors = movingSum('e', parts.errors(60));
  const requests = movingSum('n', parts.requests(60));
  return { ...FAST, metric: guarded({ errors, requests, label: parts.label }, settings) };
}

/** Fifteen minutes as one period: right for thin traffic and for what happens seldom. */
export function thinRate({ errors, requests, label }: RateParts, settings: AlarmSettings): IMetric {
  return guarded({ errors: errors(THIN_PERIOD_SECONDS), requests: requests(THIN_PERIOD_SECONDS), label }, settings);
}

export const THIN_SHAPE = THIN;

/** Errors of a partial set of files are too few, never too many, and their share is right: so the guards only delay. */
function guarded(
  { errors, requests, label }: { errors: IMetric; requests: IMetric; label: string },
  { minimumRequests, minimumErrors }: AlarmSettings,
): IMetric {
  return new MathExpression({
    expression: `IF(requests >= ${minimumRequests} AND errors >= ${minimumErrors}, 100 * errors / requests, 0)`,
    usingMetrics: { errors, requests },
    label,
    period: periodOf(errors),
  });
}

function movingSum(id: string, metric: IMetric): IMetric {
  const ids = [id];
  const terms: Record<string, IMetric> = { [id]: metric };
  for (let back = 1, before = id; back < MINUTES_TOGETHER; back++) {
    const next = `${id}${back}`;
    const inner = terms[before];
    if (inner === undefined) break;
    terms[next] = new MathExpression({
      expression: `${before} - DIFF(${before})`,
      usingMetrics: { [before]: inner },
      label: `${back} min before`,
      period: periodOf(metric),
    });
    ids.push(next);
    before = next;
  }
  return new MathExpression({ expression: ids.join(' + '), usingMetrics: terms, period: periodOf(metric) });
}

function periodOf(metric: IMetric): Duration {
  const config = metric.toMetricConfig();
  return config.metricStat?.period ?? Duration.seconds(config.mathExpression?.period ?? 60);
}
