/** What is said of the alarms on AWS's own metrics of a load balancer. */
import type { AlarmText } from './alarm-text.ts';

export const NATIVE_TEXTS = {
  NativeLoadBalancerErrors: {
    title: "The load balancer answers with 5xx (AWS's metrics)",
    means:
      "AWS's own metrics, which are one to four minutes old, say that the load balancer itself answers more than {errorPercent} % of the requests with 5xx, in 4 of 15 minutes. The alarms from the log follow and say why.",
    look: '"Selected: 5xx from the log beside those of AWS, which are younger" on the dashboard; HTTPCode_ELB_502, 503 and 504 of the load balancer beside each other.',
    act: '503: healthy targets and capacity. 502: crashes, restarts, deployments. 504: slow or unreachable targets.',
    settings: ['errorPercent', 'overrides'],
  },
  NativeTargetErrors: {
    title: "Targets answer with 5xx (AWS's metrics)",
    means:
      "AWS's own metrics, which are one to four minutes old, say that the application answers more than {errorPercent} % of the requests with 5xx, in 3 of 15 minutes.",
    look: '"Selected: 5xx from the log beside those of AWS, which are younger" on the dashboard, then the log of the application.',
    act: 'Roll back what was released last, or find the dependency that all targets share.',
    settings: ['errorPercent', 'overrides'],
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
      'Not one target of a target group was healthy, in 3 of 15 minutes. The contributor of the alarm names the group. Its requests get 503, or go to unhealthy targets (fail open).',
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
      "AWS's own p99 of the target response time was above {slowSeconds} s, in 5 of 15 minutes with 100 requests or more.",
    look: '"Selected: target time (until the response headers)" on the dashboard.',
    act: 'Look for what is used up (processor, connection pool, database) and follow the trace ids of the slowest requests.',
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
      "The load balancer has traffic by AWS's own metrics, but for 30 minutes no line of its access log was counted. The other alarms from the log are blind meanwhile.",
    look: '"Pipeline: log objects" on the dashboard. If objects of others come, it is this load balancer. If none come, it is the bucket, the queue or the function.',
    act: 'Check that access logs are switched on and point to this bucket and prefix, that nobody replaced the bucket policy, and that the notification of the bucket still reaches the queue.',
    query: 'objects',
    settings: ['disconnected'],
  },
} as const satisfies Record<string, AlarmText>;
