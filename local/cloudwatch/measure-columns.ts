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
  if (form === 'share') return { form, counts: counts(), sums: counts() };
  if (form === 'sum') return { form, sums: doubles() };
  const set = { counts: doubles(), sums: doubles(), minimums: doubles(), maximums: doubles() };
  return form === 'set' ? { form, ...set } : { form, ...set, listStarts: counts(), listLengths: lengths() };
}

export function numbersOf({ form: _form, ...columns }: MeasureColumns): NumberColumn[] {
  return Object.values(columns);
}

/** Makes a row that says nothing yet. */
export function startRow(columns: MeasureColumns, row: number): void {
  // All columns of a measure have the same length.
  if (row >= columns.sums.numbers.length) for (const one of numbersOf(columns)) makeRoom(one, row);
  if (columns.form === 'sum') columns.sums.numbers[row] = ABSENT;
  else if (columns.form !== 'share') columns.minimums.numbers[row] = ABSENT;
}

interface Into {
  readonly row: number;
  readonly lists: BinLists;
}

export function addToColumns(columns: MeasureColumns, into: Into, sample: Sample): void {
  addTotals(columns, into.row, sample);
  if (columns.form !== 'values') return;
  const before = listOf(columns, into);
  if (before === undefined) return;
  const { distribution } = sample;
  putList(columns, into.row, distribution && addValues(into.lists, before, distribution));
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

function addTotals(columns: MeasureColumns, row: number, { count, sum, min, max }: Sample): void {
  const before = columns.sums.numbers[row] ?? 0;
  columns.sums.numbers[row] = Number.isNaN(before) ? sum : before + sum;
  if (columns.form === 'sum') return;
  columns.counts.numbers[row] = (columns.counts.numbers[row] ?? 0) + count;
  if (columns.form === 'share') return;
  const [least = ABSENT, most = ABSENT] = [columns.minimums.numbers[row], columns.maximums.numbers[row]];
  const isFirst = Number.isNaN(least);
  columns.minimums.numbers[row] = isFirst ? min : Math.min(least, min);
  columns.maximums.numbers[row] = isFirst ? max : Math.max(most, max);
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
