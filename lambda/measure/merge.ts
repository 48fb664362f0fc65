/** Adds up what was measured of several objects; the sum is the same in any order. */
import { type Aggregates, createSubject, type MeasuredSubject, subjectKey } from './aggregate.ts';
import { type Cell, copyOfCell, mergeCell } from './cell.ts';
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
  const known = subjects.get(key);
  const into = known ?? createSubject(from);
  if (known === undefined) subjects.set(key, into);
  // Unlike a loop, this makes no array of each of them.
  from.cells.forEach(addMinute, into);
  // Before all of an object has been read there is none.
  if (from.excesses.length === 0) return;
  if (into.excesses.length === 0) into.excesses = from.excesses.map(copyOfExcess);
  else
    into.excesses.forEach((excess, index) => {
      addExcess(excess, from.excesses[index] ?? NO_EXCESS);
    });
}

/** To the subject that is `this`. */
function addMinute(this: MeasuredSubject, cell: Cell, minute: number): void {
  const known = this.cells.get(minute);
  if (known === undefined) this.cells.set(minute, copyOfCell(cell, this.values));
  else mergeCell(known, cell);
}
