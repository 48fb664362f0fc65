/**
 * The context of a CDK app (cdk.json, `-c key=value`) -> settings as a person would have written them in code.
 * `-c` gives text only, so text is read as what the setting wants: `-c bucket.prefix=alb -c targetGroups=false`
 * `-c filter.regions=eu-west-1,eu-west-2`.
 */
import { isObject } from '../../lambda/catalogue/json-object.ts';
import { type JsonSchema, schemaOfSettings } from './json-schema.ts';

/**
 * CDK keeps its own keys next to ours: feature flags and cached look-ups have a colon or slash, and a few more are
 * known.
 */
const CDK_KEYS = /[:/]|^(acknowledged-issue-numbers|cli-telemetry|tree)$/;

export function settingsInContext(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const schema = schemaOfSettings('input');
  const settings: Record<string, unknown> = {};
  const own = Object.entries(context).filter(([key]) => !CDK_KEYS.test(key));
  // Short keys first, so that `-c bucket.prefix=x` wins over the `bucket` object of cdk.json.
  for (const [key, value] of own.sort(([a], [b]) => a.split('.').length - b.split('.').length)) {
    set(settings, key.split('.'), readValue(value, key.split('.').reduce(property, schema)));
  }
  return settings;
}

function property(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  const { properties = {}, additionalProperties } = schema ?? {};
  return Object.hasOwn(properties, key) ? properties[key] : additionalProperties || undefined;
}

function set(into: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const old = into[key];
  const inner: Record<string, unknown> = isObject(old) ? { ...old } : {};
  set(inner, rest, value);
  into[key] = inner;
}

/** Text within objects is read in the same way: `"email": "a@example.com"` is a list of one. */
function readValue(value: unknown, schema: JsonSchema | undefined): unknown {
  const hasInner = schema?.properties !== undefined || Boolean(schema?.additionalProperties);
  if (isObject(value) && hasInner) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, readValue(inner, property(schema, key))]),
    );
  }
  if (typeof value !== 'string' || schema?.type === undefined || schema.type === 'string') return value;
  if (schema.type === 'array' && !value.trimStart().startsWith('[')) {
    return value === '' ? [] : value.split(',').map((item) => readValue(item.trim(), schema.items));
  }
  try {
    return JSON.parse(value);
  } catch {
    // The check of the settings names the key and shows the text.
    return value;
  }
}
