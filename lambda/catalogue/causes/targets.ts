/** Causes that lie with targets. */
import { FAILED, GOES_ON, IDLE_TIMEOUT, ROLL_BACK, RULES, TAKE_OUT, TARGET_HEALTH, TASKS } from './commands.ts';
import { ACCESS_LOGS, type CauseDefinitions, GUIDE, TROUBLE } from './definition.ts';

export const TARGET_CAUSES = {
  TargetTimeout: {
    side: 'target',
    codes: ['504'],
    meaning:
      'The target took the request and did not answer, or not completely, before the idle timeout of the load balancer.',
    tell: '504 with a target; request_processing_time is measured and target_processing_time is usually -1. A failed connection has -1 in both. A Classic Load Balancer also writes 504 without a backend, CloudFront 504 with OriginCommError: the target was silent or closed the connection.',
    check:
      'The slow requests of this route on that target (trace ids in the examples), its database and upstream calls; then whether the idle timeout fits the longest legitimate request.',
    page: `${TROUBLE}#http-504-issues`,
    timeout: 'The idle timeout ends the wait',
    show: `${FAILED}: which route and target, and a trace id. A trace shows what the target waited for. ${IDLE_TIMEOUT} is how long the load balancer waits.`,
    fix: `It began with a release: roll back first (${ROLL_BACK}). One target: ${TAKE_OUT}. All targets: find what they wait for (database, upstream, lock) and relieve it. If the request is meant to take so long, raise the idle timeout or answer before it ends.`,
  },
  TargetConnectTimeout: {
    side: 'target',
    codes: ['504'],
    meaning: 'The load balancer could not open a connection to the target within 10 seconds.',
    tell: '504 with a target; request_processing_time and target_processing_time are both -1: the request never went out.',
    check:
      'Security group and network ACL between load balancer and target (ephemeral ports too), full accept queue or exhausted connections on the target, a slow TLS handshake, an instance that hangs.',
    page: `${TROUBLE}#http-504-issues`,
    timeout: 'Connections to the target time out',
    show: `${TARGET_HEALTH} shows whether health checks get through. \`aws ec2 describe-security-groups --group-ids ID\` of the targets must allow the security group of the load balancer on the port of the target group, and \`aws ec2 describe-network-acls --filters Name=association.subnet-id,Values=SUBNET\` the way back (ports 1024 to 65535).`,
    fix: 'Let the load balancer through, or replace the instance that hangs. If it is load, add targets: an accept queue that is full drops connections.',
  },
  TargetConnectionFailed: {
    side: 'target',
    codes: ['502'],
    meaning: 'The target refused the connection or ended it before the request went out.',
    tell: '502 with a target and -1 in all three times. If request_processing_time is measured, the target closed after it had the request; if nothing came back for 10 seconds it is a 504.',
    check:
      'Whether the process listens on the port of the target group (deploys, crashes, restarts), TLS settings of the target, and that its keep-alive timeout is longer than the idle timeout.',
    page: `${TROUBLE}#http-502-issues`,
    show: `${TARGET_HEALTH}, and what ended processes: ${TASKS}. On the target, \`ss -ltn\` shows who listens.`,
    fix: 'Start the process that should listen on the port of the target group, or correct the port. Expired or wrong certificate on the target (HTTPS target group): renew it. During deployments: stop a process only when its target is no longer in the group.',
  },
  TargetClosedAtOnce: {
    side: 'target',
    codes: ['502'],
    meaning:
      'The target closed the connection within 10 ms of the request: too soon to have worked on it. Usually it had just closed the connection because it was idle.',
    tell: '502 with a target and -1 in response_processing_time; target_processing_time is below 0.010 s (where it is -1: RequestTime less request_processing_time). From 0.010 s on the target was at work. AWS does not document the limit: it is measured.',
    check:
      'Is the keep-alive timeout of the target longer than the idle timeout of the load balancer? It must be (section "Which 502 is it" of the runbook has the setting of each server). Otherwise: requests that crash the target at once, and connections that it limits or refuses after it accepted them.',
    page: `${GUIDE}/edit-load-balancer-attributes.html#connection-idle-timeout`,
    over: GOES_ON,
    show: `${IDLE_TIMEOUT} against the keep-alive timeout of the target (section *Which 502 is it*). ${FAILED}: target_processing_time is 0.000 to 0.009.`,
    fix: 'Set the keep-alive timeout of the target above the idle timeout of the load balancer, also in a proxy on the target, and restart it. At once and without a release: lower the idle timeout of the load balancer below that of the target, for instance `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes Key=idle_timeout.timeout_seconds,Value=4`; this also ends slow requests after 4 s.',
  },
  TargetClosedWhileWorking: {
    side: 'target',
    codes: ['502'],
    meaning:
      'The target closed or reset the connection after it had the request for 10 ms or more, and gave no answer.',
    tell: '502 with a target and -1 in response_processing_time; target_processing_time is 0.010 s or more and says when. Below that it is TargetClosedAtOnce. A target that stays silent is a 504.',
    check:
      'Processes that ended at that time: crashes, out-of-memory kills, restarts, deployments that stop targets before the deregistration delay is over. If the times cluster (see the timeouts), a timeout of the target or its worker: gunicorn --timeout, PHP request_terminate_timeout, a proxy on the target. A busy target may also close idle connections late.',
    page: `${TROUBLE}#http-502-issues`,
    timeout: 'The target closes the connection',
    show: `What ended processes at that time: ${TASKS}; on the target \`dmesg -T | grep -i oom\`. ${FAILED} says which targets and after how many seconds.`,
    fix: `Out of memory: more memory, or less at a time. Crash since a release: roll back (${ROLL_BACK}). Deployment: let the target leave the group first and wait for the deregistration delay (ECS: \`stopTimeout\`; Kubernetes: a preStop hook). Always after the same time: raise that timeout of the server or worker, or make the request faster.`,
  },
  TargetClosedConnection: {
    side: 'target',
    codes: ['502'],
    meaning: 'The target closed or reset the connection while it owed an answer, and the log does not say when.',
    tell: '502 with a target; request_processing_time or target_processing_time shows that the request went out, response_processing_time is -1. Lines that say when have TargetClosedAtOnce or TargetClosedWhileWorking; a Classic Load Balancer and lines of before May 2018 do not. CloudFront: the origin closed or reset the connection (OriginReadError, OriginWriteError).',
    check:
      'The keep-alive timeout of the target (must be longer than the idle timeout), crashes and out-of-memory kills at that time, deployments that end before the deregistration delay.',
    page: `${TROUBLE}#http-502-issues`,
    timeout: 'The target closes the connection',
    show: `What ended processes at that time: ${TASKS}. ${IDLE_TIMEOUT} against the keep-alive timeout of the target.`,
    fix: 'Steady and few: the keep-alive timeout of the target has to be longer than the idle timeout. In bursts: find what ended the processes. A current log of an Application Load Balancer says when, so these two are separate causes there.',
  },
  TargetResponseInvalid: {
    side: 'target',
    codes: ['502', '504'],
    meaning: 'The target answered, and the load balancer could not use the answer.',
    tell: '502 or 504 with a target and three measured times, yet no target status. Without response_processing_time the target closed the connection. A Classic Load Balancer also writes 502 without a backend.',
    check:
      'Response headers over 32 KB or malformed, a Content-Length larger than the body, a target that speaks another protocol than its target group.',
    page: `${TROUBLE}#http-502-issues`,
    show: `${FAILED}: one path or all. Ask the target itself, from its network: \`curl -sv http://TARGET:PORT/PATH -o /dev/null\`, and look at the headers.`,
    fix: 'Make the headers valid and smaller than 32 KB (cookies grow), and the Content-Length right. Check the protocol of the target group: HTTP to an HTTPS port gives this too.',
  },
  NoHealthyTarget: {
    side: 'target',
    codes: ['503'],
    meaning: 'The target group had no target to send the request to.',
    tell: '503 by the load balancer without a target and with -1 in all times. A 503 with a target status is the application.',
    check:
      'Whether targets are registered and in enabled Availability Zones, deployments that deregister all of them, a target optimizer that rejects requests. Registered targets that are all unhealthy do get requests: the load balancer then fails open.',
    page: `${TROUBLE}#http-503-issues`,
    show: `${TARGET_HEALTH}: no lines, or only \`unused\` and \`draining\`. Who took them out: the saved query *Changes of load balancers*, or CloudTrail for DeregisterTargets.`,
    fix: 'Scale the service up from 0 (`aws ecs update-service --cluster NAME --service NAME --desired-count N`), or register the targets again (`aws elbv2 register-targets --target-group-arn ARN --targets Id=ADDRESS,Port=PORT`). `unused` means: the target group is in no rule, or the target in an Availability Zone that is not enabled for the load balancer.',
  },
  TargetError: {
    side: 'target',
    codes: ['500', '501', '503', '505', '507', '520', '521', '522', '524', '561', '562', '598', '599', '5xx'],
    meaning: 'The application itself answered with a 5xx.',
    tell: 'target_status_code is 5xx and equals elb_status_code.',
    check:
      "The application's log and traces at the trace ids of the examples; recent deployments; the worst targets of the group.",
    page: `${TROUBLE}#target-http-errors`,
    timeout: 'The application fails',
    show: `${FAILED}: route, target and trace id. The log of the application at that trace id says the rest. The saved query *Worst targets*: one target, or all of them?`,
    fix: `It began with a release: roll back (${ROLL_BACK}). One target: ${TAKE_OUT}. All targets and no release: find the dependency that they share.`,
  },
  TargetGatewayError: {
    side: 'target',
    codes: ['502', '504'],
    meaning: 'The target is itself a proxy and its own upstream failed or was too slow.',
    tell: 'target_status_code is 502 or 504: the load balancer got a complete answer, so the fault lies behind the target.',
    check: 'The proxy on the target (nginx, Envoy, sidecar): its error log, its upstreams and its timeouts.',
    page: `${TROUBLE}#target-http-errors`,
    timeout: 'The proxy on the target gives up',
    show: `The error log of the proxy on the target (nginx: \`upstream timed out\`, \`connection refused\`). ${TARGET_HEALTH} only shows the proxy.`,
    fix: 'Fix what is behind the proxy, or raise its timeout if the requests are meant to take so long. Use a health check path that needs the upstream, so that such a target leaves the group.',
  },
  Http2StreamReset: {
    side: 'target',
    codes: ['000', '502'],
    meaning: 'An HTTP/2 stream was ended by RST_STREAM instead of an answer.',
    tell: 'target_error_code (sent by the target) or elb_error_code (made by the load balancer) has an HTTP/2 error code such as 0x8 CANCEL.',
    check:
      'What the code says: 0x7 refused, 0xb calm down: the target limits; 0x8 canceled: deadlines of gRPC calls; 0x2: errors in the target.',
    page: `${ACCESS_LOGS}#access-log-entry-format`,
    timeout: 'Streams are reset',
    show: `${FAILED}: targetErrorCode and elbErrorCode. 0x7 and 0xb: the target limits. 0x8: a deadline of the caller. 0x2: an error in the target.`,
    fix: '0x7, 0xb: more targets or higher limits (concurrent streams). 0x8: longer deadlines, or faster calls. 0x2: the log of the target.',
  },
  Http2ConnectionClosed: {
    side: 'loadBalancer',
    codes: ['000'],
    meaning: 'An HTTP/2 connection was closed by the load balancer while this request was open.',
    tell: 'Status 000 without an HTTP/2 error code in target_error_code and elb_error_code.',
    check:
      'Clients that send more than 10,000 requests over one connection and ignore GOAWAY; compressed headers over the limit.',
    page: `${TROUBLE}#response-code-000`,
    show: `${FAILED}: whether it is one client, by connTraceId.`,
    fix: 'Update the client library: it has to open a new connection when it is told to (GOAWAY), which comes after 10,000 requests. Smaller headers otherwise.',
  },
  TargetOptimizerFailed: {
    side: 'target',
    codes: ['500'],
    meaning: 'The agent of target optimizer on the target failed.',
    tell: '500 by the load balancer with a target, for a forwarded request without error_reason. Authentication, JWT validation and AWS WAF give a reason with their 500.',
    check:
      'The agent next to the application (container or process): whether it runs, its log, its memory, and whether its version fits. Without target optimizer on the target group: AWS Health, then AWS Support.',
    page: `${TROUBLE}#http-500-issues`,
    show: '`aws cloudwatch get-metric-statistics --namespace AWS/ApplicationELB --metric-name TargetControlRequestRejectCount …`, and the log of the agent on the target.',
    fix: 'Restart or update the agent. To go on without it, route to a target group that has no target optimizer.',
  },
  WebSocketNotSupported: {
    side: 'loadBalancer',
    codes: ['501'],
    meaning: 'A WebSocket was forwarded to a target group that uses target optimizer, which does not take WebSockets.',
    tell: '501 by the load balancer; the type is ws or wss and the last action is forward.',
    check: 'Route WebSockets to a target group without target optimizer (no target control port).',
    page: `${TROUBLE}#http-501-issues`,
    show: `${RULES}: which rule sends WebSockets to a target group with target optimizer.`,
    fix: 'Route the path of the WebSocket to a target group without target optimizer.',
  },
} as const satisfies CauseDefinitions;
