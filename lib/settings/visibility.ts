/** The visibility timeout of the queue. Source: Lambda guide, "Configuring a queue to use with Lambda". */

import type { Settings } from './types.ts';
/**
 * Six times the function's timeout and the window, as Lambda asks for, so that no batch is delivered while it is at
 * work.
 */
export function visibilitySeconds({
  function: { timeoutSeconds, batchWindowSeconds },
}: Pick<Settings, 'function'>): number {
  return 6 * timeoutSeconds + batchWindowSeconds;
}
