/**
 * JSON text in pieces -> the texts of its records, however they are arranged: side by side, with commas or line feeds between them or
 * with nothing, in an array, in the array of a document `{"Records":[…]}`, on one line or pretty-printed. No document is ever held.
 *
 * Sources: CloudTrail user guide, "CloudTrail log file"; Firehose developer guide (records are joined as they come).
 */
import { LINE_BYTES_MAX } from './lines.ts';

export interface JsonCutter {
  /** Records that end in `text`, and text between records that is none. */
  push(text: string): readonly string[];
  /** What is left: a record that does not end, or word of a document that does not. */
  end(): readonly string[];
  /** Is a record begun and not ended? */
  isOpen(): boolean;
  /** Is the text within a quoted string? */
  isInString(): boolean;
  /** Forgets the record begun, because it will never end as it should; its text. */
  abandon(): string;
  /** Records passed over so far because they are longer than LINE_BYTES_MAX. */
  overlong(): number;
}

/** The frame that stands for a document or an array that stops before its end. */
const NO_END = 'a JSON document that does not end';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** Behind the key of the member whose array holds the records. */
const RECORDS_KEY = /"records"\s*:\s*$/i;
const KEY_CHARACTERS = 64;
/** What may be between records: blanks, commas, zeros, byte order marks, the record separator of RFC 7464, and what a record given up leaves. */
const BETWEEN = /^[\s,\]}\p{Cc}\ufeff]*$/u;

export function createJsonCutter(): JsonCutter {
  /** Arrays and documents that the next record is in. */
  const around: ('array' | 'document')[] = [];
  /** Braces and brackets that are open in the record, or in what a document has next to its records. */
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let record = '';
  let isTooLong = false;
  let overlong = 0;
  /** Text between records. */
  let between = '';
  let found: string[] = [];

  const keep = (part: string): void => {
    if (isTooLong) return;
    record += part;
    if (record.length <= LINE_BYTES_MAX) return;
    isTooLong = true;
    overlong += 1;
    record = '';
  };
  const endRecord = (): void => {
    if (!isTooLong && record !== '') found.push(record);
    record = '';
    isTooLong = false;
  };
  const endBetween = (): void => {
    if (!BETWEEN.test(between)) found.push(between.trim());
    between = '';
  };
  const isInDocument = (): boolean => around.at(-1) === 'document';

  /** From within a string to the character behind its end, or to the end of the text. */
  const skipString = (text: string, from: number): number => {
    let at = from;
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (isEscaped) isEscaped = false;
      else if (c === BACKSLASH) isEscaped = true;
      else if (c === QUOTE) {
        inString = false;
        return at + 1;
      }
    }
    return at;
  };
  /** From within a record to the character behind its end, or to the end of the text. */
  const readRecord = (text: string, from: number): number => {
    let at = from;
    while (at < text.length) {
      if (inString) {
        at = skipString(text, at);
        continue;
      }
      const c = text.charCodeAt(at++);
      if (c === QUOTE) inString = true;
      else if (c === OPEN_BRACE) depth += 1;
      else if (c === OPEN_BRACKET) {
        if (depth === 1 && holdsRecords(text.slice(from, at - 1))) return at;
        depth += 1;
      } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        depth -= 1;
        if (depth > 0) continue;
        keep(text.slice(from, at));
        endRecord();
        return at;
      }
    }
    keep(text.slice(from));
    return at;
  };
  /** Is what was taken for a record the document around the records? `part` of it is not kept yet. */
  const holdsRecords = (part: string): boolean => {
    const key = (record.slice(-KEY_CHARACTERS) + part).slice(-KEY_CHARACTERS);
    if (!RECORDS_KEY.test(key)) return false;
    around.push('document', 'array');
    depth = 0;
    record = '';
    isTooLong = false;
    return true;
  };
  /** One character between records. */
  const readBetween = (text: string, at: number): number => {
    const c = text.charCodeAt(at);
    if (isInDocument()) return readRestOfDocument(text, at);
    if (c === OPEN_BRACE) {
      endBetween();
      depth = 1;
      keep('{');
    } else if (c === OPEN_BRACKET) around.push('array');
    else if (c === CLOSE_BRACKET && around.length > 0) around.pop();
    else {
      between += text.charAt(at);
      if (c === 10 || between.length > LINE_BYTES_MAX) endBetween();
    }
    return at + 1;
  };
  /** Members that a document has behind its records. */
  const readRestOfDocument = (text: string, at: number): number => {
    if (inString) return skipString(text, at);
    const c = text.charCodeAt(at);
    if (c === QUOTE) inString = true;
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) depth += 1;
    else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      if (depth === 0) around.pop();
      else depth -= 1;
    }
    return at + 1;
  };
  const isOpen = (): boolean => depth > 0 && !isInDocument();
  const taken = (): readonly string[] => {
    const result = found;
    found = [];
    return result;
  };

  return {
    push(text) {
      for (let at = 0; at < text.length; ) at = isOpen() ? readRecord(text, at) : readBetween(text, at);
      return taken();
    },
    end() {
      endBetween();
      if (isOpen()) endRecord();
      else if (around.length > 0) found.push(NO_END);
      return taken();
    },
    isOpen,
    isInString: () => inString,
    abandon() {
      const text = record;
      record = '';
      isTooLong = false;
      // Which arrays it was in is not certain any more.
      around.length = 0;
      depth = 0;
      inString = false;
      isEscaped = false;
      return text;
    },
    overlong: () => overlong,
  };
}
