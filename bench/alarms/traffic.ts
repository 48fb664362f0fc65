/**
 * Metric data of made-up traffic as the function would publish them, without the text of a log: requests a minute, the share
 * that fails at all times and the share that fails in an incident go in; a metric store comes out in which each node's five
 * minutes arrive when a model of delivery says so.
 */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { createMetricStore, type MetricStore } from '../../local/cloudwatch/store.ts';
import { type Random, random } from '../../local/generate/random.ts';
import { arrival, type Delivery } from '../../local/simulate/delivery.ts';
import type { Incident } from '../../local/simulate/judge.ts';

export interface Traffic {
  readonly seed: string;
  readonly requestsPerMinute: number;
  /** Share of requests that fail at all times. */
  readonly baseErrors: number;
  /** Share of requests that fail in the incident, base included. */
  readonly incidentErrors: number;
  readonly incidents: readonly Incident[];
  /** Who makes the errors of the incident. */
  readonly side: 'loadBalancer' | 'target';
  readonly from: number;
  readonly minutes: number;
  readonly delivery: Delivery;
  /** How many nodes there are; three by default, one in each Availability Zone. */
  readonly nodes?: number;
  /** How many of them the incident hits, each with `incidentErrors`; all by default. */
  readonly nodesHit?: number;
}

export const NAMESPACE = 'LoadBalancerLogs';
const NODES = 3;
const OBJECT_MINUTES = 5;
const MINUTE = 60_000;

export function trafficStore(traffic: Traffic): MetricStore {
  const store = createMetricStore();
  const { nodes = NODES, nodesHit = nodes } = traffic;
  for (let node = 0; node < nodes; node++) {
    const chance = random(traffic.seed, 'node', node);
    for (let minute = 0; minute < traffic.minutes; minute += OBJECT_MINUTES) {
      const start = traffic.from + minute * MINUTE;
      const data = Array.from({ length: OBJECT_MINUTES }, (_, at) =>
        minuteData(traffic, chance, {
          at: start + at * MINUTE,
          requests: traffic.requestsPerMinute / nodes,
          isHit: node < nodesHit,
        }),
      );
      const end = start + OBJECT_MINUTES * MINUTE;
      store.put(NAMESPACE, data.flat(), arrival(traffic.delivery, end, `${node} ${end}`));
    }
  }
  return store;
}

interface NodeMinute {
  readonly at: number;
  readonly requests: number;
  readonly isHit: boolean;
}

function minuteData(traffic: Traffic, chance: Random, { at, requests, isHit }: NodeMinute): MetricDatum[] {
  const share = isHit ? traffic.incidents.reduce((sum, incident) => sum + overlap(incident, at), 0) : 0;
  const hit = poisson(chance, requests * share);
  const others = poisson(chance, requests * (1 - share));
  const incidentErrors = binomial(chance, hit, traffic.incidentErrors);
  const baseErrors = binomial(chance, others, traffic.baseErrors);
  const count = hit + others;
  // What goes wrong at all times is the application's own.
  const target = baseErrors + (traffic.side === 'target' ? incidentErrors : 0);
  return [
    ...rate('Elb5xx', { count, sum: baseErrors + incidentErrors, at }),
    ...rate('Target5xx', { count, sum: target, at }),
  ];
}

/** Part of the minute that lies in the incident. */
function overlap({ from, to }: Incident, at: number): number {
  return Math.max(0, Math.min(to, at + MINUTE) - Math.max(from, at)) / MINUTE;
}

/** The form `Rate` of the catalogue: nothing where there was no request, zeros where none failed. */
function rate(MetricName: string, { count, sum, at }: { count: number; sum: number; at: number }): MetricDatum[] {
  if (count === 0) return [];
  const StatisticValues = { SampleCount: count, Sum: sum, Minimum: sum === count ? 1 : 0, Maximum: sum > 0 ? 1 : 0 };
  return [{ MetricName, Timestamp: new Date(at), StatisticValues }];
}

/** Above this a normal distribution is as good. */
const NORMAL_MEAN = 40;

function poisson(chance: Random, mean: number): number {
  if (mean > NORMAL_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * chance.normal()));
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit || count < 0; count++) product *= chance.unit();
  return mean === 0 ? 0 : count;
}

function binomial(chance: Random, count: number, share: number): number {
  const mean = count * share;
  if (mean > NORMAL_MEAN && count - mean > NORMAL_MEAN) {
    return Math.min(count, Math.max(0, Math.round(mean + Math.sqrt(mean * (1 - share)) * chance.normal())));
  }
  let sum = 0;
  for (let at = 0; at < count; at++) if (chance.unit() < share) sum++;
  return sum;
}
