/**
 * What to do about each cause in the middle of the night: the command or console path that shows it, and the fix. docs/runbook.md is made of these.
 * Markdown, one idea a sentence. ARN, NAME and the like are to be replaced. Commands: AWS CLI version 2, read only.
 */
import type { Cause } from './causes.ts';

export interface Remedy {
  /** What shows it, and what to look for there. */
  readonly show: string;
  readonly fix: string;
  /** How it looks when it is over, where that is not simply that the cause is no longer counted. */
  readonly over?: string;
}

const TARGET_HEALTH =
  "`aws elbv2 describe-target-health --target-group-arn ARN --query 'TargetHealthDescriptions[].[Target.Id,TargetHealth.State,TargetHealth.Reason]' --output table`";
const RULES = "`aws elbv2 describe-rules --listener-arn ARN --query 'Rules[].[Priority,Conditions,Actions]'`";
const IDLE_TIMEOUT =
  '`aws elbv2 describe-load-balancer-attributes --load-balancer-arn ARN --query "Attributes[?Key==\'idle_timeout.timeout_seconds\'].Value"`';
const FAILED = 'The saved query *Failed requests, newest first*';
const TASKS =
  "`aws ecs describe-services --cluster NAME --services NAME --query 'services[0].events[:10].message'`, or `kubectl get events --sort-by=.lastTimestamp`";
const AWS_HEALTH = 'AWS Health Dashboard in the console (Your account health)';
const GOES_ON =
  'This goes on at a low rate until somebody changes the setting. A quiet quarter of an hour does not mean that it is over.';

