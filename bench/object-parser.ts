/** The parser of one object, which also skips entries that were there before, as the ingest does. */
import { type Parsed, SKIPPED } from '../lambda/catalogue/entry.ts';
import type { EntryOf, Family } from '../lambda/catalogue/metrics/index.ts';
import type { AnyFormat, KeyFacts } from '../lambda/formats/format.ts';

export function objectParser(format: AnyFormat, facts: KeyFacts): (frame: string) => Parsed<EntryOf[Family]> {
  if (format.family !== 'apiEvents') return format.parser(facts);
  const parse = format.parser(facts);
  const seen = new Set<string>();
  return (frame) => {
    const parsed = parse(frame);
    if (typeof parsed === 'string') return parsed;
    const isRepeated = seen.has(parsed.eventId);
    seen.add(parsed.eventId);
    return isRepeated ? SKIPPED : parsed;
  };
}
