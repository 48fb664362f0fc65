/**
 * Bundles the function, the SDK inside, into dist/handler/index.mjs: what Lambda runs and what the package ships, so that
 * a user of the package needs no bundler.
 */
import { build } from 'esbuild';

await build({
  entryPoints: ['lambda/handler.ts'],
  outfile: 'dist/handler/index.mjs',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Without it the SDK's CommonJS builds are taken, and their require of node:https dies in an ES module.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
