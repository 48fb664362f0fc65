/** `npm start -- --watch s3://…` as a person runs it, against a bucket on the loopback interface. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type S3Loopback, s3Loopback } from '../../support/loopback/s3.ts';
import { STORY, writeObject } from './sources.ts';

/** Looks every fifth of a second at the bucket, not every half minute. */
const PROGRAM = `
  const real = globalThis.setTimeout;
  globalThis.setTimeout = (run, millis, ...args) => real(run, millis === 30_000 ? 200 : millis, ...args);
  const { main } = await import('./local/commands/preview.ts');
  await main(process.argv.slice(1));
`;
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
/** Where nobody finds credentials of the machine that runs the tests. */
const NOBODY = {
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
};

interface Running {
  readonly child: ChildProcess;
  /** Everything said so far, on both outputs. */
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

const running: Running[] = [];
let bucket: S3Loopback | undefined;

afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
  await bucket?.close();
});

function start(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, '--', ...args], {
    env: { PATH, NODE_COMPILE_CACHE, ...NOBODY, ...env, AWS_REGION: 'eu-central-1', AWS_MAX_ATTEMPTS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (text += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const one = { child, said: () => text, ended };
  running.push(one);
  return one;
}

/** Waits as long as a busy machine takes; the test has the deadline. */
async function heard({ said, ended }: Running, wanted: RegExp): Promise<string> {
  let code: number | null | undefined;
  void ended.then((found) => (code = found));
  for (;;) {
    const found = wanted.exec(said());
    if (found) return found[0];
    if (code !== undefined) throw new Error(`ended with ${code} and not with ${wanted}: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function account(url: string): Promise<{ objects: number; failed: readonly { key: string; reason: string }[] }> {
  const answer = await fetch(`${url}api/preview`);
  const { account } = (await answer.json()) as { account: never };
  return account;
}

function object(index: number): { key: string; body: Buffer } {
  const one = STORY[index];
  if (one === undefined) throw new Error(`the story has no object ${index}`);
  return { key: `p/${one.key}`, body: readFileSync(writeObject(mkdtempSync(join(tmpdir(), 'watch-')), one)) };
}

describe('a bucket that is watched', () => {
  it('shows each new object on the page, names a broken one, and goes on after S3 refused a look', async () => {
    let isRefused = false;
    bucket = await s3Loopback(({ url }) => (isRefused && url.searchParams.has('list-type') ? 'invalid' : undefined));
    const [first, second, third, fourth] = [object(0), object(1), object(2), object(3)];
    bucket.put('logs', first.key, first.body);
    const watching = start(['--watch', 's3://logs/p/', '--port', '0'], {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL: bucket.url,
    });
    const url = (await heard(watching, /http:\/\/localhost:\d+\//)) ?? '';
    await heard(watching, /Watching s3:\/\/logs\/p\/ for new objects/);
    expect(await account(url)).toMatchObject({ objects: 1, failed: [] });

    bucket.put('logs', second.key, second.body);
    await heard(watching, /1 new: 2 log objects in all/);
    expect(await account(url)).toMatchObject({ objects: 2, failed: [] });

    bucket.put('logs', third.key, third.body.subarray(0, 2_000));
    await heard(watching, new RegExp(`could not be read: ${third.key} \\(unexpected end of file\\)`));
    expect(await account(url)).toMatchObject({ objects: 2, failed: [{ key: third.key }] });
    bucket.put('logs', third.key, third.body);
    await heard(watching, /1 new: 3 log objects in all/);
    expect(await account(url)).toMatchObject({ objects: 3, failed: [] });

    isRefused = true;
    await heard(watching, /preview: S3 does not let you read s3:\/\/logs\/p\/: you need s3:ListBucket/);
    bucket.put('logs', fourth.key, fourth.body);
    isRefused = false;
    await heard(watching, /1 new: 4 log objects in all/);
    // What was read whole is not read again.
    const times = ({ key }: { readonly key: string }): number =>
      bucket?.log.filter((one) => one === `GetObject ${key}`).length ?? 0;
    expect([second, third, fourth].map(times)).toEqual([1, 2, 1]);
    watching.child.kill('SIGINT');
    expect(await watching.ended).toBe(0);
  }, 180_000);

  it('says what to do where there are no credentials, before it serves anything', async () => {
    bucket = await s3Loopback();
    const watching = start(['--watch', 's3://logs/p/', '--port', '0'], { AWS_ENDPOINT_URL: bucket.url });
    expect(await watching.ended).toBe(1);
    expect(watching.said()).toBe(
      'preview: no AWS credentials found: run `aws sso login` or set AWS_PROFILE, then try again\n',
    );
  }, 60_000);
});
