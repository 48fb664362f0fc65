/**
 * A plugin of the bundler that leaves out what of the AWS SDK can never run in these functions; the tables below say what, and why.
 *
 * What would be reached after all throws a sentence that names this file. A file that an upgrade of the SDK has moved fails the
 * build, and so does a command that nobody has listed in `CALLED`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildResult, Message, Plugin } from 'esbuild';

/** Client -> the operations lambda/ calls, DynamoDB's among them those of lambda/publish/ledger.ts. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  s3: ['GetObject'],
  dynamodb: ['GetItem', 'PutItem', 'UpdateItem'],
  cloudwatch: ['PutMetricData'],
  'elastic-load-balancing-v2': ['DescribeLoadBalancerAttributes', 'ModifyLoadBalancerAttributes'],
};

/** What any operation may be answered with, though the model lists it elsewhere. Source: Common Errors of each API reference. */
const ANY_OPERATION_THROWS = ['AccessDenied', 'NoSuchBucket', 'ValidationException'];

/** Makes the text of a module, from its path. */
type Change = (path: string) => string;

const thrown = (what: string): string =>
  `throw new Error(${JSON.stringify(`${what} must not be needed, lib/function/sdk-aliases.ts leaves it out of the bundle`)})`;

/** Exports that throw when they are called or constructed. */
const never =
  (what: string, ...names: readonly string[]): Change =>
  () =>
    `function never() { ${thrown(what)} }\nexport { ${names.map((name) => `never as ${name}`).join(', ')} };`;

/** A class that is constructed with its client, and throws when it is used. */
const unused =
  (what: string, name: string, ...methods: readonly string[]): Change =>
  () =>
    `export class ${name} { ${methods.map((method) => `${method}() { ${thrown(what)} }`).join(' ')} }`;

const SMITHY = '@smithy/core/dist-es/submodules';
const S3 = '@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3';
const CHECKSUMS = '@aws-sdk/checksums/dist-es/submodules';

