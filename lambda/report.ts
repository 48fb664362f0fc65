/** What became of an object -> its structured log lines. No text of the log but what the settings allow in examples. */

import type { Ingested, LogLine } from './measure/ingested.ts';
import type { S3Object } from './read/event.ts';

/** The members that every line of an object has. */
export function objectLine({ bucket, key }: S3Object, startedAt: number) {
  return { kind: 'object', bucket, key, milliseconds: Date.now() - startedAt };
}

/** `isIncomplete`: published, but the ledger could not be told; another notification of the object would be counted again. */
export function account(ingested: Ingested, isIncomplete: boolean): Readonly<Record<string, unknown>> {
  const { format, bytes, uncompressedBytes, lines, dropped, seriesDropped, drift } = ingested;
  const ledger = isIncomplete ? { ledger: 'not told' } : {};
  return { outcome: 'counted', format, bytes, uncompressedBytes, lines, dropped, seriesDropped, drift, ...ledger };
}

/** Examples, outliers, changes: one line each, with the key they come from. */
export function noteLines({ key, notes }: Ingested): readonly LogLine[] {
  return notes.map((note) => ({ key, ...note }));
}

/** Errors of the SDK say what happened in their name, and sometimes only there. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' || error.message.includes(error.name)
    ? error.message
    : `${error.name}: ${error.message}`;
}
