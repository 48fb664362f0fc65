import { NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../lambda/catalogue/metrics/index.ts';
import { LoadBalancerLogMetrics } from '../../lib/load-balancer-log-metrics.ts';
import type { SettingsInput } from '../../lib/settings/types.ts';
import { LogMetricsStack } from '../../lib/stack.ts';
import {
  quickApp,
  resource,
  resources,
  type Statement,
  statements,
  synthesized,
  text,
} from '../support/synthesized.ts';

const here = { account: '123456789012', region: 'eu-central-1' };
const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/0123456789abcdef';
const allowed = ({ Effect }: Statement): boolean => Effect === 'Allow';
const readable = ({ Principal, Action, Resource, Condition }: Statement): unknown[] => [
  ...(Principal === undefined ? [] : [text(Object.values(Principal)[0])]),
  [Action].flat().sort().join(' '),
  text(Resource),
  ...(Condition === undefined
    ? []
    : [JSON.parse(JSON.stringify(Condition, (_, v) => (v?.['Fn::Join'] || v?.['Fn::GetAtt'] ? text(v) : v)))]),
];
const queuePolicy = (template: Template, id = 'LogsIngestionQueue'): unknown[][] =>
  statements(template, 'AWS::SQS::QueuePolicy', id).filter(allowed).map(readable);
const functionMay = (template: Template): unknown[][] =>
  statements(template, 'AWS::IAM::Policy', 'LogsIngestionRole').map(readable);
function notesOf(settings: SettingsInput): readonly string[] {
  return new LogMetricsStack(quickApp(), settings, { env: here }).metrics.notes;
}

describe('a bucket that exists, through EventBridge', () => {
  const template = synthesized({ bucket: { name: 'their-logs', prefix: 'alb' } });

  test('is neither made nor changed', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Custom::S3BucketNotifications']) {
      expect(resources(template, type)).toEqual({});
    }
  });

  test('is listened to by a rule for its new objects under the prefix', () => {
    const { Properties } = resource(template, 'AWS::Events::Rule', 'LogsObjectCreated');
    expect(Properties.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['their-logs'] }, object: { key: [{ prefix: 'alb/' }] } },
    });
    const targets = Properties.Targets as { Arn: unknown; DeadLetterConfig: { Arn: unknown } }[];
    expect(targets.map(({ Arn, DeadLetterConfig }) => [text(Arn), text(DeadLetterConfig.Arn)])).toEqual([
      ['<LogsIngestionQueue.Arn>', '<LogsIngestionDeadLetterQueue.Arn>'],
    ]);
  });

  test('lets only that rule send to the queue', () => {
    expect(queuePolicy(template)).toEqual([
      [
        'events.amazonaws.com',
        'sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage',
        '<LogsIngestionQueue.Arn>',
        { ArnEquals: { 'aws:SourceArn': '<LogsObjectCreated.Arn>' } },
      ],
    ]);
  });

  test('can be read under the prefix, by version too', () => {
    expect(functionMay(template).slice(-2)).toEqual([
      ['s3:GetObject s3:GetObjectVersion', 'arn:<AWS::Partition>:s3:::their-logs/alb/*'],
      ['s3:ListBucket', 'arn:<AWS::Partition>:s3:::their-logs', { StringLikeIfExists: { 's3:prefix': 'alb/*' } }],
    ]);
  });

  test('is said to need EventBridge', () => {
    expect(notesOf({ bucket: { name: 'their-logs' } })).toEqual([
      expect.stringContaining('bucket their-logs must send its events to EventBridge'),
    ]);
  });

  test('has EventBridge turned on next to what it has, where asked for', () => {
    const { Properties } = resource(
      synthesized({ bucket: { name: 'their-logs', turnOnEventBridge: true } }),
      'Custom::S3BucketNotifications',
    );
    expect(Properties).toMatchObject({ Managed: false, NotificationConfiguration: { EventBridgeConfiguration: {} } });
  });
});

