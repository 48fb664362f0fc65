/**
 * Was a request slow? One entry -> true, false, or undefined where that cannot be said or is not wanted.
 *
 * The limit belongs to the request: that of its route counts, else that of its target group, else that of its load
 * balancer, else that for all. So a request is slow, or not, in every metric that counts it.
 */
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import type { AllowedSettings } from '../config.ts';
import { allowedOf } from '../measure/allowed.ts';

/** Measured or not: may its slowness be judged at all? */
export function isJudged(entry: RequestEntry): boolean {
  return entry.targetProcessingTime !== undefined || isUnanswered(entry);
}

/**
 * The target was asked and did not answer in time, which has no time in the log. A connection that breaks is an error,
 * and quick.
 */
export function isUnanswered({ elbStatusCode, target, targetProcessingTime }: RequestEntry): boolean {
  return elbStatusCode === '504' && target !== undefined && targetProcessingTime === undefined;
}

export function slow(entry: RequestEntry, settings: AllowedSettings): boolean | undefined {
  if (!isJudged(entry)) return undefined;
  const { loadBalancer, targetGroup, route } = entry;
  const { slowSeconds, slowExpected } = allowedOf(settings, { loadBalancer, targetGroup, route });
  if (slowExpected) return undefined;
  return entry.targetProcessingTime === undefined || entry.targetProcessingTime > slowSeconds;
}
