/** The topic that every alarm notifies: the one given in the settings, or one of our own. */

import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { AlarmSettings } from '../settings/types.ts';

export function alarmTopic(scope: Construct, { topicArn, email }: AlarmSettings): ITopic {
  const topic = topicArn === undefined ? ownTopic(scope) : Topic.fromTopicArn(scope, 'Topic', topicArn);
  for (const address of email) topic.addSubscription(new EmailSubscription(address));
  return topic;
}

/**
 * TLS only. That takes a policy, which replaces the one every topic is born with, so CloudWatch has to be let in by name.
 * Not encrypted with the SNS key of AWS: CloudWatch cannot publish to such a topic, and a key of its own costs more than all alarms.
 */
function ownTopic(scope: Construct): ITopic {
  const topic = new Topic(scope, 'Topic', { displayName: 'Load balancer alarms', enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayPublish',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return topic;
}
