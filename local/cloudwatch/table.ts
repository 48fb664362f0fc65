/**
 * Rows of several metrics that share their dimensions, minute and arrival: what one put of a minute holds. Kept in
 * columns, because a day of a fleet is millions of rows. Rows of the same minute and arrival add up; late ones are
 * found only from their arrival.
 */
import { type BinLists, binLists, bytesOfLists } from './bin-lists.ts';
import { bytesOf, doubles, indexes, insertAt, lowerBound, makeRoom, type NumberColumn } from './columns.ts';
import {
  addToColumns,
  columnsFor,
  growColumns,
  type Measure,
  type MeasureColumns,
  numbersOf,
  roomIn,
  type Sample,
} from './measure-columns.ts';

/** One choice of dimension values: its minutes in order of time, and of each the first of its rows. */
export interface TableGroup {
  readonly dimensions: Readonly<Record<string, string>>;
  minutes: NumberColumn<Int32Array>;
  firstRows: NumberColumn<Int32Array>;
  length: number;
  /** Data usually come in order of time, so the place of the last one is tried first. */
  lastAt: number;
  /** Which measures have a sample at all. */
  readonly seen: boolean[];
}

export interface Table {
  readonly measures: readonly Measure[];
  readonly groups: TableGroup[];
  /** Metrics with a sample at all, over all groups. */
  seen: number;
  rows: number;
  columns: readonly MeasureColumns[];
  lists: BinLists;
  /** Undefined where all data count as always known, so that a minute has one row. */
  arrivals: Arrivals | undefined;
}

interface Arrivals {
  /** Milliseconds; -Infinity for data that count as always known. */
  readonly times: NumberColumn<Float64Array>;
  /** The next row of the same group and minute, in order of arrival; NONE after the last. */
  readonly next: NumberColumn<Int32Array>;
}

export const NONE = -1;

export function createTable(measures: readonly Measure[], { timed = true }: { readonly timed?: boolean } = {}): Table {
  const columns = measures.map(({ form }) => columnsFor(form));
  const arrivals = timed ? { times: doubles(), next: indexes() } : undefined;
  return { measures, groups: [], seen: 0, rows: 0, columns, lists: binLists(), arrivals };
}

export function addGroup(table: Table, dimensions: TableGroup['dimensions']): TableGroup {
  const seen = table.measures.map(() => false);
  const group = { dimensions, minutes: indexes(), firstRows: indexes(), length: 0, lastAt: 0, seen };
  table.groups.push(group);
  return group;
}

export interface MinuteOfArrival {
  /** Minutes since 1970. */
  readonly minute: number;
  /** Milliseconds; of no matter where a table does not keep it. */
  readonly arrivedAt: number;
}

/** The row of a minute and arrival, made when first asked for. */
export function rowAt(table: Table, group: TableGroup, { minute, arrivedAt }: MinuteOfArrival): number {
  const at = placeOf(group, minute);
  if (at === group.length || group.minutes.numbers[at] !== minute) {
    insertAt(group.minutes, { at, length: group.length }, minute);
    insertAt(group.firstRows, { at, length: group.length }, addRow(table, arrivedAt, NONE));
    group.length += 1;
    return table.rows - 1;
  }
  const first = group.firstRows.numbers[at] ?? NONE;
  if (table.arrivals === undefined) return first;
  const { times, next } = table.arrivals;
  let before = NONE;
  let row = first;
  while (row !== NONE && (times.numbers[row] ?? 0) < arrivedAt) {
    before = row;
    row = next.numbers[row] ?? NONE;
  }
  if (row !== NONE && times.numbers[row] === arrivedAt) return row;
  const added = addRow(table, arrivedAt, row);
  if (before === NONE) group.firstRows.numbers[at] = added;
  else next.numbers[before] = added;
  return added;
}

function placeOf(group: TableGroup, minute: number): number {
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

function addRow(table: Table, arrivedAt: number, nextRow: number): number {
  const row = table.rows;
  table.rows += 1;
  const { arrivals } = table;
  if (arrivals !== undefined) {
    for (const one of [arrivals.times, arrivals.next]) makeRoom(one, row);
    arrivals.times.numbers[row] = arrivedAt;
    arrivals.next.numbers[row] = nextRow;
  }
  const [first] = table.columns;
  // All have the same length.
  if (first !== undefined && row >= roomIn(first)) for (const columns of table.columns) growColumns(columns, row);
  return row;
}

/** A row and the index of a measure of the table. */
export interface TableRows {
  readonly row: number;
  readonly measure: number;
}

/** Adds a sample of one measure to a row of a group. */
export function addSample(
  table: Table,
  group: TableGroup,
  { row, measure, sample }: TableRows & { readonly sample: Sample },
): void {
  const columns = table.columns[measure];
  if (columns === undefined) return;
  noteSample(table, group, measure);
  addToColumns(columns, { row, lists: table.lists }, sample);
}

/** There is a sample of a measure of the group. */
export function noteSample(table: Table, { seen }: TableGroup, measure: number): void {
  if (seen[measure] === true) return;
  seen[measure] = true;
  table.seen += 1;
}

/** Bytes of the columns, which is nearly all that a table takes. */
export function bytesOfTable({ groups, lists, columns, arrivals }: Table): number {
  const ofGroups = groups.reduce((sum, { minutes, firstRows }) => sum + GROUP_BYTES + bytesOf([minutes, firstRows]), 0);
  const ofRows = bytesOf([...columns.flatMap(numbersOf), ...(arrivals ? [arrivals.times, arrivals.next] : [])]);
  return ofRows + bytesOfLists(lists) + ofGroups;
}

/** Objects and names of a group next to its columns. */
const GROUP_BYTES = 600;
