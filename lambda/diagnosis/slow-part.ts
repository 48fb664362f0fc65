/**
 * What took the time of a slow request: its upload, the target, or the download? One entry -> the part, or undefined
 * where none stands out.
 *
 * AWS counts the upload of a body into target_processing_time, but with AWS WAF, and to Lambda, which both need the
 * body first, into request_processing_time. So with those the two are distinguished; without, a large body and a slow
 * target look the same, and that is said. Source: Application Load Balancer user guide, "Troubleshoot", elevated
 * request or target processing time.
 */
import type { RequestEntry } from '../catalogue/metrics/requests.ts';

export type SlowPart =
  /** The client sent its body slowly. */
  | 'upload'
  /** The log cannot tell; compare with small requests to the same path. */
  | 'uploadOrTarget'
  | 'target'
  /** Before the target was asked: AWS WAF, a login, a new connection to the target. */
  | 'beforeTarget'
  /** From the headers of the answer until its first byte went out. */
  | 'response'
  /** The client took the answer slowly, or the target sent it slowly. */
  | 'download';

/** A smaller body takes one or two round trips, for any client. */
const LARGE_BYTES = 65_536;
/** Slower than any network that people use: then it was not the upload. */
const SLOWEST_BYTES_PER_SECOND = 2_000;
/** A part stands out if it takes more than this share of the whole. */
const SHARE = 0.5;

export function slowPart(entry: RequestEntry): SlowPart | undefined {
  const { requestProcessingTime = 0, targetProcessingTime = 0, responseProcessingTime = 0 } = entry;
  const measured = requestProcessingTime + targetProcessingTime + responseProcessingTime;
  const whole = Math.max(entry.requestTime ?? 0, measured);
  const standsOut = (seconds: number): boolean => whole > 0 && seconds > SHARE * whole;
  if (standsOut(requestProcessingTime)) return isLarge(entry) && isBuffered(entry) ? 'upload' : 'beforeTarget';
  if (standsOut(targetProcessingTime)) return ofTarget(entry, targetProcessingTime);
  if (standsOut(responseProcessingTime)) return 'response';
  // Of a request that was not answered nobody knows what the rest of the time was.
  return standsOut(whole - measured) && entry.targetStatusCode !== undefined ? 'download' : undefined;
}

function ofTarget(entry: RequestEntry, seconds: number): SlowPart {
  const mayBeUpload = isLarge(entry) && !isBuffered(entry);
  return mayBeUpload && (entry.receivedBytes ?? 0) / seconds >= SLOWEST_BYTES_PER_SECOND ? 'uploadOrTarget' : 'target';
}

function isLarge({ receivedBytes = 0 }: RequestEntry): boolean {
  return receivedBytes >= LARGE_BYTES;
}

/** AWS WAF and Lambda get the body as a whole. A Lambda target has a target group and no address. */
function isBuffered({ actionsExecuted, target, targetGroup }: RequestEntry): boolean {
  return (actionsExecuted?.split(',').includes('waf') ?? false) || (target === undefined && targetGroup !== undefined);
}
