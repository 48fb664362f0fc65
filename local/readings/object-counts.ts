/**
 * Accounts of all objects read -> what a person asks of them: sums, the objects with something to say, the newest ones.
 * Bounded.
 */
import type { KeyFacts } from '../../lambda/formats/format.ts';
import type { Ingested, LineAccount } from '../../lambda/measure/ingested.ts';
import type { UnparsedLine } from '../read/unparsed.ts';

interface CountedObject extends LineAccount {
  readonly key: string;
  readonly format: string;
  /** Milliseconds; undefined where nothing tells. */
  readonly arrivedAt: number | undefined;
  readonly unparsedExamples: readonly string[];
  /** Where the first of them are and what is wrong with them; looked up once all has been read. */
  explained: readonly UnparsedLine[] | undefined;
}

export interface ObjectCounts {
  objects: number;
  readonly lines: LineAccount;
  /** As stored, and unpacked. */
  bytes: number;
  uncompressedBytes: number;
  /** Of the first object that tells an account. */
  facts: KeyFacts | undefined;
  /** The latest arrival that is known. */
  arrivedTo: number | undefined;
  /** Objects with unparsed lines, the most first. */
  readonly unparsed: CountedObject[];
  /** Of the others those that arrived last. */
  readonly newest: CountedObject[];
  /** Names that went to `Other`, the first so many, and how many objects had such. */
  readonly seriesDropped: { readonly names: Set<string>; objects: number };
}

const ROWS_MAX = 100;
const SERIES_DROPPED_MAX = 1_000;

export function createObjectCounts(): ObjectCounts {
  return {
    ...{ objects: 0, lines: { parsed: 0, skipped: 0, unparsed: 0 }, bytes: 0, uncompressedBytes: 0 },
    ...{
      facts: undefined,
      arrivedTo: undefined,
      unparsed: [],
      newest: [],
      seriesDropped: { names: new Set(), objects: 0 },
    },
  };
}

export function countObject(counts: ObjectCounts, object: Ingested, arrivedAt: number | undefined): void {
  const { key, format, lines, unparsedExamples, facts } = object;
  counts.objects += 1;
  counts.lines.parsed += lines.parsed;
  counts.lines.skipped += lines.skipped;
  counts.lines.unparsed += lines.unparsed;
  counts.bytes += object.bytes;
  counts.uncompressedBytes += object.uncompressedBytes;
  if (facts.account !== undefined) counts.facts ??= facts;
  if (arrivedAt !== undefined) counts.arrivedTo = Math.max(counts.arrivedTo ?? arrivedAt, arrivedAt);
  countDropped(counts.seriesDropped, object.seriesDropped);
  const row = { key, format, ...lines, arrivedAt, unparsedExamples, explained: undefined };
  if (lines.unparsed > 0) insert(counts.unparsed, row, (one) => one.unparsed);
  else insert(counts.newest, row, (one) => one.arrivedAt ?? 0);
}

function countDropped(dropped: ObjectCounts['seriesDropped'], { count, names }: Ingested['seriesDropped']): void {
  if (count > 0) dropped.objects += 1;
  for (const name of names) if (dropped.names.size < SERIES_DROPPED_MAX) dropped.names.add(name);
}

function insert(rows: CountedObject[], row: CountedObject, rank: (row: CountedObject) => number): void {
  const last = rows.at(-1);
  if (rows.length >= ROWS_MAX && last !== undefined && rank(last) >= rank(row)) return;
  const at = rows.findIndex((one) => rank(one) < rank(row));
  rows.splice(at < 0 ? rows.length : at, 0, row);
  if (rows.length > ROWS_MAX) rows.pop();
}