describe('a bucket that exists, through its notifications', () => {
  const template = synthesized({ bucket: { name: 'their-logs', prefix: 'alb', notify: 'Notification' } });

  test('has a rule merged into those it has', () => {
    const { Properties } = resource(template, 'Custom::S3BucketNotifications');
    expect(Properties).toMatchObject({
      BucketName: 'their-logs',
      Managed: false,
      NotificationConfiguration: {
        QueueConfigurations: [
          { Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'alb/' }] } } },
        ],
      },
    });
    const rules = Object.keys(resources(template, 'AWS::Events::Rule'));
    expect(rules.filter((id) => !id.startsWith('LogsVerdict'))).toEqual([]);
  });

  test('lets only that bucket send to the queue', () => {
    expect(queuePolicy(template)).toEqual([
      [
        's3.amazonaws.com',
        'sqs:SendMessage',
        '<LogsIngestionQueue.Arn>',
        {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:s3:::their-logs' },
        },
      ],
    ]);
  });

  test.each(['alb', 'alb/shop', ''])('is refused twice for the same keys: %s', (prefix) => {
    const stack = new Stack(quickApp(), 'Two');
    const bucket = { name: 'their-logs', notify: 'Notification' } as const;
    new LoadBalancerLogMetrics(stack, 'One', { bucket: { ...bucket, prefix: 'alb' } });
    expect(() => new LoadBalancerLogMetrics(stack, 'Other', { bucket: { ...bucket, prefix } })).toThrow(
      ': must not overlap with',
    );
  });

  test('may be watched twice for different keys', () => {
    const stack = new Stack(quickApp(), 'Two');
    const bucket = { name: 'their-logs', notify: 'Notification' } as const;
    new LoadBalancerLogMetrics(stack, 'One', { bucket: { ...bucket, prefix: 'alb' } });
    expect(() => new LoadBalancerLogMetrics(stack, 'Other', { bucket: { ...bucket, prefix: 'alb2' } })).not.toThrow();
  });
});

describe('a change of prefix or bucket', () => {
  const previous = [{ prefix: 'old' }, { prefix: 'old/deeper' }, { name: 'old-logs' }];
  const reads = (template: Template) =>
    statements(template, 'AWS::IAM::Policy', 'LogsIngestionRole')
      .filter(({ Action }) => text(Action).includes('s3:'))
      .map(({ Resource, Condition }) => [text(Resource), Object(Condition).StringLikeIfExists?.['s3:prefix']]);

  test('leaves the function the right to read what is on its way from the places of before', () => {
    expect(reads(synthesized({ bucket: { prefix: 'new', previous } }))).toEqual([
      ['<LogsLogBucket.Arn>/new/*, <LogsLogBucket.Arn>/old/*', undefined],
      ['<LogsLogBucket.Arn>', ['new/*', 'old/*']],
      ['arn:<AWS::Partition>:s3:::old-logs/*', undefined],
      ['arn:<AWS::Partition>:s3:::old-logs', undefined],
    ]);
  });

  test('of our bucket takes and announces objects under both prefixes', () => {
    const template = synthesized({ bucket: { prefix: 'new', previous } });
    const written = statements(template, 'AWS::S3::BucketPolicy').filter(({ Effect }) => Effect === 'Allow');
    expect(written.map(({ Resource }) => text(Resource)).join(', ')).toBe(
      '<LogsLogBucket.Arn>/new/AWSLogs/<AWS::AccountId>/*, <LogsLogBucket.Arn>/old/AWSLogs/<AWS::AccountId>/*',
    );
    const { QueueConfigurations } = Object(resource(template, 'AWS::S3::Bucket').Properties.NotificationConfiguration);
    const prefixes = QueueConfigurations.map(({ Filter }: { Filter: { S3Key: { Rules: { Value: string }[] } } }) =>
      Filter.S3Key.Rules.map(({ Value }) => Value),
    );
    expect(prefixes).toEqual([['new/'], ['old/']]);
  });

  test('to or from no prefix at all has one rule, because S3 takes no two for the same keys', () => {
    for (const bucket of [{ previous: [{ prefix: 'old' }] }, { prefix: 'new', previous: [{}] }]) {
      const { NotificationConfiguration } = resource(synthesized({ bucket }), 'AWS::S3::Bucket').Properties;
      expect(NotificationConfiguration).toEqual({
        QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: expect.anything() }],
      });
    }
  });

  test('of a bucket that exists is heard of from both', () => {
    const { Properties } = resource(
      synthesized({ bucket: { name: 'new-logs', prefix: 'a', previous } }),
      'AWS::Events::Rule',
      'LogsObjectCreated',
    );
    expect(Object(Properties.EventPattern).detail).toEqual({
      $or: [
        { bucket: { name: ['new-logs'] }, object: { key: [{ prefix: 'a/' }] } },
        { bucket: { name: ['new-logs'] }, object: { key: [{ prefix: 'old/' }] } },
        { bucket: { name: ['old-logs'] } },
      ],
    });
    const merged = synthesized({ bucket: { name: 'new-logs', prefix: 'a', previous, notify: 'Notification' } });
    const { QueueConfigurations } = Object(
      resource(merged, 'Custom::S3BucketNotifications').Properties.NotificationConfiguration,
    );
    expect(QueueConfigurations).toHaveLength(2);
  });

  test('must name another place', () => {
    expect(() => synthesized({ bucket: { prefix: 'a', previous: [{ prefix: 'a' }] } })).toThrow(
      "`bucket.previous.0` is 'the same bucket/a': must not be the place that the logs are read from now",
    );
  });
});

