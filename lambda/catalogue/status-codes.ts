/**
 * From the code on the screen to what it means in the log of a load balancer. Which causes it can have: causesOf() in
 * causes/index.ts.
 *
 * Any code from 200 on can also be a fixed response of a rule or, from 400 on, a custom response of AWS WAF; they are
 * named where that is common. Source: Application Load Balancer user guide, "Troubleshoot"; codes that others made up,
 * as their makers document them.
 */

/** Of what only targets, rules and AWS WAF answer with; of every code that is not listed. */
export const OF_TARGETS = 'From the application, a rule or AWS WAF, never from the load balancer.';

/** Answers that the load balancer made, and 5xx of targets, have a cause; an answer of a target below 500 has none. */
export const STATUS_CODES = {
  '000': 'No answer was sent, because the connection or the HTTP/2 stream ended first. CloudFront: the viewer left.',
  '400': 'Bad request: not valid HTTP, headers over the limits, a body that did not arrive, or desync mitigation.',
  '401': 'Not logged in, or the token is not valid. With a target status: the application.',
  '403': 'Forbidden: AWS WAF, a rule or, with a target status, the application.',
  '404': 'Not found: the application, or the fixed response of a default rule.',
  '405': 'Method not allowed: TRACE at the load balancer; any other at the application.',
  '408': 'The client sent nothing before the idle timeout.',
  '413': 'Body or headers too large.',
  '414': 'URL or query string too long.',
  '429': `Too many requests. ${OF_TARGETS} A rate-based rule can have it as a custom response.`,
  '460': 'The client closed the connection before the answer: its timeout is shorter than the target needs.',
  '461': `Not a code of AWS. ${OF_TARGETS}`,
  '462': `Not a code of AWS. ${OF_TARGETS}`,
  '463': 'X-Forwarded-For with more than 30 addresses.',
  '464': 'The protocol of the request does not fit the protocol version of the target group.',
  '499':
    'nginx: the client closed the connection. In an ALB log only a target says so; Baidu BLB and JD Cloud say it themselves.',
  '500':
    'Internal error. With a target status: the application. Without: AWS WAF, the identity provider, a transform or the load balancer.',
  '501': 'Not implemented: Transfer-Encoding, or a WebSocket to a group with target optimizer.',
  '502': 'Bad gateway: no usable answer from the target. See "Which 502 is it" for the kinds.',
  '503':
    'Service unavailable: no target to send the request to; with a target status, the application. CloudFront: functions and quotas.',
  '504':
    'Gateway timeout: no connection within 10 s, or no answer before the idle timeout. With a target status: a proxy on the target.',
  '505': 'HTTP version not supported.',
  '507': 'The URL that a redirect rule made is too long.',
  '520': 'Cloudflare: the answer of the origin was invalid. In an ALB log only a target says so.',
  '521': 'Cloudflare: the origin refused the connection. In an ALB log only a target says so.',
  '522': 'Cloudflare: no connection to the origin. In an ALB log only a target says so.',
  '524': 'Cloudflare: the origin did not answer in time. In an ALB log only a target says so.',
  '561': 'The identity provider answered with an error.',
  '562': 'The keys that sign the bearer tokens could not be fetched or used (JWKS).',
  '598': 'Some proxies: read timeout. In an ALB log only a target says so.',
  '599': 'Some proxies: connect timeout. In an ALB log only a target says so.',
} as const;

/**
 * A code of the list, or one of those that are not in it: of these, `4xx` have no cause, `5xx` are errors of the
 * application.
 */
export type StatusCode = keyof typeof STATUS_CODES | OtherCodes;
export type OtherCodes = '4xx' | '5xx';

export function isListed(code: string): code is keyof typeof STATUS_CODES {
  return Object.hasOwn(STATUS_CODES, code);
}

/** The codes from 400 to 499, or from 500 to 599, that are not in the list. */
export function otherCodes(others: OtherCodes): readonly string[] {
  const all = Array.from({ length: 100 }, (_, index) => `${others[0]}${String(index).padStart(2, '0')}`);
  return all.filter((code) => !isListed(code));
}
