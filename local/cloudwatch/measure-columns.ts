/** What the rows of a table say of one metric, in the columns that its form needs. */
import { addList, addValues, type BinList, type BinLists, type PlacedList } from './bin-lists.ts';
import type { ValueCounts } from './bins.ts';
import { counts, doubles, lengths, makeRoom, type NumberColumn } from './columns.ts';

/**
 * `share`: how many of how many, each 0 or 1. `set`: a statistic set, which hides its values. `values`: with
 * percentiles. `sum`: only the sum is kept, and each row counts as one sample of it.
 */
export interface Measure {
  readonly metricName: string;
  readonly form: 'share' | 'set' | 'values' | 'sum';
}

/** What one datum says of one minute, as the function counts it. */
export interface Sample {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Absent for a statistic set that hides its values. */
  readonly distribution?: ValueCounts | undefined;
}

export interface SampleTotals {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

interface ShareColumns {
  readonly form: 'share';
  readonly counts: NumberColumn<Uint32Array>;
  readonly sums: NumberColumn<Uint32Array>;
}

interface SumColumns {
  readonly form: 'sum';
  readonly sums: NumberColumn<Float64Array>;
}

interface SetColumns {
  readonly form: 'set';
  readonly counts: NumberColumn<Float64Array>;
  readonly sums: NumberColumn<Float64Array>;
  readonly minimums: NumberColumn<Float64Array>;
  readonly maximums: NumberColumn<Float64Array>;
}

interface ValueColumns extends Omit<SetColumns, 'form'> {
  readonly form: 'values';
  readonly listStarts: NumberColumn<Uint32Array>;
  /** HIDDEN where the values are not known. */
  readonly listLengths: NumberColumn<Uint16Array>;
}

export type MeasureColumns = ShareColumns | SumColumns | SetColumns | ValueColumns;

const HIDDEN = 0xffff;
/** Of a row that has no sample of a measure; a sample may count nothing and still be one. */
const ABSENT = Number.NaN;

export function columnsFor(form: Measure['form']): MeasureColumns {
  const columns = emptyColumns(form);
  markAbsent(columns, 0);
  return columns;
}

function emptyColumns(form: Measure['form']): MeasureColumns {
  if (form === 'share') return { form, counts: counts(), sums: counts() };
  if (form === 'sum') return { form, sums: doubles() };
  const set = { counts: doubles(), sums: doubles(), minimums: doubles(), maximums: doubles() };
  return form === 'set' ? { form, ...set } : { form, ...set, listStarts: counts(), listLengths: lengths() };
}

export function numbersOf({ form: _form, ...columns }: MeasureColumns): NumberColumn[] {
  return Object.values(columns);
}

/** Rows that there is room for. All columns of a measure have the same length. */
export function roomIn({ sums }: MeasureColumns): number {
  return sums.numbers.length;
}

/** Makes room for a row and some more, which all say nothing yet. */
export function growColumns(columns: MeasureColumns, row: number): void {
  const before = roomIn(columns);
  for (const one of numbersOf(columns)) makeRoom(one, row);
  markAbsent(columns, before);
}

/** The rows from `from` on. */
function markAbsent(columns: MeasureColumns, from: number): void {
  if (columns.form === 'sum') columns.sums.numbers.fill(ABSENT, from);
  else if (columns.form !== 'share') columns.minimums.numbers.fill(ABSENT, from);
}

interface Into {
  readonly row: number;
  readonly lists: BinLists;
}

export function addToColumns(columns: MeasureColumns, into: Into, sample: Sample): void {
  addTotals(columns, into.row, sample);
  if (columns.form === 'values') addToList(columns, into, sample.distribution);
}

/** The values of a sample whose totals have been added; undefined where it hides them. */
export function addToList(columns: ValueColumns, { row, lists }: Into, distribution: ValueCounts | undefined): void {
  const length = columns.listLengths.numbers[row] ?? 0;
  if (length === HIDDEN) return;
  const before = { start: columns.listStarts.numbers[row] ?? 0, length };
  putList(columns, row, distribution && addValues(lists, before, distribution));
}

/** Adds what a row of other columns of the same form says. */
export function addRowTo(columns: MeasureColumns, into: Into, from: Into & { readonly columns: MeasureColumns }): void {
  const totals = totalsIn(from.columns, from.row);
  if (totals === undefined) return;
  const { sampleCount: count, sum, minimum: min, maximum: max } = totals;
  addTotals(columns, into.row, { count, sum, min, max });
  if (columns.form !== 'values' || from.columns.form !== 'values') return;
  const [before, added] = [listOf(columns, into), listOf(from.columns, from)];
  if (before === undefined) return;
  putList(columns, into.row, added && addList(into.lists, before, added));
}

function addTotals(columns: MeasureColumns, row: number, sample: Sample): void {
  if (columns.form === 'sum') addSum(columns, row, sample.sum);
  else if (columns.form === 'share') addShare(columns, row, sample);
  else addSet(columns, row, sample);
}

// One function for each form: V8 is far slower where one place sees arrays of several kinds.

export function addSum({ sums: { numbers } }: SumColumns, row: number, sum: number): void {
  const before = numbers[row] ?? ABSENT;
  numbers[row] = Number.isNaN(before) ? sum : before + sum;
}

export function addShare(
  { counts, sums }: ShareColumns,
  row: number,
  { count, sum }: Pick<Sample, 'count' | 'sum'>,
): void {
  counts.numbers[row] = (counts.numbers[row] ?? 0) + count;
  sums.numbers[row] = (sums.numbers[row] ?? 0) + sum;
}

export function addSet(
  { counts, sums, minimums, maximums }: Pick<SetColumns, 'counts' | 'sums' | 'minimums' | 'maximums'>,
  row: number,
  { count, sum, min, max }: Omit<Sample, 'distribution'>,
): void {
  counts.numbers[row] = (counts.numbers[row] ?? 0) + count;
  sums.numbers[row] = (sums.numbers[row] ?? 0) + sum;
  const least = minimums.numbers[row] ?? ABSENT;
  const isFirst = Number.isNaN(least);
  minimums.numbers[row] = isFirst ? min : Math.min(least, min);
  maximums.numbers[row] = isFirst ? max : Math.max(maximums.numbers[row] ?? ABSENT, max);
}

function putList({ listStarts, listLengths }: ValueColumns, row: number, list: BinList | undefined) {
  listStarts.numbers[row] = list?.start ?? 0;
  listLengths.numbers[row] = list?.length ?? HIDDEN;
}

/** What a row says; undefined where it says nothing. */
export function totalsIn(columns: MeasureColumns, row: number): SampleTotals | undefined {
  const sum = columns.sums.numbers[row] ?? 0;
  switch (columns.form) {
    case 'sum':
      return Number.isNaN(sum) ? undefined : { sampleCount: 1, sum, minimum: sum, maximum: sum };
    case 'share': {
      const sampleCount = columns.counts.numbers[row] ?? 0;
      if (sampleCount === 0) return undefined;
      return { sampleCount, sum, minimum: sum === sampleCount ? 1 : 0, maximum: sum > 0 ? 1 : 0 };
    }
    default: {
      const [minimum = ABSENT, maximum = ABSENT] = [columns.minimums.numbers[row], columns.maximums.numbers[row]];
      if (Number.isNaN(minimum)) return undefined;
      return { sampleCount: columns.counts.numbers[row] ?? 0, sum, minimum, maximum };
    }
  }
}

/** The bins of a row; undefined where they are hidden. */
export function listOf({ listStarts, listLengths }: ValueColumns, { row, lists }: Into): PlacedList | undefined {
  const length = listLengths.numbers[row] ?? 0;
  return length === HIDDEN ? undefined : { lists, start: listStarts.numbers[row] ?? 0, length };
}
