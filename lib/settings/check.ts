/**
 * What a person wrote as settings -> checked settings with every default filled in, or one error that lists each
 * wrong key, the value found there and what would have been right.
 */

import type { z } from 'zod';
import { type Config, onlyConfig } from '../../lambda/config.ts';
import { closest } from './closest.ts';
import { crossProblems } from './cross-problems.ts';
import { settingsSchema } from './settings.ts';
import type { Settings } from './types.ts';

export function settingsFrom(input: unknown): Settings {
  const result = settingsSchema.safeParse(input);
  const problems = result.success
    ? crossProblems(result.data, configFrom(result.data))
    : result.error.issues.flatMap((issue) => issueProblems(issue, input));
  if (result.success && problems.length === 0) return result.data;
  throw new Error(
    problems.length === 1 ? `${problems[0]}` : `${problems.length} settings are wrong:\n- ${problems.join('\n- ')}`,
  );
}

/** The part of the settings the function reads at run time: those that `Config` has, under the same name. */
export function configFrom(settings: Settings): Config {
  const { errorPercent, slowSeconds, slowPercent, overrides } = settings.alarms;
  const allowed = { errorPercent, slowSeconds, slowPercent, slowExpected: false, overrides };
  return onlyConfig({ ...settings, ...settings.filter, allowed });
}

function issueProblems(issue: z.core.$ZodIssue, input: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(shapeAt(issue.path)).join(', ');
    const at = issue.path.length === 0 ? '' : ` of \`${issue.path.join('.')}\``;
    return issue.keys.map(
      (key) => `\`${key}\` is not a setting${at}: ${meantBy(key, issue.path) ?? `the settings${at} are ${known}`}`,
    );
  }
  if (issue.code === 'custom' && issue.params?.complete === true) return [issue.message];
  return [`\`${issue.path.join('.')}\` is ${shown(inputAt(input, issue.path))}: ${issue.message}`];
}

/** The setting that was probably meant: one next to it with nearly this name, or this name elsewhere. */
function meantBy(key: string, path: readonly PropertyKey[]): string | undefined {
  const own = closest(key, Object.keys(shapeAt(path)));
  if (own !== undefined) return `did you mean \`${own}\`?`;
  const elsewhere = Object.keys(shapeAt([])).find((group) => Object.hasOwn(shapeAt([group]), key));
  return elsewhere === undefined ? undefined : `did you mean \`${elsewhere}.${key}\`?`;
}

/** A missing value is the most frequent mistake, and `undefined` says little to people who write JSON. */
function shown(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

function inputAt(input: unknown, path: readonly PropertyKey[]): unknown {
  const inside = (value: unknown, key: PropertyKey): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return path.reduce(inside, input);
}

/** The properties allowed where an unknown key was found. */
function shapeAt(path: readonly PropertyKey[]): object {
  const inside = (schema: unknown, key: PropertyKey): unknown => {
    const whole = withoutDefault(schema);
    return inputAt(whole, ['shape', key]) ?? inputAt(whole, ['def', 'valueType']);
  };
  return Object(inputAt(withoutDefault(path.reduce(inside, settingsSchema)), ['shape']));
}

function withoutDefault(schema: unknown): unknown {
  const inner = inputAt(schema, ['def', 'innerType']);
  return inner === undefined ? schema : withoutDefault(inner);
}
