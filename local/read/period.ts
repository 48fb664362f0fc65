/** Whether a log object is about a period of time, by its name or by when it was written. */
import { recognize } from '../../lambda/formats/index.ts';
import type { LogSource } from './paths.ts';

export interface Period {
  /** Milliseconds; objects about other times are not read. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const MINUTE = 60_000;
/**
 * An object is about the minutes before its end. That of a Classic Load Balancer covers up to an hour, CloudTrail
 * delivers late, and where no name tells the end, nothing tells the length either.
 */
const LONGEST_MILLIS = 60 * MINUTE;

/**
 * Whether an object is about a period, by the time in its name, else the time it was written. If both are unknown, it
 * is.
 */
export function within({ key, modified }: LogSource, { from, to }: Period): boolean {
  if (from === undefined && to === undefined) return true;
  const recognized = recognize(key);
  const known = 'format' in recognized ? recognized : undefined;
  const end = known?.facts.end ?? modified;
  if (end === undefined) return true;
  const minutes = known?.facts.end === undefined ? undefined : known.format.intervalMinutes;
  const start = end - (minutes === undefined ? LONGEST_MILLIS : minutes * MINUTE);
  return end > (from ?? Number.NEGATIVE_INFINITY) && start < (to ?? Number.POSITIVE_INFINITY);
}
