/**
 * What people change when they deploy: parameters of the template, the conditions they make, and the rules that check
 * them.
 */
import { isObject } from '../../lambda/catalogue/json-object.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { type CloudFormationTemplate, type Json, type Resource, replaceReference, replaceText } from './rewrite.ts';

interface Made {
  readonly settings: Settings;
  /** What is in the template where the prefix of the logs belongs. */
  readonly prefix: string;
}

const NO_VALUE: Json = { Ref: 'AWS::NoValue' };
const given = (name: string): Json => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, ''] }] });
const choose = (condition: string, yes: Json, no: Json): Json => ({ 'Fn::If': [condition, yes, no] });

export function parametersOf(template: CloudFormationTemplate, { settings, prefix }: Made): Json {
  const topics = idsOf(template, 'AWS::SNS::Topic');
  const changed = [withPrefix(prefix), ...topics.map(withGivenTopic)].reduce(
    (before, change) => change(before),
    template,
  );
  const buckets = settings.bucket.name === undefined ? idsOf(template, 'AWS::S3::Bucket') : [];
  return {
    ...changed,
    Parameters: parameters(settings, buckets.length > 0),
    Conditions: {
      ...(isObject(changed.Conditions) ? changed.Conditions : {}),
      HasLogPrefix: given('LogPrefix'),
      HasAlarmTopic: given('AlarmTopicArn'),
      OwnTopic: { 'Fn::Not': [{ Condition: 'HasAlarmTopic' }] },
      HasAlarmEmail: { 'Fn::And': [given('AlarmEmail'), { Condition: 'OwnTopic' }] },
      ...(buckets.length > 0 && { HasBucketName: given('LogBucketName') }),
    },
    Rules: rules(),
    Resources: { ...named(changed.Resources, buckets), ...subscriptions(topics) },
  };
}

function parameters({ bucket, loadBalancers, alarms }: Settings, makesBucket: boolean): Json {
  const text = (Description: string, Default: string | undefined, more: Readonly<Record<string, Json>> = {}): Json => ({
    Type: 'String',
    Description,
    ...(Default !== undefined && { Default }),
    ...more,
  });
  return {
    CodeBucket: text('Bucket that holds the zip files of the functions, in the Region of the stack', undefined),
    CodePrefix: text('What comes before the names of the zip files in that bucket, with its slash', ''),
    AlarmEmail: text('Email address for alarms. It has to confirm once', alarms.email[0] ?? '', {
      AllowedPattern: '^$|^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$',
      ConstraintDescription: 'must be an email address, or empty',
    }),
    AlarmTopicArn: text('Your SNS topic, which every alarm notifies. If empty, the stack makes one', '', {
      AllowedPattern: '^$|^arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}$',
      ConstraintDescription: 'must be the ARN of an SNS topic, or empty',
    }),
    LogPrefix: text('What comes before AWSLogs/ in the keys of log objects', bucket.prefix, {
      AllowedPattern: '^$|^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$',
      ConstraintDescription: 'must have no slash at either end',
    }),
    ...(makesBucket && {
      LogBucketName: text('Name of the log bucket. If empty, CloudFormation chooses it', bucket.newName ?? '', {
        AllowedPattern: '^$|^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
        ConstraintDescription: 'must be the name of a bucket, or empty',
      }),
    }),
    ...Object.fromEntries(
      loadBalancers.map((arn, index) => [
        `LoadBalancerArn${index + 1}`,
        text('Application Load Balancer whose logs are turned on', arn, {
          AllowedPattern:
            '^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:loadbalancer/app/[A-Za-z0-9-]+/[0-9a-f]+$',
          ConstraintDescription: 'must be the ARN of an Application Load Balancer',
        }),
      ]),
    ),
  };
}

function rules(): Json {
  return {
    OneWayToBeTold: {
      RuleCondition: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AlarmTopicArn' }, ''] }] },
      Assertions: [
        {
          Assert: { 'Fn::Equals': [{ Ref: 'AlarmEmail' }, ''] },
          AssertDescription:
            'AlarmEmail must be empty if AlarmTopicArn is given. Subscribe the address to that topic instead',
        },
      ],
    },
  };
}

/** Keys begin with `prefix/` where there is a prefix, and with nothing where there is none. */
function withPrefix(prefix: string): (template: CloudFormationTemplate) => CloudFormationTemplate {
  return (template) => {
    const folder = choose('HasLogPrefix', { 'Fn::Join': ['', [{ Ref: 'LogPrefix' }, '/']] }, '');
    const inFolder = replaceText(template, `${prefix}/`, folder);
    return replaceText(inFolder, prefix, { Ref: 'LogPrefix' }) as CloudFormationTemplate;
  };
}

/** Our topic is made only where none is given, and anyone who named it names the one that there is. */
function withGivenTopic(id: string): (template: CloudFormationTemplate) => CloudFormationTemplate {
  return (template) => {
    const either = choose('HasAlarmTopic', { Ref: 'AlarmTopicArn' }, { Ref: id });
    const Resources = Object.fromEntries(
      Object.entries(template.Resources).map(([name, resource]): [string, Resource] => {
        const isPartOfIt = name === id || (resource.Type.startsWith('AWS::SNS::') && refersTo(resource, id));
        if (isPartOfIt) return [name, { ...resource, Condition: 'OwnTopic' }];
        return [name, replaceReference(resource, id, either) as Resource];
      }),
    );
    return { ...template, Resources };
  };
}

function named(
  resources: CloudFormationTemplate['Resources'],
  buckets: readonly string[],
): CloudFormationTemplate['Resources'] {
  const changed = buckets.map((id): [string, Resource] => {
    const bucket = resources[id] ?? { Type: 'AWS::S3::Bucket' };
    const properties = isObject(bucket.Properties) ? bucket.Properties : {};
    const BucketName = choose('HasBucketName', { Ref: 'LogBucketName' }, properties.BucketName ?? NO_VALUE);
    return [id, { ...bucket, Properties: { ...properties, BucketName } }];
  });
  return { ...resources, ...Object.fromEntries(changed) };
}

function subscriptions(topics: readonly string[]): CloudFormationTemplate['Resources'] {
  return Object.fromEntries(
    topics.map((id): [string, Resource] => [
      `${id}AlarmEmail`,
      {
        Type: 'AWS::SNS::Subscription',
        Condition: 'HasAlarmEmail',
        Properties: { TopicArn: { Ref: id }, Protocol: 'email', Endpoint: { Ref: 'AlarmEmail' } },
      },
    ]),
  );
}

function idsOf({ Resources }: CloudFormationTemplate, type: string): string[] {
  return Object.entries(Resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));
}

function refersTo(resource: Resource, id: string): boolean {
  return JSON.stringify(resource).includes(`{"Ref":"${id}"}`);
}
