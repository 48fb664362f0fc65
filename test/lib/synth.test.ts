import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const output = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(output, { recursive: true }));

/** The real command, warnings as errors; the build has been done before the tests. */
function synth(...context: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const settings = context.flatMap((pair) => ['-c', pair]);
  const flags = ['--strict', '--quiet', '--build', 'true', '--output', output, '--no-notices', ...settings];
  return promisify(execFile)(process.execPath, [cdk, 'synth', ...flags], {
    cwd: root,
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
      CDK_DISABLE_CLI_TELEMETRY: '1',
    },
  });
}

test('cdk synth --strict takes settings of the command line', async () => {
  await synth('bucket.prefix=alb', 'stackName=Shop');
  const template = JSON.parse(readFileSync(join(output, 'Shop.template.json'), 'utf8'));
  expect(template.Outputs.LogPrefix.Value).toBe('alb');
});

describe('the app says what is wrong, and no more', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test.each([
    ['a setting', { 'bucket.prefix': 'AWSLogs' }, '`bucket.prefix` is "AWSLogs": must be a key prefix'],
    [
      'a list of accounts that is too long for the policy of the bucket',
      { delivery: { accounts: Array.from({ length: 300 }, (_, n) => `${100_000_000_000 + n}`) } },
      '`delivery.accounts` has 300 accounts, which need a policy of',
    ],
  ])('%s', async (name, context, message) => {
    vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify(context));
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit code ${code}`);
    });
    // In this process, because another would load the CDK again; each under its name, so that it is evaluated again.
    const app = `${join(root, 'lib', 'app.ts')}?${encodeURIComponent(name)}`;
    await expect(import(app)).rejects.toThrow('exit code 1');
    expect(said.mock.calls).toEqual([[expect.stringMatching(new RegExp(`^${message}.*$`))]]);
  });
});
