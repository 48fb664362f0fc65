/** The stack for tests: synthesized once for each set of settings, with the answers a test asks for most. */

import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import type { SettingsInput } from '../../lib/settings/types.ts';
import { LogMetricsStack } from '../../lib/stack.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

export interface Statement {
  readonly Effect: string;
  readonly Principal?: Readonly<Record<string, unknown>>;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const templates = new Map<string, Template>();

/** What takes a quarter of the time of a synthesis, and nobody reads here. None of it changes a template. */
const UNREAD = {
  // Where each resource was made.
  'aws:cdk:disable-creation-stack-traces': true,
  // Copies of the bundled functions next to each template.
  'aws:cdk:disable-asset-staging': true,
  // Which constructs were used in which way, for CDK's own statistics.
  '@aws-cdk/core:enableAdditionalMetadataCollection': false,
};

/** CDK's check of the whole template would be most of the time that a synthesis takes; posture.test.ts has it done. */
export function quickApp(context: Readonly<Record<string, unknown>> = {}): App {
  return new App({
    context: { ...context, ...UNREAD },
    ...{ builtinCloudFormationValidation: false, analyticsReporting: false, treeMetadata: false },
  });
}

export function synthesized(settings: SettingsInput = {}, env: { account?: string; region?: string } = {}): Template {
  const key = JSON.stringify([settings, env]);
  const known = templates.get(key);
  if (known !== undefined) return known;
  const stack = new LogMetricsStack(quickApp(featureFlags), settings, { env });
  const template = Template.fromStack(stack);
  templates.set(key, template);
  return template;
}

export function resources(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type) as Record<string, Resource>;
}

/** The only resource of a type whose logical id begins so. */
export function resource(template: Template, type: string, idBegin = ''): Resource & { readonly id: string } {
  const found = Object.entries(resources(template, type)).filter(([id]) => id.startsWith(idBegin));
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} of ${type} begin with '${idBegin}'`);
  return { id: first[0], ...first[1] };
}

export function statements(template: Template, type: string, idBegin = ''): Statement[] {
  const { Properties } = resource(template, type, idBegin);
  const document = Properties.PolicyDocument as { Statement: Statement[] };
  return document.Statement;
}

/**
 * Intrinsic functions as readable text, without the hash of logical ids: `<LogBucket.Arn>/AWSLogs/<AWS::AccountId>/*`.
 */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(text).join(', ');
  const [[name = '', argument] = []] = Object.entries(value as object);
  if (name === 'Ref') return `<${short(String(argument))}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).map(short).join('.')}>`;
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(text).join((argument as [string])[0]);
  return JSON.stringify(value);
}

function short(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
