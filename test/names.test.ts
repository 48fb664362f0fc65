/**
 * One word, one meaning: the name of an exported type, function or constant is declared in no other file, exported or
 * not. And names are spelled as our texts are.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AMERICAN } from '../local/project/prose/patterns.ts';

const ROOT = join(import.meta.dirname, '..');

interface Declaration {
  readonly file: string;
  readonly name: string;
  readonly isExported: boolean;
}

/** Generated from the schemas, whose types have the same names. */
const GENERATED = ['lib/settings/types.ts', 'lambda/ingest/core/core.ts'];

function sources(...folders: readonly string[]): readonly string[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }))
    .filter((file) => !GENERATED.includes(file) && !file.includes('/assembly/'));
}

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Types, interfaces and classes; of the page also its components. */
function declared(file: string, text = textOf(file)): readonly Declaration[] {
  return [...text.matchAll(/^(export )?(?:abstract )?(interface|type|class|function) ([A-Z]\w*)/gm)]
    .filter(([, , kind]) => kind !== 'function' || file.endsWith('.tsx'))
    .map(([, exported, , name = '']) => ({ file, name, isExported: exported !== undefined }));
}

/** Names of what is exported that stand for something else in another file. */
function ambiguous(declarations: readonly Declaration[]): readonly string[] {
  const files = new Map<string, Set<string>>();
  for (const { file, name } of declarations) files.set(name, (files.get(name) ?? new Set()).add(file));
  const exported = new Set(declarations.flatMap(({ name, isExported }) => (isExported ? [name] : [])));
  return [...files]
    .filter(([name, { size }]) => size > 1 && exported.has(name))
    .map(([name, where]) => `${name}: ${[...where].sort().join(' ')}`)
    .sort();
}

/** Each is where a process starts, so each is the only one there. */
const ENTRY_POINTS = ['main', 'handler'];

/** Functions and constants of a file, not those inside others. */
function ofModule(file: string, text = textOf(file)): readonly Declaration[] {
  return [...text.matchAll(/^(export )?(?:async )?(?:function\*?|const|let) ([a-z]\w*)/gm)]
    .filter(([, , name = '']) => !ENTRY_POINTS.includes(name))
    .map(([, exported, name = '']) => ({ file, name, isExported: exported !== undefined }));
}

/** The names in a text, each as its words: `readAhead` is 'read Ahead'. */
function names(text: string): readonly string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'|\/(?:[^/\\\n]|\\.)+\/[dgimsuvy]*/gm, '');
  return [...new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? [])];
}

const inWords = (name: string) => name.replaceAll('_', ' ').replace(/([a-z0-9])(?=[A-Z])/g, '$1 ');

function notAmerican(name: string): boolean {
  return AMERICAN.some(({ find }) => inWords(name).match(find) !== null);
}

describe('names', () => {
  test('the name of an exported type is declared once', () => {
    expect(ambiguous(sources('lambda', 'lib', 'local').flatMap((file) => declared(file)))).toEqual([]);
  });

  test('a second type of the name of an exported one is found, exported or not, and a component too', () => {
    const first = declared('a.ts', 'export interface Row {}\ninterface Own {}');
    const others = [...declared('b.ts', 'type Row = 1;\ninterface Own {}'), ...declared('c.tsx', 'function Row() {}')];
    expect(ambiguous([...first, ...others])).toEqual(['Row: a.ts b.ts c.tsx']);
  });

  test('the name of an exported function or constant is declared once', () => {
    expect(ambiguous(sources('lambda', 'lib', 'local').flatMap((file) => ofModule(file)))).toEqual([]);
  });

  test('a second function of the name of an exported one is found; where a process starts it is not', () => {
    const first = ofModule('a.ts', 'export function sum() {}\nexport async function main() {}\nfunction own() {}');
    const second = ofModule('b.ts', 'export const sum = 1;\nexport async function main() {}\nfunction own() {}');
    const third = ofModule('c.ts', 'const sum = 1;\nfunction any() {\n  const own = 1;\n}');
    expect(ambiguous([...first, ...second, ...third])).toEqual(['sum: a.ts b.ts c.ts']);
    expect(ambiguous([...first, ...third])).toEqual(['sum: a.ts c.ts']);
  });

  test('they are spelled as Americans do', () => {
    const found = sources('lambda', 'lib', 'local', 'bench', 'test').flatMap((file) =>
      names(textOf(file))
        .filter(notAmerican)
        .map((name) => `${file}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  test.each(['recogniseKey', 'IncidentJudgement', 'MODELLED_BY', 'behaviours'])('%s is not', (name) => {
    expect(notAmerican(name)).toBe(true);
  });
});
