/**
 * Next to each bundle, made by the build that made it: THIRD-PARTY.txt with the notices of the packages inside, and in
 * dist/ a bill of materials, CycloneDX 1.6. The same files give the same text. Source: cyclonedx.org, "CycloneDX v1.6
 * JSON Reference".
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { type BundledPackage, bundledPackages, notices } from './third-party.ts';

export interface Bundle {
  /** Its folder in dist/. */
  readonly name: string;
  /** One, or several where a bundle holds another, as the program holds the page. */
  readonly metafiles: readonly Metafile[];
}

export function describeBundle({ name, metafiles }: Bundle): void {
  const packages = bundledPackages(metafiles);
  writeFileSync(join('dist', name, 'THIRD-PARTY.txt'), notices(packages));
  writeFileSync(join('dist', `${name}.cdx.json`), `${JSON.stringify(billOfMaterials(name, packages), undefined, 1)}\n`);
}

function billOfMaterials(bundle: string, packages: readonly BundledPackage[]) {
  const { name, version, license }: Record<string, string> = json('package.json');
  const refs = new Map(packages.map((one) => [one.folder, purl(one)]));
  const refsOf = (folders: readonly string[]) => [...new Set(folders.flatMap((folder) => refs.get(folder) ?? []))];
  const ref = `${name}/${bundle}`;
  const imports = Map.groupBy(packages, purl);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': ref,
        name: ref,
        version,
        licenses: [{ expression: license }],
        components: filesOf(bundle),
      },
    },
    components: [...imports].map(([purl, [one]]) => one && component(one, purl)),
    dependencies: [
      { ref, dependsOn: [...imports.keys()] },
      ...[...imports].map(([ref, copies]) => ({
        ref,
        dependsOn: refsOf(copies.flatMap(({ imports }) => imports)).filter((other) => other !== ref),
      })),
    ],
  };
}

/** The scripts that Node or a browser runs, each by its SHA-256. */
function filesOf(bundle: string) {
  const folder = join('dist', bundle);
  const scripts = readdirSync(folder).filter((file) => /\.m?js$/.test(file));
  return scripts.sort().map((file) => ({
    type: 'file',
    name: `dist/${bundle}/${file}`,
    hashes: [
      {
        alg: 'SHA-256',
        content: createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
      },
    ],
  }));
}

/** The hash is that of the archive in the registry, which package-lock.json holds npm to. */
function component({ name, version, license, folder }: BundledPackage, ref: string) {
  const { integrity = '' }: { integrity?: string } = json('package-lock.json').packages[folder] ?? {};
  const [algorithm, digest = ''] = integrity.split('-');
  if (algorithm !== 'sha512')
    throw new Error(`the integrity of ${folder} in package-lock.json is '${integrity}': must be its SHA-512`);
  const [scope, plain] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return {
    type: 'library',
    'bom-ref': ref,
    ...(scope === undefined ? {} : { group: scope }),
    name: plain,
    version,
    hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
    licenses: [{ expression: license }],
    purl: ref,
  };
}

/** Source: package-url, "purl-spec", type npm: the `@` of a scope is percent-encoded. */
const purl = ({ name, version }: BundledPackage): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
