/**
 * Things that go wrong for a while: which requests an incident hits and what becomes of them.
 *
 * Incidents with their minutes -> for each request the outcome it gets instead of its ordinary one, or how much
 * slower its target is.
 */

import type { LoadBalancer, TargetGroup } from './load-balancer.ts';
import { type FailureName, failure, LAMBDA_FAILURE, type RequestOutcome } from './outcome.ts';

export interface PlannedIncident {
  /** A failure of outcome.ts, or SlowTarget: the answer comes, but late. */
  readonly kind: FailureName | 'SlowTarget';
  /** Minutes after the start of the traffic. */
  readonly startMinute: number;
  readonly minutes: number;
  /** The part of the requests hit, 0 to 1, among those that match the following. */
  readonly share: number;
  readonly loadBalancer?: string;
  readonly targetGroup?: string;
  /** The index of one target of the target group. */
  readonly target?: number;
  /** Targets of one Availability Zone: those at this place among the zones of their target group. */
  readonly zone?: number;
  /** Requests that one node of the load balancer handles, by its number. */
  readonly node?: number;
  /** Requests of routes whose path begins so. */
  readonly path?: string;
  /** Requests for this host. */
  readonly host?: string;
  /** How many times slower a slow target is. */
  readonly factor?: number;
}

/** The request that an incident may hit. */
export interface CandidateRequest {
  readonly targetGroup: TargetGroup;
  readonly target: number;
  readonly node: number;
  /** As in the specification; undefined where no incident asks for it. */
  readonly path: string | undefined;
  readonly host: string;
}

export function activeIncidents(
  incidents: readonly PlannedIncident[],
  minute: number,
  balancer: LoadBalancer,
): readonly PlannedIncident[] {
  return incidents.filter(
    (incident) =>
      minute >= incident.startMinute &&
      minute < incident.startMinute + incident.minutes &&
      (incident.loadBalancer === undefined || incident.loadBalancer === balancer.name),
  );
}

export function hits(incident: PlannedIncident, candidate: CandidateRequest, unit: number): boolean {
  if (incident.targetGroup !== undefined && incident.targetGroup !== candidate.targetGroup.name) return false;
  if (incident.target !== undefined && incident.target !== candidate.target) return false;
  if (incident.zone !== undefined && incident.zone !== candidate.targetGroup.zoneOf(candidate.target)) return false;
  if (incident.node !== undefined && incident.node !== candidate.node) return false;
  if (incident.path !== undefined && candidate.path?.startsWith(incident.path) !== true) return false;
  if (incident.host !== undefined && incident.host !== candidate.host) return false;
  return unit < incident.share;
}

/** A Lambda function has no connection to time out or to reset: every failure on the way there looks the same. */
export function atTarget(outcome: RequestOutcome, group: TargetGroup): RequestOutcome {
  if (outcome.errorReason !== undefined) return outcome;
  const byLoadBalancer = outcome.targetStatusCode === undefined && outcome.target !== 'none';
  return group.lambda && byLoadBalancer && outcome.actions === 'waf,forward' ? LAMBDA_FAILURE : outcome;
}

export function incidentOutcome(incident: PlannedIncident): RequestOutcome | undefined {
  return incident.kind === 'SlowTarget' ? undefined : failure(incident.kind);
}
