/**
 * A hostile object -> what became of it in a process that read it and nothing else. The object waits for that process
 * in a file.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_CONFIG } from '../../lambda/config.ts';
import type { HostileObject } from './objects.ts';
import type { HostileRun } from './read.ts';

/** What no object may exceed, no matter who wrote it. */
export const HOSTILE_BOUNDS = {
  peakMebibytes: 512,
  /** A line of Lambda's log. */
  logLineBytes: 256 * 1024,
  /** `maxSeriesPerObject`, and what each of `maxLoadBalancersPerObject` and \`Other\` has in any case. */
  series: DEFAULT_CONFIG.maxSeriesPerObject + 30 * (DEFAULT_CONFIG.maxLoadBalancersPerObject + 2),
} as const satisfies Partial<HostileRun>;

/** Which bounds a run exceeded, in words. */
export function beyondBounds(run: HostileRun): readonly string[] {
  return (['peakMebibytes', 'logLineBytes', 'series'] as const)
    .filter((name) => run[name] > HOSTILE_BOUNDS[name])
    .map((name) => `${name} is ${Math.round(run[name])}: must be ${HOSTILE_BOUNDS[name]} at most`);
}

/** Of the process that reads; the deadline of the invocation inside is earlier. */
const TIMEOUT_MILLIS = 240_000;

export async function runHostile(hostile: HostileObject): Promise<HostileRun> {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  try {
    const file = join(folder, 'object');
    await write(hostile, file);
    const reader = join(import.meta.dirname, 'read.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [reader, hostile.name, file], {
      timeout: TIMEOUT_MILLIS,
    });
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function write({ chunks }: HostileObject, file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (const chunk of chunks(Date.now())) await handle.write(chunk);
  } finally {
    await handle.close();
  }
}
