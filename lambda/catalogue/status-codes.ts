/**
 * From the code on the screen to the causes: what each status code means in the log of a load balancer, and which causes it can have.
 *
 * Any code from 200 on can also be a fixed response of a rule or, from 400 on, a custom response of AWS WAF; they are named where that is common.
 * Source: Application Load Balancer user guide, "Troubleshoot"; codes that others made up, as their makers document them.
 */
import type { Cause } from './causes.ts';

export interface StatusCode {
  readonly meaning: string;
  /** Of answers that the load balancer made, and of 5xx of targets; an answer of a target below 500 has none. */
  readonly causes: readonly Cause[];
}

/** What only targets, rules and AWS WAF answer with. */
const OF_TARGETS = 'The application, a rule or AWS WAF says so; the load balancer never does by itself.';

export const STATUS_CODES: Readonly<Record<string, StatusCode>> = {
  '000': {
    meaning: 'No answer was sent: the connection or the HTTP/2 stream ended before. CloudFront: the viewer left.',
    causes: ['Http2StreamReset', 'Http2ConnectionClosed', 'ClientClosed', 'UnknownNoStatus'],
  },
  '400': {
    meaning: 'Bad request: not valid HTTP, headers over the limits, a body that did not come, or desync mitigation.',
    causes: [
      ...(['MalformedRequest', 'RequestBodyIncomplete', 'DesyncBlocked', 'TransformFailed'] as const),
      ...(['StickinessCookieInvalid', 'LambdaRequestRejected'] as const),
    ],
  },
  '401': {
    meaning: 'Not logged in, or the token is not valid. With a target status: the application.',
    causes: ['AuthRequired', 'AuthFailed', 'JwtInvalid', 'IdpError'],
  },
  '403': {
    meaning: 'Forbidden: AWS WAF, a rule or, with a target status, the application.',
    causes: ['WafBlocked', 'FixedResponse'],
  },
  '404': { meaning: 'Not found: the application, or the fixed response of a default rule.', causes: ['FixedResponse'] },
  '405': {
    meaning: 'Method not allowed: TRACE at the load balancer; any other at the application.',
    causes: ['RequestNotSupported'],
  },
  '408': { meaning: 'The client sent nothing before the idle timeout.', causes: ['RequestTimeout'] },
  '413': { meaning: 'Body or headers too large.', causes: ['RequestTooLarge', 'LambdaRequestRejected'] },
  '414': { meaning: 'URL or query string too long.', causes: ['RequestTooLarge'] },
  '429': {
    meaning: `Too many requests. ${OF_TARGETS} A rate-based rule can have it as a custom response.`,
    causes: ['WafBlocked', 'FixedResponse'],
  },
  '460': {
    meaning: 'The client closed the connection before the answer: its timeout is shorter than the target needs.',
    causes: ['ClientClosed'],
  },
  '461': { meaning: `Not a code of AWS. ${OF_TARGETS}`, causes: [] },
  '462': { meaning: `Not a code of AWS. ${OF_TARGETS}`, causes: [] },
  '463': { meaning: 'X-Forwarded-For with more than 30 addresses.', causes: ['XForwardedForTooLong'] },
  '464': {
    meaning: 'The protocol of the request does not fit the protocol version of the target group.',
    causes: ['ProtocolMismatch'],
  },
  '499': {
    meaning:
      'nginx: the client closed the connection. In an ALB log only a target says so; Baidu BLB and JD Cloud say it themselves.',
    causes: ['ClientClosed'],
  },
  '500': {
    meaning:
      'Internal error. With a target status: the application. Without: AWS WAF, the identity provider, a transform or the load balancer.',
    causes: [
      ...(['TargetError', 'WafUnavailable', 'IdpTimeout', 'IdpError', 'JwksUnavailable', 'TransformFailed'] as const),
      ...(['TargetOptimizerFailed', 'LoadBalancerInternalError', 'UnknownLoadBalancer5xx'] as const),
    ],
  },
  '501': {
    meaning: 'Not implemented: Transfer-Encoding, or a WebSocket to a group with target optimizer.',
    causes: ['RequestNotSupported', 'WebSocketNotSupported', 'TargetError'],
  },
  '502': {
    meaning: 'Bad gateway: no usable answer from the target. Section "Which 502 is it" tells the kinds apart.',
    causes: [
      ...([
        'TargetClosedAtOnce',
        'TargetClosedWhileWorking',
        'TargetClosedConnection',
        'TargetConnectionFailed',
      ] as const),
      ...(['TargetResponseInvalid', 'TargetGatewayError', 'Http2StreamReset', 'OriginFailed'] as const),
      ...([
        'LambdaError',
        'LambdaInvalidResponse',
        'LambdaThrottled',
        'LambdaMisconfigured',
        'LambdaUnavailable',
      ] as const),
      ...(['CloudFrontFunctionError', 'UnknownLoadBalancer5xx', 'Unknown5xx'] as const),
    ],
  },
  '503': {
    meaning:
      'Service unavailable: no target to send the request to; with a target status, the application. CloudFront: functions and quotas.',
    causes: [
      ...(['NoHealthyTarget', 'TargetError', 'FixedResponse', 'LambdaError'] as const),
      ...(['CloudFrontFunctionError', 'CloudFrontFunctionThrottled', 'CloudFrontLimit'] as const),
      ...(['UnknownLoadBalancer5xx', 'Unknown5xx'] as const),
    ],
  },
  '504': {
    meaning:
      'Gateway timeout: no connection within 10 s, or no answer before the idle timeout. With a target status: a proxy on the target.',
    causes: [
      ...(['TargetTimeout', 'TargetConnectTimeout', 'TargetGatewayError', 'TargetResponseInvalid'] as const),
      ...(['LambdaUnavailable', 'UnknownLoadBalancer5xx', 'Unknown5xx'] as const),
    ],
  },
  '505': { meaning: 'HTTP version not supported.', causes: ['RequestNotSupported', 'TargetError'] },
  '507': { meaning: 'The URL that a redirect rule made is too long.', causes: ['RedirectUrlTooLong', 'TargetError'] },
  '520': {
    meaning: 'Cloudflare: the origin answered nonsense. In an ALB log only a target says so.',
    causes: ['TargetError'],
  },
  '521': {
    meaning: 'Cloudflare: the origin refused the connection. In an ALB log only a target says so.',
    causes: ['TargetError'],
  },
  '522': {
    meaning: 'Cloudflare: no connection to the origin. In an ALB log only a target says so.',
    causes: ['TargetError'],
  },
  '524': {
    meaning: 'Cloudflare: the origin did not answer in time. In an ALB log only a target says so.',
    causes: ['TargetError'],
  },
  '561': { meaning: 'The identity provider answered with an error.', causes: ['IdpError', 'TargetError'] },
  '562': {
    meaning: 'The keys that sign the bearer tokens could not be fetched or used (JWKS).',
    causes: ['JwksUnavailable', 'TargetError'],
  },
  '598': { meaning: 'Some proxies: read timeout. In an ALB log only a target says so.', causes: ['TargetError'] },
  '599': { meaning: 'Some proxies: connect timeout. In an ALB log only a target says so.', causes: ['TargetError'] },
};

/** Every code from 400 to 599 without an entry. Those below 500 have no cause, the others are errors of the application. */
export function otherCodes(hundreds: 4 | 5): readonly string[] {
  const all = Array.from({ length: 100 }, (_, index) => String(hundreds * 100 + index));
  return all.filter((code) => !Object.hasOwn(STATUS_CODES, code));
}

/** The other codes of these hundreds, in one sentence. */
export const OTHER_CODES: Readonly<Record<4 | 5, StatusCode>> = {
  4: { meaning: OF_TARGETS, causes: ['FixedResponse', 'WafBlocked', 'UnknownLoadBalancer4xx'] },
  5: { meaning: OF_TARGETS, causes: ['TargetError', 'FixedResponse', 'UnknownLoadBalancer5xx'] },
};
