/**
 * The messages of a batch -> in which order they are read. What has come back most often goes first, or a full queue
 * would carry it to the dead-letter queue unread. But a message that has come back again and again may name an object
 * that the function dies of, and with the function everything that is not published yet: such a message is read after
 * all others, and alone.
 */
import type { Notification } from './event.ts';

export interface ReadingOrder {
  readonly together: readonly Notification[];
  /** Each must be begun when nothing of another is left to publish. */
  readonly alone: readonly Notification[];
}

/** An object that fails once or twice met a fault of S3, CloudWatch or a deployment. */
const RECEIVES_TOGETHER_MAX = 3;

export function readingOrder(notifications: readonly Notification[]): ReadingOrder {
  const sorted = notifications.toSorted((left, right) => right.receiveCount - left.receiveCount);
  const { together = [], alone = [] } = Object.groupBy(sorted, ({ receiveCount }) =>
    receiveCount > RECEIVES_TOGETHER_MAX ? 'alone' : 'together',
  );
  return { together, alone };
}
