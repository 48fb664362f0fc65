import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bundleDirectory } from '../../lib/bundle-directory.ts';

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

describe('the bundled functions', () => {
  test('load under Node 24, with a handler of two parameters', () => {
    expect(load('handler', { ELB_LOG_METRICS_CONFIG: '{}', LEDGER_TABLE: 'ledger' })).toMatch(
      /^v24\..*\[ 'handler' \] 2/,
    );
    expect(load('log-switch', {})).toMatch(/^v24\..*\[ 'handler' \] 2/);
  });

  test('fails at once without its ledger', () => {
    expect(() => load('handler', { ELB_LOG_METRICS_CONFIG: '{}' })).toThrow(
      'LEDGER_TABLE must name the DynamoDB table',
    );
  });
});
