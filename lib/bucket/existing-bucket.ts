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
  type IBucketNotificationDestination,
} from 'aws-cdk-lib/aws-s3';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { AnyBucket } from '../settings/props.ts';
import type { Settings } from '../settings/types.ts';
import { letS3Send, queuePolicies } from './log-bucket.ts';
import { keyPrefix, ownPrefixes, readPlaces } from './read-places.ts';

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

/** Adds a rule for each prefix to those the bucket has. */
function merge({ bucket, queue }: Listening, settings: Settings): void {
  const destination: IBucketNotificationDestination = {
    // Not CDK's own, whose statement names no account: the name of a bucket that is deleted can be taken by somebody
    // else.
    bind: () => {
      letS3Send(queue, { account: Aws.ACCOUNT_ID, bucketArn: bucket.bucketArn });
      return {
        ...{ arn: queue.queueArn, type: BucketNotificationDestinationType.QUEUE },
        dependencies: queuePolicies(queue),
      };
    },
  };
  for (const prefix of ownPrefixes(settings)) {
    const filters = prefix === '' ? [] : [{ prefix: keyPrefix(prefix) }];
    bucket.addEventNotification(EventType.OBJECT_CREATED, destination, ...filters);
  }
}

function rule(scope: Construct, { bucket, queue, deadLetterQueue }: Listening, settings: Settings): void {
  const { turnOnEventBridge } = settings.bucket;
  if (turnOnEventBridge || bucket instanceof Bucket) bucket.enableEventBridgeNotification();
  new Rule(scope, 'ObjectCreated', {
    description: 'New log objects of the existing bucket',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: anyPattern(placesIn(bucket, settings)),
    },
    targets: [new SqsQueue(queue, { deadLetterQueue })],
  });
}

/** The bucket and, where only a part of it is read, the keys of objects, as EventBridge and SNS filter by them. */
function placesIn(bucket: AnyBucket, settings: Settings): readonly object[] {
  return readPlaces(settings).map(({ name, prefix }) => ({
    bucket: { name: [name ?? bucket.bucketName] },
    ...(prefix !== '' && { object: { key: [{ prefix: keyPrefix(prefix) }] } }),
  }));
}

/** A pattern that one of these fits. */
function anyPattern(patterns: readonly object[]): object {
  const [only] = patterns;
  return patterns.length === 1 && only !== undefined ? only : { $or: patterns };
}

/** Raw, so that the message is S3's own; filtered, because the topic may have events of other buckets and prefixes. */
function subscribe(scope: Construct, topicArn: string, listening: Listening, settings: Settings): void {
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
        ...anyPattern(placesIn(bucket, settings).map((s3) => ({ s3 }))),
      },
    },
  });
}
