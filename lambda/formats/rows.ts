/**
 * A line whose fields have names -> a row that is asked by name -> an entry. For logs that can be delivered in several shapes: one JSON
 * object a line, delimited text under a `#Fields:` line (W3C), or delimited text in the documented order of fields.
 *
 * Source: CloudFront developer guide, "Standard logging"; CloudWatch Logs user guide, "Logs sent to other destinations" (output
 * formats json, plain, w3c; a field delimiter of the user's choice). The delimiter is found out, for the object does not name it.
 */
import { type Parsed, SKIPPED, UNPARSED } from '../catalogue/entry.ts';
import { fields } from './fields.ts';

/** Text of the field of this name, marks of absence and all; undefined where the row has no such field. */
export interface Row {
  readonly value: (name: string) => string | undefined;
  /** Number of fields. */
  readonly size: number;
}

/** Order of fields where neither JSON nor a header names them, and how many of them a line has at least. */
export interface Columns {
  readonly names: readonly string[];
  readonly least: number;
}

/**
 * The parser of one object: it keeps what the header line said and which delimiter gave an entry last. A delimiter is right when it gives
 * one: by the number of fields alone, a URL with many commas would be a line with commas for delimiters.
 */
export function createRowParser<Entry>(
  { names, least }: Columns,
  toEntry: (row: Row) => Parsed<Entry>,
): (line: string) => Parsed<Entry> {
  let index = indexOf(names);
  let fits = (count: number): boolean => count >= least;
  let delimiter: (typeof DELIMITERS)[number] = '\t';
  return (rawLine) => {
    const line = rawLine.endsWith('\r') ? rawLine.slice(0, -1) : rawLine;
    if (line.startsWith('{')) {
      const row = jsonRow(line);
      return row === undefined ? UNPARSED : toEntry(row);
    }
    if (line.trim() === '') return SKIPPED;
    if (line.startsWith('#')) {
      const header = headerNames(line);
      if (header !== undefined) {
        index = indexOf(header);
        fits = (count) => count === header.length;
      }
      return SKIPPED;
    }
    for (const candidate of [delimiter, ...DELIMITERS]) {
      const raw = split(line, candidate);
      if (raw === undefined || !fits(raw.length)) continue;
      const entry = toEntry(delimitedRow(raw, index));
      if (entry === UNPARSED) continue;
      delimiter = candidate;
      return entry;
    }
    return UNPARSED;
  };
}

/** In the order they are tried. A space comes last, for other text has spaces too; with it, text in quotes is one field. */
const DELIMITERS = ['\t', '|', ';', '^', '\u0001', ',', ' '] as const;

function split(line: string, delimiter: string): readonly string[] | undefined {
  return delimiter === ' ' ? fields(line.replace(NGINX_TIME, '"$&"')) : line.split(delimiter);
}

/** At the beginning of a line, as BLB has it: the one time that is written with a space, here put in quotes. */
const NGINX_TIME = /^\[?\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d\d:?\d\d\]?(?= )/;

function delimitedRow(raw: readonly string[], index: ReadonlyMap<string, number>): Row {
  return {
    size: raw.length,
    value(name) {
      const at = index.get(name) ?? index.get(otherSpelling(name));
      return at === undefined ? undefined : raw[at];
    },
  };
}

function jsonRow(line: string): Row | undefined {
  const members = jsonObject(line);
  if (members === undefined) return undefined;
  return {
    size: Object.keys(members).length,
    value(name) {
      const spelt = Object.hasOwn(members, name) ? name : otherSpelling(name);
      return Object.hasOwn(members, spelt) ? scalarText(members[spelt]) : undefined;
    },
  };
}

/** The JSON object of a line, or undefined for any other text. */
export function jsonObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Binary fractions such as 0.08600000000000001 are written to the nanosecond; nothing here is measured finer. */
function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return undefined;
  return Number.isInteger(value) ? String(value) : value.toFixed(9);
}

function headerNames(line: string): readonly string[] | undefined {
  const [, names] = /^#Fields:\s*(.*)$/.exec(line) ?? [];
  return names?.split(/[\s,;|^]+/).filter((name) => name !== '');
}

function indexOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, at) => [name, at]));
}

/** `client:port` and `client_port` are one name: which of the two a delivery writes is not documented. */
function otherSpelling(name: string): string {
  return name.includes(':') ? name.replace(':', '_') : name;
}
