/**
 * Finds why an application did not answer a request correctly: one cause of the closed list, or none.
 *
 * Sources: Application Load Balancer user guide, "Troubleshoot" (status codes) and "Access logs" (fields, actions,
 * reasons). How the times distinguish the kinds of 502: AWS knowledge center, "Application Load Balancer HTTP 502
 * errors", and published lines. -1 in all three is a refused connection; -1 in response_processing_time alone is a
 * connection that the target closed, and target_processing_time then says when. 504 follows from the definitions of the
 * fields: -1 in request_processing_time means that the request never went out.
 */

import type { Cause } from '../catalogue/causes/index.ts';
import { CLOUDFRONT_RESULTS, ERROR_REASONS } from '../catalogue/error-reasons.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';

/** A 5xx of either side. */
export function isServerError({ elbStatusCode, targetStatusCode }: RequestEntry): boolean {
  return (elbStatusCode?.startsWith('5') || targetStatusCode?.startsWith('5')) ?? false;
}

/**
 * Never throws. Undefined where there is nothing to explain; in particular, for an Application Load Balancer, wherever
 * both sides have the same status below 500, so that a scanner may leave such lines out.
 */
export function cause(entry: RequestEntry): Cause | undefined {
  switch (entry.front) {
    case 'CloudFront':
      return cloudfrontCause(entry);
    case 'Proxy':
      return proxyCause(entry);
    case 'Classic':
      return isPassedOn(entry) ? targetCause(entry.targetStatusCode) : classicCause(entry);
    default:
      return isPassedOn(entry) ? targetCause(entry.targetStatusCode) : applicationLoadBalancerCause(entry);
  }
}

function isPassedOn({ elbStatusCode, targetStatusCode }: RequestEntry): boolean {
  return targetStatusCode !== undefined && targetStatusCode === elbStatusCode;
}

function targetCause(status: string | undefined): Cause | undefined {
  if (status === '502' || status === '504') return 'TargetGatewayError';
  return status?.startsWith('5') ? 'TargetError' : undefined;
}

/** The two sides differ, or only the load balancer has a status: it made the answer. */
function applicationLoadBalancerCause(entry: RequestEntry): Cause | undefined {
  const status = entry.elbStatusCode;
  if (status === undefined) return 'UnknownNoStatus';
  if (status === '000') return noResponseCause(entry);
  const byAction = actionCause(entry, status);
  if (byAction === 'WafBlocked') return byAction;
  if (status < '400') return targetCause(entry.targetStatusCode);
  return reasonCause(entry) ?? byAction ?? statusCause(entry, status);
}

/** The fields of an Application Load Balancer without its actions and reasons; TCP listeners have no status. */
function classicCause(entry: RequestEntry): Cause | undefined {
  const status = entry.elbStatusCode;
  if (status === undefined || status < '400') return targetCause(entry.targetStatusCode);
  return SILENT_INSTANCE[entry.target === undefined ? status : ''] ?? statusCause(entry, status);
}

/**
 * A Classic Load Balancer writes `-` for the backend also where an instance was silent or closed the connection (504),
 * or where its answer could not be read (502); neither code has a cause on another side. Source: Classic user guide,
 * "Access log entries" and "Troubleshoot".
 */
const SILENT_INSTANCE: Readonly<Record<string, Cause>> = { '502': 'TargetResponseInvalid', '504': 'TargetTimeout' };

/** Without a target status; how the request ended is in error_reason. A viewer that left early is logged as 000. */
function cloudfrontCause({ elbStatusCode, errorReason }: RequestEntry): Cause | undefined {
  const failed = elbStatusCode?.startsWith('5') ?? false;
  if (!failed && elbStatusCode !== '000') return undefined;
  const known = errorReason !== undefined && Object.hasOwn(CLOUDFRONT_RESULTS, errorReason);
  if (elbStatusCode === '504' && errorReason === 'OriginCommError') return 'TargetTimeout';
  return known ? CLOUDFRONT_RESULTS[errorReason] : failed ? 'Unknown5xx' : 'ClientClosed';
}