describe('two deployments of one app', () => {
  const loadBalancers = { left: ['app/left/0123456789abcdef'], right: ['app/right/0123456789abcdef'] };
  type Pair = readonly [one: SettingsInput, other: SettingsInput];
  const both = ([one, other]: Pair, env: readonly object[] = [{}, {}]) => {
    const app = quickApp();
    new LoadBalancerLogMetrics(new Stack(app, 'A', { env: env[0] ?? {} }), 'Logs', one);
    return new LoadBalancerLogMetrics(new Stack(app, 'B', { env: env[1] ?? {} }), 'Logs', other);
  };
  const bucket = { name: 'their-logs' };

  test.each<[which: string, pair: Pair]>([
    ['of one bucket', [{ bucket }, { bucket }]],
    ['of a prefix within the other', [{ bucket }, { bucket: { ...bucket, prefix: 'alb' } }]],
    ['that hear of it in two ways', [{ bucket: { ...bucket, notify: 'Notification' } }, { bucket }]],
  ])('must not count the same logs twice: %s', (_, pair) => {
    expect(() => both(pair)).toThrow(
      "`namespace` is 'LoadBalancerLogs': must not be the namespace of A/Logs, because both read the same logs",
    );
  });

  test.each<[which: string, pair: Pair, env?: readonly object[]]>([
    ['of two namespaces', [{ bucket }, { bucket, namespace: 'Other' }]],
    ['of two prefixes', [{ bucket: { ...bucket, prefix: 'a' } }, { bucket: { ...bucket, prefix: 'b' } }]],
    [
      'of two families',
      [
        { bucket, families: ['requests'] },
        { bucket, families: ['firewall'] },
      ],
    ],
    [
      'of other load balancers',
      [
        { bucket, filter: { loadBalancers: loadBalancers.left } },
        { bucket, filter: { loadBalancers: loadBalancers.right } },
      ],
    ],
    ['in two Regions', [{ bucket }, { bucket }], [{ region: 'eu-west-1' }, { region: 'eu-west-2' }]],
  ])('may be there: %s', (_, pair, env) => {
    expect(() => both(pair, env)).not.toThrow();
  });

  test('are told that they share a namespace', () => {
    expect(both([{}, {}]).notes.join()).toContain('A/Logs also publishes to the namespace LoadBalancerLogs');
    expect(both([{}, { namespace: 'Other' }]).notes.join()).not.toContain('publishes to the namespace');
  });
});

describe('a topic that gets the events of a bucket', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:123456789012:new-logs';
  const template = synthesized({ bucket: { name: 'their-logs', prefix: 'alb', topicArn } });

  test('is subscribed to, for that bucket and prefix only', () => {
    expect(resource(template, 'AWS::SNS::Subscription').Properties).toMatchObject({
      TopicArn: topicArn,
      Protocol: 'sqs',
      RawMessageDelivery: true,
      RedrivePolicy: {
        deadLetterTargetArn: {
          'Fn::GetAtt': [resource(template, 'AWS::SQS::Queue', 'LogsIngestionDeadLetterQueue').id, 'Arn'],
        },
      },
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: {
        Records: {
          eventName: [{ prefix: 'ObjectCreated:' }],
          s3: { bucket: { name: ['their-logs'] }, object: { key: [{ prefix: 'alb/' }] } },
        },
      },
    });
    expect(queuePolicy(template)).toEqual([
      [
        'sns.amazonaws.com',
        'sqs:SendMessage',
        '<LogsIngestionQueue.Arn>',
        { ArnEquals: { 'aws:SourceArn': topicArn } },
      ],
    ]);
  });
});

