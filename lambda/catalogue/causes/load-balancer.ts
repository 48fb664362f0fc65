/** Causes that lie with the load balancer itself: AWS WAF, rules, cookies. */
import { AWS_HEALTH, FAILED, RULES } from './commands.ts';
import { ACCESS_LOGS, type CauseDefinitions, GUIDE, REASONS, TROUBLE } from './definition.ts';

export const LOAD_BALANCER_CAUSES = {
  WafBlocked: {
    side: 'waf',
    codes: ['403', '429', '4xx'],
    meaning: 'AWS WAF rejected the request (or answered it with a challenge or CAPTCHA).',
    tell: 'waf is the last of actions_executed and no target answered: 403 or the custom code. A 403 with a target status is the application.',
    check:
      "The web ACL's sampled requests or its log: which rule, which clients; a false positive after a rule change shows as one route.",
    page: `${TROUBLE}#http-403-issues`,
    over: 'AWS WAF blocks something on every day. Over means: back to the number of other days.',
    show: '`aws wafv2 get-sampled-requests --web-acl-arn ARN --rule-metric-name RULE --scope REGIONAL --time-window "StartTime=$(date -u -d \'-30 min\' +%s),EndTime=$(date -u +%s)" --max-items 50`, or AWS WAF in the console, the web ACL, *Sampled requests*: which rule, which paths, which clients.',
    fix: 'Attack: nothing, it was blocked. Your users: set the rule to Count, or exclude the path, and then correct it.',
  },
  WafUnavailable: {
    side: 'waf',
    codes: ['500'],
    meaning: 'AWS WAF could not be asked and the load balancer refused the request.',
    tell: 'waf-failed is the last of actions_executed, or a 500 without a target has an error_reason that starts with WAF. Where it failed open, a later action ended the request.',
    check: 'AWS Health for WAF; whether failing open (attribute waf.fail_open.enabled) is wanted.',
    page: `${TROUBLE}#http-500-issues`,
    show: `${AWS_HEALTH}. \`aws elbv2 describe-load-balancer-attributes --load-balancer-arn ARN --query "Attributes[?Key=='waf.fail_open.enabled'].Value"\`.`,
    fix: 'If requests matter more than the firewall, let them through: `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes Key=waf.fail_open.enabled,Value=true`. Undo it afterwards.',
  },
  FixedResponse: {
    side: 'loadBalancer',
    codes: ['403', '404', '429', '503', '4xx', '5xx'],
    meaning: 'A rule answered with a fixed response of 400 or more.',
    tell: 'fixed-response is the last of actions_executed. Without it a 503 is a missing target.',
    check:
      'Which rule (matched_rule_priority): the default rule answers unknown hosts and paths, a maintenance rule all.',
    page: `${ACCESS_LOGS}#actions-taken`,
    show: `${RULES}: the rule with fixed-response that matches the path of the examples.`,
    fix: 'A maintenance rule that was left: delete it. The default rule: add the host or path that it caught, or let it.',
  },
  RedirectUrlTooLong: {
    side: 'loadBalancer',
    codes: ['507'],
    meaning: 'The URL that a redirect rule made is too long.',
    tell: '507.',
    check:
      'Redirect rules that append path and query, and clients that send very long ones; redirect loops that grow the URL.',
    page: `${TROUBLE}#http-507-issues`,
    show: `${RULES}: redirects that append path and query. ${FAILED}: URLs that grow are a loop.`,
    fix: 'Correct the redirect, so that it does not match its own result.',
  },
  TransformFailed: {
    side: 'loadBalancer',
    codes: ['400', '500'],
    meaning: 'A rewrite of host or URL failed.',
    tell: '500 or 400 by the load balancer and request_transform_status is not TransformSuccess.',
    check: 'The regular expression and the replacement of the rule (matched_rule_priority).',
    page: `${GUIDE}/rule-transforms.html`,
    show: `${RULES}: the rule with a rewrite that matches the path of the examples.`,
    fix: 'Correct or remove the regular expression or its replacement.',
  },
  StickinessCookieInvalid: {
    side: 'client',
    codes: ['400'],
    meaning: 'The cookie that keeps a client on its weighted target group was not valid.',
    tell: 'error_reason is AWSALBTGCookieInvalid.',
    check: 'Clients and proxies that change cookies, for example by URL-encoding them.',
    page: REASONS,
    show: `${FAILED}: with the setting \`examples.userAgent\`, which clients.`,
    fix: 'A client or proxy changes the cookie AWSALBTG (often by encoding it): leave it as it is. Deleting it makes a client work again.',
  },
  LoadBalancerInternalError: {
    side: 'loadBalancer',
    codes: ['500'],
    meaning: 'The load balancer itself failed while handling the request.',
    tell: 'error_reason ends with UnhandledException (not WAF) or is JWTValidationInternalError.',
    check: 'AWS Health; with trace ids of the examples, AWS Support.',
    page: REASONS,
    show: `${AWS_HEALTH}.`,
    fix: 'Not yours. Open a case with AWS Support, with three trace ids of the examples and their times.',
  },
} as const satisfies CauseDefinitions;
