/**
 * The package in apps of every kind, compiled by the oldest and the newest TypeScript. Other compilers than ours are
 * installed by `.ci/run`.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  APP_SOURCE,
  type Kind,
  NODE_NEXT,
  OUR_COMPILER,
  OUR_KIND,
  type PackedApp,
  packedApp,
  ROOT,
  run,
  synthesizedBy,
  templateIn,
} from './support/packed-app.ts';

const COMPILERS = join(ROOT, '.data', 'compilers', 'node_modules');
const compiler = (version: string): string => join(COMPILERS, `typescript-${version}`, 'bin', 'tsc');
const COMMON_JS = { module: 'commonjs' };

const KINDS: readonly Kind[] = [
  OUR_KIND,
  { name: 'ESM, NodeNext, TypeScript 5.9', compiler: compiler('5.9'), packageType: 'module', options: NODE_NEXT },
  {
    name: 'NodeNext without a type, TypeScript 5.4',
    compiler: compiler('5.4'),
    packageType: undefined,
    options: NODE_NEXT,
  },
  {
    name: 'NodeNext without a type, our TypeScript',
    compiler: OUR_COMPILER,
    packageType: undefined,
    options: NODE_NEXT,
  },
  { name: 'CommonJS, TypeScript 5.4', compiler: compiler('5.4'), packageType: undefined, options: COMMON_JS },
  { name: 'CommonJS, TypeScript 5.9', compiler: compiler('5.9'), packageType: undefined, options: COMMON_JS },
];

let packed: PackedApp;
beforeAll(async () => {
  packed = await packedApp();
});
afterAll(() => packed.remove());

/** The declarations of CDK are big: half a minute for each on a busy machine. */
describe('an app compiles against the types and synthesizes, without a bundler', { timeout: 240_000 }, () => {
  const templates = new Set<string>();

  for (const kind of KINDS) {
    test.skipIf(!existsSync(kind.compiler))(kind.name, async () => {
      templates.add(await synthesizedBy(kind, packed.app));
      // No matter what the kind, what is deployed is the same.
      expect(templates.size).toBe(1);
    });
  }

  const tsx = join(COMPILERS, 'tsx', 'dist', 'cli.mjs');
  test.skipIf(!existsSync(tsx))('with tsx', async () => {
    writeFileSync(join(packed.app, 'app.ts'), APP_SOURCE);
    await run(process.execPath, [tsx, 'app.ts'], { cwd: packed.app });
    expect(templates).toContain(templateIn(packed.app));
  });

  const oldest = compiler('5.4');
  test.skipIf(!existsSync(oldest))('in the oldest TypeScript, the settings without any library', async () => {
    const settings = join(packed.app, 'node_modules', 'elb-log-metrics', 'dist', 'construct', 'lib', 'settings');
    const compilerOptions = { noEmit: true, strict: true, target: 'es2022', module: 'nodenext', types: [] };
    writeFileSync(
      join(packed.folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: [join(settings, 'types.d.ts')] }),
    );
    await run(process.execPath, [oldest, '-p', packed.folder]);
  });
});
