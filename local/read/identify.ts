/** A source -> the log object it is, by its name, by `--format` or by its first line; or why it is none. */
import { NO_FACTS } from '../../lambda/formats/format.ts';
import { FORMATS, formatNamed, formatOfLine, recognize } from '../../lambda/formats/index.ts';
import type { LogObject } from '../../lambda/ingest/state.ts';
import { createJsonCutter } from '../../lambda/read/json-cutter.ts';
import { withoutMark } from '../../lambda/read/lines.ts';
import { unpack } from '../../lambda/read/unpack.ts';
import { isUnreadable, type LogSource } from './paths.ts';

export interface UnreadObject {
  readonly key: string;
  readonly reason: string;
}

/** The log object of a source, or why it is none. `formatName` decides where the name does not tell. */
export async function logObject(source: LogSource, formatName?: string): Promise<LogObject | UnreadObject> {
  const recognized = recognize(source.key);
  if ('format' in recognized) return { key: source.key, ...recognized, chunks: source.open() };
  if (recognized.ignored !== 'unknown') return { key: source.key, reason: recognized.ignored };
  if (formatName !== undefined) {
    return { key: source.key, format: formatToRead(formatName), facts: NO_FACTS, chunks: source.open() };
  }
  if (source.key === '-')
    throw new Error("standard input has no name to tell its format: add --format, for instance '--format alb-access'");
  const line = await firstLine(source.open());
  if (line === '') return { key: source.key, reason: 'it is empty' };
  const format = line === undefined ? undefined : formatOfLine(line);
  if (format === undefined) return { key: source.key, reason: 'no log format we know; --format names one' };
  return { key: source.key, format, facts: NO_FACTS, chunks: source.open() };
}

export function formatToRead(formatName: string) {
  const format = formatNamed(formatName);
  if (format !== undefined) return format;
  throw new Error(`\`--format\` is '${formatName}': must be one of ${FORMATS.map(({ name }) => name).join(', ')}`);
}

/**
 * The first line that is not blank, or the first record of JSON, of at most the first piece of text; empty where there
 * is none, undefined for what is no text.
 */
async function firstLine(chunks: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  let head = '';
  const enough = new Error('enough');
  try {
    await unpack(chunks, (text) => {
      head = withoutMark(Buffer.from(text.subarray(0, HEAD_BYTES)).toString('utf8'));
      throw enough;
    });
  } catch (error) {
    // A file that cannot be read is not one that is no log.
    if (isUnreadable(error)) throw error;
    if (error !== enough) return undefined;
  }
  return /^[\s[]*\{/.test(head) ? firstRecord(head) : (head.split('\n').find((line) => line.trim() !== '') ?? '');
}

/** On one line, because formats look at lines. */
function firstRecord(head: string): string {
  const [record = head] = createJsonCutter().push(head);
  return record.replaceAll(/[\r\n]+/g, ' ').trim();
}

const HEAD_BYTES = 64 * 1024;
