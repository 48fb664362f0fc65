import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { rounds } from '../support/rounds.ts';

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

test.each(
  (
    [
      ['setting is wrong', { 'bucket.prefix': 'AWSLogs' }, '`bucket.prefix` is "AWSLogs": must be a key prefix'],
      [
        'list of accounts is too long for the policy of the bucket',
        { delivery: { accounts: Array.from({ length: 300 }, (_, n) => `${100_000_000_000 + n}`) } },
        '`delivery.accounts` has 300 accounts, which need a policy of',
      ],
    ] as const
  ).slice(0, rounds(1, 2)),
)('the app says which %s, and no more', async (_, context, message) => {
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) };
  const app = promisify(execFile)(process.execPath, ['lib/app.ts'], { cwd: root, env });
  await expect(app).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(new RegExp(`^${message}.*\n$`)) });
});
