/**
 * A synthesized CloudFormation template goes in; its dashboards, alarms and composite alarms come out with their names
 * and with tokens resolved from a given map.
 */
import { z } from 'zod';
import { partitionOf } from '../../lambda/catalogue/partitions.ts';
import { evaluated, type References } from '../../lib/bucket/intrinsics.ts';
import type { CompositeAlarmDefinition, MetricAlarmDefinition } from './alarm-definition.ts';
import { parseAlarm, parseCompositeAlarm } from './alarm-properties.ts';
import { type MuteRule, parseMuteRule } from './mute-rules.ts';
import { schemaProblem } from './schema-problem.ts';

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
  Conditions: z.record(z.string(), z.unknown()).default({}),
});
type Resources = z.infer<typeof template>['Resources'];

const PSEUDO = {
  'AWS::Region': 'us-east-1',
  'AWS::Partition': 'aws',
  'AWS::AccountId': '123456789012',
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

/** Picks what CloudWatch shows out of our template, whose conditions ask only for what `tokens` say. */
export function readTemplate(source: unknown, tokens: Tokens = {}): TemplateDefinitions {
  const result = template.safeParse(source);
  if (!result.success) throw new Error(`template: ${schemaProblem(result.error)}`);
  const resources = result.data.Resources;
  const { 'AWS::Region': region = PSEUDO['AWS::Region'] } = tokens;
  const known = named(resources, { ...PSEUDO, 'AWS::Partition': partitionOf(region).name, ...tokens });
  const choose = chooserOf(result.data.Conditions, known);
  const ofType = (type: string) =>
    Object.entries(resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, { Properties }]) => ({
        logicalId,
        name: known[logicalId] ?? logicalId,
        properties: resolve(Properties, known, choose),
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
  if (!result.success) throw new Error(`template: ${schemaProblem(result.error)}`);
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

/** A token that is not in the map becomes its own name. */
function resolve(value: unknown, tokens: Tokens, choose?: References['choose']): unknown {
  const standsFor = (reference: string): string => tokens[reference] ?? reference;
  return evaluated(value, choose === undefined ? { standsFor } : { standsFor, choose });
}

const EQUALS = z.strictObject({ 'Fn::Equals': z.tuple([z.unknown(), z.unknown()]) });

/** Takes the value of an Fn::If that CloudFormation would take. Throws on a condition that is no comparison. */
function chooserOf(conditions: Readonly<Record<string, unknown>>, tokens: Tokens): References['choose'] {
  return ({ condition, whenTrue, whenFalse }) => {
    const comparison = EQUALS.safeParse(conditions[String(condition)]);
    if (!comparison.success) throw new Error(`the condition '${condition}' is not modeled`);
    const [left, right] = comparison.data['Fn::Equals'].map((side) => resolve(side, tokens));
    return left === right ? whenTrue : whenFalse;
  };
}
