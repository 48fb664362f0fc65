/** What became of an object -> its structured log lines. No text of the log but what the settings allow in examples. */

import type { Ingested, LogLine } from '../measure/ingested.ts';
import type { S3Object } from '../read/event.ts';

/** The members that every line of an object has. */
export function objectLine({ bucket, key }: S3Object, startedAt: number) {
  return { kind: 'object', bucket, key, milliseconds: Date.now() - startedAt };
}

/**
 * `isIncomplete`: published, but the ledger could not be told; another notification of the object would be counted
 * again.
 */
export function account(ingested: Ingested, isIncomplete: boolean): Readonly<Record<string, unknown>> {
  const { format, bytes, uncompressedBytes, lines, dropped, seriesDropped, drift } = ingested;
  const ledger = isIncomplete ? { ledger: 'not told' } : {};
  return { outcome: 'counted', format, bytes, uncompressedBytes, lines, dropped, seriesDropped, drift, ...ledger };
}

/** Examples, outliers, changes: one line each, with the key they come from. */
export function noteLines({ key, notes }: Ingested): readonly LogLine[] {
  return notes.map((note) => ({ key, ...note }));
}

/**
 * A log line of Lambda holds 256 KB, of which some go to its envelope; what is longer is cut by Lambda, and then no
 * query reads it.
 */
const LINE_BYTES_MAX = 200_000;
/** What a line may hold: first generously, and where that is too much, little. An S3 key has at most 1,024 bytes. */
const LIMITS = [
  { characters: 1_100, elements: 100 },
  { characters: 256, elements: 20 },
] as const;

type Lines = Pick<Console, 'log' | 'error'>;

/** The same console, which writes no line longer than Lambda takes, no matter what is in it. */
export function shortLines(console: Lines): Lines {
  return {
    log: (line: unknown) => console.log(shortened(line)),
    error: (line: unknown) => console.error(shortened(line)),
  };
}

function shortened(line: unknown): unknown {
  for (const limits of LIMITS) {
    const short = cut(line, limits);
    if (Buffer.byteLength(JSON.stringify(short)) <= LINE_BYTES_MAX) return short;
  }
  const { kind, key } = cut(Object(line), { characters: 256, elements: 0 }) as { kind?: unknown; key?: unknown };
  return { kind, key, error: 'the line was too long to be written' };
}

function cut(value: unknown, limits: { readonly characters: number; readonly elements: number }): unknown {
  if (typeof value === 'string' && value.length > limits.characters) return `${value.slice(0, limits.characters)}…`;
  if (Array.isArray(value)) return value.slice(0, limits.elements).map((element) => cut(element, limits));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cut(member, limits)]));
}

/** Errors of the SDK say what happened in their name, and sometimes only there. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' || error.message.includes(error.name)
    ? error.message
    : `${error.name}: ${error.message}`;
}
