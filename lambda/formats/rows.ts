/**
 * A line whose fields have names -> a row that is asked by name -> an entry. For logs that can be delivered in several
 * shapes: one JSON object a line, delimited text under a `#Fields:` line (W3C), or delimited text in the documented
 * order of fields.
 *
 * Source: CloudFront developer guide, "Standard logging"; CloudWatch Logs user guide, "Logs sent to other destinations"
 * (output formats json, plain, w3c; a field delimiter of the user's choice). The delimiter is found out, because the
 * object does not name it.
 */
import { type Parsed, SKIPPED, UNPARSED } from '../catalogue/entry.ts';
import { isObject } from '../catalogue/json-object.ts';
import type { FieldForms } from './field-forms.ts';
import { fields, TEST_OBJECT_TEXT } from './fields.ts';
import { type LineLayout, type LineParser, type MembersLayout, withLayout } from './layout.ts';
import { type Columns, columnsLayout, membersLayout, type NamedFields, otherSpelling } from './row-layouts.ts';

/**
 * The parser of one object. The delimiter is decided once: by a header that shows it, or by the first line that is an
 * entry with one delimiter alone, every field of which has its form. With any delimiter but a tab, which no log lets a
 * client write, each line is checked so. An object is delimited or JSON, never both: a client could write the other.
 */
export function createRowParser<Entry>(
  columns: Columns,
  toEntry: (row: NamedFields) => Parsed<Entry>,
): LineParser<Parsed<Entry>> {
  let layout = documentedLayout(columns);
  /** The members of JSON once a line has been JSON; null where they have no layout. */
  let members: MembersLayout | null | undefined;
  const entryOf = (row: NamedFields | undefined): Parsed<Entry> => (row === undefined ? UNPARSED : toEntry(row));
  const parseFirst = (line: string): Parsed<Entry> => {
    const fitting = DELIMITERS.map((delimiter) => ({ ...layout, delimiter })).filter(
      (candidate) => entryOf(delimitedRow(line, candidate, 'every field')) !== UNPARSED,
    );
    if (fitting.length > 1) return UNPARSED;
    layout = fitting[0] ?? layout;
    return entryOf(delimitedRow(line, { ...layout, delimiter: layout.delimiter ?? '\t' }, 'what the entry needs'));
  };
  const parseHeader = (line: string): Parsed<Entry> => {
    const header = headerIn(line, columns.forms);
    if (header !== undefined && isForged(header, layout)) return UNPARSED;
    layout = header ?? layout;
    return SKIPPED;
  };
  const isDelimited = (): boolean => layout.isFromHeader || layout.delimiter !== undefined;
  const parse = (rawLine: string): Parsed<Entry> => {
    const line = rawLine.endsWith('\r') ? rawLine.slice(0, -1) : rawLine;
    if (line.startsWith('{') && !isDelimited()) {
      const row = jsonRow(line);
      const entry = entryOf(row);
      if (row !== undefined && entry !== UNPARSED) members ??= membersLayout(columns, row);
      return entry;
    }
    if (line.trim() === '' || TEST_OBJECT_TEXT.test(line)) return SKIPPED;
    if (line.startsWith('#')) return parseHeader(line);
    if (layout.delimiter === undefined) return parseFirst(line);
    return entryOf(delimitedRow(line, layout, layout.delimiter === '\t' ? 'what the entry needs' : 'every field'));
  };
  const scanned = scannedLines(columns);
  return withLayout(parse, () => (isDelimited() ? scanned(layout) : (members ?? undefined)));
}

/** What the core needs in order to read lines of a layout, made once for each. Undefined where it cannot. */
function scannedLines(columns: Columns): (layout: RowsLayout) => LineLayout | undefined {
  let last: { readonly layout: RowsLayout; readonly lines: LineLayout | undefined } | undefined;
  return (layout) => {
    // With another delimiter every field has to be checked, which the parser does.
    if (layout.delimiter !== '\t' || columns.values === undefined) return undefined;
    if (last?.layout !== layout) last = { layout, lines: columnsLayout(columns, layout.index) };
    return last.lines;
  };
}

type Check = 'every field' | 'what the entry needs';

const DELIMITERS = ['\t', '|', ';', '^', '\u0001', ',', ' '] as const;
type Delimiter = (typeof DELIMITERS)[number];

