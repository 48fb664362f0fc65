/**
 * One space-separated line -> its fields, quoted text kept whole and without its quotes. Knows no field names.
 *
 * Rules: a field that opens with `"` runs to the next `"`; AWS writes `\x22` for a quote inside, so this is exact for
 * AWS's text. Leniently, a quote that follows a backslash or is not followed by a space or the end does not close the
 * field. One space separates fields; two in a row enclose an empty field. Spaces at the end of the line are not fields.
 * Source: ALB user guide, "Syntax"; escapes as seen in published logs.
 */
import { SKIPPED, UNPARSED } from '../catalogue/entry.ts';
import { keptText } from '../catalogue/kept-text.ts';

const QUOTE = 34;
const SPACE = 32;
const BACKSLASH = 92;
const ZERO = 48;
const DOT = 46;
const Z = 90;

/** The raw fields of `line` (which has no line end), or undefined if a quote is never closed. */
export function fields(line: string): string[] | undefined {
  const end = trimmedEnd(line);
  const found: string[] = [];
  let at = 0;
  while (at < end) {
    if (line.charCodeAt(at) === QUOTE) {
      const close = closingQuote(line, at + 1, end);
      if (close < 0) return undefined;
      found.push(line.slice(at + 1, close));
      at = close + 2;
    } else {
      const space = line.indexOf(' ', at);
      const stop = space < 0 || space > end ? end : space;
      found.push(line.slice(at, stop));
      at = stop + 1;
    }
  }
  return found;
}

function closingQuote(line: string, from: number, end: number): number {
  let close = line.indexOf('"', from);
  while (close >= 0 && close < end) {
    const next = close + 1;
    const closes = next === end || line.charCodeAt(next) === SPACE;
    if (closes && !(close > from && line.charCodeAt(close - 1) === BACKSLASH)) return close;
    close = line.indexOf('"', next);
  }
  return -1;
}

function trimmedEnd(line: string): number {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === SPACE) end--;
  return end;
}

/** Positions of named fields, checked by the compiler: `positions(['type', 'time']).time === 1`. */
export function positions<const Names extends readonly string[]>(
  names: Names,
): Readonly<Record<Names[number], number>> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<Names[number], number>;
}

/** Text of a field, undefined for the marks of absence `-` and empty. */
export function text(field: string | undefined): string | undefined {
  return field === undefined || field === '-' || field === '' ? undefined : field;
}

/**
 * Decimal field of seconds: a number, undefined for `-`, `-1` (also `-1.0`) and empty, or NaN for what is no such
 * number. Text that went through a table of doubles has more decimals than a log: it is the same number.
 */
export function seconds(field: string | undefined): number | undefined {
  if (field === undefined || field === '-1' || field === '-' || field === '') return undefined;
  if (DECIMAL.test(field)) return Number(field);
  return MINUS_ONE.test(field) ? undefined : Number.NaN;
}

/** Whole-number field of bytes: as `seconds`, also where it is written with decimals that are all zero. */
export function bytes(field: string | undefined): number | undefined {
  if (field === undefined || field === '-' || field === '') return undefined;
  return WHOLE.test(field) ? Number(field) : Number.NaN;
}

const DECIMAL = /^\d{1,9}(?:\.\d{1,30})?$/;
const MINUS_ONE = /^-1\.0{1,30}$/;
const WHOLE = /^\d{1,15}(?:\.0{1,30})?$/;

/** ISO 8601 time in UTC -> milliseconds since 1970, or NaN. `Z` may be missing where the log leaves it out (NLB). */
export function isoTime(field: string): number {
  const isUsual = field.length === USUAL_TIME.length;
  const within = isUsual && field.startsWith(lastMinute) ? withinMinute(field) : Number.NaN;
  if (within >= 0) return lastMinuteStart + within;
  const time = parsedTime(field);
  if (isUsual && !Number.isNaN(time) && !field.startsWith(LAST_HOUR, HOUR_AT)) {
    lastMinute = keptText(field.slice(0, SECONDS_AT));
    lastMinuteStart = Math.floor(time / MINUTE_MILLIS) * MINUTE_MILLIS;
  }
  return time;
}

/** As load balancers write it. Most times are in the minute of the one before, so that is read once. */
const USUAL_TIME = '2026-07-01T10:04:05.000001Z';
const HOUR_AT = 11;
const SECONDS_AT = 17;
const FRACTION_AT = 20;
const MINUTE_MILLIS = 60_000;
/** Of the last minute of a day, which no other of its seconds may have. */
const LAST_HOUR = '24';
let lastMinute = '-';
let lastMinuteStart = 0;

/** Milliseconds within the minute; NaN where the rest of a time is not of the usual form. */
function withinMinute(field: string): number {
  const seconds = digitsAt(field, SECONDS_AT, 2);
  const microseconds = digitsAt(field, FRACTION_AT, 6);
  if (field.charCodeAt(FRACTION_AT - 1) !== DOT || field.charCodeAt(field.length - 1) !== Z || seconds >= 60)
    return Number.NaN;
  return seconds * 1000 + Math.floor(microseconds / 1000);
}

/** NaN where anything else than digits is there. */
function digitsAt(text: string, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

function parsedTime(field: string): number {
  if (!ISO.test(field)) return Number.NaN;
  return Date.parse(field.endsWith('Z') ? field : `${field}Z`);
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?$/;

/** May this text be the value of a dimension: printable ASCII without spaces, of a length that AWS's own names have? */
export function isName(text: string | undefined): text is string {
  return text !== undefined && NAME.test(text);
}

const NAME = /^[\x21-\x7e]{1,255}$/;

/** A status as logged: three digits, or none. */
export function isStatus(field: string | undefined): boolean {
  return field === undefined || STATUS.test(field);
}

const STATUS = /^(?:\d{3}|-|)$/;

/** Text that AWS writes into an object when logging or an export is switched on, to prove that it may. */
export const TEST_OBJECT_TEXT = /^(?:Enable \S+ for ELB: |Permission Check Successful$)/;

/**
 * The fields of a line as an ELB node writes it: skipped if blank or a test object's text, unparsed if a quote stays
 * open.
 */
export function elbFields(rawLine: string): string[] | typeof SKIPPED | typeof UNPARSED {
  const line = rawLine.endsWith('\r') ? rawLine.slice(0, -1) : rawLine;
  const raw = fields(line);
  if (raw?.length === 0 || TEST_OBJECT_TEXT.test(line)) return SKIPPED;
  return raw ?? UNPARSED;
}
