/**
 * esbuild plugin: makes the AWS SDK lighter in the bundled functions. These changes pay for themselves in a cold start
 * (bench/README.md); everything else of the SDK stays as it is.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { lightSchemas } from './sdk-schemas.ts';

/** What is taken in place of a module of the SDK. The module: its path in node_modules, and why it is not needed. */
const ALIASES: readonly (readonly [module: string, contents: string])[] = [
  // Lambda puts the role's credentials, with their session token, into the environment of every Node function. The
  // SDK's default provider also looks for them in files, single sign-on, web identity, containers and EC2's metadata,
  // with four more clients. Source: Lambda developer guide, "Working with Lambda execution environment credentials".
  [
    '@aws-sdk/credential-provider-node/dist-es/index.js',
    "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  ],
  // For operations that stream events. The SDK imports it when one is called, and for a module that is imported so the
  // bundler keeps apart, and whole, every other module that it needs.
  [
    '@smithy/core/dist-es/submodules/event-streams/index.js',
    'export const eventStreamSerdeProvider = undefined; export const resolveEventStreamSerdeConfig = (config) => config;',
  ],
  ['@smithy/signature-v4/dist-es/HeaderFormatter.js', 'export class HeaderFormatter {}'],
  // Where Node has no crypto.
  ['@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js', 'export const Sha256Js = undefined;'],
  ['@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js', 'export const Md5Js = undefined;'],
  ['@aws-sdk/checksums/dist-es/submodules/sha/sha1/Sha1Js.js', 'export const Sha1Js = undefined;'],
  // Also signs for access points of several Regions, with a library that is not in the bundle.
  [
    '@aws-sdk/signature-v4-multi-region/dist-es/SignatureV4MultiRegion.js',
    "export { SignatureV4SignWithCredentials as SignatureV4MultiRegion } from './SignatureV4SignWithCredentials.js';",
  ],
  // For requests with a body in XML. GetObject has none.
  [
    '@aws-sdk/core/dist-es/submodules/protocols/xml/XmlShapeSerializer.js',
    'export class XmlShapeSerializer { setSerdeContext() {} }',
  ],
  // Keeps endpoints that DynamoDB tells; a client knows one.
  [
    'mnemonist/lru-cache.js',
    'export default class extends Map { constructor() { super(); } peek(key) { return this.get(key); } }',
  ],
];

const SCHEMAS = /node_modules[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;

/** A client reads its version from its package.json, and nothing else of it. */
const PACKAGE = /node_modules[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/;

export const lightSdk: Plugin = {
  name: 'light-sdk',
  setup({ onLoad }) {
    for (const [module, contents] of ALIASES) onLoad({ filter: pathOf(module) }, () => ({ contents }));
    onLoad({ filter: SCHEMAS }, ({ path }) => ({ contents: lightSchemas(path) }));
    onLoad({ filter: PACKAGE }, ({ path }) => ({ contents: onlyVersion(readFileSync(path, 'utf8')), loader: 'json' }));
  },
};

function pathOf(module: string): RegExp {
  const parts = ['node_modules', ...module.split('/')].map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`${parts.join('[\\\\/]')}$`);
}

function onlyVersion(source: string): string {
  const { version }: { version?: unknown } = JSON.parse(source);
  return JSON.stringify({ version });
}
