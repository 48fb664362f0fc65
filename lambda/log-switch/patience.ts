/**
 * Repeats what is refused because a policy is seconds old. IAM and S3 say yes to a new policy before every one of their
 * servers knows it, and CloudFormation goes on at once; without patience the whole stack would roll back.
 *
 * Source: IAM user guide, "Changes that I make are not always immediately visible"; Elastic Load Balancing answers
 * InvalidConfigurationRequest, "Access Denied for bucket", where S3 refuses its test object.
 */
import { setTimeout as pause } from 'node:timers/promises';

const REFUSED = /access ?denied|not authorized|unauthorized/i;
const WAITS_MILLIS = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000] as const;

/** Rejects with the last refusal, or at once with any other error. Waits a minute in all. */
export async function patiently<T>(act: () => Promise<T>, waits: readonly number[] = WAITS_MILLIS): Promise<T> {
  for (const wait of waits) {
    try {
      return await act();
    } catch (error) {
      if (!isRefused(error)) throw error;
      console.info({ refused: String(error), nextTryInMilliseconds: wait });
    }
    await pause(wait);
  }
  return act();
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && REFUSED.test(`${error.name} ${error.message}`);
}
