/** The settings' schema as JSON Schema, for everything that is generated from it. */
import { z } from 'zod';
import { settingsSchema } from './settings.ts';

/** The part of JSON Schema that the settings use; `right` and `typescript` are ours (lib/settings/values.ts). */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** Of an object whose keys are names that people give; `false` where there are none but the properties. */
  readonly additionalProperties?: JsonSchema | false;
  readonly description?: string;
  readonly default?: unknown;
  /** What is allowed, in words. */
  readonly right?: string;
  /** Name of the type, where JSON Schema has none for it. */
  readonly typescript?: string;
}

/** `input`: what a person may write; `output`: with every default filled in. */
export function schemaOfSettings(io: 'input' | 'output'): JsonSchema {
  return JSON.parse(JSON.stringify(z.toJSONSchema(settingsSchema, { io, unrepresentable: 'any' })));
}
