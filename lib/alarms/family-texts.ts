/** The words of the alarms of all families but requests. */
import type { AlarmText } from './alarm-text.ts';
import { clearsAfter, HEALTH_CHECK, OWNERS, TARGET_HEALTH } from './runbook-words.ts';

export const FAMILY_TEXTS = {
  TlsHandshakes: {
    title: 'TLS handshakes fail',
    means:
      'Within 15 minutes more than {tlsFailurePercent} % of the TLS handshakes failed: clients are too old, or a client certificate was refused or has expired.',
    look: '"Connections: TlsFailureReason by Reason, selected" on the dashboard.',
    act: 'After a change of the TLS policy or trust store: undo it. One reason from few addresses: a scanner; raise tlsFailurePercent.',
    who: 'The owner of the certificate and the security policy, or of the clients.',
    commands: [
      [
        'The TLS policy and the certificates of the listener:',
        "aws elbv2 describe-listeners --load-balancer-arn ARN --query 'Listeners[].[Port,SslPolicy,Certificates,MutualAuthentication]'",
      ],
    ],
    clears: clearsAfter(15),
    query: 'tlsFailures',
    settings: ['tlsFailurePercent', 'minimumRequests', 'minimumErrors'],
  },
  HealthCheckFailures: {
    title: 'Health checks fail',
    means: 'Health checks failed, {healthCheckFailures} or more within 15 minutes: a target is down.',
    look: 'On the dashboard, "Health checks: HealthCheckFailed, share": which target group. "Health checks: HealthCheckFailureReason by Reason, selected": the reason.',
    act: 'TimedOut (before: RequestTimedOut, ConnectionTimedOut): load or garbage collection. ResponseCodeMismatch: the answer of the health check path. All targets of a group at once: check the health check first.',
    who: OWNERS.targets,
    commands: [TARGET_HEALTH, HEALTH_CHECK],
    clears: clearsAfter(15),
    query: 'healthChanges',
    settings: ['healthCheckFailures'],
  },
  TargetFlaps: {
    title: 'A target flaps',
    means:
      'Health checks changed at least {healthStateChanges} times between passed and failed within 15 minutes: a target goes in and out of service, and requests fail each time.',
    look: 'Which target: its changes of health, one after the other. "Health checks: HealthStateChange, share" on the dashboard shows since when.',
    act: 'Take the target out. Then find what it lacks under load: memory, threads, a dependency of its health check path. If many targets flap, give the check more time.',
    who: OWNERS.targets,
    commands: [TARGET_HEALTH, HEALTH_CHECK],
    clears: clearsAfter(15),
    query: 'healthChanges',
    settings: ['healthStateChanges'],
  },
  WafBlocked: {
    title: 'AWS WAF blocks many requests',
    means:
      'Within 15 minutes AWS WAF blocked more than {wafBlockedPercent} % of the requests: an attack, or a new rule that blocks good traffic.',
    look: '"Firewall: WafTerminatingRule by Rule" on the dashboard: which rule decided. Was it changed when the blocks began?',
    act: 'New rule: set it to Count, and read what it matches. Attack: AWS WAF works as it should; raise wafBlockedPercent if the attack lasts.',
    who: 'The owner of the web ACL.',
    commands: [
      [
        'The web ACL, its rules and their actions:',
        "aws wafv2 get-web-acl-for-resource --resource-arn ARN --query 'WebACL.[Name,Rules[].[Priority,Name,Action]]'",
      ],
    ],
    clears: clearsAfter(15),
    query: 'wafStopped',
    settings: ['wafBlockedPercent', 'minimumRequests', 'minimumErrors'],
  },
} as const satisfies Record<string, AlarmText>;
