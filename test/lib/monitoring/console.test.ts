import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { evaluated, type IfValues } from '../../../lib/bucket/intrinsics.ts';
import { dashboardLink } from '../../../lib/monitoring/console.ts';
import { LogMetricsStack } from '../../../lib/stack.ts';
import { readTemplate } from '../../../local/cloudwatch/template.ts';
import { quickApp } from '../../support/synthesized.ts';

/** Partition, Region and the host of its console. */
const PLACES = [
  ['aws', 'eu-central-1', 'eu-central-1.console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['aws-eusc', 'eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
  ['aws-iso', 'us-iso-east-1', 'us-iso-east-1.console.aws.amazon.com'],
] as const;

test.each(PLACES)('the console of %s has a host in each Region (%s)', (_partition, region, host) => {
  const stack = new Stack(quickApp(), 'Stack', { env: { region } });
  expect(JSON.stringify(stack.resolve(dashboardLink(stack, 'logs')))).toContain(`https://${host}/cloudwatch/`);
});

const anywhere = Template.fromStack(new LogMetricsStack(quickApp(), {})).toJSON();

test.each(PLACES)('CloudFormation chooses the host of %s when it deploys to %s', (partition, region, host) => {
  const values: Record<string, string> = { 'AWS::Partition': partition, 'AWS::Region': region };
  const standsFor = (reference: string) => values[reference] ?? reference;
  const choose = ({ condition, whenTrue, whenFalse }: IfValues) => {
    const [left, right] = anywhere.Conditions[String(condition)]['Fn::Equals'];
    return evaluated(left, { standsFor }) === right ? whenTrue : whenFalse;
  };
  const { Resources, Outputs } = anywhere;
  const shown = [
    Outputs,
    ...Object.values<{ Type: string; Properties: Record<string, unknown> }>(Resources).flatMap(
      ({ Type, Properties }) => (Type.startsWith('AWS::CloudWatch::') ? [Properties.AlarmDescription ?? ''] : []),
    ),
  ];
  const text = JSON.stringify(evaluated(shown, { standsFor, choose }));
  const hosts = text.match(/(?<=https:\/\/)[a-z0-9.-]*console\.[a-z.-]+/g) ?? [];
  expect(hosts.length).toBeGreaterThan(5);
  expect(new Set(hosts)).toEqual(new Set([host]));
});

test.each(['cn-north-1', 'us-gov-west-1'])('outputs and alarms of a stack in %s name one host', (region) => {
  const stack = new LogMetricsStack(quickApp(), {}, { env: { account: '123456789012', region } });
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  const hosts = text.match(/https:\/\/[a-z0-9.-]*console\.[a-z.-]+/g) ?? [];
  expect(hosts.length).toBeGreaterThan(5);
  expect(new Set(hosts).size).toBe(1);
});

test.each(PLACES)('the preview of logs of %s shows the alarms of a stack in %s', (_partition, region, host) => {
  const { alarms } = readTemplate(anywhere, { 'AWS::Region': region });
  const described = alarms.flatMap(({ description = '' }) => (description.includes('console.') ? [description] : []));
  expect(described.length).toBeGreaterThan(5);
  for (const text of described) {
    expect(text).toContain(`https://${host}/`);
    expect(text.length).toBeLessThanOrEqual(1024);
  }
});
