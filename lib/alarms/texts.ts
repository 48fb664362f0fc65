/**
 * Every kind of alarm in words: its title, what it means, where to look and what to do. One source for the description
 * that a notification carries, for the runbook's section of the same name, and for the dashboard.
 */

import type { AlarmSettings } from '../settings/types.ts';
export interface AlarmText {
  /** A short phrase for a list. */
  readonly title: string;
  readonly means: string;
  /** Graphs by their titles, between double quotes: the dashboard has more rows than anyone counts. */
  readonly look: string;
  readonly act: string;
  /** Saved Logs Insights query that shows examples. */
  readonly query?: QueryName;
  /** Settings that decide when it fires, keys of `alarms`. */
  readonly settings?: readonly (keyof AlarmSettings)[];
}

/** Names of the saved queries, after the name of the stack. */
export const QUERIES = {
  byCause: 'Failed requests by cause',
  failed: 'Failed requests, newest first',
  slowest: 'Slowest requests',
  worstTargets: 'Worst targets',
  objects: 'Log objects',
  drift: 'New names in the log',
  tlsFailures: 'TLS failures by reason',
  healthChanges: 'Targets that changed health',
  wafStopped: 'Requests stopped by AWS WAF, by rule',
  changes: 'Changes of load balancers',
} as const;
export type QueryName = keyof typeof QUERIES;

