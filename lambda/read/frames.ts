/**
 * Bytes of a log's text in pieces -> frames, each handed to a sink: lines, or records of JSON in any arrangement. A
 * damaged record costs only itself: a line that is a whole object begins again.
 */
import { StringDecoder } from 'node:string_decoder';
import type { AnyFormat } from '../formats/format.ts';
import { createJsonCutter } from './json-cutter.ts';
import { createLineSplitter, createOpenLineSplitter, endWithoutZeros } from './lines.ts';

export interface FrameSink {
  /** Counts a frame that is an entry or belongs to the log otherwise; says no to any other, and counts nothing. */
  readonly attempt: (frame: string) => boolean;
  /** A frame that should have been an entry and is not. */
  readonly lost: (frame: string) => void;
}

export interface FrameReader {
  /** The bytes may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void;
  end(): void;
  /** Is a frame begun and not ended? Then the next line may be a part of it. */
  isOpen(): boolean;
  /** Frames passed over because they are longer than LINE_BYTES_MAX. */
  overlong(): number;
}

/** For anyone who takes records from a long line without this reader. */
export interface RecordReader extends FrameReader {
  /**
   * Bytes of one line, which ends where they do if they end in a line feed. It is cut as it comes, however short it is;
   * `isOpen` must not have been true where it began.
   */
  cut(chunk: Uint8Array): void;
  /** Is the next byte of the line between records of an array? Then whole records may be passed over. */
  isBetween(): boolean;
}

/** What a format says of its frames. */
export type FrameOptions = Pick<AnyFormat, 'framing' | 'encoding'>;

export function createFrameReader({ framing, encoding }: FrameOptions, sink: FrameSink): FrameReader {
  return framing === 'lines' ? createLineReader(encoding, sink) : createJsonReader(framing === 'records', sink);
}

export function createRecordReader(sink: FrameSink): RecordReader {
  return createJsonReader(true, sink);
}

function createLineReader(encoding: FrameOptions['encoding'], { attempt, lost }: FrameSink): FrameReader {
  const splitter = createLineSplitter(encoding);
  const take = (lines: readonly string[]): void => {
    for (const line of lines) if (!attempt(line)) lost(line);
  };
  return {
    push: (chunk) => take(splitter.push(chunk)),
    end: () => take(splitter.end()),
    // Nothing begun stays behind whole lines.
    isOpen: () => false,
    overlong: () => splitter.overlong(),
  };
}

/** A line of JSON that has not ended after so much is cut as it comes: it may be hundreds of MB of records. */
const LONG_LINE_BYTES = 0x10000;
const LF = 10;

function createJsonReader(isJsonThroughout: boolean, sink: FrameSink): RecordReader {
  const splitter = createOpenLineSplitter('utf8');
  const lines = createLineTaker(isJsonThroughout, sink);
  const long = createLongLineCutter(lines);
  const pushPiece = (piece: Buffer): void => {
    const rest = long.isCutting() ? long.cut(piece) : piece;
    for (const line of splitter.push(rest)) lines.take(line);
    if (splitter.held() <= LONG_LINE_BYTES) return;
    if (lines.isJson(splitter.start(START_CHARACTERS))) long.cut(splitter.take());
  };
  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (let at = 0; at < bytes.length; at += LONG_LINE_BYTES) pushPiece(bytes.subarray(at, at + LONG_LINE_BYTES));
    },
    cut(chunk) {
      const begun = splitter.take();
      if (begun.length > 0) long.cut(begun);
      long.cut(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    },
    isBetween: () => long.isWhole() && lines.isBetween(),
    end() {
      long.end();
      for (const line of splitter.end()) lines.take(line);
      lines.end();
    },
    isOpen: () => long.isCutting() || lines.isOpen(),
    overlong: () => splitter.overlong() + lines.overlong(),
  };
}

interface LongLineCutter {
  /** Bytes of a line from where it was cut last -> the bytes after its end. */
  readonly cut: (bytes: Buffer) => Buffer;
  /** Is the line that has begun being cut as it comes? */
  readonly isCutting: () => boolean;
  /** Is it, and has all of it been cut that has come? */
  readonly isWhole: () => boolean;
  /** The line ends here as with a line feed. */
  readonly end: () => void;
}

