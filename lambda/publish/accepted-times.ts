/**
 * Which times CloudWatch takes data of. Source: API reference, PutMetricData (Timestamp: two weeks back, two hours
 * ahead).
 */

const HOUR_MILLIS = 3_600_000;
/** Older data are refused. The minutes left over are for clocks that differ. */
export const OLDEST_MILLIS = 14 * 24 * HOUR_MILLIS - 5 * 60_000;
/**
 * An object is published within its invocation (15 minutes) or soon resumed; an hour keeps its oldest minute
 * acceptable.
 */
const MARGIN_OLDEST_MILLIS = HOUR_MILLIS;
const NEWEST_MILLIS = 2 * HOUR_MILLIS - 5 * 60_000;

/** Entries outside are dropped and counted: one datum out of range would have the whole request refused. */
export function acceptWindow(ingestedAt: number): { readonly from: number; readonly to: number } {
  // Whole minutes, because a datum carries the start of its minute.
  const from = Math.ceil((ingestedAt - OLDEST_MILLIS + MARGIN_OLDEST_MILLIS) / 60_000) * 60_000;
  return { from, to: ingestedAt + NEWEST_MILLIS };
}