export const REMEDIES: Readonly<Record<Cause, Remedy>> = {
  TargetTimeout: {
    show: `${FAILED}: which route and target, and a trace id. A trace shows what the target waited for. ${IDLE_TIMEOUT} is how long the load balancer waits.`,
    fix: 'One target: take it out of its target group. All targets: find what they wait for (database, upstream, lock) and relieve it; roll back if it began with a release. If the request is meant to take so long, raise the idle timeout or answer before it ends.',
  },
  TargetConnectTimeout: {
    show: `${TARGET_HEALTH} shows whether health checks get through. \`aws ec2 describe-security-groups --group-ids ID\` of the targets must let in the security group of the load balancer on the port of the target group, and \`aws ec2 describe-network-acls --filters Name=association.subnet-id,Values=SUBNET\` the way back (ports 1024 to 65535).`,
    fix: 'Let the load balancer through, or replace the instance that hangs. If it is load, add targets: an accept queue that is full drops connections.',
  },
  TargetConnectionFailed: {
    show: `${TARGET_HEALTH}, and what ended processes: ${TASKS}. On the target, \`ss -ltn\` shows who listens.`,
    fix: 'Start the process that should listen on the port of the target group, or correct the port. Expired or wrong certificate on the target (HTTPS target group): renew it. During deployments: stop a process only when its target is no longer in the group.',
  },
  TargetClosedAtOnce: {
    over: GOES_ON,
    show: `${IDLE_TIMEOUT} against the keep-alive timeout of the target (section *Which 502 is it*). ${FAILED}: target_processing_time is 0.000 to 0.009.`,
    fix: 'Set the keep-alive timeout of the target above the idle timeout of the load balancer, also in a proxy on the target, and restart it. At once and without a release: lower the idle timeout of the load balancer below that of the target, for instance `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes Key=idle_timeout.timeout_seconds,Value=4`; this also ends slow requests after 4 s.',
  },
  TargetClosedWhileWorking: {
    show: `What ended processes at that time: ${TASKS}; on the target \`dmesg -T | grep -i oom\`. ${FAILED} says which targets and after how many seconds.`,
    fix: 'Out of memory: more memory, or less at a time. Crash: roll back. Deployment: let the target leave the group first and wait for the deregistration delay (ECS: `stopTimeout`; Kubernetes: a preStop hook). Always after the same time: raise that timeout of the server or worker, or make the request faster.',
  },
  TargetClosedConnection: {
    show: `What ended processes at that time: ${TASKS}. ${IDLE_TIMEOUT} against the keep-alive timeout of the target.`,
    fix: 'Steady and few: the keep-alive timeout of the target has to be longer than the idle timeout. In bursts: find what ended the processes. A log that says when (an Application Load Balancer of today) tells these two apart.',
  },
  TargetResponseInvalid: {
    show: `${FAILED}: one path or all. Ask the target itself, from its network: \`curl -sv http://TARGET:PORT/PATH -o /dev/null\`, and look at the headers.`,
    fix: 'Make the headers valid and smaller than 32 KB (cookies grow), and the Content-Length right. Check the protocol of the target group: HTTP to an HTTPS port gives this too.',
  },
  NoHealthyTarget: {
    show: `${TARGET_HEALTH}: no lines, or only \`unused\` and \`draining\`. Who took them out: the saved query *Changes of load balancers*, or CloudTrail for DeregisterTargets.`,
    fix: 'Register targets, or scale the service up from 0. `unused` means: the target group is in no rule, or the target in an Availability Zone that is not enabled for the load balancer.',
  },
  TargetError: {
    show: `${FAILED}: route, target and trace id. The log of the application at that trace id says the rest. The saved query *Worst targets* tells one target from all.`,
    fix: 'Began with a release: roll back. One target: take it out. All: find the dependency they share.',
  },
  TargetGatewayError: {
    show: `The error log of the proxy on the target (nginx: \`upstream timed out\`, \`connection refused\`). ${TARGET_HEALTH} only shows the proxy.`,
    fix: 'Mend what stands behind the proxy, or raise its timeout if the requests are meant to take so long. Let the health check ask for a path that needs the upstream, so that such a target leaves the group.',
  },
  Http2StreamReset: {
    show: `${FAILED}: targetErrorCode and elbErrorCode. 0x7 and 0xb: the target limits. 0x8: a deadline of the caller. 0x2: an error in the target.`,
    fix: '0x7, 0xb: more targets or higher limits (concurrent streams). 0x8: longer deadlines, or faster calls. 0x2: the log of the target.',
  },
  Http2ConnectionClosed: {
    show: `${FAILED}: whether it is one client, by connTraceId.`,
    fix: 'Update the client library: it has to open a new connection when it is told to (GOAWAY), which comes after 10,000 requests. Smaller headers otherwise.',
  },
  TargetOptimizerFailed: {
    show: '`aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name TargetControlRequestRejectCount …`, and the log of the agent on the target.',
    fix: 'Restart or update the agent. To go on without it, route to a target group that has no target optimizer.',
  },
  WebSocketNotSupported: {
    show: `${RULES}: which rule sends WebSockets to a target group with target optimizer.`,
    fix: 'Route the path of the WebSocket to a target group without target optimizer.',
  },
  OriginFailed: {
    show: 'The log of the origin at the time of the examples. Its load balancer has its own causes, if its logs are read here.',
    fix: 'Mend the origin. If it is slow: CloudFront waits 30 s unless the origin response timeout says otherwise.',
  },
  CloudFrontFunctionError: {
    show: 'Logs of the function: CloudWatch Logs in us-east-1 for CloudFront Functions, in the Region of the viewer for Lambda@Edge.',
    fix: 'Publish the version before, or take the function off the behavior.',
  },
  CloudFrontFunctionThrottled: {
    show: '`aws cloudwatch get-metric-statistics --region us-east-1 --namespace AWS/CloudFront --metric-name FunctionThrottles …`.',
    fix: 'Make the function do less, or run it for fewer behaviors. CloudFront Functions have a limit on computing, not on requests.',
  },
  CloudFrontLimit: {
    show: 'Service Quotas in the console, Amazon CloudFront: requests and data transfer per distribution.',
    fix: 'Ask for a higher quota. Until then: cache more, so that fewer requests count.',
  },
  LambdaError: {
    show: '`aws logs tail /aws/lambda/NAME --since 30m --filter-pattern "?ERROR ?Task"`: an exception, or `Task timed out after …`. The seconds under *Timeouts* are its timeout.',
    fix: 'Exception: roll back. Timeout: make it faster, or raise its timeout.',
  },
  LambdaInvalidResponse: {
    show: '`aws lambda invoke --function-name NAME --cli-binary-format raw-in-base64-out --payload file://event.json out.json` with an event as the load balancer sends it, and look at out.json.',
    fix: 'Answer with `statusCode` (a number), `headers`, `body` (a string) and `isBase64Encoded`, less than 1 MB in all. Larger answers: from S3, by a redirect.',
  },
  LambdaThrottled: {
    show: '`aws lambda get-function-concurrency --function-name NAME` and `aws lambda get-account-settings`; metric Throttles of the function.',
    fix: 'Raise or remove the reserved concurrency of the function. If the account is at its limit: find which function uses it, and ask for more.',
  },
  LambdaRequestRejected: {
    show: `${FAILED}: paths and methods; ask the owner of the client.`,
    fix: 'Send uploads over 1 MB to S3 (presigned URL) or to a target that is no function. WebSockets too need another target.',
  },
  LambdaMisconfigured: {
    show: '`aws lambda get-policy --function-name NAME` must let elasticloadbalancing.amazonaws.com invoke it for this target group; `aws lambda get-function --function-name NAME` shows state, VPC and KMS key. The reason in the examples says which.',
    fix: 'Do what the reason says: add the permission, free addresses in the subnets, allow the KMS key, deploy the package again.',
  },
  LambdaUnavailable: {
    show: `${AWS_HEALTH}, and AWS Lambda in this Region on health.aws.amazon.com.`,
    fix: 'Not yours: it is the service. If you have another Region, move traffic there.',
  },
  ClientClosed: {
    show: `The seconds under *Timeouts*: the same for many requests is a client's timeout. ${FAILED}: which route, and with the setting \`examples.userAgent\` which client. Compare the p99 of TargetProcessingTime before and during.`,
    fix: 'Targets slower than before: treat it as slow targets. Targets as fast as ever: the client has a timeout that is too short, or its network failed; ask its owner.',
  },
  RequestTimeout: {
    over: 'A few are always there: browsers open connections ahead and leave them. Over means: back to the number of other days.',
    show: 'With the setting `examples.clientAddress`, the examples say from which addresses.',
    fix: 'A few: nothing. Many from few addresses: a slow-request attack; limit them in AWS WAF or a network ACL. Slow uploads: nothing, or a longer idle timeout.',
  },
  MalformedRequest: {
    over: 'Scanners never stop. Over means: back to the number of other days.',
    show: `${FAILED}: no method and no path is no HTTP at all (a scanner, or TLS and plain HTTP mixed up).`,
    fix: 'Scanners: nothing. A client of yours: smaller cookies and headers (16 KB for one line, 64 KB in all), and the right scheme for the port.',
  },
  RequestBodyIncomplete: {
    show: `${FAILED}: which paths. Uploads by phones are always among them.`,
    fix: 'Usually nothing to do. Many on one path: a client whose timeout is shorter than its upload; ask its owner, or let it upload to S3.',
  },
  DesyncBlocked: {
    show: `${FAILED}: classificationReason. \`aws elbv2 describe-load-balancer-attributes --load-balancer-arn ARN --query "Attributes[?Key=='routing.http.desync_mitigation_mode'].Value"\`.`,
    fix: 'An attack: nothing, it was blocked. A client of yours: correct the header it sends. Until then, and if you must: mode defensive in place of strictest.',
  },
  RequestTooLarge: {
    show: `${FAILED}: which paths. Ask one user for the size of the cookies.`,
    fix: 'Move large values from the URL or cookies into the body. These limits of the load balancer cannot be raised.',
  },
  RequestNotSupported: {
    over: 'Scanners never stop. Over means: back to the number of other days.',
    show: `${FAILED}: method and path.`,
    fix: 'Scanners: nothing. A client of yours: no TRACE, no Transfer-Encoding but chunked, HTTP/1.1 or HTTP/2.',
  },
  XForwardedForTooLong: {
    show: `${FAILED}: which paths. A request that has passed 30 proxies goes in a circle.`,
    fix: 'Find what calls its own public name: a proxy or redirect that points back at this load balancer. Break the circle there.',
  },
  ProtocolMismatch: {
    show: "`aws elbv2 describe-target-groups --target-group-arns ARN --query 'TargetGroups[].ProtocolVersion'` against the method and protocol of the examples.",
    fix: 'Change the protocol version of the target group (a new group), the client, or the rule that sends these requests there. Health probes of HTTP/1.1 do not fit a gRPC group.',
  },
  AuthRequired: {
    over: 'A few are always there: sessions end. Over means: back to the number of other days.',
    show: `${RULES}: the rule with authenticate and onUnauthenticatedRequest deny. ${FAILED}: which paths.`,
    fix: 'API clients without a session need a rule of their own before this one. After a change of the rule: change it back.',
  },
  AuthFailed: {
    over: 'A few are always there: bookmarks of callbacks, old cookies. Over means: back to the number of other days.',
    show: `${FAILED}: errorReason. ${RULES}: client id, issuer and endpoints of the rule.`,
    fix: 'Many at once: renew the client secret, correct the redirect URI (https://HOST/oauth2/idpresponse), log in under one host name.',
  },
  IdpError: {
    show: `The status page and log of the identity provider. ${FAILED}: errorReason.`,
    fix: 'Theirs: tell them, and wait. Yours: client id and secret in the rule; claims under 11 KB (fewer groups in the token).',
  },
  IdpTimeout: {
    show: `The route from the subnets of the load balancer to the internet: \`aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=SUBNET\`; an internal load balancer needs a NAT gateway. Its security group must let port 443 out.`,
    fix: 'Open the way, or wait for the identity provider if it is slow: the load balancer gives it 5 seconds, which cannot be changed.',
  },
  JwtInvalid: {
    over: 'A few are always there: tokens expire. Over means: back to the number of other days.',
    show: `${FAILED}: errorReason says missing, malformed, signature or claim.`,
    fix: 'One client: a new token. All clients: issuer, audience or key changed on one side only; change the rule or the issuer.',
  },
  JwksUnavailable: {
    show: "`curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' JWKS_URL` from the subnets of the load balancer: 200 within 5 seconds.",
    fix: 'Make the endpoint reachable and fast, with at most 10 keys and 150 KB.',
  },
  WafBlocked: {
    over: 'AWS WAF blocks something on every day. Over means: back to the number of other days.',
    show: '`aws wafv2 get-sampled-requests --web-acl-arn ARN --rule-metric-name RULE --scope REGIONAL --time-window StartTime=…,EndTime=… --max-items 50`, or AWS WAF in the console, the web ACL, *Sampled requests*: which rule, which paths, which clients.',
    fix: 'Attack: nothing, it was blocked. Users of yours: set the rule to Count, or exclude the path, and then correct it.',
  },
  WafUnavailable: {
    show: `${AWS_HEALTH}. \`aws elbv2 describe-load-balancer-attributes --load-balancer-arn ARN --query "Attributes[?Key=='waf.fail_open.enabled'].Value"\`.`,
    fix: 'If requests matter more than the firewall, let them through: `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes Key=waf.fail_open.enabled,Value=true`. Undo it afterwards.',
  },
  FixedResponse: {
    show: `${RULES}: the rule with fixed-response that matches the path of the examples.`,
    fix: 'A maintenance rule that was left: delete it. The default rule: add the host or path that it caught, or let it.',
  },
  RedirectUrlTooLong: {
    show: `${RULES}: redirects that append path and query. ${FAILED}: URLs that grow are a loop.`,
    fix: 'Correct the redirect, so that it does not match its own result.',
  },
  TransformFailed: {
    show: `${RULES}: the rule with a rewrite that matches the path of the examples.`,
    fix: 'Correct or remove the regular expression or its replacement.',
  },
  StickinessCookieInvalid: {
    show: `${FAILED}: with the setting \`examples.userAgent\`, which clients.`,
    fix: 'A client or proxy changes the cookie AWSALBTG (often by encoding it): leave it as it is. Deleting it makes a client work again.',
  },
  LoadBalancerInternalError: {
    show: `${AWS_HEALTH}.`,
    fix: 'Not yours. Open a case with AWS Support, with three trace ids of the examples and their times.',
  },
  UnknownErrorReason: {
    show: 'The saved query *New names in the log* names the code; the guide says what it means.',
    fix: 'Do what the guide says of the code. Then update this software, or teach it the code (lambda/catalogue/error-reasons.ts).',
  },
  UnknownLoadBalancer4xx: {
    show: `${FAILED}, and the whole lines of their trace ids (Athena: *One trace id*). ${RULES}.`,
    fix: 'Find the rule or client that the lines have in common. If it is neither, open a case with AWS Support.',
  },
  UnknownLoadBalancer5xx: {
    show: `${FAILED}, and the whole lines of their trace ids (Athena: *One trace id*). ${TARGET_HEALTH}.`,
    fix: 'Find the target, target group or rule that the lines have in common. If there is none, open a case with AWS Support.',
  },
  Unknown5xx: {
    show: 'The log of the origin or target at the time of the examples.',
    fix: 'If the origin knows these requests, mend it there. If it does not, they never arrived: network, DNS, certificate of the origin.',
  },
  UnknownNoStatus: {
    show: `${FAILED}: one client or one target. The connection log has the same connTraceId.`,
    fix: 'One target: take it out. One client: ask its owner. Many of both: open a case with AWS Support.',
  },
};
