/** What we build with and what we give away: checked against the lock file and the licenses, and listed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { expect, test } from 'vitest';
import { bundledPackages, notices } from '../lib/function/third-party.ts';
import { bundlePage } from '../local/preview/page/bundle.ts';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  /** It is inside the archive of another package, so under that one's checksum. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const manifest = json('package.json');
/** Folder -> what the lock file says of it; without this project itself and its folder `.ci/node`. */
const locked = Object.entries<Locked>(json('package-lock.json').packages).filter(
  ([folder, { link }]) => folder.includes('node_modules/') && link !== true,
);

/** Licenses that let us give code away with ours. */
const PERMISSIVE = ['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];
/** What only builds or tests may demand more of who changes it. */
const OF_TOOLS = [...PERMISSIVE, 'MPL-2.0', 'MIT OR Apache-2.0', '(MIT OR GPL-3.0-or-later)'];

test('the lock file has a checksum of everything that is installed, Node too, and names no registry', () => {
  const unsure = locked.filter(
    ([, { integrity = '', inBundle, resolved }]) => !(inBundle || integrity.startsWith('sha512-')) || resolved,
  );
  expect(locked.length).toBeGreaterThan(200);
  expect(unsure).toEqual([]);
});

test('nothing that is installed runs a script, which could fetch what the lock file does not know', () => {
  const withScripts = locked.filter(([, one]) => one.hasInstallScript === true).map(([folder]) => folder);
  const refused = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name] === false);
  expect(withScripts.map((folder) => folder.replace(/^.*node_modules\//, '')).sort()).toEqual(refused.sort());
});

test('this Node is the one of the lock file', () => {
  const node = locked.find(([folder]) => folder === `node_modules/node-${platform}-${arch}`)?.[1];
  expect(`v${node?.version}`).toBe(process.version);
});

test('the licenses are known and let us use what we use', () => {
  expect(locked.filter(([, { license = '' }]) => !OF_TOOLS.includes(license))).toEqual([]);
});

const BUNDLES = ['handler', 'log-switch', 'verdict', 'cli', 'construct'].filter((name) => existsSync(`dist/${name}`));

test.each(BUNDLES)('the bill of materials of %s fits what is there', (name) => {
  const { metadata, components, dependencies } = json(`dist/${name}.cdx.json`);
  for (const { name: file, hashes } of metadata.component.components) {
    expect(hashes[0].content, file).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
  }
  const scripts = readdirSync(`dist/${name}`).filter((file) => /\.m?js$/.test(file));
  expect(metadata.component.components).toHaveLength(scripts.length);
  const refs = components.map((one: Record<string, string>) => one['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  for (const { ref, dependsOn } of dependencies) {
    expect([metadata.component['bom-ref'], ...refs]).toContain(ref);
    expect(refs).toEqual(expect.arrayContaining(dependsOn));
  }
  for (const { group, name: plain, version, hashes, licenses } of components) {
    const full = group === undefined ? plain : `${group}/${plain}`;
    const found = locked.find(([folder, one]) => folder.endsWith(`node_modules/${full}`) && one.version === version);
    const digest = Buffer.from(found?.[1].integrity?.slice('sha512-'.length) ?? '', 'base64').toString('hex');
    expect(hashes, full).toEqual([{ alg: 'SHA-512', content: digest }]);
    expect(PERMISSIVE).toContain(licenses[0].expression);
  }
});

test.each(BUNDLES)('the notices of %s name every package of its bill, with a license', (name) => {
  const text = readFileSync(`dist/${name}/THIRD-PARTY.txt`, 'utf8');
  for (const { group, name: plain, version, licenses } of json(`dist/${name}.cdx.json`).components) {
    const full = group === undefined ? plain : `${group}/${plain}`;
    expect(text).toContain(`\n${full} ${version} (${licenses[0].expression})\n`);
  }
  expect(text).toMatch(/Permission is hereby granted|Apache License/);
});

test('a bill lists what is in the output, once for each copy, and what that imports', () => {
  const inputs = {
    'lambda/handler.ts': ['node_modules/uplot/a.js', 'node_modules/zod/used.js', 'node_modules/fflate/types.js'],
    'lambda/ingest/core/core.ts': [],
    'node_modules/uplot/a.js': ['node_modules/preact/b.js', 'node_modules/fflate/types.js', 'node_modules/uplot/c.js'],
    'node_modules/uplot/c.js': [],
    'node_modules/preact/b.js': [],
    'node_modules/zod/used.js': [],
    'node_modules/zod/unused.js': ['node_modules/preact/b.js'],
    'node_modules/fflate/types.js': [],
  };
  const nothingLeft = ['node_modules/zod/unused.js', 'node_modules/fflate/types.js'];
  const imports = (paths: string[]) => paths.map((path) => ({ path, kind: 'import-statement' as const }));
  const entries = Object.entries(inputs);
  const found = bundledPackages([
    {
      inputs: Object.fromEntries(entries.map(([file, to]) => [file, { bytes: 1, imports: imports(to) }])),
      outputs: {
        'out.js': {
          ...{ bytes: 1, imports: [], exports: [] },
          inputs: Object.fromEntries(
            entries.map(([file]) => [file, { bytesInOutput: nothingLeft.includes(file) ? 0 : 1 }]),
          ),
        },
      },
    },
  ]);
  expect(found.map(({ name, imports }) => [name, imports])).toEqual([
    ['assemblyscript', []],
    ['preact', []],
    ['uplot', ['node_modules/preact']],
    ['zod', []],
  ]);
  const text = notices(found);
  // Three of these are under the MIT license, two of them in the same words.
  expect(text.match(/Permission is hereby granted/g)).toHaveLength(2);
  expect(text).toMatch(/preact .*\(MIT\)\n {2}.*Jason Miller[\s\S]*uplot .*\(MIT\)\n {2}.*Leon Sorokin/);
  expect(text).toContain('Daniel Wirtz');
});

test('the page, and so a report, brings the notices of the libraries in it', async () => {
  const { page } = await bundlePage();
  const comment = /<!--\nParts of the packages below(?:(?!-->)[\s\S])*-->\s*<\/body>/.exec(page.html)?.[0] ?? '';
  for (const name of ['uplot', 'preact']) expect(comment).toContain(`\n${name} `);
  expect(comment).toContain('Permission is hereby granted');
  expect(comment.slice('<!--'.length).split('-->')[0]).not.toContain('--');
});

test.runIf(existsSync('.git'))('an installation changes nothing that git knows: the program may be run', () => {
  const { bin } = manifest as { bin: Record<string, string> };
  const files = execFileSync('git', ['ls-files', '-s', ...Object.values(bin)], { encoding: 'utf8' });
  expect(files).toMatch(/^100755 .*\n$/);
});
