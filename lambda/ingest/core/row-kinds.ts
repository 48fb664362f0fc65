/**
 * What the core knows of the lines of an object: how they lie, and their kinds, words and minutes. The parser teaches
 * it: a line with something new is read by both, and a kind on which they differ is left to the parser.
 */

import { type Parsed, SKIPPED, UNPARSED } from '../../catalogue/entry.ts';
import type { EntryOf, Family } from '../../catalogue/metrics/index.ts';
import { isoTime } from '../../formats/fields.ts';
import type { LineLayout } from '../../formats/layout.ts';
import { type IngestState, ingestParsed, parseFrame } from '../state.ts';
import { type AlikeLines, alikeLines, endAlike } from './alike.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';
import { createRowEntries, type RowEntries } from './row-entries.ts';
import { useLayout } from './row-plan.ts';

const { NEW_MINUTE, NEW_KIND, NEW_WORD } = CORE;
const WORD_SLOTS = [0, 1] as const;
/** What the core says where a table is full. */
const NO_ROOM = CORE.UNKNOWN;
const MINUTE_CHARACTERS = 16;
/**
 * Where so many kinds are new, knowing them costs more than it saves: then lines of new kinds are parsed, and none is
 * learned any more.
 */
const LINES_BETWEEN_FULL = 20_000;

/** The reading of one object. */
export interface RowReading<F extends Family> {
  readonly core: Core;
  readonly ingestion: IngestState<F>;
  known: KnownLines<EntryOf[F]> | undefined;
}

/** What is known of the lines of one layout. */
export interface KnownLines<E> {
  readonly layout: LineLayout;
  readonly entries: RowEntries<E>;
  /** Undefined for kinds whose lines are all for the parser; it skips all of some others. */
  readonly kinds: (AlikeLines<E> | typeof SKIPPED | undefined)[];
  /** Lines read when it was begun. */
  readonly since: number;
  isFull: boolean;
}

/** The parser says how lines lie, some only when it has read the first. */
export function knowLayout<F extends Family>(reading: RowReading<F>): void {
  const layout = reading.ingestion.parse.layout?.();
  if (layout === reading.known?.layout) return;
  endKinds(reading);
  reading.known = layout === undefined ? undefined : knownLines(reading, layout);
}

/** Must be called when there are no more lines of the kinds that are known. */
export function endKinds<F extends Family>({ known }: RowReading<F>): void {
  for (const lines of known?.kinds ?? []) if (typeof lines === 'object') endAlike(lines);
}

/** Nothing is known yet; undefined where the core cannot read such lines. */
function knownLines<F extends Family>(
  { core, ingestion }: RowReading<F>,
  layout: LineLayout,
): KnownLines<EntryOf[F]> | undefined {
  if (!useLayout(core, layout, ingestion.format.framing)) return undefined;
  const entries = createRowEntries(core, layout, (start, end): EntryOf[F] | undefined => {
    const parsed = parseFrame(ingestion, textAt({ core, ingestion }, start, end));
    return typeof parsed === 'string' ? undefined : parsed;
  });
  entries.begin();
  return { layout, entries, kinds: [], since: linesSoFar(ingestion), isFull: false };
}

export function textAt<F extends Family>(
  { core, ingestion }: Pick<RowReading<F>, 'core' | 'ingestion'>,
  start: number,
  end: number,
): string {
  return core.memory.toString(ingestion.format.encoding, start, end);
}

function linesSoFar<F extends Family>({ lines }: IngestState<F>): number {
  return lines.parsed + lines.skipped + lines.unparsed;
}

/** The parser reads the line that the core has asked about; the core learns of it. Says no as an attempt does. */
export function learnFrom<F extends Family>(reading: RowReading<F>, line: string): boolean {
  const { ingestion, known } = reading;
  const parsed = parseFrame(ingestion, line);
  if (known !== undefined && ingestion.parse.layout?.() === known.layout && mayLearn(known.layout, parsed))
    learnLine(reading, known, parsed);
  ingestParsed(ingestion, parsed);
  return parsed !== UNPARSED;
}

/** Is what the parser has made of the line so for every line of its kind? */
function mayLearn<E>({ skipsBy }: LineLayout, parsed: Parsed<E>): parsed is Exclude<Parsed<E>, typeof UNPARSED> {
  return parsed !== UNPARSED && (parsed !== SKIPPED || skipsBy !== undefined);
}

function learnLine<F extends Family>(
  reading: RowReading<F>,
  known: KnownLines<EntryOf[F]>,
  parsed: EntryOf[F] | typeof SKIPPED,
): void {
  const { exports } = reading.core;
  const { entries } = known;
  const unknown = exports.rowUnknown();
  // The line's own record stands behind those that are done.
  entries.turnTo(CORE.RECORDS + exports.recordCount() * CORE.RECORD_SIZE);
  const agrees =
    parsed === SKIPPED || entries.agrees(parsed, { time: !(unknown & NEW_MINUTE), words: unknown < NEW_WORD });
  if (agrees && unknown & NEW_MINUTE) learnRowMinute(reading);
  for (const slot of WORD_SLOTS) {
    const id = agrees && unknown & (NEW_WORD << slot) ? exports.learnWord(slot) : NO_ROOM;
    if (id !== NO_ROOM && parsed !== SKIPPED) entries.learnWord(slot, id, parsed);
  }
  // In a new minute the core could not read every time of this line. The next line of the kind shows which of them
  // count.
  if (unknown & NEW_KIND && !known.isFull && !(unknown & NEW_MINUTE)) {
    learnKind(reading, known, { parsed, agrees });
  }
}

function learnKind<F extends Family>(
  reading: RowReading<F>,
  known: KnownLines<EntryOf[F]>,
  { parsed, agrees }: { readonly parsed: EntryOf[F] | typeof SKIPPED; readonly agrees: boolean },
): void {
  const { core, ingestion } = reading;
  const { entries, kinds } = known;
  const kind = core.exports.learnKind();
  if (kind === NO_ROOM) makeRoomForLines(reading, known);
  else if (parsed === SKIPPED) kinds[kind] = SKIPPED;
  else if (agrees) {
    const differs = (property: string): boolean =>
      entries.differs(property) || ingestion.observer.sets.includes(property);
    kinds[kind] = alikeLines(ingestion, entries.entryLike(parsed), differs);
  } else kinds[kind] = undefined;
}

function learnRowMinute<F extends Family>(reading: RowReading<F>): void {
  const { exports } = reading.core;
  const at = exports.rowMinute();
  const start = isoTime(`${textAt(reading, at, at + MINUTE_CHARACTERS).replace('\t', 'T')}:00Z`);
  if (!Number.isNaN(start)) exports.learnMinute(start);
}

function makeRoomForLines<F extends Family>(reading: RowReading<F>, known: KnownLines<EntryOf[F]>): void {
  if (linesSoFar(reading.ingestion) - known.since < LINES_BETWEEN_FULL) {
    known.isFull = true;
    return;
  }
  endKinds(reading);
  reading.known = knownLines(reading, known.layout);
}
