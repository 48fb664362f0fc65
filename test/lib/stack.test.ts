import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { toEnvironment } from '../../lambda/config.ts';
import { configFrom, settingsFrom } from '../../lib/settings/check.ts';
import type { SettingsInput } from '../../lib/settings/types.ts';
import {
  type Resource,
  resource,
  resources,
  type Statement,
  statements,
  synthesized,
  text,
} from '../support/synthesized.ts';

const BUCKET = '<LogsLogBucket.Arn>';
const allowed = (statement: Statement): boolean => statement.Effect === 'Allow';

describe('the bucket made here', () => {
  const template = synthesized();

  test('is kept when the stack goes', () => {
    const bucket = resource(template, 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('keeps its policy as long as itself, so that load balancers can go on writing', () => {
    expect(resource(template, 'AWS::S3::BucketPolicy')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    const gone = synthesized({ removal: { bucket: 'destroy' } });
    expect(resource(gone, 'AWS::S3::BucketPolicy').DeletionPolicy).toBe('Delete');
  });

  test('has SSE-S3, because load balancers deliver to no other', () => {
    expect(JSON.stringify(resource(template, 'AWS::S3::Bucket').Properties.BucketEncryption)).toContain('"AES256"');
  });

  test('is private, has one owner and deletes old logs', () => {
    expect(resource(template, 'AWS::S3::Bucket').Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
    });
  });

  test('refuses requests without TLS', () => {
    const [deny] = statements(template, 'AWS::S3::BucketPolicy').filter((statement) => !allowed(statement));
    expect(deny).toMatchObject({
      Action: 's3:*',
      Principal: { AWS: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  test('tells the queue of every new object, once the queue lets it', () => {
    const bucket = resource(template, 'AWS::S3::Bucket');
    const queue = resource(template, 'AWS::SQS::Queue', 'LogsIngestionQueue');
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': [queue.id, 'Arn'] } }],
    });
    expect(bucket.DependsOn).toContain(resource(template, 'AWS::SQS::QueuePolicy', 'LogsIngestionQueue').id);
    expect(resources(template, 'Custom::S3BucketNotifications')).toEqual({});
  });

  test('tells the queue only of objects under the prefix, where there is one', () => {
    const { Properties } = resource(synthesized({ bucket: { prefix: 'alb' } }), 'AWS::S3::Bucket');
    expect(JSON.stringify(Properties.NotificationConfiguration)).toContain(
      '"Rules":[{"Name":"prefix","Value":"alb/"}]',
    );
  });
});

describe('who may deliver', () => {
  const SERVICE = { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' };
  const accounts = ['111111111111', '222222222222'];
  type Expected = [principal: unknown, resource: string, condition?: unknown];
  const cases: [name: string, settings: SettingsInput, region: string | undefined, expected: Expected[]][] = [
    ['this account by default', {}, undefined, [[SERVICE, `${BUCKET}/AWSLogs/<AWS::AccountId>/*`]]],
    [
      'under the prefix',
      { bucket: { prefix: 'a/b' } },
      undefined,
      [[SERVICE, `${BUCKET}/a/b/AWSLogs/<AWS::AccountId>/*`]],
    ],
    [
      'each account by name',
      { delivery: { accounts } },
      undefined,
      accounts.map((account): Expected => [SERVICE, `${BUCKET}/AWSLogs/${account}/*`]),
    ],
    [
      'the account of a load balancer that is switched on, beside those named',
      {
        loadBalancers: [
          'arn:aws:elasticloadbalancing:eu-central-1:333333333333:loadbalancer/app/shop/50dc6c495c0c9188',
        ],
        delivery: { accounts: ['111111111111'] },
      },
      'eu-central-1',
      [
        [SERVICE, `${BUCKET}/AWSLogs/111111111111/*`],
        [SERVICE, `${BUCKET}/AWSLogs/333333333333/*`],
      ],
    ],
    [
      'each log under its own prefix',
      {
        families: ['requests', 'connections', 'healthChecks'],
        bucket: { prefix: 'alb' },
        delivery: { accounts: ['111111111111'] },
      },
      undefined,
      ['alb', 'alb/connection', 'alb/health-check'].map(
        (p): Expected => [SERVICE, `${BUCKET}/${p}/AWSLogs/111111111111/*`],
      ),
    ],
    [
      'an organization',
      { delivery: { organizationId: 'o-a1b2c3d4e5' } },
      undefined,
      [[SERVICE, `${BUCKET}/AWSLogs/*`, { StringEquals: { 'aws:SourceOrgId': 'o-a1b2c3d4e5' } }]],
    ],
    [
      'load balancers of the account and region only, where asked for',
      { delivery: { accounts: ['111111111111'], sourceArn: true } },
      'eu-central-1',
      [
        [
          SERVICE,
          `${BUCKET}/AWSLogs/111111111111/*`,
          { ArnLike: { 'aws:SourceArn': 'arn:aws:elasticloadbalancing:eu-central-1:111111111111:loadbalancer/*' } },
        ],
      ],
    ],
    [
      'in China the account of the region alone, since a service that S3 does not know would cost the whole stack',
      { delivery: { accounts: ['111111111111'] } },
      'cn-northwest-1',
      [[{ AWS: 'arn:<AWS::Partition>:iam::037604701340:root' }, `${BUCKET}/AWSLogs/111111111111/*`]],
    ],
    [
      'in GovCloud the service and the account of the region',
      { delivery: { accounts: ['111111111111'] } },
      'us-gov-west-1',
      [[{ ...SERVICE, AWS: 'arn:<AWS::Partition>:iam::048591011584:root' }, `${BUCKET}/AWSLogs/111111111111/*`]],
    ],
    [
      'for the account only, where asked for',
      { delivery: { accounts: ['111111111111'], sourceAccount: true } },
      'eu-central-1',
      [[SERVICE, `${BUCKET}/AWSLogs/111111111111/*`, { StringEquals: { 'aws:SourceAccount': '111111111111' } }]],
    ],
  ];
  /** Of Application Load Balancers; who else may is in other-deliveries.test.ts. */
  const deliveries = (template: Template, isChina = false): Statement[] =>
    statements(template, 'AWS::S3::BucketPolicy')
      .filter((statement) => allowed(statement) && /loadbalancing|:root/.test(JSON.stringify(statement.Principal)))
      .map((statement) => ({ ...statement, Principal: Object(chosen(statement.Principal, isChina)) }));

  test.each(cases)('%s', (_, settings, region, expected) => {
    const template = synthesized(settings, region === undefined ? {} : { region, account: '999999999999' });
    const found = deliveries(template);
    for (const { Action } of found) expect(Action).toBe('s3:PutObject');
    expect(found.flatMap(readable)).toEqual(
      expected.map(([principal, where, condition]) => [principal, where, condition]),
    );
  });

  test('in China the account alone also where the region is only known when it is deployed', () => {
    const template = synthesized({ delivery: { accounts: ['111111111111'] } });
    const accounts = { 'Fn::If': [expect.stringContaining('IsChinaNorth'), '638102146993', '037604701340'] };
    expect(deliveries(template, true).map(({ Principal }) => Principal)).toEqual([
      { AWS: { 'Fn::Join': ['', expect.arrayContaining(['arn:', accounts, ':root'])] } },
    ]);
    const conditions = Object.values(template.findConditions('*')).map((condition) => JSON.stringify(condition));
    expect(conditions).toEqual(
      expect.arrayContaining([
        '{"Fn::Equals":[{"Ref":"AWS::Partition"},"aws-cn"]}',
        '{"Fn::Equals":[{"Ref":"AWS::Region"},"cn-north-1"]}',
      ]),
    );
    // CDK warns of two that are the same.
    expect(new Set(conditions).size).toBe(conditions.length);
  });

  /** A choice by partition, as CloudFormation makes it. */
  function chosen(value: unknown, isChina: boolean): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { 'Fn::If': choice } = Object(value);
    if (choice !== undefined && !/North/.test(choice[0])) return chosen(choice[isChina ? 1 : 2], isChina);
    const members = Object.entries(value).map(([name, member]) => [name, chosen(member, isChina)]);
    return Object.fromEntries(members.filter(([, member]) => Object(member).Ref !== 'AWS::NoValue'));
  }

  /** CDK may merge statements that differ in the resource only. */
  function readable({ Principal, Resource, Condition }: Statement): Expected[] {
    const principal = Object.fromEntries(Object.entries(Principal ?? {}).map(([kind, value]) => [kind, text(value)]));
    const where = Array.isArray(Resource) ? Resource : [Resource];
    const condition =
      Condition === undefined
        ? undefined
        : JSON.parse(
            JSON.stringify(Condition, (_, value) => (value?.['Fn::Join'] ? text(value) : value)).replace(
              '<AWS::Partition>',
              'aws',
            ),
          );
    return where.map((one): Expected => [principal, text(one), condition]);
  }
});

describe('what carries the logs', () => {
  const template = synthesized();
  const queue = resource(template, 'AWS::SQS::Queue', 'LogsIngestionQueue').Properties;

  test('a message that fails ten times is kept for 14 days', () => {
    const dead = resource(template, 'AWS::SQS::Queue', 'LogsIngestionDeadLetterQueue');
    expect(queue.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [dead.id, 'Arn'] },
      maxReceiveCount: 10,
    });
    expect(dead.Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  test.each([
    [1, 5],
    [1000, 200],
  ])('of %i objects a batch, it comes back often enough to be read: %i times', (batchSize, times) => {
    const changed = resource(synthesized({ function: { batchSize } }), 'AWS::SQS::Queue', 'LogsIngestionQueue');
    expect(changed.Properties.RedrivePolicy).toMatchObject({ maxReceiveCount: times });
  });

  test.each([{}, { function: { timeoutSeconds: 900, batchWindowSeconds: 300 } }])(
    'a message stays invisible for six timeouts and the window: %j',
    (settings) => {
      const changed = synthesized(settings);
      const visibility = resource(changed, 'AWS::SQS::Queue', 'LogsIngestionQueue').Properties.VisibilityTimeout;
      const timeout = Number(resource(changed, 'AWS::Lambda::Function', 'LogsIngestion').Properties.Timeout);
      const window = Number(
        resource(changed, 'AWS::Lambda::EventSourceMapping').Properties.MaximumBatchingWindowInSeconds,
      );
      expect(visibility).toBeGreaterThanOrEqual(6 * timeout + window);
      expect(visibility).toBeLessThanOrEqual(12 * 3600);
    },
  );

  test('one failed object does not send its batch back', () => {
    expect(resource(template, 'AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 50,
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });

  test('only S3 of this account may send to the queue', () => {
    const [allow, ...more] = statements(template, 'AWS::SQS::QueuePolicy', 'LogsIngestionQueue').filter(allowed);
    expect(more).toEqual([]);
    expect(allow).toMatchObject({
      Action: 'sqs:SendMessage',
      Principal: { Service: 's3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    // A reference to the bucket would be a cycle: the bucket waits for this policy.
    expect(JSON.stringify(allow)).not.toContain('LogBucket');
  });

  test('the ledger forgets by its expiry and is paid by use', () => {
    expect(resource(template, 'AWS::DynamoDB::Table').Properties).toMatchObject({
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiry', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });
});

describe('the function', () => {
  const settings: SettingsInput = { namespace: 'Shop', bucket: { prefix: 'alb' }, filter: { regions: ['eu-west-1'] } };
  const template = synthesized(settings);

  test('runs on Node 24 and arm64, with JSON lines in a log group of its own', () => {
    expect(resource(template, 'AWS::Lambda::Function', 'LogsIngestion').Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: {
        LogFormat: 'JSON',
        LogGroup: { Ref: resource(template, 'AWS::Logs::LogGroup', 'LogsIngestion').id },
      },
    });
    expect(resource(template, 'AWS::Logs::LogGroup', 'LogsIngestion').Properties.RetentionInDays).toBe(30);
  });

  test('has its settings and its ledger in the environment, and nothing else', () => {
    const { Variables } = Object(resource(template, 'AWS::Lambda::Function', 'LogsIngestion').Properties.Environment);
    const { ELB_LOG_METRICS_CONFIG, ...others } = Variables;
    const config = { ...configFrom(settingsFrom(settings)), accounts: ['<AWS::AccountId>'] };
    expect({ ELB_LOG_METRICS_CONFIG: text(ELB_LOG_METRICS_CONFIG) }).toEqual(toEnvironment(config));
    expect(others).toEqual({
      LEDGER_TABLE: { Ref: resource(template, 'AWS::DynamoDB::Table').id },
      DEAD_LETTER_QUEUE_URL: { Ref: resource(template, 'AWS::SQS::Queue', 'LogsIngestionDeadLetterQueue').id },
    });
  });

  test.each<[who: string, settings: SettingsInput, accounts: readonly string[] | undefined]>([
    ['this account', {}, ['<AWS::AccountId>']],
    [
      'those that may write',
      { delivery: { accounts: ['111111111111', '222222222222'] } },
      ['111111111111', '222222222222'],
    ],
    ['those named', { filter: { accounts: ['333333333333'] } }, ['333333333333']],
    ['any of an organization', { delivery: { organizationId: 'o-a1b2c3d4e5' } }, undefined],
    ['any in a bucket that exists, whose owner knows who may write', { bucket: { name: 'theirs' } }, undefined],
  ])('reads the logs of %s and of no other account', (_, given, accounts) => {
    const { Variables } = Object(
      resource(synthesized(given), 'AWS::Lambda::Function', 'LogsIngestion').Properties.Environment,
    );
    expect(JSON.parse(text(Variables.ELB_LOG_METRICS_CONFIG)).accounts).toEqual(accounts);
  });

  test('may do exactly this', () => {
    const granted = statements(template, 'AWS::IAM::Policy', 'LogsIngestionRole').map(
      ({ Action, Resource, Condition }) => [
        [Action].flat().sort().join(' '),
        text(Resource),
        ...(Condition === undefined ? [] : [Condition]),
      ],
    );
    expect(granted).toEqual([
      ['logs:CreateLogStream logs:PutLogEvents', '<LogsIngestionLogGroup.Arn>'],
      ['dynamodb:BatchGetItem dynamodb:UpdateItem', '<LogsIngestionLedger.Arn>'],
      ['sqs:SendMessage', '<LogsIngestionDeadLetterQueue.Arn>'],
      ['cloudwatch:PutMetricData', '*', { StringEquals: { 'cloudwatch:namespace': 'Shop' } }],
      [
        'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage',
        '<LogsIngestionQueue.Arn>',
      ],
      ['s3:GetObject', `${BUCKET}/alb/*`],
      ['s3:ListBucket', BUCKET, { StringLikeIfExists: { 's3:prefix': 'alb/*' } }],
    ]);
  });

  test('has no managed policy', () => {
    for (const role of Object.values(resources(template, 'AWS::IAM::Role'))) {
      expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    }
  });
});

describe('load balancers named in the settings', () => {
  const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/0123456789abcdef';
  const template = synthesized({ loadBalancers: [ARN], families: ['requests', 'connections'] });

  test('have each of their logs switched on after the bucket lets them write', () => {
    const switches = Object.values(resources(template, 'Custom::LoadBalancerLog'));
    const target = ({ Properties: { LoadBalancerArn, Attribute, Prefix } }: (typeof switches)[number]) => [
      LoadBalancerArn,
      Attribute,
      Prefix,
    ];
    expect(switches.map(target)).toEqual([
      [ARN, 'access_logs.s3', ''],
      [ARN, 'connection_logs.s3', 'connection'],
    ]);
    for (const { DependsOn } of switches) expect(DependsOn).toContain(resource(template, 'AWS::S3::BucketPolicy').id);
  });

  test('are the only ones whose attributes may be changed', () => {
    const modify = switchPolicies(template).flatMap(({ Properties }) =>
      policyStatements(Properties).filter(({ Action }) => text(Action).includes('Modify')),
    );
    expect(modify).toEqual([
      { Effect: 'Allow', Action: 'elasticloadbalancing:ModifyLoadBalancerAttributes', Resource: ARN },
    ]);
  });

  test('keep their permission until they are switched off, whichever of them is taken out of the settings', () => {
    const other = ARN.replace('shop', 'api');
    const both = synthesized({ loadBalancers: [ARN, other], families: ['requests', 'connections'] });
    for (const { Properties, DependsOn } of Object.values(resources(both, 'Custom::LoadBalancerLog'))) {
      const depended = switchPolicies(both).filter(({ id }) => DependsOn?.includes(id));
      const changed = depended.flatMap((policy) => policyStatements(policy.Properties).map(({ Resource }) => Resource));
      expect(changed).toContain(Properties.LoadBalancerArn);
    }
    // What stays behind of two is what one has: nothing of the policies is changed by taking one out.
    const left = switchPolicies(template);
    const kept = switchPolicies(both).filter(({ id }) => left.some((policy) => policy.id === id));
    expect(kept).toEqual(left);
  });

  test('without one, nothing is deployed for them', () => {
    expect(Object.keys(resources(synthesized(), 'AWS::Lambda::Function'))).toHaveLength(2);
  });

  function switchPolicies(of: Template): (Resource & { readonly id: string })[] {
    return Object.entries(resources(of, 'AWS::IAM::Policy'))
      .filter(([id]) => id.startsWith('LogsLogSwitch'))
      .map(([id, policy]) => ({ id, ...policy }));
  }

  function policyStatements(properties: Record<string, unknown>): readonly Statement[] {
    return (properties.PolicyDocument as { Statement: Statement[] }).Statement;
  }
});

test('the outputs say the command that switches the logs on', () => {
  const outputs = synthesized({ bucket: { prefix: 'alb' }, families: ['requests', 'healthChecks'] }).findOutputs(
    'SwitchOnCommand',
  );
  const bucket = '<LogsLogBucket>';
  expect(text(outputs.SwitchOnCommand?.Value)).toBe(
    `aws elbv2 modify-load-balancer-attributes --load-balancer-arn <ARN> --attributes Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=${bucket} Key=access_logs.s3.prefix,Value=alb Key=health_check_logs.s3.enabled,Value=true Key=health_check_logs.s3.bucket,Value=${bucket} Key=health_check_logs.s3.prefix,Value=alb/health-check`,
  );
});
