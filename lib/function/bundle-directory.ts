/**
 * Where the bundled functions are: next to the folder of the construct or the program in the package, or under dist/ of
 * the repository.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export function bundleDirectory(name: 'handler' | 'log-switch' | 'verdict'): string {
  const places = [join(import.meta.dirname, '..', name), join(import.meta.dirname, '..', '..', 'dist', name)];
  const place = places.find((directory) => existsSync(join(directory, 'index.mjs')));
  if (place !== undefined) return place;
  throw new Error(`${places[1]} is missing: must be the bundled function. Run npm run build`);
}
