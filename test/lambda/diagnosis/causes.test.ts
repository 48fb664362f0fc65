import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAUSES, type Cause } from '../../../lambda/catalogue/causes/index.ts';
import { ERROR_REASONS } from '../../../lambda/catalogue/error-reasons.ts';
import type { RequestEntry } from '../../../lambda/catalogue/metrics/requests.ts';
import { cause } from '../../../lambda/diagnosis/cause.ts';
import { parseAlbAccess } from '../../../lambda/formats/alb-access.ts';
import { albEntry, albLine, entryOf, type LineParts } from '../../support/alb-line.ts';
import { rounds } from '../../support/rounds.ts';

/** Nothing was sent to a target. */
const NONE: LineParts = { target: '-', times: '-1 -1 -1', lists: '"-" "-"' };
const withReason = (elbStatus: string, reason: string, actions = '"forward"'): LineParts => ({
  ...NONE,
  elbStatus,
  actions,
  reason: `"${reason}"`,
});

/** No line of an Application Load Balancer has them: they have tests below. */
type OfOtherFormats =
  | 'Unknown5xx'
  | 'OriginFailed'
  | 'CloudFrontFunctionError'
  | 'CloudFrontFunctionThrottled'
  | 'CloudFrontLimit';

/** One line for each cause, as AWS documents them or as they are published. */
const ONE_EACH: Record<Exclude<Cause, OfOtherFormats>, LineParts> = {
  TargetTimeout: { times: '0.002 -1 -1', elbStatus: '504' },
  TargetConnectTimeout: { times: '-1 -1 -1', elbStatus: '504' },
  TargetConnectionFailed: { times: '-1 -1 -1', elbStatus: '502' },
  TargetClosedAtOnce: { times: '0.001 0.001 -1', elbStatus: '502' },
  TargetClosedWhileWorking: { times: '0.001 4.205 -1', elbStatus: '502' },
  TargetClosedConnection: { times: '0.001 -1 -1', elbStatus: '502', created: '-' },
  TargetResponseInvalid: { times: '0.001 0.045 0.000', elbStatus: '502' },
  NoHealthyTarget: { ...NONE, elbStatus: '503' },
  TargetError: { elbStatus: '500', targetStatus: '500' },
  TargetGatewayError: { elbStatus: '502', targetStatus: '502' },
  Http2StreamReset: { type: 'h2', times: '0.001 0.045 -1', elbStatus: '000', targetError: '0x8' },
  Http2ConnectionClosed: { ...NONE, type: 'h2', elbStatus: '000' },
  TargetOptimizerFailed: { times: '0.001 -1 -1', elbStatus: '500' },
  WebSocketNotSupported: { ...NONE, type: 'wss', elbStatus: '501' },
  LambdaError: withReason('502', 'LambdaUnhandled'),
  LambdaInvalidResponse: { ...withReason('502', 'LambdaInvalidResponse'), times: '0.000 0.001 0.000' },
  LambdaThrottled: withReason('502', 'LambdaThrottling'),
  LambdaRequestRejected: withReason('413', 'LambdaRequestTooLarge'),
  LambdaMisconfigured: withReason('502', 'LambdaAccessDenied'),
  LambdaUnavailable: withReason('504', 'LambdaConnectionTimeout'),
  ClientClosed: { times: '0.003 -1 -1', elbStatus: '460' },
  RequestTimeout: { ...NONE, elbStatus: '408' },
  MalformedRequest: { ...NONE, elbStatus: '400', request: '"- http://h:80- -"', actions: '"-"' },
  RequestBodyIncomplete: { times: '-1 -1 -1', elbStatus: '400' },
  DesyncBlocked: { ...NONE, elbStatus: '400', actions: '"-"', classification: '"Severe"' },
  RequestTooLarge: { ...NONE, elbStatus: '414', actions: '"-"' },
  RequestNotSupported: { ...NONE, elbStatus: '405', request: '"TRACE http://h:80/ HTTP/1.1"' },
  XForwardedForTooLong: { ...NONE, elbStatus: '463' },
  ProtocolMismatch: { ...NONE, elbStatus: '464' },
  AuthRequired: { ...NONE, elbStatus: '401', actions: '"authenticate"' },
  AuthFailed: withReason('401', 'AuthInvalidAWSALBAuthNonce', '"authenticate"'),
  IdpError: { ...NONE, elbStatus: '561', actions: '"authenticate"' },
  IdpTimeout: withReason('500', 'AuthTokenEpRequestTimeout', '"authenticate"'),
  JwtInvalid: withReason('401', 'JWTHeaderNotPresent', '"-"'),
  JwksUnavailable: { ...NONE, elbStatus: '562', actions: '"-"' },
  WafBlocked: { ...NONE, elbStatus: '403', actions: '"waf"' },
  WafUnavailable: withReason('500', 'WAFConnectionTimeout', '"waf-failed"'),
  FixedResponse: { ...NONE, elbStatus: '503', actions: '"waf,fixed-response"' },
  RedirectUrlTooLong: { ...NONE, elbStatus: '507', actions: '"redirect"' },
  TransformFailed: { ...NONE, elbStatus: '500', actions: '"rewrite"', transform: '"TransformInvalidPath"' },
  StickinessCookieInvalid: withReason('400', 'AWSALBTGCookieInvalid'),
  LoadBalancerInternalError: withReason('500', 'WeightedTargetGroupsUnhandledException'),
  UnknownErrorReason: withReason('502', 'LambdaOfTomorrow'),
  UnknownLoadBalancer4xx: { ...NONE, elbStatus: '418' },
  UnknownLoadBalancer5xx: { ...NONE, elbStatus: '599' },
  UnknownNoStatus: { ...NONE, elbStatus: '-' },
};

