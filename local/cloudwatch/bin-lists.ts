/**
 * The bins of many samples, one sorted list after the other: what percentiles are answered from (bins.ts), in ten bytes
 * a bin. A list that grows moves into a place of twice the size, and the next list that needs such a place takes the
 * one that it left.
 */

import type { ValueCounts } from './bins.ts';
import { binIndex, binValue } from './bins.ts';
import { bytesOf, doubles, makeRoom, type NumberColumn, shorts } from './columns.ts';

export interface BinLists {
  readonly indexes: NumberColumn<Int16Array>;
  readonly counts: NumberColumn<Float64Array>;
  length: number;
  /** Places that lists have left, by the size of the place. */
  readonly left: Map<number, number[]>;
}

/** Where a list is: its first place and how many bins it has. */
export interface BinList {
  readonly start: number;
  readonly length: number;
}

export function binLists(): BinLists {
  return { indexes: shorts(), counts: doubles(), length: 0, left: new Map() };
}

export function bytesOfLists({ indexes, counts }: BinLists): number {
  return bytesOf([indexes, counts]);
}

/**
 * Adds values and how often each was seen to a list; bins of negative values answer nothing and are left out. Gives
 * where it is now.
 */
export function addValues(lists: BinLists, list: BinList, { values, counts }: ValueCounts): BinList {
  const grown = { lists, start: list.start, length: list.length };
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    const count = counts[at] ?? 0;
    if (value >= 0 && count > 0) addBin(grown, packedIndex(value), count);
  }
  return grown;
}

/** Adds the bins of another list, which may be one of other lists. */
export function addList(lists: BinLists, list: BinList, { lists: { indexes, counts }, ...from }: PlacedList): BinList {
  const grown = { lists, start: list.start, length: list.length };
  for (let at = from.start; at < from.start + from.length; at++)
    addBin(grown, indexes.numbers[at] ?? 0, counts.numbers[at] ?? 0);
  return grown;
}

export interface PlacedList extends BinList {
  readonly lists: BinLists;
}

interface GrowingList {
  readonly lists: BinLists;
  start: number;
  length: number;
}

function addBin(list: GrowingList, index: number, count: number): void {
  const { lists, start, length } = list;
  const at = placeIn(list, index);
  if (at < start + length && lists.indexes.numbers[at] === index) {
    const { numbers } = lists.counts;
    numbers[at] = (numbers[at] ?? 0) + count;
    return;
  }
  const place = isFull(length) ? moved(lists, list) : start;
  const gap = at - start + place;
  makeGap(lists, gap, place + length);
  lists.indexes.numbers[gap] = index;
  lists.counts.numbers[gap] = count;
  list.start = place;
  list.length = length + 1;
}

/** Where the bin is, or would be. */
function placeIn({ lists: { indexes }, start, length }: GrowingList, index: number): number {
  const { numbers } = indexes;
  let low = start;
  let high = start + length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A place holds as many bins as the next power of two. */
function isFull(length: number): boolean {
  return (length & (length - 1)) === 0;
}

/** Moves a list that fills its place into one of twice the size. */
function moved(lists: BinLists, { start, length }: BinList): number {
  const size = Math.max(1, length * 2);
  const place = lists.left.get(size)?.pop() ?? atEnd(lists, size);
  if (length === 0) return place;
  lists.indexes.numbers.copyWithin(place, start, start + length);
  lists.counts.numbers.copyWithin(place, start, start + length);
  const same = lists.left.get(length);
  if (same === undefined) lists.left.set(length, [start]);
  else same.push(start);
  return place;
}

function atEnd(lists: BinLists, size: number): number {
  const place = lists.length;
  lists.length += size;
  makeRoom(lists.indexes, lists.length - 1);
  makeRoom(lists.counts, lists.length - 1);
  return place;
}

/** `end` is after the last bin of the list. */
function makeGap({ indexes: { numbers }, counts: { numbers: counted } }: BinLists, start: number, end: number): void {
  for (let at = end; at > start; at--) {
    numbers[at] = numbers[at - 1] ?? 0;
    counted[at] = counted[at - 1] ?? 0;
  }
}

/** Several lists together, each bin as one of its values. */
export function mergedLists(all: readonly PlacedList[]): ValueCounts {
  const [first] = all;
  if (all.length === 1 && first !== undefined) return valuesOf(first);
  const merged = new Map<number, number>();
  for (const { lists, start, length } of all) {
    for (let at = start; at < start + length; at++) {
      const index = lists.indexes.numbers[at] ?? 0;
      merged.set(index, (merged.get(index) ?? 0) + (lists.counts.numbers[at] ?? 0));
    }
  }
  const sorted = [...merged].sort(([left], [right]) => left - right);
  return { values: sorted.map(([index]) => valueOfBin(index)), counts: sorted.map(([, count]) => count) };
}

/** Of one list, which is in order. */
function valuesOf({ lists: { indexes, counts }, start, length }: PlacedList): ValueCounts {
  const found = { values: new Array<number>(length), counts: new Array<number>(length) };
  for (let at = 0; at < length; at++) {
    found.values[at] = valueOfBin(indexes.numbers[start + at] ?? 0);
    found.counts[at] = counts.numbers[start + at] ?? 0;
  }
  return found;
}

/** By packed index: a power takes as long as all else that is done with a bin. */
const VALUES = new Map<number, number>();

function valueOfBin(index: number): number {
  const value = VALUES.get(index) ?? binValue(unpacked(index));
  VALUES.set(index, value);
  return value;
}

/** The bin of zero has no number among the powers of 1.1, which reach from -7,810 to 7,449 for all doubles. */
const ZERO_BIN = -32_768;
const UNKNOWN_BIN = 32_767;

/** Logs write milliseconds, so the same values come again and again; a look-up takes a small part of a logarithm. */
const OF_MILLISECONDS = new Int16Array(16_384).fill(UNKNOWN_BIN);

function packedIndex(value: number): number {
  const milliseconds = Math.round(value * 1000);
  if (milliseconds >= OF_MILLISECONDS.length || milliseconds / 1000 !== value) return packed(binIndex(value));
  const known = OF_MILLISECONDS[milliseconds] ?? UNKNOWN_BIN;
  if (known !== UNKNOWN_BIN) return known;
  const index = packed(binIndex(value));
  OF_MILLISECONDS[milliseconds] = index;
  return index;
}

function packed(index: number): number {
  return index === Number.NEGATIVE_INFINITY ? ZERO_BIN : index;
}

function unpacked(index: number): number {
  return index === ZERO_BIN ? Number.NEGATIVE_INFINITY : index;
}
