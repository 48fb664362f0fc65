/**
 * What stopped: traffic that falls to nothing, and logs that no longer arrive although there is traffic. A metric that
 * is missing cannot be computed with, so each is two alarms that must both hold, one on what is there and one on what
 * is missing.
 */
import { ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { requestMetric } from '../monitoring/metric.ts';
import type { AlarmDefinition, CompositeDefinition, Watch } from './definition.ts';
import { nativeMetric } from './native.ts';

/** For a subject that is one load balancer. */
export function silenceAlarms(watch: Watch): readonly CompositeDefinition[] {
  const { trafficStopped: watchesTraffic, disconnected: watchesLogs } = watch.settings;
  return [...(watchesTraffic ? [trafficStopped(watch)] : []), ...(watchesLogs ? [logsStopped(watch)] : [])];
}

const FIVE_MINUTES = 300;
const AN_HOUR = 3_600;
/** Requests in the hour before: with ten a minute, ten minutes of silence are no chance. */
const REQUESTS_AN_HOUR = 600;

/**
 * Nothing for ten to fifteen minutes, after a clock hour with requests. It clears two hours after the last request at
 * the latest.
 */
function trafficStopped(watch: Watch): CompositeDefinition {
  const requests = (periodSeconds: number) =>
    nativeMetric('RequestCount', watch.subject.loadBalancer ?? '', { periodSeconds });
  return {
    name: 'TrafficStopped',
    subject: watch.subject,
    severity: 'page',
    notice: 'together',
    parts: [
      there(watch, 'TrafficStopped-Before', { metric: requests(AN_HOUR), requests: REQUESTS_AN_HOUR, of: [1, 1] }),
      missing(watch, 'TrafficStopped-Now', { metric: requests(FIVE_MINUTES), periods: 2 }),
    ],
  };
}

/** A log object covers five minutes and comes some minutes later: half an hour without one is more than late. */
const LOG_PERIODS = 6;
/** In most of them, because AWS's own metrics are late, too. */
const TRAFFIC_PERIODS = 4;
const REQUESTS_IN_FIVE_MINUTES = 5;

function logsStopped(watch: Watch): CompositeDefinition {
  const { scope, subject } = watch;
  const loadBalancer = subject.loadBalancer ?? '';
  const lines = requestMetric(scope, 'Elb5xx', {
    dimensions: { LoadBalancer: loadBalancer },
    statistic: 'SampleCount',
    periodSeconds: FIVE_MINUTES,
  });
  const traffic = nativeMetric('RequestCount', loadBalancer, { periodSeconds: FIVE_MINUTES });
  return {
    name: 'LogsStopped',
    subject,
    severity: 'ticket',
    notice: 'alone',
    parts: [
      there(watch, 'LogsStopped-Traffic', {
        metric: traffic,
        requests: REQUESTS_IN_FIVE_MINUTES,
        of: [TRAFFIC_PERIODS, LOG_PERIODS],
      }),
      // A new deployment has no log yet, and may be the first to switch them on.
      { ...missing(watch, 'LogsStopped-Lines', { metric: lines, periods: LOG_PERIODS }), warmUpMinutes: 60 },
    ],
  };
}

interface There {
  readonly metric: IMetric;
  /** In one period, at least. */
  readonly requests: number;
  readonly of: readonly [datapointsToAlarm: number, evaluationPeriods: number];
}

function there({ subject }: Watch, id: string, { metric, requests, of }: There): AlarmDefinition {
  const [datapointsToAlarm, evaluationPeriods] = of;
  return {
    ...partOf(subject, id),
    datapointsToAlarm,
    evaluationPeriods,
    metric,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: requests,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

function missing(
  { subject }: Watch,
  id: string,
  { metric, periods }: { readonly metric: IMetric; readonly periods: number },
): AlarmDefinition {
  return {
    ...partOf(subject, id),
    datapointsToAlarm: periods,
    evaluationPeriods: periods,
    metric,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    treatMissingData: TreatMissingData.BREACHING,
  };
}

/** On the clock, because an alarm on sliding periods also looks at older ones, and takes those for what is missing. */
function partOf(subject: Watch['subject'], id: string) {
  return {
    name: 'Part',
    subject: { ...subject, id: `${subject.id}-${id}` },
    severity: 'ticket',
    notice: 'never',
    isWallClock: true,
  } as const;
}
