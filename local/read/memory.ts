/**
 * Frees memory that is used no more before there is much of it. V8 waits with that as long as the machine has memory,
 * so that a long reading would take twice what it needs. A column that grows leaves an array behind each time, which V8
 * hardly counts.
 */
import { getHeapSpaceStatistics } from 'node:v8';
import { collectGarbage } from '../../lambda/batch/garbage.ts';

/** A collection takes some tenths of a second, and there are a dozen of them in a long reading. */
const GROWTH_BYTES = 64 * 1024 ** 2;

let kept = 0;

/** To be called now and then, and between the phases of the work. */
export function freeMemory(): void {
  if (used() < kept + GROWTH_BYTES) return;
  collectGarbage();
  kept = used();
}

/**
 * Without what is young: V8 collects that on its own, often and for little, and it may be as much as all the growth
 * that is looked for.
 */
function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  const young = getHeapSpaceStatistics().filter(({ space_name }) => space_name.startsWith('new_'));
  return young.reduce((sum, { space_used_size }) => sum - space_used_size, heapUsed + external);
}
