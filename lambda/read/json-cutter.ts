/**
 * JSON text in pieces -> the texts of its records, however they are arranged: side by side, with commas or line feeds
 * between them or with nothing, in an array, in the array of a document `{"Records":[…]}`, on one line or
 * pretty-printed. No document is ever held.
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
  /** Is the next character between records of an array, with nothing but them before it? */
  isBetween(): boolean;
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
const LF = 0x0a;
/** What is looked at between records. */
const BRACKETS: readonly number[] = [OPEN_BRACE, OPEN_BRACKET, CLOSE_BRACKET];
/** Behind the key of the member whose array holds the records. */
const RECORDS_KEY = /"records"\s*:\s*$/i;
const KEY_CHARACTERS = 64;
/**
 * What may be between records: blanks, commas, zeros, byte order marks, the record separator of RFC 7464, and what a
 * record given up leaves.
 */
const BETWEEN = /^[\s,\]}\p{Cc}\ufeff]*$/u;

export function createJsonCutter(): JsonCutter {
  return new Cutter();
}

class Cutter implements JsonCutter {
  /** Arrays and documents that the next record is in. */
  readonly #around: ('array' | 'document')[] = [];
  /** Braces and brackets that are open in the record, or in what a document has next to its records. */
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #record = '';
  #isTooLong = false;
  #overlong = 0;
  /** Text between records. */
  #between = '';
  #found: string[] = [];

  push(text: string): readonly string[] {
    for (let at = 0; at < text.length; ) at = this.isOpen() ? this.#readRecord(text, at) : this.#readBetween(text, at);
    return this.#taken();
  }

  end(): readonly string[] {
    this.#endBetween();
    if (this.isOpen()) this.#endRecord();
    else if (this.#around.length > 0) this.#found.push(NO_END);
    return this.#taken();
  }

  isOpen(): boolean {
    return this.#depth > 0 && !this.#isInDocument();
  }

  isBetween(): boolean {
    return this.#depth === 0 && this.#around.at(-1) === 'array' && this.#between === '';
  }

  isInString(): boolean {
    return this.#inString;
  }

  abandon(): string {
    const text = this.#record;
    this.#record = '';
    this.#isTooLong = false;
    // Which arrays it was in is not certain any more.
    this.#around.length = 0;
    this.#depth = 0;
    this.#inString = false;
    this.#isEscaped = false;
    return text;
  }

  overlong(): number {
    return this.#overlong;
  }

  #taken(): readonly string[] {
    const result = this.#found;
    this.#found = [];
    return result;
  }

  #isInDocument(): boolean {
    return this.#around.at(-1) === 'document';
  }

  #keep(part: string): void {
    if (this.#isTooLong) return;
    this.#record += part;
    if (this.#record.length <= LINE_BYTES_MAX) return;
    this.#isTooLong = true;
    this.#overlong += 1;
    this.#record = '';
  }

  #endRecord(): void {
    if (!this.#isTooLong && this.#record !== '') this.#found.push(this.#record);
    this.#record = '';
    this.#isTooLong = false;
  }

  #endBetween(): void {
    if (!BETWEEN.test(this.#between)) this.#found.push(this.#between.trim());
    this.#between = '';
  }

  /** From within a string to the character behind its end, or to the end of the text. */
  #skipString(text: string, from: number): number {
    let at = from;
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (this.#isEscaped) this.#isEscaped = false;
      else if (c === BACKSLASH) this.#isEscaped = true;
      else if (c === QUOTE) {
        this.#inString = false;
        return at + 1;
      }
    }
    return at;
  }

  /** From within a record to the character behind its end, or to the end of the text. */
  #readRecord(text: string, from: number): number {
    let at = from;
    while (at < text.length) {
      if (this.#inString) {
        at = this.#skipString(text, at);
        continue;
      }
      const c = text.charCodeAt(at++);
      if (c === QUOTE) this.#inString = true;
      else if (c === OPEN_BRACE) this.#depth += 1;
      else if (c === OPEN_BRACKET) {
        if (this.#depth === 1 && this.#holdsRecords(text.slice(from, at - 1))) return at;
        this.#depth += 1;
      } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        this.#keep(text.slice(from, at));
        this.#endRecord();
        return at;
      }
    }
    this.#keep(text.slice(from));
    return at;
  }

  /** Is what was taken for a record the document around the records? `part` of it is not kept yet. */
  #holdsRecords(part: string): boolean {
    const key = (this.#record.slice(-KEY_CHARACTERS) + part).slice(-KEY_CHARACTERS);
    if (!RECORDS_KEY.test(key)) return false;
    this.#around.push('document', 'array');
    this.#depth = 0;
    this.#record = '';
    this.#isTooLong = false;
    return true;
  }

  /** What opens or closes something between records, or text up to it. */
  #readBetween(text: string, at: number): number {
    if (this.#isInDocument()) return this.#readRestOfDocument(text, at);
    const c = text.charCodeAt(at);
    if (c === OPEN_BRACE) {
      this.#endBetween();
      this.#depth = 1;
      this.#keep('{');
    } else if (c === OPEN_BRACKET) this.#around.push('array');
    else if (c === CLOSE_BRACKET && this.#around.length > 0) this.#around.pop();
    else return this.#keepBetween(text, at);
    return at + 1;
  }

  /** All of it at once: between records there may be millions of zeros. Lines, and what is too long, end it. */
  #keepBetween(text: string, from: number): number {
    const most = Math.min(text.length, from + LINE_BYTES_MAX + 1 - this.#between.length);
    let at = from + 1;
    while (at < most && text.charCodeAt(at - 1) !== LF && !BRACKETS.includes(text.charCodeAt(at))) at++;
    this.#between += text.slice(from, at);
    if (text.charCodeAt(at - 1) === LF || this.#between.length > LINE_BYTES_MAX) this.#endBetween();
    return at;
  }

  /** Members that a document has behind its records. */
  #readRestOfDocument(text: string, at: number): number {
    if (this.#inString) return this.#skipString(text, at);
    const c = text.charCodeAt(at);
    if (c === QUOTE) this.#inString = true;
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) this.#depth += 1;
    else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      if (this.#depth === 0) this.#around.pop();
      else this.#depth -= 1;
    }
    return at + 1;
  }
}
