/** The rows of one metric -> a statistic of each period, as known at any time. */
import { mergedLists } from './bin-lists.ts';
import type { ValueCounts } from './bins.ts';
import { lowerBound } from './columns.ts';
import { listOf, type SampleTotals, totalsIn } from './measure-columns.ts';
import { type Aggregate, parseStatistic } from './statistic.ts';
import { NONE, type Table, type TableGroup } from './table.ts';

/** One metric of one choice of dimension values. */
export interface Rows {
  readonly table: Table;
  readonly group: TableGroup;
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
  readonly rows: Row[];
}

interface Row {
  readonly of: Rows;
  readonly row: number;
}

/** One element for every period, undefined where there is no data. Of several metrics it is as if they were one. */
export function statisticOf(all: readonly Rows[], stat: string, periods: Periods): (number | undefined)[] {
  const statistic = parseStatistic(stat);
  const found: (Found | undefined)[] = Array.from({ length: periods.length });
  const { first, step, length, asOf } = periods;
  for (const of of all) {
    const columns = of.table.columns[of.measure];
    if (columns === undefined) continue;
    visit(of, { first, end: first + step * length, asOf }, (minute, row) => {
      const totals = totalsIn(columns, row);
      if (totals === undefined) return;
      const period = Math.floor((minute - first) / step);
      const known = found[period];
      if (known === undefined) found[period] = { ...totals, rows: [{ of, row }] };
      else add(known, totals, { of, row });
    });
  }
  return found.map((one) => {
    if (one === undefined) return undefined;
    const value = statistic(aggregateOf(one));
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
  const columns = rows.table.columns[rows.measure];
  let has = false;
  visit(rows, range, (_minute, row) => {
    has ||= columns !== undefined && totalsIn(columns, row) !== undefined;
    return has;
  });
  return has;
}

/** Calls back for each row in a range until that says true. */
export function visit(
  { table: { arrivals }, group }: Rows,
  { first, end, asOf }: MinuteRange,
  see: (minute: number, row: number) => unknown,
): void {
  const { minutes, firstRows, length } = group;
  for (let at = lowerBound(minutes, length, first); at < length; at++) {
    const minute = minutes.numbers[at] ?? 0;
    if (minute >= end) return;
    let row = firstRows.numbers[at] ?? NONE;
    while (row !== NONE && (arrivals === undefined || (arrivals.times.numbers[row] ?? 0) <= asOf)) {
      if (see(minute, row) === true) return;
      row = arrivals?.next.numbers[row] ?? NONE;
    }
  }
}

function add(found: Found, { sampleCount, sum, minimum, maximum }: SampleTotals, row: Row): void {
  found.sampleCount += sampleCount;
  found.sum += sum;
  found.minimum = Math.min(found.minimum, minimum);
  found.maximum = Math.max(found.maximum, maximum);
  found.rows.push(row);
}

function aggregateOf({ rows, ...totals }: Found): Aggregate {
  return { ...totals, distribution: () => distributionOf(rows) };
}

/** Undefined as soon as the values of one row are not known. */
function distributionOf(rows: readonly Row[]): ValueCounts | undefined {
  const parts = rows.map(({ of: { table, measure }, row }) => {
    const columns = table.columns[measure];
    return columns?.form === 'values' ? listOf(columns, { row, lists: table.lists }) : undefined;
  });
  return parts.every((part) => part !== undefined) ? mergedLists(parts) : equalValues(rows);
}

/** A set whose values are all equal tells them, any other hides them. */
function equalValues(rows: readonly Row[]): ValueCounts | undefined {
  const totals = rows.flatMap(({ of: { table, measure }, row }) => {
    const columns = table.columns[measure];
    return columns === undefined ? [] : (totalsIn(columns, row) ?? []);
  });
  if (totals.some(({ minimum, maximum }) => minimum !== maximum)) return undefined;
  return { values: totals.map(({ minimum }) => minimum), counts: totals.map(({ sampleCount }) => sampleCount) };
}
