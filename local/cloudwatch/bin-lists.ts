/**
 * The bins of many samples, one list after the other: what percentiles are answered from (bins.ts), in ten bytes a bin.
 */

import type { ValueCounts } from './bins.ts';
import { binIndex, binValue } from './bins.ts';
import { bytesOf, doubles, makeRoom, type NumberColumn, shorts } from './columns.ts';

export interface BinLists {
  readonly indexes: NumberColumn<Int16Array>;
  readonly counts: NumberColumn<Float64Array>;
  length: number;
}

/** Where a list is: its first place and how many bins it has. */
export interface BinList {
  readonly start: number;
  readonly length: number;
}

export function binLists(): BinLists {
  return { indexes: shorts(), counts: doubles(), length: 0 };
}

export function bytesOfLists({ indexes, counts }: BinLists): number {
  return bytesOf([indexes, counts]);
}

/** One list of the bins of another and of some values; bins of negative values answer nothing and are left out. */
export function appendList(lists: BinLists, before: BinList, { values, counts }: ValueCounts): BinList {
  const start = lists.length;
  copyBins(lists, start, { lists, ...before });
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    const count = counts[at] ?? 0;
    if (value >= 0 && count > 0) insertBin(lists, start, { index: packedIndex(value), count });
  }
  return { start, length: lists.length - start };
}

/** One list of the bins of several, which may be of other lists. */
export function appendLists(lists: BinLists, all: readonly PlacedList[]): BinList {
  const start = lists.length;
  for (const one of all) copyBins(lists, start, one);
  return { start, length: lists.length - start };
}

export interface PlacedList extends BinList {
  readonly lists: BinLists;
}

function copyBins(into: BinLists, start: number, { lists: { indexes, counts }, ...list }: PlacedList): void {
  for (let at = list.start; at < list.start + list.length; at++)
    insertBin(into, start, { index: indexes.numbers[at] ?? 0, count: counts.numbers[at] ?? 0 });
}

/** Adds to its bin of the list that begins at `start` and is the last one; the list stays sorted. */
function insertBin(lists: BinLists, start: number, { index, count }: { index: number; count: number }): void {
  makeRoom(lists.indexes, lists.length);
  makeRoom(lists.counts, lists.length);
  const indexes = lists.indexes.numbers;
  const counts = lists.counts.numbers;
  let at = lists.length;
  while (at > start && (indexes[at - 1] ?? 0) > index) at--;
  if (at > start && indexes[at - 1] === index) {
    counts[at - 1] = (counts[at - 1] ?? 0) + count;
    return;
  }
  indexes.copyWithin(at + 1, at, lists.length);
  counts.copyWithin(at + 1, at, lists.length);
  indexes[at] = index;
  counts[at] = count;
  lists.length += 1;
}

/** Several lists together, each bin as one of its values. */
export function mergedLists(all: readonly PlacedList[]): ValueCounts {
  const merged = new Map<number, number>();
  for (const { lists, start, length } of all) {
    for (let at = start; at < start + length; at++) {
      const index = lists.indexes.numbers[at] ?? 0;
      merged.set(index, (merged.get(index) ?? 0) + (lists.counts.numbers[at] ?? 0));
    }
  }
  const sorted = [...merged].sort(([left], [right]) => left - right);
  return { values: sorted.map(([index]) => binValue(unpacked(index))), counts: sorted.map(([, count]) => count) };
}

/** The bin of zero has no number among the powers of 1.1, which reach from -7,810 to 7,449 for all doubles. */
const ZERO_BIN = -32_768;

/** Logs write milliseconds, so the same values come again and again; a look-up takes a quarter of a logarithm. */
const packedIndexes = new Map<number, number>();
const REMEMBERED_MAX = 10_000;

function packedIndex(value: number): number {
  const known = packedIndexes.get(value);
  if (known !== undefined) return known;
  const index = binIndex(value);
  const packed = index === Number.NEGATIVE_INFINITY ? ZERO_BIN : index;
  if (packedIndexes.size < REMEMBERED_MAX) packedIndexes.set(value, packed);
  return packed;
}

function unpacked(index: number): number {
  return index === ZERO_BIN ? Number.NEGATIVE_INFINITY : index;
}
