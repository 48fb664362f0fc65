/** The words of the alarms on AWS's own metrics of a load balancer. */
import type { AlarmText } from './alarm-text.ts';
import { CONTRIBUTORS, clearsWithin, HEALTH_CHECK, minutesOf, OWNERS, TARGET_HEALTH } from './runbook-words.ts';

export const NATIVE_TEXTS = {
  NativeLoadBalancerErrors: {
    title: "The load balancer answers with 5xx (AWS's metrics)",
    means:
      "AWS's own metrics (one to four minutes old) show that the load balancer answered more than {errorPercent} % of the requests with 5xx, in 4 of 15 minutes. The alarms from the log follow and name the cause.",
    look: '"Selected: 5xx, log metrics vs. AWS metrics (AWS arrives sooner)" on the dashboard; then HTTPCode_ELB_502, 503 and 504 of the load balancer.',
    act: '503: healthy targets and capacity. 502: crashes, restarts, deployments. 504: slow or unreachable targets.',
    who: OWNERS.cause,
    commands: [
      minutesOf('HTTPCode_ELB_502_Count', 'Sum', 'How many 502, minute by minute; the same with 503 and 504:'),
    ],
    clears: clearsWithin(15),
    settings: ['errorPercent', 'overrides'],
  },
  NativeTargetErrors: {
    title: "Targets answer with 5xx (AWS's metrics)",
    means:
      "AWS's own metrics (one to four minutes old) show that the targets answered more than {errorPercent} % of the requests with 5xx, in 3 of 15 minutes.",
    look: '"Selected: 5xx, log metrics vs. AWS metrics (AWS arrives sooner)" on the dashboard, then the log of the application.',
    act: 'Roll back the last release, or find the dependency that all targets share.',
    who: OWNERS.targets,
    commands: [minutesOf('HTTPCode_Target_5XX_Count', 'Sum', 'How many, minute by minute:')],
    clears: clearsWithin(15),
    settings: ['errorPercent', 'overrides'],
  },
  RejectedConnections: {
    title: 'Connections rejected',
    means:
      'The load balancer had its maximum number of connections and rejected {rejectedConnections} or more a minute, in 3 of 15 minutes. The log has no line for them.',
    look: 'ActiveConnectionCount and ConsumedLCUs of the load balancer.',
    act: 'Find out who opens the connections: clients that do not use them again, or an attack. If it is real traffic, reserve capacity (LCU reservation) or ask AWS Support.',
    who: OWNERS.loadBalancer,
    commands: [
      minutesOf(
        'ActiveConnectionCount',
        'Sum',
        'Connections, minute by minute; the same with RejectedConnectionCount and ConsumedLCUs:',
      ),
    ],
    clears: clearsWithin(15),
    settings: ['rejectedConnections'],
  },
  NoHealthyTargets: {
    title: 'A target group has no healthy target',
    means:
      'A target group had no healthy target, in 3 of 15 minutes. The contributor of the alarm names the group. Its requests get 503, or go to unhealthy targets (fail open).',
    look: 'The targets of that group, their health and its reason. Then the deployments and scaling events of the last half hour.',
    act: 'If all targets failed at once, check the health check, the security group and the last deployment before the targets. Roll back. An empty group has no registered target, so it has no alarm.',
    who: OWNERS.targets,
    commands: [CONTRIBUTORS, TARGET_HEALTH, HEALTH_CHECK],
    clears: clearsWithin(15),
    query: 'worstTargets',
  },
  UnhealthyHosts: {
    title: 'Unhealthy targets',
    means: 'A target group had at least one unhealthy target, in 5 of 15 minutes. The notification names the group.',
    look: 'The targets of that group, their health and its reason.',
    act: 'Replace or repair the target. If all targets of a group are unhealthy, check the health check first.',
    who: OWNERS.targets,
    commands: [CONTRIBUTORS, TARGET_HEALTH, HEALTH_CHECK],
    clears: clearsWithin(15),
    query: 'worstTargets',
  },
  NativeTargetTime: {
    title: "Slow targets (AWS's metrics)",
    means:
      "AWS's own p99 of the target response time was above {slowSeconds} s, in 5 of 15 minutes with 100 requests or more.",
    look: '"Selected: target time (until the response headers)" on the dashboard.',
    act: 'Find what is exhausted (processor, connection pool, database), and follow the trace ids of the slowest requests.',
    who: OWNERS.targets,
    clears: clearsWithin(15),
    query: 'slowest',
    settings: ['slowSeconds'],
  },
  TrafficStopped: {
    title: 'Traffic stopped',
    means:
      'The load balancer had 600 requests or more in the hour before, and none for ten minutes. It clears when requests arrive again, and two hours after the last request at the latest.',
    look: 'RequestCount and NewConnectionCount of the load balancer. Connections without requests: TLS or the listener. No connections: DNS, the network, the clients.',
    act: 'Open the site from outside. Undo what changed last: DNS records, certificates, security groups, listeners. If it is meant to be so quiet, set trafficStopped to false or add a mute window.',
    who: 'The owner of the DNS name, or of the load balancer: no request reaches it, so its targets are not to blame.',
    commands: [
      [
        'From outside the account, whether the name leads to the load balancer and who answers:',
        'dig +short NAME.example.com; curl -sv --max-time 10 https://NAME.example.com/ -o /dev/null',
      ],
      [
        'Its state, and its security groups:',
        "aws elbv2 describe-load-balancers --names NAME --query 'LoadBalancers[].[State.Code,DNSName,SecurityGroups]'",
      ],
      minutesOf('NewConnectionCount', 'Sum', 'New connections, minute by minute:'),
    ],
    clears: 'The alarm clears within 10 minutes of the first request.',
    settings: ['trafficStopped'],
  },
} as const satisfies Record<string, AlarmText>;
