/**
 * The words of a verdict: what broke, by how much, where, since when, why as far as the evidence goes, and what to look
 * at.
 */
import type { Cause } from '../catalogue/causes/index.ts';
import type { CodeCauses } from '../diagnosis/codes.ts';
import type { Timeout } from '../diagnosis/timeouts.ts';
import type { Change, ExampleRequest, Place } from './evidence.ts';

/**
 * - `errors`: requests answered with 5xx beyond what was usual.
 * - `slow`: targets take much longer than before.
 * - `gaveUp`: clients left before they had an answer.
 * - `refused`: requests that used to be served get 4xx. A flood of bad requests on top of the usual ones is none.
 * - `traffic`: requests fell to a small part of what they were.
 */
export type IncidentKind = 'errors' | 'slow' | 'gaveUp' | 'refused' | 'traffic';

/** How far it reaches: the narrowest of these that explains nearly all of it. */
export type Extent =
  | 'target'
  | 'newTargets'
  | 'zone'
  | 'node'
  | 'route'
  | 'service'
  | 'targetGroup'
  | 'targetGroups'
  | 'loadBalancer'
  | 'loadBalancers';

/** What is behind it, as far as logs can tell. */
export type Origin =
  | 'target'
  | 'release'
  | 'dependency'
  | 'noTarget'
  | 'keepAlive'
  | 'connection'
  | 'zone'
  | 'node'
  | 'lambda'
  | 'waf'
  | 'identityProvider'
  | 'loadBalancer'
  | 'configuration'
  | 'client'
  | 'traffic'
  | 'unclear';

export type Confidence = 'high' | 'medium' | 'low';

export interface CauseShare {
  readonly cause: Cause | undefined;
  readonly statusCode: string;
  /** In the incident. */
  readonly requests: number;
  /** Of these, more than was usual before. */
  readonly excess: number;
}

/** A part of what explains the incident. */
export interface Slice extends Place {
  readonly failed: number;
  /** Requests of the place in that time; absent where no metric tells. */
  readonly requests?: number;
}

export interface Where {
  readonly extent: Extent;
  /** The place that holds nearly all of it. */
  readonly place: Place;
  /** Target groups, routes and services most of it falls in, in the order of their excess; at most four of each. */
  readonly slices: readonly Slice[];
  /** Of `target`, `newTargets`, `zone`: the targets that fail, at most eight. */
  readonly targets?: readonly string[];
  /** How many targets fail and how many the target group has, as far as the lines tell. */
  readonly targetsFailing?: number;
  readonly targetsSeen?: number;
  /** Some of the failing targets answered nothing before. */
  readonly hasNewTargets?: true;
  /**
   * Of `zone`: what the addresses of the failing targets begin with. Of `node`: the address of the load balancer node.
   */
  readonly address?: string;
}

/** A change shortly before the incident began. */
export interface ChangeBefore extends Change {
  readonly secondsBefore: number;
}

export interface Incident {
  /** The same for the same logs; an incident that goes on keeps it. */
  readonly id: string;
  readonly kind: IncidentKind;
  /** Milliseconds since 1970. The first failed request that is known, else the start of its minute. */
  readonly from: number;
  /** End of the last period with an excess. */
  readonly to: number;
  readonly isOngoing: boolean;
  /** It had begun before the logs begin. */
  readonly isFromStart: boolean;
  readonly loadBalancers: readonly string[];
  /** Of the load balancers in that time. */
  readonly requests: number;
  /** Of `errors`: 5xx. Of the other kinds: requests that were slow, given up, refused, or missing. */
  readonly failed: number;
  /** Of `failed`, more than was usual before. */
  readonly excess: number;
  /** Requests of the narrowest place, and how many of them failed. */
  readonly placeRequests: number;
  readonly placeFailed: number;
  /** Most excess first, at most five. */
  readonly causes: readonly CauseShare[];
  /** Its failed requests from status codes to causes; at most four codes. */
  readonly codes: readonly CodeCauses[];
  /** After how long its requests end where many of them end at the same time; at most three. */
  readonly timeouts: readonly Timeout[];
  readonly where: Where;
  readonly origin: Origin;
  readonly confidence: Confidence;
  /** Nearest first, at most four. */
  readonly changes: readonly ChangeBefore[];
  /** At most three. */
  readonly examples: readonly ExampleRequest[];
  /** Of `slow`: seconds, of the place or the one target that is slow. */
  readonly p99?: number;
  /** What it is compared with: the time before, or the other targets of the group where one target is slow. */
  readonly p99Before?: number;
  /** Of `traffic`: requests a minute. */
  readonly perMinute?: number;
  readonly perMinuteBefore?: number;
  /** Other kinds that belong to it: clients that left while requests timed out, slowness before errors. */
  readonly also: readonly { readonly kind: IncidentKind; readonly requests: number }[];
}

export interface Verdict {
  /** What failed most and hurts most first. */
  readonly incidents: readonly Incident[];
}
