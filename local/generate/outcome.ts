/**
 * What can become of a request, as the fields of an ALB access log entry show it.
 *
 * Each outcome fixes the two status codes, which of the three times were measured, which addresses are known, the
 * actions and the reasons. Source: "Access log entries" and "Troubleshoot your Application Load Balancers" in the
 * Elastic Load Balancing user guide.
 */

export interface RequestOutcome {
  readonly name: string;
  /** How many of 100,000 ordinary requests end this way. */
  readonly weight: number;
  readonly elbStatusCode: number;
  /** Undefined when the load balancer answered on its own. */
  readonly targetStatusCode?: number;
  /** Whether target:port and the target group are known. */
  readonly target: 'address' | 'group' | 'none';
  /** How many of request, target and response processing time were measured; the others are -1. */
  readonly times: 0 | 1 | 2 | 3;
  /** Milliseconds that passed in addition to the measured times, from and to. */
  readonly wait?: readonly [number, number];
  readonly actions: string;
  readonly errorReason?: string;
  readonly classification?: readonly [string, string];
  readonly targetErrorCode?: string;
  /** The kind of request that ends like this; an ordinary one when undefined. */
  readonly request?: 'plain' | 'malformed' | 'scanner' | 'impatient' | 'websocket' | 'space';
  /** The target ended the connection at once, before it can have worked: target_processing_time is 0 or 1 ms. */
  readonly isInstant?: boolean;
  /** The target worked at least so long. */
  readonly leastTargetMillis?: number;
}

const byTarget = { target: 'address', times: 3, actions: 'waf,forward' } as const;
const answered = (name: string, weight: number, status: number): RequestOutcome => ({
  name,
  weight,
  elbStatusCode: status,
  targetStatusCode: status,
  ...byTarget,
});
const unanswered = { target: 'none', times: 0 } as const;

const LAMBDA_UNHANDLED = {
  weight: 0,
  elbStatusCode: 502,
  target: 'group',
  times: 3,
  actions: 'waf,forward',
  errorReason: 'LambdaUnhandled',
} as const;

/** Requests that went wrong at or before the target; incidents are made of these. */
const FAILURES = [
  { ...answered('TargetErrors', 60, 500) },
  {
    name: 'TargetReset',
    weight: 15,
    elbStatusCode: 502,
    target: 'address',
    times: 2,
    actions: 'waf,forward',
    leastTargetMillis: 50,
  },
  { name: 'ConnectReset', weight: 5, elbStatusCode: 502, target: 'address', times: 0, actions: 'waf,forward' },
  { name: 'NoHealthyTarget', weight: 4, elbStatusCode: 503, target: 'group', times: 0, actions: 'waf,forward' },
  {
    name: 'TargetTimeout',
    weight: 10,
    elbStatusCode: 504,
    target: 'address',
    times: 1,
    wait: [60_000, 60_004],
    actions: 'waf,forward',
  },
  {
    name: 'ConnectTimeout',
    weight: 4,
    elbStatusCode: 504,
    target: 'address',
    times: 0,
    wait: [10_000, 10_003],
    actions: 'waf,forward',
  },
  {
    name: 'ClientClosed',
    weight: 40,
    elbStatusCode: 460,
    target: 'address',
    times: 1,
    wait: [10_000, 10_050],
    actions: 'waf,forward',
    request: 'impatient',
  },
  { name: 'WafBlock', weight: 300, elbStatusCode: 403, ...unanswered, actions: 'waf', request: 'scanner' },
  // Of incidents only.
  { name: 'WafFalsePositive', weight: 0, elbStatusCode: 403, ...unanswered, actions: 'waf' },
  {
    name: 'WafDown',
    weight: 0,
    elbStatusCode: 500,
    ...unanswered,
    target: 'group',
    actions: 'waf-failed',
    errorReason: 'WAFConnectionTimeout',
  },
  {
    name: 'IdpTimeout',
    weight: 0,
    elbStatusCode: 500,
    ...unanswered,
    target: 'group',
    wait: [5_000, 5_010],
    actions: 'waf,authenticate',
    errorReason: 'AuthTokenEpRequestTimeout',
  },
  {
    name: 'LambdaThrottled',
    weight: 0,
    elbStatusCode: 502,
    target: 'group',
    times: 1,
    actions: 'waf,forward',
    errorReason: 'LambdaThrottling',
  },
  { ...LAMBDA_UNHANDLED, name: 'LambdaFailed' },
  {
    name: 'KeepAliveRace',
    weight: 0,
    elbStatusCode: 502,
    target: 'address',
    times: 2,
    actions: 'waf,forward',
    isInstant: true,
  },
  { ...answered('ScannerNotFound', 0, 404), request: 'scanner' },
  { ...answered('RouteGone', 0, 404) },
] as const satisfies readonly RequestOutcome[];

