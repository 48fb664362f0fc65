/**
 * A synthesized CloudFormation template goes in; its dashboards, alarms and composite alarms come out with their names
 * and with tokens resolved from a given map.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
import { z } from 'zod';
import type { CompositeAlarmDefinition, MetricAlarmDefinition } from './alarm-definition.ts';
import { parseAlarm, parseCompositeAlarm } from './alarm-properties.ts';
import { type MuteRule, parseMuteRule } from './mute-rules.ts';

/**
 * Values of tokens: 'AWS::Region', a logical id (Ref) or 'LogicalId.Attribute' (GetAtt). A token that is not in the map
 * becomes its own name, so that a dashboard can be drawn before anything is deployed.
 */
export type Tokens = Readonly<Record<string, string>>;

interface TemplateDashboard {
  readonly logicalId: string;
  readonly name: string;
  /** The body as JSON text. */
  readonly body: string;
}

export interface TemplateDefinitions {
  readonly dashboards: readonly TemplateDashboard[];
  readonly alarms: readonly MetricAlarmDefinition[];
  readonly compositeAlarms: readonly CompositeAlarmDefinition[];
  readonly muteRules: readonly MuteRule[];
}

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
type Resources = z.infer<typeof template>['Resources'];

const PSEUDO: Tokens = {
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::StackName': 'Stack',
  'AWS::StackId': 'Stack',
  'AWS::URLSuffix': 'amazonaws.com',
};

const NAME_OF: Record<string, string> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::AlarmMuteRule': 'Name',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
};

/** Picks what CloudWatch shows out of a template. */
export function readTemplate(source: unknown, tokens: Tokens = {}): TemplateDefinitions {
  const result = template.safeParse(source);
  if (!result.success) throw new Error(`template: ${z.prettifyError(result.error).replaceAll('\n', ' ')}`);
  const resources = result.data.Resources;
  const known = named(resources, { ...PSEUDO, ...tokens });
  const ofType = (type: string) =>
    Object.entries(resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, { Properties }]) => ({
        logicalId,
        name: known[logicalId] ?? logicalId,
        properties: resolve(Properties, known),
      }));
  return {
    dashboards: ofType('AWS::CloudWatch::Dashboard').map(({ logicalId, name, properties }) => {
      const { DashboardBody } = z.object({ DashboardBody: z.string() }).parse(properties);
      return { logicalId, name, body: DashboardBody };
    }),
    alarms: ofType('AWS::CloudWatch::Alarm').map(({ name, properties }) => parseAlarm(name, properties)),
    compositeAlarms: ofType('AWS::CloudWatch::CompositeAlarm').map(({ name, properties }) =>
      parseCompositeAlarm(name, properties),
    ),
    muteRules: ofType('AWS::CloudWatch::AlarmMuteRule').map(({ name, properties }) => parseMuteRule(name, properties)),
  };
}

export interface AlarmResource {
  readonly name: string;
  readonly kind: 'metric' | 'composite';
  /** Throws where a token of the alarm is not modeled. */
  readonly properties: () => unknown;
}

/** The alarms of a template of anybody, of which some may not be readable. */
export function alarmResources(source: unknown): readonly AlarmResource[] {
  const result = template.safeParse(source);
  if (!result.success) throw new Error(`template: ${z.prettifyError(result.error).replaceAll('\n', ' ')}`);
  const alarms = Object.entries(result.data.Resources).filter(([, { Type }]) => NAME_OF[Type] === 'AlarmName');
  const known = named(Object.fromEntries(alarms), PSEUDO);
  return alarms.map(([logicalId, { Type, Properties }]) => ({
    name: known[logicalId] ?? logicalId,
    kind: Type === 'AWS::CloudWatch::CompositeAlarm' ? 'composite' : 'metric',
    properties: () => resolve(Properties, known),
  }));
}

/** Adds the names and ARNs that the template itself decides: dashboards and alarms refer to each other by them. */
function named(resources: Resources, tokens: Tokens): Tokens {
  const known: Record<string, string> = { ...tokens };
  for (const [logicalId, { Type, Properties }] of Object.entries(resources)) {
    const property = NAME_OF[Type];
    if (!property) continue;
    const name = tokens[logicalId] ?? resolve(Properties[property] ?? logicalId, tokens);
    if (typeof name !== 'string')
      throw new Error(`${property} of '${logicalId}' is ${JSON.stringify(name)}: must be text`);
    known[logicalId] = name;
    const arn = [
      'arn',
      tokens['AWS::Partition'],
      'cloudwatch',
      tokens['AWS::Region'],
      tokens['AWS::AccountId'],
      'alarm',
      name,
    ];
    if (property === 'AlarmName') known[`${logicalId}.Arn`] = arn.join(':');
  }
  return known;
}

/** Replaces intrinsic functions in a value. Throws on one that is not modeled. */
export function resolve(value: unknown, tokens: Tokens): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, tokens)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::')))
    return intrinsic(only[0], only[1], tokens);
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner, tokens)]));
}

function intrinsic(name: string, argument: unknown, tokens: Tokens): unknown {
  const bad = (right: string) => new Error(`the argument of ${name} is ${JSON.stringify(argument)}: must be ${right}`);
  const args = name === 'Fn::Sub' || name === 'Ref' ? argument : resolve(argument, tokens);
  switch (name) {
    case 'Ref':
      if (typeof args !== 'string') throw bad('a logical id');
      return args === 'AWS::NoValue' ? undefined : (tokens[args] ?? args);
    case 'Fn::GetAtt': {
      const path = Array.isArray(args) ? args.join('.') : args;
      if (typeof path !== 'string') throw bad('a logical id and an attribute');
      return tokens[path] ?? path;
    }
    case 'Fn::Join': {
      const [separator, parts] = Array.isArray(args) ? args : [];
      if (typeof separator !== 'string' || !Array.isArray(parts)) throw bad('a separator and a list');
      return parts.map(String).join(separator);
    }
    case 'Fn::Split': {
      const [separator, text] = Array.isArray(args) ? args : [];
      if (typeof separator !== 'string' || typeof text !== 'string') throw bad('a separator and a text');
      return text.split(separator);
    }
    case 'Fn::Select': {
      const [index, list] = Array.isArray(args) ? args : [];
      if (!Array.isArray(list)) throw bad('an index and a list');
      // A text that is not known before deployment may have fewer parts than the real one; its last part takes the place of the missing ones.
      return list[Number(index)] ?? list.at(-1);
    }
    case 'Fn::Sub':
      return substituted(args, tokens, bad);
    default:
      throw new Error(`the function '${name}' of ${JSON.stringify(argument)} is not modeled in dashboards and alarms`);
  }
}

function substituted(args: unknown, tokens: Tokens, bad: (right: string) => Error): string {
  const [text, own] = Array.isArray(args) ? args : [args, {}];
  if (typeof text !== 'string') throw bad('a text');
  const values = z.record(z.string(), z.unknown()).parse(resolve(own, tokens));
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) =>
    literal ? `\${${name}}` : String(values[name] ?? tokens[name] ?? name),
  );
}
