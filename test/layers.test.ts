import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly from: string;
  /** Path from the root, or the name of a package. */
  readonly to: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('/assembly'))
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

const show = ({ from, to }: Import): string => `${from} -> ${to}`;

describe('imports follow the data', () => {
  test('lambda/ imports neither lib/ nor local/ nor CDK', () => {
    const wrong = imports('lambda').filter(({ to }) => /^(lib|local|test|bench)\/|^aws-cdk-lib|^constructs/.test(to));
    expect(wrong.map(show)).toEqual([]);
  });

  test('lib/ imports from lambda/ only the words: catalogue, settings, causes, routes and formats', () => {
    const allowed =
      /^lambda\/catalogue\/|^lambda\/config\.ts$|^lambda\/diagnosis\/routes\.ts$|^lambda\/formats\/[a-z-]+\.ts$/;
    const wrong = imports('lib').filter(({ to }) => to.startsWith('lambda/') && !allowed.test(to));
    expect(wrong.map(show)).toEqual([]);
  });

  test('lib/ does not import local/', () => {
    expect(
      imports('lib')
        .filter(({ to }) => to.startsWith('local/'))
        .map(show),
    ).toEqual([]);
  });

  test('a stage never imports a later one', () => {
    const stages = [
      'catalogue/',
      'formats/',
      'read/',
      'measure/distribution.ts',
      'diagnosis/',
      'measure/',
      'ingest/',
      'publish/',
      'handler.ts',
    ];
    const stageOf = (path: string): number => stages.findIndex((stage) => path.startsWith(`lambda/${stage}`));
    const wrong = imports('lambda').filter(({ from, to }) => stageOf(from) >= 0 && stageOf(to) > stageOf(from));
    expect(wrong.map(show)).toEqual([]);
  });

  test('nothing imports the handler but its own tests and stand-ins', () => {
    const wrong = ['lambda', 'lib'].flatMap(imports).filter(({ to }) => to === 'lambda/handler.ts');
    expect(wrong.map(show)).toEqual([]);
  });
});

describe('the edge is one file', () => {
  test('only handler.ts reads process.env or makes an SDK client', () => {
    const wrong = sources('lambda').filter(
      (path) =>
        path !== 'lambda/handler.ts' && /process\.env|new (S3|CloudWatch|DynamoDB|SQS)Client\(/.test(code(path)),
    );
    expect(wrong).toEqual([]);
  });

  test('nothing of a log line is evaluated', () => {
    const wrong = sources('lambda').filter((path) => /\beval\(|new Function\(/.test(code(path)));
    expect(wrong).toEqual([]);
  });
});