export const ALARM_TEXTS = {
  ErrorRate: {
    title: '5xx as clients see them',
    means:
      'More than the set share of requests was answered with 5xx within four minutes of the last twenty, whoever made the answer: load balancer or target. Users notice.',
    look: 'On the dashboard, "All load balancers: share of requests failed" and "Selected: share of requests failed": which side fails and since when. "Selected: failed requests by cause": why. "Selected: 5xx seen by clients, by target group" and, with routes named, "Selected: 5xx seen by clients, by route": where.',
    act: 'Follow the section of the largest cause. If it began with a deployment, roll back first and explain later.',
    query: 'byCause',
    settings: ['errorPercent', 'minimumRequests', 'minimumErrors', 'requestsPerMinute'],
  },
  TargetErrorRate: {
    title: '5xx made by targets',
    means: 'The application itself answered more than the set share of requests with 5xx.',
    look: 'On the dashboard, "Selected: 5xx seen by clients, by target group" and, with routes named, "Selected: 5xx seen by clients, by route". The saved query of the worst targets tells one bad instance from a bad release.',
    act: 'One target: take it out of service. All targets: roll back the last release, or find the dependency they share. The trace ids of the examples lead to the log of the application.',
    query: 'failed',
    settings: ['errorPercent', 'minimumRequests', 'minimumErrors', 'requestsPerMinute'],
  },
  LoadBalancerErrorRate: {
    title: '5xx made by the load balancer',
    means:
      'The load balancer itself answered more than the set share of requests with 5xx: it had no target, could not reach it, or got no usable answer.',
    look: 'On the dashboard, "All load balancers: failed requests by cause" and "Selected: failed requests by cause": the causes tell no target (503) from refused or reset (502) from silent (504).',
    act: 'NoHealthyTarget: health checks and capacity. TargetConnectionFailed and TargetClosedWhileWorking: processes that restart. TargetClosedAtOnce: keep-alive timeouts of targets. TargetTimeout: slow dependencies.',
    query: 'byCause',
    settings: ['errorPercent', 'minimumRequests', 'minimumErrors', 'requestsPerMinute'],
  },
  TargetTime: {
    title: 'Slow targets',
    means:
      'One request in a hundred took the target longer than the set time, in three periods of five minutes within half an hour.',
    look: 'On the dashboard, "All load balancers: target time" and "Selected: target time (until the response headers)": if p50 rises too everything is slow, if only p99 does it is some requests. "Selected: p99 of target time, by target group" and, with routes named, "Selected: p99 of target time, by route": where.',
    act: 'Look for saturation (processor, connection pool, database) and for the trace ids of the slowest requests.',
    query: 'slowest',
    settings: ['slowSeconds', 'requestsPerMinute'],
  },
  WafUnavailable: {
    title: 'AWS WAF did not answer',
    means: 'The load balancer could not ask AWS WAF and refused requests because of it.',
    look: 'AWS Health for AWS WAF; the cause WafUnavailable in "All load balancers: failed requests by cause" on the dashboard.',
    act: 'Nothing of yours is broken. If it lasts, fail open: attribute waf.fail_open.enabled of the load balancer, after weighing what WAF protects from.',
    query: 'byCause',
    settings: ['causeCount'],
  },
  AuthenticationFailed: {
    title: 'Authentication fails',
    means:
      'The load balancer could not authenticate users: the identity provider is wrong, slow or unreachable, or its configuration in the listener rule is.',
    look: 'Causes AuthFailed, IdpError, IdpTimeout and JwksUnavailable in "All load balancers: failed requests by cause" on the dashboard; error_reason in the examples.',
    act: 'Check the identity provider, the client secret and the endpoints of the rule, and that the load balancer can reach them (outbound port 443).',
    query: 'byCause',
    settings: ['causeCount'],
  },
  ErrorBudgetBurn: {
    title: 'Error budget burns fast',
    means:
      'Over the last hour, and still in the last 15 minutes, requests failed at more than 14.4 times the rate that the promise (SLO) allows: at this rate two percent of a month are gone each hour.',
    look: '"All load balancers: share of requests failed" and "Selected: share of requests failed" on the dashboard, over the last three hours.',
    act: 'Treat it as an incident, even if no other alarm is as loud.',
    query: 'byCause',
    settings: ['slo'],
  },
  ErrorBudgetBurnSlow: {
    title: 'Error budget burns steadily',
    means:
      'Over the last six hours, and still in the last 30 minutes, requests failed at more than 6 times the rate that the promise (SLO) allows.',
    look: '"All load balancers: share of requests failed" and "Selected: share of requests failed" on the dashboard, over the last day: a step tells a release, a slope tells load or a leak.',
    act: 'No need to run, but today: at this rate the budget of a month is gone in five days.',
    query: 'byCause',
    settings: ['slo'],
  },
  Part: {
    title: 'Part of another alarm',
    means: 'One of the conditions of another alarm, whose name is in its own. It notifies nobody.',
    look: 'The other alarm.',
    act: 'Nothing.',
  },
  NativeLoadBalancerErrors: {
    title: "The load balancer answers with 5xx (AWS's metrics)",
    means:
      "AWS's own metrics, which are one to four minutes old, say that the load balancer itself answers with more 5xx than are allowed, in 4 of 15 minutes. The alarms from the log follow and say why.",
    look: '"Selected: 5xx from the log beside those of AWS, which are younger" on the dashboard; HTTPCode_ELB_502, 503 and 504 of the load balancer beside each other.',
    act: '503: healthy targets and capacity. 502: crashes, restarts, deployments. 504: slow or unreachable targets. Then read the section LoadBalancerErrorRate.',
    settings: ['errorPercent'],
  },
  NativeTargetErrors: {
    title: "Targets answer with 5xx (AWS's metrics)",
    means:
      "AWS's own metrics, which are one to four minutes old, say that the application answers with more 5xx than are allowed, in 3 of 15 minutes.",
    look: '"Selected: 5xx from the log beside those of AWS, which are younger" on the dashboard, then the log of the application.',
    act: 'Roll back what was released last. Then read the section TargetErrorRate.',
    settings: ['errorPercent'],
  },
  RejectedConnections: {
    title: 'Connections rejected',
    means:
      'The load balancer was at its maximum number of connections and turned clients away, in 3 of 15 minutes. No log line tells of them.',
    look: 'ActiveConnectionCount and ConsumedLCUs of the load balancer.',
    act: 'Find who opens the connections. If it is honest traffic, reserve capacity (LCU reservation) or ask AWS Support.',
    settings: ['rejectedConnections'],
  },
  NoHealthyTargets: {
    title: 'A target group has no healthy target',
    means:
      'Not one target of a target group was healthy, in 3 of 15 minutes. The notification names the group. Its requests get 503, or go to unhealthy targets (fail open).',
    look: 'That target group in the console: health status and its reason. Then the deployments and scaling events of the last half hour.',
    act: 'All at once: doubt the health check, a security group or a deployment before the targets. Roll back. A group that is meant to be empty has no registered target, and no alarm.',
    query: 'worstTargets',
  },
  UnhealthyHosts: {
    title: 'Unhealthy targets',
    means: 'A target group had at least one unhealthy target, in 5 of 15 minutes. The notification names the group.',
    look: 'That target group in the console: health status and its reason.',
    act: 'Replace or repair the target. If all of a group are unhealthy, doubt the health check before the targets.',
    query: 'worstTargets',
  },
  NativeTargetTime: {
    title: "Slow targets (AWS's metrics)",
    means:
      "AWS's own p99 of the target response time was above the set time, in 5 of 15 minutes with 100 requests or more.",
    look: '"Selected: target time (until the response headers)" on the dashboard.',
    act: 'Read the section TargetTime.',
    query: 'slowest',
    settings: ['slowSeconds'],
  },
  TrafficStopped: {
    title: 'Traffic stopped',
    means:
      'The load balancer had 600 requests or more in the hour before, and none for ten minutes. It clears one to two hours after the last request, or as soon as requests come.',
    look: 'RequestCount and NewConnectionCount of the load balancer. Connections without requests: TLS or the listener. No connections: DNS, the network, the clients.',
    act: 'Open the site from outside. Undo what changed last: DNS records, certificates, security groups, listeners. If it is meant to be that quiet, set trafficStopped to false or name a mute window.',
    settings: ['trafficStopped'],
  },
  LogsStopped: {
    title: 'Logs stopped',
    means:
      'The load balancer has traffic by its own metrics, and for 30 minutes no line of its access log was counted. The other alarms from the log are blind meanwhile.',
    look: '"Pipeline: log objects" on the dashboard: if objects still come, from others, it is this load balancer; if none come, it is the bucket, the queue or the function.',
    act: 'Check that access logs are still switched on and point to this bucket and prefix, that the bucket policy was not replaced, and that the notification of the bucket still reaches the queue.',
    query: 'objects',
    settings: ['disconnected'],
  },
  DeadLetters: {
    title: 'Log objects set aside',
    means:
      'At least one log object could not be counted after all retries. Its lines are missing from the metrics until it is redriven.',
    look: 'The messages of the dead-letter queue name the objects; the log of the function has an error line for each, with the reason.',
    act: 'Repair the cause (permission, corrupt object, limit), then `npm run redrive`. An object that can never be read is deleted from the queue by hand, knowingly.',
    query: 'objects',
  },
  OldestMessage: {
    title: 'Log objects wait',
    means:
      'The oldest log object has waited longer than the alarms from the log can look back. They may miss what happens now.',
    look: 'On the dashboard, "Pipeline: queue" and "Pipeline: log objects": what waits against what is counted. "Pipeline: function": errors, throttles and duration.',
    act: 'Errors: their section. Throttles: raise the concurrency. Neither: one very large object, or a burst that passes by itself.',
    query: 'objects',
    settings: ['oldestMessageSeconds'],
  },
  FunctionErrors: {
    title: 'The function fails',
    means:
      'The function that reads the logs failed as a whole (time-out, out of memory, start-up) in two of three periods of five minutes.',
    look: 'Its log group: the last lines before REPORT, and the settings it printed.',
    act: 'Time-out or memory: raise function.timeoutSeconds or function.memoryMiB. Since a deployment: roll it back. Nothing is lost: objects wait in the queue.',
    query: 'objects',
  },
  FunctionThrottles: {
    title: 'The function is throttled',
    means:
      'Lambda refused to start the function for 15 minutes: the concurrency of the account, or of the function, is used up.',
    look: 'ConcurrentExecutions of the account against its quota.',
    act: 'Raise the quota, or find the neighbour that uses it up. Objects wait in the queue meanwhile.',
  },
  UnparsedLines: {
    title: 'Lines that could not be read',
    means: 'Lines of a log we know could not be read. They are in no metric.',
    look: 'The saved query of log objects shows which object, load balancer and format.',
    act: 'Compare one of the lines with the format in docs/formats.md. If AWS changed the format, update; if the object is no log, filter it out.',
    query: 'objects',
    settings: ['unparsedLines'],
  },
  SeriesDropped: {
    title: 'Too many series',
    means:
      'A load balancer has more series (target groups, routes, codes) than maxSeriesPerLoadBalancer allows; the excess is published as Other.',
    look: 'The saved query of log objects names the series that were dropped.',
    act: 'Raise maxSeriesPerLoadBalancer if you want them ($0.30 a month each), or set targetGroups to false.',
    query: 'objects',
  },
  TlsHandshakes: {
    title: 'TLS handshakes fail',
    means:
      'More than the set share of connections failed in TLS: clients too old, a client certificate refused or expired.',
    look: '"Connections: TlsFailureReason by Reason, selected" on the dashboard.',
    act: 'After a change of the TLS policy or trust store: undo it. One reason from few addresses: a scanner; raise tlsFailurePercent.',
    query: 'tlsFailures',
    settings: ['tlsFailurePercent', 'minimumRequests', 'minimumErrors'],
  },
  HealthCheckFailures: {
    title: 'Health checks fail',
    means: 'Health checks failed more often than set within 15 minutes: a target is down.',
    look: 'On the dashboard, "Health checks: HealthCheckFailed, share": which target group. "Health checks: HealthCheckFailureReason by Reason, selected": the reason.',
    act: 'Reason TimedOut (formerly RequestTimedOut, ConnectionTimedOut): load or garbage collection. ResponseCodeMismatch: what the health path answers. All targets of a group at once: doubt the check before the targets.',
    query: 'healthChanges',
    settings: ['healthCheckFailures'],
  },
  TargetFlaps: {
    title: 'A target flaps',
    means:
      'Health checks changed between passed and failed more often than set within 15 minutes: a target goes in and out of service, and requests fail each time.',
    look: 'The saved query names the target; "Health checks: HealthStateChange, share" on the dashboard shows since when.',
    act: 'Take the target out, then look for what it lacks under load: memory, threads, a dependency that its health path asks. If many targets flap, give the check more time.',
    query: 'healthChanges',
    settings: ['healthStateChanges'],
  },
  WafBlocked: {
    title: 'AWS WAF blocks much',
    means:
      'More than the set share of requests was blocked by AWS WAF: an attack, or a new rule that blocks good traffic.',
    look: '"Firewall: WafTerminatingRule by Rule" on the dashboard: which rule decided. Was it changed when the blocks began?',
    act: 'New rule: set it to count and read what it matches. Attack: nothing to do, WAF does its work; raise wafBlockedPercent if it lasts.',
    query: 'wafStopped',
    settings: ['wafBlockedPercent', 'minimumRequests', 'minimumErrors'],
  },
} as const satisfies Record<string, AlarmText>;

export type AlarmName = keyof typeof ALARM_TEXTS;

/** GitHub's anchor of the section `### Alarm ErrorRate`. */
export function runbookAnchor(name: AlarmName): string {
  return `alarm-${name.toLowerCase()}`;
}
