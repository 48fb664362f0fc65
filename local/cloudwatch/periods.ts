// The rows of one metric go in, a statistic of each period comes out, as known at any time.
import { mergedLists } from './bin-lists.ts';
import { lowerBound } from './columns.ts';
import { type Aggregate, type Distribution, parseStatistic } from './statistic.ts';
import { type Group, listIn, NONE, type Sample, sampleIn, type Table } from './table.ts';

/** One metric of one choice of dimension values. */
export interface Rows {
  readonly table: Table;
  readonly group: Group;
  /** Index among the measures of the table. */
  readonly measure: number;
}

export interface Periods {
  /** First minute since 1970, minutes of a period, and how many periods. */
  readonly first: number;
  readonly step: number;
  readonly length: number;
  /** Sees only what had arrived by this time, milliseconds. */
  readonly asOf: number;
}

interface Found {
  sampleCount: number;
  sum: number;
  minimum: number;
  maximum: number;
  readonly rows: number[];
}

/** One element for every period, undefined where there is no data. */
export function statisticOf(rows: Rows, stat: string, periods: Periods): (number | undefined)[] {
  const statistic = parseStatistic(stat);
  const found: (Found | undefined)[] = Array.from({ length: periods.length });
  const { first, step, length, asOf } = periods;
  visit(rows, { first, end: first + step * length, asOf }, (minute, row) => {
    const sample = sampleIn(rows.table, { row, measure: rows.measure });
    if (sample === undefined) return;
    const period = Math.floor((minute - first) / step);
    const known = found[period];
    if (known === undefined) found[period] = { ...sample, rows: [row] };
    else add(known, sample, row);
  });
  return found.map((one) => {
    if (one === undefined) return undefined;
    const value = statistic(aggregateOf(rows, one));
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  });
}

/** Minutes since 1970, the last one before `end`, as known at a time. */
export interface MinuteRange {
  readonly first: number;
  readonly end: number;
  readonly asOf: number;
}

export function hasData(rows: Rows, range: MinuteRange): boolean {
  let has = false;
  visit(rows, range, (_minute, row) => {
    has ||= sampleIn(rows.table, { row, measure: rows.measure }) !== undefined;
    return has;
  });
  return has;
}

/** Calls back for each row in a range until that says true. */
function visit(
  { table, group }: Rows,
  { first, end, asOf }: MinuteRange,
  see: (minute: number, row: number) => unknown,
): void {
  const { minutes, firstRows } = group;
  const start = lowerBound(minutes, group.length, first);
  for (let at = start; at < group.length; at++) {
    const minute = minutes.numbers[at] ?? 0;
    if (minute >= end) return;
    let row = firstRows.numbers[at] ?? NONE;
    while (row !== NONE && (table.arrivals.numbers[row] ?? 0) <= asOf) {
      if (see(minute, row) === true) return;
      row = table.nextRows.numbers[row] ?? NONE;
    }
  }
}

function add(found: Found, sample: Omit<Sample, 'distribution'>, row: number): void {
  found.sampleCount += sample.sampleCount;
  found.sum += sample.sum;
  found.minimum = Math.min(found.minimum, sample.minimum);
  found.maximum = Math.max(found.maximum, sample.maximum);
  found.rows.push(row);
}

function aggregateOf(rows: Rows, { rows: found, ...totals }: Found): Aggregate {
  return { ...totals, distribution: () => distributionOf(rows, found) };
}

/** Undefined as soon as the values of one row are not known. */
function distributionOf({ table, measure }: Rows, found: readonly number[]): Distribution | undefined {
  if (table.measures[measure]?.form === 'share') return distributionOfShares(table, measure, found);
  const lists = found.map((row) => listIn(table, { row, measure }));
  return lists.every((list) => list !== undefined) ? mergedLists(lists) : undefined;
}

/** A set whose values are all equal tells them, any other hides them. */
function distributionOfShares(table: Table, measure: number, found: readonly number[]): Distribution | undefined {
  const samples = found.flatMap((row) => sampleIn(table, { row, measure }) ?? []);
  if (samples.some(({ minimum, maximum }) => minimum !== maximum)) return undefined;
  return { values: samples.map(({ minimum }) => minimum), counts: samples.map(({ sampleCount }) => sampleCount) };
}
