/**
 * esbuild plugin: makes the AWS SDK lighter in the bundled functions. These changes pay for themselves in a cold start
 * (bench/README.md); everything else of the SDK stays as it is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { lightSchemas } from './sdk-schemas.ts';

const NO_PLUGIN = 'const noPlugin = () => ({ applyToStack() {} });';
const NO_OPTION = 'const noOption = { environmentVariableSelector() {} };';

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
  [
    '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Node.js',
    `export { Sha256Node } from ${JSON.stringify(join(import.meta.dirname, 'sdk-sha256.ts'))};`,
  ],
  ['@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js', 'export const Sha256Js = undefined;'],
  ['@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js', 'export const Md5Js = undefined;'],
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
  // S3's rules for buckets alone.
  [
    '@aws-sdk/client-s3/dist-es/endpoint/endpointResolver.js',
    `import { partition } from '@aws-sdk/core/client';
    import { s3Endpoint } from ${JSON.stringify(join(import.meta.dirname, 's3-endpoint.ts'))};
    export const defaultEndpointResolver = (parameters) => s3Endpoint(parameters, partition(parameters.Region));`,
  ],
  // What S3's client also does: directory buckets, other operations, redirects to another Region, keys of the customer.
  // GetObject of a log needs none of it.
  ['@aws-sdk/client-s3/dist-es/commands/CreateSessionCommand.js', 'export const CreateSessionCommand = undefined;'],
  [
    '@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-express/classes/S3ExpressIdentityProviderImpl.js',
    'export class S3ExpressIdentityProviderImpl {}',
  ],
  [
    '@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/index.js',
    `export { resolveS3Config } from './middleware-s3-configuration/s3Configuration.js';
    export { getS3ExpiresMiddlewarePlugin } from './middleware-s3-expires/s3-expires-middleware.js';
    export { getValidateBucketNamePlugin } from './middleware-validate-bucket-name/validate-bucket-name.js';
    export { S3RestXmlProtocol } from './protocol/S3RestXmlProtocol.js';
    ${NO_OPTION} ${NO_PLUGIN} export {
      noOption as NODE_DISABLE_S3_EXPRESS_SESSION_AUTH_OPTIONS, noOption as NODE_USE_ARN_REGION_CONFIG_OPTIONS,
      noPlugin as getAddExpectContinuePlugin, noPlugin as getCheckContentLengthHeaderPlugin,
      noPlugin as getLocationConstraintPlugin, noPlugin as getRegionRedirectMiddlewarePlugin,
      noPlugin as getS3ExpressHttpSigningPlugin, noPlugin as getS3ExpressPlugin, noPlugin as getSsecPlugin,
      noPlugin as getThrow200ExceptionsPlugin,
    };`,
  ],
  // Checksums of S3: see S3_OPTIONS in lambda/read/object.ts.
  [
    '@aws-sdk/checksums/dist-es/submodules/flexible-checksums/index.js',
    `${NO_OPTION} ${NO_PLUGIN} export {
      noOption as NODE_REQUEST_CHECKSUM_CALCULATION_CONFIG_OPTIONS,
      noOption as NODE_RESPONSE_CHECKSUM_VALIDATION_CONFIG_OPTIONS, noPlugin as getFlexibleChecksumsPlugin,
    };
    export const resolveFlexibleChecksumsConfig = (config) => config;`,
  ],
  ['@aws-sdk/checksums/dist-es/submodules/sha/index.js', 'export const Sha1 = undefined;'],
  // For bodies that are sent as a stream. Ours are texts.
  [
    '@smithy/core/dist-es/submodules/serde/util-stream/getAwsChunkedEncodingStream.js',
    'export const getAwsChunkedEncodingStream = undefined;',
  ],
  // For bodies that a browser receives.
  [
    '@smithy/core/dist-es/submodules/serde/util-stream/sdk-stream-mixin.browser.js',
    'export const sdkStreamMixin = undefined;',
  ],
  // Compresses what PutMetricData sends: lambda/batch/plain-protocol.ts does.
  [
    '@smithy/middleware-compression/dist-es/index.js',
    `${NO_OPTION} ${NO_PLUGIN} export {
      noOption as NODE_DISABLE_REQUEST_COMPRESSION_CONFIG_OPTIONS,
      noOption as NODE_REQUEST_MIN_COMPRESSION_SIZE_BYTES_CONFIG_OPTIONS, noPlugin as getCompressionPlugin,
    };
    export const resolveCompressionConfig = (config) => config;`,
  ],
  // The SDK looks for each setting that is not in the environment in files of the home directory, and for a Region even
  // in EC2's metadata. Lambda has neither.
  [
    '@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js',
    `import { memoize } from '../property-provider/memoize.js';
    const found = (select, context) => { try { return select(process.env, context); } catch {} };
    export const loadConfig = ({ environmentVariableSelector, default: otherwise }, { signingName, logger } = {}) =>
      memoize(async () => found(environmentVariableSelector, { signingName, logger }) ??
        (otherwise instanceof Function ? otherwise() : otherwise));`,
  ],
  [
    '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
    'export const getInstanceMetadataRegion = async () => undefined;',
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
