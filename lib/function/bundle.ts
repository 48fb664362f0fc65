/**
 * Bundles what runs in Lambda, the SDK inside, into dist/: what is deployed and what the package ships, so that a user of
 * the package needs no bundler. What of the SDK can never run there is left out; bench/README.md says what that gains.
 */
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { lightSdk } from './sdk-aliases.ts';

const ENTRIES = { handler: 'lambda/handler.ts', 'log-switch': 'lambda/log-switch/handler.ts' };

/**
 * The WebAssembly of lambda/ingest/core/core.ts, packed: 10 KB of text in place of 25, for 1 or 2 ms of a cold start. Brotli packs it a tenth
 * smaller than deflate, and to the same bytes in Node 20 and 24. Here and not in core.ts, which thus depends on no library.
 */
const packedCore: Plugin = {
  name: 'packed-core',
  setup({ onLoad }) {
    onLoad({ filter: /lambda[\\/]ingest[\\/]core[\\/]core\.ts$/ }, ({ path }) => {
      const base64 = /CORE_WASM =\s*'([\w+/=]+)'/.exec(readFileSync(path, 'utf8'))?.[1];
      if (base64 === undefined) throw new Error(`${path} must hold CORE_WASM as base64, got something else`);
      const packed = brotliCompressSync(Buffer.from(base64, 'base64')).toString('base64');
      return {
        contents: `import { brotliDecompressSync } from 'node:zlib';
export const CORE_WASM = brotliDecompressSync(Buffer.from('${packed}', 'base64')).toString('base64');`,
      };
    });
  },
};

await build({
  entryPoints: Object.entries(ENTRIES).map(([name, source]) => ({ in: source, out: `${name}/index` })),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Without it the SDK's CommonJS builds are taken, and their require of node:https dies in an ES module.
  mainFields: ['module', 'main'],
  plugins: [lightSdk, packedCore],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
