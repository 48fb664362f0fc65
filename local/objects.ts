/**
 * What to read at the desk: paths -> log objects. A path is a file, a folder (read to its depth, in order of names) or `-` for
 * standard input. The format comes from the name, from `--format`, or from the first line.
 */
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_FACTS } from '../lambda/formats/format.ts';
import { FORMATS, formatNamed, formatOfLine, recognise } from '../lambda/formats/index.ts';
import { gunzip } from '../lambda/gunzip.ts';
import type { LogObject } from '../lambda/ingestion.ts';
import { fileChunks } from './file-chunks.ts';

/** Something that can be opened, not yet known to be a log. */
export interface Source {
  /** Key or path: what names it in the output. */
  readonly key: string;
  /** Size in bytes, where known before reading: for progress. */
  readonly size: number | undefined;
  /** When the bucket or the file system says it was written, milliseconds. */
  readonly modified?: number;
  /** When it arrived in its bucket, where that is known for sure. */
  readonly arrivedAt?: number;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface Unread {
  readonly key: string;
  readonly reason: string;
}

/** Throws an error that names the path when one cannot be read. */
export async function localSources(paths: readonly string[]): Promise<Source[]> {
  const sources = await Promise.all(paths.map(sourcesOf));
  return sources.flat();
}

async function sourcesOf(path: string): Promise<Source[]> {
  if (path === '-') return [{ key: '-', size: undefined, open: () => process.stdin }];
  const found = await stat(path).catch((cause: Error) => {
    throw new Error(`cannot read '${path}': ${reasonOf(cause)}`, { cause });
  });
  if (!found.isDirectory()) return [fileSource(path, found)];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  const names = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Promise.all(names.map(async (name) => fileSource(name, await stat(name))));
}

function fileSource(path: string, { size, mtimeMs: modified }: Stats): Source {
  const open = () => fileChunks(path);
  return { key: path.replaceAll('\\', '/'), size, modified, open };
}

export interface Period {
  /** Milliseconds; objects about other times are not read. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** An object is about the minutes before its end; AWS's longest interval is an hour (Classic Load Balancer). */
const INTERVAL_MILLIS = 3600_000;

/** Whether an object is about a period, by the time in its name, else the time it was written; if neither is known it is. */
export function within({ key, modified }: Source, { from, to }: Period): boolean {
  const recognised = recognise(key);
  const end = ('facts' in recognised ? recognised.facts.end : undefined) ?? modified;
  if (end === undefined) return true;
  return end > (from ?? Number.NEGATIVE_INFINITY) && end - INTERVAL_MILLIS < (to ?? Number.POSITIVE_INFINITY);
}

/** The log object of a source, or why it is none. `formatName` decides where the name does not tell. */
export async function logObject(source: Source, formatName?: string): Promise<LogObject | Unread> {
  const recognised = recognise(source.key);
  if ('format' in recognised) return { key: source.key, ...recognised, chunks: source.open() };
  if (recognised.ignored !== 'unknown') return { key: source.key, reason: recognised.ignored };
  if (formatName !== undefined) {
    return { key: source.key, format: named(formatName), facts: NO_FACTS, chunks: source.open() };
  }
  if (source.key === '-')
    throw new Error("standard input has no name to tell its format: add --format, for instance '--format alb-access'");
  const format = formatOfLine(await firstLine(source.open()));
  if (format === undefined) return { key: source.key, reason: 'no log format we know; --format names one' };
  return { key: source.key, format, facts: NO_FACTS, chunks: source.open() };
}

export function named(formatName: string) {
  const format = formatNamed(formatName);
  if (format !== undefined) return format;
  throw new Error(`--format must be one of ${FORMATS.map(({ name }) => name).join(', ')}, got '${formatName}'`);
}

/** Whether the system refused to open or read, rather than the bytes being wrong. */
export function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

/** The first line that is not blank, of at most the first piece of text; empty for what is no text at all. */
async function firstLine(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let head = '';
  const enough = new Error('enough');
  try {
    await gunzip(chunks, (text) => {
      head = Buffer.from(text.subarray(0, HEAD_BYTES)).toString('latin1');
      throw enough;
    });
  } catch (error) {
    // A file that cannot be read is not one that is no log.
    if (isUnreadable(error)) throw error;
    if (error !== enough) return '';
  }
  return head.split('\n').find((line) => line.trim() !== '') ?? '';
}

const HEAD_BYTES = 64 * 1024;

export function reasonOf(error: Error): string {
  if (!('code' in error)) return error.message;
  if (error.code === 'ENOENT') return 'no such file or folder';
  if (error.code === 'EACCES') return 'permission denied';
  return error.message;
}
