/**
 * What is behind an incident, and how sure that is. Where it is, which cause the log names and what changed before go
 * in. The words are careful on purpose: a log cannot see a database, and a release that only came at the same time is
 * no proof.
 */
import { CAUSES, type Cause } from '../catalogue/causes/index.ts';
import type { Change } from './evidence.ts';
import type { CauseShare, ChangeBefore, Confidence, Extent, IncidentKind, Origin, Where } from './verdict.ts';

/** What a change must name to concern an incident. */
export interface Concerned {
  readonly loadBalancer: string;
  /** That hold the incident. */
  readonly targetGroups: readonly string[];
}

export interface OriginInput {
  readonly kind: IncidentKind;
  readonly extent: Extent;
  readonly concerned: Concerned;
  readonly causes: readonly CauseShare[];
  readonly changes: readonly ChangeBefore[];
  /** Targets answer that did not before the incident; undefined where nothing tells. */
  readonly hasNewTargets: boolean | undefined;
  /** Targets were slower in the incident than before. */
  readonly isSlower: boolean;
}

export interface Judged {
  readonly origin: Origin;
  readonly confidence: Confidence;
}

/** A change longer ago explains nothing by its time alone. */
const BEFORE_SECONDS = 15 * 60;
/** Clocks, whole minutes and slow API logs: a change may seem to come so much after what it caused. */
const AFTER_SECONDS = 90;
const CHANGES_MAX = 4;

/** Calls that change what serves a request. */
const DEPLOYS =
  /^(?:RegisterTargets|DeregisterTargets|(?:Register|Deregister)Instances\w*|Modify(?:TargetGroup|TargetGroupAttributes|Listener|Rule|LoadBalancerAttributes)|Create(?:Rule|Listener)|Delete(?:Rule|Listener)|SetRulePriorities|SetSecurityGroups|SetSubnets)$/;

export function originOf(input: OriginInput): Judged {
  if (input.kind === 'traffic') return { origin: 'traffic', confidence: 'medium' };
  const cause = input.causes[0]?.cause;
  return ofCause(cause) ?? ofExtent(input) ?? ofGroup(input, cause);
}

/** Causes that say whose failure it is without the rest of the evidence. */
function ofCause(cause: Cause | undefined): Judged | undefined {
  if (cause === undefined) return undefined;
  if (cause === 'NoHealthyTarget') return { origin: 'noTarget', confidence: 'high' };
  if (cause.startsWith('Lambda') && CAUSES[cause].side === 'target') return { origin: 'lambda', confidence: 'high' };
  if (cause === 'FixedResponse' || cause === 'TransformFailed') return { origin: 'configuration', confidence: 'high' };
  switch (CAUSES[cause].side) {
    case 'waf':
      return { origin: 'waf', confidence: 'high' };
    case 'identityProvider':
      return { origin: 'identityProvider', confidence: 'high' };
    case 'loadBalancer':
      return { origin: 'loadBalancer', confidence: 'medium' };
    default:
      return undefined;
  }
}

function ofExtent({ extent }: OriginInput): Judged | undefined {
  switch (extent) {
    case 'target':
      return { origin: 'target', confidence: 'high' };
    case 'zone':
      return { origin: 'zone', confidence: 'medium' };
    case 'node':
      return { origin: 'node', confidence: 'medium' };
    case 'newTargets':
      return { origin: 'release', confidence: 'high' };
    default:
      return undefined;
  }
}

/**
 * All targets of a group, or a route: a release if something changed just before, else what stands behind the targets.
 */
function ofGroup(input: OriginInput, cause: Cause | undefined): Judged {
  const deploys = input.changes.filter(({ kind, what }) => kind === 'apiCall' && DEPLOYS.test(what));
  const isNamed = isAllNamed(input.concerned, deploys);
  if (input.kind === 'gaveUp' && !input.isSlower) return { origin: 'client', confidence: 'medium' };
  if (input.hasNewTargets === true) return { origin: 'release', confidence: isNamed ? 'high' : 'medium' };
  if (isNamed) return { origin: 'release', confidence: 'medium' };
  if (input.isSlower || input.kind === 'slow' || (isAnswerLate(cause) && isSameAsBefore(input)))
    return { origin: 'dependency', confidence: 'medium' };
  if (cause === 'TargetConnectionFailed' || cause === 'TargetConnectTimeout')
    return { origin: 'connection', confidence: 'medium' };
  if (cause === 'TargetClosedAtOnce') return { origin: 'keepAlive', confidence: 'medium' };
  return { origin: 'unclear', confidence: 'low' };
}

function isAnswerLate(cause: Cause | undefined): boolean {
  return cause === 'TargetTimeout' || cause === 'TargetGatewayError';
}

/** The target group of the place; else those that hold most of it, as those of a service. */
export function concernedBy({ place, slices }: Where): Concerned {
  const groups = place.targetGroup === undefined ? slices : [place];
  const targetGroups = groups.flatMap(({ targetGroup }) => targetGroup ?? []);
  return { loadBalancer: place.loadBalancer, targetGroups };
}

/**
 * A whole target group that no longer answers may be new code as well, unless its targets are known to be the old ones.
 */
function isSameAsBefore({ extent, hasNewTargets }: OriginInput): boolean {
  return extent !== 'targetGroup' || hasNewTargets === false;
}

type Named = Pick<Change, 'targetGroup' | 'loadBalancer'>;

/** Whether calls named every target group of the incident, or its load balancer, which concerns all of them. */
function isAllNamed({ loadBalancer, targetGroups }: Concerned, calls: readonly Named[]): boolean {
  const isNamed = (groups: readonly string[]): boolean =>
    calls.some((call) => isSame({ loadBalancer, targetGroups: groups }, call));
  return targetGroups.length === 0 ? isNamed([]) : targetGroups.every((targetGroup) => isNamed([targetGroup]));
}

/** Whether a call named the place of the incident. */
function isSame(concerned: Concerned, { targetGroup, loadBalancer }: Named): boolean {
  if (targetGroup === undefined) return loadBalancer === concerned.loadBalancer;
  return concerned.targetGroups.some((own) => nameOf(own) === nameOf(targetGroup));
}

/** `targetgroup/name/id` -> `name`. */
function nameOf(targetGroup: string): string {
  return targetGroup.split('/')[1] ?? targetGroup;
}

/** Changes shortly before an incident that may concern its place: those that name it first, then the nearest. */
export function changesBefore(changes: readonly Change[], concerned: Concerned, from: number): ChangeBefore[] {
  const near = changes.flatMap((change): ChangeBefore[] => {
    const secondsBefore = Math.round((from - change.at) / 1000);
    const isNear = secondsBefore <= BEFORE_SECONDS && secondsBefore >= -AFTER_SECONDS;
    const isElsewhere = change.loadBalancer !== undefined && change.loadBalancer !== concerned.loadBalancer;
    if (!isNear || isElsewhere || change.kind === 'healthy') return [];
    return [{ ...change, secondsBefore }];
  });
  const rank = (change: ChangeBefore): number =>
    (isSame(concerned, change) ? 0 : 2) + (change.kind === 'apiCall' ? 0 : 1);
  return near
    .sort((left, right) => rank(left) - rank(right) || left.secondsBefore - right.secondsBefore || compare(left, right))
    .slice(0, CHANGES_MAX);
}

function compare(left: Change, right: Change): number {
  const [mine, theirs] = [left, right].map(({ what, target = '', who = '' }) => `${what} ${target} ${who}`);
  return (mine ?? '') < (theirs ?? '') ? -1 : 1;
}
