/**
 * What the npm package holds -> dist/: the program as plain JavaScript, with the page and every library inside but the
 * CDK; the construct as one CommonJS module, which apps of either kind can import; and its types. Run by `npm pack`.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { describeBundle } from '../../../lib/function/bill-of-materials.ts';
import { bundlePage } from '../../preview/page/bundle.ts';

/** Peers: an app has them already, and two copies of them would not fit together. */
const CDK = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'];
/** The oldest Node that bin/elb-log-metrics.cjs allows. */
const TARGET = 'node20.16';

const { page, metafile: pageMetafile } = await bundlePage();

/** The page is bundled now, so that a user needs no bundler. */
const finishedPage: Plugin = {
  name: 'finished-page',
  setup({ onLoad }) {
    onLoad({ filter: /local[\\/]preview[\\/]page[\\/]bundle\.ts$/ }, () => ({
      contents: `const page = ${JSON.stringify(page)};\nexport const bundlePage = async () => ({ page });`,
    }));
  },
};

async function program(): Promise<void> {
  const { metafile } = await build({
    // The worker that synthesizes is a file next to the program.
    entryPoints: { cli: 'local/commands/cli.ts', synthesis: 'local/preview/synthesis.ts' },
    outdir: 'dist/cli',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    mainFields: ['module', 'main'],
    external: CDK,
    inject: ['local/project/package/older-node.ts'],
    plugins: [finishedPage],
    define: { 'import.meta.main': 'false' },
    // Libraries that are CommonJS call require.
    banner: { js: "import { createRequire as cjs } from 'node:module'; const require = cjs(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  describeBundle({ name: 'cli', metafiles: [metafile, pageMetafile] });
}

async function construct(): Promise<void> {
  const { metafile } = await build({
    entryPoints: ['lib/index.ts'],
    outfile: 'dist/construct/index.js',
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    external: CDK,
    define: { 'import.meta.main': 'false', 'import.meta.dirname': '__dirname' },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  describeBundle({ name: 'construct', metafiles: [metafile] });
  const types = ['node_modules/typescript/bin/tsc', '--singleThreaded', '-p', 'tsconfig.package.json'];
  await promisify(execFile)(process.execPath, types);
  await keepReachable('dist/construct', 'lib/index.d.ts');
  // Below it, .js and .d.ts are CommonJS, no matter what the package around it is.
  await writeFile('dist/construct/package.json', `${JSON.stringify({ type: 'commonjs' })}\n`);
}

/**
 * Removes the declarations that the entry does not lead to: those of how things are made, which name libraries no app
 * has.
 */
async function keepReachable(folder: string, entry: string): Promise<void> {
  const reached = new Set([join(folder, entry)]);
  for (const file of reached) {
    const text = await readFile(file, 'utf8');
    for (const [, to = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      reached.add(join(dirname(file), to.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  for (const file of await readdir(folder, { recursive: true })) {
    const path = join(folder, file);
    if (path.endsWith('.d.ts') && !reached.has(path)) await rm(path);
  }
}

await Promise.all([program(), construct()]);
