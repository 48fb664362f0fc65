/** The rows of one metric -> a statistic of each period, as known at any time. */
import { mergedLists } from './bin-lists.ts';
import type { ValueCounts } from './bins.ts';
import { lowerBound } from './columns.ts';
import { listOf, type SampleTotals, totalsIn } from './measure-columns.ts';
import { type Aggregate, needsValues, parseStatistic } from './statistic.ts';
import { NONE, type Table, type TableGroup } from './table.ts';

/** One metric of one choice of dimension values. */
export interface MeasureRows {
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

/** By period; one object for each would be most of what a long series takes. */
interface Sums {
  readonly sampleCounts: number[];
  readonly sums: number[];
  readonly minimums: number[];
  readonly maximums: number[];
  /** Kept only for a statistic that needs the values. */
  readonly rows: Row[][] | undefined;
}

interface Row {
  readonly of: MeasureRows;
  readonly row: number;
}

/** One element for every period, undefined where there is no data. Of several metrics it is as if they were one. */
export function statisticOf(all: readonly MeasureRows[], stat: string, periods: Periods): (number | undefined)[] {
  const statistic = parseStatistic(stat);
  const { length } = periods;
  const zeros = () => new Array<number>(length).fill(0);
  const sums: Sums = {
    ...{ sampleCounts: zeros(), sums: zeros(), minimums: zeros(), maximums: zeros() },
    rows: needsValues(stat) ? Array.from({ length }, () => []) : undefined,
  };
  const hasData = new Uint8Array(length);
  const { first, step, asOf } = periods;
  for (const of of all) {
    const columns = of.table.columns[of.measure];
    if (columns === undefined) continue;
    visit(of, { first, end: first + step * length, asOf }, (minute, row) => {
      const totals = totalsIn(columns, row);
      if (totals === undefined) return;
      const period = Math.floor((minute - first) / step);
      add(sums, period, { totals, isFirst: hasData[period] === 0 });
      sums.rows?.[period]?.push({ of, row });
      hasData[period] = 1;
    });
  }
  return Array.from({ length }, (_, period) => {
    if (hasData[period] === 0) return undefined;
    const value = statistic(aggregateAt(sums, period));
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  });
}

/** Minutes since 1970, the last one before `end`, as known at a time. */
export interface MinuteRange {
  readonly first: number;
  readonly end: number;
  readonly asOf: number;
}

export function hasRows(rows: MeasureRows, range: MinuteRange): boolean {
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
  { table: { arrivals }, group }: MeasureRows,
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

interface Added {
  readonly totals: SampleTotals;
  readonly isFirst: boolean;
}

function add(sums: Sums, period: number, { totals, isFirst }: Added): void {
  const { sampleCount, sum, minimum, maximum } = totals;
  sums.sampleCounts[period] = (sums.sampleCounts[period] ?? 0) + sampleCount;
  sums.sums[period] = (sums.sums[period] ?? 0) + sum;
  sums.minimums[period] = isFirst ? minimum : Math.min(sums.minimums[period] ?? 0, minimum);
  sums.maximums[period] = isFirst ? maximum : Math.max(sums.maximums[period] ?? 0, maximum);
}

function aggregateAt({ sampleCounts, sums, minimums, maximums, rows }: Sums, period: number): Aggregate {
  return {
    ...{ sampleCount: sampleCounts[period] ?? 0, sum: sums[period] ?? 0 },
    ...{ minimum: minimums[period] ?? 0, maximum: maximums[period] ?? 0 },
    distribution: () => distributionOf(rows?.[period] ?? []),
  };
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
