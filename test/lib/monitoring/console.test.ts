import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { dashboardLink } from '../../../lib/monitoring/console.ts';
import { LogMetricsStack } from '../../../lib/stack.ts';
import { quickApp } from '../../support/synthesized.ts';

test.each([
  ['eu-central-1', '.console.aws.amazon.com/cloudwatch/'],
  ['cn-north-1', 'https://console.amazonaws.cn/cloudwatch/'],
  ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/cloudwatch/'],
  [undefined, '.console.aws.amazon.com/cloudwatch/'],
])('the console of %s has its own host', (region, expected) => {
  const stack = new Stack(quickApp(), 'Stack', { env: region === undefined ? {} : { region } });
  expect(JSON.stringify(stack.resolve(dashboardLink(stack, 'logs')))).toContain(expected);
});

test.each(['cn-north-1', 'us-gov-west-1'])('outputs and alarms of a stack in %s name one host', (region) => {
  const stack = new LogMetricsStack(quickApp(), {}, { env: { account: '123456789012', region } });
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  const hosts = text.match(/https:\/\/[a-z0-9.-]*console\.[a-z.-]+/g) ?? [];
  expect(hosts.length).toBeGreaterThan(5);
  expect(new Set(hosts).size).toBe(1);
});