/** What is known of the lines of an object. */
interface RowsLayout {
  readonly names: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  /** By position; undefined for a field that may be anything. */
  readonly forms: readonly (RegExp | undefined)[];
  readonly least: number;
  readonly isFromHeader: boolean;
  /** Undefined until it is decided. */
  readonly delimiter: Delimiter | undefined;
}

function documentedLayout({ names, least, forms }: Columns): RowsLayout {
  return { ...placesOf(names, forms), least, isFromHeader: false, delimiter: undefined };
}

function placesOf(names: readonly string[], forms: FieldForms): Pick<RowsLayout, 'names' | 'index' | 'forms'> {
  const otherwise = new Map(Object.entries(forms).map(([name, form]) => [otherSpelling(name), form]));
  return {
    names,
    index: new Map(names.map((name, at) => [name, at])),
    forms: names.map((name) => (Object.hasOwn(forms, name) ? forms[name] : otherwise.get(name))),
  };
}

/**
 * `#Fields: date time …`. Blanks between the names say nothing of the lines: version 1 of CloudFront has them, and tabs
 * in its lines.
 */
function headerIn(line: string, forms: FieldForms): RowsLayout | undefined {
  const [, text] = /^#Fields:\s*(.*)$/.exec(line) ?? [];
  if (text === undefined) return undefined;
  const names = text.split(/[\s,;|^\p{Cc}]+/u).filter((name) => name !== '');
  const delimiter = DELIMITERS.find((candidate) => candidate !== ' ' && text.includes(candidate));
  return { ...placesOf(names, forms), least: names.length, isFromHeader: true, delimiter };
}

/** Where a client writes the first field, it could write a header, too. */
function isForged(header: RowsLayout, { isFromHeader, forms, names }: RowsLayout): boolean {
  return isFromHeader && forms[0] === undefined && !isEqual(header.names, names);
}

/**
 * Fields that are added later are at the end; where a client can write the delimiter, more fields than names are the
 * client's.
 */
function fits(count: number, { names, least, isFromHeader, delimiter }: RowsLayout): boolean {
  if (count < least) return false;
  return count <= names.length || (delimiter === '\t' && !isFromHeader);
}

function haveForms(raw: readonly string[], { forms }: RowsLayout): boolean {
  return raw.every((field, at) => forms[at]?.test(field) ?? true);
}

function isEqual(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, at) => name === right[at]);
}

/** With a space, text in quotes is one field. */
function split(line: string, delimiter: Delimiter): readonly string[] | undefined {
  return delimiter === ' ' ? fields(line.replace(NGINX_TIME, '"$&"')) : line.split(delimiter);
}

/** At the beginning of a line, as BLB has it: the one time that is written with a space, here put in quotes. */
const NGINX_TIME = /^\[?\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d\d:?\d\d\]?(?= )/;

/** Undefined where the line does not fit, or where a field that is checked has not its form. */
function delimitedRow(line: string, layout: RowsLayout, check: Check): NamedFields | undefined {
  const { index, delimiter = '\t' } = layout;
  const raw = split(line, delimiter);
  if (raw === undefined || !fits(raw.length, layout)) return undefined;
  if (check === 'every field' && !haveForms(raw, layout)) return undefined;
  return {
    size: raw.length,
    has: (name) => index.has(name),
    value(name) {
      const at = index.get(name) ?? index.get(otherSpelling(name));
      return at === undefined ? undefined : raw[at];
    },
  };
}

function jsonRow(line: string): NamedFields | undefined {
  const members = jsonObject(line);
  if (members === undefined) return undefined;
  return {
    size: Object.keys(members).length,
    has: (name) => Object.hasOwn(members, name),
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

/** The names of fields in a `#Fields:` line or a JSON object; none in any other line. */
export function fieldNamesIn(line: string): readonly string[] {
  if (line.startsWith('#Fields:')) return line.slice('#Fields:'.length).split(/[\s,;|^]+/);
  return line.startsWith('{') ? Object.keys(jsonObject(line) ?? {}) : [];
}

/** Binary fractions such as 0.08600000000000001 are written to the nanosecond; nothing here is measured finer. */
function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return undefined;
  return Number.isInteger(value) ? String(value) : value.toFixed(9);
}
