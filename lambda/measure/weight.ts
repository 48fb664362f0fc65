/**
 * How much memory the aggregates of one object take, so that an object that would take too much is refused before the
 * function dies of it and takes the other objects of its batch along. Load balancers' own logs stay far below: an hour
 * of a hundred target groups weighs about 20 MB.
 */
import type { Aggregates, MeasuredSubject } from './aggregate.ts';
import type { Cell } from './cell.ts';
import type { OutcomeRow, Outcomes } from './outcomes.ts';

/**
 * With what reading and publishing need as well, the function stays below 512 MiB (bench/hostile/, which npm run fuzz
 * reads).
 */
const AGGREGATE_BYTES_MAX = 96 * 1024 ** 2;

/** Measured on V8 of Node 24: an object or array with its share of the map that holds it. */
const SUBJECT_BYTES = 600;
const CELL_BYTES = 400;
const SUM_BYTES = 100;
/** A minute and its value, and what lists that grow leave empty. */
const EXCESS_BYTES = 24;
const TALLY_BYTES = 220;
const EMPTY_DISTRIBUTION_BYTES = 200;
/** With room for the first values in two arrays. */
const DISTRIBUTION_BYTES = 500;
/** A value, its count, and what arrays that grow leave empty. */
const VALUE_BYTES = 24;
/** A row of outcomes, with its key and names. */
const OUTCOME_BYTES = 1_200;
/** A time, its count, and the empty half of a map that has just grown. */
const ELAPSED_BYTES = 72;
/** Of the longest label, because adding up the lengths each time would take too long. */
const LABEL_BYTES = 320;

/** An entry makes at most a cell in each dimension set, with a value in each distribution and a few labels. */
const ENTRY_BYTES_MAX = 8 * 1024;
/** Close to the limit an object is refused, or it would be weighed again for every few entries. */
const REFUSED_FROM = 0.9 * AGGREGATE_BYTES_MAX;

/** Aggregates that are weighed now and then: as often as the entries since could have brought them to the limit. */
export interface Weighing {
  readonly aggregates: Aggregates;
  /** Of the requests family only. */
  readonly outcomes: Outcomes | undefined;
  entriesLeft: number;
}

export function createWeighing(aggregates: Aggregates, outcomes?: Outcomes): Weighing {
  return { aggregates, outcomes, entriesLeft: 0 };
}

/** Must see each entry that is added. Throws when the aggregates are too heavy. */
export function weighEntry(weighing: Weighing): void {
  weighing.entriesLeft -= 1;
  if (weighing.entriesLeft < 0) weigh(weighing);
}

/** After many entries at once. Throws when the aggregates are too heavy. */
export function weigh(weighing: Weighing): void {
  const bytes = weightOf(weighing.aggregates, weighing.outcomes?.rows.values());
  if (bytes > REFUSED_FROM) {
    throw new Error(
      `the object holds too many different names, labels and minutes: measuring them takes more than ${REFUSED_FROM >> 20} MiB`,
    );
  }
  weighing.entriesLeft = (AGGREGATE_BYTES_MAX - bytes) / ENTRY_BYTES_MAX;
}

/** Bytes, about. */
export function weightOf({ subjects }: Aggregates, outcomes: Iterable<OutcomeRow> = []): number {
  let bytes = 0;
  for (const subject of subjects.values()) bytes += subjectBytes(subject);
  for (const { elapsed } of outcomes) bytes += OUTCOME_BYTES + elapsed.size * ELAPSED_BYTES;
  return bytes;
}

function subjectBytes({ values, cells, excesses }: MeasuredSubject): number {
  let bytes = SUBJECT_BYTES;
  // In the subject and in its key.
  for (const value of values) bytes += 2 * value.length;
  for (const cell of cells.values()) bytes += cellBytes(cell);
  for (const { minutes } of excesses) bytes += minutes.length * EXCESS_BYTES;
  return bytes;
}

function cellBytes({ shares, statistics, tallies, distributions }: Cell): number {
  let bytes = CELL_BYTES + (shares.length / 2 + statistics.length) * SUM_BYTES;
  for (let i = 0; i < tallies.length; i++) bytes += TALLY_BYTES + (tallies[i]?.size ?? 0) * LABEL_BYTES;
  for (let i = 0; i < distributions.length; i++) {
    const values = distributions[i]?.values.length ?? 0;
    bytes += values === 0 ? EMPTY_DISTRIBUTION_BYTES : DISTRIBUTION_BYTES + values * VALUE_BYTES;
  }
  return bytes;
}
