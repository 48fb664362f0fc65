import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleDirectory } from '../../../lib/function/bundle-directory.ts';

/** Loads a bundle as Lambda does, away from node_modules, and prints what it exports. */
function load(name: 'handler' | 'log-switch', environment: Record<string, string>): string {
  const script = `import(process.argv[1]).then((m) => console.log(process.version, Object.keys(m), m.handler.length))`;
  return execFileSync(process.execPath, ['-e', script, `${bundleDirectory(name)}/index.mjs`], {
    cwd: '/',
    env: { AWS_REGION: 'eu-central-1', ...environment },
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

function hostsOf(suffix: string): string[] {
  return ['s3', 'dynamodb', 'monitoring'].map((name) => `${name}.${suffix}`);
}

// Source: AWS General Reference, "Service endpoints and quotas".
const ENDPOINTS: readonly [environment: Record<string, string>, region: string, hosts: string[]][] = [
  [{}, 'eu-central-1', hostsOf('eu-central-1.amazonaws.com')],
  [{}, 'cn-north-1', hostsOf('cn-north-1.amazonaws.com.cn')],
  [{}, 'us-gov-west-1', hostsOf('us-gov-west-1.amazonaws.com')],
  [
    { AWS_USE_FIPS_ENDPOINT: 'true' },
    'us-east-1',
    ['s3-fips', 'dynamodb-fips', 'monitoring-fips'].map((name) => `${name}.us-east-1.amazonaws.com`),
  ],
  [
    { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    'eu-west-1',
    ['s3.dualstack.eu-west-1.amazonaws.com', 'dynamodb.eu-west-1.api.aws', 'monitoring.eu-west-1.api.aws'],
  ],
];

describe('the bundled functions', () => {
  test('load under Node 24, with a handler of two parameters', () => {
    expect(load('handler', { ELB_LOG_METRICS_CONFIG: '{}', LEDGER_TABLE: 'ledger' })).toMatch(
      /^v24\..*\[ 'handler' \] 2/,
    );
    expect(load('log-switch', {})).toMatch(/^v24\..*\[ 'handler' \] 2/);
  });

  test('fails at once without its ledger', () => {
    expect(() => load('handler', { ELB_LOG_METRICS_CONFIG: '{}' })).toThrow(
      'LEDGER_TABLE is not set: must be the name of the DynamoDB table',
    );
  });

  test.each(ENDPOINTS)(
    'ask with %j in %s the hosts of AWS, signed with the session of the role',
    (environment, region, hosts) => {
      const [s3 = '', dynamodb = '', monitoring = ''] = hosts;
      const at = ENDPOINTS.findIndex(([one, other]) => one === environment && other === region);
      expect(requestedHosts()[at]).toEqual({
        [`my-logs.${s3}`]: [`${region}/s3/aws4_request`, 'session'],
        [dynamodb]: [`${region}/dynamodb/aws4_request`, 'session'],
        [monitoring]: [`${region}/monitoring/aws4_request`, 'session'],
      });
    },
  );

  test('stay as light as they were measured, so that a cold start is short', () => {
    expect(statSync(join(bundleDirectory('handler'), 'index.mjs')).size).toBeLessThanOrEqual(450_000);
  });
});

let requested: readonly unknown[] | undefined;

/** Of each of ENDPOINTS. */
function requestedHosts(): readonly unknown[] {
  if (requested !== undefined) return requested;
  const script = join(import.meta.dirname, 'requested-hosts.mjs');
  const environments = ENDPOINTS.map(([environment, region]) => ({ ...environment, AWS_REGION: region }));
  const args = [script, join(bundleDirectory('handler'), 'index.mjs'), JSON.stringify(environments)];
  const output = execFileSync(process.execPath, args, {
    env: {
      ...{ AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' },
      ...{ ELB_LOG_METRICS_CONFIG: '{}', LEDGER_TABLE: 'ledger' },
    },
    encoding: 'utf8',
  });
  requested = JSON.parse(output) as readonly unknown[];
  return requested;
}
