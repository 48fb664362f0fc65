/** A test's run -> the errors that would have ended the process meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';

export async function uncaughtWhile(run: () => Promise<void>): Promise<readonly unknown[]> {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  process.prependListener('uncaughtException', note);
  try {
    await run();
    // Streams emit their errors after the turn in which they break.
    await pause(10);
  } finally {
    process.off('uncaughtException', note);
  }
  return uncaught;
}
