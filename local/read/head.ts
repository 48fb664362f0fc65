/** How a source begins, looked at without opening it twice: standard input and pipes can be read only once. */
import { tellingLine } from '../../lambda/formats/index.ts';
import { createJsonCutter, type JsonCutter } from '../../lambda/read/json-cutter.ts';
import { LINE_BYTES_MAX, withoutMark } from '../../lambda/read/lines.ts';
import { unpack } from '../../lambda/read/unpack.ts';
import { isUnreadable } from './paths.ts';

export interface LookedAt {
  /**
   * The line that tells the format, or the first record of JSON on one line; empty where there is none. An error says
   * why there is no text.
   */
  readonly line: string | Error;
  /** All of the source, from its start. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Longer lines and records are not read. */
const HEAD_CHARACTERS = LINE_BYTES_MAX;
/** What is packed may hold any number of bytes that are no text. */
const TAKEN_BYTES_MAX = 2 * LINE_BYTES_MAX;

/** Rejects where the source cannot be read, which is not the same as being no log. */
export async function lookAt(source: AsyncIterable<Uint8Array>): Promise<LookedAt> {
  const iterator = source[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let bytes = 0;
  let isLooking = true;
  const take = async (): Promise<IteratorResult<Uint8Array>> => {
    const result = await iterator.next();
    if (result.done) return END;
    // A piece holds only until the next is asked for.
    taken.push(new Uint8Array(result.value));
    bytes += result.value.byteLength;
    return result;
  };
  /** What unpacks may have asked for one more piece when the line was found. */
  let last: Promise<unknown> | undefined;
  const next = (): Promise<IteratorResult<Uint8Array>> => {
    if (!isLooking || bytes >= TAKEN_BYTES_MAX) return Promise.resolve(END);
    const taking = take();
    last = taking;
    return taking;
  };
  const line = await lineOf({ [Symbol.asyncIterator]: () => ({ next }) });
  isLooking = false;
  const all: AsyncIterator<Uint8Array> = {
    async next() {
      if (taken.length === 0) await last;
      const value = taken.shift();
      return value === undefined ? iterator.next() : { done: false, value };
    },
    async return() {
      await iterator.return?.();
      return END;
    },
  };
  return { line, chunks: { [Symbol.asyncIterator]: () => all } };
}

const END = { done: true, value: undefined } as const;

async function lineOf(chunks: AsyncIterable<Uint8Array>): Promise<string | Error> {
  const head = createHead();
  const enough = new Error('enough');
  try {
    await unpack(chunks, (text) => {
      if (head.push(text)) throw enough;
    });
  } catch (error) {
    if (isUnreadable(error)) throw error;
    if (error !== enough) return error instanceof Error ? error : new Error(String(error));
  }
  return head.line();
}

/** Text in pieces -> its telling line. */
function createHead() {
  const decoder = new TextDecoder();
  let head = '';
  let cutter: JsonCutter | undefined;
  let record: string | undefined;
  return {
    /** Whether no more of the text can change it. */
    push(text: Uint8Array): boolean {
      const piece = decoder.decode(text, { stream: true });
      head = withoutMark(head + piece);
      const isJson = cutter !== undefined || /^[\s[]*\{/.test(head);
      if (!isJson)
        return head.length >= HEAD_CHARACTERS || (piece.includes('\n') && tellingLine(lines()) !== undefined);
      const added = cutter === undefined ? head : piece;
      cutter ??= createJsonCutter();
      record ??= cutter.push(added)[0];
      return head.length >= HEAD_CHARACTERS || record !== undefined;
    },
    line(): string {
      // Formats look at one line.
      if (cutter !== undefined) return (record ?? head).replaceAll(/[\r\n]+/g, ' ').trim();
      const all = head.split('\n');
      return tellingLine(all) ?? all.find((line) => line.trim() !== '') ?? '';
    },
  };

  /** Those that have an end. */
  function lines(): string[] {
    return head.split('\n').slice(0, -1);
  }
}
