/** The version of this package. */
import { readFileSync } from 'node:fs';
import { isObject } from '../../lambda/catalogue/json-object.ts';

/** As far from this file as from the program that it is bundled into. */
const PACKAGE = new URL('../../package.json', import.meta.url);

export function version(): string {
  const found: unknown = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  return isObject(found) ? String(found.version) : 'unknown';
}
