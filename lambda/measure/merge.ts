/** Adds up what was measured of several objects; the sum is the same in any order. */
import { type Aggregates, createSubject, type MeasuredSubject, subjectKey } from './aggregate.ts';
import { copyOfCell, mergeCell } from './cell.ts';
import { addExcess, copyOfExcess, type ExcessMinutes } from './excess.ts';

const NO_EXCESS: ExcessMinutes = { minutes: [], millionths: [] };

/** Adds everything of `from` to `into`; `from` stays as it is. */
export function mergeAggregates(into: Aggregates, from: Aggregates): void {
  for (const [key, subject] of from.subjects) mergeSubject(into, key, subject);
}

/** Adds a subject as one of other values, for instance `Other`. */
export function mergeRenamed(into: Aggregates, subject: MeasuredSubject, values: readonly string[]): void {
  const renamed = { ...subject, values };
  mergeSubject(into, subjectKey(renamed), renamed);
}

function mergeSubject({ subjects }: Aggregates, key: string, from: MeasuredSubject): void {
  const into = subjects.get(key) ?? createSubject(from);
  subjects.set(key, into);
  for (const [minute, cell] of from.cells) {
    const known = into.cells.get(minute);
    if (known === undefined) into.cells.set(minute, copyOfCell(cell, into.values));
    else mergeCell(known, cell);
  }
  // Before all of an object has been read there is none.
  if (from.excesses.length === 0) return;
  if (into.excesses.length === 0) into.excesses = from.excesses.map(copyOfExcess);
  else
    into.excesses.forEach((excess, index) => {
      addExcess(excess, from.excesses[index] ?? NO_EXCESS);
    });
}
