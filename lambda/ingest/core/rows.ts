/**
 * Text of any format -> what the reference path would have made of it. Where the format says how its lines lie, the
 * core finds in each line what differs from other lines of its kind (assembly/rows.ts). The first line of a kind, and
 * all that is odd, goes the reference way.
 */

import { type Parsed, SKIPPED, UNPARSED } from '../../catalogue/entry.ts';
import type { EntryOf, Family } from '../../catalogue/metrics/index.ts';
import { isoTime } from '../../formats/fields.ts';
import type { LineLayout } from '../../formats/layout.ts';
import type { ByteCount } from '../../read/unpack.ts';
import { attemptFrame, type IngestState, ingestParsed, ingestUnparsed, isRepeated, parseFrame } from '../state.ts';
import { type AlikeLines, alikeLines, endAlike, ingestAlike } from './alike.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';
import { feedAll, type NotScanned } from './feed.ts';
import { borrowCore, giveBackCore } from './instance.ts';
import { createPlainText } from './plain-text.ts';
import { createRowEntries, type RowEntries } from './row-entries.ts';
import { useLayout } from './row-plan.ts';
import { scanGzip, scanText, type WindowReader } from './windows.ts';

const { USED_UP, LINE_FOR_HOST, NO_RECORD, NEW_MINUTE, NEW_KIND, NEW_WORD } = CORE;
const WORD_SLOTS = [0, 1] as const;
/** What the core says where a table is full. */
const NO_ROOM = CORE.UNKNOWN;
const MINUTE_CHARACTERS = 16;
/**
 * Where so many kinds are new, knowing them costs more than it saves: then lines of new kinds are parsed, and none is
 * learned any more.
 */
const LINES_BETWEEN_FULL = 20_000;

/** `chunks` are the whole object. Rejects as the reference path does: in zlib's words, or past the limits. */
export async function scanRowsOf<F extends Family>(
  chunks: AsyncIterable<Uint8Array>,
  ingestion: IngestState<F>,
  isGzip: boolean,
): Promise<ByteCount | NotScanned> {
  const core = borrowCore();
  try {
    const reader = createRowReader(core, ingestion);
    const scan = isGzip ? scanGzip(core, reader) : scanText(core, reader);
    return await feedAll(scan, chunks[Symbol.asyncIterator]());
  } finally {
    giveBackCore(core);
  }
}

/** What is known of the lines of one layout. */
interface Known<E> {
  readonly layout: LineLayout;
  readonly entries: RowEntries<E>;
  /** Undefined for kinds whose lines are all for the parser; it skips all of some others. */
  readonly kinds: (AlikeLines<E> | typeof SKIPPED | undefined)[];
  /** Lines read when it was begun. */
  readonly since: number;
  isFull: boolean;
}

