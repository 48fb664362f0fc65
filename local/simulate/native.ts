/**
 * AWS's own metrics of a load balancer, as far as a log can tell them: what happened minute by minute goes in, metric data of
 * `AWS/ApplicationELB`, as old as a model says, come out. For alarms on native metrics in a simulation only.
 */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { MetricStore } from '../cloudwatch/store.ts';
import { type NativeAge, nativeArrival } from './native-age.ts';
import type { Minute, Played } from './played.ts';

export const NATIVE_NAMESPACE = 'AWS/ApplicationELB';
/** What the log cannot tell: these metrics are there in an account, and not here. */
export const MODELLED = ['RequestCount', 'HTTPCode_ELB_5XX_Count', 'HTTPCode_Target_5XX_Count'] as const;

const MINUTE = 60_000;

export function addNative(store: MetricStore, { minutes }: Pick<Played, 'minutes'>, age: NativeAge): void {
  for (const [loadBalancer, known] of minutes) {
    if (loadBalancer === '') continue;
    for (const [at, minute] of known) putNative(store, age, nativeData(loadBalancer, at, minute));
  }
}

/** Puts data of `AWS/ApplicationELB` into a store, each as old as it would be. */
export function putNative(store: MetricStore, age: NativeAge, data: readonly MetricDatum[]): void {
  for (const datum of data) {
    const { MetricName: metricName = '', Dimensions: [dimension] = [], Timestamp } = datum;
    const key = { metricName, loadBalancer: dimension?.Value ?? '', end: (Timestamp?.getTime() ?? 0) + MINUTE };
    store.put(NATIVE_NAMESPACE, [datum], nativeArrival(age, key));
  }
}

/** Counts of errors are reported only where there are any. */
export function nativeData(
  loadBalancer: string,
  at: number,
  { requests, seen, made }: Pick<Minute, 'requests' | 'seen' | 'made'>,
): MetricDatum[] {
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
