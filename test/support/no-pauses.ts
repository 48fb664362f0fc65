/**
 * Code that pauses with `setTimeout` of node:timers/promises goes on at once, also in a bundle. For tests of what comes
 * after a pause. They need a process for themselves (APART in vitest.config.ts).
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';

export function withoutPauses(): void {
  const pause = timers.setTimeout;
  beforeAll(() => setPause((_millis, value) => pause(0, value)));
  afterAll(() => setPause(pause));
}

/** Those who imported it have it, too. */
function setPause(pause: typeof timers.setTimeout): void {
  timers.setTimeout = pause;
  syncBuiltinESMExports();
}
