/** A source -> the log object it is, by its name, by `--format` or by how it begins; or why it is none. */
import { Failure } from '../../lambda/catalogue/failures.ts';
import { NO_FACTS } from '../../lambda/formats/format.ts';
import { FORMATS, formatNamed, formatsOfLine, recognize } from '../../lambda/formats/index.ts';
import type { LogObject } from '../../lambda/ingest/state.ts';
import { lookAt } from './head.ts';
import type { LogSource } from './paths.ts';

export interface UnreadObject {
  readonly key: string;
  readonly reason: string;
}

/** The log object of a source, or why it is none. `formatName` decides where the name does not tell. */
export async function logObject(source: LogSource, formatName?: string): Promise<LogObject | UnreadObject> {
  const recognized = recognize(source.key);
  if ('format' in recognized) return { key: source.key, ...recognized, chunks: source.open() };
  if (recognized.ignored !== 'unknown') return { key: source.key, reason: NO_LOG[recognized.ignored] };
  if (formatName !== undefined) {
    return { key: source.key, format: formatToRead(formatName), facts: NO_FACTS, chunks: source.open() };
  }
  const { line, chunks } = await lookAt(source.open());
  const [format, ...others] = line instanceof Error ? [] : formatsOfLine(line);
  if (format !== undefined && others.length === 0) return { key: source.key, format, facts: NO_FACTS, chunks };
  await chunks[Symbol.asyncIterator]().return?.();
  if (line instanceof Failure) return { key: source.key, reason: line.message };
  if (line instanceof Error) return { key: source.key, reason: `it cannot be unpacked: ${line.message}` };
  if (line === '') return { key: source.key, reason: 'it is empty' };
  if (format === undefined) return { key: source.key, reason: 'no log format we know; --format names one' };
  const names = [format, ...others].map(({ name }) => name);
  return { key: source.key, reason: `it begins as ${names.join(' and ')} do; --format names one` };
}

/** What is known by its name to be no log. */
const NO_LOG = {
  folder: 'a folder',
  testObject: 'what AWS writes when logs are switched on, without an entry',
  digest: 'a digest or insights of CloudTrail, without API calls',
  parquet: 'Parquet, which is not read',
  otherAccount: 'its folder names one account, and its name another',
} as const;

export function formatToRead(formatName: string) {
  const format = formatNamed(formatName);
  if (format !== undefined) return format;
  throw new Error(`\`--format\` is '${formatName}': must be one of ${FORMATS.map(({ name }) => name).join(', ')}`);
}
