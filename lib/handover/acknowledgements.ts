/**
 * Findings of cdk-nag (AwsSolutions and Serverless packs) that stay, each with its reason, so that an app which runs
 * these packs over the construct gets no noise and an auditor gets an answer. Everything else they found has been
 * changed.
 */

import { Annotations, Aws, Stack, Validations } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { evaluated } from '../bucket/intrinsics.ts';
import type { LogBucket } from '../bucket/log-bucket.ts';
import { keyPrefix, readPlaces } from '../bucket/read-places.ts';
import type { Ingestion } from '../function/ingestion.ts';
import type { Settings } from '../settings/types.ts';

type Reasons = Readonly<Record<string, string>>;

const TRACING = 'A log line for each object and the metrics of the pipeline say what a trace would, at no cost.';

const FUNCTION: Reasons = {
  'Serverless-LambdaDLQ':
    'Only an event source mapping calls it. What fails stays in the queue, and goes to its dead-letter queue in the end.',
  'Serverless-LambdaTracing': TRACING,
  'Serverless-LambdaEventSourceMappingDestination':
    'Not available for a queue as source. The queue has a dead-letter queue.',
};

const LOG_SWITCH: Reasons = {
  'Serverless-LambdaDLQ': 'CloudFormation calls it and gets every failure as the answer.',
  'Serverless-LambdaTracing': TRACING,
  'AwsSolutions-IAM5[Resource::*]':
    'DescribeLoadBalancerAttributes has no resources. Only the named load balancers can be changed.',
};

const VERDICT: Reasons = {
  'Serverless-LambdaDLQ':
    'The alarm has already notified. A verdict that fails raises another alarm, and a schedule tries again.',
  'Serverless-EventBusDLQ':
    'The alarm has already notified, and a schedule starts the function again within five minutes.',
  'Serverless-LambdaTracing': TRACING,
  'AwsSolutions-IAM5[Resource::*]':
    'GetMetricData and GetQueryResults have no resources. What it may query, write and publish to is named.',
};

/** The CDK's function that merges notifications, one for each stack. */
const NOTIFICATIONS: Reasons = {
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
    'The role belongs to the CDK. The policy only allows it to write log lines.',
  'AwsSolutions-IAM5[Resource::*]': 'The role belongs to the CDK. It only changes notifications of buckets.',
  'AwsSolutions-L1': 'The function is CDK’s own, which chooses its runtime.',
  'Serverless-LambdaDLQ': 'CloudFormation calls it and gets every failure as the answer.',
  'Serverless-LambdaTracing': TRACING,
  'Serverless-LambdaLatestVersion': 'The function is CDK’s own, which chooses its runtime.',
};

export function acknowledge(scope: Construct, ingestion: Ingestion, { bucket, settings }: Acknowledged): void {
  accept(ingestion.function, FUNCTION);
  accept(ingestion.node.tryFindChild('Role'), roleReasons(ingestion, bucket, settings));
  accept(ingestion.node.tryFindChild('DeadLetterQueue'), {
    'Serverless-SQSRedrivePolicy': 'This is the dead-letter queue.',
  });
  if (!settings.pointInTimeRecovery) {
    accept(ingestion.ledger, {
      'AwsSolutions-DDB3':
        'Items are kept for 15 days, and only prevent that log objects are counted twice. A setting turns backups on.',
    });
  }
  accept(scope.node.tryFindChild('LogBucket'), {
    'AwsSolutions-S1':
      'The bucket has logs, and an access log in it would log itself. CloudTrail data events show who read it.',
  });
  accept(scope.node.tryFindChild('LogSwitch'), LOG_SWITCH);
  accept(scope.node.tryFindChild('Verdict'), VERDICT);
  accept(scope.node.tryFindChild('Alarms'), {
    'Serverless-SNSRedrivePolicy':
      'The subscriptions of the alarms are email. SNS cannot redrive a bounced message, and CloudWatch still shows the alarm.',
  });
  const notifications = Stack.of(scope).node.children.find(({ node }) =>
    node.id.startsWith('BucketNotificationsHandler'),
  );
  accept(notifications, NOTIFICATIONS);
  const key = scope.node.tryFindChild('Key');
  // The statement is printed with the others the key needs.
  if (key !== undefined)
    Annotations.of(key).acknowledgeWarning('@aws-cdk/aws-s3-notifications:sqsKMSPermissionsNotAdded');
}

export interface Acknowledged {
  readonly bucket: LogBucket;
  readonly settings: Settings;
}

function roleReasons(ingestion: Ingestion, bucket: LogBucket, settings: Settings): Reasons {
  const everything = 'PutMetricData has no resources. It is limited to the namespace.';
  const objects = readPlaces(settings).map(({ name, prefix }) => {
    const arn = name === undefined ? bucket.bucketArn : `arn:${Aws.PARTITION}:s3:::${name}`;
    return readableArn(ingestion, `${arn}/${keyPrefix(prefix)}*`);
  });
  const reason = 'The names of log objects are not known in advance. Only those under the prefix can be read.';
  return {
    'AwsSolutions-IAM5[Resource::*]':
      settings.vpc === undefined
        ? everything
        : `${everything} Network interfaces of a VPC have no name before they are made.`,
    ...Object.fromEntries(objects.map((object) => [`AwsSolutions-IAM5[Resource::${object}]`, reason])),
  };
}

/** An ARN as cdk-nag writes it into the name of a finding. */
function readableArn(scope: Construct, arn: string): string {
  return String(evaluated(Stack.of(scope).resolve(arn), { standsFor: (reference) => `<${reference}>` }));
}

function accept(construct: IConstruct | undefined, reasons: Reasons): void {
  if (construct === undefined) return;
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}
