/**
 * Chunks of an object -> windows of its text, in the core's memory, for anyone who reads the lines in them. A line that
 * is longer than a window leaves it and is put together outside.
 */
import { HEAD_BYTES, isPlainText } from '../../read/container.ts';
import { type ByteCount, checkExpansion } from '../../read/unpack.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';
import type { Scan } from './feed.ts';
import { advance, checkComplete, checkNothingFollows, putPiece } from './inflate.ts';

export interface WindowReader {
  /** Reads whole lines between two addresses; the address of the first line that does not end there. */
  readonly scan: (from: number, end: number) => number;
  /** Bytes of a line that does not fit a window, piece by piece; and the last line, if no line feed ends it. */
  readonly outside: (bytes: Uint8Array) => void;
  /** After the last byte. */
  readonly finish: () => void;
}

/**
 * A line that has not ended after so much leaves the window; real lines are below 1 KB, the longest URL 16 KB, WAF's
 * with all headers some more.
 */
const LONG_LINE_BYTES = 0x10000;
const LF = 10;

interface Windows {
  /** Reads what is there; `slide` makes room. */
  readonly read: () => void;
  /** Whether what is there is text, undefined until it is known. */
  readonly look: (isEnd: boolean) => boolean | undefined;
  readonly end: () => void;
  readonly count: ByteCount;
}

/** The object is gzip. */
export function scanGzip(core: Core, reader: WindowReader): Scan {
  const { read, look, end, count } = createWindows(core, reader, (unread) => core.exports.slide(unread));
  return {
    feed(chunk) {
      count.bytes += chunk.length;
      for (let from = 0; from < chunk.length; from += CORE.PIECE_SIZE) {
        putPiece(core, chunk.subarray(from, from + CORE.PIECE_SIZE));
        while (advance(core) === CORE.WINDOW_FULL && look(false)) read();
        if (look(false) === false) return false;
      }
      return look(false);
    },
    end() {
      if (!look(true)) return undefined;
      read();
      checkComplete(core);
      checkNothingFollows(core);
      end();
      return count;
    },
  };
}

/** The object is text as it is. */
export function scanText(core: Core, reader: WindowReader): Scan {
  const { exports } = core;
  const { read, look, end, count } = createWindows(core, reader, (unread) => exports.slideText(unread));
  return {
    feed(chunk) {
      count.bytes += chunk.length;
      for (let from = 0; from < chunk.length; ) {
        const piece = chunk.subarray(from, from + exports.textRoom());
        core.memory.set(piece, exports.outputEnd());
        exports.textAdded(piece.length);
        from += piece.length;
        if (look(false) === false) return false;
        if (exports.textRoom() === 0) read();
      }
      return look(false);
    },
    end() {
      if (!look(true)) return undefined;
      read();
      end();
      return count;
    },
  };
}

function createWindows(core: Core, reader: WindowReader, slide: (unread: number) => number): Windows {
  const { exports } = core;
  const count: ByteCount = { bytes: 0, uncompressedBytes: 0 };
  let start = exports.outputEnd();
  let seen = start;
  const isText = createTextCheck(core);
  /** Does the window begin in the middle of a line whose beginning is outside? */
  let inLongLine = false;

  const endLongLine = (from: number, end: number): number => {
    const feed = core.memory.subarray(from, end).indexOf(LF);
    const to = feed < 0 ? end : from + feed + 1;
    reader.outside(core.memory.subarray(from, to));
    inLongLine = feed < 0;
    return to;
  };
  return {
    count,
    read() {
      const end = exports.outputEnd();
      count.uncompressedBytes += end - seen;
      checkExpansion(count);
      if (inLongLine) start = endLongLine(start, end);
      if (!inLongLine) start = reader.scan(start, end);
      if (end - start > LONG_LINE_BYTES) {
        reader.outside(core.memory.subarray(start, end));
        inLongLine = true;
        start = end;
      }
      start = slide(end - start);
      seen = exports.outputEnd();
    },
    look: (isEnd) => isText(start, isEnd),
    end() {
      reader.outside(core.memory.subarray(start, exports.outputEnd()));
      reader.finish();
    },
  };
}

/** Whether what begins at an address is text: found out once, when there is enough of it. */
function createTextCheck(core: Core): (start: number, isEnd: boolean) => boolean | undefined {
  let isText: boolean | undefined;
  return (start, isEnd) => {
    if (isText !== undefined) return isText;
    const end = core.exports.outputEnd();
    if (isEnd || end - start >= HEAD_BYTES)
      isText = isPlainText(core.memory.subarray(start, Math.min(end, start + HEAD_BYTES)));
    return isText;
  };
}
