/**
 * A gzip object of ALB access lines -> what the reference path would have made of it. The core unpacks a window, reads the lines in it
 * and counts them in its own memory; only lines that are new in some way, or odd, come here, and go to the reference parser.
 */

import type { RequestEntry } from '../../catalogue/entry.ts';
import { failuresWanted, slowestThresholdSeconds } from '../../diagnosis/examples.ts';
import type { RequestsInBulk } from '../../diagnosis/families/observer.ts';
import type { Routes } from '../../diagnosis/routes.ts';
import { HEAD_BYTES, isPlainText } from '../../read/container.ts';
import { createLineSplitter, type LineSplitter } from '../../read/lines.ts';
import { type ByteCount, checkExpansion } from '../../read/unpack.ts';
import type { Ingestion } from '../state.ts';
import { canCount, type Draining, drain, drainOutlying } from './drain.ts';
import type { Core } from './exports.ts';
import { feedAll, type NotScanned, type Scan } from './feed.ts';
import { advance, checkComplete, checkNothingFollows, PIECE_BYTES_MAX, putPiece } from './inflate.ts';
import { borrowCore, giveBackCore } from './instance.ts';
import { createMeanings, forgetMeanings, HAS_CAUSE, learn, SERVER_ERROR } from './meanings.ts';
import { useSlowLimits, writeSlowLimits } from './slow.ts';

export interface Scanned {
  readonly ingestion: Ingestion<'requests'>;
  /** Reads and counts one line the reference way; its entry, if it is one. */
  readonly ingestLine: (line: string) => RequestEntry | undefined;
}

/** A line that has not ended after so much leaves the window and is put together outside; real lines are below 1 KB, the longest URL 16 KB. */
const LONG_LINE_BYTES = 0x10000;
/** Taking the counters and learning all words again costs about what reading so many lines the reference way does. */
const LINES_BETWEEN_DRAINS = 2000;
const LF = 10;
const WINDOW_FULL = 1;

/** Can the core count all that the settings ask for? */
export function canScan({ plans, observer }: Ingestion<'requests'>): boolean {
  return observer.bulk !== undefined && canCount(plans.map(({ plan }) => plan)) && routesFit(observer.bulk.routes);
}

/** `chunks` are the whole object. Rejects as the reference path does: in zlib's words, or past the limits. */
export async function scanObject(chunks: AsyncIterable<Uint8Array>, scanned: Scanned): Promise<ByteCount | NotScanned> {
  const { bulk } = scanned.ingestion.observer;
  if (bulk === undefined) throw new Error('only requests can be scanned');
  const core = borrowCore();
  try {
    return await feedAll(createScan(core, bulk, scanned), chunks[Symbol.asyncIterator]());
  } finally {
    giveBackCore(core);
  }
}

