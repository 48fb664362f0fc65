import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePage } from '../../../local/preview/page/bundle.ts';
import { type PreviewServer, type Served, servePage } from '../../../local/preview/server.ts';
import { watch } from '../../../local/preview/watch.ts';
import { localSources } from '../../../local/read/paths.ts';
import { STORY, writeObject } from './sources.ts';

const asked: unknown[] = [];
const served: Served = {
  selection: (choice) => {
    asked.push(choice);
    return {} as unknown as ReturnType<Served['selection']>;
  },
  preview: () => ({ version: 1 }) as unknown as ReturnType<Served['preview']>,
  dashboard: (choice) => {
    asked.push(choice);
    if (choice.variables.loadBalancer === 'broken') throw new Error('SEARCH is wrong');
    return { widgets: [] } as unknown as ReturnType<Served['dashboard']>;
  },
};

let server: PreviewServer;
beforeAll(async () => {
  server = await servePage((await bundlePage()).page, served, 0);
});
afterAll(() => server.close());

function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string }> {
  const port = new URL(server.url).port;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject).end();
  });
}

/** What comes back for these bytes until the server ends the connection. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}

describe('the server', () => {
  it('serves a page that asks for nothing beyond itself', async () => {
    const { status, body } = await get('/');
    expect(status).toBe(200);
    const addresses = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(addresses.filter((address) => !/^(?:data:|#|style\.css$|script\.js$)/.test(address))).toEqual([]);
    expect((await get('/script.js')).body.length).toBeGreaterThan(50_000);
    expect((await get('/style.css')).body).toContain('.u-wrap');
  });

  it('hands the choice in the address to the dashboard', async () => {
    await get('/api/dashboard?from=60000&to=120000&period=300&loadBalancer=app%2Fshop%2F1');
    expect(asked.at(-1)).toEqual({ from: 60_000, to: 120_000, period: 300, variables: { loadBalancer: 'app/shop/1' } });
  });

  it('hands every part of the choice to the selection, and nothing else', async () => {
    await get('/api/selection?from=60000&to=120000&loadBalancer=app%2Fshop%2F1&cause=TargetTimeout&code=504&evil=1');
    expect(asked.at(-1)).toEqual({
      ...{ from: 60_000, to: 120_000, loadBalancer: 'app/shop/1', cause: 'TargetTimeout', code: '504' },
    });
  });

  it.each([
    ['/api/selection?from=2&to=1', '`to` is 1: must be after `from`, which is 2'],
    ['/api/dashboard?from=1', "`to` is '': must be a whole number"],
    ['/api/dashboard?from=2&to=1', '`to` is 1: must be after `from`, which is 2'],
    ['/api/dashboard?from=1&to=2&period=7', '`period` is 7: must be a multiple of 60 seconds'],
    ['/api/dashboard?from=NaN&to=2', "`from` is 'NaN': must be a whole number"],
  ])('answers %s with 400 and a sentence', async (path, error) => {
    expect(await get(path)).toEqual({ status: 400, body: JSON.stringify({ error }) });
  });

  it('answers with 500 and the reason when the dashboard cannot be evaluated', async () => {
    const answer = await get('/api/dashboard?from=1&to=2&loadBalancer=broken');
    expect(answer).toEqual({ status: 500, body: '{"error":"SEARCH is wrong"}' });
  });

  it.each([
    ['another site that points here', '/api/preview', { host: 'evil.example' }, 'GET', 403],
    ['a write', '/api/preview', {}, 'POST', 405],
    ['an unknown path', '/../package.json', {}, 'GET', 404],
  ])('refuses %s', async (_, path, headers, method, status) => {
    expect((await get(path, headers, method)).status).toBe(status);
  });

  it.each(['//', '//evil.example:99999/', 'http://[', 'http://evil.example/', '*', '/\\[', '/%', '/?%'])(
    'continues after a request for %s',
    async (target) => {
      expect(await raw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 (?:200|400|404) /,
      );
      expect((await get('/')).status).toBe(200);
    },
  );

  it.each([
    ['/api/dashboard?from=0&to=9007199254740991', 104249992],
    ['/api/dashboard?from=0&to=9007199254740991&period=86400', 104249992],
    ['/api/dashboard?from=1700000000000&to=1731536000000&period=60', 525600],
  ])('draws no more than a browser can show: %s', async (path, points) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body).toContain(`give ${points} data points: must be at most 10000`);
  });

  it.each([
    ['an image of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a page on another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    ['a script of another origin', { origin: 'http://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('refuses %s, wherever it asks', async (_, headers) => {
    for (const path of ['/', '/script.js', '/api/preview', '/api/events', '/api/dashboard?from=1&to=2'])
      expect((await get(path, headers)).status).toBe(403);
  });

  it('answers its own page, and a link to it', async () => {
    const own = { 'sec-fetch-site': 'same-origin', origin: new URL(server.url).origin };
    const host = new URL(server.url).host;
    expect((await get('/api/preview', { ...own, host })).status).toBe(200);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await get('/', link)).status).toBe(200);
    expect((await get('/api/preview', link)).status).toBe(403);
  });

  it('lets no other site use what it answers', async () => {
    const response = await fetch(server.url.replace('localhost', '127.0.0.1'));
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('ends a request whose head does not come to an end', async () => {
    expect(await raw('GET / HTTP/1.1\r\nHost: localhost\r\n')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('tells at most sixteen pages of changes, and another once one is closed', async () => {
    const own = await servePage({ html: '', css: '', script: '' }, served, 0);
    const events = () => fetch(`${own.url}api/events`.replace('localhost', '127.0.0.1'));
    const open = await Promise.all(Array.from({ length: 16 }, events));
    expect(open.map(({ status }) => status)).toEqual(Array(16).fill(200));
    expect((await events()).status).toBe(503);
    await open[0]?.body?.cancel();
    await expect.poll(async () => (await events()).status).toBe(200);
    await own.close();
  });

  it('says what to do when the port is in use', async () => {
    const port = Number(new URL(server.url).port);
    const page = { html: '', css: '', script: '' };
    await expect(servePage(page, served, port)).rejects.toThrow(
      `port ${port} is in use: stop the program that uses it, or choose another port with --port N`,
    );
  });

  it('tells open pages of a change', async () => {
    const response = await fetch(`${server.url}api/events`.replace('localhost', '127.0.0.1'));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe(': open\n\n');
    server.changed();
    expect((await reader?.read())?.value).toContain('event: changed');
    await reader?.cancel();
  });
});

describe('watching a folder', () => {
  it('reads an object once, when it has stopped growing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watch-'));
    const [first, second, third] = STORY;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no story');
    writeObject(folder, first);
    const found: string[][] = [];
    const known = await localSources([folder]);
    const onNew = async (sources: readonly { readonly key: string }[]) => {
      found.push(sources.map(({ key }) => key));
      return [];
    };
    const watching = watch({
      paths: [folder],
      known,
      onNew,
      onError: (error) => found.push([String(error)]),
      everyMillis: 25,
    });
    const added = [writeObject(folder, second), writeObject(folder, third)].sort();
    await expect.poll(() => found.flat().sort()).toEqual(added);
    await new Promise((resolve) => setTimeout(resolve, 120));
    watching.stop();
    expect(found.flat()).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });

  it('reads a file again that could not be read, once it has changed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watch-'));
    const [first] = STORY;
    if (first === undefined) throw new Error('no story');
    const file = writeObject(folder, first);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, 100));
    const sizes: (number | undefined)[] = [];
    const watching = watch({
      paths: [folder],
      known: [],
      onNew: async (sources) => {
        sizes.push(...sources.map(({ size }) => size));
        return sources.filter(({ size }) => size === 100);
      },
      onError: (error) => sizes.push(String(error).length),
      everyMillis: 25,
    });
    await expect.poll(() => sizes).toEqual([100]);
    writeFileSync(file, whole);
    await expect.poll(() => sizes).toEqual([100, whole.length]);
    watching.stop();
    rmSync(folder, { recursive: true });
  });

  it('leaves alone what nobody asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watch-'));
    const [first, second] = STORY;
    if (first === undefined || second === undefined) throw new Error('no story');
    const wantedFile = writeObject(folder, first);
    writeObject(folder, second);
    const found: string[] = [];
    const watching = watch({
      paths: [folder],
      known: [],
      wanted: ({ key }) => key === wantedFile,
      onNew: async (sources) => {
        found.push(...sources.map(({ key }) => key));
        return [];
      },
      onError: (error) => found.push(String(error)),
      everyMillis: 25,
    });
    await expect.poll(() => found).toEqual([wantedFile]);
    await new Promise((resolve) => setTimeout(resolve, 120));
    watching.stop();
    expect(found).toEqual([wantedFile]);
    rmSync(folder, { recursive: true });
  });
});
