/** Cells of several objects -> their sum, the same in any order. */
import { type Aggregates, addToTally, type Cell } from './aggregate.ts';
import { copyOfDistribution, mergeDistribution, mergeStatisticSet } from './distribution.ts';
import { mergeExcess } from './excess.ts';

/** Adds every cell of `from` to `into`; `from` stays as it is. */
export function mergeAggregates(into: Aggregates, from: Aggregates): void {
  for (const [key, cell] of from.cells) {
    const known = into.cells.get(key);
    if (known === undefined) into.cells.set(key, copyOf(cell));
    else if (holdsExcessOnly(known) && !holdsExcessOnly(cell)) into.cells.set(key, merged(cell, known));
    else mergeCell(known, cell);
  }
}

function holdsExcessOnly({ rates, plan }: Cell): boolean {
  return rates.length < plan.rates.length;
}

function merged(left: Cell, right: Cell): Cell {
  const cell = copyOf(left);
  mergeCell(cell, right);
  return cell;
}

/** `into` has everything that `from` has: it is no cell of the excess alone, or both are. */
export function mergeCell(into: Cell, from: Cell): void {
  zip(into.rates, from.rates, mergeStatisticSet);
  zip(into.statistics, from.statistics, mergeStatisticSet);
  zip(into.distributions, from.distributions, mergeDistribution);
  zip(into.excesses, from.excesses, mergeExcess);
  zip(into.tallies, from.tallies, (left, right) => {
    for (const [label, times] of right) addToTally(left, label, times);
  });
}

/** The same minute and set with other values, for instance `Other`; shares nothing with `cell`. */
export function copyOf(cell: Cell, values: readonly string[] = cell.values): Cell {
  return {
    ...cell,
    values,
    rates: cell.rates.map((set) => ({ ...set })),
    statistics: cell.statistics.map((set) => ({ ...set })),
    distributions: cell.distributions.map(copyOfDistribution),
    tallies: cell.tallies.map((tally) => new Map(tally)),
    excesses: cell.excesses.map((sum) => ({ ...sum })),
  };
}

function zip<T>(left: readonly T[], right: readonly T[], merge: (into: T, from: T) => void): void {
  left.forEach((into, index) => {
    const from = right[index];
    if (from !== undefined) merge(into, from);
  });
}
