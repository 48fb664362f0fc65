// Rows of several metrics that share their dimensions, minute and arrival: what one put of a minute holds. Kept in columns, because a
// day of a fleet is millions of rows. Rows of the same minute and arrival add up; late ones are found only from their arrival.
import { appendList, type BinList, type BinLists, binLists, bytesOfLists } from './bin-lists.ts';
import { bytesOf, type Column, counts, doubles, indexes, insertAt, lengths, lowerBound, makeRoom } from './columns.ts';
import type { Distribution } from './statistic.ts';

/** `share`: how many of how many, each 0 or 1. `values`: any numbers, with percentiles where the values are known. */
export interface Measure {
  readonly metricName: string;
  readonly form: 'share' | 'values';
}

/** What one datum says of one minute. */
export interface Sample {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Undefined for a statistic set that hides its values. */
  readonly distribution: Distribution | undefined;
}

/** One choice of dimension values: its minutes in order of time, and of each the first of its rows. */
export interface Group {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly minutes: Column<Int32Array>;
  readonly firstRows: Column<Int32Array>;
  length: number;
  /** Data usually come in order of time, so the place of the last one is tried first. */
  lastAt: number;
  /** Which measures have a sample at all. */
  readonly seen: boolean[];
}

export interface Table {
  readonly measures: readonly Measure[];
  readonly groups: Group[];
  /** Metrics with a sample at all, over all groups. */
  seen: number;
  rows: number;
  /** Milliseconds; -Infinity for data that count as always known. */
  readonly arrivals: Column<Float64Array>;
  /** The next row of the same group and minute, in order of arrival; NONE after the last. */
  readonly nextRows: Column<Int32Array>;
  readonly columns: readonly MeasureColumns[];
  readonly lists: BinLists;
}

interface ShareColumns {
  readonly form: 'share';
  readonly counts: Column<Uint32Array>;
  readonly sums: Column<Uint32Array>;
}

interface ValueColumns {
  readonly form: 'values';
  readonly counts: Column<Float64Array>;
  readonly sums: Column<Float64Array>;
  readonly minimums: Column<Float64Array>;
  readonly maximums: Column<Float64Array>;
  readonly listStarts: Column<Uint32Array>;
  /** HIDDEN where the values are not known. */
  readonly listLengths: Column<Uint16Array>;
}

type MeasureColumns = ShareColumns | ValueColumns;

export const NONE = -1;
const HIDDEN = 0xffff;
/** The minimum of a row that has no sample of a measure; a sample may count nothing and still be one. */
const ABSENT = Number.NaN;

export function createTable(measures: readonly Measure[]): Table {
  const columns = measures.map(({ form }): MeasureColumns => {
    if (form === 'share') return { form, counts: counts(), sums: counts() };
    const extremes = { minimums: doubles(), maximums: doubles() };
    return { form, counts: doubles(), sums: doubles(), ...extremes, listStarts: counts(), listLengths: lengths() };
  });
  return {
    measures,
    groups: [],
    seen: 0,
    rows: 0,
    arrivals: doubles(),
    nextRows: indexes(),
    columns,
    lists: binLists(),
  };
}

export function addGroup(table: Table, dimensions: Group['dimensions']): Group {
  const seen = table.measures.map(() => false);
  const group = { dimensions, minutes: indexes(), firstRows: indexes(), length: 0, lastAt: 0, seen };
  table.groups.push(group);
  return group;
}

/** The row of a minute (since 1970) and arrival, made when first asked for. */
export function rowAt(
  table: Table,
  group: Group,
  { minute, arrivedAt }: { minute: number; arrivedAt: number },
): number {
  const at = placeOf(group, minute);
  if (at === group.length || group.minutes.numbers[at] !== minute) {
    insertAt(group.minutes, { at, length: group.length }, minute);
    insertAt(group.firstRows, { at, length: group.length }, addRow(table, arrivedAt, NONE));
    group.length += 1;
    return table.rows - 1;
  }
  let before = NONE;
  let row = group.firstRows.numbers[at] ?? NONE;
  while (row !== NONE && (table.arrivals.numbers[row] ?? 0) < arrivedAt) {
    before = row;
    row = table.nextRows.numbers[row] ?? NONE;
  }
  if (row !== NONE && table.arrivals.numbers[row] === arrivedAt) return row;
  const added = addRow(table, arrivedAt, row);
  if (before === NONE) group.firstRows.numbers[at] = added;
  else table.nextRows.numbers[before] = added;
  return added;
}

