/** Settings of the log bucket: ours, or one that exists; and who may deliver into ours. */
import { z } from 'zod';
import { choice, flag, list, matching, whole } from './values.ts';

export const ACCOUNT = [/^\d{12}$/, 'an account id of 12 digits'] as const;

const QUEUE_ARN = [/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/, 'the ARN of a standard SQS queue'] as const;
export const KEY_ARN = [/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key'] as const;

/** Where Network Load Balancers, AWS WAF and CloudTrail may write in the bucket made here, for the same reason. */
export const OTHER_FOLDERS = { connections: 'network', firewall: 'waf', apiEvents: 'cloudtrail' } as const;

/** AWS WAF delivers to no bucket of another name. AWS WAF developer guide, "Sending web ACL traffic logs to Amazon S3". */
export const WAF_BUCKET = /^aws-waf-logs-./;

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Characters that S3 writes the same way in keys, notifications and filters, whether encoded or not. */
const prefix = () =>
  matching(
    /^(?!.*AWSLogs)(?:[\w.-]+(?:\/[\w.-]+)*)?$/,
    'a key prefix of letters, digits and . _ - /, without AWSLogs in it and without a slash at either end',
  ).default('');

export const bucketSettings = z
  .strictObject({
    name: matching(BUCKET_NAME, 'the name of a bucket')
      .optional()
      .describe('A bucket that exists and is left as it is. Without it a bucket is made.'),
    prefix: prefix().describe('What comes before `AWSLogs/` in the keys of log objects.'),
    previous: list(
      z.strictObject({
        name: matching(BUCKET_NAME, 'the name of a bucket')
          .optional()
          .describe('The bucket of before; without it the same bucket.'),
        prefix: prefix().describe('The prefix of before.'),
      }),
    )
      .default([])
      .describe(
        'Places of before, whose logs are still read after a change of bucket or prefix (docs/existing-bucket.md).',
      ),
    newName: matching(BUCKET_NAME, 'the name of a bucket')
      .optional()
      .describe(
        'Name of the bucket made here, for AWS WAF `aws-waf-logs-…`. Without it CloudFormation names it; a change makes another bucket.',
      ),
    retentionDays: whole(1, 3650).default(90).describe('Days after which log objects in our bucket are deleted.'),
    notify: choice(['EventBridge', 'Notification'])
      .default('EventBridge')
      .describe('How an existing bucket tells of new objects; `Notification` merges a rule into those it has.'),
    turnOnEventBridge: flag()
      .default(false)
      .describe(
        'Turn EventBridge on for the existing bucket, beside the notifications that it has. Stays on afterwards.',
      ),
    topicArn: matching(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'the ARN of a standard SNS topic')
      .optional()
      .describe('A topic that already gets the events of the existing bucket.'),
    queueArn: matching(...QUEUE_ARN)
      .optional()
      .describe('A queue that already gets the events of the existing bucket, for us alone.'),
    queueVisibilitySeconds: whole(0, 43_200)
      .optional()
      .describe('Visibility timeout of that queue, which cannot be read from here.'),
    deadLetterQueueArn: matching(...QUEUE_ARN)
      .optional()
      .describe('Dead-letter queue of that queue, to watch it.'),
    account: matching(...ACCOUNT)
      .optional()
      .describe('Account that owns the existing bucket, where it is not ours.'),
    kmsKeyArn: matching(...KEY_ARN)
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
      .describe(
        'Every account of this organization may write into our bucket, by the condition aws:SourceOrgId: below any folder, and in the name of any account. Where a delivery does not send that key it is refused; then name the accounts.',
      ),
    sourceArn: flag()
      .default(false)
      .describe('Demand in the policy that the writer is a load balancer of the account and region.'),
    sourceAccount: flag()
      .default(false)
      .describe(
        'Demand in the policy that the writer acts for the account (aws:SourceAccount). AWS does not document this for load balancers: try it before you rely on it.',
      ),
  })
  .prefault({});
