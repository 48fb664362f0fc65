/**
 * Real servers as targets, each a child process on loopback: kind and idle time in, its port and the means to end it
 * out.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Stack = 'Node' | 'Python' | 'nginx';

export interface TargetServer {
  readonly port: number;
  /** As the out-of-memory killer does. */
  readonly kill: () => void;
  /** As a deployment does. */
  readonly drain: () => void;
  readonly stop: () => Promise<void>;
}

const COMMANDS: Readonly<Record<Stack, string>> = { Node: process.execPath, Python: 'python3', nginx: 'nginx' };

export function isInstalled(stack: Stack): boolean {
  return spawnSync(COMMANDS[stack], [stack === 'nginx' ? '-v' : '--version']).status === 0;
}

/** nginx knows whole seconds of idle time, so it gets at least one. */
export async function startServer(stack: Stack, idleMillis: number): Promise<TargetServer> {
  if (stack === 'nginx') return startNginx(Math.max(1, Math.round(idleMillis / 1000)));
  const script = join(import.meta.dirname, stack === 'Node' ? 'node-server.ts' : 'python-server.py');
  const idle = stack === 'Node' ? idleMillis : idleMillis / 1000;
  const child = spawn(COMMANDS[stack], [script, String(idle)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(Number(line.toString())));
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${stack} ended before it listened`)));
  });
  return { port, ...ending(child) };
}

async function startNginx(idleSeconds: number): Promise<TargetServer> {
  const folder = mkdtempSync(join(tmpdir(), 'closings-'));
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  const http = `server { listen 127.0.0.1:${port}; keepalive_timeout ${idleSeconds}s; location / { return 200 ok; } }`;
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    config,
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
events {}
http { access_log off; keepalive_requests 100000; ${paths.join(' ')} ${http} }`,
  );
  const child = spawn('nginx', ['-p', folder, '-c', config, '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { stop, ...rest } = ending(child);
  return {
    port,
    ...rest,
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ending(child: ChildProcess): Omit<TargetServer, 'port'> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    kill: () => child.kill('SIGKILL'),
    drain: () => child.kill('SIGTERM'),
    async stop() {
      // nginx ends its workers only when it is asked.
      child.kill(child.spawnfile === 'nginx' ? 'SIGTERM' : 'SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
