import { App, Stack, Validations } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { LoadBalancerLogMetrics } from '../../../lib/load-balancer-log-metrics.ts';
import { LogMetricsStack } from '../../../lib/stack.ts';
import { IS_LONG, rounds } from '../../support/rounds.ts';
import { SHAPES } from '../../support/shapes.ts';
import { problemsOf } from '../../support/specification.ts';
import { quickApp, synthesized } from '../../support/synthesized.ts';

describe('cdk-nag, AwsSolutions and Serverless, finds nothing that is not acknowledged with a reason', () => {
  // The others have no resource that these have not.
  const different = SHAPES.filter(([name]) => /every setting|notifications/.test(name)).concat(
    SHAPES.filter(([name]) => /no setting|topic/.test(name)).slice(0, rounds(0, 2)),
  );
  test.each(different)('with %s', (_, settings) => {
    // CDK's own check of the template, too; synth.test.ts always has that of the settings that nobody changed.
    const app = new App({ context: featureFlags, builtinCloudFormationValidation: IS_LONG });
    new LogMetricsStack(app, settings);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
  });

  test('and it does look: a finding without a reason stops the synth', () => {
    const app = quickApp(featureFlags);
    const stack = new LogMetricsStack(app, {});
    Object.assign(stack.metrics.ingestion.queue.node.defaultChild ?? {}, { redrivePolicy: undefined });
    Validations.of(app).addPlugins(new ServerlessChecks(app));
    expect(() => app.synth()).toThrow('Serverless-SQSRedrivePolicy');
  });
});

describe('the template', () => {
  test.each(SHAPES)('keeps to the CloudFormation specification with %s', (_, settings) => {
    const { Resources } = synthesized(settings).toJSON() as {
      Resources: Record<string, { Type: string; Properties?: unknown }>;
    };
    const checked = Object.values(Resources).filter(({ Type }) => !/^(Custom::|AWS::CDK::)/.test(Type));
    expect(checked.length).toBeGreaterThan(10);
    expect(checked.flatMap(({ Type, Properties = {} }) => problemsOf(Type, Properties))).toEqual([]);
  });

  test('is checked by a reader of the specification that finds what is wrong', () => {
    expect(problemsOf('AWS::SQS::Queue', { VisibilityTimeout: '740', Visibility: 1 })).toEqual([
      'AWS::SQS::Queue.VisibilityTimeout must be of type integer, got "740"',
      'AWS::SQS::Queue.Visibility is unknown',
    ]);
    expect(problemsOf('AWS::Lambda::Function', { Role: 'r', Code: { S3Bukcet: 'x' } })).toEqual([
      'AWS::Lambda::Function.Code.S3Bukcet is unknown',
    ]);
  });
});

describe('logical ids, which an upgrade must not change, because a resource of another id is a new one', () => {
  const pinned: Record<string, string | string[]> = {
    'AWS::S3::Bucket': 'LogsLogBucket7C4DD3C6',
    'AWS::DynamoDB::Table': 'LogsIngestionLedger3B979443',
    'AWS::SNS::Topic': 'LogsAlarmsTopicA43D0008',
    'AWS::Logs::LogGroup': ['LogsIngestionLogGroupBD7792E8', 'LogsVerdictLogGroupD7AB56C0'],
    'AWS::Lambda::Function': ['LogsIngestionFunctionB74F4CDB', 'LogsVerdictFunction904D4F27'],
  };
  test.each(Object.entries(pinned))('%s is %s', (type, id) => {
    expect(Object.keys(synthesized().findResources(type))).toEqual([id].flat());
  });

  test('of the queues are these', () => {
    expect(Object.keys(synthesized().findResources('AWS::SQS::Queue')).sort()).toEqual([
      'LogsIngestionDeadLetterQueue4A0B5CD9',
      'LogsIngestionQueue211E7482',
    ]);
  });

  test('of load balancers switched on follow the load balancer, not its place in the list', () => {
    const ids = (...names: string[]): string[] => {
      const loadBalancers = names.map(
        (name) => `arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/${name}/0123456789abcdef`,
      );
      const template = synthesized({ loadBalancers });
      return Object.keys(template.findResources('Custom::LoadBalancerLog'));
    };
    expect(ids('new', 'shop')).toEqual(expect.arrayContaining(ids('shop')));
  });

  test('are the same in an app without our feature flags', () => {
    const ids = (context: Record<string, unknown>): string[] => {
      const stack = new Stack(quickApp(context), 'Shop');
      new LoadBalancerLogMetrics(stack, 'Logs');
      const assembly = (stack.node.root as App).synth();
      return Object.entries(
        (assembly.getStackByName('Shop').template as { Resources: Record<string, { Type: string }> }).Resources,
      )
        .filter(([, { Type }]) => Type in pinned)
        .map(([id]) => id);
    };
    expect(ids({})).toEqual(ids(featureFlags));
  });
});
