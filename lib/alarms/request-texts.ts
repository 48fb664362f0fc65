/** The words of the alarms on requests from the log, and of the two that notify for them. */
import type { AlarmText } from './alarm-text.ts';
import { CONTRIBUTORS, clearsAfter, OWNERS } from './runbook-words.ts';

const ERRORS_LOOK =
  'On the dashboard, "All load balancers: share of requests failed": which side fails, and since when. "Selected: failed requests by cause": why. "Errors beyond what is allowed, by load balancer" and the graphs next to it: where.';
const ERRORS_ACT =
  'Act on the largest cause. NoHealthyTarget: health checks and capacity. Connections refused or closed: processes that restart. TargetTimeout: a slow dependency. TargetError: the last release, or a dependency of all targets. If it began with a deployment, roll back first.';
const BURN_LOOK = 'On the dashboard, "All load balancers: share of requests failed"';
const SLOW_LOOK =
  'On the dashboard, "Share of slow requests", and "Selected: target time (until the response headers)": if p50 rises, too, everything is slow; if only p99 rises, some requests are. "Slow requests beyond what is allowed, by load balancer" and the graphs next to it: where.';
const SLOW_ACT =
  'Find what is exhausted (processor, connection pool, database), and follow the trace ids of the slowest requests. A slow upload is part of the target time, too: see slowPart in the examples. For requests that are meant to take long, set alarms.overrides.';

