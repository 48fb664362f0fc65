/**
 * Bundles what runs in Lambda, the SDK inside, into dist/: what is deployed and what the package ships, so that a user
 * of the package needs no bundler.
 */
import { build } from 'esbuild';
import { describeBundle } from './bill-of-materials.ts';
import { lightSdk } from './sdk-aliases.ts';

const ENTRIES = {
  handler: 'lambda/handler.ts',
  'log-switch': 'lambda/log-switch/handler.ts',
  verdict: 'lambda/verdict/handler.ts',
};

const { metafile } = await build({
  entryPoints: Object.entries(ENTRIES).map(([name, source]) => ({ in: source, out: `${name}/index` })),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Without it the SDK's CommonJS builds are taken, and their require of node:https dies in an ES module.
  mainFields: ['module', 'main'],
  plugins: [lightSdk],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
});

for (const name of Object.keys(ENTRIES)) {
  const outputs = Object.entries(metafile.outputs).filter(([file]) => file === `dist/${name}/index.mjs`);
  describeBundle({ name, metafiles: [{ inputs: metafile.inputs, outputs: Object.fromEntries(outputs) }] });
}
