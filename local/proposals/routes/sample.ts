/**
 * Log sources -> a sample of their requests, the same in any order of the sources. Read a second time, by the reference
 * path.
 */
import { compareText } from '../../../lambda/catalogue/compare-text.ts';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import type { Format } from '../../../lambda/formats/format.ts';
import { readObject } from '../../../lambda/ingest/reference.ts';
import type { LogObject } from '../../../lambda/ingest/state.ts';
import { logObject } from '../../read/identify.ts';
import type { LogSource } from '../../read/paths.ts';
import { createSeen, type SeenPaths, see } from './proposals.ts';

/** A second or two of reading. */
const LINES_MAX = 100_000;
/** Spread evenly over all of them. */
const OBJECTS_MAX = 100;

export async function sampleRequests(sources: readonly LogSource[], formatName?: string): Promise<SeenPaths> {
  const seen = createSeen();
  const again = sources
    .filter(({ isReadOnce }) => isReadOnce === undefined)
    .toSorted((left, right) => compareText(left.key, right.key));
  const chosen = spread(again, OBJECTS_MAX);
  const linesEach = Math.ceil(LINES_MAX / Math.max(1, chosen.length));
  for (const source of chosen) {
    const object = await logObject(source, formatName).catch(() => undefined);
    if (object === undefined || 'reason' in object || object.format.family !== 'requests') continue;
    await readSome(object, object.format, { seen, lines: linesEach });
  }
  return seen;
}

/** `count` of the items, at equal distances. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as T);
}

/** What cannot be read has been said when everything was read. */
async function readSome(
  object: LogObject,
  format: Format<'requests'>,
  { seen, lines }: { readonly seen: SeenPaths; readonly lines: number },
): Promise<void> {
  const enough = new Error('enough');
  const end = seen.total + lines;
  const watched: Format<'requests'> = {
    ...format,
    parser: (facts) => {
      const parse = format.parser(facts);
      return (frame) => {
        const entry = parse(frame);
        if (typeof entry === 'object') see(seen, entry);
        if (seen.total >= end) throw enough;
        return entry;
      };
    },
  };
  await readObject({ ...object, format: watched }, watched, { config: DEFAULT_CONFIG }).catch(() => undefined);
}
