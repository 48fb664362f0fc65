/**
 * Bundles what runs in Lambda, the SDK inside, into dist/: what is deployed and what the package ships, so that a user of
 * the package needs no bundler. What of the SDK can never run there is left out; bench/README.md says what that gains.
 */
import { readFileSync } from 'node:fs';
import { build, type OnLoadArgs, type OnLoadResult, type Plugin } from 'esbuild';

const ENTRIES = { handler: 'lambda/handler.ts', 'log-switch': 'lambda/log-switch/handler.ts' };

/**
 * Lambda puts the role's credentials, with their session token, into the environment of every Node function. The SDK's default
 * also looks for them in files, single sign-on, web identity, containers and the metadata of EC2, with four more clients.
 * Source: Lambda developer guide, "Working with Lambda execution environment credentials".
 */
function onlyEnvironment(): OnLoadResult {
  return { contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';" };
}

/**
 * A client's schemas, with names in place of the constants that hold them: `{ [_hH]: x }` -> `{ "httpHeader": x }`. The same
 * values, but now the bundler sees that they do nothing, and drops those of the hundred operations nobody calls.
 */
function namesInPlace({ path }: OnLoadArgs): OnLoadResult {
  const source = readFileSync(path, 'utf8');
  const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]));
  return { contents: source.replace(/\[(_\w+)\]: /g, (key, name: string) => `${names.get(name) ?? key}: `) };
}

/** The SDK reads its version from its package.json, and nothing else of it. */
function onlyVersion({ path }: OnLoadArgs): OnLoadResult {
  const { version }: { version?: unknown } = JSON.parse(readFileSync(path, 'utf8'));
  return { contents: JSON.stringify({ version }), loader: 'json' };
}

const lightSdk: Plugin = {
  name: 'light-sdk',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, onlyEnvironment);
    onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, namesInPlace);
    onLoad({ filter: /@aws-sdk[\\/][\w-]+[\\/]package\.json$/ }, onlyVersion);
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
  plugins: [lightSdk],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
