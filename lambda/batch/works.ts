/** Notifications in their reading order -> the objects of the batch, each with how it is read and when it may begin. */
import type { Config } from '../config.ts';
import { recognize } from '../formats/index.ts';
import type { Notification, S3Object } from '../read/event.ts';
import { filteredBy } from '../read/filter.ts';
import type { ReadingOrder } from '../read/reading-order.ts';
import type { BatchPlan, Work } from './work.ts';

/** With less time than this no further object is begun: the rest goes back to the queue. */
export const START_MARGIN_MILLIS = 10_000;
/**
 * Share of the time that is kept for messages that are read alone, if there are any: they come last, and must have
 * their turn too.
 */
const TIME_KEPT = 0.25;

/** In the order in which they are read. */
export function worksOf({ together, alone }: ReadingOrder, config: Config, remaining: number): Work[] {
  const timeKept = alone.length === 0 ? 0 : remaining * TIME_KEPT;
  const works = (notifications: readonly Notification[], turn: Pick<Work, 'isAlone' | 'startMargin'>): Work[] =>
    notifications.flatMap((notification) =>
      notification.objects.map((object) => ({
        ...{ object, notifications: [notification], plan: planOf(config, object), ...turn },
        startedAt: Date.now(),
      })),
    );
  return [
    ...works(together, { isAlone: false, startMargin: START_MARGIN_MILLIS + timeKept }),
    ...works(alone, { isAlone: true, startMargin: START_MARGIN_MILLIS }),
  ];
}

function planOf(config: Config, { key }: S3Object): BatchPlan {
  const recognized = recognize(key, config.formatByPrefix);
  if ('ignored' in recognized) return recognized;
  const ignored = filteredBy(config, recognized.format, recognized.facts);
  return ignored === undefined ? recognized : { ignored };
}
