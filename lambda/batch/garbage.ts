/**
 * Frees what a heavy object left behind before the next one is read. V8 waits with that until its heap comes near the
 * memory of the function, and by then the leftovers of several objects have piled up.
 *
 * Source: V8's flag `--expose-gc`; where a runtime knows no such flag, nothing is done.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Objects of the size that AWS writes stay far below. */
const HEAP_BYTES = 160 * 1024 ** 2;

let collect: (() => void) | undefined;

/** To be called between objects: what one needs is not in the way then. */
export function freeHeap(): void {
  // Unlike process.memoryUsage() it does not ask the operating system.
  if (getHeapStatistics().used_heap_size < HEAP_BYTES) return;
  collectGarbage();
}

/** At once, however little there is. */
export function collectGarbage(): void {
  collect ??= findCollector();
  collect();
}

/** `node:vm` is loaded only here: an ordinary batch never needs it. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = process.getBuiltinModule('node:vm').runInNewContext('globalThis.gc');
  return typeof found === 'function' ? () => found() : () => undefined;
}
