/**
 * Says of lines that could not be read where they are and which field is wrong: the object is read a second time, for
 * people.
 */
import { SKIPPED, UNPARSED } from '../../lambda/catalogue/entry.ts';
import type { AnyFormat } from '../../lambda/formats/format.ts';
import type { LineParser } from '../../lambda/formats/layout.ts';
import { createLineSplitter, withoutMark } from '../../lambda/read/lines.ts';
import { unpack } from '../../lambda/read/unpack.ts';
import { logObject } from './identify.ts';
import type { LogSource } from './paths.ts';

export interface UnparsedLine {
  /** From 1 on. */
  readonly line: number;
  readonly text: string;
  /** Which field is wrong, in words. */
  readonly why: string;
}

export interface ExplainOptions {
  /** The lines in question as they were noted, which may be cut. */
  readonly texts: readonly string[];
  readonly format?: string | undefined;
}

interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * In the order of the file. Empty where the source cannot be read again, as a pipe, or is not made of lines.
 */
export async function unparsedLines(source: LogSource, options: ExplainOptions): Promise<readonly UnparsedLine[]> {
  if (source.isReadOnce || options.texts.length === 0) return [];
  const object = await logObject(source, options.format).catch(() => undefined);
  if (object === undefined || 'reason' in object || object.format.framing === 'records') return [];
  const parse: LineParser<unknown> = object.format.parser(object.facts);
  const { bad, good, head } = await sorted(object.chunks, { parse, format: object.format, texts: options.texts });
  const fresh = (): LineParser<unknown> => {
    const parser: LineParser<unknown> = object.format.parser(object.facts);
    for (const line of head) parser(line);
    return parser;
  };
  return bad.map(({ number, text }) => ({ line: number, text, why: whyUnparsed(text, { good, fresh }) }));
}

interface Sorted {
  readonly bad: Line[];
  /** The first line that can be read. */
  good: string | undefined;
  /** Lines before it that are none of its entries, such as names of fields. */
  readonly head: string[];
}

interface Sorting extends Pick<ExplainOptions, 'texts'> {
  readonly parse: LineParser<unknown>;
  readonly format: Pick<AnyFormat, 'encoding'>;
}

const HEAD_MAX = 20;

/** Until all lines in question and a good one are found, or to the end. */
async function sorted(chunks: AsyncIterable<Uint8Array>, { parse, format, texts }: Sorting): Promise<Sorted> {
  const found: Sorted = { bad: [], good: undefined, head: [] };
  const enough = new Error('enough');
  let number = 0;
  const see = (line: string): void => {
    number += 1;
    const text = withoutMark(line);
    const parsed = parse(text);
    if (parsed === SKIPPED && found.good === undefined && found.head.length < HEAD_MAX) found.head.push(text);
    else if (parsed === UNPARSED && isAmong(texts, line)) found.bad.push({ number, text });
    else if (typeof parsed === 'object') found.good ??= text;
    if (found.good !== undefined && found.bad.length >= texts.length) throw enough;
  };
  const splitter = createLineSplitter(format.encoding);
  try {
    await unpack(chunks, (bytes) => splitter.push(bytes).forEach(see));
    splitter.end().forEach(see);
  } catch {
    // Enough is known, or the object breaks off here, which is said elsewhere.
  }
  return found;
}

function isAmong(texts: readonly string[], line: string): boolean {
  return texts.some((text) => line.startsWith(text) || withoutMark(line).startsWith(text));
}

interface Known {
  readonly good: string | undefined;
  readonly fresh: () => LineParser<unknown>;
}

/** A field is what is wrong if the line can be read with the value of a good line in its place. */
function whyUnparsed(bad: string, { good, fresh }: Known): string {
  if (bad.trim().startsWith('{')) return whyNoRecord(bad);
  if (good === undefined) return 'no line of this object can be read: it may be of another format (--format names one)';
  const separator = good.includes('\t') ? '\t' : ' ';
  const [fields, example] = [fieldsOf(bad, separator), fieldsOf(good, separator)];
  const parse = fresh();
  parse(good);
  const names = fieldNames(parse);
  const wrong = fields.findIndex((_, at) => {
    const mended = fields.with(at, example[at] ?? '').join(separator);
    return typeof fresh()(mended) === 'object';
  });
  if (wrong >= 0) return `${fieldName(wrong, names)} is ${shown(fields[wrong] ?? '')}`;
  if (fields.length < example.length)
    return `it has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'}, and a line that can be read has ${example.length}`;
  return 'several of its fields are wrong';
}

function whyNoRecord(text: string): string {
  try {
    JSON.parse(text);
    return 'a member that each record needs is missing or wrong';
  } catch (error) {
    return `it is not valid JSON (${error instanceof Error ? error.message : error})`;
  }
}

/** A field in quotes may hold spaces. */
function fieldsOf(line: string, separator: string): string[] {
  return separator === '\t' ? line.split('\t') : (line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []);
}

function fieldNames(parse: LineParser<unknown>): ReadonlyMap<number, string> {
  const layout = parse.layout?.();
  if (layout === undefined || layout.separator === undefined) return new Map();
  return new Map(Object.entries(layout.places).map(([name, place]) => [place, name]));
}

function fieldName(at: number, names: ReadonlyMap<number, string>): string {
  const name = names.get(at);
  return name === undefined ? `field ${at + 1}` : `field ${at + 1} (${name})`;
}

const SHOWN_CHARACTERS = 40;

function shown(value: string): string {
  return value.length > SHOWN_CHARACTERS ? `'${value.slice(0, SHOWN_CHARACTERS)}…'` : `'${value}'`;
}
