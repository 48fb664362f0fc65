/** The package as people get it: packed, installed into empty apps of every kind, compiled, synthesized; and its program run. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'package-'));
const app = join(folder, 'app');
const run = promisify(execFile);
let files: string[] = [];

/** Other compilers than ours; `.ci/run` installs them, and without them their kinds of app are skipped. */
const COMPILERS = join(root, '.data', 'compilers', 'node_modules');
const OURS = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiler = (version: string): string => join(COMPILERS, `typescript-${version}`, 'bin', 'tsc');

const SOURCE = `
import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LoadBalancerLogMetrics } from 'elb-log-metrics';

const app = new App({ outdir: 'out' });
const stack = new Stack(app, 'Shop');
const loadBalancer = new ApplicationLoadBalancer(stack, 'Alb', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) });
const logs = new LoadBalancerLogMetrics(stack, 'Logs', { loadBalancers: [loadBalancer], alarms: { errorPercent: 2 } });
logs.metricElb5xx().createAlarm(stack, 'Mine', { threshold: 1, evaluationPeriods: 3 });
export const names: string[] = logs.alarms.all.map(({ name }) => name);
// @ts-expect-error a setting that does not exist does not compile
export const wrong = () => new LoadBalancerLogMetrics(stack, 'Wrong', { bukcet: {} });
app.synth();
`;

/** Packs what `npm test` has built, and installs it into an empty app; the peers are linked, so nothing is fetched. */
beforeAll(async () => {
  const npm = ['npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]] as const;
  const { stdout } = await run(...npm, { cwd: root });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  files = packed?.files.map(({ path }) => path) ?? [];
  const linked = ['aws-cdk-lib', 'constructs'].map((name) => [name, `file:${join(root, 'node_modules', name)}`]);
  const dependencies = Object.fromEntries([...linked, ['elb-log-metrics', `file:../${packed?.filename}`]]);
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, dependencies }));
  const install = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  await run('npm', install, { cwd: app });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package holds', () => {
  test('what is deployed, the construct with its types, and the program', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'bin/elb-log-metrics.cjs',
        'dist/construct/index.js',
        'dist/construct/lib/index.d.ts',
        'dist/cli/cli.js',
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
    expect(files.filter((file) => !built.test(file) && !written.test(file))).toEqual([]);
    const leaks = files
      .filter((file) => file.startsWith('dist/') && !file.endsWith('.d.ts'))
      .filter((file) => readFileSync(join(root, file), 'utf8').includes(root));
    expect(leaks).toEqual([]);
  });

  test('every document that the README links to', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((link) => !files.includes(link))).toEqual([]);
  });

  test('no library that an app has to install beside the CDK', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(dependencies).toBeUndefined();
    const types = files.filter((file) => file.endsWith('.d.ts')).map((file) => readFileSync(join(root, file), 'utf8'));
    const imported = new Set(
      types.flatMap((text) =>
        [...text.matchAll(/(?:from|import\() ?['"]([^.'"][^'"]*)['"]/g)].map(([, to = '']) => to),
      ),
    );
    expect([...imported].filter((name) => !/^(?:aws-cdk-lib(?:\/|$)|constructs$)/.test(name))).toEqual([]);
  });
});

