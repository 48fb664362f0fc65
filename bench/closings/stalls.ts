/**
 * When this process itself did not run: moments in which its event loop was late. On a busy machine a measured
 * millisecond may be its own delay.
 *
 * Out: a function that says how many milliseconds of a span the process did not run in.
 */

export interface Stalls {
  readonly within: (from: number, to: number) => number;
  readonly stop: () => void;
}

/** A timer of one millisecond that comes later than this was held up. */
const LATE_MILLIS = 3;
/** Spans asked about are shorter. */
const KEPT_MILLIS = 20_000;

export function watchStalls(now: () => number): Stalls {
  let last = now();
  let stalls: { readonly from: number; readonly to: number }[] = [];
  const note = (): void => {
    const at = now();
    if (at - last > LATE_MILLIS) stalls.push({ from: last, to: at });
    if (stalls.length > 1000) stalls = stalls.filter(({ to }) => to > at - KEPT_MILLIS);
    last = at;
  };
  const timer = setInterval(note, 1);
  return {
    within(from, to) {
      note();
      return stalls.reduce((sum, stall) => sum + Math.max(0, Math.min(to, stall.to) - Math.max(from, stall.from)), 0);
    },
    stop: () => clearInterval(timer),
  };
}
