/**
 * Many objects through several processes, as Lambda runs a function several times at once: how long until all are
 * counted.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type GeneratedObject, gzipped } from '../../local/generate/traffic.ts';
import { serveAws } from '../aws-server.ts';
import { bundled } from '../bundled.ts';
import { WAITS } from '../cost-tables.ts';
import { machine } from '../machine.ts';
import { markdownTable } from '../statistics.ts';
import type { Answer, Task } from './worker.ts';

/** What the event source mapping hands over at a time. */
const BATCH_SIZE = 50;

/** A table in Markdown. Each process takes its batches one after the other; loading the code is not in the time. */
export async function throughProcesses(data: readonly GeneratedObject[], processes: number): Promise<string> {
  const program = await bundled(join(import.meta.dirname, 'worker.ts'));
  const aws = await serveAws(WAITS);
  const workers = Array.from({ length: processes }, () => fork(program));
  try {
    for (const object of data) await aws.put(object.key, gzipped(object));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const began = performance.now();
    const answers = await Promise.all(
      workers.map((worker, at) => run(worker, taskOf(data, aws.endpoint, [at, processes]))),
    );
    const seconds = (performance.now() - began) / 1_000;
    const { entries } = await aws.counts();
    const expected = data.reduce((sum, one) => sum + one.expected.lines, 0);
    if (entries !== expected) throw new Error(`${entries} entries were counted: must be ${expected}`);
    const cpu = answers.reduce((sum, one) => sum + one.cpuMillis, 0) / 1_000;
    const row = [`${data.length}`, `${processes}`, seconds.toFixed(1), cpu.toFixed(1)];
    return `${machine()}\n\n${markdownTable(['objects', 'processes', 'wall s', 'CPU s of all'], [row])}`;
  } finally {
    for (const worker of workers) worker.kill();
    aws.close();
  }
}

/** Every `step`th batch, from `first` on. */
function taskOf(
  data: readonly GeneratedObject[],
  endpoint: string,
  [first, step]: readonly [first: number, step: number],
): Task {
  const batches: string[][] = [];
  for (let from = first * BATCH_SIZE; from < data.length; from += step * BATCH_SIZE) {
    batches.push(data.slice(from, from + BATCH_SIZE).map(({ key }) => key));
  }
  return { endpoint, batches };
}

async function run(worker: ChildProcess, task: Task): Promise<Answer> {
  const ended = once(worker, 'exit').then(([code]) => {
    throw new Error(`a process ended with ${code}`);
  });
  const answered = once(worker, 'message').then(([answer]) => answer as Answer);
  worker.send(task);
  return await Promise.race([answered, ended]);
}
