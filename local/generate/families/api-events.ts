/**
 * CloudTrail: a moment -> one record of a log file.
 *
 * The story: within the minute before the timeouts begin, a deployment changes the checkout's target group; later
 * somebody tries to change a rule and may not. Around it: services that read, and calls of other APIs.
 */
import { type Moment, pick } from './moment.ts';

export interface ApiCall {
  readonly eventName: string;
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly role: string;
  readonly errorCode?: string;
}

const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012';

/** Minute -> what was called in it. */
export function storyCalls(loadBalancerId: string): ReadonlyMap<number, readonly ApiCall[]> {
  const targetGroupArn = `${ARN}:targetgroup/shop-checkout/0123456789abcdef`;
  return new Map([
    [
      56,
      [
        {
          eventName: 'ModifyTargetGroupAttributes',
          role: 'deploy',
          requestParameters: {
            targetGroupArn,
            attributes: [{ key: 'deregistration_delay.timeout_seconds', value: '0' }],
          },
        },
      ],
    ],
    [
      57,
      [
        {
          eventName: 'RegisterTargets',
          role: 'deploy',
          requestParameters: { targetGroupArn, targets: [{ id: '10.0.17.12', port: 8080 }] },
        },
      ],
    ],
    [
      70,
      [
        {
          eventName: 'ModifyRule',
          role: 'oncall',
          errorCode: 'AccessDenied',
          requestParameters: { ruleArn: `${ARN}:listener-rule/${loadBalancerId}/aaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbb` },
        },
      ],
    ],
  ]);
}

/** A call that only reads, or one of another service. */
export function ordinaryCall({ r }: Moment): ApiCall & { readonly eventSource?: string } {
  const targetGroupArn = `${ARN}:targetgroup/shop-web/0123456789abcdef`;
  return pick(r, [
    { eventName: 'DescribeTargetHealth', role: 'autoscaling', requestParameters: { targetGroupArn } },
    { eventName: 'DescribeLoadBalancers', role: 'monitoring', requestParameters: {} },
    {
      eventName: 'DescribeInstances',
      role: 'monitoring',
      requestParameters: {},
      eventSource: 'ec2.amazonaws.com',
    },
  ]);
}

export function cloudtrailRecord(
  { eventName, requestParameters, role, errorCode, eventSource }: ApiCall & { readonly eventSource?: string },
  { r, time }: Moment,
): string {
  const id = () => `${r.hex(8)}-0000-4000-8000-${r.hex(16).slice(4)}`;
  return JSON.stringify({
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${role}`,
      arn: `arn:aws:sts::123456789012:assumed-role/${role}/session`,
      accountId: '123456789012',
    },
    eventTime: `${new Date(time).toISOString().slice(0, 19)}Z`,
    eventSource: eventSource ?? 'elasticloadbalancing.amazonaws.com',
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.5',
    userAgent: 'aws-cli/2.31.0',
    ...(errorCode === undefined ? {} : { errorCode, errorMessage: 'User is not authorized' }),
    requestParameters,
    responseElements: null,
    requestID: id(),
    eventID: id(),
    readOnly: eventName.startsWith('Describe'),
    eventType: 'AwsApiCall',
    apiVersion: '2015-12-01',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
  });
}
