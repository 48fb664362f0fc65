import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { BENCHES } from '../../bench/benches.ts';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

/**
 * Every measurement checks the answers that it times, so a tiny one says whether they are still what its model expects.
 */
const TINY: Readonly<Record<keyof typeof BENCHES, readonly (readonly string[])[]>> = {
  // Without DuckDB, which npm would have to fetch.
  throughput: [words('--lines 2000 --pairs 1 --slow-pairs 1 --only gzip,Gunzip,readline,goaccess,reference')],
  small: [words('--objects 5 --lines 100 --pairs 1')],
  memory: [words('--largest 10000 --runs 1')],
  shapes: [words('--lines 2000 --pairs 1')],
  formats: [words('--lines 500 --pairs 1')],
  routes: [words('--lookups 1000')],
  start: [words('--pairs 1')],
  batch: [words('--runs 1'), words('--processes 2 --objects 120')],
  cost: [words('--lines 1000 --only quiet'), words('--lines 1000 --only 3')],
  alarms: [words('--set thin --trials 1')],
  verdict: [words('--seeds 1 --kind slow')],
  arm64: [['--node', process.execPath, ...words('--lines 50 --fuzz-lines 200')]],
  preview: [['--tiny']],
  // It runs the others with the sizes of the document, see tables.test.ts.
  tables: [],
  closings: [words('--rtt 0 --rounds 1')],
};

test.each(Object.entries(TINY))('the measurement %s runs, and finds what it expects', async (name, all) => {
  for (const args of all) {
    const { stdout } = await execute(process.execPath, ['bench/run.ts', name, ...args], {
      cwd: root,
      timeout: 500_000,
      maxBuffer: 1e8,
    });
    // A head, the line below it and a row at least.
    expect(stdout).toMatch(/^\|.*\|\n\|[-|]+\|\n\|.*\|$/m);
    expect(stdout).not.toContain('NaN');
  }
});

function words(text: string): string[] {
  return text.split(' ');
}
