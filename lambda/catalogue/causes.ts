/**
 * The closed list of reasons why a request was not answered by its application in good order, in words. `cause.ts` finds
 * the one of an entry.
 *
 * The one source of the metric dimension, the alarm text, the dashboard legend and docs/runbook.md.
 * Source: Application Load Balancer user guide, "Troubleshoot" and "Access logs"; AWS knowledge center, 502 errors.
 */

export interface CauseDefinition {
  /** Who has to act. */
  readonly side: Side;
  /** What happened, one sentence. */
  readonly meaning: string;
  /** How the log tells it from its neighbours. */
  readonly tell: string;
  /** What to look at first. */
  readonly check: string;
  /** AWS's page. */
  readonly page: string;
  /** What happens when a timeout ends such requests, to be followed by `after 30.0 s`. */
  readonly timeout?: string;
}

export type Side = 'client' | 'loadBalancer' | 'target' | 'waf' | 'identityProvider' | 'unknown';

/** The sides in words for people. */
export const SIDES: Readonly<Record<Side, string>> = {
  client: 'client',
  loadBalancer: 'load balancer',
  target: 'target',
  waf: 'AWS WAF',
  identityProvider: 'identity provider',
  unknown: 'not known',
};

const GUIDE = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application';
const TROUBLE = `${GUIDE}/load-balancer-troubleshooting.html`;
const ACCESS_LOGS = `${GUIDE}/load-balancer-access-logs.html`;
const CLOUDFRONT = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';
const REASONS = `${ACCESS_LOGS}#error-reason-codes`;

