/**
 * What AWS writes as the reason of an error, and the cause each code belongs to: code -> cause.
 *
 * Source: Application Load Balancer user guide, "Access logs", error reason codes; JWT codes as of November 2025. Codes
 * are data on purpose: one that is not here is counted as drift and as `UnknownErrorReason`, and breaks nothing.
 */
import type { Cause } from './causes/index.ts';

export const ERROR_REASONS: Readonly<Record<string, Cause>> = {
  // Authenticate actions. Two nonce codes occur in published lines and are not documented.
  AuthInvalidAWSALBAuthNonce: 'AuthFailed',
  AuthInvalidCookie: 'AuthFailed',
  AuthInvalidGrantError: 'AuthFailed',
  AuthInvalidIdToken: 'AuthFailed',
  AuthInvalidStateParam: 'AuthFailed',
  AuthMissingAWSALBAuthNonce: 'AuthFailed',
  AuthMissingCodeParam: 'AuthFailed',
  AuthMissingHostHeader: 'AuthFailed',
  AuthMissingStateParam: 'AuthFailed',
  AuthInvalidTokenResponse: 'IdpError',
  AuthInvalidUserinfoResponse: 'IdpError',
  AuthTokenEpRequestFailed: 'IdpError',
  AuthUserinfoEpRequestFailed: 'IdpError',
  AuthUserinfoResponseSizeExceeded: 'IdpError',
  AuthTokenEpRequestTimeout: 'IdpTimeout',
  AuthUserinfoEpRequestTimeout: 'IdpTimeout',
  AuthUnhandledException: 'LoadBalancerInternalError',

  // JWT validation. The user guide spells the signature code in two ways.
  JWTHeaderNotPresent: 'JwtInvalid',
  JWTRequestFormatInvalid: 'JwtInvalid',
  JWTSignatureValidationError: 'JwtInvalid',
  JWTSignatureValidationFailed: 'JwtInvalid',
  JWTClaimNotPresent: 'JwtInvalid',
  JWTClaimFormatInvalid: 'JwtInvalid',
  JWTClaimValueInvalid: 'JwtInvalid',
  JWKSRequestTimeout: 'JwksUnavailable',
  JWKSRequestFailed: 'JwksUnavailable',
  JWKSResponseInvalid: 'JwksUnavailable',
  JWKSResponseSizeExceeded: 'JwksUnavailable',
  JWTValidationInternalError: 'LoadBalancerInternalError',

  // Weighted target groups.
  AWSALBTGCookieInvalid: 'StickinessCookieInvalid',
  WeightedTargetGroupsUnhandledException: 'LoadBalancerInternalError',

  // Lambda targets, by what there is to do.
  LambdaThrottling: 'LambdaThrottled',
  LambdaEC2ThrottledException: 'LambdaThrottled',
  LambdaUnhandled: 'LambdaError',
  LambdaInvalidResponse: 'LambdaInvalidResponse',
  LambdaResponseTooLarge: 'LambdaInvalidResponse',
  LambdaBadRequest: 'LambdaRequestRejected',
  LambdaRequestTooLarge: 'LambdaRequestRejected',
  LambdaWebsocketNotSupported: 'LambdaRequestRejected',
  LambdaConnectionError: 'LambdaUnavailable',
  LambdaConnectionTimeout: 'LambdaUnavailable',
  LambdaServiceException: 'LambdaUnavailable',
  LambdaUnhandledException: 'LoadBalancerInternalError',
  LambdaAccessDenied: 'LambdaMisconfigured',
  LambdaEC2AccessDeniedException: 'LambdaMisconfigured',
  LambdaEC2UnexpectedException: 'LambdaMisconfigured',
  LambdaENILimitReachedException: 'LambdaMisconfigured',
  LambdaInvalidRuntimeException: 'LambdaMisconfigured',
  LambdaInvalidSecurityGroupIDException: 'LambdaMisconfigured',
  LambdaInvalidSubnetIDException: 'LambdaMisconfigured',
  LambdaInvalidZipFileException: 'LambdaMisconfigured',
  LambdaKMSAccessDeniedException: 'LambdaMisconfigured',
  LambdaKMSDisabledException: 'LambdaMisconfigured',
  LambdaKMSInvalidStateException: 'LambdaMisconfigured',
  LambdaKMSNotFoundException: 'LambdaMisconfigured',
  LambdaResourceNotFound: 'LambdaMisconfigured',
  LambdaSubnetIPAddressLimitReachedException: 'LambdaMisconfigured',

  // AWS WAF.
  WAFConnectionError: 'WafUnavailable',
  WAFConnectionTimeout: 'WafUnavailable',
  WAFResponseReadTimeout: 'WafUnavailable',
  WAFServiceError: 'WafUnavailable',
  WAFUnhandledException: 'WafUnavailable',
};

/**
 * CloudFront's x-edge-detailed-result-type, or its result type in older logs -> cause. `Error` names none and is left
 * out. `OriginCommError` is a timeout while connecting or reading; with 504 cause.ts says so. Source: CloudFront
 * developer guide, "Standard logs reference", "Restrictions on edge functions" and "Troubleshooting error responses".
 */
export const CLOUDFRONT_RESULTS: Readonly<Record<string, Cause>> = {
  ClientCommError: 'ClientClosed',
  ClientHungUpRequest: 'ClientClosed',
  AbortedOrigin: 'OriginFailed',
  OriginCommError: 'OriginFailed',
  SlowReaderOriginError: 'OriginFailed',
  OriginConnectError: 'TargetConnectionFailed',
  OriginDnsError: 'TargetConnectionFailed',
  OriginReadError: 'TargetClosedConnection',
  OriginWriteError: 'TargetClosedConnection',
  OriginContentRangeLengthError: 'TargetResponseInvalid',
  OriginError: 'TargetResponseInvalid',
  OriginHeaderTooBigError: 'TargetResponseInvalid',
  OriginInvalidResponseError: 'TargetResponseInvalid',
  OriginZeroSizeObjectError: 'TargetResponseInvalid',
  LambdaExecutionError: 'LambdaError',
  LambdaLimitExceeded: 'LambdaThrottled',
  LambdaValidationError: 'LambdaInvalidResponse',
  FunctionExecutionError: 'CloudFrontFunctionError',
  FunctionValidationError: 'CloudFrontFunctionError',
  FunctionThrottledError: 'CloudFrontFunctionThrottled',
  CapacityExceeded: 'CloudFrontLimit',
  LimitExceeded: 'CloudFrontLimit',
};
