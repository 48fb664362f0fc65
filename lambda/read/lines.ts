/**
 * Bytes in pieces -> lines, an array a piece. Cuts at LF before decoding, so that no character is ever split.
 * A line longer than LINE_BYTES_MAX is never held: its bytes are passed over and it is counted.
 */

/** WAF lines with every header reach some hundred KB; ALB's own limit on a request is far below. */
export const LINE_BYTES_MAX = 1024 * 1024;

const LF = 10;

export interface LineSplitter {
  /** Lines that end in `chunk`. The bytes may be reused by the caller afterwards. */
  push(chunk: Uint8Array): readonly string[];
  /** The last line, if the text does not end in a line feed. */
  end(): readonly string[];
  /** Lines passed over so far because they are longer than LINE_BYTES_MAX. */
  overlong(): number;
}

export function createLineSplitter(encoding: 'latin1' | 'utf8'): LineSplitter {
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let overlong = 0;
  let skipping = false;

  const keep = (bytes: Buffer): void => {
    if (skipping || bytes.length === 0) return;
    if (tailBytes + bytes.length <= LINE_BYTES_MAX) {
      tail.push(Buffer.from(bytes));
      tailBytes += bytes.length;
      return;
    }
    skipping = true;
    overlong += 1;
    drop();
  };
  const drop = (): void => {
    tail = [];
    tailBytes = 0;
  };
  /** The line begun in earlier pieces, completed by `rest`. */
  const complete = (rest: Buffer): string | undefined => {
    keep(rest);
    const line = skipping ? undefined : Buffer.concat(tail, tailBytes).toString(encoding);
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
      if (tailBytes === 0 && !skipping) return [];
      const line = complete(Buffer.alloc(0));
      return line === undefined ? [] : [line];
    },
    overlong: () => overlong,
  };
}
