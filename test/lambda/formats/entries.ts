/**
 * Text of a log object -> its entries, frame by frame, as the ingest would cut and parse it; and how goldens print
 * them.
 */
import { readFileSync } from 'node:fs';
import { objectParser } from '../../../bench/object-parser.ts';
import { SKIPPED, UNPARSED } from '../../../lambda/catalogue/entry.ts';
import type { EntryOf, Family } from '../../../lambda/catalogue/metrics/index.ts';
import { type AnyFormat, type KeyFacts, NO_FACTS } from '../../../lambda/formats/format.ts';
import { formatNamed } from '../../../lambda/formats/index.ts';
import { createFrameReader } from '../../../lambda/read/frames.ts';

export type AnyEntry = EntryOf[Family];
export type Outcome = AnyEntry | typeof SKIPPED | typeof UNPARSED;

export function named(name: string): AnyFormat {
  const format = formatNamed(name);
  if (format === undefined) throw new Error(`no format '${name}'`);
  return format;
}

/** A parser that accepts frames of any format, one object's state in it. */
export function parserOf(format: AnyFormat, facts: KeyFacts = NO_FACTS): (frame: string) => Outcome {
  return objectParser(format, facts);
}

export function outcomes(format: AnyFormat, bytes: Uint8Array, facts: KeyFacts = NO_FACTS): readonly Outcome[] {
  const parse = parserOf(format, facts);
  const found: Outcome[] = [];
  const reader = createFrameReader(format, {
    attempt(frame) {
      const outcome = parse(frame);
      if (outcome !== UNPARSED) found.push(outcome);
      return outcome !== UNPARSED;
    },
    lost: () => void found.push(UNPARSED),
  });
  reader.push(bytes);
  reader.end();
  return found;
}

export function entries(format: AnyFormat, bytes: Uint8Array, facts: KeyFacts = NO_FACTS): readonly AnyEntry[] {
  return outcomes(format, bytes, facts).filter((outcome) => typeof outcome === 'object');
}

/** parsed, skipped, unparsed */
export function account(list: readonly Outcome[]): readonly [number, number, number] {
  const count = (what: unknown) => list.filter((outcome) => outcome === what).length;
  return [list.filter((outcome) => typeof outcome === 'object').length, count(SKIPPED), count(UNPARSED)];
}

export const LOGS = new URL('../../logs/', import.meta.url);

export function sample(path: string): Buffer {
  return readFileSync(new URL(path, LOGS));
}

/** One line an outcome, times as people read them, what is absent left out. */
export function printed(list: readonly Outcome[]): string {
  return list
    .map((outcome) => {
      if (typeof outcome === 'string') return `${JSON.stringify(outcome)}\n`;
      return `${JSON.stringify({ ...outcome, time: new Date(outcome.time).toISOString() })}\n`;
    })
    .join('');
}
