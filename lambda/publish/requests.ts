/**
 * Publication units: aggregates of ingested objects -> the PutMetricData requests they make, cut the same way every
 * time.
 *
 * Objects are merged while one request holds them all; that request and its objects then succeed or fail together. An
 * object that needs several requests is its own unit. A request holds whole minutes where it can, so that it is known
 * exactly how many entries a request counts. Limits: API reference, PutMetricData.
 */

import { createHash } from 'node:crypto';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { FAILURES } from '../catalogue/failures.ts';
import { PIPELINE_METRICS } from '../catalogue/metrics/pipeline.ts';
import { type Aggregates, createAggregates, type MeasuredSubject } from '../measure/aggregate.ts';
import { type Cell, entriesOfCell, shareAt } from '../measure/cell.ts';
import { VALUES_PER_DATUM } from '../measure/distribution.ts';
import { mergeAggregates } from '../measure/merge.ts';
import { dataOfMinute } from './datum.ts';
import { byMinute, type SubjectMinute } from './subject-minutes.ts';

/** Of 1,000 some are kept for the pipeline's own data, which go into the last request. */
export const DATA_PER_REQUEST = 1000 - Object.keys(PIPELINE_METRICS).length - Object.keys(FAILURES).length;
/** The API takes 1 MB; whether it counts before or after compression is not written, so: before, and with a margin. */
export const REQUEST_BYTES_MAX = 900_000;
/** Kept for the namespace and the pipeline's own data. */
const REQUEST_BYTES_KEPT = 10_000;

export interface MetricDataRequest {
  /**
   * Made each time it is asked for: all data of a big object at once would take several times the memory of its cells.
   */
  readonly data: () => readonly MetricDatum[];
  /** Log entries measured in it. */
  readonly entries: number;
}

/** Some of the data of a minute. */
interface DataSlice {
  readonly minute: readonly SubjectMinute[];
  readonly from: number;
  to: number;
}

interface Gathered {
  readonly slices: DataSlice[];
  data: number;
  bytes: number;
  entries: number;
}

/** At least one request, even if it holds no data: the pipeline's own have to go somewhere. */
export function metricDataRequests(aggregates: Aggregates): readonly MetricDataRequest[] {
  return isWithin(size(aggregates)) ? [oneRequest(aggregates)] : cutByMinutes(aggregates);
}

function oneRequest(aggregates: Aggregates): MetricDataRequest {
  return {
    entries: entriesOf(aggregates),
    data: () => byMinute(aggregates).flatMap((minute) => minute.flatMap(dataOfMinute)),
  };
}

function cutByMinutes(aggregates: Aggregates): readonly MetricDataRequest[] {
  const cut: Gathered[] = [];
  let last = begin(cut);
  for (const minute of byMinute(aggregates)) {
    const data = minute.flatMap(dataOfMinute);
    const sizes = data.map((datum) => JSON.stringify(datum).length + 1);
    const entries = entriesIn(minute);
    if (last.data > 0 && !fits(last, { data: sizes.length, bytes: sum(sizes) })) last = begin(cut);
    let slice: DataSlice | undefined;
    for (const [at, bytes] of sizes.entries()) {
      if (!fits(last, { data: 1, bytes })) {
        last = begin(cut);
        slice = undefined;
      }
      if (slice === undefined) {
        slice = { minute, from: at, to: at };
        last.slices.push(slice);
        // Each request that holds a part of this minute may count all its entries.
        last.entries += entries;
      }
      slice.to = at + 1;
      last.data += 1;
      last.bytes += bytes;
    }
  }
  return cut.map(({ slices, entries }) => ({ entries, data: () => slices.flatMap(dataOf) }));
}

function begin(cut: Gathered[]): Gathered {
  const next = { slices: [], data: 0, bytes: 0, entries: 0 };
  cut.push(next);
  return next;
}

function fits(request: Gathered, { data, bytes }: { readonly data: number; readonly bytes: number }): boolean {
  return isWithin({ data: request.data + data, bytes: request.bytes + bytes });
}

function dataOf({ minute, from, to }: DataSlice): readonly MetricDatum[] {
  return minute.flatMap(dataOfMinute).slice(from, to);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Entries these aggregates measure: the set of all of them has a rate in every family. */
export function entriesOf({ subjects }: Aggregates, before = Number.POSITIVE_INFINITY): number {
  let entries = 0;
  for (const { plan, cells } of subjects.values()) {
    if (plan.set !== 'All') continue;
    for (const cell of cells.values()) if (cell.periodStart < before) entries += entriesOfCell(cell);
  }
  return entries;
}

function entriesIn(minute: readonly SubjectMinute[]): number {
  return sum(
    minute.map(({ subject, cell }) => (subject.plan.set === 'All' && cell !== undefined ? entriesOfCell(cell) : 0)),
  );
}

/** Equal for equal requests. Where there is one only, nothing can be resumed in the middle, and any two are alike. */
export function fingerprint(cut: readonly MetricDataRequest[]): string {
  if (cut.length === 1) return 'one request';
  const hash = createHash('sha256');
  for (const { data } of cut) hash.update(JSON.stringify(data())).update('\n');
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
function size({ subjects }: Aggregates): { readonly data: number; readonly bytes: number } {
  let data = 0;
  let bytes = 0;
  for (const subject of subjects.values()) {
    let [count, values] = [0, 0];
    for (const { minutes } of subject.excesses) count += minutes.length;
    for (const cell of subject.cells.values()) {
      const ofCell = dataCount(subject, cell);
      count += ofCell.count;
      values += ofCell.values;
    }
    data += count;
    bytes += count * (DATUM_BYTES + namesBytes(subject)) + values * VALUE_BYTES;
  }
  return { data, bytes };
}

/** Name, unit, timestamp, label and the four numbers of a statistic set, as JSON. */
const DATUM_BYTES = 600;
/** A value and its count. */
const VALUE_BYTES = 36;

function dataCount({ plan }: MeasuredSubject, cell: Cell): { count: number; values: number } {
  const { tallies, distributions, statistics } = cell;
  let count = 0;
  let values = 0;
  for (const { place } of plan.rates) if (shareAt(cell, place).count > 0) count += 1;
  for (const one of statistics) if (one.count > 0) count += 1;
  for (const tally of tallies) count += tally.size;
  for (const one of distributions) {
    if (one.count === 0) continue;
    count += Math.ceil(one.values.length / VALUES_PER_DATUM);
    values += one.values.length;
  }
  return { count, values };
}

function namesBytes({ extra, values }: MeasuredSubject): number {
  let bytes = 0;
  for (const { name, value } of extra) bytes += name.length + 2 * value.length + 30;
  // A quote or backslash takes two characters in JSON.
  for (const value of values) bytes += 2 * value.length + 60;
  return bytes;
}
