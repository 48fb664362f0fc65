/** The package as people get it: packed as `npm test` has built it, and installed into an empty app. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(import.meta.dirname, '..', '..');
export const run = promisify(execFile);

export interface PackedApp {
  /** Holds the package and the app. */
  readonly folder: string;
  readonly app: string;
  /** What the package holds. */
  readonly files: readonly string[];
  readonly remove: () => void;
}

/** The peers are linked, so nothing is fetched. */
export async function packedApp(): Promise<PackedApp> {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  const app = join(folder, 'app');
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  const linked = ['aws-cdk-lib', 'constructs'].map((name) => [name, `file:${join(ROOT, 'node_modules', name)}`]);
  const dependencies = Object.fromEntries([...linked, ['elb-log-metrics', `file:../${packed?.filename}`]]);
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, dependencies }));
  const install = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  await run('npm', install, { cwd: app });
  const files = packed?.files.map(({ path }) => path) ?? [];
  return { folder, app, files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A kind of app: how it is compiled. */
export interface Kind {
  readonly name: string;
  readonly compiler: string;
  readonly packageType: 'module' | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

export const NODE_NEXT = { module: 'nodenext', moduleResolution: 'nodenext' };
export const OUR_COMPILER = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
export const OUR_KIND: Kind = {
  name: 'ESM, NodeNext, our TypeScript',
  compiler: OUR_COMPILER,
  packageType: 'module',
  options: {
    ...NODE_NEXT,
    // The index of the CDK names each service of AWS, whose types take three times as long to read as the app's own.
    // package.long.test.ts leaves them all to be found.
    paths: { 'aws-cdk-lib': [join(ROOT, 'node_modules', 'aws-cdk-lib', 'core', 'index.d.ts')] },
  },
};

export const APP_SOURCE = `
import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LoadBalancerLogMetrics } from 'elb-log-metrics';

const app = new App({ outdir: 'out', builtinCloudFormationValidation: false });
const stack = new Stack(app, 'Shop');
const loadBalancer = new ApplicationLoadBalancer(stack, 'Alb', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) });
const logs = new LoadBalancerLogMetrics(stack, 'Logs', { loadBalancers: [loadBalancer], alarms: { errorPercent: 2 } });
logs.metricElb5xx().createAlarm(stack, 'Mine', { threshold: 1, evaluationPeriods: 3 });
export const names: string[] = logs.alarms.all.map(({ name }) => name);
// @ts-expect-error a setting that does not exist does not compile
export const wrong = () => new LoadBalancerLogMetrics(stack, 'Wrong', { bukcet: {} });
app.synth();
`;

export const templateIn = (app: string): string => readFileSync(join(app, 'out', 'Shop.template.json'), 'utf8');

/** Compiles the app and runs it; the template that it synthesizes. */
export async function synthesizedBy({ compiler, packageType, options }: Kind, app: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
  writeFileSync(join(app, 'package.json'), JSON.stringify({ ...manifest, type: packageType }));
  writeFileSync(join(app, 'app.ts'), APP_SOURCE);
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
  return templateIn(app);
}
