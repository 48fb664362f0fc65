/** Files of settings as other programs write them, and what is said of one that cannot be read. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { localSettings } from '../../../local/read/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'text-file-'));
const file = join(folder, 'settings.json');
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file of settings', () => {
  const text = '{ "namespace": "Shop Logs" }';
  test.each([
    ['as it is', Buffer.from(text)],
    ['with a mark, as Windows PowerShell writes UTF-8', Buffer.from(`\ufeff${text}`)],
    ['in UTF-16, as Windows PowerShell writes what a command prints', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('is read %s', async (_, bytes) => {
    writeFileSync(file, bytes);
    expect((await localSettings(file)).namespace).toBe('Shop Logs');
  });

  test('of the current folder that cannot be read is no absent one', () => {
    mkdirSync(join(folder, 'here', 'elb-log-metrics.json'), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [resolve('local/commands/verdict.ts')], {
      ...{ cwd: join(folder, 'here'), encoding: 'utf8' },
    });
    expect(stderr).toBe("verdict: cannot read the settings 'elb-log-metrics.json': it is a folder\n");
    expect(status).toBe(1);
  });

  test.each([
    [folder, 'it is a folder'],
    [join(file, 'more.json'), 'a part of the path is a file'],
    [join(folder, 'none.json'), 'no such file or folder'],
  ])('that cannot be read says why: %s', async (path, reason) => {
    writeFileSync(file, text);
    await expect(localSettings(path)).rejects.toThrow(`cannot read the settings '${path}': ${reason}`);
  });
});