export const CAUSES = {
  TargetTimeout: {
    side: 'target',
    meaning:
      'The target took the request and did not answer, or not completely, before the idle timeout of the load balancer.',
    tell: '504 with a target; request_processing_time is measured and target_processing_time is usually -1. A failed connection has -1 in both. A Classic Load Balancer also writes 504 without a backend, CloudFront 504 with OriginCommError: the target was silent or closed the connection.',
    check:
      'The slow requests of this route on that target (trace ids in the examples), its database and upstream calls; then whether the idle timeout fits the longest legitimate request.',
    page: `${TROUBLE}#http-504-issues`,
    timeout: 'The idle timeout ends the wait',
  },
  TargetConnectTimeout: {
    side: 'target',
    meaning: 'The load balancer could not open a connection to the target within 10 seconds.',
    tell: '504 with a target; request_processing_time and target_processing_time are both -1: the request never went out.',
    check:
      'Security group and network ACL between load balancer and target (ephemeral ports too), full accept queue or exhausted connections on the target, a slow TLS handshake, an instance that hangs.',
    page: `${TROUBLE}#http-504-issues`,
    timeout: 'Connections to the target time out',
  },
  TargetConnectionFailed: {
    side: 'target',
    meaning: 'The target refused the connection or ended it before the request went out.',
    tell: '502 with a target and -1 in all three times. If request_processing_time is measured, the target closed after it had the request; if nothing came back for 10 seconds it is a 504.',
    check:
      'Whether the process listens on the port of the target group (deploys, crashes, restarts), TLS settings of the target, and that its keep-alive timeout is longer than the idle timeout.',
    page: `${TROUBLE}#http-502-issues`,
  },
  TargetClosedAtOnce: {
    side: 'target',
    meaning:
      'The target closed the connection within 10 ms of the request: too soon to have worked on it. Usually it had just closed the connection because it was idle.',
    tell: '502 with a target and -1 in response_processing_time; target_processing_time is below 0.010 s (where it is -1: RequestTime less request_processing_time). From 0.010 s on the target was at work. AWS does not document the limit: it is measured.',
    check:
      'Is the keep-alive timeout of the target longer than the idle timeout of the load balancer? It must be (section "Which 502 is it" of the runbook has the setting of each server). Otherwise: requests that crash the target at once, and connections that it limits or refuses after it accepted them.',
    page: `${GUIDE}/edit-load-balancer-attributes.html#connection-idle-timeout`,
  },
  TargetClosedWhileWorking: {
    side: 'target',
    meaning:
      'The target closed or reset the connection after it had the request for 10 ms or more, and gave no answer.',
    tell: '502 with a target and -1 in response_processing_time; target_processing_time is 0.010 s or more and says when. Below that it is TargetClosedAtOnce. A target that stays silent is a 504.',
    check:
      'Processes that ended at that time: crashes, out-of-memory kills, restarts, deployments that stop targets before the deregistration delay is over. If the times cluster (see the timeouts), a timeout of the target or its worker: gunicorn --timeout, PHP request_terminate_timeout, a proxy on the target. A busy target may also close idle connections late.',
    page: `${TROUBLE}#http-502-issues`,
    timeout: 'The target closes the connection',
  },
  TargetClosedConnection: {
    side: 'target',
    meaning: 'The target closed or reset the connection while it owed an answer, and the log does not say when.',
    tell: '502 with a target; request_processing_time or target_processing_time shows that the request went out, response_processing_time is -1. Lines that say when have TargetClosedAtOnce or TargetClosedWhileWorking; a Classic Load Balancer and lines of before May 2018 do not. CloudFront: the origin closed or reset the connection (OriginReadError, OriginWriteError).',
    check:
      'The keep-alive timeout of the target (must be longer than the idle timeout), crashes and out-of-memory kills at that time, deployments that end before the deregistration delay.',
    page: `${TROUBLE}#http-502-issues`,
    timeout: 'The target closes the connection',
  },
  TargetResponseInvalid: {
    side: 'target',
    meaning: 'The target answered, and the load balancer could not use the answer.',
    tell: '502 or 504 with a target and three measured times, yet no target status. Without response_processing_time the target closed the connection. A Classic Load Balancer also writes 502 without a backend.',
    check:
      'Response headers over 32 KB or malformed, a Content-Length larger than the body, a target that speaks another protocol than its target group.',
    page: `${TROUBLE}#http-502-issues`,
  },
  NoHealthyTarget: {
    side: 'target',
    meaning: 'The target group had no target to send the request to.',
    tell: '503 by the load balancer without a target and with -1 in all times. A 503 with a target status is the application.',
    check:
      'Whether targets are registered and in enabled Availability Zones, deployments that deregister all of them, a target optimizer that rejects. Registered targets that are all unhealthy do get requests: the load balancer then fails open.',
    page: `${TROUBLE}#http-503-issues`,
  },
  TargetError: {
    side: 'target',
    meaning: 'The application itself answered with a 5xx.',
    tell: 'target_status_code is 5xx and equals elb_status_code.',
    check:
      "The application's log and traces at the trace ids of the examples; recent deployments; the worst targets of the group.",
    page: `${TROUBLE}#target-http-errors`,
    timeout: 'The application fails',
  },
  TargetGatewayError: {
    side: 'target',
    meaning: 'The target is itself a proxy and its own upstream failed or was too slow.',
    tell: 'target_status_code is 502 or 504: the load balancer got a complete answer, so the fault lies behind the target.',
    check: 'The proxy on the target (nginx, Envoy, sidecar): its error log, its upstreams and its timeouts.',
    page: `${TROUBLE}#target-http-errors`,
    timeout: 'The proxy on the target gives up',
  },
  Http2StreamReset: {
    side: 'target',
    meaning: 'An HTTP/2 stream was ended by RST_STREAM instead of an answer.',
    tell: 'target_error_code (sent by the target) or elb_error_code (made by the load balancer) has an HTTP/2 error code such as 0x8 CANCEL.',
    check:
      'What the code says: 0x7 refused, 0xb calm down: the target limits; 0x8 cancelled: deadlines of gRPC calls; 0x2: errors in the target.',
    page: `${ACCESS_LOGS}#access-log-entry-format`,
    timeout: 'Streams are reset',
  },
  Http2ConnectionClosed: {
    side: 'loadBalancer',
    meaning: 'An HTTP/2 connection was closed by the load balancer while this request was open.',
    tell: 'Status 000 without an HTTP/2 error code in target_error_code and elb_error_code.',
    check:
      'Clients that send more than 10,000 requests over one connection without honouring GOAWAY; compressed headers over the limit.',
    page: `${TROUBLE}#response-code-000`,
  },
  TargetOptimizerFailed: {
    side: 'target',
    meaning: 'The agent of target optimizer on the target failed.',
    tell: '500 by the load balancer with a target, for a forwarded request without error_reason. Authentication, JWT validation and AWS WAF give a reason with their 500.',
    check:
      'The agent beside the application (container or process): whether it runs, its log, its memory, and that its version fits. Without target optimizer on the target group: AWS Health, then AWS Support.',
    page: `${TROUBLE}#http-500-issues`,
  },
  WebSocketNotSupported: {
    side: 'loadBalancer',
    meaning: 'A WebSocket was forwarded to a target group that uses target optimizer, which does not take WebSockets.',
    tell: '501 by the load balancer; the type is ws or wss and the last action is forward.',
    check: 'Route WebSockets to a target group without target optimizer (no target control port).',
    page: `${TROUBLE}#http-501-issues`,
  },
  OriginFailed: {
    side: 'target',
    meaning: 'CloudFront had a problem with its origin that the log does not name further.',
    tell: 'A 5xx of CloudFront with AbortedOrigin, SlowReaderOriginError, or OriginCommError with a code other than 504.',
    check:
      'The log and the health of the origin at the time of the examples; the origin time-outs of the distribution.',
    page: `${CLOUDFRONT}/troubleshooting-response-errors.html`,
  },
  CloudFrontFunctionError: {
    side: 'target',
    meaning: 'A CloudFront function failed, or what it returned was not valid.',
    tell: 'A 5xx of CloudFront with FunctionExecutionError or FunctionValidationError.',
    check: "The function's log group in us-east-1, its last deployment, and the event structure that it returns.",
    page: `${CLOUDFRONT}/http-503-service-unavailable.html`,
  },
  CloudFrontFunctionThrottled: {
    side: 'target',
    meaning: 'A CloudFront function used too much of its compute limit, and CloudFront throttled it.',
    tell: 'A 5xx of CloudFront with FunctionThrottledError.',
    check: "The function's metric FunctionComputeUtilization and FunctionThrottles: make the function do less.",
    page: `${CLOUDFRONT}/cloudfront-function-restrictions.html`,
  },
  CloudFrontLimit: {
    side: 'loadBalancer',
    meaning: 'CloudFront refused the request because of a quota or because the edge location had no capacity.',
    tell: 'A 5xx of CloudFront with LimitExceeded or CapacityExceeded.',
    check: 'The quotas of the distribution (requests and data rate); with CapacityExceeded, AWS Health for CloudFront.',
    page: `${CLOUDFRONT}/cloudfront-limits.html`,
  },
  LambdaError: {
    side: 'target',
    meaning: 'The Lambda function failed with an unhandled exception or its time-out.',
    tell: 'error_reason is LambdaUnhandled.',
    check: "The function's log group at the time of the examples, its duration against its timeout.",
    page: REASONS,
    timeout: 'The function ends',
  },
  LambdaInvalidResponse: {
    side: 'target',
    meaning: 'The Lambda function ended well but its response was malformed or over 1 MB.',
    tell: 'error_reason is LambdaInvalidResponse or LambdaResponseTooLarge.',
    check: 'The shape of the response object (statusCode, headers, body, isBase64Encoded) and its size.',
    page: REASONS,
  },
  LambdaThrottled: {
    side: 'target',
    meaning: 'Lambda refused the invocation because of its concurrency or an EC2 rate limit.',
    tell: 'error_reason is LambdaThrottling or LambdaEC2ThrottledException.',
    check: "The function's reserved concurrency, the account's concurrency, and the Throttles metric of the function.",
    page: REASONS,
  },
  LambdaRequestRejected: {
    side: 'client',
    meaning: 'The request cannot be handed to a Lambda target: body over 1 MB, not UTF-8, or a WebSocket upgrade.',
    tell: 'error_reason is LambdaRequestTooLarge, LambdaBadRequest or LambdaWebsocketNotSupported.',
    check: 'Which client sends such requests; route uploads and WebSockets to another target group.',
    page: REASONS,
  },
  LambdaMisconfigured: {
    side: 'target',
    meaning: 'The Lambda function cannot be invoked or started as it is configured.',
    tell: 'error_reason names it: access denied, not found, subnet, security group, KMS key, runtime, package.',
    check: "The function's resource policy (elasticloadbalancing.amazonaws.com), existence, VPC settings, KMS key.",
    page: REASONS,
  },
  LambdaUnavailable: {
    side: 'target',
    meaning: 'The load balancer could not reach the Lambda service, or the service failed.',
    tell: 'error_reason is LambdaConnectionError, LambdaConnectionTimeout or LambdaServiceException.',
    check: 'AWS Health for Lambda in the region; it is not the function.',
    page: REASONS,
    timeout: 'The load balancer stops waiting for Lambda',
  },
  ClientClosed: {
    side: 'client',
    meaning: 'The client closed the connection before the answer was there.',
    tell: '460: the client gave up first; a 504 is the load balancer giving up. target_processing_time is -1 if the target was still working.',
    check:
      "The client's timeout against the p99 of target processing time: a rise together with slow targets is a slow target, alone it is a client.",
    page: `${TROUBLE}#http-460-issues`,
    timeout: 'Clients give up',
  },
  RequestTimeout: {
    side: 'client',
    meaning: 'The client sent nothing before the idle timeout ended.',
    tell: '408 by the load balancer; a 408 with a target status is the application.',
    check:
      'Pre-opened browser connections and slow uploads are harmless; a rise points to the network of the clients or to slow-request attacks.',
    page: `${TROUBLE}#http-408-issues`,
    timeout: 'The load balancer stops waiting for the client',
  },
  MalformedRequest: {
    side: 'client',
    meaning: 'The request was not valid HTTP or its headers were over the limits.',
    tell: '400 by the load balancer without a target and without a classification; often no method in the request field.',
    check:
      'Scanners and plain HTTP on a TLS port are harmless; otherwise the size of cookies and headers (16 KB one line, 64 KB all).',
    page: `${TROUBLE}#http-400-issues`,
  },
  RequestBodyIncomplete: {
    side: 'client',
    meaning: 'The client went away before it had sent its whole body.',
    tell: '400 by the load balancer although a target was chosen: the headers were good, so the body was not.',
    check: 'Uploads that are cancelled, clients with short timeouts, flaky mobile networks.',
    page: `${TROUBLE}#http-400-issues`,
    timeout: 'Clients stop sending',
  },
  DesyncBlocked: {
    side: 'client',
    meaning: 'Desync mitigation blocked the request: it could be read as two requests.',
    tell: '400 without a target and with a classification; classification_reason says which header or line. Severe is blocked by default, Ambiguous and Acceptable in strictest mode only.',
    check:
      'Attack, or a broken client or proxy in front: look at user agents; the mode (monitor, defensive, strictest) is a load balancer attribute.',
    page: `${ACCESS_LOGS}#classification-reasons`,
  },
  RequestTooLarge: {
    side: 'client',
    meaning: 'The URL or the headers are longer than the load balancer accepts.',
    tell: '413 or 414 by the load balancer without a Lambda reason.',
    check: 'Growing cookies and query strings; move large values into the body.',
    page: `${TROUBLE}#http-414-issues`,
  },
  RequestNotSupported: {
    side: 'client',
    meaning: 'The load balancer does not implement what was asked: TRACE, a Transfer-Encoding, an HTTP version.',
    tell: '405, 501 or 505 by the load balancer, without a WAF or fixed-response action.',
    check: 'Usually scanners; otherwise the client library that sends it.',
    page: `${TROUBLE}#load-balancer-http-error-codes`,
  },
  XForwardedForTooLong: {
    side: 'client',
    meaning: 'X-Forwarded-For carried more than 30 addresses.',
    tell: '463.',
    check: 'A proxy loop: something behind the load balancer calls its own public name again and again.',
    page: `${TROUBLE}#http-463-issues`,
  },
  ProtocolMismatch: {
    side: 'client',
    meaning: 'The protocol of the request does not fit the protocol version of the target group.',
    tell: '464.',
    check:
      'HTTP/1.1 to a gRPC or HTTP/2 group, gRPC to an HTTP/1.1 group, or a gRPC request that is no POST; health probes by plain clients.',
    page: `${TROUBLE}#http-464-issues`,
  },
  AuthRequired: {
    side: 'client',
    meaning: 'The rule asks for a logged-in user and this request had none.',
    tell: '401 of an authenticate action without error_reason.',
    check: 'API clients without a session on a rule with onUnauthenticatedRequest deny; sessions that ended.',
    page: `${TROUBLE}#http-401-issues`,
  },
  AuthFailed: {
    side: 'client',
    meaning: 'The login of a user failed: cookie, state, code or token was missing or not valid.',
    tell: 'error_reason starts with AuthInvalid or AuthMissing; the identity provider itself answered.',
    check:
      'Single ones are normal (bookmarked callbacks, expired cookies); many at once: redirect URI, client secret, clock, several host names for one login.',
    page: REASONS,
  },
  IdpError: {
    side: 'identityProvider',
    meaning: 'The identity provider answered with an error or with something unusable.',
    tell: '561, or error_reason AuthTokenEpRequestFailed, AuthUserinfoEpRequestFailed, AuthInvalid…Response, AuthUserinfoResponseSizeExceeded.',
    check: "The identity provider's status and log, client id and secret, claims over 11 KB.",
    page: `${TROUBLE}#http-561-issues`,
  },
  IdpTimeout: {
    side: 'identityProvider',
    meaning: 'The identity provider could not be reached within 5 seconds.',
    tell: 'error_reason is AuthTokenEpRequestTimeout or AuthUserinfoEpRequestTimeout.',
    check:
      "DNS, route and security group from the load balancer's subnets to the identity provider (an internal load balancer needs a NAT gateway), then its latency.",
    page: `${TROUBLE}#http-500-issues`,
    timeout: 'The load balancer stops waiting for the identity provider',
  },
  JwtInvalid: {
    side: 'client',
    meaning: 'The bearer token was missing, malformed, or did not pass its signature or claims.',
    tell: 'error_reason starts with JWT.',
    check: 'Expired tokens of one client, a changed issuer or audience, a rotated signing key.',
    page: `${TROUBLE}#http-401-issues`,
  },
  JwksUnavailable: {
    side: 'identityProvider',
    meaning: 'The keys that sign the bearer tokens could not be fetched or used.',
    tell: '562, or error_reason starts with JWKS.',
    check: 'The JWKS endpoint: reachable within 5 seconds, 2xx, at most 10 keys and 150 KB.',
    page: `${TROUBLE}#http-562-issues`,
    timeout: 'The load balancer stops waiting for the keys',
  },
  WafBlocked: {
    side: 'waf',
    meaning: 'AWS WAF rejected the request (or answered it with a challenge or CAPTCHA).',
    tell: 'waf is the last of actions_executed and no target answered: 403 or the custom code. A 403 with a target status is the application.',
    check:
      "The web ACL's sampled requests or its log: which rule, which clients; a false positive after a rule change shows as one route.",
    page: `${TROUBLE}#http-403-issues`,
  },
  WafUnavailable: {
    side: 'waf',
    meaning: 'AWS WAF could not be asked and the load balancer refused the request.',
    tell: 'waf-failed is the last of actions_executed, or a 500 without a target has an error_reason that starts with WAF. Where it failed open, a later action ended the request.',
    check: 'AWS Health for WAF; whether failing open (attribute waf.fail_open.enabled) is wanted.',
    page: `${TROUBLE}#http-500-issues`,
  },
  FixedResponse: {
    side: 'loadBalancer',
    meaning: 'A rule answered with a fixed response of 400 or more.',
    tell: 'fixed-response is the last of actions_executed. Without it a 503 is a missing target.',
    check:
      'Which rule (matched_rule_priority): the default rule answers unknown hosts and paths, a maintenance rule all.',
    page: `${ACCESS_LOGS}#actions-taken`,
  },
  RedirectUrlTooLong: {
    side: 'loadBalancer',
    meaning: 'The URL that a redirect rule made is too long.',
    tell: '507.',
    check:
      'Redirect rules that append path and query, and clients that send very long ones; redirect loops that grow the URL.',
    page: `${TROUBLE}#http-507-issues`,
  },
  TransformFailed: {
    side: 'loadBalancer',
    meaning: 'A rewrite of host or URL failed.',
    tell: '500 or 400 by the load balancer and request_transform_status is not TransformSuccess.',
    check: 'The regular expression and the replacement of the rule (matched_rule_priority).',
    page: `${GUIDE}/rule-transforms.html`,
  },
  StickinessCookieInvalid: {
    side: 'client',
    meaning: 'The cookie that keeps a client on its weighted target group was not valid.',
    tell: 'error_reason is AWSALBTGCookieInvalid.',
    check: 'Clients and proxies that change cookies, for example by URL-encoding them.',
    page: REASONS,
  },
  LoadBalancerInternalError: {
    side: 'loadBalancer',
    meaning: 'The load balancer itself failed while handling the request.',
    tell: 'error_reason ends with UnhandledException (not WAF) or is JWTValidationInternalError.',
    check: 'AWS Health; with trace ids of the examples, AWS Support.',
    page: REASONS,
  },
  UnknownErrorReason: {
    side: 'unknown',
    meaning: 'error_reason has a code that AWS added after this list was written.',
    tell: 'The code is in the SchemaDrift log line and in the examples.',
    check: "AWS's list of error reasons; then teach this list the code.",
    page: REASONS,
  },
  UnknownLoadBalancer4xx: {
    side: 'unknown',
    meaning: 'The load balancer answered with a 4xx that no documented cause explains.',
    tell: 'No target status, no action or reason that explains the code.',
    check: 'The whole lines of the examples (trace ids), then the listener rules.',
    page: `${TROUBLE}#load-balancer-http-error-codes`,
  },
  UnknownLoadBalancer5xx: {
    side: 'unknown',
    meaning: 'The load balancer answered with a 5xx that the fields of the line do not explain.',
    tell: 'No target status, and target, times, actions and reason fit no documented cause.',
    check: 'The whole lines of the examples (trace ids), then the listener rules and the target group.',
    page: `${TROUBLE}#load-balancer-http-error-codes`,
  },
  Unknown5xx: {
    side: 'unknown',
    meaning: 'A 5xx in a log that does not say who made it.',
    tell: 'CloudFront logs no status of the origin and its result type is Error, which names no cause; nginx-based load balancers write their own 502 and 504 into the upstream status too.',
    check: 'The log of the origin or target at the time of the examples.',
    page: `${TROUBLE}#load-balancer-http-error-codes`,
  },
  UnknownNoStatus: {
    side: 'unknown',
    meaning: 'The line has no status: the connection ended before anything was answered.',
    tell: 'elb_status_code is empty or -, or 000 outside HTTP/2.',
    check: 'Whether they belong to one client or one target; the connection log with the connection trace id.',
    page: `${TROUBLE}#response-code-000`,
  },
} as const satisfies Record<string, CauseDefinition>;

export type Cause = keyof typeof CAUSES;

/** Anchor of the cause's section in docs/runbook.md; alarms of the same name have sections of their own. */
export function causeAnchor(name: string): string {
  return `cause-${name.toLowerCase()}`;
}
