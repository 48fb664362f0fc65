/**
 * The reference path: one log object -> bytes -> lines -> entries -> cells. Plain, tolerant, complete: whatever reads faster must
 * give the same Ingested.
 */
import type { Family } from '../catalogue/entry.ts';
import type { Format } from '../formats/format.ts';
import type { Ingested } from '../measure/ingested.ts';
import { createLineSplitter, type LineSplitter } from '../read/lines.ts';
import { createRecordSplitter } from '../read/records.ts';
import { unpack } from '../read/unpack.ts';
import { createIngestion, type Ingestion, type IngestOptions, ingested, ingestFrame, type LogObject } from './state.ts';

export async function readObject<F extends Family>(
  object: LogObject,
  format: Format<F>,
  options: IngestOptions,
): Promise<Ingested> {
  const ingestion = createIngestion(format, object.facts, options);
  const splitter: LineSplitter =
    format.framing === 'records' ? createRecordSplitter() : createLineSplitter(format.encoding);
  const count = await unpack(object.chunks, (text) => ingestFrames(ingestion, splitter.push(text)));
  ingestFrames(ingestion, splitter.end());
  ingestion.lines.unparsed += splitter.overlong();
  return ingested(ingestion, object, { count, seriesMax: options.config.maxSeriesPerLoadBalancer });
}

function ingestFrames<F extends Family>(ingestion: Ingestion<F>, frames: readonly string[]): void {
  for (const frame of frames) ingestFrame(ingestion, frame);
}
