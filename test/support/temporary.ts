/**
 * One temporary folder for a whole run, removed when it is over: what tests and CDK leave behind goes with it. Programs
 * that tests start keep their compiled modules there, so that only the first start of each compiles them.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'elb-log-metrics-'));

export function setup(): void {
  // Tests of what may not be read are another user, who has to get to it.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