describe('a queue that gets the events of a bucket', () => {
  const arn = (name: string): string => `arn:aws:sqs:eu-central-1:123456789012:${name}`;
  const bucket = {
    name: 'their-logs',
    queueArn: arn('theirs'),
    deadLetterQueueArn: arn('failed'),
    queueVisibilitySeconds: 740,
  };
  const template = synthesized({ bucket });

  test('feeds the function, and no other queue is made', () => {
    expect(resource(template, 'AWS::Lambda::EventSourceMapping').Properties.EventSourceArn).toBe(arn('theirs'));
    expect(resources(template, 'AWS::SQS::Queue')).toEqual({});
  });

  test.each([
    ['with too short a visibility', { queueVisibilitySeconds: 739 }, 'must be at least 740'],
    ['of unknown visibility', { queueVisibilitySeconds: undefined }, '`bucket.queueVisibilitySeconds` is not set'],
    [
      'without a dead-letter queue',
      { deadLetterQueueArn: undefined },
      '`bucket.deadLetterQueueArn` is not set: must be the dead-letter queue of',
    ],
    ['beside a notification', { notify: 'Notification' as const }, 'already announces every object'],
  ])('is refused %s', (_, change, message) => {
    expect(() => synthesized({ bucket: { ...bucket, ...change } })).toThrow(message);
  });
});

describe('a central bucket of another account', () => {
  const settings: SettingsInput = {
    bucket: { name: 'central-logs', account: '999999999999', prefix: 'elb' },
    filter: { accounts: ['111111111111'], regions: ['eu-central-1'], loadBalancers: ['app/shop/0123456789abcdef'] },
    extraDimensions: ['AccountId', 'Region'],
  };
  const template = synthesized(settings);

  test('may send to the queue, and no other bucket of that account may', () => {
    expect(queuePolicy(template)).toEqual([
      [
        's3.amazonaws.com',
        'sqs:SendMessage',
        '<LogsIngestionQueue.Arn>',
        {
          StringEquals: { 'aws:SourceAccount': '999999999999' },
          ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:s3:::central-logs' },
        },
      ],
    ]);
    const rules = Object.keys(resources(template, 'AWS::Events::Rule'));
    expect(rules.filter((id) => !id.startsWith('LogsVerdict'))).toEqual([]);
  });

  test('is filtered by the function', () => {
    const { Environment } = resource(template, 'AWS::Lambda::Function', 'LogsIngestion').Properties as {
      Environment: { Variables: Record<string, string> };
    };
    expect(JSON.parse(Environment.Variables.ELB_LOG_METRICS_CONFIG ?? '')).toEqual({
      ...settings.filter,
      extraDimensions: settings.extraDimensions,
    });
  });

  test('its owner is told what to allow, word for word', () => {
    const [read, notify] = notesOf(settings);
    expect(JSON.parse(read?.slice(read.indexOf('[')) ?? '')).toEqual(
      [
        { Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: 'arn:aws:s3:::central-logs/elb/*' },
        { Action: 's3:ListBucket', Resource: 'arn:aws:s3:::central-logs' },
      ].map((statement) => ({
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        ...statement,
        Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/LoadBalancerLogMetrics-*' } },
      })),
    );
    expect(notify).toContain(
      '{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:eu-central-1:123456789012:QUEUE","Events":["s3:ObjectCreated:*"],"Filter":{"Key":{"FilterRules":[{"Name":"prefix","Value":"elb/"}]}}}]}',
    );
  });
});