function placeOf(group: Group, minute: number): number {
  const { minutes, length, lastAt } = group;
  for (let at = lastAt; at < length && at < lastAt + 2; at++) {
    if (minutes.numbers[at] === minute) {
      group.lastAt = at;
      return at;
    }
  }
  const at = length > 0 && minute > (minutes.numbers[length - 1] ?? 0) ? length : lowerBound(minutes, length, minute);
  group.lastAt = at;
  return at;
}

function addRow(table: Table, arrivedAt: number, next: number): number {
  const row = table.rows;
  table.rows += 1;
  // All columns have the same length.
  if (row >= table.arrivals.numbers.length) for (const one of columnsOf(table)) makeRoom(one, row);
  table.arrivals.numbers[row] = arrivedAt;
  table.nextRows.numbers[row] = next;
  for (const columns of table.columns) if (columns.form === 'values') columns.minimums.numbers[row] = ABSENT;
  return row;
}

function columnsOf({ arrivals, nextRows, columns }: Table): Column[] {
  return [arrivals, nextRows, ...columns.flatMap(({ form: _form, ...one }): Column[] => Object.values(one))];
}

/** A row and the index of a measure of the table. */
export interface Place {
  readonly row: number;
  readonly measure: number;
}

/** Adds a sample of one measure to a row of a group. */
export function addSample(
  table: Table,
  group: Group,
  { row, measure, sample }: Place & { readonly sample: Sample },
): void {
  const columns = table.columns[measure];
  if (columns === undefined) return;
  if (group.seen[measure] !== true) table.seen += 1;
  group.seen[measure] = true;
  columns.counts.numbers[row] = (columns.counts.numbers[row] ?? 0) + sample.sampleCount;
  columns.sums.numbers[row] = (columns.sums.numbers[row] ?? 0) + sample.sum;
  if (columns.form === 'share') return;
  const { minimums, maximums } = columns;
  const [minimum = ABSENT, maximum = ABSENT] = [minimums.numbers[row], maximums.numbers[row]];
  const isFirst = Number.isNaN(minimum);
  minimums.numbers[row] = isFirst ? sample.minimum : Math.min(minimum, sample.minimum);
  maximums.numbers[row] = isFirst ? sample.maximum : Math.max(maximum, sample.maximum);
  addDistribution(table.lists, { columns, row }, sample.distribution);
}

function addDistribution(
  lists: BinLists,
  { columns: { listStarts, listLengths }, row }: { readonly columns: ValueColumns; readonly row: number },
  distribution: Distribution | undefined,
): void {
  const before = { start: listStarts.numbers[row] ?? 0, length: listLengths.numbers[row] ?? 0 };
  if (before.length === HIDDEN) return;
  const list = distribution === undefined ? { start: 0, length: HIDDEN } : appendList(lists, before, distribution);
  listStarts.numbers[row] = list.start;
  listLengths.numbers[row] = list.length;
}

/** What a row says of a measure; undefined where it says nothing. */
export function sampleIn(table: Table, { row, measure }: Place): Omit<Sample, 'distribution'> | undefined {
  const columns = table.columns[measure];
  if (columns === undefined) return undefined;
  const sampleCount = columns.counts.numbers[row] ?? 0;
  const sum = columns.sums.numbers[row] ?? 0;
  if (columns.form === 'share') {
    if (sampleCount === 0) return undefined;
    return { sampleCount, sum, minimum: sum === sampleCount ? 1 : 0, maximum: sum > 0 ? 1 : 0 };
  }
  const [minimum = ABSENT, maximum = ABSENT] = [columns.minimums.numbers[row], columns.maximums.numbers[row]];
  return Number.isNaN(minimum) ? undefined : { sampleCount, sum, minimum, maximum };
}

/** The bins of a row of a measure of values; undefined where they are hidden. */
export function listIn(
  { columns, lists }: Table,
  { row, measure }: Place,
): (BinList & { lists: BinLists }) | undefined {
  const of = columns[measure];
  if (of?.form !== 'values') return undefined;
  const length = of.listLengths.numbers[row] ?? 0;
  return length === HIDDEN ? undefined : { lists, start: of.listStarts.numbers[row] ?? 0, length };
}

/** Bytes of the columns, which is nearly all that a table takes. */
export function bytesOfTable(table: Table): number {
  const { groups, lists } = table;
  const ofGroups = groups.reduce((sum, { minutes, firstRows }) => sum + GROUP_BYTES + bytesOf([minutes, firstRows]), 0);
  return bytesOf(columnsOf(table)) + bytesOfLists(lists) + ofGroups;
}

/** Objects and names of a group beside its columns. */
const GROUP_BYTES = 600;
