/** `npm run simulate` as a person calls it wrongly. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callEach, type Ended } from '../../support/commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LOG = join(folder, 'write-test.log');
const EMPTY = mkdtempSync(join(folder, 'empty-'));
let ended: readonly Ended[];

beforeAll(async () => {
  writeFileSync(LOG, 'Permission Check Successful\n');
  ended = await callEach([
    ['simulate', '--alarms', 'no-such-file.json'],
    ['simulate', '--format', 'alb-access-vended', LOG],
    ['simulate', EMPTY],
  ]);
});

test('a file of alarms that is not there is told in one sentence', () => {
  expect(ended[0]).toMatchObject({
    code: 1,
    error: 'simulate: --alarms no-such-file.json: cannot be read: no such file or folder\n',
  });
});

test('a log without an entry is no empty folder', () => {
  expect(ended[1]).toMatchObject({
    code: 1,
    error: `simulate: no entry in '${LOG}': alarms are played on logs that have some\n`,
  });
  expect(ended[2]?.code).toBe(1);
  expect(ended[2]?.error).toMatch(/^simulate: no file in '.*': give a folder or files/);
});
