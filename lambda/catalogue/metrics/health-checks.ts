/** Entries and metrics of the family `healthChecks`. */
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

/** One health check of one target by one load balancer node. */
export interface HealthCheckEntry {
  readonly time: number;
  readonly loadBalancer: string | undefined;
  readonly targetGroup: string | undefined;
  readonly target: string | undefined;
  /** Seconds. */
  readonly latency: number | undefined;
  readonly status: 'PASS' | 'FAIL';
  readonly statusCode: string | undefined;
  readonly reasonCode: string | undefined;
  /**
   * Differs from the check before of the same target in this object; undefined for the first. Set by the ingest, unless
   * the log itself says that the state changed.
   */
  changed: boolean | undefined;
}

export const healthChecks = {
  title: 'Health checks',
  sets: {
    All: { names: [], values: () => NO_VALUES },
    LoadBalancer: {
      names: ['LoadBalancer'],
      values: (entry) => (entry.loadBalancer === undefined ? undefined : [entry.loadBalancer]),
    },
    TargetGroup: {
      names: ['LoadBalancer', 'TargetGroup'],
      values: (entry) =>
        entry.loadBalancer === undefined || entry.targetGroup === undefined
          ? undefined
          : [entry.loadBalancer, entry.targetGroup],
    },
  },
  metrics: {
    HealthCheckFailed: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'LoadBalancer', 'TargetGroup'],
      meaning: 'Health checks that failed.',
      observe: (entry) => entry.status === 'FAIL',
    },
    HealthStateChange: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'LoadBalancer', 'TargetGroup'],
      meaning:
        'Health checks whose result differs from the previous check of the same target by the same node. A high count means that a target flaps.',
      observe: (entry) => entry.changed,
    },
    HealthCheckFailureReason: {
      form: 'Tally',
      unit: 'Count',
      label: 'Reason',
      statistic: 'Sum',
      by: ['LoadBalancer', 'TargetGroup'],
      meaning: 'Failed health checks by reason.',
      observe: (entry) => (entry.status === 'FAIL' ? (entry.reasonCode ?? 'Unknown') : undefined),
    },
    HealthCheckLatency: {
      form: 'Distribution',
      unit: 'Seconds',
      statistic: 'p99',
      by: ['TargetGroup'],
      meaning: 'Duration of health checks.',
      observe: (entry) => entry.latency,
    },
  },
} as const satisfies FamilyDefinition<HealthCheckEntry>;
