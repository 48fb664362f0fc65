/**
 * When a log object arrived in its bucket. S3 says so, and `aws s3 cp` and `sync` keep that moment as the file's time;
 * a file whose time cannot be it gets a moment such as load balancers deliver at, one to seven minutes after the
 * object's end.
 */

export interface Arrival {
  /** End of the interval the object is about, from its name; else the time of its last entry. Milliseconds. */
  readonly end: number;
  /** When the bucket or the file system says the object was written. */
  readonly modified: number | undefined;
  readonly key: string;
}

/** From the bucket to CloudWatch: batching window of the queue, reading, PutMetricData. */
export const PIPELINE_MILLIS = 25_000;
/** Later than this, a file was copied or written by hand. */
const PLAUSIBLE_MILLIS = 2 * 3600_000;
const EARLIEST_MILLIS = 60_000;
const SPREAD_SECONDS = 360;

/** In the bucket. */
export function arrivalOf({ end, modified, key }: Arrival): number {
  if (modified !== undefined && modified >= end && modified <= end + PLAUSIBLE_MILLIS) return modified;
  return end + EARLIEST_MILLIS + (hash(key) % SPREAD_SECONDS) * 1000;
}

/**
 * The moment from which CloudWatch has the metrics of an object; `recorded` is its arrival in the bucket where that is
 * known.
 */
export function arrivalInCloudWatch(arrival: Arrival, recorded?: number): number {
  return (recorded ?? arrivalOf(arrival)) + PIPELINE_MILLIS;
}

/** The same name always arrives at the same moment (FNV-1a). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