function createRowReader<F extends Family>(core: Core, ingestion: IngestState<F>): WindowReader {
  const { exports, words, memory } = core;
  const { encoding } = ingestion.format;
  let known: Known<EntryOf[F]> | undefined;
  /** The current line, if the core may recognize it again. */
  let candidate: string | undefined;

  const plain = createPlainText(memory, ingestion.format, {
    attempt: (frame) => (frame === candidate ? learnFrom(frame) : attemptFrame(ingestion, frame) !== UNPARSED),
    lost: (frame) => ingestUnparsed(ingestion, frame),
  });
  const textAt = (start: number, end: number): string => memory.toString(encoding, start, end);
  const wordAt = (record: number, offset: number): number => words[(record + offset) >> 2] ?? 0;
  const linesSoFar = (): number => ingestion.lines.parsed + ingestion.lines.skipped + ingestion.lines.unparsed;

  /** The parser says how lines lie, some only when it has read the first. */
  const knowLayout = (): void => {
    const layout = ingestion.parse.layout?.();
    if (layout === known?.layout) return;
    endKinds();
    known = layout === undefined ? undefined : begin(layout);
  };
  const endKinds = (): void => {
    for (const lines of known?.kinds ?? []) if (typeof lines === 'object') endAlike(lines);
  };
  const differs =
    (entries: RowEntries<EntryOf[F]>) =>
    (property: string): boolean =>
      entries.differs(property) || ingestion.observer.sets.includes(property);
  const begin = (layout: LineLayout): Known<EntryOf[F]> | undefined => {
    if (!useLayout(core, layout, ingestion.format.framing)) return undefined;
    const entries = createRowEntries(core, layout, (start, end): EntryOf[F] | undefined => {
      const parsed = parseFrame(ingestion, textAt(start, end));
      return typeof parsed === 'string' ? undefined : parsed;
    });
    entries.begin();
    return { layout, entries, kinds: [], since: linesSoFar(), isFull: false };
  };

  const ingestRecords = ({ layout, entries, kinds }: Known<EntryOf[F]>): void => {
    const end = CORE.RECORDS + exports.recordCount() * CORE.RECORD_SIZE;
    let isReady = true;
    for (let record = CORE.RECORDS; record < end; record += CORE.RECORD_SIZE) {
      const lines = isReady ? kinds[words[record >> 2] ?? 0] : undefined;
      if (lines === undefined) {
        plain.give(wordAt(record, CORE.RECORD_START), wordAt(record, CORE.RECORD_END));
        isReady = plain.isReady();
        continue;
      }
      entries.turnTo(record);
      if (lines === SKIPPED || isRepeated(ingestion, lines.entry)) {
        ingestion.lines.skipped += 1;
        continue;
      }
      ingestAlike(ingestion, lines);
      if (layout.reset !== undefined) entries.reset(lines.entry);
    }
  };
  const readForCore = (): void => {
    const [start, end] = [exports.rowStart(), exports.rowEnd()];
    if (exports.rowUnknown() !== 0) candidate = textAt(start, end);
    plain.give(start, end);
    candidate = undefined;
  };
  /** The whole current line. Says no as an attempt does. */
  const learnFrom = (line: string): boolean => {
    candidate = undefined;
    const parsed = parseFrame(ingestion, line);
    if (known !== undefined && ingestion.parse.layout?.() === known.layout && mayLearn(known.layout, parsed))
      learn(known, parsed);
    ingestParsed(ingestion, parsed);
    return parsed !== UNPARSED;
  };
  const learn = (of: Known<EntryOf[F]>, parsed: EntryOf[F] | typeof SKIPPED): void => {
    const unknown = exports.rowUnknown();
    const { entries, kinds, isFull } = of;
    // The line's own record stands behind those that are done.
    entries.turnTo(CORE.RECORDS + exports.recordCount() * CORE.RECORD_SIZE);
    const agrees =
      parsed === SKIPPED || entries.agrees(parsed, { time: !(unknown & NEW_MINUTE), words: unknown < NEW_WORD });
    if (agrees && unknown & NEW_MINUTE) learnMinute();
    for (const slot of WORD_SLOTS) {
      const id = agrees && unknown & (NEW_WORD << slot) ? exports.learnWord(slot) : NO_ROOM;
      if (id !== NO_ROOM && parsed !== SKIPPED) entries.learnWord(slot, id, parsed);
    }
    // In a new minute the core could not read every time of this line. The next line of the kind shows which of them
    // count.
    if (!(unknown & NEW_KIND) || isFull || unknown & NEW_MINUTE) return;
    const kind = exports.learnKind();
    if (kind === NO_ROOM) makeRoom(of);
    else if (parsed === SKIPPED) kinds[kind] = SKIPPED;
    else kinds[kind] = agrees ? alikeLines(ingestion, entries.entryLike(parsed), differs(entries)) : undefined;
  };
  const learnMinute = (): void => {
    const at = exports.rowMinute();
    const start = isoTime(`${textAt(at, at + MINUTE_CHARACTERS).replace('\t', 'T')}:00Z`);
    if (!Number.isNaN(start)) exports.learnMinute(start);
  };
  const makeRoom = (of: Known<EntryOf[F]>): void => {
    if (linesSoFar() - of.since < LINES_BETWEEN_FULL) {
      of.isFull = true;
      return;
    }
    endKinds();
    known = begin(of.layout);
  };
  const isKnown = (): boolean => {
    knowLayout();
    return known !== undefined;
  };

  knowLayout();
  return {
    scan(from, end) {
      if (ingestion.parse.layout === undefined) {
        plain.frames.push(memory.subarray(from, end));
        return end;
      }
      known?.entries.begin();
      for (let at = from; ; ) {
        at = plain.read(at, end, isKnown);
        if (known === undefined || !plain.isReady() || at === end) return at;
        at = exports.scanRows(at, end);
        ingestRecords(known);
        const status = exports.rowStatus();
        if (status === LINE_FOR_HOST) {
          readForCore();
          knowLayout();
        }
        if (status === NO_RECORD) at = plain.pass(at, end);
        if (status === USED_UP) return at;
      }
    },
    outside(bytes) {
      plain.outside(bytes);
      knowLayout();
    },
    finish() {
      plain.frames.end();
      ingestion.lines.unparsed += plain.frames.overlong();
      endKinds();
      known?.entries.end();
    },
  };
}

/** Is what the parser has made of the line so for every line of its kind? */
function mayLearn<E>({ skipsBy }: LineLayout, parsed: Parsed<E>): parsed is Exclude<Parsed<E>, typeof UNPARSED> {
  return parsed !== UNPARSED && (parsed !== SKIPPED || skipsBy !== undefined);
}
