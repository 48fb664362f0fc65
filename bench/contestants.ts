/**
 * The programs that are compared: how each is started on a file ("$1"), and how its answer is checked.
 *
 * A program that is not on the machine is left out and named.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expected } from '../local/generate/expected.ts';
import { DATA } from './data.ts';
import { expectedCounts, expectedMetrics, verify } from './verify.ts';

export interface Contestant {
  readonly name: string;
  /** What it does with the file, in a few words. */
  readonly does: string;
  /** Shell text; "$1" is the file, $NODE is Node, $BENCH is this folder, $BUILD the built contestants. */
  readonly command: string;
  /** Throws unless the output is right. */
  readonly check: (output: string, expected: Expected) => void;
  /** Undefined if it can run here, otherwise why not. */
  readonly missing?: () => string | undefined;
  /** Slow ones are run in fewer pairs. */
  readonly slow?: boolean;
}

/** What our function does with an object. */
export const PRODUCT: Contestant = {
  name: 'ours',
  does: 'unpack, check, parse, every metric',
  command: '$NODE $BUILD/ours.mjs product "$1"',
  check: (output, expected) => verify('ours', output, expectedMetrics(expected)),
};

export const REFERENCE: Contestant = {
  ...PRODUCT,
  name: 'ours, reference path',
  command: '$NODE $BUILD/ours.mjs reference "$1"',
  slow: true,
};

const counting = (name: string, does: string, command: string): Contestant => ({
  name,
  does,
  command,
  check: (output, expected) => verify(name, output, expectedCounts(expected)),
});

/** An unpacker throws the text away; it is right when the text has the right length. */
const unpacking = (program: string): Contestant => ({
  name: `${program} -dc`,
  does: 'unpack only',
  // Counting bytes is another process's work, so it is done in the checked run only; see unpackedBytes.
  command: `${program} -dc "$1" > /dev/null`,
  check: () => undefined,
  missing: () => onPath(program),
});

export const PEERS: readonly Contestant[] = [
  unpacking('gzip'),
  unpacking('pigz'),
  unpacking('igzip'),
  {
    name: 'Node createGunzip',
    does: 'unpack only, default settings',
    command: '$NODE $BUILD/create-gunzip.mjs "$1"',
    check: (output, expected) => verify('createGunzip', output, [`${expected.bytes}`]),
  },
  {
    ...counting('DuckDB', 'counts, one thread', `$NODE $BUILD/duckdb.mjs "$1" ${join(DATA, 'duckdb')}`),
    missing: installDuckDb,
  },
  {
    ...counting('gzip to mawk', 'counts', 'gzip -dc "$1" | mawk -f $BENCH/contestants/count.awk'),
    missing: () => onPath('mawk'),
    slow: true,
  },
  {
    ...counting('readline + regex', 'counts', '$NODE $BUILD/readline-regex.mjs "$1"'),
    slow: true,
  },
  {
    name: 'goaccess',
    does: 'its own report (visitors, URLs, …), without the IPv6 clients it cannot read',
    command: 'gzip -dc "$1" | goaccess --log-format=AWSALB --no-progress --output=json --no-global-config -',
    check: checkGoaccess,
    missing: () => onPath('goaccess'),
    slow: true,
  },
];

function onPath(program: string): string | undefined {
  const found = spawnSync('bash', ['-c', 'command -v "$1"', 'bench', program]).status === 0;
  return found ? undefined : `${program} is not installed`;
}

/** DuckDB is 70 MB of native code that nothing but this measurement needs. */
function installDuckDb(): string | undefined {
  const folder = join(DATA, 'duckdb');
  if (existsSync(join(folder, 'node_modules', '@duckdb', 'node-api'))) return undefined;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  console.error('installing @duckdb/node-api under .data/');
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', '@duckdb/node-api@1.5.6-r.1'], {
    cwd: folder,
    stdio: 'ignore',
  });
  return install.status === 0 ? undefined : 'npm could not install @duckdb/node-api';
}

/**
 * goaccess counts other things; at least it must have read every line. Its format for ALB logs takes the first colon
 * for the one before the port, so it refuses lines of IPv6 clients; more than a quarter would mean that something else
 * is wrong.
 */
function checkGoaccess(output: string, expected: Expected): void {
  const report: { general?: { total_requests?: number; failed_requests?: number } } = JSON.parse(output);
  const { total_requests: total = 0, failed_requests: failed = 0 } = report.general ?? {};
  if (total !== expected.lines) throw new Error(`goaccess read ${total} lines: must be ${expected.lines}`);
  if (failed > expected.lines / 4) throw new Error(`goaccess failed on ${failed} of ${expected.lines} lines`);
}

/** What an unpacker writes, counted by wc. */
export function unpackedBytes(contestant: Contestant): string | undefined {
  return contestant.command.endsWith(' > /dev/null') ? contestant.command.replace('> /dev/null', '| wc -c') : undefined;
}
