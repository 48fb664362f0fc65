/**
 * Bytes in pieces -> lines, an array a piece. Cuts at LF before decoding, so that no character is ever split.
 * A line longer than LINE_BYTES_MAX is never held: its bytes are passed over and it is counted. Zeros at the very end
 * are padding.
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
  /** The first of them, at most `bytes`, as Latin-1. */
  start(bytes: number): string;
  /** Hands over the line that has begun; what follows of it must not come here. */
  take(): Buffer;
}

/** Where the zeros at the end begin. */
export function endWithoutZeros(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end;
}

export function createLineSplitter(encoding: 'latin1' | 'utf8'): LineSplitter {
  return new Splitter(encoding);
}

export function createOpenLineSplitter(encoding: 'latin1' | 'utf8'): OpenLineSplitter {
  return new Splitter(encoding);
}

class Splitter implements OpenLineSplitter {
  readonly #encoding: 'latin1' | 'utf8';
  #tail: Buffer[] = [];
  #tailBytes = 0;
  /** Zeros at the end of what is held: text if anything follows, padding if nothing does. */
  #zeros = 0;
  #overlong = 0;
  #skipping = false;

  constructor(encoding: 'latin1' | 'utf8') {
    this.#encoding = encoding;
  }

  push(chunk: Uint8Array): readonly string[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (bytes.length <= LINE_BYTES_MAX) return this.#cut(bytes);
    // A piece no longer than the limit holds no line longer than it, wherever the pieces are cut.
    const lines: string[][] = [];
    for (let from = 0; from < bytes.length; from += LINE_BYTES_MAX)
      lines.push(this.#cut(bytes.subarray(from, from + LINE_BYTES_MAX)));
    return lines.flat();
  }

  end(): readonly string[] {
    this.#zeros = 0;
    if (this.#tailBytes === 0 && !this.#skipping) return [];
    const line = this.#complete(NO_BYTES);
    return line === undefined ? [] : [line];
  }

  overlong(): number {
    return this.#overlong;
  }

  held(): number {
    return this.#tailBytes;
  }

  start(bytes: number): string {
    return Buffer.concat(this.#tail, Math.min(bytes, this.#tailBytes)).toString('latin1');
  }

  take(): Buffer {
    const begun = Buffer.concat([...this.#tail, Buffer.alloc(this.#zeros)]);
    this.#drop();
    return begun;
  }

  #cut(bytes: Buffer): string[] {
    const first = bytes.indexOf(LF);
    if (first < 0) {
      this.#keep(bytes);
      return [];
    }
    const last = bytes.lastIndexOf(LF);
    const begun = this.#complete(bytes.subarray(0, first));
    const whole = last > first ? bytes.toString(this.#encoding, first + 1, last).split('\n') : [];
    this.#keep(bytes.subarray(last + 1));
    if (begun !== undefined) whole.unshift(begun);
    return whole;
  }

  #keep(bytes: Buffer): void {
    const end = this.#skipping ? 0 : endWithoutZeros(bytes);
    if (end === 0) {
      this.#zeros += bytes.length;
      return;
    }
    if (this.#tailBytes + this.#zeros + end > LINE_BYTES_MAX) {
      this.#skip();
      return;
    }
    if (this.#zeros > 0) this.#tail.push(Buffer.alloc(this.#zeros));
    this.#tail.push(Buffer.from(bytes.subarray(0, end)));
    this.#tailBytes += this.#zeros + end;
    this.#zeros = bytes.length - end;
  }

  #skip(): void {
    this.#skipping = true;
    this.#overlong += 1;
    this.#drop();
  }

  #drop(): void {
    this.#tail = [];
    this.#tailBytes = 0;
    this.#zeros = 0;
  }

  /** The line begun in earlier pieces, completed by `rest`. */
  #complete(rest: Buffer): string | undefined {
    this.#keep(rest);
    // A line of zeros alone is blank, however many there are.
    const zerosInLine = this.#tailBytes === 0 ? Math.min(this.#zeros, 1) : this.#zeros;
    if (this.#tailBytes + zerosInLine > LINE_BYTES_MAX) this.#skip();
    const line = this.#skipping
      ? undefined
      : Buffer.concat(this.#tail, this.#tailBytes + zerosInLine).toString(this.#encoding);
    this.#skipping = false;
    this.#drop();
    return line;
  }
}

/**
 * A byte order mark at the start of a file, or of one that was put behind another, is no part of its first line; zeros
 * are padding.
 */
export function withoutMark(frame: string): string {
  const first = frame.charCodeAt(0);
  if (first !== 0 && first !== 0xef && first !== 0xfeff) return frame;
  return frame.replace(/^(?:\xef\xbb\xbf|\ufeff|\0)+/, '');
}
