/**
 * `npm run bench [-- NAME [options]]`: runs one of the measurements of this folder.
 *
 * The name of a measurement -> tables in Markdown on standard output, progress on standard error.
 */

import { existsSync } from 'node:fs';
import { BENCHES } from './benches.ts';

interface Bench {
  readonly run: (args: readonly string[]) => Promise<void>;
}

const [first, ...rest] = process.argv.slice(2);
const named = first !== undefined && !first.startsWith('-');
const name = named ? first : 'throughput';
const file = new URL(`./${name}.ts`, import.meta.url);

if (!Object.hasOwn(BENCHES, name) || !existsSync(file)) {
  const lines = Object.entries(BENCHES).map(([bench, text]) => `  ${bench.padEnd(11)}${text}`);
  console.error(`the measurement is ${name}: must be one of\n${lines.join('\n')}`);
  process.exitCode = 1;
} else {
  const bench: Bench = await import(file.href);
  await bench.run(named ? rest : process.argv.slice(2));
}