describe('the role that the owner of a central bucket allows', () => {
  const bucket = { name: 'central-logs', account: '999999999999' };
  const roleIn = (stack: Stack, id = 'Logs'): string | undefined => {
    const [read] = new LoadBalancerLogMetrics(stack, id, { bucket }).notes;
    return /:role\/([^"]*)/.exec(read ?? '')?.[1];
  };

  test('has the whole name of the stack, where that fits into the name of a role', () => {
    expect(roleIn(new Stack(quickApp(), 'LoadBalancerLogMetrics', { env: here }))).toBe('LoadBalancerLogMetrics-*');
  });

  test('has the beginning of it where CloudFormation has to shorten the name', () => {
    expect(roleIn(new Stack(quickApp(), 'production-observability-logs', { env: here }))).toBe('production-observabi*');
    const short = new Stack(quickApp(), 'observability-of-shop', { env: here });
    expect(roleIn(short, 'MetricsOfLoadBalancersOfTheShop')).toBe('observability-of-sho*');
  });

  test('has the beginning of the outermost stack in a nested one, whose name is not known', () => {
    const outer = new Stack(quickApp(), 'Shop', { env: here });
    expect(roleIn(new NestedStack(outer, 'Monitoring'))).toBe('Shop*');
  });
});

describe('switching logs on', () => {
  test('in a bucket that exists prints what its policy must say', () => {
    const [, note] = notesOf({ bucket: { name: 'their-logs' }, loadBalancers: [ARN] });
    expect(JSON.parse(note?.slice(note.indexOf('[')) ?? '')).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::their-logs/AWSLogs/123456789012/*',
      },
    ]);
  });

  test('of a load balancer elsewhere is left to a person, with the command', () => {
    const elsewhere = ARN.replace('eu-central-1', 'us-east-1');
    const stack = new LogMetricsStack(quickApp(), { loadBalancers: [elsewhere] }, { env: here });
    expect(resources(Template.fromStack(stack), 'Custom::LoadBalancerLog')).toEqual({});
    expect(stack.metrics.notes.join()).toContain(
      `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ${elsewhere}`,
    );
  });
});

describe('the construct in an app of somebody else', () => {
  function foreignApp(): { stack: Stack; loadBalancer: ApplicationLoadBalancer } {
    const stack = new Stack(quickApp(), 'Shop');
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['a', 'b'],
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    });
    return { stack, loadBalancer: new ApplicationLoadBalancer(stack, 'Alb', { vpc }) };
  }

  test('switches the logs of its load balancer on, after the policy of the bucket', () => {
    const { stack, loadBalancer } = foreignApp();
    new LoadBalancerLogMetrics(stack, 'Logs', { loadBalancers: [loadBalancer], families: ['requests', 'connections'] });
    const template = Template.fromStack(stack);
    const { Properties, DependsOn } = resource(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    const attributes = Properties.LoadBalancerAttributes as { Key: string; Value: unknown }[];
    const logs = attributes.filter(({ Key }) => Key.includes('logs')).map(({ Key, Value }) => [Key, text(Value)]);
    expect(logs).toEqual([
      ['access_logs.s3.enabled', 'true'],
      ['access_logs.s3.bucket', '<LogsLogBucket>'],
      ['connection_logs.s3.enabled', 'true'],
      ['connection_logs.s3.bucket', '<LogsLogBucket>'],
      ['connection_logs.s3.prefix', 'connection'],
    ]);
    expect(DependsOn).toContain(resource(template, 'AWS::S3::BucketPolicy').id);
    expect(resources(template, 'Custom::LoadBalancerLog')).toEqual({});
  });

  test('delivers into a bucket of the app, whose policy and events it writes', () => {
    const { stack, loadBalancer } = foreignApp();
    const logBucket = new Bucket(stack, 'Mine', { encryption: BucketEncryption.S3_MANAGED });
    const logs = new LoadBalancerLogMetrics(stack, 'Logs', { loadBalancers: [loadBalancer], logBucket });
    const template = Template.fromStack(stack);
    expect(Object.keys(resources(template, 'AWS::S3::Bucket'))).toHaveLength(1);
    expect(statements(template, 'AWS::S3::BucketPolicy').filter(allowed).map(readable)).toEqual([
      [
        expect.stringContaining('logdelivery.elasticloadbalancing.amazonaws.com'),
        's3:PutObject',
        '<Mine.Arn>/AWSLogs/<AWS::AccountId>/*',
      ],
    ]);
    expect(resource(template, 'Custom::S3BucketNotifications').Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: {},
    });
    expect(logs.notes).toEqual([]);
  });

  test('refuses a bucket with a KMS key for load balancers', () => {
    const { stack, loadBalancer } = foreignApp();
    const logBucket = new Bucket(stack, 'Mine', { encryption: BucketEncryption.KMS });
    expect(() => new LoadBalancerLogMetrics(stack, 'Logs', { loadBalancers: [loadBalancer], logBucket })).toThrow(
      'must have SSE-S3, because load balancers deliver to no other bucket',
    );
  });

  test('reads a bucket with a KMS key, whose logs were copied there', () => {
    const { stack } = foreignApp();
    const logBucket = new Bucket(stack, 'Mine', { encryption: BucketEncryption.KMS });
    new LoadBalancerLogMetrics(stack, 'Logs', { logBucket });
    expect(functionMay(Template.fromStack(stack))).toContainEqual(['kms:Decrypt', '<MineKey.Arn>']);
  });

  test('refuses a load balancer of another stack, where each would wait for the other', () => {
    const { stack, loadBalancer } = foreignApp();
    const other = new Stack(stack.node.root, 'Other');
    expect(() => new LoadBalancerLogMetrics(other, 'Logs', { loadBalancers: [loadBalancer] })).toThrow(
      'load balancer Shop/Alb is in the stack Shop: must be in the stack of Other/Logs',
    );
  });

  test('takes the ARN of a load balancer of the same stack as a token', () => {
    const stack = new Stack(quickApp(), 'Shop');
    const native = new CfnLoadBalancer(stack, 'Alb', {
      subnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    });
    new LoadBalancerLogMetrics(stack, 'Logs', { loadBalancers: [native.ref] });
    expect(Object.keys(resources(Template.fromStack(stack), 'Custom::LoadBalancerLog'))).toHaveLength(1);
  });

  test('may be there twice, under two names', () => {
    const stack = new Stack(quickApp(), 'Shop');
    new LoadBalancerLogMetrics(stack, 'Logs', { athena: { enabled: true } });
    new LoadBalancerLogMetrics(stack, 'More', { athena: { enabled: true } });
    const template = Template.fromStack(stack);
    const names = (type: string, key: string): unknown[] =>
      Object.values(resources(template, type)).map(({ Properties }) => Properties[key]);
    expect(names('AWS::CloudWatch::Dashboard', 'DashboardName')).toEqual(['Shop-Logs', 'Shop-More']);
    expect(names('AWS::Athena::WorkGroup', 'Name')).toEqual(['Shop-Logs', 'Shop-More']);
    const alarms = names('AWS::CloudWatch::Alarm', 'AlarmName');
    expect(new Set(alarms).size).toBe(alarms.length);
  });

  test.each(Object.keys(CATALOGUE.requests.metrics))('has a method for the metric %s', (name) => {
    expect(LoadBalancerLogMetrics.prototype).toHaveProperty(`metric${name}`);
  });

  test('gives metrics of every kind, with dimensions checked', () => {
    const logs = new LoadBalancerLogMetrics(new Stack(quickApp(), 'Shop'), 'Logs', { namespace: 'Shop' });
    const dimensions = { LoadBalancer: 'app/shop/0123456789abcdef' };
    expect(logs.metricElb5xx({ dimensionsMap: dimensions })).toMatchObject({
      namespace: 'Shop',
      metricName: 'Elb5xx',
      dimensions,
    });
    expect(logs.metricPipeline('LogObjects')).toMatchObject({ metricName: 'LogObjects' });
    expect(() => logs.metricReceivedBytes()).toThrow('the dimensions of ReceivedBytes are none: must be LoadBalancer');
  });
});

describe('rules of the account', () => {
  const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

  test('tags are on no matter what can have them', () => {
    const template = synthesized({ tags: { team: 'edge' } });
    for (const type of [
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::DynamoDB::Table',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
    ]) {
      for (const { Properties } of Object.values(resources(template, type))) {
        expect(Properties.Tags).toContainEqual({ Key: 'team', Value: 'edge' });
      }
    }
  });

  test('every role has the permissions boundary, of custom resources too', () => {
    const permissionsBoundaryArn = 'arn:aws:iam::123456789012:policy/boundary';
    const template = synthesized({
      permissionsBoundaryArn,
      loadBalancers: [ARN],
      bucket: { name: 'their-logs', notify: 'Notification' },
    });
    const roles = Object.values(resources(template, 'AWS::IAM::Role'));
    expect(roles.length).toBeGreaterThan(2);
    for (const { Properties } of roles) expect(Properties.PermissionsBoundary).toBe(permissionsBoundaryArn);
  });

  test('a key encrypts queues, ledger, log groups and topic, and never the bucket', () => {
    const template = synthesized({ encryptionKeyArn: keyArn, loadBalancers: [ARN] });
    for (const { Properties } of Object.values(resources(template, 'AWS::SQS::Queue')))
      expect(Properties.KmsMasterKeyId).toBe(keyArn);
    expect(resource(template, 'AWS::DynamoDB::Table').Properties.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: keyArn,
    });
    const groups = Object.values(resources(template, 'AWS::Logs::LogGroup'));
    expect(groups.map(({ Properties }) => Properties.KmsKeyId)).toEqual([keyArn, keyArn, keyArn]);
    expect(resource(template, 'AWS::SNS::Topic').Properties.KmsMasterKeyId).toBe(keyArn);
    expect(JSON.stringify(resource(template, 'AWS::S3::Bucket').Properties.BucketEncryption)).toContain('AES256');
    expect(functionMay(template)).toContainEqual([
      'kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom kms:ReEncryptTo',
      keyArn,
    ]);
    expect(notesOf({ encryptionKeyArn: keyArn }).join()).toContain(`the policy of ${keyArn} must allow the services`);
  });

  test('a key encrypts results of queries, and Athena is allowed where it keeps them itself', () => {
    const configured = (outputLocation?: string) =>
      resource(
        synthesized({
          encryptionKeyArn: keyArn,
          athena: { enabled: true, ...(outputLocation !== undefined && { outputLocation }) },
        }),
        'AWS::Athena::WorkGroup',
      ).Properties.WorkGroupConfiguration;
    expect(configured()).toMatchObject({
      ManagedQueryResultsConfiguration: { Enabled: true, EncryptionConfiguration: { KmsKey: keyArn } },
    });
    expect(configured('s3://results/')).toMatchObject({
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: keyArn } },
    });
    const noted = (athena: SettingsInput['athena']) => notesOf({ encryptionKeyArn: keyArn, athena }).join();
    expect(noted({ enabled: true })).toContain('encryption.athena.amazonaws.com');
    expect(noted({ enabled: true, outputLocation: 's3://results/' })).not.toContain('athena');
    expect(noted({})).not.toContain('athena');
  });

  const theirs = { name: 'their-logs', account: '999999999999' };
  const topicArn = 'arn:aws:sns:eu-central-1:888888888888:new-logs';
  test.each([
    ['here', {}, '123456789012'],
    ['of another account', { bucket: theirs }, ['123456789012', '999999999999']],
    ['whose topic is of another account', { bucket: { ...theirs, topicArn } }, ['123456789012', '888888888888']],
  ] as const)('the key lets S3 and SNS send for the account of a bucket %s', (_, settings, accounts) => {
    const note = notesOf({ ...settings, encryptionKeyArn: keyArn }).find((one) => one.includes(keyArn));
    const [senders] = JSON.parse(note?.slice(note.indexOf('[')) ?? '') as Statement[];
    expect(senders?.Principal?.Service).toEqual(expect.arrayContaining(['s3.amazonaws.com', 'sns.amazonaws.com']));
    expect(senders?.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': accounts } });
  });

  test('a bucket with its own key can be read', () => {
    expect(functionMay(synthesized({ bucket: { name: 'their-logs', kmsKeyArn: keyArn } }))).toContainEqual([
      'kms:Decrypt',
      keyArn,
    ]);
  });

  const vpc = {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0'],
    securityGroupIds: ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'],
    routeTableIds: ['rtb-0123456789abcdef0'],
    endpoints: true,
  };

  test('the endpoint for CloudWatch takes HTTPS from the groups of the function, and nothing else', () => {
    const template = synthesized({ vpc });
    const group = resource(template, 'AWS::EC2::SecurityGroup');
    expect(group.Properties).toMatchObject({
      VpcId: vpc.vpcId,
      SecurityGroupIngress: vpc.securityGroupIds.map((SourceSecurityGroupId) => ({
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        SourceSecurityGroupId,
      })),
    });
    expect(text(resource(template, 'AWS::EC2::VPCEndpoint', 'LogsCloudWatch').Properties.SecurityGroupIds)).toBe(
      text({ 'Fn::GetAtt': [group.id, 'GroupId'] }),
    );
  });

  test('the endpoint for CloudWatch has the name of the region it is in', () => {
    const nameIn = (region: string): string =>
      text(
        resource(synthesized({ vpc }, { ...here, region }), 'AWS::EC2::VPCEndpoint', 'LogsCloudWatch').Properties
          .ServiceName,
      );
    expect(nameIn('eu-central-1')).toBe('com.amazonaws.eu-central-1.monitoring');
    expect(nameIn('cn-north-1')).toBe('cn.com.amazonaws.cn-north-1.monitoring');
  });

  test('the function runs in a VPC, with the endpoints it needs', () => {
    const template = synthesized({ vpc });
    expect(resource(template, 'AWS::Lambda::Function', 'LogsIngestion').Properties.VpcConfig).toEqual({
      SubnetIds: vpc.subnetIds,
      SecurityGroupIds: vpc.securityGroupIds,
    });
    const services = Object.values(resources(template, 'AWS::EC2::VPCEndpoint')).map(({ Properties }) => [
      Properties.VpcEndpointType,
      text(Properties.ServiceName),
    ]);
    expect(services).toEqual([
      ['Gateway', 'com.amazonaws.<AWS::Region>.s3'],
      ['Gateway', 'com.amazonaws.<AWS::Region>.dynamodb'],
      ['Interface', 'com.amazonaws.<AWS::Region>.monitoring'],
    ]);
    expect(
      functionMay(template)
        .map(([action]) => action)
        .join(),
    ).toContain('ec2:CreateNetworkInterface');
    const denied = statements(template, 'AWS::IAM::Policy', 'LogsIngestionRole').filter(
      ({ Effect }) => Effect === 'Deny',
    );
    expect(
      denied.map(({ Action, Condition }) => [[Action].flat().length, Object.keys(Object(Condition).ArnLike)]),
    ).toEqual([[6, ['lambda:SourceFunctionArn']]]);
    expect(() => synthesized({ vpc: { ...vpc, routeTableIds: [] } })).toThrow(
      '`vpc.routeTableIds` is not set: must be the route tables of',
    );
  });

  test('what stays when the stack goes is a setting, and the outputs say it', () => {
    const kept = synthesized({ removal: { ledger: 'retain', logs: 'retain' } });
    for (const type of ['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket'])
      for (const one of Object.values(resources(kept, type))) expect(one.DeletionPolicy).toBe('Retain');
    expect(kept.findOutputs('AfterDestroy').AfterDestroy?.Value).toBe('the log bucket with its logs');
    const gone = synthesized({ removal: { bucket: 'destroy' } });
    for (const type of ['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket'])
      for (const one of Object.values(resources(gone, type))) expect(one.DeletionPolicy).toBe('Delete');
  });
});

describe('what cannot work is refused at synth', () => {
  const cases: [name: string, settings: SettingsInput, message: string][] = [
    [
      'results of queries among the logs',
      {
        bucket: { name: 'their-logs', prefix: 'alb' },
        athena: { enabled: true, outputLocation: 's3://their-logs/alb/results/' },
      },
      'must not be in s3://their-logs/alb/',
    ],
    [
      'formats of keys that are never seen',
      { bucket: { name: 'their-logs', prefix: 'alb' }, formatByPrefix: { cdn: 'cloudfront' } },
      "`formatByPrefix` has 'cdn': must be under `bucket.prefix`, which is 'alb'",
    ],
    [
      'a notification on a bucket of another account',
      { bucket: { name: 'their-logs', account: '999999999999', notify: 'Notification' } },
      '`bucket.notify` is Notification: must be EventBridge, because only account',
    ],
    [
      'more writers than a bucket policy holds',
      { delivery: { accounts: Array.from({ length: 300 }, (_, n) => `${100_000_000_000 + n}`) } },
      '`delivery.accounts` has 300 accounts',
    ],
    [
      'destroying a bucket that is not ours',
      { bucket: { name: 'their-logs' }, removal: { bucket: 'destroy' } },
      '`removal.bucket` is destroy: must not be set together with `bucket.name`',
    ],
  ];
  test.each(cases)('%s', (_, settings, message) => {
    expect(() => synthesized(settings)).toThrow(message);
  });
});
