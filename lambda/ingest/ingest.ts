/**
 * The pipeline for one log object: bytes -> lines -> entries -> aggregates of this object, with the account of its
 * lines.
 *
 * `readObject` is the reference path: plain, tolerant, complete. Everything that reads faster must give the same
 * Ingested.
 */

import type { Family } from '../catalogue/metrics/index.ts';
import { albAccess } from '../formats/alb-access.ts';
import type { Format } from '../formats/format.ts';
import type { Ingested } from '../measure/ingested.ts';
import { isGzip, isPlainText } from '../read/container.ts';
import { peek } from '../read/unpack.ts';
import { scanRowsOf } from './core/rows.ts';
import { canScan, scanObject } from './core/scan.ts';
import { readObject } from './reference.ts';
import { considerFrame, createIngestion, type IngestOptions, ingested, ingestFrame, type LogObject } from './state.ts';

/**
 * Reads one object. Rejects when its bytes cannot be read, are corrupt, or pass a limit; a bad line is only counted.
 */
export async function ingest<F extends Family>(object: LogObject<F>, options: IngestOptions): Promise<Ingested> {
  return object.format.name === albAccess.name
    ? readAlbAccess(object, albAccess, options)
    : readByLines(object, object.format, options);
}

/** The fast path for lines of any format. What is neither gzip nor text goes the other way. */
async function readByLines<F extends Family>(
  object: LogObject,
  format: Format<F>,
  options: IngestOptions,
): Promise<Ingested> {
  const { head, rest } = await peek(object.chunks);
  if (!isGzip(head) && !isPlainText(head)) {
    return readObject({ ...object, chunks: rest }, format, options);
  }
  const ingestion = createIngestion(format, object.facts, options);
  const scanned = await scanRowsOf(rest, ingestion, isGzip(head));
  if ('rest' in scanned) return readObject({ ...object, chunks: scanned.rest }, format, options);
  return ingested(ingestion, object, scanned);
}

/** The fast path of the one format that most logs are in; what the core cannot count goes line by line. */
async function readAlbAccess(object: LogObject, format: Format<'requests'>, options: IngestOptions): Promise<Ingested> {
  const ingestion = createIngestion(format, object.facts, options);
  const { head, rest } = await peek(object.chunks);
  if (!isGzip(head) || !canScan(ingestion)) return readByLines({ ...object, chunks: rest }, format, options);
  const scanned = await scanObject(rest, {
    ingestion,
    ingestLine: (line) => ingestFrame(ingestion, line),
    considerLine: (line, known) => considerFrame(ingestion, line, known),
  });
  if ('rest' in scanned) return readObject({ ...object, chunks: scanned.rest }, format, options);
  return ingested(ingestion, object, scanned);
}
