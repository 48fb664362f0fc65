/** Settings of the log bucket: ours, or one that exists; and who may deliver into ours. */
import { z } from 'zod';
import { choice, flag, list, matching, whole } from './setting-values.ts';

export const ACCOUNT = [/^\d{12}$/, 'an account id of 12 digits'] as const;

/** `access` keeps the bucket's prefix; the others get a folder of their own, so that Athena tables do not see each other's files. */
export const LOG_FOLDERS = { requests: '', connections: 'connection', healthChecks: 'health-check' } as const;

export const bucketSettings = z
  .strictObject({
    name: matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')
      .optional()
      .describe('A bucket that exists and is left as it is. Without it a bucket is made.'),
    prefix: matching(
      /^(?!.*AWSLogs)(?:[\w!.*'()-]+(?:\/[\w!.*'()-]+)*)?$/,
      'a key prefix without AWSLogs in it and without a slash at either end',
    )
      .default('')
      .describe('What comes before `AWSLogs/` in the keys of log objects.'),
    retentionDays: whole(1, 3650).default(90).describe('Days after which log objects in our bucket are deleted.'),
    notify: choice(['EventBridge', 'Notification'])
      .default('EventBridge')
      .describe('How an existing bucket tells of new objects; `Notification` merges a rule into those it has.'),
    topicArn: matching(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'the ARN of a standard SNS topic')
      .optional()
      .describe('A topic that already gets the events of the existing bucket.'),
    queueArn: matching(/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/, 'the ARN of a standard SQS queue')
      .optional()
      .describe('A queue that already gets the events of the existing bucket, for us alone.'),
    queueVisibilitySeconds: whole(0, 43_200)
      .optional()
      .describe('Visibility timeout of `queueArn`, which we cannot read.'),
    account: matching(...ACCOUNT)
      .optional()
      .describe('Account that owns the existing bucket, where it is not ours.'),
    kmsKeyArn: matching(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key')
      .optional()
      .describe('Key of an existing bucket with SSE-KMS. No ALB or Classic log can be delivered there; copies can.'),
  })
  .prefault({});

export const deliverySettings = z
  .strictObject({
    accounts: list(matching(...ACCOUNT))
      .default([])
      .describe('Accounts whose load balancers may write into our bucket; empty means this account.'),
    organizationId: matching(/^o-[a-z0-9]{10,32}$/, 'an organisation id such as o-a1b2c3d4e5')
      .optional()
      .describe('Every account of this organisation may write into our bucket.'),
    sourceArn: flag()
      .default(false)
      .describe('Demand in the policy that the writer is a load balancer of the account and region.'),
  })
  .prefault({});
