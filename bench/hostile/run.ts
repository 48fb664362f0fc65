/** A hostile object -> what became of it in a process that read it and nothing else. The object waits for that process in a file. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HostileObject } from './objects.ts';
import type { HostileRun } from './read.ts';

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