export const REQUEST_TEXTS = {
  Page: {
    title: 'Requests fail: act now',
    means:
      'At least one alarm that pages is in ALARM. The notification lists these alarms, and their names say what fails and where. While this alarm is in ALARM, other failures send no second page.',
    look: ERRORS_LOOK,
    act: ERRORS_ACT,
    who: OWNERS.cause,
    commands: [
      [
        'The alarms that it lists:',
        "aws cloudwatch describe-alarms --state-value ALARM --alarm-name-prefix DASHBOARD- --query 'MetricAlarms[].[AlarmName,StateReason]' --output text",
      ],
    ],
    clears: 'It clears with the last of the alarms that it lists.',
    query: 'byCause',
    settings: ['errorPercent', 'overrides', 'slo', 'slowSlo'],
  },
  Ticket: {
    title: 'Requests fail or are slow: look today',
    means:
      'At least one alarm that files a ticket is in ALARM: few requests fail, or requests fail for a short time, or requests are slow. The notification lists these alarms. It waits while a page is in ALARM.',
    look: ERRORS_LOOK,
    act: 'Find the place and the cause before it becomes a page: a route or target group that fails a little, a deployment that drops requests, a dependency that gets slower.',
    who: OWNERS.cause,
    commands: [
      [
        'The alarms that it lists:',
        "aws cloudwatch describe-alarms --state-value ALARM --alarm-name-prefix DASHBOARD- --query 'MetricAlarms[].[AlarmName,StateReason]' --output text",
      ],
    ],
    clears: 'It clears with the last of the alarms that it lists.',
    query: 'byCause',
    settings: ['errorPercent', 'slowSeconds', 'slowPercent', 'overrides'],
  },
  Part: {
    title: 'Part of another alarm',
    means: 'A condition of another alarm, which its name contains. It notifies nobody.',
    look: 'The other alarm.',
    act: 'Nothing.',
    who: 'Nobody.',
    clears: 'It says nothing alone: look at the other alarm.',
  },
  ErrorsPage: {
    title: 'Requests fail',
    means:
      'For about three minutes more than {errorPercent} % of the requests got a 5xx, or more than an override allows. Users notice. The contributors of the alarm, if it has any, name the load balancer, target group, route or service.',
    look: ERRORS_LOOK,
    act: ERRORS_ACT,
    who: OWNERS.cause,
    commands: [CONTRIBUTORS],
    clears: clearsAfter(25),
    query: 'byCause',
    settings: ['errorPercent', 'overrides'],
  },
  ErrorsTicket: {
    title: 'Some requests fail',
    means:
      'For one or two minutes more than {errorPercent} % of the requests got a 5xx, or more than an override allows: a short incident, or the beginning of a longer one.',
    look: ERRORS_LOOK,
    act: ERRORS_ACT,
    who: OWNERS.cause,
    commands: [CONTRIBUTORS],
    clears: clearsAfter(25),
    query: 'byCause',
    settings: ['errorPercent', 'overrides'],
  },
  SlowTicket: {
    title: 'Requests are slow',
    means:
      'For some minutes more than {slowPercent} % of the requests took longer than {slowSeconds} s or were never answered, or more than an override allows.',
    look: SLOW_LOOK,
    act: SLOW_ACT,
    who: OWNERS.targets,
    commands: [CONTRIBUTORS],
    clears: clearsAfter(30),
    query: 'slowest',
    settings: ['slowSeconds', 'slowPercent', 'overrides'],
  },
  WafUnavailable: {
    title: 'AWS WAF did not answer',
    means: 'Requests failed because AWS WAF did not answer the load balancer: {causeCount} or more within 15 minutes.',
    look: 'AWS Health for AWS WAF, and the cause WafUnavailable in "All load balancers: failed requests by cause" on the dashboard.',
    act: 'Your application is not broken. If it lasts, allow requests without AWS WAF: attribute waf.fail_open.enabled of the load balancer. Consider first what AWS WAF protects you from.',
    who: 'The owner of the web ACL.',
    commands: [
      [
        'The web ACL of the load balancer:',
        'aws wafv2 get-web-acl-for-resource --resource-arn ARN --query WebACL.[Name,Id,Capacity]',
      ],
      [
        'Whether requests pass when AWS WAF is silent:',
        'aws elbv2 describe-load-balancer-attributes --load-balancer-arn ARN --query "Attributes[?Key==\'waf.fail_open.enabled\']"',
      ],
    ],
    clears: clearsAfter(15),
    query: 'byCause',
    settings: ['causeCount'],
  },
  AuthenticationFailed: {
    title: 'Authentication fails',
    means:
      'Requests failed because the load balancer could not authenticate users: {causeCount} or more within 15 minutes. The identity provider is slow or unreachable, or the listener rule is wrong.',
    look: 'Causes AuthFailed, IdpError, IdpTimeout and JwksUnavailable in "All load balancers: failed requests by cause" on the dashboard; error_reason in the examples.',
    act: 'Check the identity provider, the client secret and the endpoints of the rule, and that the load balancer can reach them (outbound port 443).',
    who: 'The owner of the identity provider, or of the rule that asks it.',
    commands: [
      [
        'The rules that ask the identity provider, with its endpoints:',
        "aws elbv2 describe-rules --listener-arn ARN --query \"Rules[].Actions[?Type=='authenticate-oidc' || Type=='authenticate-cognito' || Type=='jwt-validation'][]\"",
      ],
    ],
    clears: clearsAfter(15),
    query: 'byCause',
    settings: ['causeCount'],
  },
  ErrorBudgetBurn: {
    title: 'Error budget burns fast',
    means:
      'Over the last hour, and still in the last 15 minutes, requests failed at more than 14.4 times the rate that the promise of {slo} % allows. At this rate each hour uses two percent of a month.',
    look: `${BURN_LOOK}, over the last three hours.`,
    act: 'Treat it as an incident, even if no other alarm is in ALARM: act on the largest cause, and roll back if it began with a release.',
    who: OWNERS.cause,
    clears:
      'The alarm clears 15 minutes after the last bad minute at the latest, because its shorter window is that long. The window of an hour follows.',
    query: 'byCause',
    settings: ['slo', 'minimumErrors'],
  },
  ErrorBudgetBurnSteady: {
    title: 'Error budget burns steadily',
    means:
      'Over the last six hours, and still in the last 30 minutes, requests failed at more than 6 times the rate that the promise of {slo} % allows. At this rate the budget of a month lasts five days.',
    look: `${BURN_LOOK}, over the last day: a step is a release, a slope is load or a leak.`,
    act: 'Act on the largest cause, or roll back the release that it began with. It has lasted for hours, so it will not pass without you.',
    who: OWNERS.cause,
    clears:
      'The alarm clears 30 minutes after the last bad minute at the latest, because its shorter window is that long. The window of six hours follows.',
    query: 'byCause',
    settings: ['slo', 'minimumErrors'],
  },
  ErrorBudgetSpent: {
    title: 'Error budget is spent too fast',
    means:
      'Over the last three days requests failed at more than the rate that the promise of {slo} % allows: a tenth of the budget of a month is used. It stays in ALARM until the last three days are good again.',
    look: `${BURN_LOOK}, over the last week: one incident, or a little all the time.`,
    act: 'One incident: its cause. A little all the time: the causes that come first in the saved query.',
    who: OWNERS.cause,
    clears:
      'The alarm clears when the bad minutes are three days old, or good ones outnumber them. Until then the graphs say whether the fix worked.',
    query: 'byCause',
    settings: ['slo', 'minimumErrors'],
  },
  SlowBudgetBurn: {
    title: 'Budget of slow requests burns fast',
    means:
      'Over the last hour, and still in the last 15 minutes, requests were slow at more than 14.4 times the rate that the promise of {slowSlo} % allows. Slow is more than {slowSeconds} s.',
    look: SLOW_LOOK,
    act: SLOW_ACT,
    who: OWNERS.targets,
    clears:
      'The alarm clears 15 minutes after the last slow minute at the latest, because its shorter window is that long. The window of an hour follows.',
    query: 'slowest',
    settings: ['slowSlo', 'slowSeconds', 'minimumErrors'],
  },
  SlowBudgetBurnSteady: {
    title: 'Budget of slow requests burns steadily',
    means:
      'Over the last six hours, and still in the last 30 minutes, requests were slow at more than 6 times the rate that the promise of {slowSlo} % allows. Slow is more than {slowSeconds} s.',
    look: SLOW_LOOK,
    act: SLOW_ACT,
    who: OWNERS.targets,
    clears:
      'The alarm clears 30 minutes after the last slow minute at the latest, because its shorter window is that long. The window of six hours follows.',
    query: 'slowest',
    settings: ['slowSlo', 'slowSeconds', 'minimumErrors'],
  },
  SlowBudgetSpent: {
    title: 'Budget of slow requests is spent too fast',
    means:
      'Over the last three days requests were slow at more than the rate that the promise of {slowSlo} % allows. Slow is more than {slowSeconds} s. It stays in ALARM until the last three days are good again.',
    look: SLOW_LOOK,
    act: SLOW_ACT,
    who: OWNERS.targets,
    clears:
      'The alarm clears when the slow minutes are three days old, or quick ones outnumber them. Until then the graphs say whether the fix worked.',
    query: 'slowest',
    settings: ['slowSlo', 'slowSeconds', 'minimumErrors'],
  },
} as const satisfies Record<string, AlarmText>;
