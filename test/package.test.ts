import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'package-'));
const app = join(folder, 'app');
const run = promisify(execFile);
let files: string[] = [];

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
  const linked = ['aws-cdk-lib', 'constructs', 'zod'].map((name) => [name, `file:${join(root, 'node_modules', name)}`]);
  const dependencies = Object.fromEntries([...linked, ['elb-log-metrics', `file:../${packed?.filename}`]]);
  mkdirSync(app);
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: 'app', private: true, type: 'module', dependencies }),
  );
  writeFileSync(join(app, 'app.ts'), SOURCE);
  const install = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  await run('npm', install, { cwd: app });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('the package has the compiled library, its types and the bundled functions, and nothing else', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'README.md',
      'LICENSE',
      'dist/handler/index.mjs',
      'dist/log-switch/index.mjs',
      'dist/lib/index.js',
      'dist/lib/index.d.ts',
    ]),
  );
  const allowed =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(handler|log-switch)\/index\.mjs|dist\/(lib|lambda)\/[\w/-]+\.(js|d\.ts))$/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
});

/** The declarations of CDK are big: half a minute on a busy machine. */
test('an app compiles against its types and synthesizes, without a bundler', { timeout: 120_000 }, async () => {
  const flags = [
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022',
    '--strict',
    '--noEmit',
    '--skipLibCheck',
    '--types',
    '',
    'app.ts',
  ];
  await run(join(root, 'node_modules', '.bin', 'tsc'), flags, { cwd: app });
  await run(process.execPath, ['app.ts'], { cwd: app });
  const template = JSON.parse(readFileSync(join(app, 'out', 'Shop.template.json'), 'utf8'));
  const types = Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
  expect(types).toEqual(
    expect.arrayContaining([
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'AWS::Lambda::Function',
      'AWS::CloudWatch::Dashboard',
    ]),
  );
  const assets = readdirSync(join(app, 'out')).filter((name) => name.startsWith('asset.'));
  expect(assets.flatMap((name) => readdirSync(join(app, 'out', name)))).toContain('index.mjs');
});