interface Kind {
  readonly name: string;
  readonly compiler: string;
  readonly packageType: 'module' | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

const NODE_NEXT = { module: 'nodenext', moduleResolution: 'nodenext' };
const COMMON_JS = { module: 'commonjs' };

const KINDS: readonly Kind[] = [
  { name: 'ESM, NodeNext, our TypeScript', compiler: OURS, packageType: 'module', options: NODE_NEXT },
  { name: 'ESM, NodeNext, TypeScript 5.9', compiler: compiler('5.9'), packageType: 'module', options: NODE_NEXT },
  {
    name: 'NodeNext without a type, TypeScript 5.4',
    compiler: compiler('5.4'),
    packageType: undefined,
    options: NODE_NEXT,
  },
  { name: 'NodeNext without a type, our TypeScript', compiler: OURS, packageType: undefined, options: NODE_NEXT },
  { name: 'CommonJS, TypeScript 5.4', compiler: compiler('5.4'), packageType: undefined, options: COMMON_JS },
  { name: 'CommonJS, TypeScript 5.9', compiler: compiler('5.9'), packageType: undefined, options: COMMON_JS },
];

/** Compiles the app and runs it; the template that it synthesizes. */
async function synthesized({ compiler, packageType, options }: Kind): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
  writeFileSync(join(app, 'package.json'), JSON.stringify({ ...manifest, type: packageType }));
  writeFileSync(join(app, 'app.ts'), SOURCE);
  const compilerOptions = {
    ...options,
    target: 'es2022',
    lib: ['es2022'],
    strict: true,
    skipLibCheck: true,
    types: [],
    outDir: 'js',
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  rmSync(join(app, 'out'), { recursive: true, force: true });
  await run(process.execPath, [compiler, '-p', '.'], { cwd: app });
  await run(process.execPath, ['js/app.js'], { cwd: app });
  return readFileSync(join(app, 'out', 'Shop.template.json'), 'utf8');
}

/** The declarations of CDK are big: half a minute for each on a busy machine. */
describe('an app compiles against the types and synthesizes, without a bundler', { timeout: 240_000 }, () => {
  const templates = new Set<string>();

  for (const kind of KINDS) {
    test.skipIf(!existsSync(kind.compiler))(kind.name, async () => {
      templates.add(await synthesized(kind));
      // Whatever the kind, what is deployed is the same.
      expect(templates.size).toBe(1);
    });
  }

  test('and deploys the bundled functions', () => {
    const { Resources } = JSON.parse([...templates][0] ?? '{}') as { Resources: Record<string, { Type: string }> };
    const types = Object.values(Resources).map(({ Type }) => Type);
    expect(types).toEqual(
      expect.arrayContaining([
        'AWS::ElasticLoadBalancingV2::LoadBalancer',
        'AWS::Lambda::Function',
        'AWS::CloudWatch::Dashboard',
      ]),
    );
    const { files: assets } = JSON.parse(readFileSync(join(app, 'out', 'Shop.assets.json'), 'utf8')) as {
      files: Record<string, { source: { path: string } }>;
    };
    const bundles = Object.values(assets).filter(({ source }) =>
      existsSync(join(app, 'out', source.path, 'index.mjs')),
    );
    expect(bundles.length).toBeGreaterThan(0);
  });

  const tsx = join(COMPILERS, 'tsx', 'dist', 'cli.mjs');
  test.skipIf(!existsSync(tsx))('with tsx', async () => {
    writeFileSync(join(app, 'app.ts'), SOURCE);
    await run(process.execPath, [tsx, 'app.ts'], { cwd: app });
    expect(templates).toContain(readFileSync(join(app, 'out', 'Shop.template.json'), 'utf8'));
  });
});

describe('the types stand alone', { timeout: 240_000 }, () => {
  const oldest = compiler('5.4');
  test.skipIf(!existsSync(oldest))('in the oldest TypeScript, the settings without any library', async () => {
    const settings = join(app, 'node_modules', 'elb-log-metrics', 'dist', 'construct', 'lib', 'settings');
    const compilerOptions = { noEmit: true, strict: true, target: 'es2022', module: 'nodenext', types: [] };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: [join(settings, 'types.d.ts')] }),
    );
    await run(process.execPath, [oldest, '-p', folder]);
  });
});

describe('the program', { timeout: 120_000 }, () => {
  const log = join(root, 'test', 'logs', 'alb-access', 'constructed-edge-cases.log');
  const call = (...args: string[]) => run(join(app, 'node_modules', '.bin', 'elb-log-metrics'), args, { cwd: app });

  test('lists its commands', async () => {
    const { stdout } = await call('--help');
    for (const name of ['preview', 'verdict', 'metrics', 'simulate', 'replay', 'redrive', 'template', 'init'])
      expect(stdout).toContain(`\n  ${name} `);
  });

  test('prints metric data', async () => {
    const { stdout } = await call('metrics', log);
    const { objects, metricData } = JSON.parse(stdout);
    expect(objects[0].lines).toEqual({ parsed: 69, skipped: 2, unparsed: 3 });
    expect(metricData.length).toBeGreaterThan(50);
  });

  test('shows logs without being told a command, and writes the page', async () => {
    const { stdout } = await call(log, '--once', '--report', 'page.html');
    expect(stdout).toContain('app/edge-alb/50dc6c495c0c9188');
    expect(readFileSync(join(app, 'page.html'), 'utf8')).toContain('<script');
  });

  test('takes no context of another app for its settings', async () => {
    writeFileSync(join(app, 'cdk.json'), JSON.stringify({ app: 'node js/app.js', context: { stage: 'prod' } }));
    await expect(call('metrics', log)).resolves.toBeDefined();
  });

  test('fails for a command that there is not, and names the one that was meant', async () => {
    await expect(call('metrcs')).rejects.toThrow("'metrcs' is no command: did you mean metrics?");
  });

  test('fails on a Node that is too old, and says which it needs', async () => {
    const pretend = "Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); require(process.argv[1]);";
    const bin = join(root, 'bin', 'elb-log-metrics.cjs');
    await expect(run(process.execPath, ['-e', pretend, bin])).rejects.toThrow(
      'elb-log-metrics needs Node 20.16 or later. This is Node 18.20.4.',
    );
  });
});
