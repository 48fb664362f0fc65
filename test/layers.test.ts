/** The map of ARCHITECTURE.md holds: its tables name every room, and each room imports only what is above it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const AREAS = ['lambda', 'lib', 'local'] as const;
/** Imports that are never allowed, even if the tables allow them. Pairs: importer, imported. */
const NEVER: readonly (readonly [string, string])[] = [
  ['lambda/publish/', 'lambda/ingest/'],
  ['lambda/publish/', 'lambda/diagnosis/'],
  ['lambda/read/', 'lambda/formats/alb-access.ts'],
  ['lambda/log-switch/', 'lambda/(?!log-switch/)'],
  ['lib/monitoring/', 'lib/bucket/'],
  ['lib/function/', 'lib/monitoring/'],
  ['local/preview/page/client/', 'lambda/(?!catalogue/)|lib/|local/(?!preview/)'],
];
/** AssemblyScript, whose imports name no endings. */
const CORE = 'lambda/ingest/core/assembly';
/** The parts of lambda/ that the stack may know. */
const WORDS = /^lambda\/(catalogue\/|formats\/|config\.ts$|diagnosis\/(?:routes|services)\.ts$|verdict\/settings\.ts$)/;

/** Folders that hold others, at any depth; the core's sources are no TypeScript. */
function foldersIn(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const inner = readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'assembly')
      .map(({ name }) => `${folder}/${name}`);
    return inner.length === 0 ? [] : [folder, ...foldersIn(...inner)];
  });
}

interface Import {
  readonly from: string;
  /** Path from the root, or the name of a package. */
  readonly to: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('/assembly'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

function imports(folder: string): Import[] {
  return sources(folder).flatMap((from) => {
    const text = readFileSync(join(ROOT, from), 'utf8');
    return [...text.matchAll(/(?:^|\n)(?:import|export)\b[^;]*?from '([^']+)'|import\('([^']+)'\)/g)].map((match) => {
      const target = match[1] ?? match[2] ?? '';
      return { from, to: target.startsWith('.') ? normalize(join(dirname(from), target)) : target };
    });
  });
}

/** The text of a file without its comments. */
function code(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** Rooms of an area in the order of its table: `read/` or `config.ts`. */
function mapped(area: string): string[] {
  const map = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const section = map.split(`\n### ${area}/\n`)[1]?.split('\n#')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, room = '']) => room);
}

/** The row of the table that a path belongs to; -1 where it has none. */
function rowOf(area: string, path: string): number {
  const [first = '', ...below] = path.slice(area.length + 1).split('/');
  return mapped(area).indexOf(below.length === 0 ? first : `${first}/`);
}

const show = ({ from, to }: Import): string => `${from} -> ${to}`;

describe.each(AREAS)('%s/ is as ARCHITECTURE.md draws it', (area) => {
  test('every file has a row', () => {
    expect(sources(area).filter((path) => rowOf(area, path) === -1)).toEqual([]);
  });

  test('every row has files', () => {
    const used = new Set(sources(area).map((path) => rowOf(area, path)));
    expect(mapped(area).filter((_room, row) => !used.has(row))).toEqual([]);
  });

  test('a room imports only what is above it', () => {
    const inside = imports(area).filter(({ to }) => to.startsWith(`${area}/`));
    const wrong = inside.filter(({ from, to }) => rowOf(area, to) > rowOf(area, from));
    expect(wrong.map(show)).toEqual([]);
  });
});

