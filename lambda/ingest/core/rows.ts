/**
 * Text of any format -> what the reference path would have made of it. Where the format says how its lines lie, the
 * core finds in each line what differs from other lines of its kind (assembly/rows.ts). The first line of a kind, and
 * all that is odd, goes the reference way.
 */

import { SKIPPED, UNPARSED } from '../../catalogue/entry.ts';
import type { EntryOf, Family } from '../../catalogue/metrics/index.ts';
import type { ByteCount } from '../../read/unpack.ts';
import { attemptFrame, type IngestState, ingestUnparsed, isRepeated } from '../state.ts';
import { ingestAlike } from './alike.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';
import { feedAll, type NotScanned } from './feed.ts';
import { borrowCore, giveBackCore } from './instance.ts';
import { createPlainText, type PlainText } from './plain-text.ts';
import { endKinds, type KnownLines, knowLayout, learnFrom, type RowReading, textAt } from './row-kinds.ts';
import { scanGzip, scanText, type WindowReader } from './windows.ts';

const { USED_UP, LINE_FOR_HOST, NO_RECORD } = CORE;

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

/** Reads one object. */
interface RowReader<F extends Family> extends RowReading<F> {
  readonly plain: PlainText;
  /** The current line, if the core may recognize it again. */
  candidate: string | undefined;
}

function createRowReader<F extends Family>(core: Core, ingestion: IngestState<F>): WindowReader {
  const plain = createPlainText(core, ingestion.format, {
    attempt(frame) {
      if (frame !== reader.candidate) return attemptFrame(ingestion, frame) !== UNPARSED;
      reader.candidate = undefined;
      return learnFrom(reader, frame);
    },
    lost: (frame) => ingestUnparsed(ingestion, frame),
  });
  const reader: RowReader<F> = { core, ingestion, plain, known: undefined, candidate: undefined };
  knowLayout(reader);
  return {
    scan(from, end) {
      if (ingestion.parse.layout === undefined) {
        plain.frames.push(core.memory.subarray(from, end));
        return end;
      }
      return scanWindow(reader, from, end);
    },
    outside(bytes) {
      plain.outside(bytes);
      knowLayout(reader);
    },
    finish() {
      plain.frames.end();
      ingestion.lines.unparsed += plain.frames.overlong();
      endKinds(reader);
      reader.known?.entries.end();
    },
  };
}

/** The address of the first line that does not end in the window. */
function scanWindow<F extends Family>(reader: RowReader<F>, from: number, end: number): number {
  const { plain } = reader;
  const { exports } = reader.core;
  const isKnown = (): boolean => {
    knowLayout(reader);
    return reader.known !== undefined;
  };
  reader.known?.entries.begin();
  for (let at = from; ; ) {
    at = plain.read(at, end, isKnown);
    if (reader.known === undefined || !plain.isReady() || at === end) return at;
    at = exports.scanRows(at, end);
    ingestRecords(reader, reader.known);
    const status = exports.rowStatus();
    if (status === LINE_FOR_HOST) {
      readForCore(reader);
      knowLayout(reader);
    }
    if (status === NO_RECORD) at = plain.pass(at, end);
    if (status === USED_UP) return at;
  }
}

/** The lines that the core has read. */
function ingestRecords<F extends Family>(
  { core, ingestion, plain }: RowReader<F>,
  { layout, entries, kinds }: KnownLines<EntryOf[F]>,
): void {
  const { exports, words } = core;
  const wordAt = (record: number, offset: number): number => words[(record + offset) >> 2] ?? 0;
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
}

/** The line that the core asks about. */
function readForCore<F extends Family>(reader: RowReader<F>): void {
  const { exports } = reader.core;
  const [start, end] = [exports.rowStart(), exports.rowEnd()];
  if (exports.rowUnknown() !== 0) reader.candidate = textAt(reader, start, end);
  reader.plain.give(start, end);
  reader.candidate = undefined;
}
