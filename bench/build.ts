/**
 * The Node contestants as plain JavaScript, each in one file as it would be deployed: otherwise every run would pay for
 * Node's stripping of types and for opening dozens of files, which no Lambda function does.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { DATA } from './data.ts';

/** Commands find it as $BUILD. */
export const BUILD = join(DATA, 'contestants');

export async function buildContestants(): Promise<void> {
  const folder = join(import.meta.dirname, 'contestants');
  await build({
    entryPoints: readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
    outdir: BUILD,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported on demand stays apart, so that only the runs that need it load it.
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
}
