/** What is said of the alarms on requests from the log, and of the two that notify for them. */
import type { AlarmText } from './alarm-text.ts';

const ERRORS_LOOK =
  'On the dashboard, "All load balancers: share of requests failed": which side fails, and since when. "Selected: failed requests by cause": why. "Errors beyond what is allowed, by load balancer" and the graphs beside it: where.';
const ERRORS_ACT =
  'Act on the largest cause. NoHealthyTarget: health checks and capacity. Connections refused or closed: processes that restart. TargetTimeout: a slow dependency. TargetError: the last release, or a dependency of all targets. If it began with a deployment, roll back first.';
const BURN_LOOK = 'On the dashboard, "All load balancers: share of requests failed"';
const SLOW_LOOK =
  'On the dashboard, "Share of requests that were slow", and "Selected: target time (until the response headers)": if p50 rises too, everything is slow; if only p99 rises, some requests are. "Slow requests beyond what is allowed, by load balancer" and the graphs beside it: where.';
const SLOW_ACT =
  'Look for what is used up (processor, connection pool, database) and follow the trace ids of the slowest requests. A slow upload counts into the target time too: see slowPart in the examples. Requests that are meant to take long have the setting alarms.overrides.';

export const REQUEST_TEXTS = {
  Page: {
    title: 'Requests fail, and somebody must act now',
    means:
      'At least one alarm that pages is in ALARM. The notification lists which; their names say what fails and where. While this one is in ALARM, further failures send no second page.',
    look: ERRORS_LOOK,
    act: ERRORS_ACT,
    query: 'byCause',
    settings: ['errorPercent', 'overrides', 'slo', 'slowSlo'],
  },
  Ticket: {
    title: 'Requests fail or are slow, and somebody must look today',
    means:
      'At least one alarm that files a ticket is in ALARM: few requests fail, or for a short time, or requests are slow. The notification lists which. It is held back while a page is out.',
    look: ERRORS_LOOK,
    act: 'Find the place and the cause before it becomes a page: a route or target group that fails a little, a deployment that drops requests, a dependency that gets slower.',
    query: 'byCause',
    settings: ['errorPercent', 'slowSeconds', 'slowPercent', 'overrides'],
  },
  Part: {
    title: 'Part of another alarm',
    means: 'One of the conditions of another alarm, whose name is in the name of this one. It notifies nobody.',
    look: 'The other alarm.',
    act: 'Nothing.',
  },
  ErrorsPage: {
    title: 'Requests fail',
    means:
      'For some minutes more than {errorPercent} % of the requests were answered with 5xx, or more than an override allows. Users notice. The load balancer, target group or route that fails is a contributor of the alarm.',
    look: ERRORS_LOOK,
    act: ERRORS_ACT,
    query: 'byCause',
    settings: ['errorPercent', 'overrides'],
  },
  ErrorsTicket: {
    title: 'Some requests fail',
    means:
      'For two or three minutes more than {errorPercent} % of the requests were answered with 5xx, or more than an override allows: a short incident, or the beginning of a longer one.',
    look: ERRORS_LOOK,
    act: ERRORS_ACT,
    query: 'byCause',
    settings: ['errorPercent', 'overrides'],
  },
  SlowTicket: {
    title: 'Requests are slow',
    means:
      'For some minutes more than {slowPercent} % of the requests took the target longer than {slowSeconds} s or were never answered, or more than an override allows.',
    look: SLOW_LOOK,
    act: SLOW_ACT,
    query: 'slowest',
    settings: ['slowSeconds', 'slowPercent', 'overrides'],
  },
  WafUnavailable: {
    title: 'AWS WAF did not answer',
    means: 'At least {causeCount} requests failed within 15 minutes, because the load balancer could not ask AWS WAF.',
    look: 'AWS Health for AWS WAF, and the cause WafUnavailable in "All load balancers: failed requests by cause" on the dashboard.',
    act: 'Nothing of yours is broken. If it lasts, let requests through without AWS WAF: attribute waf.fail_open.enabled of the load balancer. Weigh first what AWS WAF protects you from.',
    query: 'byCause',
    settings: ['causeCount'],
  },
  AuthenticationFailed: {
    title: 'Authentication fails',
    means:
      'At least {causeCount} requests failed within 15 minutes, because the load balancer could not authenticate users: the identity provider is slow or unreachable, or the listener rule is configured wrong.',
    look: 'Causes AuthFailed, IdpError, IdpTimeout and JwksUnavailable in "All load balancers: failed requests by cause" on the dashboard; error_reason in the examples.',
    act: 'Check the identity provider, the client secret and the endpoints of the rule, and that the load balancer can reach them (outbound port 443).',
    query: 'byCause',
    settings: ['causeCount'],
  },
  ErrorBudgetBurn: {
    title: 'Error budget burns fast',
    means:
      'Over the last hour, and still in the last 15 minutes, requests failed at more than 14.4 times the rate that the promise of {slo} % allows. At this rate two percent of a month are gone each hour.',
    look: `${BURN_LOOK}, over the last three hours.`,
    act: 'Treat it as an incident, even if no other alarm is in ALARM.',
    query: 'byCause',
    settings: ['slo', 'minimumErrors'],
  },
  ErrorBudgetBurnSteady: {
    title: 'Error budget burns steadily',
    means:
      'Over the last six hours, and still in the last 30 minutes, requests failed at more than 6 times the rate that the promise of {slo} % allows. At this rate the budget of a month is gone in five days.',
    look: `${BURN_LOOK}, over the last day: a step is a release, a slope is load or a leak.`,
    act: 'Find the cause now. It has lasted for hours, so it will not pass without you.',
    query: 'byCause',
    settings: ['slo', 'minimumErrors'],
  },
  ErrorBudgetSpent: {
    title: 'Error budget is spent too fast',
    means:
      'Over the last three days requests failed at more than the rate that the promise of {slo} % allows: a tenth of the budget of a month is gone. It stays in ALARM until three days together are good again.',
    look: `${BURN_LOOK}, over the last week: one incident, or a little all the time.`,
    act: 'One incident: its cause. A little all the time: the causes that come first in the saved query.',
    query: 'byCause',
    settings: ['slo', 'minimumErrors'],
  },
  SlowBudgetBurn: {
    title: 'Budget of slow requests burns fast',
    means:
      'Over the last hour, and still in the last 15 minutes, requests were slow at more than 14.4 times the rate that the promise of {slowSlo} % allows. Slow is more than {slowSeconds} s.',
    look: SLOW_LOOK,
    act: SLOW_ACT,
    query: 'slowest',
    settings: ['slowSlo', 'slowSeconds', 'minimumErrors'],
  },
  SlowBudgetBurnSteady: {
    title: 'Budget of slow requests burns steadily',
    means:
      'Over the last six hours, and still in the last 30 minutes, requests were slow at more than 6 times the rate that the promise of {slowSlo} % allows. Slow is more than {slowSeconds} s.',
    look: SLOW_LOOK,
    act: SLOW_ACT,
    query: 'slowest',
    settings: ['slowSlo', 'slowSeconds', 'minimumErrors'],
  },
  SlowBudgetSpent: {
    title: 'Budget of slow requests is spent too fast',
    means:
      'Over the last three days requests were slow at more than the rate that the promise of {slowSlo} % allows. Slow is more than {slowSeconds} s. It stays in ALARM until three days together are good again.',
    look: SLOW_LOOK,
    act: SLOW_ACT,
    query: 'slowest',
    settings: ['slowSlo', 'slowSeconds', 'minimumErrors'],
  },
} as const satisfies Record<string, AlarmText>;
