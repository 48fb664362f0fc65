/**
 * Log objects of a bucket that exists. Nothing of it is replaced: we listen through EventBridge, a rule merged into its
 * notifications, or a topic or queue that already gets its events. Source: S3 user guide, "Event notification types".
 */

import { Aws } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Bucket,
  BucketNotificationDestinationType,
  EventType,
  type IBucket,
  type IBucketNotificationDestination,
} from 'aws-cdk-lib/aws-s3';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { settingsSchema } from '../settings/settings.ts';
import type { Settings } from '../settings/types.ts';
import { letS3Send, queuePolicies } from './log-bucket.ts';

export type AnyBucket = Bucket | IBucket;

export interface Listening {
  readonly bucket: AnyBucket;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
}

export function existingBucket(scope: Construct, { bucket }: Settings): AnyBucket {
  const { name = '', account } = bucket;
  return Bucket.fromBucketAttributes(scope, 'ExistingBucket', {
    bucketName: name,
    ...(account !== undefined && { account }),
  });
}

/** Brings the bucket's events to the queue, unless the queue has them already. */
export function listen(scope: Construct, listening: Listening, settings: Settings): void {
  const { topicArn, queueArn, notify, account } = settings.bucket;
  if (queueArn !== undefined) return;
  if (topicArn !== undefined) {
    subscribe(scope, topicArn, listening, settings);
  } else if (account !== undefined) {
    // A bucket of another account is told by its owner; what to tell it is printed.
    letS3Send(listening.queue, { account, bucketArn: listening.bucket.bucketArn });
  } else if (notify === 'EventBridge') {
    rule(scope, listening, settings);
  } else {
    merge(listening, settings);
  }
}

/** Adds a rule to those the bucket has. */
function merge({ bucket, queue }: Listening, { bucket: { prefix } }: Settings): void {
  const filters = prefix === '' ? [] : [{ prefix: `${prefix}/` }];
  const destination: IBucketNotificationDestination = {
    // Not CDK's own, whose statement names no account: the name of a bucket that is deleted can be taken by somebody else.
    bind: () => {
      letS3Send(queue, { account: Aws.ACCOUNT_ID, bucketArn: bucket.bucketArn });
      return {
        ...{ arn: queue.queueArn, type: BucketNotificationDestinationType.QUEUE },
        dependencies: queuePolicies(queue),
      };
    },
  };
  bucket.addEventNotification(EventType.OBJECT_CREATED, destination, ...filters);
}

function rule(scope: Construct, { bucket, queue, deadLetterQueue }: Listening, settings: Settings): void {
  const { prefix, turnOnEventBridge } = settings.bucket;
  if (turnOnEventBridge || bucket instanceof Bucket) bucket.enableEventBridgeNotification();
  new Rule(scope, 'ObjectCreated', {
    description: 'New log objects of the existing bucket',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [bucket.bucketName] },
        ...(prefix !== '' && { object: { key: [{ prefix: `${prefix}/` }] } }),
      },
    },
    targets: [new SqsQueue(queue, { deadLetterQueue })],
  });
}

/** Raw, so that the message is S3's own; filtered, since the topic may have events of other buckets and prefixes. */
function subscribe(scope: Construct, topicArn: string, listening: Listening, settings: Settings): void {
  const { prefix } = settings.bucket;
  const { bucket, queue, deadLetterQueue } = listening;
  for (const target of [queue, deadLetterQueue]) {
    target.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [target.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
      }),
    );
  }
  new CfnSubscription(scope, 'Subscription', {
    topicArn,
    protocol: 'sqs',
    endpoint: queue.queueArn,
    rawMessageDelivery: true,
    redrivePolicy: { deadLetterTargetArn: deadLetterQueue.queueArn },
    filterPolicyScope: 'MessageBody',
    filterPolicy: {
      Records: {
        eventName: [{ prefix: 'ObjectCreated:' }],
        s3: {
          bucket: { name: [bucket.bucketName] },
          ...(prefix !== '' && { object: { key: [{ prefix: `${prefix}/` }] } }),
        },
      },
    },
  });
}

/** S3 refuses two rules for the same keys; two of this app would fail only when deployed. */
export function refuseOverlap(scope: Construct, settings: Settings): void {
  const { name, prefix, notify } = settings.bucket;
  if (notify !== 'Notification') return;
  for (const other of scope.node.root.node.findAll()) {
    if (other === scope || !('settings' in other)) continue;
    const { bucket } = settingsSchema.safeParse(other.settings).data ?? {};
    if (bucket?.name !== name || bucket?.notify !== 'Notification') continue;
    if (!overlap(prefix, bucket.prefix)) continue;
    throw new Error(
      `'bucket.prefix' must not overlap with that of ${other.node.path}, since S3 takes one rule for a key: got '${prefix}' and '${bucket.prefix}'`,
    );
  }
}

function overlap(left: string, right: string): boolean {
  const [a, b] = [left, right].map((prefix) => (prefix === '' ? '' : `${prefix}/`));
  return a === undefined || b === undefined || a.startsWith(b) || b.startsWith(a);
}