/** Of an entry that is no line of an Application Load Balancer. */
const OTHER_FORMAT: RequestEntry = {
  ...albEntry(),
  loadBalancer: 'other',
  type: undefined,
  target: undefined,
  targetGroup: undefined,
  actionsExecuted: undefined,
  requestProcessingTime: undefined,
  targetProcessingTime: undefined,
  responseProcessingTime: undefined,
  requestTime: undefined,
  elbStatusCode: undefined,
  targetStatusCode: undefined,
};

/** For each line above, one field of it that decides: with this in its place the cause is another. */
const ONE_FIELD: Record<Exclude<Cause, OfOtherFormats>, readonly [LineParts, Cause | undefined]> = {
  TargetTimeout: [{ times: '-1 -1 -1' }, 'TargetConnectTimeout'],
  TargetConnectTimeout: [{ times: '0.000 -1 -1' }, 'TargetTimeout'],
  TargetConnectionFailed: [{ elbStatus: '504' }, 'TargetConnectTimeout'],
  TargetClosedAtOnce: [{ times: '0.001 0.010 -1' }, 'TargetClosedWhileWorking'],
  TargetClosedWhileWorking: [{ times: '0.001 0.009 -1' }, 'TargetClosedAtOnce'],
  TargetClosedConnection: [{ created: '2026-05-04T10:00:01.204000Z' }, 'TargetClosedWhileWorking'],
  TargetResponseInvalid: [{ times: '0.001 0.045 -1' }, 'TargetClosedWhileWorking'],
  NoHealthyTarget: [{ actions: '"fixed-response"' }, 'FixedResponse'],
  TargetError: [{ targetStatus: '-' }, 'TargetOptimizerFailed'],
  TargetGatewayError: [{ targetStatus: '500' }, 'TargetResponseInvalid'],
  Http2StreamReset: [{ targetError: '-' }, 'Http2ConnectionClosed'],
  Http2ConnectionClosed: [{ type: 'http' }, 'UnknownNoStatus'],
  TargetOptimizerFailed: [{ elbStatus: '504' }, 'TargetTimeout'],
  WebSocketNotSupported: [{ type: 'https' }, 'RequestNotSupported'],
  LambdaError: [{ reason: '"LambdaThrottling"' }, 'LambdaThrottled'],
  LambdaInvalidResponse: [{ reason: '"LambdaUnhandled"' }, 'LambdaError'],
  LambdaThrottled: [{ reason: '"LambdaUnhandled"' }, 'LambdaError'],
  LambdaRequestRejected: [{ reason: '"-"' }, 'RequestTooLarge'],
  LambdaMisconfigured: [{ reason: '"LambdaUnhandled"' }, 'LambdaError'],
  LambdaUnavailable: [{ reason: '"LambdaUnhandled"' }, 'LambdaError'],
  ClientClosed: [{ elbStatus: '504' }, 'TargetTimeout'],
  RequestTimeout: [{ elbStatus: '503' }, 'NoHealthyTarget'],
  MalformedRequest: [{ classification: '"Severe"' }, 'DesyncBlocked'],
  RequestBodyIncomplete: [{ target: '-' }, 'MalformedRequest'],
  DesyncBlocked: [{ classification: '"-"' }, 'MalformedRequest'],
  RequestTooLarge: [{ elbStatus: '405' }, 'RequestNotSupported'],
  RequestNotSupported: [{ elbStatus: '414' }, 'RequestTooLarge'],
  XForwardedForTooLong: [{ elbStatus: '464' }, 'ProtocolMismatch'],
  ProtocolMismatch: [{ elbStatus: '463' }, 'XForwardedForTooLong'],
  AuthRequired: [{ reason: '"AuthInvalidStateParam"' }, 'AuthFailed'],
  AuthFailed: [{ reason: '"-"' }, 'AuthRequired'],
  IdpError: [{ elbStatus: '302' }, undefined],
  IdpTimeout: [{ reason: '"-"' }, 'UnknownLoadBalancer5xx'],
  JwtInvalid: [{ reason: '"-"' }, 'UnknownLoadBalancer4xx'],
  JwksUnavailable: [{ elbStatus: '500' }, 'UnknownLoadBalancer5xx'],
  WafBlocked: [{ actions: '"waf,fixed-response"' }, 'FixedResponse'],
  WafUnavailable: [{ reason: '"AuthTokenEpRequestTimeout"' }, 'IdpTimeout'],
  FixedResponse: [{ actions: '"waf,forward"' }, 'NoHealthyTarget'],
  RedirectUrlTooLong: [{ elbStatus: '301' }, undefined],
  TransformFailed: [{ transform: '"TransformSuccess"' }, 'UnknownLoadBalancer5xx'],
  StickinessCookieInvalid: [{ reason: '"-"' }, 'MalformedRequest'],
  LoadBalancerInternalError: [{ reason: '"-"' }, 'UnknownLoadBalancer5xx'],
  UnknownErrorReason: [{ reason: '"LambdaUnhandled"' }, 'LambdaError'],
  UnknownLoadBalancer4xx: [{ elbStatus: '408' }, 'RequestTimeout'],
  UnknownLoadBalancer5xx: [{ actions: '"fixed-response"' }, 'FixedResponse'],
  UnknownNoStatus: [{ elbStatus: '503' }, 'NoHealthyTarget'],
};