/** File of a package -> what stands there instead. */
const CHANGES: Readonly<Record<string, Change>> = {
  // Lambda puts the role's credentials, with their session token, into the environment of every Node function. The SDK's default
  // also looks for them in files, single sign-on, web identity, containers and the metadata of EC2, with four more clients.
  // Source: Lambda developer guide, "Working with Lambda execution environment credentials".
  '@aws-sdk/credential-provider-node/dist-es/index.js': () =>
    "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  // Asked for each setting that the environment does not have. In Lambda nobody can write these files.
  [`${SMITHY}/config/shared-ini-file-loader/loadSharedConfigFiles.js`]: () =>
    `export { CONFIG_PREFIX_SEPARATOR } from './constants';
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  // Asked for the region where the environment does not tell that this is Lambda; Lambda's always does.
  [`${SMITHY}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`]: never(
    'the metadata of EC2',
    'getInstanceMetadataRegion',
  ),

  // No operation called has an event stream. The client only keeps what would make one. It is also the only module of the SDK
  // that is imported dynamically, for which the bundler would wrap each module that it shares with the others in a function.
  [`${SMITHY}/event-streams/index.js`]: (path) =>
    `${never('an event stream', 'EventStreamSerde', 'eventStreamSerdeProvider')(path)}
export const resolveEventStreamSerdeConfig = (config) => config;`,
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': unused('the signature of an event', 'HeaderFormatter', 'format'),

  // No command of DynamoDB's client discovers endpoints; the client only keeps a cache for it.
  '@aws-sdk/middleware-endpoint-discovery/dist-es/resolveEndpointDiscoveryConfig.js': () =>
    'export const resolveEndpointDiscoveryConfig = (config) => config;',
  '@aws-sdk/client-dynamodb/dist-es/commands/DescribeEndpointsCommand.js': never(
    'the discovery of endpoints',
    'DescribeEndpointsCommand',
  ),

  // Directory buckets of S3 Express announce no objects, no log is delivered to them, and the role may not create a session.
  '@aws-sdk/client-s3/dist-es/commands/CreateSessionCommand.js': never('S3 Express', 'CreateSessionCommand'),
  [`${S3}/middleware-s3-express/classes/S3ExpressIdentityProviderImpl.js`]: unused(
    'S3 Express',
    'S3ExpressIdentityProviderImpl',
    'getS3ExpressIdentity',
  ),
  [`${S3}/middleware-s3-express/functions/signS3Express.js`]: never('S3 Express', 'signS3Express'),
  // Signatures for several regions need a package that is not installed, without which the SDK throws as well. All else is SigV4.
  '@aws-sdk/signature-v4-multi-region/dist-es/SignatureV4MultiRegion.js': () =>
    `import { SignatureV4 } from '@smithy/signature-v4';
export class SignatureV4MultiRegion extends SignatureV4 {
  async sign(request, options) {
    if (options?.signingRegion === '*') ${thrown('a signature for several regions')};
    return super.sign(request, options);
  }
}`,

  // Node has these itself, from its node:crypto and node:zlib.
  [`${SMITHY}/checksum/sha256/Sha256Js.js`]: never('SHA-256 in JavaScript', 'Sha256Js'),
  [`${SMITHY}/checksum/crc32/Crc32Js.js`]: never('CRC-32 in JavaScript', 'Crc32Js'),
  // Of a key of the caller's own for an object's encryption. We have none.
  [`${SMITHY}/checksum/md5/Md5Node.js`]: never('MD5', 'Md5Node'),
  // A request that names no algorithm is sent with CRC-32, and ours names none.
  [`${CHECKSUMS}/sha/sha1/Sha1Node.js`]: never('SHA-1', 'Sha1Node'),
  [`${CHECKSUMS}/crc/crc32c/Crc32cNode.js`]: never('CRC-32C', 'Crc32cNode'),
  [`${CHECKSUMS}/crc/crc64-nvme/Crc64Nvme.js`]: never('CRC-64', 'Crc64Nvme'),
  // Validated where GetObject asks for it, which `S3_OPTIONS` of lambda/read/object.ts says it does not.
  [`${CHECKSUMS}/flexible-checksums/validateChecksumFromResponse.js`]: never(
    'the checksum of an answer',
    'validateChecksumFromResponse',
  ),

  // No request has a body that is a stream, and Node's HTTP client answers with a stream of Node.
  [`${SMITHY}/serde/util-stream/createBufferedReadable.js`]: never('a streamed request', 'createBufferedReadable'),
  [`${SMITHY}/serde/util-stream/getAwsChunkedEncodingStream.js`]: never(
    'a streamed request',
    'getAwsChunkedEncodingStream',
  ),
  [`${SMITHY}/serde/util-stream/sdk-stream-mixin.browser.js`]: never('a stream of a browser', 'sdkStreamMixin'),

  // GetObject sends all it has in path, query and headers, and no other operation sends XML.
  '@aws-sdk/core/dist-es/submodules/protocols/xml/XmlShapeSerializer.js': () =>
    `export class XmlShapeSerializer {
  setSerdeContext() {}
  write() { ${thrown('a request of XML')} }
  flush() { ${thrown('a request of XML')} }
}`,
};

/** The same for files each client has: the end of a path -> what stands there instead. */
const CHANGES_OF_EACH: Readonly<Record<string, Change>> = {
  'dist-es/schemas/schemas_0.js': calledSchemas,
  'package.json': onlyVersion,
};

/**
 * A client's schemas, with names in place of the constants that hold them: `{ [_hH]: x }` -> `{ "httpHeader": x }`. The same
 * values, but now the bundler sees that they do nothing, and drops those of the hundred operations nobody calls. An error that
 * is not registered is one of the client's base class, with the same name, message and metadata.
 */
function calledSchemas(path: string): string {
  const source = readFileSync(path, 'utf8');
  const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]));
  const errors = new Set([...ANY_OPERATION_THROWS, ...errorsOfCalled(path)]);
  const named = source.replace(/\[(_\w+)\]: /g, (key, name: string) => `${names.get(name) ?? key}: `);
  const fewer = named.replace(/^\w+\.registerError\(\w+\$, (\w+)\);$/gm, (line, error: string) =>
    errors.has(error) ? line : '',
  );
  if (named === source || fewer === named) throw new Error(`${path} must have constants and errors in it, got neither`);
  return fewer;
}

/** Names of the errors that the documentation of a client's commands lists. */
function errorsOfCalled(path: string): string[] {
  const client = /client-([\w-]+)/.exec(path)?.[1] ?? '';
  const operations = CALLED[client];
  if (operations === undefined)
    throw new Error(`CALLED of lib/function/sdk-aliases.ts must name the operations of ${client}`);
  return operations.flatMap((operation) => {
    const types = join(path, '..', '..', '..', 'dist-types', 'commands', `${operation}Command.d.ts`);
    const errors = [...readFileSync(types, 'utf8').matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = '']) => name);
    if (errors.length === 0) throw new Error(`${types} must list errors as @throws {@link …}, got none`);
    return errors;
  });
}

/** The SDK reads its version from its package.json, and nothing else of it. */
function onlyVersion(path: string): string {
  const { version }: { version?: unknown } = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify({ version });
}

/** For a build of all functions at once: a file that none of them has any more is an error of the build. */
export const lightSdk: Plugin = {
  name: 'light-sdk',
  setup({ initialOptions, onLoad, onEnd }) {
    const unseen = new Set<string>();
    const on = (file: string, folder: string, change: Change): void => {
      unseen.add(file);
      const pattern = `/node_modules/${folder}${file.replaceAll('.', '\\.')}$`;
      const filter = new RegExp(pattern.replaceAll('/', '[\\\\/]'));
      onLoad({ filter }, ({ path }) => {
        unseen.delete(file);
        return { contents: change(path), loader: file.endsWith('.json') ? 'json' : 'js' };
      });
    };
    for (const [file, change] of Object.entries(CHANGES)) on(file, '', change);
    for (const [file, change] of Object.entries(CHANGES_OF_EACH)) on(file, '@aws-sdk/client-[\\w-]+/', change);
    initialOptions.metafile = true;
    onEnd((result) => {
      // A build that failed has not seen every file.
      if (result.errors.length > 0) return undefined;
      return { errors: [...[...unseen].map(moved), ...commandProblems(result)] };
    });
  },
};

function moved(file: string): Partial<Message> {
  return {
    text: `lib/function/sdk-aliases.ts leaves out ${file}, which is no longer loaded: find where its code is now`,
  };
}

function commandProblems({ metafile }: BuildResult): Partial<Message>[] {
  const bundled = new Set(
    Object.values(metafile?.outputs ?? {})
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(
        ([path, { bytesInOutput }]) => bytesInOutput > 0 && !Object.keys(CHANGES).some((file) => path.endsWith(file)),
      )
      .flatMap(
        ([path]) => /client-([\w-]+)\/dist-es\/commands\/(\w+)Command\.js$/.exec(path)?.slice(1).join(' ') ?? [],
      ),
  );
  const called = Object.entries(CALLED).flatMap(([client, names]) => names.map((name) => `${client} ${name}`));
  return [
    ...[...bundled].filter((command) => !called.includes(command)).map((command) => `has ${command}, add it to`),
    ...called.filter((command) => !bundled.has(command)).map((command) => `has no ${command}, take it from`),
  ].map((problem) => ({ text: `the bundle ${problem} CALLED of lib/function/sdk-aliases.ts` }));
}
