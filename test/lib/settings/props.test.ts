/** The construct as CDK people know it: the CDK's own types next to texts, actions, grants, names and errors. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LambdaAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { LoadBalancerLogMetrics } from '../../../lib/load-balancer-log-metrics.ts';
import type { LoadBalancerLogMetricsProps } from '../../../lib/settings/props.ts';
import { quickApp } from '../../support/synthesized.ts';

function stacked(props: (stack: Stack) => LoadBalancerLogMetricsProps) {
  const stack = new Stack(quickApp(), 'Shop');
  const logs = new LoadBalancerLogMetrics(stack, 'Logs', props(stack));
  return { stack, logs, template: () => Template.fromStack(stack) };
}

describe('the CDK’s own types', () => {
  test('durations say how long an invocation takes and a batch waits', () => {
    const { template } = stacked(() => ({
      function: { timeout: Duration.minutes(3), batchWindow: Duration.seconds(5), memoryMiB: 1024 },
    }));
    template().hasResourceProperties('AWS::Lambda::Function', { Timeout: 180, MemorySize: 1024 });
    template().hasResourceProperties('AWS::Lambda::EventSourceMapping', { MaximumBatchingWindowInSeconds: 5 });
  });

  test('topics of the app are notified, and no topic is made', () => {
    const { template } = stacked((stack) => ({
      pageTopic: new Topic(stack, 'Pager'),
      ticketTopic: new Topic(stack, 'Inbox'),
    }));
    template().resourceCountIs('AWS::SNS::Topic', 2);
    const { Resources } = template().toJSON();
    const actions = JSON.stringify(Object.values(Resources).map((one) => Object(one).Properties?.AlarmActions));
    expect(actions).toMatch(/"Ref":"Pager\w+"/);
    expect(actions).toMatch(/"Ref":"Inbox\w+"/);
  });

  test('a key of the app encrypts the queue', () => {
    const { template } = stacked((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
    template().hasResourceProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
    });
  });

  test('a VPC of the app holds the function, in the subnets that are chosen', () => {
    const { template } = stacked((stack) => {
      const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
      return {
        vpc,
        vpcSubnets: { subnetType: SubnetType.PUBLIC },
        securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
      };
    });
    template().hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: {
        SubnetIds: [{ Ref: Match.stringLikeRegexp('Public') }, { Ref: Match.stringLikeRegexp('Public') }],
        SecurityGroupIds: ['sg-0123456789abcdef0'],
      },
    });
  });

  test('metrics are asked for with a period and dimensions as everywhere in the CDK', () => {
    const { logs } = stacked(() => ({}));
    const metric = logs.metricElb5xx({
      dimensionsMap: { LoadBalancer: 'app/shop/1' },
      period: Duration.minutes(5),
      statistic: 'Average',
    });
    expect(metric.toMetricConfig().metricStat).toMatchObject({
      dimensions: [{ name: 'LoadBalancer', value: 'app/shop/1' }],
      statistic: 'Average',
    });
    expect(metric.period.toMinutes()).toBe(5);
  });
});

test('alarms are named by the construct of the load balancer, not by its place in a list', () => {
  const names = (ids: string[]): Set<string> => {
    const { logs } = stacked((stack) => {
      const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['a', 'b'],
        privateSubnetIds: ['subnet-01234567', 'subnet-89abcdef'],
      });
      return { loadBalancers: ids.map((id) => new ApplicationLoadBalancer(stack, id, { vpc })) };
    });
    return new Set(logs.alarms.all.map(({ alarmName }) => alarmName).filter((name) => name.endsWith('-Shop')));
  };
  expect(names(['Shop']).size).toBeGreaterThan(0);
  expect(names(['Api', 'Shop'])).toEqual(names(['Shop']));
});

test('further actions run for what pages, and for nothing else', () => {
  const { stack, logs, template } = stacked(() => ({}));
  const code = Code.fromInline('exports.handler = async () => {}');
  const pager = new LambdaFunction(stack, 'Pager', { code, runtime: Runtime.NODEJS_24_X, handler: 'index.handler' });
  logs.addPageAction(new LambdaAction(pager));
  const { Resources } = template().toJSON() as { Resources: Record<string, { Properties?: Record<string, unknown> }> };
  const names = Object.values(Resources)
    .filter(({ Properties }) => JSON.stringify(Properties?.AlarmActions ?? []).includes('Pager'))
    .map(({ Properties }) => Properties?.AlarmName);
  const pages = logs.alarms.all.filter(({ notifies, severity }) => notifies && severity === 'page');
  expect(names.sort()).toEqual(pages.map(({ alarmName }) => alarmName).sort());
  expect(names.length).toBeGreaterThan(0);
});

test('what the commands need can be granted', () => {
  const { stack, logs, template } = stacked(() => ({}));
  const role = new Role(stack, 'OnCall', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  logs.grantRedrive(role);
  logs.grantReplay(role);
  const policies = JSON.stringify(template().findResources('AWS::IAM::Policy'));
  for (const action of ['sqs:StartMessageMoveTask', 'sqs:SendMessage', 's3:ListBucket', 'dynamodb:GetItem'])
    expect(policies).toContain(action);
});

test('fails with the path of the construct, the setting and what is right', () => {
  expect(() => stacked(() => ({ alarms: { errorPercent: 500 } }))).toThrow(/^Shop\/Logs: .*alarms\.errorPercent/);
});
