/** The package as people get it: packed, installed into an empty app, compiled, synthesized; and its program run. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OUR_KIND, type PackedApp, packedApp, ROOT, run, synthesizedBy } from './support/packed-app.ts';

let packed: PackedApp;
beforeAll(async () => {
  packed = await packedApp();
});
afterAll(() => packed.remove());

describe('the package holds', () => {
  test('what is deployed, the construct with its types, and the program', () => {
    expect(packed.files).toEqual(
      expect.arrayContaining([
        'bin/elb-log-metrics.cjs',
        'dist/construct/index.js',
        'dist/construct/lib/index.d.ts',
        'dist/cli/cli.js',
        'dist/cli/synthesis.js',
        'dist/handler/index.mjs',
        'dist/log-switch/index.mjs',
        'dist/handler/THIRD-PARTY.txt',
        'dist/handler.cdx.json',
        'dist/cli/THIRD-PARTY.txt',
        'dist/cli.cdx.json',
        'dist/construct/THIRD-PARTY.txt',
        'dist/construct.cdx.json',
        'README.md',
        'LICENSE',
      ]),
    );
  });

  test('no source, no test and nothing of this machine', () => {
    const built =
      /^dist\/(?:cli\/[\w.-]+\.js|construct\/(?:index\.js|package\.json|(?:lib|lambda)\/[\w/.-]+\.d\.ts)|[\w-]+\/(?:index\.mjs|THIRD-PARTY\.txt)|[\w.-]+\.json)$/;
    const written =
      /^(?:bin\/[\w-]+\.cjs|docs\/[\w./-]+|examples\/[\w./-]+|bench\/README\.md|[A-Z-]+\.md|LICENSE|THIRD-PARTY[\w.-]*|package\.json)$/;
    expect(packed.files.filter((file) => !built.test(file) && !written.test(file))).toEqual([]);
    const leaks = packed.files
      .filter((file) => file.startsWith('dist/') && !file.endsWith('.d.ts'))
      .filter((file) => readFileSync(join(ROOT, file), 'utf8').includes(ROOT));
    expect(leaks).toEqual([]);
  });

  test('every document that the README links to', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((link) => !packed.files.includes(link))).toEqual([]);
  });

  test('no library that an app has to install beside the CDK', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(dependencies).toBeUndefined();
    const types = packed.files
      .filter((file) => file.endsWith('.d.ts'))
      .map((file) => readFileSync(join(ROOT, file), 'utf8'));
    const imported = new Set(
      types.flatMap((text) =>
        [...text.matchAll(/(?:from|import\() ?['"]([^.'"][^'"]*)['"]/g)].map(([, to = '']) => to),
      ),
    );
    expect([...imported].filter((name) => !/^(?:aws-cdk-lib(?:\/|$)|constructs$)/.test(name))).toEqual([]);
  });
});

/** Apps of other kinds are in package.long.test.ts. */
test('an app compiles against the types, synthesizes without a bundler and deploys the bundled functions', async () => {
  const { Resources } = JSON.parse(await synthesizedBy(OUR_KIND, packed.app)) as {
    Resources: Record<string, { Type: string }>;
  };
  const types = Object.values(Resources).map(({ Type }) => Type);
  expect(types).toEqual(
    expect.arrayContaining([
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'AWS::Lambda::Function',
      'AWS::CloudWatch::Dashboard',
    ]),
  );
  const { files: assets } = JSON.parse(readFileSync(join(packed.app, 'out', 'Shop.assets.json'), 'utf8')) as {
    files: Record<string, { source: { path: string } }>;
  };
  const bundles = Object.values(assets).filter(({ source }) =>
    existsSync(join(packed.app, 'out', source.path, 'index.mjs')),
  );
  expect(bundles.length).toBeGreaterThan(0);
});

describe('the program', () => {
  const log = join(ROOT, 'test', 'logs', 'alb-access', 'constructed-edge-cases.log');
  const call = (...args: string[]) =>
    run(join(packed.app, 'node_modules', '.bin', 'elb-log-metrics'), args, { cwd: packed.app });

  test('lists its commands', async () => {
    const { stdout } = await call('--help');
    for (const name of ['preview', 'verdict', 'metrics', 'simulate', 'replay', 'redrive', 'template', 'init'])
      expect(stdout).toContain(`\n  ${name} `);
  });

  test('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect((await call('--version')).stdout).toBe(`${version}\n`);
  });

  test('of a clone says what to run where it is not built', async () => {
    const clone = mkdtempSync(join(tmpdir(), 'clone-'));
    cpSync(join(ROOT, 'bin'), join(clone, 'bin'), { recursive: true });
    await expect(run(process.execPath, [join(clone, 'bin', 'elb-log-metrics.cjs')])).rejects.toThrow(
      'this clone has no built program: run "npm ci" and "npm run prepack" first, or "npm start" in its place',
    );
    rmSync(clone, { recursive: true });
  });

  test('shows logs without being told a command, and writes the page', async () => {
    const { stdout } = await call(log, '--once', '--report', 'page.html');
    expect(stdout).toContain('edge-alb / web-tg');
    expect(readFileSync(join(packed.app, 'page.html'), 'utf8')).toContain('<script');
  });

  test('prints metric data, and takes no context of another app for its settings', async () => {
    writeFileSync(join(packed.app, 'cdk.json'), JSON.stringify({ app: 'node js/app.js', context: { stage: 'prod' } }));
    const { stdout } = await call('metrics', log);
    const { objects, metricData } = JSON.parse(stdout);
    expect(objects[0].lines).toEqual({ parsed: 69, skipped: 2, unparsed: 3 });
    expect(metricData.length).toBeGreaterThan(50);
  });

  test('fails for a path that is empty, as a variable of a shell may be, and shows no made-up traffic', async () => {
    await expect(call('')).rejects.toThrow("cannot read '': no such file or folder");
  });

  test('fails for a command that there is not, and names the one that was meant', async () => {
    await expect(call('metrcs')).rejects.toThrow("'metrcs' is no command: did you mean metrics?");
  });

  test('fails on a Node that is too old, and says which it needs', async () => {
    const pretend = "Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); require(process.argv[1]);";
    const bin = join(ROOT, 'bin', 'elb-log-metrics.cjs');
    await expect(run(process.execPath, ['-e', pretend, bin])).rejects.toThrow(
      'elb-log-metrics needs Node 20.16 or later. This is Node 18.20.4.',
    );
  });
});
