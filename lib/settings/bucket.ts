/** The settings of the log bucket, and of who may write to a new one. */
import { z } from 'zod';
import { choice, flag, list, matching, wholeNumber } from './values.ts';

export const ACCOUNT = [/^\d{12}$/, 'an account id of 12 digits'] as const;

const QUEUE_ARN = [/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/, 'the ARN of a standard SQS queue'] as const;
export const KEY_ARN = [/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key'] as const;

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
      .describe('Name of an existing bucket. It is not changed. Without it the stack makes a new bucket.'),
    prefix: prefix().describe('What comes before `AWSLogs/` in the keys of log objects.'),
    previous: list(
      z.strictObject({
        name: matching(BUCKET_NAME, 'the name of a bucket')
          .optional()
          .describe('The previous bucket. Without it: the same bucket.'),
        prefix: prefix().describe('The previous prefix.'),
      }),
    )
      .default([])
      .describe(
        'Previous places. Their logs are still read after you change the bucket or prefix (docs/existing-bucket.md).',
      ),
    newName: matching(BUCKET_NAME, 'the name of a bucket')
      .optional()
      .describe(
        'Name of the new bucket. AWS WAF needs `aws-waf-logs-…`. Without it CloudFormation chooses the name. A change makes another bucket.',
      ),
    retentionDays: wholeNumber(1, 3650)
      .default(90)
      .describe('Days after which log objects in the new bucket are deleted.'),
    notify: choice(['EventBridge', 'Notification'])
      .default('EventBridge')
      .describe('How an existing bucket announces new objects. `Notification` adds a rule to those it has.'),
    turnOnEventBridge: flag()
      .default(false)
      .describe(
        'Turn EventBridge on for the existing bucket. Its other notifications stay. EventBridge stays on when the stack is removed.',
      ),
    topicArn: matching(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'the ARN of a standard SNS topic')
      .optional()
      .describe('An SNS topic that already gets the events of the existing bucket.'),
    queueArn: matching(...QUEUE_ARN)
      .optional()
      .describe('An SQS queue that already gets the events of the existing bucket, and that nothing else reads.'),
    queueVisibilitySeconds: wholeNumber(0, 43_200)
      .optional()
      .describe('Visibility timeout of that queue. The synthesis cannot look it up.'),
    deadLetterQueueArn: matching(...QUEUE_ARN)
      .optional()
      .describe('Dead-letter queue of that queue, for the alarm on it.'),
    account: matching(...ACCOUNT)
      .optional()
      .describe('Account that owns the existing bucket, if it is not the account of the stack.'),
    kmsKeyArn: matching(...KEY_ARN)
      .optional()
      .describe(
        'Key of an existing bucket with SSE-KMS. AWS cannot deliver ALB or Classic logs there, but copies can be there.',
      ),
  })
  .prefault({});

export const deliverySettings = z
  .strictObject({
    accounts: list(matching(...ACCOUNT))
      .default([])
      .describe('Accounts whose load balancers may write to the new bucket. Empty means the account of the stack.'),
    organizationId: matching(/^o-[a-z0-9]{10,32}$/, 'an organization id such as o-a1b2c3d4e5')
      .optional()
      .describe(
        'Every account of this organization may write to the new bucket, into the folder of any account (condition aws:SourceOrgId). A delivery that does not send that key is refused. Then use `delivery.accounts`.',
      ),
    sourceArn: flag()
      .default(false)
      .describe('Require in the bucket policy that the writer is a load balancer of the account and Region.'),
    sourceAccount: flag()
      .default(false)
      .describe(
        'Require in the bucket policy that the writer acts for the account (aws:SourceAccount). AWS does not document this for load balancers, so try it before you rely on it.',
      ),
  })
  .prefault({});
