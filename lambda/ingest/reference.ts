/**
 * The reference path: one log object -> bytes -> lines -> entries -> cells. Plain, tolerant, complete: what reads
 * faster must give the same Ingested.
 */

import { UNPARSED } from '../catalogue/entry.ts';
import type { Family } from '../catalogue/metrics/index.ts';
import type { Format } from '../formats/format.ts';
import type { Ingested } from '../measure/ingested.ts';
import { createFrameReader } from '../read/frames.ts';
import { unpack } from '../read/unpack.ts';
import {
  attemptFrame,
  createIngestion,
  type IngestOptions,
  ingested,
  ingestUnparsed,
  type LogObject,
} from './state.ts';

export async function readObject<F extends Family>(
  object: LogObject,
  format: Format<F>,
  options: IngestOptions,
): Promise<Ingested> {
  const ingestion = createIngestion(format, object.facts, options);
  const reader = createFrameReader(format, {
    attempt: (frame) => attemptFrame(ingestion, frame) !== UNPARSED,
    lost: (frame) => ingestUnparsed(ingestion, frame),
  });
  const count = await unpack(object.chunks, reader.push);
  reader.end();
  ingestion.lines.unparsed += reader.overlong();
  return ingested(ingestion, object, count);
}
