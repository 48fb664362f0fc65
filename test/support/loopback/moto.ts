/** moto_server, a second imitation of AWS, where the machine has it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Loopback } from './server.ts';

const STARTS_WITHIN_MILLIS = 30_000;

export const HAS_MOTO = (process.env.PATH ?? '').split(':').some((folder) => isExecutable(join(folder, 'moto_server')));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function motoServer(): Promise<Loopback> {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const giveUp = Date.now() + STARTS_WITHIN_MILLIS;
  while (!(await answers(url))) {
    if (Date.now() > giveUp || child.exitCode !== null) throw new Error(`moto_server did not start on port ${port}`);
    await pause(100);
  }
  return { url, close: () => ended(child) };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/moto-api/`);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
  return address.port;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
}
