/** What reading one log object gives: aggregates, line account and notes. */
import { Failure } from '../catalogue/failures.ts';
import type { KeyFacts } from '../formats/format.ts';
import type { ByteCount } from '../read/unpack.ts';
import type { Aggregates } from './aggregate.ts';
import type { OutcomeTable } from './outcomes.ts';
import type { SeriesDropped } from './series.ts';

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

/** A target and how many requests it got. */
export interface TargetSeen {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly target: string;
  readonly requests: number;
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
  /** Targets that got a request; only where all outcomes were asked for. */
  readonly targets: readonly TargetSeen[];
  /** Series that went to `Other`. */
  readonly seriesDropped: SeriesDropped;
  /** Values and fields AWS has added since this code was written. */
  readonly drift: number;
  /** What is worth a log line each: examples, outliers, changes. Bounded. */
  readonly notes: readonly LogLine[];
  /** The first unparsed lines, cut; for people at a desk, never for a log group. */
  readonly unparsedExamples: readonly string[];
  /** Time of the latest entry. */
  readonly latest: number | undefined;
}

/** Why an object that was read to its end must not count as done: it has lines, and none of them is an entry. */
export function unreadable({ lines: { parsed, unparsed }, format }: Ingested): Failure | undefined {
  if (parsed > 0 || unparsed === 0) return undefined;
  const lines = unparsed === 1 ? 'its only line is not' : `none of its ${unparsed} lines is`;
  return new Failure('Unreadable', `the object cannot be read: ${lines} an entry of ${format}`);
}
