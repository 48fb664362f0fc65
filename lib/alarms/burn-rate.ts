/**
 * Burn rates of the SRE workbook, "Alerting on SLOs": how many times as fast as it may is the error budget of a month
 * used up. A long window says that it matters, a short one that it still lasts. Windows are 15 minutes at least,
 * because shorter ones swing with the delivery of the logs. They watch plain rates: over an hour the excess would add
 * up what chance does.
 */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricOf, requestMetric } from '../monitoring/metric.ts';
import { dimensionsOf } from '../monitoring/subject.ts';
import { type AlarmDefinition, type CompositeDefinition, QUARTER_HOUR, type Watch } from './definition.ts';

/** Which requests a promise is about: those that may not fail, or those that may not be slow. */
const PROMISES = [
  {
    setting: 'slo',
    metric: 'Elb5xx',
    names: { fast: 'ErrorBudgetBurn', steady: 'ErrorBudgetBurnSteady', spent: 'ErrorBudgetSpent' },
  },
  {
    setting: 'slowSlo',
    metric: 'SlowRequests',
    names: { fast: 'SlowBudgetBurn', steady: 'SlowBudgetBurnSteady', spent: 'SlowBudgetSpent' },
  },
] as const;

const RATES = [
  { rate: 'fast', times: 14.4, longSeconds: 3_600, shortSeconds: 900 },
  { rate: 'steady', times: 6, longSeconds: 21_600, shortSeconds: 1_800 },
] as const;

/** A tenth of a month's budget is gone when three days have used it up as fast as it may be. */
const SPENT_SECONDS = 3 * 86_400;

type Budget = (typeof PROMISES)[number];

/** Pages: the budget burns now. */
export function burnRateAlarms(watch: Watch): readonly CompositeDefinition[] {
  const { subject } = watch;
  return promised(watch).flatMap(({ promise, allowed }) =>
    RATES.map(({ rate, times, longSeconds, shortSeconds }) => {
      const name = promise.names[rate];
      const part = (periodSeconds: number): AlarmDefinition => ({
        ...windowAlarm(watch, promise, { periodSeconds, share: times * allowed }),
        name: 'Part',
        subject: { ...subject, id: `${subject.id}-${name}-${periodSeconds}s` },
        severity: 'page',
        notice: 'never',
      });
      return { name, subject, severity: 'page', notice: 'together', parts: [part(longSeconds), part(shortSeconds)] };
    }),
  );
}

/** Tickets: it was used up too fast for three days. Alone, because it stays in ALARM for days. */
export function budgetSpentAlarms(watch: Watch): readonly AlarmDefinition[] {
  return promised(watch).map(({ promise, allowed }) => ({
    ...windowAlarm(watch, promise, { periodSeconds: SPENT_SECONDS, share: allowed }),
    name: promise.names.spent,
    subject: watch.subject,
    severity: 'ticket',
    notice: 'alone',
  }));
}

function promised({ settings }: Watch): readonly { readonly promise: Budget; readonly allowed: number }[] {
  return PROMISES.flatMap((promise) => {
    const percent = settings[promise.setting];
    return percent === undefined ? [] : [{ promise, allowed: (100 - percent) / 100 }];
  });
}

interface Window {
  readonly periodSeconds: number;
  /** Share of requests above which it breaches. */
  readonly share: number;
}

function windowAlarm(watch: Watch, { metric }: Budget, { periodSeconds, share }: Window) {
  return {
    ...QUARTER_HOUR,
    metric: guardedRate(watch, metric, periodSeconds),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    // A share cannot pass 1: a promise as low as 90 % would otherwise give an alarm that never fires.
    threshold: Math.min(0.99, Number(share.toPrecision(6))),
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** The share, and zero where there are too few errors: of one request an hour a single failure is everything. */
function guardedRate({ scope, subject, settings }: Watch, name: MetricOf<'requests'>, periodSeconds: number): IMetric {
  const of = (statistic: string) =>
    requestMetric(scope, name, { dimensions: dimensionsOf(subject), statistic, periodSeconds });
  return new MathExpression({
    expression: `IF(count >= ${settings.minimumErrors}, share, 0)`,
    usingMetrics: { count: of('Sum'), share: of('Average') },
    label: 'share of requests',
    period: Duration.seconds(periodSeconds),
  });
}
