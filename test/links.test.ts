/** Every link in our Markdown to a place in this repository leads to a file and a heading that exist. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What is installed or made is not ours. */
const NOT_OURS = new Set(['node_modules', 'dist', 'cdk.out', '.git', '.data']);

function filesUnder(folder: string, extension: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesUnder(path, extension);
    return entry.name.endsWith(extension) ? [path] : [];
  });
}

/** Text as it is read: no code, which may hold what only looks like a link. */
const prose = (markdown: string): string =>
  markdown
    .replace(/^(\s*)(```+)[\s\S]*?^\s*\2/gm, '')
    .replace(/(`+)[^`\n]*\1(?!\()/g, (code) => code.replaceAll(/[[\]()<>]/g, ''));

/** Ids of headings as GitHub makes them, and of anchors written by hand. */
function anchors(markdown: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [, heading = ''] of markdown.replace(/^(\s*)(```+)[\s\S]*?^\s*\2/gm, '').matchAll(/^#{1,6} +(.*)$/gm)) {
    const shown = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[`*]/g, '')
      .trim();
    const id = shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let unique = id;
    for (let again = 1; ids.has(unique); again++) unique = `${id}-${again}`;
    ids.add(unique);
  }
  for (const [, id = ''] of markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)) ids.add(id);
  return ids;
}

function linksOf(markdown: string): string[] {
  const text = prose(markdown);
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map(([, to = '']) => to);
  const defined = [...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map(([, to = '']) => to);
  const pictures = [...text.matchAll(/\b(?:src|srcset|href)="([^"\s]+)/g)].map(([, to = '']) => to);
  return [...inline, ...defined, ...pictures].filter((to) => !/^[a-z][a-z0-9+.-]*:/i.test(to));
}

/** Why a link of this file leads nowhere; undefined if it leads somewhere. */
function problem(file: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : join(dirname(file), decodeURIComponent(path));
  if (!target.startsWith(ROOT) || !existsSync(target)) return `${link}: there is no such file`;
  if (anchor === undefined) return undefined;
  if (statSync(target).isDirectory() || !target.endsWith('.md')) return `${link}: only Markdown has headings`;
  return anchors(readFileSync(target, 'utf8')).has(anchor) ? undefined : `${link}: there is no such heading`;
}

const documents = filesUnder(ROOT, '.md');

test('there are documents with links', () => {
  expect(documents.map((file) => relative(ROOT, file))).toEqual(
    expect.arrayContaining(['README.md', 'docs/formats.md']),
  );
  expect(linksOf(readFileSync(join(ROOT, 'README.md'), 'utf8')).length).toBeGreaterThan(10);
});

test.each(documents.map((file) => relative(ROOT, file)))('every link of %s leads somewhere', (name) => {
  const file = join(ROOT, name);
  const links = linksOf(readFileSync(file, 'utf8'));
  expect(links.flatMap((link) => problem(file, link) ?? [])).toEqual([]);
});

test('every document that the code names is there, heading and all', () => {
  const sources = ['lib', 'lambda', 'local'].flatMap((folder) => filesUnder(join(ROOT, folder), '.ts'));
  const named = sources.flatMap((file) => [
    ...new Set([...readFileSync(file, 'utf8').matchAll(/\bdocs\/[a-z-]+\.md(?:#[a-z0-9-]+)?/g)].map(([link]) => link)),
  ]);
  expect(named.length).toBeGreaterThan(5);
  const readme = join(ROOT, 'README.md');
  expect([...new Set(named)].flatMap((link) => problem(readme, link) ?? [])).toEqual([]);
});

/** Paths from the root as text and comments name them: files with their ending, folders with a slash behind. */
function pathsIn(text: string): string[] {
  return [
    ...text.matchAll(/(?<![\w./-])(?:lambda|lib|local|test|bench|docs)\/(?:[\w-]+\/)*(?:[\w.-]+\.\w+|(?<=\/))/g),
  ].map(([path]) => path);
}

const commentsOf = (code: string): string => (code.match(/\/\*[\s\S]*?\*\/|\/\/ .*/g) ?? []).join('\n');

test('every file and folder that a document or a comment names is there', () => {
  const own = ['lib', 'lambda', 'local', 'bench', 'test'].map((folder) => join(ROOT, folder));
  const sources = own.flatMap((folder) => ['.ts', '.tsx', '.mjs'].flatMap((end) => filesUnder(folder, end)));
  // What has changed is told by the names of its time.
  const current = documents.filter((file) => !file.endsWith('CHANGELOG.md'));
  const texts = [
    ...current.map((file) => ({ file, text: readFileSync(file, 'utf8') })),
    ...sources.map((file) => ({ file, text: commentsOf(readFileSync(file, 'utf8')) })),
  ];
  const named = texts.flatMap(({ file, text }) => pathsIn(text).map((path) => ({ file: relative(ROOT, file), path })));
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
});

describe('the check', () => {
  const readme = join(ROOT, 'README.md');
  test.each([
    ['docs/none.md', 'there is no such file'],
    ['docs/formats.md#none', 'there is no such heading'],
    ['../elsewhere.md', 'there is no such file'],
    ['docs/formats.md#a-bucket-for-them', undefined],
    ['docs', undefined],
  ])('says of %s: %s', (link, reason) => {
    expect(problem(readme, link)).toBe(reason === undefined ? undefined : `${link}: ${reason}`);
  });

  test('finds the paths that a text names', () => {
    const text = 'In `local/read/`, lib/app.ts (docs/alarms.md#x) and local/. Not dist/lib/app.ts or a lib.';
    expect(pathsIn(text)).toEqual(['local/read/', 'lib/app.ts', 'docs/alarms.md', 'local/']);
  });

  test('finds links of every form, and none in code', () => {
    const markdown =
      '[a](x.md) ![b](y.png "title") [`c`](z.md#h)\n\n```md\n[d](no.md)\n```\n`[e](no.md)` <img src="p.svg"> [f](https://example.com)';
    expect(linksOf(markdown).sort()).toEqual(['p.svg', 'x.md', 'y.png', 'z.md#h']);
  });
});