/** nginx writes its own 502 and 504 into the upstream status as well, and 499 for a client that left. */
function proxyCause(entry: RequestEntry): Cause | undefined {
  const { elbStatusCode: status } = entry;
  if (status === '499') return 'ClientClosed';
  const byProxy = status === '502' || status === '504' || !isPassedOn(entry);
  return byProxy && status?.startsWith('5') ? 'Unknown5xx' : targetCause(entry.targetStatusCode);
}

function noResponseCause(entry: RequestEntry): Cause {
  if (entry.targetErrorCode !== undefined || entry.elbErrorCode !== undefined) return 'Http2StreamReset';
  return entry.type === 'h2' || entry.type === 'grpcs' ? 'Http2ConnectionClosed' : 'UnknownNoStatus';
}

function reasonCause(entry: RequestEntry): Cause | undefined {
  const reason = entry.errorReason;
  if (reason === undefined) return undefined;
  if (reason.startsWith('WAF') && hasFailedOpen(entry)) return undefined;
  return Object.hasOwn(ERROR_REASONS, reason) ? ERROR_REASONS[reason] : 'UnknownErrorReason';
}

/**
 * A load balancer that fails open logs why WAF was not asked and goes on; what ended the request came after. Else it
 * says 500.
 */
function hasFailedOpen(entry: RequestEntry): boolean {
  if (entry.target !== undefined) return true;
  const last = lastAction(entry);
  return entry.elbStatusCode !== '500' && last !== undefined && last !== 'waf-failed' && last !== 'waf';
}

/** Codes that only the load balancer itself gives; WAF's custom codes cannot be these, a fixed response's can. */
const OWN_STATUS_CODES: Readonly<Record<string, Cause>> = {
  '460': 'ClientClosed',
  '463': 'XForwardedForTooLong',
  '464': 'ProtocolMismatch',
  '507': 'RedirectUrlTooLong',
  '561': 'IdpError',
  '562': 'JwksUnavailable',
};

/** The last action explains an answer that no target gave. */
function actionCause(entry: RequestEntry, status: string): Cause | undefined {
  if (entry.targetStatusCode !== undefined) return undefined;
  const last = lastAction(entry);
  if (last === 'fixed-response') return 'FixedResponse';
  if (Object.hasOwn(OWN_STATUS_CODES, status)) return undefined;
  if (last === 'waf' && entry.errorReason === undefined) return 'WafBlocked';
  if (last === 'waf-failed') return 'WafUnavailable';
  return last === 'authenticate' && status === '401' ? 'AuthRequired' : undefined;
}

function lastAction({ actionsExecuted }: RequestEntry): string | undefined {
  return actionsExecuted?.slice(actionsExecuted.lastIndexOf(',') + 1);
}

function statusCause(entry: RequestEntry, status: string): Cause {
  const own = OWN_STATUS_CODES[status];
  if (own !== undefined) return own;
  switch (status) {
    case '400':
      return badRequestCause(entry);
    case '501':
      return isForwardedWebSocket(entry) ? 'WebSocketNotSupported' : 'RequestNotSupported';
    case '405':
    case '505':
      return 'RequestNotSupported';
    case '408':
      return 'RequestTimeout';
    case '413':
    case '414':
      return 'RequestTooLarge';
    case '500':
      return internalErrorCause(entry);
    case '502':
      return badGatewayCause(entry);
    case '503':
      return isUndispatched(entry) ? 'NoHealthyTarget' : 'UnknownLoadBalancer5xx';
    case '504':
      return gatewayTimeoutCause(entry);
    default:
      return status < '500' ? 'UnknownLoadBalancer4xx' : 'UnknownLoadBalancer5xx';
  }
}

/**
 * Requests that comply have no classification. Defensive mode blocks Severe ones, strictest mode Ambiguous and
 * Acceptable ones too.
 */