/** Files that import each other, through any number of others: no order to read them in. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = new Map([...graph.keys()].map((file) => [file, reachable(graph, file)]));
  const inCircle = [...graph.keys()].filter((file) => reached.get(file)?.has(file));
  const together = inCircle.map((file) =>
    inCircle.filter((one) => reached.get(file)?.has(one) && reached.get(one)?.has(file)),
  );
  return [...new Set(together.map((files) => files.join(' ')))];
}

function reachable(graph: ReadonlyMap<string, readonly string[]>, from: string): Set<string> {
  const seen = new Set<string>();
  const next = [...(graph.get(from) ?? [])];
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    next.push(...(graph.get(file) ?? []));
  }
  return seen;
}

describe('imports follow the data', () => {
  test('no files import each other in a circle, not even types', () => {
    const folders = [...AREAS, 'bench', 'test'];
    const core = readdirSync(join(ROOT, CORE)).map((file) => `${CORE}/${file}`);
    const graph = new Map([...core, ...folders.flatMap(sources)].map((file) => [file, [] as string[]]));
    for (const { from, to } of folders.flatMap(imports)) graph.get(from)?.push(to);
    for (const file of core)
      graph.get(file)?.push(...[...code(file).matchAll(/from '\.\/(\w+)'/g)].map(([, to]) => `${CORE}/${to}.ts`));
    expect(circles(graph)).toEqual([]);
  });

  test.each(foldersIn(...AREAS))('the files and folders in %s/ do not import each other in a circle', (folder) => {
    const all = imports(folder).filter(({ to }) => to.startsWith(`${folder}/`));
    const child = (path: string): string => path.slice(folder.length + 1).split('/')[0] ?? '';
    const graph = new Map(sources(folder).map((path) => [child(path), [] as string[]]));
    for (const { from, to } of all) if (child(from) !== child(to)) graph.get(child(from))?.push(child(to));
    expect(circles(graph)).toEqual([]);
  });

  test('a circle is found behind files that are in none', () => {
    const graph = { first: ['second'], second: ['third'], third: ['second', 'fourth'], fourth: [] };
    expect(circles(new Map(Object.entries(graph)))).toEqual(['second third']);
  });

  test('lambda/ imports neither lib/ nor local/ nor CDK', () => {
    const wrong = imports('lambda').filter(({ to }) => /^(lib|local|test|bench)\/|^aws-cdk-lib|^constructs/.test(to));
    expect(wrong.map(show)).toEqual([]);
  });

  test('lib/ imports from lambda/ only the words, and nothing of local/', () => {
    const wrong = imports('lib').filter(
      ({ to }) => (to.startsWith('lambda/') && !WORDS.test(to)) || to.startsWith('local/'),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('nothing outside test/ imports test/, and nothing imports bench/ but bench and its tests', () => {
    const outside = [...AREAS, 'bench'].flatMap(imports);
    const wrong = outside.filter(
      ({ from, to }) => to.startsWith('test/') || (to.startsWith('bench/') && !from.startsWith('bench/')),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test.each(NEVER)('%s never imports %s', (from, to) => {
    const pattern = new RegExp(`^(?:${to})`);
    const wrong = AREAS.flatMap(imports).filter((one) => one.from.startsWith(from) && pattern.test(one.to));
    expect(wrong.map(show)).toEqual([]);
  });

  test('no command is imported but by the program that holds them all', () => {
    const commands = sources('local/commands').filter((path) => /export const main\b/.test(code(path)));
    expect(commands.length).toBeGreaterThan(5);
    const others = AREAS.flatMap(imports).filter(({ from }) => from !== 'local/commands/cli.ts');
    expect(others.filter(({ to }) => commands.includes(to)).map(show)).toEqual([]);
  });

  test('nothing imports the handler but its own tests and stand-ins', () => {
    const wrong = ['lambda', 'lib'].flatMap(imports).filter(({ to }) => to === 'lambda/handler.ts');
    expect(wrong.map(show)).toEqual([]);
  });
});

describe('the edge is one file a function', () => {
  const inner = sources('lambda').filter((path) => !/(?:^|\/)handler\.ts$/.test(path));

  test('only a handler reads process.env or makes an SDK client, or has it made', () => {
    expect(inner.filter((path) => /process\.env/.test(code(path)))).toEqual([]);
    const makers = inner.filter((path) => /new \w+Client\(/.test(code(path)));
    expect(makers).toEqual(['lambda/batch/clients.ts']);
    const users = imports('lambda').filter(({ to }) => to === 'lambda/batch/clients.ts');
    expect(users.map(({ from }) => from)).toEqual(['lambda/handler.ts']);
  });

  test('nothing of a log line is evaluated', () => {
    const wrong = sources('lambda').filter((path) => /\beval\(|new Function\(/.test(code(path)));
    expect(wrong).toEqual([]);
  });
});
