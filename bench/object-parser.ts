/** The parser of one object, which also skips entries that were there before, as the ingest does. */
import { type Parsed, SKIPPED } from '../lambda/catalogue/entry.ts';
import type { EntryOf, Family } from '../lambda/catalogue/metrics/index.ts';
import type { AnyFormat, Format, KeyFacts } from '../lambda/formats/format.ts';
import { isRepeated } from '../lambda/ingest/state.ts';

export function objectParser(anyFormat: AnyFormat, facts: KeyFacts): (frame: string) => Parsed<EntryOf[Family]> {
  const format: Format<Family> = anyFormat;
  const parse = format.parser(facts);
  const seen = new Set<string>();
  return (frame) => {
    const parsed = parse(frame);
    return typeof parsed !== 'string' && isRepeated({ format, seen }, parsed) ? SKIPPED : parsed;
  };
}
