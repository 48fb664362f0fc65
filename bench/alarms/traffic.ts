/**
 * Metric data of made-up traffic as the function would publish them, without the text of a log: what each node of a
 * load balancer serves minute by minute goes in; a metric store comes out in which each node's five minutes arrive when
 * a model of delivery says so.
 */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { CATALOGUE } from '../../lambda/catalogue/metrics/index.ts';
import { type ExcessRule, excessOf, type MinuteCount } from '../../lambda/measure/excess.ts';
import { createMetricStore, type MetricStore } from '../../local/cloudwatch/store.ts';
import { random } from '../../local/generate/random.ts';
import { arrival, type Delivery, type DeliveryKind } from '../../local/simulate/delivery.ts';
import { binomial, poisson } from './chance.ts';

/** What one node serves in one minute, on average. */
export interface Load {
  readonly requests: number;
  /** Share of them that is bad: failed, or slow. */
  readonly bad: number;
}

/** Requests of one target group and route. */
export interface Part {
  readonly targetGroup: string;
  readonly route: string;
  readonly load: (minute: number, node: number) => Load;
}

export type SetName = 'All' | 'LoadBalancer' | 'TargetGroup' | 'Route';

export interface Traffic {
  readonly seed: string;
  readonly minutes: number;
  readonly nodes: number;
  readonly kind: DeliveryKind;
  readonly parts: readonly Part[];
  readonly measured: 'errors' | 'slow';
  /** Who makes the errors. */
  readonly side: 'loadBalancer' | 'target';
  /** Dimension sets that are published. */
  readonly sets: readonly SetName[];
}

export const NAMESPACE = 'LoadBalancerLogs';
export const LOAD_BALANCER = 'app/shop/50dc6c495c0c9188';
export const START = Date.UTC(2026, 4, 4);
export const MINUTE = 60_000;
export const OBJECT_MINUTES = 5;

/** Shares that are allowed without a setting, and how the excess over them is computed. */
const RULES: Readonly<Record<Traffic['measured'], ExcessRule>> = {
  errors: { ...CATALOGUE.requests.metrics.ExcessErrors, allowed: 0.05 },
  slow: { ...CATALOGUE.requests.metrics.ExcessSlow, allowed: 0.01 },
};

export function trafficStore(traffic: Traffic): MetricStore {
  const store = createMetricStore();
  for (let node = 0; node < traffic.nodes; node++) {
    const chance = random(traffic.seed, 'node', node);
    for (let minute = 0; minute < traffic.minutes; minute += OBJECT_MINUTES) {
      const object = countedObject(traffic, { minute, node, chance });
      const arrivedAt = arrivalOf(traffic, minute + OBJECT_MINUTES, node);
      for (const set of traffic.sets) {
        for (const [value, counts] of bySet(object, set)) {
          store.put(NAMESPACE, objectData(traffic, { set, value, counts }), arrivedAt);
        }
      }
    }
  }
  return store;
}

/** Of the log object of a node that ends with a minute. */
export function arrivalOf({ seed, kind }: Delivery, minute: number, node: number): number {
  const end = START + minute * MINUTE;
  return arrival({ seed, kind }, end, `${node} ${end}`);
}

interface CountedPart {
  readonly part: Part;
  readonly minutes: readonly MinuteCount[];
}

function countedObject(
  { parts }: Traffic,
  {
    minute,
    node,
    chance,
  }: { readonly minute: number; readonly node: number; readonly chance: ReturnType<typeof random> },
): readonly CountedPart[] {
  return parts.map((part) => ({
    part,
    minutes: Array.from({ length: OBJECT_MINUTES }, (_, at) => {
      const { requests: mean, bad } = part.load(minute + at, node);
      const requests = poisson(chance, mean);
      return { minute: START / MINUTE + minute + at, requests, errors: binomial(chance, requests, bad) };
    }),
  }));
}

/** Counts of an object by the value that the set has, in addition to the load balancer. */
function bySet(object: readonly CountedPart[], set: SetName): ReadonlyMap<string, readonly MinuteCount[]> {
  const merged = new Map<string, readonly MinuteCount[]>();
  for (const { part, minutes } of object) {
    const value = set === 'TargetGroup' ? part.targetGroup : set === 'Route' ? part.route : '';
    const known = merged.get(value);
    merged.set(value, known === undefined ? minutes : added(known, minutes));
  }
  return merged;
}

function added(left: readonly MinuteCount[], right: readonly MinuteCount[]): readonly MinuteCount[] {
  return left.map(({ minute, requests, errors }, at) => ({
    minute,
    requests: requests + (right[at]?.requests ?? 0),
    errors: errors + (right[at]?.errors ?? 0),
  }));
}

interface SetCounts {
  readonly set: SetName;
  readonly value: string;
  readonly counts: readonly MinuteCount[];
}

function objectData({ measured, side }: Traffic, { set, value, counts }: SetCounts): MetricDatum[] {
  const Dimensions = [
    ...(set === 'All' ? [] : [{ Name: 'LoadBalancer', Value: LOAD_BALANCER }]),
    ...(set === 'TargetGroup' || set === 'Route' ? [{ Name: set, Value: value }] : []),
  ];
  const { minutes, millionths } = excessOf(counts, RULES[measured]);
  const excess = minutes.map((minute, at) => ({
    MetricName: measured === 'errors' ? 'ExcessErrors' : 'ExcessSlow',
    Dimensions,
    Timestamp: new Date(minute * MINUTE),
    Value: (millionths[at] ?? 0) / 1e6,
  }));
  const raw =
    set !== 'All' ? [] : measured === 'slow' ? counts.flatMap(times) : counts.flatMap((one) => rates(one, side));
  return [...raw, ...excess];
}

/** The form `Rate` of the catalogue: nothing where there was no request, zeros where none failed. */
function rates({ minute, requests, errors }: MinuteCount, side: Traffic['side']): MetricDatum[] {
  const rate = (MetricName: string, Sum: number) => ({
    MetricName,
    Timestamp: new Date(minute * MINUTE),
    StatisticValues: { SampleCount: requests, Sum, Minimum: Sum === requests ? 1 : 0, Maximum: Sum > 0 ? 1 : 0 },
  });
  return requests === 0 ? [] : [rate('Elb5xx', errors), rate('Target5xx', side === 'target' ? errors : 0)];
}

/** A quick time and a slow one. */
function times({ minute, requests, errors }: MinuteCount): MetricDatum[] {
  const counted = [
    [0.1, requests - errors],
    [3, errors],
  ].filter(([, count]) => count !== 0);
  if (requests === 0) return [];
  const [Values, Counts] = [counted.map(([value = 0]) => value), counted.map(([, count = 0]) => count)];
  return [{ MetricName: 'TargetProcessingTime', Timestamp: new Date(minute * MINUTE), Values, Counts }];
}
