/** `npm start` as a person runs it: what it says and how it ends, for good input and for each kind of bad. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callEach, type Ended } from '../../support/commands.ts';
import { IS_LONG } from '../../support/rounds.ts';
import { naiveCount, STORY, writeObject } from '../preview/sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'start-'));
const path = (...names: string[]) => join(folder, ...names);

/** On a busy machine a run may take so long that it says what it is at. */
const withoutProgress = (error: string): string => error.replace(/^.*(?: …|: \d+ %)\n/gm, '');

function start(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['local/commands/preview.ts', ...args], (failed, out, error) => {
      resolve({ code: Number(failed?.code ?? 0), out, error: withoutProgress(error) });
    });
  });
}

beforeAll(() => {
  for (const object of STORY.slice(0, 6)) writeObject(path('logs'), object);
  const [first] = STORY;
  if (first === undefined) throw new Error('no story');
  mkdirSync(path('empty'));
  mkdirSync(path('other'));
  writeFileSync(path('other', 'notes.txt'), 'not a log\n');
  const broken = writeObject(path('broken'), first);
  writeFileSync(broken, readFileSync(broken).subarray(0, 2_000));
  writeObject(path('mixed'), first);
  const another = writeObject(path('mixed'), { ...first, key: first.key.replace('.log.gz', '0.log.gz') });
  writeFileSync(another, readFileSync(another).subarray(0, 2_000));
});

/** Several runs in one process, because starting takes longer than they do. */
async function startEach(runs: readonly (readonly string[])[]): Promise<readonly Ended[]> {
  const all = await callEach(runs.map((args) => ['preview', ...args]));
  return all.map(({ error, ...others }) => ({ ...others, error: withoutProgress(error) }));
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.concurrent('npm start', () => {
  let logsOnce: Promise<Ended>;
  let others: Promise<readonly Ended[]>;
  const folders = ['empty', 'other', 'broken', 'missing', 'mixed'];
  beforeAll(() => {
    logsOnce = start(path('logs'), '--once');
    const twice = [path('logs'), path('logs', 'AWSLogs')];
    const onces = [...folders.map((name) => [path(name)]), twice].map((paths) => [...paths, '--once']);
    others = startEach([...onces, [path('logs'), '--report', path('report.html')]]);
  });

  it('reads a folder and ends with a summary when asked to end', async () => {
    const { code, out, error } = await logsOnce;
    const lines = STORY.slice(0, 6).reduce((sum, { expected }) => sum + expected.lines, 0);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toContain(`${lines.toLocaleString('en-US')} parsed, 0 skipped, 0 unparsed`);
    expect(lines).toBeLessThan(naiveCount().requests);
  });

  it('counts a folder once that two of its paths lead to', async () => {
    const once = await logsOnce;
    const twice = (await others)[folders.length];
    expect(twice).toEqual(once);
  });

  it.each([
    ['empty', /^preview: no file in '.*empty': give a folder or files of load balancer logs\n$/],
    [
      'other',
      /^preview: no load balancer log in '.*other': .*notes\.txt \(no log format we know.*\); give the folder that holds AWSLogs\/, or log files\n$/,
    ],
    ['broken', /^preview: no log of '.*broken' could be read: .*\.log\.gz could not \(unexpected end of file\)\n$/],
    ['missing', /^preview: cannot read '.*missing': no such file or folder\n$/],
  ])('ends with one sentence for a folder that is %s', async (name, sentence) => {
    const ended = (await others)[folders.indexOf(name)];
    expect(ended?.error).toMatch(sentence);
    expect(ended?.code).toBe(1);
  });

  it('continues after a corrupt object among good ones, names it, and says so by its exit code', async () => {
    const { code, out = '' } = (await others)[folders.indexOf('mixed')] ?? {};
    expect(out).toMatch(/^1 log object, /);
    expect(out).toMatch(/could not read .*0\.log\.gz: unexpected end of file; nothing of it is counted/);
    expect(code).toBe(1);
  });

  it('writes a report that stands alone', async () => {
    const file = path('report.html');
    const { code, out = '' } = (await others)[folders.length + 1] ?? {};
    expect({ code, said: out.includes(`The page as one file: ${file}`) }).toEqual({ code: 0, said: true });
    const html = readFileSync(file, 'utf8');
    expect(html).toContain('id="data"');
    expect(html).not.toMatch(/(?:src|href)="(?:https?:|\/|script|style)/);
  });

  it.runIf(IS_LONG)('writes the report also when it is asked to end', async () => {
    const file = path('once.html');
    const { code, out } = await start(path('logs'), '--once', '--report', file);
    expect({ code, said: out.includes(`The page as one file: ${file}`) }).toEqual({ code: 0, said: true });
    expect(readFileSync(file, 'utf8')).toContain('id="data"');
  });

  it('says what to do when the port is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { code, out, error } = await start(path('logs'), '--port', String(port));
    taken.close();
    // Before anything is read.
    expect(out).toBe('');
    expect(error).toBe(
      `preview: port ${port} is in use: stop the program that uses it, or choose another port with --port N\n`,
    );
    expect(code).toBe(1);
  });

  it('keeps serving without a terminal, says where, and ends well on Ctrl-C', async () => {
    const child = spawn(process.execPath, ['local/commands/preview.ts', path('logs'), '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of child.stdout) {
      said += String(chunk);
      if (/http:\/\/localhost:\d+\//.test(said)) break;
    }
    expect(said).toMatch(
      /Dashboard, alarms and bill: http:\/\/localhost:\d+\/ {2}\(Ctrl-C ends it; --once ends without it\)/,
    );
    const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
