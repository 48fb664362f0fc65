/** The dashboard and alarms of a small stack, synthesized, as CloudWatch would read them. */

import { Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { Alarms } from '../../lib/alarms/alarms.ts';
import { Dashboard } from '../../lib/dashboard/dashboard.ts';
import type { MonitoringProps } from '../../lib/monitoring/subject.ts';
import { alarmSettings } from '../../lib/settings/alarms.ts';
import type { AlarmSettings } from '../../lib/settings/types.ts';
import { readTemplate } from '../../local/cloudwatch/template.ts';
import { quickApp } from './synthesized.ts';

export const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188';
export const FAMILIES: readonly Family[] = ['requests', 'connections', 'healthChecks', 'firewall', 'apiEvents'];

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>>;
}

export interface MonitoredOptions {
  readonly props?: Partial<Omit<MonitoringProps, 'settings'>>;
  readonly settings?: Partial<AlarmSettings>;
  readonly env?: { readonly account?: string; readonly region?: string };
}

export function monitored({ props = {}, settings = {}, env = {} }: MonitoredOptions = {}) {
  const app = quickApp();
  const stack = new Stack(app, 'Test', { env });
  const all: MonitoringProps = {
    namespace: 'LoadBalancerLogs',
    settings: alarmSettings.parse(settings),
    loadBalancers: [],
    families: ['requests'],
    formats: [],
    profile: 'standard',
    targetGroups: true,
    routes: [],
    services: [],
    extraDimensions: [],
    queue: new Queue(stack, 'Queue'),
    deadLetterQueue: new Queue(stack, 'Dead'),
    handler: new LambdaFunction(stack, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
    }),
    logGroup: new LogGroup(stack, 'LogGroup'),
    dashboardName: 'Logs',
    ...props,
  };
  const alarms = new Alarms(stack, 'Alarms', all);
  const dashboard = new Dashboard(stack, 'Dashboard', { ...all, alarms, incidentLog: all.logGroup });
  const assembly = app.synth().getStackByName('Test');
  const template: Template = assembly.template;
  return { dashboard, template, messages: assembly.messages, ...readTemplate(template) };
}

export function resourcesOf({ Resources }: Template, type: string) {
  return Object.values(Resources).filter((resource) => resource.Type === type);
}
