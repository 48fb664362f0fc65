/** `npm run simulate` as a person calls it wrongly. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function errorOf(...args: readonly string[]): string {
  const { status, stderr } = spawnSync(process.execPath, ['local/commands/simulate.ts', ...args], { encoding: 'utf8' });
  expect(status).toBe(1);
  return stderr.trim();
}

test('a file of alarms that is not there is told in one sentence', () => {
  expect(errorOf('--alarms', 'no-such-file.json')).toBe(
    'simulate: --alarms no-such-file.json: cannot be read: no such file or folder',
  );
});

test('a log without an entry is no empty folder', () => {
  const file = join(folder, 'write-test.log');
  writeFileSync(file, 'Permission Check Successful\n');
  expect(errorOf('--format', 'alb-access-vended', file)).toBe(
    `simulate: no entry in '${file}': alarms are played on logs that have some`,
  );
  expect(errorOf(mkdtempSync(join(folder, 'empty-')))).toMatch(/^simulate: no file in '.*': give a folder or files/);
});
