/**
 * One of several processes that count objects side by side (fleet.ts): says that it is ready, takes its batches,
 * answers.
 */

import { edgeOf, invoke } from './invoke.ts';

export interface Task {
  readonly endpoint: string;
  /** Keys of objects. */
  readonly batches: readonly (readonly string[])[];
}

export interface Answer {
  readonly cpuMillis: number;
}

process.once('message', async ({ endpoint, batches }: Task) => {
  const edge = edgeOf(endpoint);
  let cpuMillis = 0;
  for (const batch of batches) cpuMillis += (await invoke(edge, batch)).cpu;
  const answer: Answer = { cpuMillis };
  process.send?.(answer);
});
process.send?.('ready');
// A parent that was killed cannot end it.
process.once('disconnect', () => process.exit());
