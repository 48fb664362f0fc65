/** What was read, over all time: what a person wants to know first. */
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import { type Readings, spanOf } from '../readings/readings.ts';
import { type Filter, type KindSum, type Sum, sumKinds, sumOfKinds, sumsBy, worstFirst } from '../readings/select.ts';

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** One load balancer, or one target group, route or service of it. */
export interface PlaceOverview {
  readonly name: string;
  readonly requests: number;
  readonly elb5xx: number;
  readonly target5xx: number;
}

export interface LoadBalancerOverview extends PlaceOverview {
  readonly targetGroups: readonly PlaceOverview[];
  readonly routes: readonly PlaceOverview[];
  readonly services: readonly PlaceOverview[];
}

export interface Overview {
  readonly from: number;
  /** End of the last minute. */
  readonly to: number;
  readonly requests: number;
  readonly elb5xx: number;
  /** The most failing first. */
  readonly loadBalancers: readonly LoadBalancerOverview[];
}

const MINUTE_MILLIS = 60_000;
export const ALWAYS: Filter = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Undefined when no request was read. */
export function overview(readings: Readings): Overview | undefined {
  const { first, last, outcomes } = readings;
  const kinds = sumKinds(outcomes, ALWAYS);
  if (kinds.length === 0) return undefined;
  const { requests, elb5xx } = sumOfKinds(kinds);
  const ofBalancer = Map.groupBy(kinds, ({ kind }) => kind.loadBalancer);
  return {
    ...{ from: first, to: last + MINUTE_MILLIS, requests, elb5xx },
    loadBalancers: worstFirst([...ofBalancer].map(([name, some]) => balancerOverview(name, some))),
  };
}

function balancerOverview(name: string, kinds: readonly KindSum[]): LoadBalancerOverview {
  return {
    ...part(name, sumOfKinds(kinds)),
    targetGroups: parts(sumsBy(kinds, ({ targetGroup }) => targetGroup)),
    routes: parts(sumsBy(kinds, ({ route }) => route)),
    services: parts(sumsBy(kinds, ({ service }) => service)),
  };
}

function part(name: string, { requests, elb5xx, target5xx }: Sum): PlaceOverview {
  return { name, requests, elb5xx, target5xx };
}

/** The busiest first, equally busy ones by name, so that the order of reading changes nothing. */
function parts(sums: ReadonlyMap<string, Sum>): PlaceOverview[] {
  return [...sums]
    .map(([name, sum]) => part(name, sum))
    .sort((left, right) => right.requests - left.requests || compareText(left.name, right.name));
}

/** Percentiles over all time as CloudWatch would answer them; undefined where nothing was measured. */
export function timesOf(
  readings: Readings,
  metricName: string,
  dimensions: Readonly<Record<string, string>>,
): Percentiles | undefined {
  const span = spanOf(readings);
  if (span === undefined) return undefined;
  const metric = { namespace: readings.config.namespace, metricName, dimensions };
  const period = Math.ceil((span.to - span.from) / MINUTE_MILLIS) * 60;
  const [p50, p99] = ['p50', 'p99'].map((stat) => readings.store.periods(metric, { ...span, stat, period })[0]);
  return p50 === undefined || p99 === undefined ? undefined : { p50, p99 };
}
