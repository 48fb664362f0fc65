/**
 * The topics that alarms notify, one for each severity: given in the settings, or made here. Without other words both
 * are one.
 */
import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Severity } from '../../lambda/verdict/settings.ts';
import type { AlarmSettings } from '../settings/types.ts';

interface Destination {
  readonly topicArn: string | undefined;
  readonly email: readonly string[];
}

export function alarmTopics(scope: Construct, settings: AlarmSettings): Readonly<Record<Severity, ITopic>> {
  const { topicArn, email, ticketTopicArn, ticketEmail } = settings;
  const page = topicFor(scope, 'Topic', { topicArn, email });
  const isOne = ticketTopicArn === undefined && ticketEmail.length === 0;
  const ticket = isOne ? page : topicFor(scope, 'TicketTopic', { topicArn: ticketTopicArn, email: ticketEmail });
  return { page, ticket };
}

function topicFor(scope: Construct, id: string, { topicArn, email }: Destination): ITopic {
  const topic = topicArn === undefined ? ownTopic(scope, id) : Topic.fromTopicArn(scope, id, topicArn);
  for (const address of email) topic.addSubscription(new EmailSubscription(address));
  return topic;
}

/**
 * TLS only. That needs a policy, which replaces the default policy of a topic, so it must allow CloudWatch by name.
 * Not encrypted with the SNS key of AWS: CloudWatch cannot publish to such a topic, and a separate key costs more than
 * all alarms.
 */
function ownTopic(scope: Construct, id: string): ITopic {
  const displayName = id === 'Topic' ? 'Load balancer alarms' : 'Load balancer tickets';
  const topic = new Topic(scope, id, { displayName, enforceSSL: true });
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
