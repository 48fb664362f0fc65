/**
 * Writes types.ts: the settings as TypeScript interfaces, with a comment on each, from the schema that checks them.
 * What a CDK app compiles against then knows no library but the CDK. Run by `npm run build`; git ignores the result.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonSchema, schemaOfSettings } from './json-schema.ts';

const HEAD = `/** Generated from the schema in settings.ts by write-types.ts; do not edit. */
import type { RouteDefinition, ServiceDefinition } from '../../lambda/config.ts';
`;

export function settingsTypes(): string {
  return [
    HEAD,
    interfaces('Settings', '', schemaOfSettings('output')),
    interfaces('SettingsInput', 'Input', schemaOfSettings('input')),
  ].join('\n');
}

/** One interface for the settings, and one for each group of them. */
function interfaces(name: string, suffix: string, schema: JsonSchema): string {
  const groups = Object.entries(schema.properties ?? {}).filter(([, { properties }]) => properties !== undefined);
  const named = groups.map(([group, inner]) => declaration(nameOf(group, suffix), inner, () => undefined));
  const whole = declaration(name, schema, (group) =>
    schema.properties?.[group]?.properties ? nameOf(group, suffix) : undefined,
  );
  return [...named, whole].join('\n');
}

/** `alarms` -> `AlarmSettings`. */
function nameOf(group: string, suffix: string): string {
  const singular = group.replace(/s$/, '');
  return `${singular.charAt(0).toUpperCase()}${singular.slice(1)}Settings${suffix}`;
}

function declaration(name: string, schema: JsonSchema, typeOfGroup: (group: string) => string | undefined): string {
  const comment = schema.description === undefined ? '' : `/** ${schema.description} */\n`;
  return `${comment}export interface ${name} {\n${members(schema, typeOfGroup)}}\n`;
}

function members(
  { properties = {}, required = [] }: JsonSchema,
  typeOfGroup: (group: string) => string | undefined,
): string {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const type = typeOfGroup(name) ?? typeOf(schema);
      const optional = required.includes(name) ? `: ${type}` : `?: ${type} | undefined`;
      return `${commentOf(schema)}  readonly ${name}${optional};\n`;
    })
    .join('');
}

function commentOf({ description, right, default: standard, properties }: JsonSchema): string {
  if (description === undefined) return '';
  const isPlain = properties === undefined && standard !== undefined;
  const lines = [
    description,
    ...(right === undefined ? [] : [`Allowed: ${right}.`]),
    ...(isPlain ? [`@default ${JSON.stringify(standard)}`] : []),
  ].map((line) => line.replaceAll('*/', '*\\/'));
  return lines.length === 1
    ? `  /** ${lines[0]} */\n`
    : `  /**\n${lines.map((line) => `   * ${line}\n`).join('')}   */\n`;
}

function typeOf(schema: JsonSchema): string {
  const { type, items, properties, additionalProperties, typescript, anyOf } = schema;
  if (typescript !== undefined) return typescript;
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' | ');
  if (schema.enum !== undefined) return schema.enum.map(literalType).join(' | ');
  if (schema.const !== undefined) return literalType(schema.const);
  if (properties !== undefined)
    return `{ ${members(schema, () => undefined)
      .replaceAll(/\s*\n\s*/g, ' ')
      .trim()} }`;
  if (items !== undefined) return `readonly (${typeOf(items)})[]`;
  if (typeof additionalProperties === 'object') return `Readonly<Record<string, ${typeOf(additionalProperties)}>>`;
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'string' || type === 'boolean') return type;
  throw new Error(`a setting is ${JSON.stringify(schema)}: must have a type that TypeScript has`);
}

const literalType = (value: string | number): string => (typeof value === 'string' ? `'${value}'` : String(value));

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'types.ts'), settingsTypes());
