/**
 * AWS's own metrics of a load balancer in a metric store, as old as a model says. For alarms on them in a simulation
 * only.
 */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { MetricStore } from '../cloudwatch/store.ts';
import { type NativeAge, nativeArrival } from './native-age.ts';
import { countOf } from './native-metrics.ts';

export const NATIVE_NAMESPACE = 'AWS/ApplicationELB';

const MINUTE = 60_000;

/** Puts data of `AWS/ApplicationELB` into a store, each as old as it would be. */
export function putNative(store: MetricStore, age: NativeAge, data: readonly MetricDatum[]): void {
  for (const datum of data) {
    const { MetricName: metricName = '', Dimensions = [], Timestamp } = datum;
    const loadBalancer = Dimensions.find(({ Name }) => Name === 'LoadBalancer')?.Value ?? '';
    const key = { metricName, loadBalancer, end: (Timestamp?.getTime() ?? 0) + MINUTE };
    store.put(NATIVE_NAMESPACE, [datum], nativeArrival(age, key));
  }
}

/** Requests of one minute, those that failed as clients saw it, and those of these that targets made. */
export interface NativeRequests {
  readonly requests: number;
  readonly seen: number;
  readonly made: number;
}

/** Counts of errors are reported only where there are any. */
export function nativeData(loadBalancer: string, at: number, { requests, seen, made }: NativeRequests): MetricDatum[] {
  const counts: readonly (readonly [string, number])[] = [
    ['RequestCount', requests],
    ['HTTPCode_ELB_5XX_Count', seen - made],
    ['HTTPCode_Target_5XX_Count', made],
  ];
  const place = [{ Name: 'LoadBalancer', Value: loadBalancer }];
  return counts.filter(([, count]) => count > 0).map(([name, count]) => countOf(name, { at, place, count }));
}
