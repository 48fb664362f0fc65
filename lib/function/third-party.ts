/** What esbuild says it put into a bundle -> the packages in it, and their notices as text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package of which a bundle holds some code. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly license: string;
  /** From the working directory. */
  readonly folder: string;
  /** Folders of the packages of the bundle that its code imports. */
  readonly imports: readonly string[];
}

/** The WebAssembly core is compiled with AssemblyScript, whose standard library becomes part of it. */
const CORE = 'lambda/ingest/core/core.ts';
const ASSEMBLYSCRIPT = 'node_modules/assemblyscript';

/**
 * In the order of their folders. `metafiles`: one, or several where a bundle holds another, as the program holds the
 * page.
 */
export function bundledPackages(metafiles: readonly Metafile[]): BundledPackage[] {
  const imports = new Map<string, Set<string>>();
  for (const metafile of metafiles) {
    const files = bundledFiles(metafile);
    for (const file of files) {
      for (const folder of packagesOf(file)) {
        const found = imports.get(folder) ?? new Set();
        imports.set(folder, found);
        const imported = metafile.inputs[file]?.imports ?? [];
        for (const { path } of imported.filter(({ path }) => files.has(path))) {
          for (const other of packagesOf(path)) if (other !== folder) found.add(other);
        }
      }
    }
  }
  return [...imports]
    .map(([folder, others]) => ({ folder, ...described(folder), imports: [...others].sort() }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Files of which something is left in the output: what is imported only for its types, or never called, is not. */
function bundledFiles({ outputs }: Metafile): ReadonlySet<string> {
  const inputs = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return new Set(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file));
}

function packagesOf(file: string): readonly string[] {
  if (file === CORE) return [ASSEMBLYSCRIPT];
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
  return folder === undefined ? [] : [folder];
}

function described(folder: string): Pick<BundledPackage, 'name' | 'version' | 'license'> {
  const { name, version, license }: Record<string, unknown> = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  if (typeof name === 'string' && typeof version === 'string' && typeof license === 'string') {
    return { name, version, license };
  }
  throw new Error(`${folder}/package.json must name the package, its version and its license`);
}

/** A line such as `Copyright (c) 2022 Ada`, which is all that differs between the licenses of many packages. */
const COPYRIGHT = /^[ \t]*Copyright\b.*\b\d{4}\b.*$/gm;

interface Terms {
  readonly text: string;
  readonly packages: string[];
}

/** Every package with its copyright, each license once. Throws where a package does not bring its license. */
export function notices(packages: readonly BundledPackage[]): string {
  const terms = new Map<string, Terms>();
  for (const one of packages) {
    const whole = licenseOf(one);
    const text = whole.replace(COPYRIGHT, '').trim();
    const key = text.replace(/\s+/g, ' ');
    const found = terms.get(key) ?? { text, packages: [] };
    const copyrights = (whole.match(COPYRIGHT) ?? []).map((line) => `  ${line.trim()}\n`);
    found.packages.push(`${one.name} ${one.version} (${one.license})\n${[...new Set(copyrights)].join('')}`);
    terms.set(key, found);
  }
  const sections = [...terms.values()].map(({ text, packages }) => `${packages.join('')}\n${text}\n`);
  const head = 'Parts of the packages below are in the code of this folder, each under the license that follows it.\n';
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Text of the license and of the notice that have to go along with the code. */
function licenseOf({ license, folder }: BundledPackage): string {
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(file));
  const paths = files.map((file) => join(folder, file));
  // Some packages of the AWS SDK leave the text out. It is the license of this project, too.
  if (paths.length === 0 && license === 'Apache-2.0') paths.push('LICENSE');
  if (paths.length === 0) throw new Error(`${folder} must have the text of its license, ${license}`);
  return paths.map((path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}
