/**
 * Publication units: aggregates of ingested objects -> the PutMetricData requests they make, cut the same way every time.
 *
 * Objects are merged while one request holds them all; that request and its objects then succeed or fail together. An object
 * that needs several requests is a unit of its own. A request holds whole minutes where it can, so that it is known exactly
 * how many entries a request counts. Limits: API reference, PutMetricData.
 */

import { createHash } from 'node:crypto';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { PIPELINE_METRICS } from '../catalogue/metrics/pipeline.ts';
import { type Aggregates, type Cell, createAggregates, mergeAggregates } from '../measure/aggregate.ts';
import { VALUES_PER_DATUM } from '../measure/distribution.ts';
import { metricData } from './datum.ts';

/** Of 1,000 some are kept for the pipeline's own data, which go into the last request. */
export const DATA_PER_REQUEST = 1000 - Object.keys(PIPELINE_METRICS).length;
/** The API takes 1 MB; whether it counts before or after compression is not written, so: before, and with a margin. */
export const REQUEST_BYTES_MAX = 900_000;
/** Kept for the namespace and the pipeline's own data. */
const REQUEST_BYTES_KEPT = 10_000;
/** Cells of all objects of a unit, which are kept apart until it is out: at 5 to 10 KB a cell, at most some 100 MB. */
export const UNIT_CELLS_MAX = 10_000;

export interface Request {
  readonly data: readonly MetricDatum[];
  /** Log entries measured in it. */
  readonly entries: number;
}

/** At least one request, even if it holds no data: the pipeline's own have to go somewhere. */
export function requests(aggregates: Aggregates): readonly Request[] {
  const cut: { data: MetricDatum[]; entries: number }[] = [{ data: [], entries: 0 }];
  let bytes = 0;
  for (const minute of minutes(aggregates)) {
    const entries = entriesOf(minute);
    let isCounted = false;
    const pieces = metricData(minute).map((datum) => ({ datum, size: JSON.stringify(datum).length + 1 }));
    const whole = pieces.reduce((sum, { size }) => sum + size, 0);
    const fits = (count: number, size: number): boolean =>
      (cut.at(-1)?.data.length ?? 0) + count <= DATA_PER_REQUEST &&
      bytes + size <= REQUEST_BYTES_MAX - REQUEST_BYTES_KEPT;
    const open = (): void => {
      cut.push({ data: [], entries: 0 });
      bytes = 0;
      isCounted = false;
    };
    if (!fits(pieces.length, whole) && (cut.at(-1)?.data.length ?? 0) > 0) open();
    for (const { datum, size } of pieces) {
      if (!fits(1, size)) open();
      const last = cut.at(-1);
      if (last === undefined) continue;
      last.data.push(datum);
      bytes += size;
      // Each request that holds a part of this minute may count all its entries.
      if (!isCounted) last.entries += entries;
      isCounted = true;
    }
  }
  return cut;
}

/** Entries these aggregates measure: the set of all of them has a rate in every family. */
export function entriesOf(aggregates: Aggregates, before = Number.POSITIVE_INFINITY): number {
  let entries = 0;
  for (const { set, rates, periodStart } of aggregates.cells.values()) {
    if (set === 'All' && periodStart < before) entries += rates[0]?.count ?? 0;
  }
  return entries;
}

/** Equal for equal requests. Where there is one only, nothing can be resumed in the middle, and any two are alike. */
export function fingerprint(cut: readonly Request[]): string {
  if (cut.length === 1) return 'one request';
  const hash = createHash('sha256');
  for (const { data } of cut) hash.update(JSON.stringify(data)).update('\n');
  return hash.digest('base64url').slice(0, 22);
}

export function mergeAll(parts: readonly Aggregates[]): Aggregates {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const merged = createAggregates();
  for (const part of parts) mergeAggregates(merged, part);
  return merged;
}

/** Would one request hold both? Exact in data; in bytes it errs on the safe side. */
export function fitTogether(unit: Aggregates, object: Aggregates): boolean {
  const [left, right] = [size(unit), size(object)];
  if (isWithin({ data: left.data + right.data, bytes: left.bytes + right.bytes })) return true;
  return isWithin(size(mergeAll([unit, object])));
}

function isWithin({ data, bytes }: { readonly data: number; readonly bytes: number }): boolean {
  return data <= DATA_PER_REQUEST && bytes <= REQUEST_BYTES_MAX - REQUEST_BYTES_KEPT;
}

/** Number of data, and at least the bytes of their JSON: cheaper than making both. */
function size({ cells }: Aggregates): { readonly data: number; readonly bytes: number } {
  let data = 0;
  let bytes = 0;
  for (const cell of cells.values()) {
    const { count, values } = countOf(cell);
    data += count;
    bytes += count * (DATUM_BYTES + namesBytes(cell)) + values * VALUE_BYTES;
  }
  return { data, bytes };
}

/** Name, unit, timestamp, label and the four numbers of a statistic set, as JSON. */
const DATUM_BYTES = 600;
/** A value and its count. */
const VALUE_BYTES = 36;

function countOf({ rates, tallies, distributions, statistics, excesses }: Cell): { count: number; values: number } {
  let count = 0;
  let values = 0;
  for (const one of rates) if (one.count > 0) count += 1;
  for (const one of statistics) if (one.count > 0) count += 1;
  for (const one of excesses) if (one.objects > 0) count += 1;
  for (const tally of tallies) count += tally.size;
  for (const one of distributions) {
    if (one.count === 0) continue;
    count += Math.ceil(one.values.size / VALUES_PER_DATUM);
    values += one.values.size;
  }
  return { count, values };
}

function namesBytes({ extra, values }: Cell): number {
  let bytes = 0;
  for (const { name, value } of extra) bytes += name.length + 2 * value.length + 30;
  // A quote or backslash takes two characters in JSON.
  for (const value of values) bytes += 2 * value.length + 60;
  return bytes;
}

/** The aggregates of each minute, in order. */
function minutes({ cells }: Aggregates): readonly Aggregates[] {
  const byStart = new Map<number, Map<string, Cell>>();
  for (const [key, cell] of cells) {
    const known = byStart.get(cell.periodStart);
    if (known === undefined) byStart.set(cell.periodStart, new Map([[key, cell]]));
    else known.set(key, cell);
  }
  return [...byStart].sort(([left], [right]) => left - right).map(([, minute]) => ({ cells: minute }));
}
