/**
 * Paths -> sources that can be opened. A path is a file, a folder (read to its depth, in order of names, links
 * followed) or `-` for standard input.
 */

import { type Stats, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import { fileChunks } from './file-chunks.ts';

/** Something that can be opened, not yet known to be a log. */
export interface LogSource {
  /** Key or path: what names it in the output. */
  readonly key: string;
  /**
   * Where it lies, no matter which path or link led to it: a path, or s3://bucket/key. Absent for what lies nowhere,
   * such as a pipe or a made-up log.
   */
  readonly realPath?: string;
  /** Size in bytes, where known before reading: for progress. */
  readonly size: number | undefined;
  /** When the bucket or the file system says it was written, milliseconds. */
  readonly modified?: number;
  /** When it arrived in its bucket, where that is known for sure. */
  readonly arrivedAt?: number;
  /** Standard input or another pipe, which cannot be opened again. */
  readonly isReadOnce?: true;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/**
 * Each file once, however many paths and links lead to it. Throws an error that names the path when one cannot be read.
 */
export async function localSources(paths: readonly string[]): Promise<LogSource[]> {
  const seen = new Set<string>();
  const sources: LogSource[][] = [];
  // One after the other, so that a file always has the first path that leads to it.
  for (const path of paths) sources.push(await sourcesUnder(path, seen));
  return sources.flat();
}

/** The same for every source of the same bytes. */
export function identityOf({ key, realPath }: LogSource): string {
  return realPath ?? key;
}

/** A path or link, and what it leads to. */
interface FilePlace {
  readonly path: string;
  readonly realPath: string;
}

async function sourcesUnder(path: string, seen: Set<string>): Promise<LogSource[]> {
  if (path === '-')
    return isNew('-', seen) ? [{ key: '-', size: undefined, isReadOnce: true, open: () => process.stdin }] : [];
  const found = await stat(path).catch((cause: Error) => {
    throw new Error(`cannot read '${path}': ${reasonOf(cause)}`, { cause });
  });
  return (await sourcesAt(await placeOf(path), found, seen)).sort((left, right) => compareText(left.key, right.key));
}

async function sourcesAt(place: FilePlace, found: Stats, seen: Set<string>): Promise<LogSource[]> {
  if (found.isDirectory()) return sourcesIn(place, seen);
  return isNew(place.realPath, seen) ? [fileSource(place, found)] : [];
}

/** A folder to its depth. Links come last, so that a file is known by its own name, which tells its format. */
async function sourcesIn(top: FilePlace, seen: Set<string>): Promise<LogSource[]> {
  const sources: LogSource[] = [];
  const links: string[] = [];
  const folders = [top];
  for (const folder of folders) {
    if (!isNew(folder.realPath, seen)) continue;
    const entries = await readdir(folder.path, { withFileTypes: true }).catch((error: Error) => error);
    if (entries instanceof Error) {
      sources.push(unreadableSource(folder.path, entries));
      continue;
    }
    const placeIn = placesIn(folder);
    for (const entry of entries) {
      const place = placeIn(entry.name);
      if (entry.isDirectory()) folders.push(place);
      else if (entry.name.startsWith('.')) continue;
      else if (entry.isSymbolicLink()) links.push(place.path);
      else if (entry.isFile() && isNew(place.realPath, seen)) sources.push(...fileAt(place));
    }
  }
  for (const link of links) sources.push(...(await linked(link, seen)));
  return sources;
}

/** A loop of links ends at the folder that has been read. */
async function linked(path: string, seen: Set<string>): Promise<LogSource[]> {
  const found = await stat(path).catch((error: Error) => error);
  if (found instanceof Error) return [unreadableSource(path, found)];
  return found.isFile() || found.isDirectory() ? sourcesAt(await placeOf(path), found, seen) : [];
}

/**
 * Not by promises: a fleet's day is a hundred thousand files, and as many promises take seconds and most of a gigabyte.
 */
function fileAt(place: FilePlace): LogSource[] {
  try {
    const found = statSync(place.path, { throwIfNoEntry: false });
    if (found !== undefined) return [fileSource(place, found)];
    // Otherwise it was moved away since the folder was listed.
    if (!place.path.includes(NO_CHARACTER)) return [];
    throw Object.assign(new Error('its name is not UTF-8'), { syscall: 'stat' });
  } catch (error) {
    return [unreadableSource(place.path, error instanceof Error ? error : new Error(String(error)))];
  }
}

/** What Node puts for bytes of a name that are not UTF-8; no such file can be found by it. */
const NO_CHARACTER = '\ufffd';

/** A pipe of the shell is at no path. */
async function placeOf(path: string): Promise<FilePlace> {
  return { path, realPath: await realpath(path).catch(() => path) };
}

/** Name of an entry -> its place. Joining paths for each name would take longer than reading the folder. */
function placesIn({ path, realPath }: FilePlace): (name: string) => FilePlace {
  const prefixes = [path, realPath].map((folder) => join(folder, 'x').slice(0, -1));
  const [ofPath = '', ofRealPath = ''] = prefixes;
  return (name) => {
    const own = `${ofPath}${name}`;
    return { path: own, realPath: ofPath === ofRealPath ? own : `${ofRealPath}${name}` };
  };
}

function isNew(identity: string, seen: Set<string>): boolean {
  const before = seen.size;
  return seen.add(identity).size > before;
}

function fileSource({ path, realPath }: FilePlace, found: Stats): LogSource {
  const key = keyOf(path);
  // A pipe, as of `<(zcat …)` in a shell, says nothing of its size and time.
  if (!found.isFile()) return { key, size: undefined, isReadOnce: true, open: () => fileChunks(path) };
  const { size, mtimeMs: modified } = found;
  return { key, realPath, size, modified, open: () => fileChunks(path, size) };
}

/** Fails when it is read, as a file does that the system will not open: it is named, and the rest goes on. */
function unreadableSource(path: string, error: Error): LogSource {
  const open = () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) });
  return { key: keyOf(path), size: undefined, open };
}

function keyOf(path: string): string {
  return sep === '/' ? path : path.replaceAll('\\', '/');
}

/** What names it to a person. */
export function nameOfSource(key: string): string {
  return key === '-' ? 'standard input' : key;
}

/** Whether the system refused to open or read, rather than the bytes being wrong. */
export function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

/** What the system calls it, and what a person would. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file of that name is there',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'no space is left on the disk',
  EROFS: 'the disk cannot be written to',
};

export function reasonOf(error: Error): string {
  return 'code' in error ? (REASONS[String(error.code)] ?? error.message) : error.message;
}
