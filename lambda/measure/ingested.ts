/** What reading one log object gives: aggregates, line account and notes. */
import type { KeyFacts } from '../formats/format.ts';
import type { ByteCount } from '../read/gunzip.ts';
import type { Aggregates } from './aggregate.ts';
import type { OutcomeTable } from './outcomes.ts';

/** One structured log line; `kind` tells saved queries what it is. */
export interface LogLine {
  readonly kind: string;
}

/** parsed + skipped + unparsed = lines of the object. */
export interface LineAccount {
  parsed: number;
  skipped: number;
  unparsed: number;
}

export interface Ingested extends ByteCount {
  readonly key: string;
  readonly format: string;
  readonly facts: KeyFacts;
  readonly lines: LineAccount;
  /** Parsed entries that no metric holds because of their time. */
  readonly dropped: number;
  readonly aggregates: Aggregates;
  /** Failed requests by minute, place, code and cause; all requests if that was asked for. */
  readonly outcomes: OutcomeTable;
  /** Series that went to `Other`, by name, and how many metrics they would have been. */
  readonly seriesDropped: readonly string[];
  readonly seriesDroppedCount: number;
  /** Values and fields AWS has added since this code was written. */
  readonly drift: number;
  /** What is worth a log line each: examples, outliers, changes. Bounded. */
  readonly notes: readonly LogLine[];
  /** The first unparsed lines, cut; for people at a desk, never for a log group. */
  readonly unparsedExamples: readonly string[];
  /** Time of the latest entry. */
  readonly latest: number | undefined;
}
