/**
 * What a cold start of the function loads: the size of its bundle, and the time to load it above that of an empty Node.
 *
 * The built bundle (npm run build). Runs alternate with those of an empty program; wall time of whole processes.
 */

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DEFAULT_CONFIG, toEnvironment } from '../lambda/config.ts';
import { bundleDirectory } from '../lib/function/bundle-directory.ts';
import { measure } from './child.ts';
import { DATA } from './data.ts';
import { machine } from './machine.ts';
import { formatSpread, markdownTable, spread } from './statistics.ts';

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { pairs: { type: 'string', default: '21' } } });
  const bundle = join(bundleDirectory('handler'), 'index.mjs');
  const empty = join(DATA, 'empty.mjs');
  mkdirSync(DATA, { recursive: true });
  writeFileSync(empty, '');
  // What Lambda sets; the bundle makes its clients when it is loaded.
  const environment = { ...toEnvironment(DEFAULT_CONFIG), LEDGER_TABLE: 'ledger', AWS_REGION: 'us-east-1' };
  const assignments = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
  const command = `env ${assignments.join(' ')} $NODE "$1"`;
  const loaded: number[] = [];
  const bare: number[] = [];
  for (let pair = 0; pair < Number(values.pairs); pair++) {
    bare.push((await measure(command, { args: [empty] })).wallSeconds * 1_000);
    loaded.push((await measure(command, { args: [bundle] })).wallSeconds * 1_000);
  }
  const above = loaded.map((milliseconds, at) => milliseconds - (bare[at] ?? 0));
  const size = statSync(bundle).size;
  const packed = gzipSync(readFileSync(bundle), { level: 9 }).length;
  console.log(`${machine()}\n`);
  console.log(
    markdownTable(
      ['what', 'median (min … max)'],
      [
        ['bundle', `${(size / 1_000).toFixed(0)} KB, ${(packed / 1_000).toFixed(0)} KB compressed`],
        ['an empty Node, ms', formatSpread(spread(bare), 0)],
        ['Node that loads the bundle, ms', formatSpread(spread(loaded), 0)],
        ['the difference, ms', formatSpread(spread(above), 0)],
      ],
    ),
  );
}
