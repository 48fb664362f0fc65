/**
 * Bytes in pieces -> lines, an array a piece. Cuts at LF before decoding, so that no character is ever split.
 * A line longer than LINE_BYTES_MAX is never held: its bytes are passed over and it is counted. Zeros at the very end are padding.
 */

/** WAF lines with every header reach some hundred KB; ALB's own limit on a request is far below. */
export const LINE_BYTES_MAX = 1024 * 1024;

const LF = 10;
const NO_BYTES = Buffer.alloc(0);

export interface LineSplitter {
  /** Lines that end in `chunk`. The bytes may be reused by the caller afterwards. */
  push(chunk: Uint8Array): readonly string[];
  /** The last line, if the text does not end in a line feed. */
  end(): readonly string[];
  /** Lines passed over so far because they are longer than LINE_BYTES_MAX. */
  overlong(): number;
}

/** One whose caller may read a long line in another way. */
export interface OpenLineSplitter extends LineSplitter {
  /** Bytes of the line that has begun and not ended. */
  held(): number;
  /** Hands over the line that has begun; what follows of it must not come here. */
  take(): Buffer;
}

function endWithoutZeros(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end;
}

export function createLineSplitter(encoding: 'latin1' | 'utf8'): LineSplitter {
  return createOpenLineSplitter(encoding);
}

export function createOpenLineSplitter(encoding: 'latin1' | 'utf8'): OpenLineSplitter {
  let tail: Buffer[] = [];
  let tailBytes = 0;
  /** Zeros at the end of what is held: text if anything follows, padding if nothing does. */
  let zeros = 0;
  let overlong = 0;
  let skipping = false;

  const keep = (bytes: Buffer): void => {
    const end = skipping ? 0 : endWithoutZeros(bytes);
    if (end === 0) {
      zeros += bytes.length;
      return;
    }
    if (tailBytes + zeros + end > LINE_BYTES_MAX) {
      skip();
      return;
    }
    if (zeros > 0) tail.push(Buffer.alloc(zeros));
    tail.push(Buffer.from(bytes.subarray(0, end)));
    tailBytes += zeros + end;
    zeros = bytes.length - end;
  };
  const skip = (): void => {
    skipping = true;
    overlong += 1;
    drop();
  };
  const drop = (): void => {
    tail = [];
    tailBytes = 0;
    zeros = 0;
  };
  /** The line begun in earlier pieces, completed by `rest`. */
  const complete = (rest: Buffer): string | undefined => {
    keep(rest);
    // A line of zeros alone is blank, however many there are.
    const zerosInLine = tailBytes === 0 ? Math.min(zeros, 1) : zeros;
    if (tailBytes + zerosInLine > LINE_BYTES_MAX) skip();
    const line = skipping ? undefined : Buffer.concat(tail, tailBytes + zerosInLine).toString(encoding);
    skipping = false;
    drop();
    return line;
  };

  const cut = (bytes: Buffer): string[] => {
    const first = bytes.indexOf(LF);
    if (first < 0) {
      keep(bytes);
      return [];
    }
    const last = bytes.lastIndexOf(LF);
    const begun = complete(bytes.subarray(0, first));
    const whole = last > first ? bytes.toString(encoding, first + 1, last).split('\n') : [];
    keep(bytes.subarray(last + 1));
    if (begun !== undefined) whole.unshift(begun);
    return whole;
  };

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (bytes.length <= LINE_BYTES_MAX) return cut(bytes);
      // A piece no longer than the limit holds no line longer than it, wherever the pieces are cut.
      const lines: string[][] = [];
      for (let from = 0; from < bytes.length; from += LINE_BYTES_MAX)
        lines.push(cut(bytes.subarray(from, from + LINE_BYTES_MAX)));
      return lines.flat();
    },
    end() {
      zeros = 0;
      if (tailBytes === 0 && !skipping) return [];
      const line = complete(NO_BYTES);
      return line === undefined ? [] : [line];
    },
    overlong: () => overlong,
    held: () => tailBytes,
    take() {
      const begun = Buffer.concat([...tail, Buffer.alloc(zeros)]);
      drop();
      return begun;
    },
  };
}

/** A byte order mark at the start of a file, or of one that was put behind another, is no part of its first line; zeros are padding. */
export function withoutMark(frame: string): string {
  const first = frame.charCodeAt(0);
  if (first !== 0 && first !== 0xef && first !== 0xfeff) return frame;
  return frame.replace(/^(?:\xef\xbb\xbf|\ufeff|\0)+/, '');
}
