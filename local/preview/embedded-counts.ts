/**
 * Counts and examples as JSON inside a report, and back: a report filters as the page of `npm start` does, by the same
 * code, from rows that may be of longer periods. Also run by the browser.
 */

import type { OutcomeKind } from '../readings/outcome-kind.ts';
import type { CountedKinds } from '../readings/select.ts';
import type { Preview } from './document.ts';
import type { EmbeddedDashboards } from './embedded-dashboards.ts';
import { chosenLines } from './examples.ts';
import { type SelectionSource, selectionOf } from './selection.ts';
import type { Choice, Selection, ShownExample } from './selection-document.ts';

/** What a report carries inside. */
export interface Embedded {
  readonly preview: Preview;
  readonly counts: EmbeddedCounts;
  /** One for each value of the variable. */
  readonly dashboards: EmbeddedDashboards;
}

export interface EmbeddedCounts {
  readonly kinds: readonly OutcomeKind[];
  /** Of each row its minute (since 1970, divided by the width), kind and requests. */
  readonly minutes: readonly number[];
  readonly kindOf: readonly number[];
  readonly requests: readonly number[];
  /** Minutes of a row. */
  readonly width: number;
  readonly examples: readonly ShownExample[];
  /** The same of failed requests by the time they took, in tenths of a second; absent where it would be too much. */
  readonly elapsed?: EmbeddedElapsed;
}

interface EmbeddedElapsed {
  readonly minutes: readonly number[];
  readonly kindOf: readonly number[];
  readonly tenths: readonly number[];
  readonly requests: readonly number[];
}

/** A report is for a ticket: this many rows are about a megabyte. */
const ROWS_MAX = 60_000;
const EXAMPLES_MAX = 2_000;
const ELAPSED_MAX = 20_000;
const WIDEST = 1440;
const WIDTHS = [1, 5, 15, 60, 360, WIDEST] as const;
const EVER = { from: 0, to: Number.MAX_SAFE_INTEGER };

export function embeddedCounts({ outcomes, lines }: SelectionSource): EmbeddedCounts {
  const { width, rows } = fitting(outcomes);
  const kinds = outcomes.kinds.length;
  const keys = [...rows.keys()].sort((left, right) => left - right);
  return {
    ...{ kinds: outcomes.kinds, width, requests: keys.map((key) => rows.get(key) ?? 0) },
    minutes: keys.map((key) => Math.floor(key / kinds)),
    kindOf: keys.map((key) => key % kinds),
    examples: spread(lines),
    ...elapsedOf(outcomes, width),
  };
}

/** The rows of the shortest periods of which there are few enough. */
function fitting(outcomes: CountedKinds): { readonly width: number; readonly rows: ReadonlyMap<number, number> } {
  for (const width of WIDTHS.filter((one) => one >= outcomes.width)) {
    const rows = summed(outcomes, width);
    if (rows.size <= ROWS_MAX || width === WIDEST) return { width, rows };
  }
  return { width: WIDEST, rows: new Map() };
}

/** By periods of the same width. */
function elapsedOf({ elapsed, kinds }: CountedKinds, width: number): Pick<EmbeddedCounts, 'elapsed'> {
  if (elapsed === undefined || elapsed.length === 0) return {};
  const sums = new Map<number, number>();
  for (let at = 0; at < elapsed.length && sums.size <= ELAPSED_MAX; at++) {
    const bucket = Math.floor((elapsed.minutes.numbers[at] ?? 0) / width);
    const place = bucket * kinds.length + (elapsed.kindOf.numbers[at] ?? 0);
    const key = place * TENTHS + (elapsed.tenths.numbers[at] ?? 0);
    sums.set(key, (sums.get(key) ?? 0) + (elapsed.requests.numbers[at] ?? 0));
  }
  if (sums.size > ELAPSED_MAX) return {};
  const keys = [...sums.keys()];
  const places = keys.map((key) => Math.floor(key / TENTHS));
  return {
    elapsed: {
      minutes: places.map((place) => Math.floor(place / kinds.length)),
      kindOf: places.map((place) => place % kinds.length),
      tenths: keys.map((key) => key % TENTHS),
      requests: [...sums.values()],
    },
  };
}

/** More than any tenths of a second that are counted. */
const TENTHS = 1 << 14;

function summed({ kinds, length, ...columns }: CountedKinds, width: number): Map<number, number> {
  const sums = new Map<number, number>();
  for (let at = 0; at < length; at++) {
    const bucket = Math.floor((columns.minutes.numbers[at] ?? 0) / width);
    const key = bucket * kinds.length + (columns.kindOf.numbers[at] ?? 0);
    sums.set(key, (sums.get(key) ?? 0) + (columns.requests.numbers[at] ?? 0));
    if (sums.size > ROWS_MAX && width < WIDEST) return sums;
  }
  return sums;
}

/** For programs; the page shows them nowhere. */
const LEFT_OUT: readonly unknown[] = ['failures', 'targets'];
/** Parts of the whole time, of each of which there are examples of each cause. */
const STRETCHES = 24;

/**
 * Newest first: of each cause in each stretch of time the newest one, then the second of each, until there are enough.
 */
function spread(lines: SelectionSource['lines']): ShownExample[] {
  const millis = ({ time }: ShownExample): number => Date.parse(String(time)) || 0;
  const sorted = chosenLines(lines, EVER)
    .filter(({ kind }) => !LEFT_OUT.includes(kind))
    .sort((left, right) => millis(right) - millis(left));
  const [newest, oldest] = [sorted[0], sorted.at(-1)].map((one) => (one === undefined ? 0 : millis(one)));
  const stretch = Math.max(1, ((newest ?? 0) - (oldest ?? 0)) / STRETCHES);
  const groups = Map.groupBy(sorted, (one) => `${one.kind}\n${one.cause}\n${Math.floor(millis(one) / stretch)}`);
  const ranked = [...groups.values()].flatMap((some) => some.map((one, rank) => ({ one, rank })));
  const kept = ranked.sort((left, right) => left.rank - right.rank).slice(0, EXAMPLES_MAX);
  return kept.map(({ one }) => one).sort((left, right) => millis(right) - millis(left));
}

/** Selects from what a report carries. */
export function embeddedSelection(counts: EmbeddedCounts): (choice: Choice) => Selection {
  const { kinds, minutes, kindOf, requests, width, examples, elapsed } = counts;
  const outcomes: CountedKinds = {
    ...{ kinds, width, length: minutes.length },
    minutes: { numbers: minutes.map((minute) => minute * width) },
    ...{ kindOf: { numbers: kindOf }, requests: { numbers: requests } },
    ...(elapsed === undefined ? {} : { elapsed: elapsedColumns(elapsed, width) }),
  };
  const lines = examples.map((example) => ({ ...example, kind: String(example.kind) }));
  return (choice) => selectionOf({ outcomes, lines }, choice);
}

function elapsedColumns({ minutes, kindOf, tenths, requests }: EmbeddedElapsed, width: number) {
  return {
    ...{ kindOf: { numbers: kindOf }, tenths: { numbers: tenths }, requests: { numbers: requests } },
    minutes: { numbers: minutes.map((minute) => minute * width) },
    length: minutes.length,
  };
}
