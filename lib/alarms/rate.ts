/**
 * The share of failed requests as an alarm can watch it although its data come late: metrics of errors and requests go in,
 * an expression and its shape come out. `docs/alarms.md` has the measurements that chose the numbers here.
 *
 * Log objects come every five minutes from each load balancer node, one to seven minutes after the request. So no short
 * window is ever complete, a window of five minutes swings between full and empty, and an alarm on either misses or flaps.
 * What holds: take each minute together with the three before it, which gives the same value for that minute whenever it
 * is computed, and fire when any of the last 20 minutes is over the threshold.
 * CloudWatch has no moving sum; DIFF gives the minute before (`e - DIFF(e)`), and so on back. What DIFF gives where there is
 * nothing before is not documented well enough to page on: DIFF_TIME makes it count as nothing, and does so after a gap.
 */

import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSettings } from '../settings/types.ts';
import type { Shape } from './definition.ts';

/** Minutes that are judged together with traffic enough. Three find less, five need more expressions than an alarm may have. */
const MINUTES_TOGETHER = 4;
/** How long a minute is looked at, and so the latest that a log object may come: 20 minutes. */
const FAST: Shape = { datapointsToAlarm: 1, evaluationPeriods: 20 };
const FAST_PERIOD_SECONDS = 60;
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
  const errors = movingSum('e', parts.errors(FAST_PERIOD_SECONDS));
  const requests = movingSum('n', parts.requests(FAST_PERIOD_SECONDS));
  // At the edge of what CloudWatch has fetched, fewer minutes would pass for four and a blip for an incident.
  const complete = { condition: `n${MINUTES_TOGETHER - 1} > 0`, terms: requests.terms };
  return {
    ...FAST,
    metric: guarded({ errors: errors.sum, requests: requests.sum, label: parts.label, complete }, settings),
  };
}

/** Fifteen minutes as one period: right for thin traffic and for what happens seldom. */
export function thinRate(parts: RateParts, settings: AlarmSettings): IMetric {
  const [errors, requests] = [parts.errors(THIN_PERIOD_SECONDS), parts.requests(THIN_PERIOD_SECONDS)];
  return guarded({ errors, requests, label: parts.label }, settings);
}

export const THIN_SHAPE = THIN;

interface Sums {
  readonly errors: IMetric;
  readonly requests: IMetric;
  readonly label: string;
  readonly complete?: { readonly condition: string; readonly terms: Readonly<Record<string, IMetric>> };
}

/** Errors of a partial set of files are too few, never too many, and their share is right: so the guards only delay. */
function guarded(
  { errors, requests, label, complete }: Sums,
  { minimumRequests, minimumErrors }: AlarmSettings,
): IMetric {
  const conditions = [
    ...(complete === undefined ? [] : [complete.condition]),
    `requests >= ${minimumRequests}`,
    `errors >= ${minimumErrors}`,
  ];
  // While files of some nodes or load balancers are on their way, the first ones are measured by what usually comes: those
  // with all the errors would fire an alarm that the rest takes back.
  const usual = complete === undefined ? 'requests' : 'IF(requests > AVG(requests), requests, AVG(requests))';
  return new MathExpression({
    expression: `IF(${conditions.join(' AND ')}, 100 * errors / ${usual}, 0)`,
    usingMetrics: { ...complete?.terms, errors, requests },
    label,
    period: periodOf(errors),
  });
}

interface MovingSum {
  readonly sum: IMetric;
  /** The last of them, by its id: what the sum lacks at the edge. */
  readonly terms: Readonly<Record<string, IMetric>>;
}

function movingSum(id: string, metric: IMetric): MovingSum {
  const terms = new Map([[id, metric]]);
  let [before, inner] = [id, metric];
  for (let back = 1; back < MINUTES_TOGETHER; back++) {
    inner = new MathExpression({
      expression: `(DIFF_TIME(${before}) == ${FAST_PERIOD_SECONDS}) * (${before} - DIFF(${before}))`,
      usingMetrics: { [before]: inner },
      label: `${back} min before`,
      period: periodOf(metric),
    });
    before = `${id}${back}`;
    terms.set(before, inner);
  }
  const sum = new MathExpression({
    expression: [...terms.keys()].join(' + '),
    usingMetrics: Object.fromEntries(terms),
    period: periodOf(metric),
  });
  return { sum, terms: { [before]: inner } };
}

function periodOf(metric: IMetric): Duration {
  const config = metric.toMetricConfig();
  return config.metricStat?.period ?? Duration.seconds(config.mathExpression?.period ?? 60);
}
