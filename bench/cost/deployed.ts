/** The function as it is deployed, in its own process: batches of objects -> the time each took, and its calls. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundled } from '../bundled.ts';
import type { Waits } from '../counted-aws.ts';
import type { BatchTimes, Task, Totals } from './function.ts';

export interface Deployed {
  readonly run: (task: Task) => Promise<BatchTimes>;
  /** After it, nothing more can be run. */
  readonly end: () => Promise<Totals>;
}

export async function deployed(waits: Waits): Promise<Deployed> {
  const program = await bundled(join(import.meta.dirname, 'function.ts'));
  const child = fork(program, [JSON.stringify(waits)], { serialization: 'advanced' });
  return {
    run: async (task) => (await answered(child, task)) as BatchTimes,
    end: async () => {
      try {
        return (await answered(child, 'end')) as Totals;
      } finally {
        child.disconnect();
      }
    },
  };
}

async function answered(child: ChildProcess, task: Task | 'end'): Promise<unknown> {
  const stop = new AbortController();
  const ended = once(child, 'exit', { signal: stop.signal }).then(([code]) => {
    throw new Error(`the function ended with ${code}`);
  });
  const answer = once(child, 'message', { signal: stop.signal }).then(([first]: unknown[]) => first);
  child.send(task);
  try {
    return await Promise.race([answer, ended]);
  } finally {
    ended.catch(() => undefined);
    stop.abort();
  }
}
