/** Which files the paths of a command lead to: each once, through links too, and past what the system will not open. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { watch } from '../../../local/preview/watch.ts';
import { ingestAll } from '../../../local/read/ingest-all.ts';
import { localSources } from '../../../local/read/paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'folders-'));
const path = (...names: string[]) => join(folder, ...names);
const keys = async (...paths: readonly string[]) => (await localSources(paths)).map(({ key }) => relative(folder, key));

beforeAll(() => {
  chmodSync(folder, 0o755);
  for (const name of ['logs/sub', 'elsewhere', 'links', 'shut/closed']) mkdirSync(path(name), { recursive: true });
  for (const name of [
    'logs/a.log',
    'logs/sub/b.log',
    'logs/z.log',
    'elsewhere/c.log',
    'shut/closed/d.log',
    'shut/e.log',
  ])
    writeFileSync(path(name), 'not a log\n');
  symlinkSync(path('logs', 'z.log'), path('logs', 'latest'));
  symlinkSync(path('elsewhere', 'c.log'), path('links', 'one.log'));
  symlinkSync(path('logs', 'sub'), path('links', 'sub'));
  symlinkSync(path('links'), path('links', 'round'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that several paths lead to', () => {
  it.each([
    ['a folder and a folder in it', ['logs', 'logs/sub'], ['logs/a.log', 'logs/sub/b.log', 'logs/z.log']],
    ['a folder in it first', ['logs/sub', 'logs'], ['logs/sub/b.log', 'logs/a.log', 'logs/z.log']],
    ['a file twice', ['logs/a.log', 'logs/a.log'], ['logs/a.log']],
    ['a folder spelt in two ways', ['elsewhere', 'logs/../elsewhere'], ['elsewhere/c.log']],
    ['a link and the file', ['links/one.log', 'elsewhere'], ['links/one.log']],
  ])('is read once: %s', async (_, paths, expected) => {
    expect(await keys(...paths.map((one) => `${folder}/${one}`))).toEqual(expected);
  });

  it('goes by its own name next to a link to it, because the name shows the format', async () => {
    expect(await keys(path('logs'))).toContain('logs/z.log');
  });

  it('on standard input is read once', async () => {
    expect(await localSources(['-', '-'])).toHaveLength(1);
  });

  it('is not read again because the watched folder is spelt in another way', async () => {
    const found: string[] = [];
    const watching = watch({
      paths: [relative('.', path('logs'))],
      known: await localSources([path('logs')]),
      onNew: async (sources) => {
        found.push(...sources.map(({ key }) => key));
        return [];
      },
      onError: (error) => found.push(String(error)),
      everyMillis: 10,
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    watching.stop();
    expect(found).toEqual([]);
  });
});

it.runIf(process.platform === 'linux')('a file whose name is not UTF-8 is named, not left out', async () => {
  mkdirSync(path('latin'));
  writeFileSync(
    Buffer.concat([Buffer.from(`${path('latin')}/gr`), Buffer.from([0xf6]), Buffer.from('sse.log')]),
    'x\n',
  );
  const { failed } = await ingestAll(await localSources([path('latin')]), { config: DEFAULT_CONFIG });
  expect(failed).toEqual([{ key: path('latin', 'gr\ufffdsse.log'), reason: 'its name is not UTF-8' }]);
});

describe('links in a folder', () => {
  it('lead to files and folders, and a loop of them ends', async () => {
    expect(await keys(path('links'))).toEqual(['links/one.log', 'links/sub/b.log']);
  });

  it('to nothing are named, and the rest is read', async () => {
    mkdirSync(path('dangling'));
    symlinkSync(path('gone.log'), path('dangling', 'x.log'));
    writeFileSync(path('dangling', 'y.log'), 'not a log\n');
    const { failed, ignored } = await ingestAll(await localSources([path('dangling')]), { config: DEFAULT_CONFIG });
    expect(failed).toMatchObject([{ key: path('dangling', 'x.log'), reason: 'no such file or folder' }]);
    expect(ignored).toHaveLength(1);
  });
});

/** Nothing is closed to root, so the test takes the rights of nobody meanwhile. */
async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  return run().finally(() => process.seteuid?.(0));
}

describe('a folder that the system will not open', () => {
  it.each([
    ['', {}],
    [', with --format too', { format: 'alb-access' }],
  ])('is named like a file that it will not open, and the rest is read%s', async (_, format) => {
    chmodSync(path('shut', 'closed'), 0o000);
    const { failed, ignored, objects } = await asNobody(async () =>
      ingestAll(await localSources([path('shut')]), { config: DEFAULT_CONFIG, ...format }),
    );
    chmodSync(path('shut', 'closed'), 0o755);
    expect(failed[0]).toMatchObject({ key: path('shut', 'closed'), reason: 'permission denied' });
    expect([...ignored, ...objects].map(({ key }) => key)).toEqual([path('shut', 'e.log')]);
  });
});
