/** Causes that lie with nobody known: what no documented cause explains. */
import { FAILED, RULES, TARGET_HEALTH } from './commands.ts';
import { type CauseDefinitions, REASONS, TROUBLE } from './definition.ts';

export const UNKNOWN_CAUSES = {
  UnknownErrorReason: {
    side: 'unknown',
    codes: [],
    meaning: 'error_reason has a code that AWS added after this list was written.',
    tell: 'The code is in the SchemaDrift log line and in the examples.',
    check: "AWS's list of error reasons; then teach this list the code.",
    page: REASONS,
    show: 'The saved query *New names in the log* names the code; the guide says what it means.',
    fix: 'Do what the guide says of the code. Then update this software, or teach it the code (lambda/catalogue/error-reasons.ts).',
  },
  UnknownLoadBalancer4xx: {
    side: 'unknown',
    codes: ['4xx'],
    meaning: 'The load balancer answered with a 4xx that no documented cause explains.',
    tell: 'No target status, no action or reason that explains the code.',
    check: 'The whole lines of the examples (trace ids), then the listener rules.',
    page: `${TROUBLE}#load-balancer-http-error-codes`,
    show: `${FAILED}, and the whole lines of their trace ids (Athena: *One trace id*). ${RULES}.`,
    fix: 'Find the rule or client that the lines have in common. If it is neither, open a case with AWS Support.',
  },
  UnknownLoadBalancer5xx: {
    side: 'unknown',
    codes: ['500', '502', '503', '504', '5xx'],
    meaning: 'The load balancer answered with a 5xx that the fields of the line do not explain.',
    tell: 'No target status, and target, times, actions and reason fit no documented cause.',
    check: 'The whole lines of the examples (trace ids), then the listener rules and the target group.',
    page: `${TROUBLE}#load-balancer-http-error-codes`,
    show: `${FAILED}, and the whole lines of their trace ids (Athena: *One trace id*). ${TARGET_HEALTH}.`,
    fix: 'Find the target, target group or rule that the lines have in common. If there is none, open a case with AWS Support.',
  },
  Unknown5xx: {
    side: 'unknown',
    codes: ['502', '503', '504'],
    meaning: 'A 5xx in a log that does not say who made it.',
    tell: 'CloudFront logs no status of the origin and its result type is Error, which names no cause; nginx-based load balancers write their own 502 and 504 into the upstream status too.',
    check: 'The log of the origin or target at the time of the examples.',
    page: `${TROUBLE}#load-balancer-http-error-codes`,
    show: 'The log of the origin or target at the time of the examples. Ask it itself: `curl -sv --max-time 30 https://ORIGIN/PATH -o /dev/null`.',
    fix: 'If the origin knows these requests, fix it there. If it does not, they never arrived: network, DNS, certificate of the origin.',
  },
  UnknownNoStatus: {
    side: 'unknown',
    codes: ['000'],
    meaning: 'The line has no status: the connection ended before anything was answered.',
    tell: 'elb_status_code is empty or -, or 000 outside HTTP/2.',
    check: 'Whether they belong to one client or one target; the connection log with the connection trace id.',
    page: `${TROUBLE}#response-code-000`,
    show: `${FAILED}: one client or one target. The connection log has the same connTraceId.`,
    fix: 'One target: take it out. One client: ask its owner. Many of both: open a case with AWS Support.',
  },
} as const satisfies CauseDefinitions;
