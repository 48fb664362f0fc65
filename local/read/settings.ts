/**
 * Settings at the desk: the same file a deploy reads. In: a file of settings, or of a CDK app (`cdk.json`, whose context holds
 * them). Out: checked settings; an error names the key, the value and what would be right.
 */

import { readFile } from 'node:fs/promises';
import type { Config } from '../../lambda/config.ts';
import { configFrom, settingsFrom } from '../../lib/settings/check.ts';
import { settingsInContext } from '../../lib/settings/context.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { reasonOf } from './paths.ts';

const DEFAULT_FILE = 'cdk.json';

export async function localSettings(file: string = DEFAULT_FILE): Promise<Settings> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new Error(`cannot read the settings '${file}': ${reasonOf(cause)}`, { cause });
  });
  return settingsFrom(settingsInContext(contextIn(text, file)));
}

export async function localConfig(file?: string): Promise<Config> {
  return configFrom(await localSettings(file));
}

function contextIn(text: string, file: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new Error(`the settings '${file}' must be JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  if (!isObject(parsed)) throw new Error(`the settings '${file}' must be a JSON object`);
  return isObject(parsed.context) ? parsed.context : parsed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
