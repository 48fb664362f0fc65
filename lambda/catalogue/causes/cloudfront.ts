/** Causes that lie with CloudFront and the origin behind it. */
import { type CauseDefinitions, CLOUDFRONT } from './definition.ts';

export const CLOUDFRONT_CAUSES = {
  OriginFailed: {
    side: 'target',
    codes: ['502'],
    meaning: 'CloudFront had a problem with its origin that the log does not name further.',
    tell: 'A 5xx of CloudFront with AbortedOrigin, SlowReaderOriginError, or OriginCommError with a code other than 504.',
    check:
      'The log and the health of the origin at the time of the examples; the origin time-outs of the distribution.',
    page: `${CLOUDFRONT}/troubleshooting-response-errors.html`,
    show: 'The log of the origin at the time of the examples. Ask the origin itself: `curl -sv --max-time 30 https://ORIGIN/PATH -o /dev/null`. Its load balancer has its own causes, if its logs are read here.',
    fix: 'Fix the origin. If it is slow: CloudFront waits 30 s, or as long as the origin response timeout says.',
  },
  CloudFrontFunctionError: {
    side: 'target',
    codes: ['502', '503'],
    meaning: 'A CloudFront function failed, or what it returned was not valid.',
    tell: 'A 5xx of CloudFront with FunctionExecutionError or FunctionValidationError.',
    check: "The function's log group in us-east-1, its last deployment, and the event structure that it returns.",
    page: `${CLOUDFRONT}/http-503-service-unavailable.html`,
    show: '`aws logs tail /aws/cloudfront/function/NAME --region us-east-1 --since 30m` for CloudFront Functions. For Lambda@Edge `aws logs tail /aws/lambda/us-east-1.NAME --since 30m` in the Region of the viewer.',
    fix: 'Publish the version before, or take the function off the behavior.',
  },
  CloudFrontFunctionThrottled: {
    side: 'target',
    codes: ['503'],
    meaning: 'A CloudFront function used too much of its compute limit, and CloudFront throttled it.',
    tell: 'A 5xx of CloudFront with FunctionThrottledError.',
    check: "The function's metric FunctionComputeUtilization and FunctionThrottles: make the function do less.",
    page: `${CLOUDFRONT}/cloudfront-function-restrictions.html`,
    show: '`aws cloudwatch get-metric-statistics --region us-east-1 --namespace AWS/CloudFront --metric-name FunctionThrottles --dimensions Name=FunctionName,Value=NAME Name=Region,Value=Global --start-time "$(date -u -d \'-1 hour\' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --period 60 --statistics Sum`.',
    fix: 'Make the function do less, or run it for fewer behaviors. CloudFront Functions have a limit on computing, not on requests.',
  },
  CloudFrontLimit: {
    side: 'loadBalancer',
    codes: ['503'],
    meaning: 'CloudFront refused the request because of a quota or because the edge location had no capacity.',
    tell: 'A 5xx of CloudFront with LimitExceeded or CapacityExceeded.',
    check: 'The quotas of the distribution (requests and data rate); with CapacityExceeded, AWS Health for CloudFront.',
    page: `${CLOUDFRONT}/cloudfront-limits.html`,
    show: '`aws service-quotas list-service-quotas --region us-east-1 --service-code cloudfront --query "Quotas[].[QuotaName,Value]" --output table`, against the requests and data transfer of the distribution.',
    fix: 'Ask for a higher quota. Until then: cache more, so that fewer requests count.',
  },
} as const satisfies CauseDefinitions;
