/** What has been read while watching -> lines: how much, and by name what could not be read. */
import { counted } from '../../lambda/catalogue/figures.ts';
import type { UnreadObject } from '../read/identify.ts';
import type { LogSource } from '../read/paths.ts';
import type { Readings } from '../readings/readings.ts';
import { firstLines, oneLine } from '../terminal/print.ts';
import { copyLines } from './copies.ts';

/** Of each kind. A folder of anything may be copied into one that is watched. */
const NAMED_MAX = 5;

export function newsOf(
  { objects, failed, ignored, copies }: Pick<Readings, 'objects' | 'failed' | 'ignored' | 'copies'>,
  found: readonly LogSource[],
  now: Date,
): string[] {
  const keys = new Set(found.map(({ key }) => key));
  const mine = (unread: readonly UnreadObject[]) => unread.filter(({ key }) => keys.has(key));
  const [broken, left, others] = [mine(failed), mine(copies), mine(ignored)];
  const isRead = found.length - broken.length - left.length - others.length;
  const named = (unread: readonly UnreadObject[], what: string): string[] =>
    firstLines(
      unread.map(({ key, reason }) => `${what}: ${oneLine(key)} (${reason})`),
      NAMED_MAX,
    );
  const time = `${now.toISOString().slice(11, 19)}Z`;
  return [
    `${isRead} new: ${counted(objects.objects, 'log object')} in all`,
    ...named(broken, 'could not be read'),
    ...copyLines(left),
    ...named(others, 'not a log'),
  ].map((line) => `${time}  ${line}`);
}