export type FailureName = (typeof FAILURES)[number]['name'];

export const OUTCOMES: readonly RequestOutcome[] = [
  answered('Ok', 86_000, 200),
  answered('NotModified', 4_000, 304),
  answered('Created', 2_000, 201),
  answered('NoContent', 1_500, 204),
  answered('PartialContent', 500, 206),
  answered('TargetRedirect', 1_200, 302),
  answered('TargetNotFound', 1_200, 404),
  answered('TargetUnauthorized', 400, 401),
  answered('TargetBadRequest', 300, 400),
  answered('TargetForbidden', 200, 403),
  answered('TargetTooManyRequests', 100, 429),
  answered('TargetUnavailable', 20, 503),
  ...FAILURES,
  { name: 'Redirect', weight: 1_500, elbStatusCode: 301, ...unanswered, actions: 'waf,redirect', request: 'plain' },
  { name: 'FixedResponse', weight: 300, elbStatusCode: 404, ...unanswered, actions: 'waf,fixed-response' },
  { name: 'Login', weight: 200, elbStatusCode: 302, ...unanswered, target: 'group', actions: 'waf,authenticate' },
  {
    name: 'LoginFailed',
    weight: 10,
    elbStatusCode: 401,
    ...unanswered,
    target: 'group',
    actions: 'waf,authenticate',
    errorReason: 'AuthInvalidStateParam',
  },
  {
    name: 'LoginUnavailable',
    weight: 3,
    elbStatusCode: 561,
    ...unanswered,
    target: 'group',
    actions: 'waf,authenticate',
    errorReason: 'AuthTokenEpRequestFailed',
  },
  { name: 'Malformed', weight: 60, elbStatusCode: 400, ...unanswered, actions: '-', request: 'malformed' },
  {
    name: 'ClientIdle',
    weight: 20,
    elbStatusCode: 408,
    ...unanswered,
    wait: [60_000, 60_004],
    actions: '-',
    request: 'malformed',
  },
  {
    name: 'Desync',
    weight: 10,
    elbStatusCode: 400,
    ...unanswered,
    actions: '-',
    classification: ['Severe', 'MultipleContentLength'],
  },
  { name: 'UriTooLong', weight: 5, elbStatusCode: 414, ...unanswered, actions: '-' },
  {
    name: 'TooManyForwardedFor',
    weight: 2,
    elbStatusCode: 463,
    ...unanswered,
    target: 'group',
    actions: 'waf,forward',
  },
  { name: 'ProtocolMismatch', weight: 2, elbStatusCode: 464, ...unanswered, target: 'group', actions: 'waf,forward' },
  {
    name: 'WafUnavailable',
    weight: 2,
    elbStatusCode: 500,
    ...unanswered,
    target: 'group',
    actions: 'waf-failed',
    errorReason: 'WAFConnectionTimeout',
  },
  {
    name: 'TargetResetStream',
    weight: 3,
    elbStatusCode: 0,
    target: 'address',
    times: 2,
    actions: 'waf,forward',
    targetErrorCode: '0x8',
  },
  { ...answered('WebSocket', 200, 101), wait: [1_000, 240_000], request: 'websocket' },
  { ...answered('SpaceInUri', 20, 200), classification: ['Acceptable', 'SpaceInUri'], request: 'space' },
  { ...answered('WafSkipped', 5, 200), actions: 'waf-failed,forward', errorReason: 'WAFResponseReadTimeout' },
];

/** What a failure at a Lambda target looks like: no address, but an error reason. */
export const LAMBDA_FAILURE: RequestOutcome = { ...LAMBDA_UNHANDLED, name: 'LambdaFailure' };

export function failure(name: FailureName): RequestOutcome {
  const found = FAILURES.find((outcome) => outcome.name === name);
  if (found === undefined) {
    throw new Error(`the incident is '${name}': must be one of ${FAILURES.map((known) => known.name).join(', ')}`);
  }
  return found;
}
