/**
 * What the core does not read of a window, for the frame reader: lines, or records that follow each other in one line;
 * and where the core may go on.
 */
import {
  createFrameReader,
  createRecordReader,
  type FrameOptions,
  type FrameReader,
  type FrameSink,
} from '../../read/frames.ts';
import type { Core } from './exports.ts';

const LF = 10;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/** Asked for its memory each time, because that is another one once it has grown. */
type CoreMemory = Pick<Core, 'memory'>;

export interface PlainText {
  readonly frames: FrameReader;
  /** A line or record that the core has found, which ends before `end`. */
  readonly give: (start: number, end: number) => void;
  /**
   * Reads until the core may read what follows, or no line ends any more; the address there. `isKnown` says after each
   * line whether the core knows how they lie.
   */
  readonly read: (from: number, end: number, isKnown: () => boolean) => number;
  /** May the core read what follows? */
  readonly isReady: () => boolean;
  /** Reads what is no record; the address behind it. */
  readonly pass: (from: number, end: number) => number;
  /** Bytes that do not fit a window. */
  readonly outside: (bytes: Uint8Array) => void;
}

export function createPlainText(core: CoreMemory, format: FrameOptions, sink: FrameSink): PlainText {
  return format.framing === 'records' ? plainRecords(core, sink) : plainLines(core, format, sink);
}

/** Behind the next line feed; undefined if there is none before `end`. */
function nextLine(core: CoreMemory, from: number, end: number): number | undefined {
  const feed = core.memory.subarray(from, end).indexOf(LF);
  return feed < 0 ? undefined : from + feed + 1;
}

function plainLines(core: CoreMemory, format: FrameOptions, sink: FrameSink): PlainText {
  const frames = createFrameReader(format, sink);
  const isReady = (): boolean => !frames.isOpen();
  return {
    frames,
    isReady,
    give: (start, end) => frames.push(core.memory.subarray(start, end + 1)),
    read(from, end, isKnown) {
      let at = from;
      while (at < end && !(isKnown() && isReady())) {
        const next = nextLine(core, at, end);
        if (next === undefined) return at;
        frames.push(core.memory.subarray(at, next));
        at = next;
      }
      return at;
    },
    pass: (from) => from,
    outside: (bytes) => frames.push(bytes),
  };
}

/** Where the array of a document's records has to open. */
const DOCUMENT_START_BYTES = 256;

/** Behind the bracket that opens the records of a document; undefined where none begins. */
function recordsStart({ memory }: CoreMemory, from: number, end: number): number | undefined {
  const start = memory.subarray(from, Math.min(end, from + DOCUMENT_START_BYTES));
  const [bracket, feed] = [start.indexOf(OPEN_BRACKET), start.indexOf(LF)];
  const isDocument = start[0] === OPEN_BRACE && bracket >= 0 && (feed < 0 || bracket < feed);
  return isDocument ? from + bracket + 1 : undefined;
}

function plainRecords(core: CoreMemory, sink: FrameSink): PlainText {
  const frames = createRecordReader(sink);
  /** Has a line begun that is cut as it comes? */
  let inLine = false;
  const cut = (bytes: Uint8Array): void => {
    frames.cut(bytes);
    inLine = bytes.at(-1) !== LF;
  };
  const pass = (from: number, end: number): number => {
    const to = nextLine(core, from, end) ?? end;
    cut(core.memory.subarray(from, to));
    return to;
  };
  /** The beginning of a line up to its first bracket, or all of it. */
  const begin = (from: number, end: number): number => {
    const records = frames.isOpen() ? undefined : recordsStart(core, from, end);
    const next = records ?? nextLine(core, from, end) ?? from;
    if (records === undefined) frames.push(core.memory.subarray(from, next));
    else cut(core.memory.subarray(from, next));
    return next;
  };
  return {
    frames,
    pass,
    isReady: () => frames.isBetween(),
    give: (start, end) => cut(core.memory.subarray(start, end)),
    read(from, end, isKnown) {
      let at = from;
      while (at < end && !(isKnown() && frames.isBetween())) {
        const next = inLine ? pass(at, end) : begin(at, end);
        if (next === at) return at;
        at = next;
      }
      return at;
    },
    outside: (bytes) => (inLine ? cut(bytes) : frames.push(bytes)),
  };
}
