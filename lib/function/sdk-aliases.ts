/**
 * esbuild plugin: makes the AWS SDK lighter in the bundled functions. These changes pay for themselves in a cold start
 * (bench/README.md); everything else of the SDK stays as it is.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * Lambda puts the role's credentials, with their session token, into the environment of every Node function. The SDK's
 * default provider also looks for them in files, single sign-on, web identity, containers and EC2's metadata, with four
 * more clients. Source: Lambda developer guide, "Working with Lambda execution environment credentials".
 */
const CREDENTIALS = /node_modules[\\/]@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/;
const FROM_ENVIRONMENT = "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';";

const SCHEMAS = /node_modules[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;

/** A client reads its version from its package.json, and nothing else of it. */
const PACKAGE = /node_modules[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/;

/**
 * Is used by operations that stream events, and we call none. The SDK imports it when such an operation is called, and
 * for a module that is imported so the bundler keeps apart, and whole, every other module that it needs.
 */
const EVENT_STREAMS = /node_modules[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/;
const NO_EVENT_STREAMS = `
  export const eventStreamSerdeProvider = undefined;
  export const resolveEventStreamSerdeConfig = (config) => config;
`;

export const lightSdk: Plugin = {
  name: 'light-sdk',
  setup({ onLoad }) {
    onLoad({ filter: EVENT_STREAMS }, () => ({ contents: NO_EVENT_STREAMS }));
    onLoad({ filter: CREDENTIALS }, () => ({ contents: FROM_ENVIRONMENT }));
    onLoad({ filter: SCHEMAS }, ({ path }) => ({ contents: withPlainKeys(readFileSync(path, 'utf8')) }));
    onLoad({ filter: PACKAGE }, ({ path }) => ({ contents: onlyVersion(readFileSync(path, 'utf8')), loader: 'json' }));
  },
};

/**
 * `{ [_hH]: x }` -> `{ "httpHeader": x }`, where `_hH` is a constant. The values are the same, but now the bundler sees
 * that making them has no effect, and drops the schemas of the operations that nobody calls.
 */
function withPlainKeys(source: string): string {
  const texts = new Map([...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replace(/\[(_\w+)\]: /g, (key, name: string) => `${texts.get(name) ?? key}: `);
}

function onlyVersion(source: string): string {
  const { version }: { version?: unknown } = JSON.parse(source);
  return JSON.stringify({ version });
}
