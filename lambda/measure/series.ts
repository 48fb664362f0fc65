/**
 * Bounds the number of metrics one load balancer (or web ACL) can cost. What exceeds the cap is added to `Other` and named.
 *
 * The choice depends on the aggregates alone, not on the order of lines: a load balancer's own metrics always stay, then the
 * busiest status codes and causes, then the busiest target groups and routes, ties by name.
 */

import { OTHER } from '../catalogue/metrics/definition.ts';
import { type Aggregates, addToTally, type Cell, cellKey, copyOf, mergeCell } from './aggregate.ts';
import { PLANS } from './plans.ts';

export interface Bounded {
  readonly aggregates: Aggregates;
  /** Series that became part of `Other`, as `set or metric: value`, sorted. */
  readonly dropped: readonly string[];
  readonly droppedSeries: number;
}

/** A choice of values of a set, or one label of a tally, that would have metrics of its own. */
interface Candidate {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly isTally: boolean;
  readonly series: number;
  entries: number;
}

export function boundSeries(aggregates: Aggregates, seriesMax: number): Bounded {
  const dropped = droppedCandidates(aggregates, seriesMax);
  if (dropped.size === 0) return { aggregates, dropped: [], droppedSeries: 0 };
  const bounded: Aggregates = { cells: new Map() };
  for (const cell of aggregates.cells.values()) addBounded(bounded, cell, dropped);
  const candidates = [...dropped.values()];
  return {
    aggregates: bounded,
    dropped: candidates.map(({ name }) => name).sort(),
    droppedSeries: candidates.reduce((sum, { series }) => sum + series, 0),
  };
}

function droppedCandidates(aggregates: Aggregates, seriesMax: number): Map<string, Candidate> {
  const seriesOfOwner = new Map<string, number>();
  const candidates = new Map<string, Candidate>();
  for (const cell of aggregates.cells.values()) collect(cell, candidates, seriesOfOwner);
  const dropped = new Map<string, Candidate>();
  const left = new Map([...seriesOfOwner].map(([owner, own]) => [owner, seriesMax - own]));
  for (const candidate of [...candidates.values()].sort(byPrecedence)) {
    const room = (left.get(candidate.owner) ?? 0) - candidate.series;
    if (room < 0) dropped.set(candidate.id, candidate);
    else left.set(candidate.owner, room);
  }
  return dropped;
}

function byPrecedence(left: Candidate, right: Candidate): number {
  if (left.isTally !== right.isTally) return left.isTally ? -1 : 1;
  if (left.entries !== right.entries) return right.entries - left.entries;
  return left.id < right.id ? -1 : 1;
}

function collect(cell: Cell, candidates: Map<string, Candidate>, seriesOfOwner: Map<string, number>): void {
  const owner = ownerOf(cell);
  const series = cell.rates.length + cell.distributions.length + cell.statistics.length + cell.excesses.length;
  if (cell.values.length < 2) seriesOfOwner.set(owner, series);
  else
    count(
      candidates,
      { id: groupId(cell), owner, name: `${cell.set}: ${cell.values.at(-1)}`, isTally: false, series },
      cell.rates[0]?.count ?? 0,
    );
  tallyNames(cell).forEach((metric, index) => {
    for (const [label, entries] of cell.tallies[index] ?? []) {
      count(
        candidates,
        { id: labelId(cell, metric, label), owner, name: `${metric}: ${label}`, isTally: true, series: 1 },
        entries,
      );
    }
  });
}

function count(candidates: Map<string, Candidate>, candidate: Omit<Candidate, 'entries'>, entries: number): void {
  const known = candidates.get(candidate.id);
  if (known === undefined) candidates.set(candidate.id, { ...candidate, entries });
  else known.entries += entries;
}

function addBounded(bounded: Aggregates, cell: Cell, dropped: ReadonlyMap<string, Candidate>): void {
  const isDropped = cell.values.length >= 2 && dropped.has(groupId(cell));
  const values = isDropped ? [...cell.values.slice(0, -1), OTHER] : cell.values;
  const names = tallyNames(cell);
  const copy = copyOf(cell, values);
  const tallies = copy.tallies.map((tally, index) => {
    const renamed = new Map<string, number>();
    for (const [label, times] of tally) {
      addToTally(renamed, dropped.has(labelId(cell, names[index] ?? '', label)) ? OTHER : label, times);
    }
    return renamed;
  });
  const key = cellKey(cell.family, cell.set, values, cell.extra, cell.periodStart);
  const known = bounded.cells.get(key);
  if (known === undefined) bounded.cells.set(key, { ...copy, tallies });
  else mergeCell(known, { ...copy, tallies });
}

function tallyNames(cell: Cell): readonly string[] {
  const plan = PLANS[cell.family].find(({ set }) => set === cell.set);
  return plan?.tallies.map(({ name }) => name) ?? [];
}

function ownerOf(cell: Cell): string {
  return `${cell.family}\n${cell.extra.map(({ value }) => value).join('\n')}\n${cell.values[0] ?? ''}`;
}

function groupId(cell: Cell): string {
  return `${ownerOf(cell)}\n${cell.set}\n${cell.values.join('\n')}`;
}

function labelId(cell: Cell, metric: string, label: string): string {
  return `${groupId(cell)}\n${metric}\n${label}`;
}
