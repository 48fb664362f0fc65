/**
 * A file of settings -> checked settings. The file is a JSON object of settings, or the `cdk.json` of a CDK app, whose
 * `context` holds them. An error names the key, the value and what would be right.
 */

import { existsSync } from 'node:fs';
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { isObject } from '../../lambda/catalogue/json-object.ts';
import type { Config } from '../../lambda/config.ts';
import { configFrom, settingsFrom } from '../../lib/settings/check.ts';
import { settingsInContext } from '../../lib/settings/context.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { reasonOf } from './paths.ts';
import { textOfFile } from './text-file.ts';

/** Read without being named, the first that is there. */
const OWN_FILE = 'elb-log-metrics.json';
const APP_FILE = 'cdk.json';
/** As our own cdk.json names our app: the context of another app is not ours. */
const OUR_APP = /\blib\/app\.ts\b/;

/** Without a file: elb-log-metrics.json or our own cdk.json of this folder, else the defaults. */
export async function localSettings(file?: string): Promise<Settings> {
  if (file !== undefined) return settingsFrom(settingsInContext(contextOf(parsed(await textOf(file), file))));
  const own = await textIfThere(OWN_FILE);
  if (own !== undefined) return settingsFrom(settingsInContext(contextOf(parsed(own, OWN_FILE))));
  const app = parsed((await textIfThere(APP_FILE)) ?? '{}', APP_FILE);
  const isOurs = typeof app.app === 'string' && OUR_APP.test(app.app);
  return settingsFrom(isOurs ? settingsInContext(contextOf(app)) : {});
}

export async function localConfig(file?: string): Promise<Config> {
  return configFrom(await localSettings(file));
}

/** A file that is there and cannot be read is not one that is absent: its settings would be left out unnoticed. */
function textIfThere(file: string): Promise<string | undefined> {
  return existsSync(file) ? textOf(file) : Promise.resolve(undefined);
}

function textOf(file: string): Promise<string> {
  return textOfFile(file).catch((cause: Error) => {
    throw new Error(`cannot read the settings '${file}': ${reasonOf(cause)}`, { cause });
  });
}

function parsed(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = failureText(cause);
    throw new Error(`the settings '${file}' must be JSON: ${reason}`, { cause });
  }
  if (isObject(value)) return value;
  throw new Error(`the settings '${file}' must be a JSON object`);
}

function contextOf(app: Record<string, unknown>): Record<string, unknown> {
  return isObject(app.context) ? app.context : app;
}
