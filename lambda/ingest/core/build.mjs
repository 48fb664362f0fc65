// Compiles assembly/*.ts to WebAssembly and writes it into core.ts, which git ignores: the module as a base64 string,
// and every number it exports, so that its host has no copies of them.
//
// The first line of core.ts is a hash of everything that makes it: the sources, this file, the compiler's version.
// While it fits, there is nothing to do, and finding that out takes milliseconds; so every npm script that needs the
// core may ask for it.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const here = new URL('.', import.meta.url);
const sources = new URL('assembly/', here);
const target = new URL('core.ts', here);
const options = [
  'index.ts',
  '--outFile=core.wasm',
  '--optimizeLevel=3',
  '--shrinkLevel=1',
  '--converge',
  '--noAssert',
  '--runtime=stub',
  '--use=abort=',
  '--enable=simd',
  '--enable=bulk-memory',
  // Pages of 64 KB: the map of assembly/memory.ts with its counters at first, and with the most of them.
  '--initialMemory=198',
  '--maximumMemory=877',
];

/** File name -> text of every source. */
function readSources() {
  const names = readdirSync(sources).filter((name) => name.endsWith('.ts'));
  return new Map(names.sort().map((name) => [name, readFileSync(new URL(name, sources), 'utf8')]));
}

function stamp(files) {
  const hash = createHash('sha256');
  const compiler = createRequire(import.meta.url)('assemblyscript/package.json').version;
  for (const part of [compiler, readFileSync(new URL(import.meta.url), 'utf8'), ...[...files].flat()]) {
    hash.update(`${part.length}:${part}`);
  }
  return `// ${hash.digest('hex')}`;
}

async function compile(files) {
  const { default: asc } = await import('assemblyscript/asc');
  let wasm = null;
  const { error, stderr } = await asc.main(options, {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (_name, contents) => {
      wasm = contents;
    },
    listFiles: () => [],
  });
  if (error || wasm === null) throw new Error(`the core does not compile: ${error?.message}\n${stderr.toString()}`);
  return wasm;
}

/** The numbers that the module exports, as an object literal. */
function constantsOf(wasm) {
  const module = new WebAssembly.Module(wasm);
  const host = Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, () => 0]));
  const { exports } = new WebAssembly.Instance(module, { host });
  const numbers = Object.entries(exports).filter(([, one]) => one instanceof WebAssembly.Global);
  return `{\n${numbers.map(([name, { value }]) => `  ${name}: ${value},\n`).join('')}}`;
}

const files = readSources();
const wanted = stamp(files);
const current = existsSync(target) ? readFileSync(target, 'utf8') : '';
if (!current.startsWith(`${wanted}\n`)) {
  const wasm = await compile(files);
  const text = Buffer.from(wasm).toString('base64');
  // Written aside and renamed, so that a test running at the same time never sees half a file.
  const aside = new URL(`core.${process.pid}.tmp`, here);
  writeFileSync(
    aside,
    `${wanted}\n// Made by build.mjs from assembly/; do not edit.\nexport const CORE = ${constantsOf(wasm)} as const;\nexport const CORE_WASM =\n  '${text}';\n`,
  );
  renameSync(aside, target);
}
