/**
 * One whole process, measured: a shell command in, its CPU time, wall time, output and (if asked for) peak memory out.
 *
 * CPU is user plus system time of everything the command started, as the shell's `time` reports it, so that a program
 * cannot hide work in threads, in helpers or in its start.
 */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BUILD } from './build.ts';

export interface Measured {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Highest resident memory of any one process of the command; undefined where /proc does not tell. */
  readonly peakMegabytes: number | undefined;
  readonly output: string;
}

export interface MeasureOptions {
  /** Available to the command as "$1", "$2"… */
  readonly args?: readonly string[];
  /** Watching memory takes a little CPU, so timed runs go without. */
  readonly watchMemory?: boolean;
}

const SAMPLE_MILLISECONDS = 10;

export async function measure(command: string, options: MeasureOptions = {}): Promise<Measured> {
  const child = shell(command, options.args ?? []);
  let output = '';
  let messages = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages += text;
  });
  let peak = 0;
  const watch = options.watchMemory === true ? setInterval(look, SAMPLE_MILLISECONDS) : undefined;
  function look(): void {
    if (child.pid !== undefined) peak = Math.max(peak, ...descendants(child.pid).map(peakKilobytes));
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(watch);
  const times = timesIn(messages);
  if (status !== 0 || times === undefined)
    throw new Error(`"${command}" ended with ${status}: ${messages.trim().slice(-2_000)}`);
  return {
    ...times,
    peakMegabytes: peak > 0 ? peak / 1_024 : undefined,
    output,
  };
}

function shell(command: string, args: readonly string[]) {
  const script = `set -o pipefail; TIMEFORMAT='%3R %3U %3S'; time { ${command} ; }`;
  const env = { LC_ALL: 'C', NODE: process.execPath, BENCH: import.meta.dirname, BUILD, NODE_NO_WARNINGS: '1' };
  return spawn('bash', ['-c', script, 'bench', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What the shell's `time` wrote last. */
function timesIn(messages: string): Pick<Measured, 'cpuSeconds' | 'wallSeconds'> | undefined {
  const [wall, user, system] = /([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(messages)?.slice(1).map(Number) ?? [];
  if (wall === undefined || user === undefined || system === undefined) return undefined;
  return { cpuSeconds: user + system, wallSeconds: wall };
}

function descendants(pid: number): readonly number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** VmHWM only grows, so the last look before the end is the peak but for the last few milliseconds. */
function peakKilobytes(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** A process may end between two looks. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
