/**
 * AWS's own metrics of a load balancer, as far as a log can tell them: what happened minute by minute goes in, metric data of
 * `AWS/ApplicationELB` that are two minutes old come out. For alarms on native metrics in a simulation only.
 */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { MetricStore } from '../cloudwatch/store.ts';
import type { Minute, Played } from './played.ts';

export const NATIVE_NAMESPACE = 'AWS/ApplicationELB';
/** What the log cannot tell: these metrics are there in an account, and not here. */
export const MODELLED = ['RequestCount', 'HTTPCode_ELB_5XX_Count', 'HTTPCode_Target_5XX_Count'] as const;

const MINUTE = 60_000;
/** From the end of the minute until CloudWatch has it. */
const NATIVE_DELAY_MILLIS = 120_000;

export function addNative(store: MetricStore, { minutes }: Pick<Played, 'minutes'>): void {
  for (const [loadBalancer, known] of minutes) {
    if (loadBalancer === '') continue;
    for (const [at, minute] of known) {
      store.put(NATIVE_NAMESPACE, nativeData(loadBalancer, at, minute), at + MINUTE + NATIVE_DELAY_MILLIS);
    }
  }
}

/** Counts of errors are reported only where there are any. */
function nativeData(loadBalancer: string, at: number, { requests, seen, made }: Minute): MetricDatum[] {
  const counts: readonly (readonly [(typeof MODELLED)[number], number])[] = [
    ['RequestCount', requests],
    ['HTTPCode_ELB_5XX_Count', Math.max(0, seen - made)],
    ['HTTPCode_Target_5XX_Count', made],
  ];
  return counts
    .filter(([, count]) => count > 0)
    .map(([MetricName, count]) => ({
      MetricName,
      Dimensions: [{ Name: 'LoadBalancer', Value: loadBalancer }],
      Timestamp: new Date(at),
      StatisticValues: { SampleCount: count, Sum: count, Minimum: 1, Maximum: 1 },
    }));
}
