/**
 * A program around the function as one file, made as dist/ is: with the same SDK, because what is left out of it is
 * left out of its work, too.
 */
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { lightSdk } from '../lib/function/sdk-aliases.ts';
import { DATA } from './data.ts';

/** Path of a source -> path of the program. */
export async function bundled(source: string): Promise<string> {
  const outfile = join(DATA, 'bundled', `${basename(source, '.ts')}.mjs`);
  await build({
    ...{ entryPoints: [source], outfile, bundle: true, minify: true, logLevel: 'warning' },
    ...{ format: 'esm', platform: 'node', target: 'node24', mainFields: ['module', 'main'], plugins: [lightSdk] },
  });
  return outfile;
}
