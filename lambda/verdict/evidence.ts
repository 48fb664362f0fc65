/**
 * Evidence: what was counted in a span of time and before it, as plain data. The verdict is made of it and of nothing
 * else, and the order of its lists changes nothing.
 *
 * Series come from metrics (in the account) or from the same cells (on your machine); failures, targets, changes and
 * examples come from the log lines that the pipeline writes for each object.
 */
import type { Cause } from '../catalogue/causes/index.ts';

/** A load balancer, or one target group, route or service of it. Absent parts mean "all". */
export interface Place {
  readonly loadBalancer: string;
  readonly targetGroup?: string;
  readonly route?: string;
  readonly service?: string;
}

/** One number for each period of the evidence; NaN where nothing is known. */
export type EvidenceSeries = readonly number[];

export interface PlaceSeries {
  readonly place: Place;
  readonly requests: EvidenceSeries;
  /** Requests answered with 5xx. */
  readonly failed: EvidenceSeries;
  /** Requests answered with 4xx, from the load balancer or a target. */
  readonly refused: EvidenceSeries;
  /** Seconds of target processing time. */
  readonly p50?: EvidenceSeries;
  readonly p99?: EvidenceSeries;
}

/** Failed or refused requests that are alike, in one period. */
export interface FailureRow {
  readonly at: number;
  readonly loadBalancer: string;
  readonly targetGroup?: string;
  readonly route?: string;
  readonly service?: string;
  /** Absent where the log names no cause. */
  readonly cause?: Cause;
  readonly statusCode: string;
  /** Address of the load balancer node, where the name of the log object tells. */
  readonly node?: string;
  readonly requests: number;
}

/** How long failed requests that are alike took, in one log object. */
export interface DurationRow {
  /** Start of the first of so many minutes. */
  readonly at: number;
  readonly minutes: number;
  readonly loadBalancer: string;
  readonly targetGroup?: string;
  readonly route?: string;
  readonly service?: string;
  readonly cause: Cause;
  readonly statusCode: string;
  readonly requests: number;
  /** Tenths of a second and how many requests took so long; without those that took less than a second. */
  readonly elapsed: readonly (readonly [tenths: number, requests: number])[];
}

/** What one target did in one log object. Only targets of groups with failures are listed, the worst first. */
export interface TargetRow {
  readonly at: number;
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
  readonly requests: number;
  /** Requests that ended with a 5xx. */
  readonly failed: number;
  /** How many targets of the group the object saw; more than are listed where the list was cut. */
  readonly ofTargets: number;
}

/** A target that took much longer than its group in one log object. */
export interface SlowTargetRow {
  readonly at: number;
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
  readonly requests: number;
  readonly p99: number;
  readonly groupP99: number;
}

/** Something that changed: a call of the Elastic Load Balancing API, or a health check that ended differently. */
export interface Change {
  readonly at: number;
  readonly kind: 'apiCall' | 'unhealthy' | 'healthy';
  /** Name of the call, or the reason of the failed check. */
  readonly what: string;
  readonly who?: string;
  readonly loadBalancer?: string;
  /** `targetgroup/name/id`, or the name alone where the log has no more. */
  readonly targetGroup?: string;
  readonly target?: string;
}

/** A request to look at. */
export interface ExampleRequest {
  readonly at: number;
  readonly loadBalancer: string;
  readonly targetGroup?: string;
  readonly route?: string;
  readonly service?: string;
  readonly target?: string;
  readonly cause?: Cause;
  readonly statusCode?: string;
  readonly traceId?: string;
  readonly method?: string;
  readonly path?: string;
  /** Seconds. */
  readonly targetProcessingTime?: number;
}

export interface Evidence {
  /** Start of the first period, milliseconds since 1970. */
  readonly from: number;
  readonly periodMillis: number;
  /** Number of periods; each series has as many values. */
  readonly periods: number;
  /** Periods from the first whose logs have all arrived. In later ones little traffic may be missing logs. */
  readonly completePeriods?: number;
  readonly series: readonly PlaceSeries[];
  readonly failures: readonly FailureRow[];
  readonly durations: readonly DurationRow[];
  readonly targets: readonly TargetRow[];
  readonly slowTargets: readonly SlowTargetRow[];
  readonly changes: readonly Change[];
  readonly examples: readonly ExampleRequest[];
}

/** The load balancer as a whole. */
export function isWhole({ targetGroup, route, service }: Place): boolean {
  return targetGroup === undefined && route === undefined && service === undefined;
}

/** Whether two places of a load balancer may be one: no part that both name differs. */
export function isBeside(left: Place, right: Place): boolean {
  const isOne = (name: 'targetGroup' | 'service'): boolean =>
    left[name] === undefined || right[name] === undefined || left[name] === right[name];
  return isOne('targetGroup') && isOne('service');
}

/** Index of the period that a moment belongs to; may lie outside the evidence. */
export function periodOf({ from, periodMillis }: Evidence, at: number): number {
  return Math.floor((at - from) / periodMillis);
}

/** Start of a period. */
export function timeOf({ from, periodMillis }: Evidence, period: number): number {
  return from + period * periodMillis;
}
