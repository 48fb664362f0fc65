/**
 * The model of CloudWatch as a reader of series: what `GetMetricData` answers to the function, from a store on this
 * machine.
 */
import { OTHER } from '../../lambda/catalogue/metrics/definition.ts';
import type { Place } from '../../lambda/verdict/evidence.ts';
import type { FoundSeries, PlaceSet, ReadSeries, SeriesQuery } from '../../lambda/verdict/gather.ts';
import type { MetricIdentity, MetricStore } from '../cloudwatch/store.ts';

export function modelSeries(store: MetricStore, namespace: string): ReadSeries {
  let byName: Map<string, MetricIdentity[]> | undefined;
  const metricsOf = (name: string): readonly MetricIdentity[] => {
    byName ??= Map.groupBy(
      store.metrics().filter((metric) => metric.namespace === namespace),
      ({ metricName }) => metricName,
    );
    return byName.get(name) ?? [];
  };
  return async (queries) => queries.map((query) => found(store, metricsOf(query.metric), query));
}

const NAMES: Readonly<Record<PlaceSet, readonly string[]>> = {
  LoadBalancer: ['LoadBalancer'],
  TargetGroup: ['LoadBalancer', 'TargetGroup'],
  Route: ['LoadBalancer', 'Route'],
  Service: ['LoadBalancer', 'Service'],
};

function found(store: MetricStore, metrics: readonly MetricIdentity[], query: SeriesQuery): FoundSeries[] {
  const { set, loadBalancers, statistic: stat, from, to, periodSeconds: period } = query;
  const wanted = loadBalancers === undefined ? undefined : new Set(loadBalancers);
  return metrics.flatMap((metric): FoundSeries[] => {
    const place = placeOf(metric, NAMES[set]);
    if (place === undefined || wanted?.has(place.loadBalancer) === false) return [];
    const values = store.periods(metric, { stat, period, from, to }).map((value) => value ?? Number.NaN);
    return [{ place, values }];
  });
}

/** Undefined where the metric has other dimensions. `extraDimensions` of the settings may be next to them. */
function placeOf({ dimensions }: MetricIdentity, names: readonly string[]): Place | undefined {
  const { AccountId: _account, Region: _region, ...own } = dimensions;
  if (Object.keys(own).length !== names.length || names.some((name) => own[name] === undefined)) return undefined;
  const { LoadBalancer = OTHER, TargetGroup: targetGroup, Route: route, Service: service } = own;
  return {
    loadBalancer: LoadBalancer,
    ...(targetGroup === undefined ? {} : { targetGroup }),
    ...(route === undefined ? {} : { route }),
    ...(service === undefined ? {} : { service }),
  };
}