/** The same of the causes that only CloudFront's log has: status and `x-edge-detailed-result-type`. */
const OF_CLOUDFRONT: Record<OfOtherFormats, readonly [status: string, reason: string, Partial<RequestEntry>, Cause]> = {
  Unknown5xx: ['503', 'Error', { errorReason: 'FunctionExecutionError' }, 'CloudFrontFunctionError'],
  OriginFailed: ['502', 'OriginCommError', { elbStatusCode: '504' }, 'TargetTimeout'],
  CloudFrontFunctionError: [
    '503',
    'FunctionExecutionError',
    { errorReason: 'FunctionThrottledError' },
    'CloudFrontFunctionThrottled',
  ],
  CloudFrontFunctionThrottled: [
    '503',
    'FunctionThrottledError',
    { errorReason: 'FunctionExecutionError' },
    'CloudFrontFunctionError',
  ],
  CloudFrontLimit: ['503', 'LimitExceeded', { errorReason: 'Error' }, 'Unknown5xx'],
};

describe('every cause', () => {
  test.each(Object.entries(ONE_EACH))('%s has a line', (expected, parts) => {
    expect(cause(albEntry(parts))).toBe(expected);
  });

  test.each(Object.entries(ONE_FIELD))('%s has a neighbor that differs in one field', (name, [change, neighbor]) => {
    const parts = ONE_EACH[name as keyof typeof ONE_EACH];
    const [left, right] = [albLine(parts).split(' '), albLine({ ...parts, ...change }).split(' ')];
    expect(left.length).toBe(right.length);
    expect(left.filter((field, at) => field !== right[at])).toHaveLength(1);
    expect(cause(albEntry({ ...parts, ...change }))).toBe(neighbor);
    expect(neighbor).not.toBe(name);
  });

  test.each(Object.entries(OF_CLOUDFRONT))(
    '%s has a line and a neighbor',
    (name, [elbStatusCode, errorReason, change, neighbor]) => {
      const entry: RequestEntry = { ...OTHER_FORMAT, front: 'CloudFront', elbStatusCode, errorReason };
      expect(cause(entry)).toBe(name);
      expect(cause({ ...entry, ...change })).toBe(neighbor);
    },
  );

  test('of the catalogue is in one of these tables, with a line and a neighbor', () => {
    expect([...Object.keys(ONE_FIELD), ...Object.keys(OF_CLOUDFRONT)].sort()).toEqual(Object.keys(CAUSES).sort());
    expect(Object.keys(ONE_FIELD).sort()).toEqual(Object.keys(ONE_EACH).sort());
  });

  test.each(Object.entries(CAUSES))(
    '%s says what it means, how to tell, what to check, and where AWS says so',
    (_, is) => {
      for (const text of [is.meaning, is.tell, is.check]) expect(text).toMatch(/^[A-Z0-9a-z].{2,}[.]$/);
      expect(is.page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/(?:elasticloadbalancing|AmazonCloudFront)\//);
    },
  );

  test('is a name that fits a CloudWatch dimension, and the list is short enough to read', () => {
    const names = Object.keys(CAUSES);
    expect(names.filter((name) => !/^[A-Z][A-Za-z0-9]{3,39}$/.test(name))).toEqual([]);
    expect(names.length).toBeLessThanOrEqual(60);
  });
});

/** [what is on one side and the other, one line, its cause, the other line, its cause]. */
const BOUNDARIES: [string, LineParts, Cause | undefined, LineParts, Cause | undefined][] = [
  [
    '504: no connection | connected and silent',
    { times: '-1 -1 -1', elbStatus: '504' },
    'TargetConnectTimeout',
    { times: '0.000 -1 -1', elbStatus: '504' },
    'TargetTimeout',
  ],
  [
    '504: silent | answered, but the body was shorter than its Content-Length',
    { times: '0.000 60.001 -1', elbStatus: '504' },
    'TargetTimeout',
    { times: '0.000 0.020 0.000', elbStatus: '504' },
    'TargetResponseInvalid',
  ],
  [
    '504: the load balancer gave up | 460: the client did',
    { times: '0.001 -1 -1', elbStatus: '504' },
    'TargetTimeout',
    { times: '0.001 -1 -1', elbStatus: '460' },
    'ClientClosed',
  ],
  [
    '504: of the load balancer | of a proxy on the target',
    { times: '0.001 -1 -1', elbStatus: '504' },
    'TargetTimeout',
    { times: '0.001 60.0 0.000', elbStatus: '504', targetStatus: '504' },
    'TargetGatewayError',
  ],
  [
    '504: of a target | of Lambda',
    { times: '-1 -1 -1', elbStatus: '504' },
    'TargetConnectTimeout',
    withReason('504', 'LambdaConnectionTimeout'),
    'LambdaUnavailable',
  ],
  [
    '502: refused | closed while it worked',
    { times: '-1 -1 -1', elbStatus: '502' },
    'TargetConnectionFailed',
    { times: '0.000 -1 -1', elbStatus: '502' },
    'TargetClosedWhileWorking',
  ],
  [
    '502: closed at once | closed 10 ms after the request',
    { times: '0.003 0.009 -1', elbStatus: '502' },
    'TargetClosedAtOnce',
    { times: '0.003 0.010 -1', elbStatus: '502' },
    'TargetClosedWhileWorking',
  ],
  [
    '502 without a target time, by the time that elapsed: closed at once | at work',
    { times: '0.003 -1 -1', elbStatus: '502', created: '2026-05-04T10:00:01.238000Z' },
    'TargetClosedAtOnce',
    { times: '0.003 -1 -1', elbStatus: '502', created: '2026-05-04T10:00:01.237000Z' },
    'TargetClosedWhileWorking',
  ],
  [
    '502 without a target time: closed at once | a clock that was set back says nothing',
    { times: '0.003 -1 -1', elbStatus: '502', created: '2026-05-04T10:00:01.247000Z' },
    'TargetClosedAtOnce',
    { times: '0.003 -1 -1', elbStatus: '502', created: '2026-05-04T10:00:01.248000Z' },
    'TargetClosedConnection',
  ],
  [
    '502: closed | answered, unusable',
    { times: '0.003 0.000 -1', elbStatus: '502' },
    'TargetClosedAtOnce',
    { times: '0.003 0.000 0.000', elbStatus: '502' },
    'TargetResponseInvalid',
  ],
  [
    '502: of a target that closed | of a Lambda function',
    { times: '0.003 0.000 -1', elbStatus: '502' },
    'TargetClosedAtOnce',
    { ...withReason('502', 'LambdaUnhandled'), times: '0.003 0.000 -1' },
    'LambdaError',
  ],
  [
    '502: closed connection | reset stream',
    { type: 'h2', times: '0.001 -1 -1', elbStatus: '502', elbError: '"0x2"' },
    'TargetClosedWhileWorking',
    { type: 'h2', times: '0.001 -1 -1', elbStatus: '502', targetError: '"0x7"' },
    'Http2StreamReset',
  ],
  [
    '502: of Lambda with a reason | without a target and a reason',
    withReason('502', 'LambdaThrottling'),
    'LambdaThrottled',
    { ...NONE, elbStatus: '502' },
    'UnknownLoadBalancer5xx',
  ],
  [
    '503: no target | fixed response',
    { ...NONE, elbStatus: '503' },
    'NoHealthyTarget',
    { ...NONE, elbStatus: '503', actions: '"fixed-response"' },
    'FixedResponse',
  ],
  [
    '500: agent of target optimizer | no target was chosen',
    { times: '-1 -1 -1', elbStatus: '500' },
    'TargetOptimizerFailed',
    { ...NONE, elbStatus: '500' },
    'UnknownLoadBalancer5xx',
  ],
  [
    '500: agent of target optimizer | AWS WAF',
    { elbStatus: '500', actions: '"waf,forward"' },
    'TargetOptimizerFailed',
    withReason('500', 'WAFServiceError', '"waf"'),
    'WafUnavailable',
  ],
  [
    '501: WebSocket to a group with target optimizer | Transfer-Encoding',
    { ...NONE, type: 'ws', elbStatus: '501' },
    'WebSocketNotSupported',
    { ...NONE, elbStatus: '501' },
    'RequestNotSupported',
  ],
  [
    '507: of the load balancer | fixed response',
    { ...NONE, elbStatus: '507', actions: '"redirect"' },
    'RedirectUrlTooLong',
    { ...NONE, elbStatus: '507', actions: '"fixed-response"' },
    'FixedResponse',
  ],
  [
    '503: no target | of the application',
    { ...NONE, elbStatus: '503' },
    'NoHealthyTarget',
    { elbStatus: '503', targetStatus: '503' },
    'TargetError',
  ],
  [
    '503: no target | a target was chosen',
    { ...NONE, elbStatus: '503' },
    'NoHealthyTarget',
    { times: '-1 -1 -1', elbStatus: '503' },
    'UnknownLoadBalancer5xx',
  ],
  [
    '403: WAF | of the application',
    { ...NONE, elbStatus: '403', actions: '"waf"' },
    'WafBlocked',
    { elbStatus: '403', targetStatus: '403', actions: '"waf,forward"' },
    undefined,
  ],
  [
    '403: WAF | fixed response after WAF let it through',
    { ...NONE, elbStatus: '403', actions: '"waf"' },
    'WafBlocked',
    { ...NONE, elbStatus: '403', actions: '"waf,fixed-response"' },
    'FixedResponse',
  ],
  [
    'custom code of WAF | the same code of the application',
    { ...NONE, elbStatus: '302', actions: '"waf"' },
    'WafBlocked',
    { elbStatus: '302', targetStatus: '302', actions: '"waf,forward"' },
    undefined,
  ],
  [
    'WAF fails closed | WAF fails open and the target is slow',
    withReason('500', 'WAFResponseReadTimeout', '"waf-failed"'),
    'WafUnavailable',
    { times: '0.001 -1 -1', elbStatus: '504', actions: '"waf-failed,forward"', reason: '"WAFResponseReadTimeout"' },
    'TargetTimeout',
  ],
  [
    'WAF fails open and no target is left | WAF fails closed',
    withReason('503', 'WAFConnectionTimeout', '"waf-failed,forward"'),
    'NoHealthyTarget',
    withReason('500', 'WAFConnectionTimeout', '"waf-failed"'),
    'WafUnavailable',
  ],
  [
    'WAF fails open and a rule answers | nobody is logged in',
    withReason('404', 'WAFServiceError', '"waf-failed,fixed-response"'),
    'FixedResponse',
    withReason('401', 'WAFServiceError', '"waf-failed,authenticate"'),
    'AuthRequired',
  ],
  [
    'WAF fails open and all is well | WAF blocks',
    { elbStatus: '200', targetStatus: '200', actions: '"waf-failed,forward"', reason: '"WAFConnectionError"' },
    undefined,
    { ...NONE, elbStatus: '429', actions: '"waf"' },
    'WafBlocked',
  ],
  [
    'WAF blocks | WAF fails while it is asked',
    { ...NONE, elbStatus: '500', actions: '"waf"' },
    'WafBlocked',
    withReason('500', 'WAFServiceError', '"waf"'),
    'WafUnavailable',
  ],
  [
    '401: of an authenticate action | of nobody who says so',
    { ...NONE, elbStatus: '401', actions: '"authenticate"' },
    'AuthRequired',
    { ...NONE, elbStatus: '401', actions: '"forward"' },
    'UnknownLoadBalancer4xx',
  ],
  [
    'fixed response | a target was asked, whatever the actions say',
    { ...NONE, elbStatus: '502', actions: '"fixed-response"' },
    'FixedResponse',
    { elbStatus: '502', targetStatus: '200', actions: '"fixed-response"' },
    'TargetResponseInvalid',
  ],
  [
    '502: never sent | sent, though the first time is missing',
    { times: '-1 -1 -1', elbStatus: '502' },
    'TargetConnectionFailed',
    { times: '-1 0.001 -1', elbStatus: '502' },
    'TargetClosedAtOnce',
  ],
  [
    '503: no target | something took the request',
    { ...NONE, elbStatus: '503' },
    'NoHealthyTarget',
    { ...NONE, times: '0.001 -1 -1', elbStatus: '503' },
    'UnknownLoadBalancer5xx',
  ],
  [
    '000: gRPC connection at its end | gRPC stream reset',
    { ...NONE, type: 'grpcs', elbStatus: '000' },
    'Http2ConnectionClosed',
    { ...NONE, type: 'grpcs', elbStatus: '000', elbError: '0x1' },
    'Http2StreamReset',
  ],
  [
    '460: while WAF was asked | 403 of WAF',
    { ...NONE, elbStatus: '460', actions: '"waf"' },
    'ClientClosed',
    { ...NONE, elbStatus: '403', actions: '"waf"' },
    'WafBlocked',
  ],
  [
    '400: malformed | body never came',
    { ...NONE, elbStatus: '400', actions: '"-"', request: '"- - - "' },
    'MalformedRequest',
    { times: '-1 -1 -1', elbStatus: '400' },
    'RequestBodyIncomplete',
  ],
  [
    '400: Severe and blocked | Severe and let through in monitor mode',
    { ...NONE, elbStatus: '400', classification: '"Severe"', classificationReason: '"BadUri"' },
    'DesyncBlocked',
    { elbStatus: '400', targetStatus: '400', classification: '"Severe"', classificationReason: '"BadUri"' },
    undefined,
  ],
  [
    '400 in strictest mode: Acceptable | compliant and over a limit',
    { ...NONE, elbStatus: '400', classification: '"Acceptable"', classificationReason: '"NonCompliantHeader"' },
    'DesyncBlocked',
    { ...NONE, elbStatus: '400' },
    'MalformedRequest',
  ],
  [
    '400: rewrite gave no valid path | request was not valid itself',
    { ...NONE, elbStatus: '400', actions: '"rewrite"', transform: '"TransformInvalidPath"' },
    'TransformFailed',
    { ...NONE, elbStatus: '400', actions: '"-"' },
    'MalformedRequest',
  ],
  [
    '401: nobody logged in | login failed',
    { ...NONE, elbStatus: '401', actions: '"authenticate"' },
    'AuthRequired',
    withReason('401', 'AuthInvalidStateParam', '"authenticate"'),
    'AuthFailed',
  ],
  [
    '401: of the load balancer | of the application behind a login',
    { ...NONE, elbStatus: '401', actions: '"waf,authenticate"' },
    'AuthRequired',
    { elbStatus: '401', targetStatus: '401', actions: '"authenticate,forward"' },
    undefined,
  ],
  [
    'login is sent to the identity provider | identity provider fails',
    { ...NONE, elbStatus: '302', actions: '"authenticate"' },
    undefined,
    { ...NONE, elbStatus: '561', actions: '"authenticate"', reason: '"AuthTokenEpRequestFailed"' },
    'IdpError',
  ],
  [
    '413: headers | body for Lambda',
    { ...NONE, elbStatus: '413' },
    'RequestTooLarge',
    withReason('413', 'LambdaRequestTooLarge'),
    'LambdaRequestRejected',
  ],
  [
    '408: of the load balancer | of the application',
    { ...NONE, elbStatus: '408' },
    'RequestTimeout',
    { elbStatus: '408', targetStatus: '408' },
    undefined,
  ],
  [
    '404: fixed response | of the application',
    { ...NONE, elbStatus: '404', actions: '"fixed-response"' },
    'FixedResponse',
    { elbStatus: '404', targetStatus: '404' },
    undefined,
  ],
  [
    'fixed response 200 | fixed response 400',
    { ...NONE, elbStatus: '200', actions: '"fixed-response"' },
    undefined,
    { ...NONE, elbStatus: '400', actions: '"fixed-response"' },
    'FixedResponse',
  ],
  [
    'redirect | redirect that is too long',
    { ...NONE, elbStatus: '301', actions: '"redirect"' },
    undefined,
    { ...NONE, elbStatus: '507', actions: '"redirect"' },
    'RedirectUrlTooLong',
  ],
  [
    '500: rewrite failed | rewrite worked, load balancer failed',
    { ...NONE, elbStatus: '500', transform: '"TransformReplaceError"' },
    'TransformFailed',
    { ...NONE, elbStatus: '500', transform: '"TransformSuccess"' },
    'UnknownLoadBalancer5xx',
  ],
  [
    '500: rule evaluation error | of the application',
    { ...NONE, elbStatus: '500', rulePriority: '-1' },
    'UnknownLoadBalancer5xx',
    { elbStatus: '500', targetStatus: '500' },
    'TargetError',
  ],
  [
    'the client left | while the target answered 500',
    { times: '0.001 -1 -1', elbStatus: '460' },
    'ClientClosed',
    { elbStatus: '460', targetStatus: '500' },
    'ClientClosed',
  ],
  [
    '000: stream reset by the target | stream reset by the load balancer',
    { type: 'grpcs', elbStatus: '000', targetError: '0xb' },
    'Http2StreamReset',
    { type: 'grpcs', elbStatus: '000', elbError: '0x2' },
    'Http2StreamReset',
  ],
  [
    '000: HTTP/2 connection at its end | outside HTTP/2',
    { ...NONE, type: 'h2', elbStatus: '000' },
    'Http2ConnectionClosed',
    { ...NONE, type: 'http', elbStatus: '000' },
    'UnknownNoStatus',
  ],
  [
    'WebSocket that ended | WebSocket that was refused by the target',
    { type: 'wss', elbStatus: '101', targetStatus: '101' },
    undefined,
    { type: 'wss', elbStatus: '503', targetStatus: '503' },
    'TargetError',
  ],
  [
    'published 304 without a target status | 499, which only targets give',
    { elbStatus: '304' },
    undefined,
    { elbStatus: '499', targetStatus: '499' },
    undefined,
  ],
];

describe('neighbors are distinguished', () => {
  test.each(BOUNDARIES)('%s', (_, left, leftCause, right, rightCause) => {
    expect(cause(albEntry(left))).toBe(leftCause);
    expect(cause(albEntry(right))).toBe(rightCause);
  });
});

/** Lines as AWS's own pages and public bug reports have them, addresses of their examples included. */
const PUBLISHED: [string, string, Cause | undefined][] = [
  [
    'knowledge center, 502: the target closed with RST or FIN',
    'http 2022-04-15T16:52:50.757968Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.001 4.205 -1 502 - 94 326 "GET http://example.com:80 HTTP/1.1" "curl/7.51.0" - - arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354"',
    'TargetClosedWhileWorking',
  ],
  [
    'user guide: Lambda function that failed',
    'http 2018-11-30T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 - 0.000 0.001 0.000 502 - 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 0 2018-11-30T22:22:48.364000Z "forward" "-" "LambdaInvalidResponse" "-" "-" "-" "-"',
    'LambdaInvalidResponse',
  ],
  [
    'user guide: Lambda function that answered; fields 26 and 27 are empty',
    'http 2018-11-30T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 - 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 0 2018-11-30T22:22:48.364000Z "forward" "-" "-" "-" "-" "-" "-"',
    undefined,
  ],
];

/**
 * target_processing_time of 502s as a user posted them: https://github.com/kartikk221/hyper-express/issues/179,
 * keep-alive against slow work.
 */
const POSTED = {
  TargetClosedAtOnce: ['0.000', '0.001'],
  TargetClosedWhileWorking: ['3.012', '5.500', '11.004'],
} as const;

describe('published lines', () => {
  test.each(Object.entries(POSTED))('of 502s with times of two kinds are two causes: %s', (expected, times) => {
    for (const time of times) expect(cause(albEntry({ times: `0.000 ${time} -1`, elbStatus: '502' }))).toBe(expected);
  });

  test.each(PUBLISHED)('%s', (_, line, expected) => {
    expect(cause(entryOf(line))).toBe(expected);
  });

  test('of 17 fields have a cause too', () => {
    const [, line = ''] = PUBLISHED[0] ?? [];
    expect(cause(entryOf(line.slice(0, line.indexOf(' "Root'))))).toBe('TargetClosedWhileWorking');
  });
});

/** Folder of logs -> the files that have a line whose cause is unknown. */
function unknownCauses(folder: string): string[] {
  const found = readdirSync(folder).filter((name) => /\.(log|csv)$/.test(name));
  return found.flatMap((name) =>
    readFileSync(join(folder, name), 'latin1')
      .split('\n')
      .map((line) => parseAlbAccess(line))
      .filter((entry) => typeof entry !== 'string' && cause(entry)?.startsWith('Unknown'))
      .map(() => name),
  );
}

const SAMPLES = process.env.ELB_LOG_SAMPLES;

describe('sample logs have no unknown cause but where fields were left out', () => {
  test('ours', () => {
    const folder = fileURLToPath(new URL('../../logs/alb-access', import.meta.url));
    // A rule evaluation error.
    expect(unknownCauses(folder)).toEqual(['constructed-edge-cases.log']);
  });

  test.skipIf(!SAMPLES)('those of other projects', () => {
    const published = unknownCauses(join(SAMPLES ?? '', 'alb-access'));
    // A 502 of an unnamed target.
    expect(published.filter((name) => !name.startsWith('constructed'))).toEqual([
      'dpetzold-loadbalancer_cloudfront_forward_h2.csv',
    ]);
  });
});

describe('other formats of the family', () => {
  const target = '10.0.3.7:80';

  test.each<[string, Partial<RequestEntry>, Cause | undefined]>([
    ['503 without an instance', { elbStatusCode: '503' }, 'NoHealthyTarget'],
    ['504, silent', { target, requestProcessingTime: 0.000_089, elbStatusCode: '504' }, 'TargetTimeout'],
    ['504, no connection', { target, elbStatusCode: '504' }, 'TargetConnectTimeout'],
    ['504, no backend', { elbStatusCode: '504' }, 'TargetTimeout'],
    ['502, no backend', { elbStatusCode: '502' }, 'TargetResponseInvalid'],
    ['502, closed', { target, requestProcessingTime: 0.000_089, elbStatusCode: '502' }, 'TargetClosedConnection'],
    ['500 of the load balancer', { elbStatusCode: '500' }, 'UnknownLoadBalancer5xx'],
    ['408', { elbStatusCode: '408' }, 'RequestTimeout'],
    ['400', { elbStatusCode: '400' }, 'MalformedRequest'],
    ['404 of the instance', { target, elbStatusCode: '404', targetStatusCode: '404' }, undefined],
    ['500 of the instance', { target, elbStatusCode: '500', targetStatusCode: '500' }, 'TargetError'],
    ['TCP listener', { target }, undefined],
  ])('Classic Load Balancer: %s', (_, parts, expected) => {
    expect(cause({ ...OTHER_FORMAT, front: 'Classic', ...parts })).toBe(expected);
  });

  test.each<[string, Partial<RequestEntry>, Cause | undefined]>([
    [
      'no connection to the origin',
      { elbStatusCode: '502', errorReason: 'OriginConnectError' },
      'TargetConnectionFailed',
    ],
    ['function at the edge', { elbStatusCode: '503', errorReason: 'LambdaExecutionError' }, 'LambdaError'],
    ['503, who knows of whom', { elbStatusCode: '503', errorReason: 'Error' }, 'Unknown5xx'],
    ['504 while connecting or reading', { elbStatusCode: '504', errorReason: 'OriginCommError' }, 'TargetTimeout'],
    ['502 in the same words', { elbStatusCode: '502', errorReason: 'OriginCommError' }, 'OriginFailed'],
    ['an issue with the origin', { elbStatusCode: '502', errorReason: 'AbortedOrigin' }, 'OriginFailed'],
    [
      'function that throws',
      { elbStatusCode: '503', errorReason: 'FunctionExecutionError' },
      'CloudFrontFunctionError',
    ],
    [
      'function that returns nonsense',
      { elbStatusCode: '502', errorReason: 'FunctionValidationError' },
      'CloudFrontFunctionError',
    ],
    [
      'function that is throttled',
      { elbStatusCode: '503', errorReason: 'FunctionThrottledError' },
      'CloudFrontFunctionThrottled',
    ],
    ['quota', { elbStatusCode: '503', errorReason: 'LimitExceeded' }, 'CloudFrontLimit'],
    ['no capacity', { elbStatusCode: '503', errorReason: 'CapacityExceeded' }, 'CloudFrontLimit'],
    ['quota, yet answered', { elbStatusCode: '200', errorReason: 'LimitExceeded' }, undefined],
    ['result type of tomorrow', { elbStatusCode: '502', errorReason: 'constructor' }, 'Unknown5xx'],
    ['viewer that left', { elbStatusCode: '000' }, 'ClientClosed'],
    ['viewer that left during the answer', { elbStatusCode: '200', errorReason: 'ClientCommError' }, undefined],
    ['403 of the origin or of WAF', { elbStatusCode: '403', errorReason: 'Error' }, undefined],
    ['200', { elbStatusCode: '200' }, undefined],
  ])('CloudFront: %s', (_, parts, expected) => {
    expect(cause({ ...OTHER_FORMAT, front: 'CloudFront', ...parts })).toBe(expected);
  });

  test.each<[string, Partial<RequestEntry>, Cause | undefined]>([
    ['500 of the server', { target, elbStatusCode: '500', targetStatusCode: '500' }, 'TargetError'],
    [
      '504 in both, of the proxy or of the server',
      { target, elbStatusCode: '504', targetStatusCode: '504' },
      'Unknown5xx',
    ],
    ['503 of the proxy', { elbStatusCode: '503' }, 'Unknown5xx'],
    ['client that left', { target, elbStatusCode: '499' }, 'ClientClosed'],
    ['404', { target, elbStatusCode: '404', targetStatusCode: '404' }, undefined],
    ['layer 4', { target }, undefined],
  ])('load balancer built on nginx: %s', (_, parts, expected) => {
    expect(cause({ ...OTHER_FORMAT, front: 'Proxy', ...parts })).toBe(expected);
  });
});

/** Any value a field may have, known and unknown. */
const anyParts = fc.record(
  {
    type: fc.constantFrom('http', 'https', 'h2', 'grpcs', 'ws', 'wss', 'h9'),
    target: fc.constantFrom('-', '10.0.1.15:8080'),
    times: fc.constantFrom('-1 -1 -1', '0.001 -1 -1', '0.001 0.045 -1', '0.001 0.045 0.000', '-1 0.001 0.000'),
    elbStatus: fc.oneof(fc.constantFrom('-', '000'), fc.integer({ min: 100, max: 999 }).map(String)),
    targetStatus: fc.oneof(fc.constantFrom('-', '200'), fc.integer({ min: 100, max: 999 }).map(String)),
    actions: fc.constantFrom('"-"', '"waf"', '"waf-failed"', '"waf,forward"', '"forward"', '"fixed-response"', '"new"'),
    reason: fc.constantFrom('"-"', '"constructor"', '"__proto__"', ...Object.keys(ERROR_REASONS).map((r) => `"${r}"`)),
    classification: fc.constantFrom('"-"', '"Severe"', '"Ambiguous"', '"Acceptable"', '"toString"'),
    transform: fc.constantFrom('"-"', '"TransformSuccess"', '"TransformInvalidHost"'),
    targetError: fc.constantFrom('-', '0x8'),
    elbError: fc.constantFrom('-', '0x2'),
  },
  { requiredKeys: [] },
);

describe('no matter what a line says', () => {
  test('its cause is of the list, and nothing throws', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const found = cause(albEntry(parts));
        expect(found === undefined || Object.hasOwn(CAUSES, found)).toBe(true);
      }),
      { numRuns: rounds(1000, 3000) },
    );
  });

  test('a 5xx of either side always has a cause, and equal codes below 500 never have', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const entry = albEntry(parts);
        const { elbStatusCode = '', targetStatusCode } = entry;
        if (elbStatusCode === targetStatusCode && elbStatusCode < '500') expect(cause(entry)).toBeUndefined();
        if (/^5/.test(elbStatusCode) || /^5/.test(targetStatusCode ?? '')) expect(cause(entry)).toBeDefined();
        if (/^[45]|000/.test(elbStatusCode) && targetStatusCode === undefined) expect(cause(entry)).toBeDefined();
      }),
      { numRuns: rounds(1000, 3000) },
    );
  });
});
