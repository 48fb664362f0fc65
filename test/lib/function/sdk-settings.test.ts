import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { bundledSdk, type Sdk, WHOLE_SDK } from '../../support/bundled-sdk.ts';

let light: Sdk;
beforeAll(async () => {
  light = await bundledSdk();
});
afterEach(() => vi.unstubAllEnvs());

describe('the endpoint of a bucket', () => {
  test('is what the whole SDK says, for every kind of Region, name, setting and URL', () => {
    const cases = [...endpointCases()];
    expect(endpoints(light, cases)).toEqual(endpoints(WHOLE_SDK, cases));
  });
});

interface EndpointCase {
  readonly Region: string;
  readonly Bucket: string;
  readonly Endpoint?: string;
  readonly UseFIPS: boolean;
  readonly UseDualStack: boolean;
  readonly ForcePathStyle: boolean;
}

const REGIONS = ['eu-central-1', 'us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'aws-global', 'xx-new-1'];
const BUCKETS = [
  ...['logs', 'my-logs-1', 'my.logs.of', 'My_Logs', 'ab', 'UPPER', 'a..b', '-abc', 'abc-', '10.0.0.1', '1234'],
  ...['a b', "a!*'()", 'ä', 'x'.repeat(63), 'x'.repeat(64)],
];
const ENDPOINTS = [
  ...[{}, ...['http://localhost:4566', 'http://localhost:4566/', 'https://s3.example.com/a/b'].map(endpoint)],
  ...['https://h:8443/', 'http://127.0.0.1:4566', 'http://127.0.0.1:4566/x/', 'https://10.1.2.3'].map(endpoint),
  ...['http://[::1]:4566/', 'ftp://x', 'http://x/?a=b'].map(endpoint),
];
const BOTH = [false, true];

function endpoint(Endpoint: string): Pick<EndpointCase, 'Endpoint'> {
  return { Endpoint };
}

function* endpointCases(): Generator<EndpointCase> {
  for (const Region of REGIONS)
    for (const Bucket of BUCKETS)
      for (const url of ENDPOINTS)
        for (const UseFIPS of BOTH)
          for (const UseDualStack of BOTH)
            for (const ForcePathStyle of BOTH)
              yield { ...{ Region, Bucket, UseFIPS, UseDualStack, ForcePathStyle }, ...url };
}

/** One line a case. */
function endpoints(sdk: Sdk, cases: readonly EndpointCase[]): string[] {
  const { endpointProvider } = new sdk.S3Client().config;
  if (endpointProvider === undefined) throw new Error('expected a client that finds its endpoints');
  return cases.map((one) => {
    try {
      const { url, properties, headers } = endpointProvider({ ...one });
      const schemes = properties?.authSchemes?.map((scheme) => Object.entries(scheme).sort());
      return JSON.stringify([one, url, headers, schemes]);
    } catch (error) {
      return JSON.stringify([one, String(error).replace(/^\w+: /, '')]);
    }
  });
}

const ENVIRONMENTS: readonly Readonly<Record<string, string>>[] = [
  { AWS_REGION: 'eu-west-1' },
  { AWS_REGION: 'fips-us-gov-west-1' },
  { AWS_REGION: 'us-east-1', AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  { AWS_REGION: 'us-east-1', AWS_USE_FIPS_ENDPOINT: 'yes' },
  { AWS_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: '7', AWS_RETRY_MODE: 'adaptive', AWS_SDK_UA_APP_ID: 'mine' },
  { AWS_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: 'many', AWS_DEFAULTS_MODE: 'in-region' },
];

describe('settings of the SDK', () => {
  test.each(ENVIRONMENTS)('come from the environment as in the whole SDK: %o', async (environment) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(await settings(light)).toEqual(await settings(WHOLE_SDK));
  });

  test('fail without a Region, and ask nobody for one', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    await expect(settings(light)).rejects.toThrow('Region is missing');
  });
});

/** What a client of each service goes by. */
function settings(sdk: Sdk): Promise<unknown> {
  const clients = [new sdk.S3Client(), new sdk.DynamoDBClient(), new sdk.CloudWatchClient()];
  return Promise.all(
    clients.map(async ({ config }) => [
      ...[await config.region(), await config.useFipsEndpoint(), await config.useDualstackEndpoint()],
      ...[await config.maxAttempts(), await value(config.retryMode), await config.userAgentAppId()],
      await value(config.defaultsMode),
    ]),
  );
}

function value(setting: unknown): unknown {
  return typeof setting === 'function' ? setting() : setting;
}
