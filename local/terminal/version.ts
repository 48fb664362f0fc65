/** The version of this package. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** As far from this file as from the program that it is bundled into. */
const PACKAGE = new URL('../../package.json', import.meta.url);

export function version(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8'))).version;
}