function createScan(core: Core, bulk: RequestsInBulk, { ingestion, ingestLine }: Scanned): Scan {
  const { exports } = core;
  const count: ByteCount = { bytes: 0, uncompressedBytes: 0 };
  const draining: Draining = {
    core,
    ingestion,
    bulk,
    meanings: createMeanings(),
    outlying: new Map(),
    statuses: new Map(),
  };
  const splitter = createLineSplitter('latin1');
  /** Lines read when the tables were full for the last time. */
  let drainedAt = 0;
  exports.forget();
  exports.giveUp(0);
  exports.setEveryOutcome(bulk.everyOutcome ? 1 : 0);
  useRoutes(core, bulk.routes);
  useSlowLimits(core, ingestion.allowed, bulk.routes);
  const updateWanted = (): void => setWanted(core, bulk);
  updateWanted();
  core.host = {
    line(start, end, unknown) {
      const entry = ingestLine(core.memory.toString('latin1', start, end));
      updateWanted();
      if (entry === undefined || unknown === 0) return 0;
      const learned = learn(draining.meanings, entry, { unknown, accept: ingestion.accept });
      writeSlowLimits(core, ingestion.allowed, draining.meanings);
      return learned;
    },
    drain() {
      drain(draining);
      forgetMeanings(draining.meanings);
      const { parsed } = ingestion.lines;
      if (parsed - drainedAt < LINES_BETWEEN_DRAINS) exports.giveUp(1);
      drainedAt = parsed;
    },
    drainOutlying: () => drainOutlying(draining),
  };

  let start = exports.outputEnd();
  let read = start;
  let isText: boolean | undefined;
  const look = (isEnd: boolean): boolean | undefined => {
    const end = exports.outputEnd();
    if (isText === undefined && (isEnd || end - start >= HEAD_BYTES)) {
      isText = isPlainText(core.memory.subarray(start, Math.min(end, start + HEAD_BYTES)));
    }
    return isText;
  };
  /** Does the window begin in the middle of a line whose beginning is in the splitter? */
  let inLongLine = false;

  const readWindow = (): void => {
    const end = exports.outputEnd();
    count.uncompressedBytes += end - read;
    checkExpansion(count);
    if (inLongLine) start = endLongLine(start, end);
    if (!inLongLine) start = exports.scan(start, end);
    if (end - start > LONG_LINE_BYTES) {
      ingestAll(splitter.push(core.memory.subarray(start, end)));
      inLongLine = true;
      start = end;
    }
    start = exports.slide(end - start);
    read = exports.outputEnd();
  };
  const endLongLine = (from: number, end: number): number => {
    const feed = core.memory.subarray(from, end).indexOf(LF);
    const to = feed < 0 ? end : from + feed + 1;
    ingestAll(splitter.push(core.memory.subarray(from, to)));
    inLongLine = feed < 0;
    return to;
  };
  const ingestAll = (lines: readonly string[]): void => {
    for (const line of lines) ingestLine(line);
    updateWanted();
  };

  return {
    feed(chunk) {
      count.bytes += chunk.length;
      for (let from = 0; from < chunk.length; from += PIECE_BYTES_MAX) {
        putPiece(core, chunk.subarray(from, from + PIECE_BYTES_MAX));
        while (advance(core) === WINDOW_FULL && look(false)) readWindow();
        if (look(false) === false) return false;
      }
      return isText;
    },
    end() {
      if (!look(true)) return undefined;
      readWindow();
      checkComplete(core);
      checkNothingFollows(core);
      endOfLines(splitter, core.memory.subarray(start, exports.outputEnd()), ingestAll);
      ingestion.lines.unparsed += splitter.overlong();
      drain(draining);
      return count;
    },
  };
}

/** The last line, if it does not end in a line feed. */
function endOfLines(splitter: LineSplitter, rest: Uint8Array, ingestAll: (lines: readonly string[]) => void): void {
  ingestAll(splitter.push(rest));
  ingestAll(splitter.end());
}

/** Which lines the core has to show because they may become examples. */
function setWanted({ exports }: Core, { examples }: RequestsInBulk): void {
  const badness = { all: HAS_CAUSE, serverErrors: SERVER_ERROR, none: SERVER_ERROR + 1 }[failuresWanted(examples)];
  exports.setWanted(badness, slowestThresholdSeconds(examples));
}

const BYTES = 256;
const WORD_BYTES = 4;

/** A row of the automaton in the core: the state's route, then the next states as offsets of their rows. */
const rowBytes = ({ classCount }: Routes): number => (classCount + 1) * WORD_BYTES;

/** Numbers of routes are below 128 in assembly/counters.ts; lambda/diagnosis/routes.ts allows 100. */
const ROUTES_MAX = 127;

function routesFit(routes: Routes | undefined): boolean {
  if (routes === undefined) return true;
  return routes.accept.length * rowBytes(routes) <= ROUTE_TABLE_BYTES && routes.names.length <= ROUTES_MAX;
}

/** ROUTE_TABLE_SIZE of assembly/memory.ts. */
const ROUTE_TABLE_BYTES = 0x1a0000;

function useRoutes(core: Core, routes: Routes | undefined): void {
  const { exports, constants, memory, words } = core;
  if (routes === undefined) {
    exports.setRoutes(0, 0, 0);
    return;
  }
  const row = rowBytes(routes);
  exports.setRoutes(routes.start * row, routes.absorbing * row, 1);
  if (core.routes === routes) return;
  for (let byte = 0; byte < BYTES; byte++) {
    memory.writeUInt16LE(((routes.classes[byte] ?? 0) + 1) * WORD_BYTES, constants.ROUTE_CLASSES + byte * 2);
  }
  for (let state = 0; state < routes.accept.length; state++) {
    const at = (constants.ROUTE_TABLE + state * row) >> 2;
    words[at] = routes.accept[state] ?? 0;
    for (let byteClass = 0; byteClass < routes.classCount; byteClass++) {
      words[at + 1 + byteClass] = (routes.table[state * routes.classCount + byteClass] ?? 0) * row;
    }
  }
  core.routes = routes;
}