function createLongLineCutter(lines: Pick<LineTaker, 'cut'>): LongLineCutter {
  const decoder = new StringDecoder('utf8');
  let isCutting = false;
  /** Zeros at the end of what has been cut: text if anything follows, padding if nothing does. */
  let zeros = 0;
  /** In pieces: they shrink to nothing in an object, and nobody bounds how many there are. */
  const cutZeros = (): void => {
    for (; zeros > 0; zeros -= Math.min(zeros, LONG_LINE_BYTES)) {
      lines.cut(decoder.write(Buffer.alloc(Math.min(zeros, LONG_LINE_BYTES))));
    }
  };
  return {
    cut(bytes) {
      const feed = bytes.indexOf(LF);
      const end = feed < 0 ? bytes.length : feed + 1;
      const textEnd = endWithoutZeros(bytes.subarray(0, end));
      if (textEnd > 0) {
        cutZeros();
        lines.cut(decoder.write(bytes.subarray(0, textEnd)));
      }
      zeros += end - textEnd;
      isCutting = feed < 0;
      return bytes.subarray(end);
    },
    isCutting: () => isCutting,
    isWhole: () => isCutting && zeros === 0,
    end() {
      if (isCutting) lines.cut(`${decoder.end()}\n`);
    },
  };
}

/** Enough of a line to see how it begins. */
const START_CHARACTERS = 256;
/**
 * The beginning of a record, of an array or a document of records, or what is between records. Not `[04/May/2026:…`, a
 * time.
 */
const JSON_START = /^[\s\p{Cc}\ufeff\xef\xbb\xbf]*(?:[{,\]}]|\[\s*(?:[{[\]]|$))/u;
/** A document around its records, which is no record although it is a whole object. */
const DOCUMENT = /^[^"]*"records"\s*:\s*\[/i;

interface LineTaker {
  readonly take: (line: string) => void;
  /** Text that continues with the line before. */
  readonly cut: (text: string) => void;
  readonly isJson: (start: string) => boolean;
  readonly isOpen: () => boolean;
  readonly isBetween: () => boolean;
  readonly end: () => void;
  readonly overlong: () => number;
}

function createLineTaker(isJsonThroughout: boolean, { attempt, lost }: FrameSink): LineTaker {
  const cutter = createJsonCutter();
  const offer = (frames: readonly string[]): void => {
    for (const frame of frames) if (!attempt(frame)) lost(frame);
  };
  const giveUp = (): void => {
    const text = cutter.abandon();
    if (text !== '') lost(text);
  };
  const cut = (text: string): void => {
    offer(cutter.push(text));
    // No string of JSON holds a line feed.
    if (text.endsWith('\n') && cutter.isInString()) giveUp();
  };
  const isJson = (start: string): boolean => isJsonThroughout || cutter.isOpen() || JSON_START.test(start);
  /** Most lines are one whole entry, and need not be cut. */
  const takeNew = (line: string, looksLikeJson: boolean): void => {
    if (!isJsonThroughout && !(looksLikeJson && DOCUMENT.test(line)) && attempt(line)) return;
    if (isJsonThroughout || (looksLikeJson && JSON_START.test(line))) cut(`${line}\n`);
    else lost(line);
  };
  return {
    cut,
    isJson,
    isOpen: () => cutter.isOpen(),
    isBetween: () => cutter.isBetween(),
    take(line) {
      const looksLikeJson = mayBeJson(line);
      if (cutter.isOpen() && !looksLikeJson && !isJsonThroughout && attempt(line)) giveUp();
      else if (cutter.isOpen() && !isWholeObject(line)) cut(`${line}\n`);
      else {
        if (cutter.isOpen()) giveUp();
        takeNew(line, looksLikeJson);
      }
    },
    end: () => offer(cutter.end()),
    overlong: () => cutter.overlong(),
  };
}

/** Also for a line in the middle of a record, and for a blank one; not for a row of fields. */
function mayBeJson(line: string): boolean {
  const first = line.charCodeAt(0);
  return !(first > SPACE) || first === BYTE_ORDER_MARK || PUNCTUATION.includes(line.charAt(0));
}

const SPACE = 0x20;
const BYTE_ORDER_MARK = 0xfeff;
const PUNCTUATION = '"{}[],';

/** Not one in a pretty-printed record: those are indented, or have a comma behind them. */
function isWholeObject(line: string): boolean {
  if (!line.startsWith('{"')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