function badRequestCause(entry: RequestEntry): Cause {
  if (entry.target !== undefined) return 'RequestBodyIncomplete';
  if (isTransformFailure(entry)) return 'TransformFailed';
  return DESYNC_CLASSES.has(entry.classification) ? 'DesyncBlocked' : 'MalformedRequest';
}

const DESYNC_CLASSES: ReadonlySet<string | undefined> = new Set(['Severe', 'Ambiguous', 'Acceptable']);

/**
 * Authentication, JWT validation and AWS WAF give a reason with their 500, a rule that cannot be evaluated reaches no
 * target: what is left is the agent.
 */
function internalErrorCause(entry: RequestEntry): Cause {
  if (isTransformFailure(entry)) return 'TransformFailed';
  return entry.target !== undefined && lastAction(entry) === 'forward'
    ? 'TargetOptimizerFailed'
    : 'UnknownLoadBalancer5xx';
}

function isForwardedWebSocket(entry: RequestEntry): boolean {
  return (entry.type === 'ws' || entry.type === 'wss') && lastAction(entry) === 'forward';
}

function isTransformFailure(entry: RequestEntry): boolean {
  return entry.requestTransformStatus !== undefined && entry.requestTransformStatus !== 'TransformSuccess';
}

function isUndispatched(entry: RequestEntry): boolean {
  return (
    entry.target === undefined &&
    entry.requestProcessingTime === undefined &&
    entry.targetProcessingTime === undefined &&
    entry.responseProcessingTime === undefined
  );
}

function badGatewayCause(entry: RequestEntry): Cause {
  if (entry.targetErrorCode !== undefined) return 'Http2StreamReset';
  if (entry.target === undefined) return 'UnknownLoadBalancer5xx';
  if (entry.responseProcessingTime !== undefined) return 'TargetResponseInvalid';
  return isSent(entry) ? closedCause(entry) : 'TargetConnectionFailed';
}

/**
 * What a target closes within this many milliseconds of the request, it can hardly have worked on. Measured with real
 * servers behind a real proxy (bench/closings.ts): of targets that close idle connections, the request is cut off
 * within one round trip to the target, and that of two Availability Zones is 1 or 2 ms; of targets that die at work,
 * within as much as they had worked. Published lines are as far apart: 0.000 to 0.001 s, 3 to 11 s. AWS does not
 * document it.
 */
const CLOSED_AT_ONCE_MILLIS = 10;

function closedCause(entry: RequestEntry): Cause {
  const milliseconds = closedAfterMillis(entry);
  if (milliseconds === undefined) return 'TargetClosedConnection';
  return milliseconds < CLOSED_AT_ONCE_MILLIS ? 'TargetClosedAtOnce' : 'TargetClosedWhileWorking';
}

/** From the moment the request went to the target until the target closed the connection. */
function closedAfterMillis({
  requestProcessingTime,
  targetProcessingTime,
  requestTime,
}: RequestEntry): number | undefined {
  if (targetProcessingTime !== undefined) return targetProcessingTime * 1000;
  if (requestTime === undefined || requestProcessingTime === undefined) return undefined;
  // The two clocks round each for itself.
  const milliseconds = Math.round((requestTime - requestProcessingTime) * 1000);
  return milliseconds < 0 ? undefined : milliseconds;
}

function gatewayTimeoutCause(entry: RequestEntry): Cause {
  if (entry.target === undefined) return 'UnknownLoadBalancer5xx';
  if (entry.responseProcessingTime !== undefined) return 'TargetResponseInvalid';
  return isSent(entry) ? 'TargetTimeout' : 'TargetConnectTimeout';
}

/** Published lines have -1 in the first time and a measured second one, so either shows that the request went out. */
function isSent(entry: RequestEntry): boolean {
  return entry.requestProcessingTime !== undefined || entry.targetProcessingTime !== undefined;
}
