/**
 * Bounds the number of metrics that one object can make: of one load balancer (or web ACL), of all of them, and how
 * many of these have a name. What exceeds a cap is added to `Other`, counted, and the busiest of it named. The
 * aggregates are changed in place.
 *
 * The choice depends on the aggregates alone, not on the order of lines: first the busiest load balancers, whose own
 * metrics always stay, then the busiest status codes and causes, then the busiest target groups and routes, ties by
 * name.
 */
import { compareText } from '../catalogue/compare-text.ts';
import { OTHER } from '../catalogue/metrics/definition.ts';
import { type Aggregates, addToTally, type Cell } from './aggregate.ts';
import { cellKey } from './cell-key.ts';
import { copyOf, mergeCell } from './merge.ts';
import { type CellSubject, subjects } from './subjects.ts';

export interface SeriesCaps {
  readonly maxLoadBalancersPerObject: number;
  readonly maxSeriesPerLoadBalancer: number;
  readonly maxSeriesPerObject: number;
}

/** What became part of `Other`. */
export interface SeriesDropped {
  /** The busiest, as `set or metric: value`, twenty at most. */
  readonly names: readonly string[];
  /** Of all names. */
  readonly count: number;
  /** How many metrics they would have been. */
  readonly series: number;
}

const NOTHING_DROPPED: SeriesDropped = { names: [], count: 0, series: 0 };

/** A log line is read by people and must stay far below the 256 KB that CloudWatch Logs takes. */
const NAMES_MAX = 20;

/** A load balancer or web ACL; the one without a name is all of them together. */
interface Owner {
  readonly key: string;
  readonly name: string;
  /** Metrics that it has in any case. */
  own: number;
  entries: number;
  readonly candidates: Map<string, Candidate>;
}

/** A target group or route, or one label of a tally, that would have its own metrics. */
interface Candidate {
  readonly owner: Owner;
  /** Of a cell, or of a tally of cells. */
  readonly place: string;
  /** Undefined where the whole cell is meant. */
  readonly label: string | undefined;
  readonly name: string;
  readonly series: number;
  entries: number;
}

export function boundSeries(aggregates: Aggregates, caps: SeriesCaps): SeriesDropped {
  if (isWithin(aggregates, caps)) return NOTHING_DROPPED;
  const owners = ownersOf(aggregates);
  const nameless = leastBusy(owners, caps.maxLoadBalancersPerObject);
  if (nameless.length > 0) giveUpNames(aggregates, new Set(nameless.map(({ key }) => key)));
  const dropped = overCaps(nameless.length > 0 ? ownersOf(aggregates) : owners, caps);
  if (dropped.length > 0) addToOthers(aggregates, dropped);
  return summed([...nameless.map(ofOwner), ...dropped]);
}

/** As the aggregates of nearly every object are, so that nobody has to be named. */
function isWithin(aggregates: Aggregates, caps: SeriesCaps): boolean {
  const owners = new Map<string, { readonly name: string; series: number }>();
  for (const subject of subjects(aggregates)) {
    const key = ownerKey(subject.first);
    const owner = owners.get(key) ?? { name: subject.first.values[0] ?? '', series: 0 };
    owners.set(key, owner);
    owner.series += seriesOf(subject);
  }
  const all = [...owners.values()];
  return (
    all.filter(({ name }) => name !== '').length <= caps.maxLoadBalancersPerObject &&
    all.every(({ series }) => series <= caps.maxSeriesPerLoadBalancer) &&
    all.reduce((sum, { series }) => sum + series, 0) <= caps.maxSeriesPerObject
  );
}

function seriesOf({ first, cells }: CellSubject): number {
  let series = ownSeries(first);
  for (let index = 0; index < first.tallies.length; index++) {
    const labels = new Set<string>();
    for (const { tallies } of cells) for (const label of tallies[index]?.keys() ?? []) labels.add(label);
    series += labels.size;
  }
  return series;
}

/** Those that do not depend on what was logged. */
function ownSeries({ rates, distributions, statistics, excesses }: Cell): number {
  return rates.length + distributions.length + statistics.length + excesses.length;
}

type Dropped = Pick<Candidate, 'name' | 'series'>;

function summed(dropped: readonly Dropped[]): SeriesDropped {
  if (dropped.length === 0) return NOTHING_DROPPED;
  return {
    names: dropped.slice(0, NAMES_MAX).map(({ name }) => name),
    count: dropped.length,
    series: dropped.reduce((sum, { series }) => sum + series, 0),
  };
}

function ofOwner({ name, own, candidates }: Owner): Dropped {
  const more = [...candidates.values()].reduce((sum, { series }) => sum + series, 0);
  return { name: `load balancer: ${name}`, series: own + more };
}

function ownersOf({ cells }: Aggregates): Owner[] {
  const owners = new Map<string, Owner>();
  for (const cell of cells.values()) {
    const key = ownerKey(cell);
    const owner = owners.get(key) ?? { key, name: cell.values[0] ?? '', own: 0, entries: 0, candidates: new Map() };
    owners.set(key, owner);
    addCell(owner, cell);
  }
  return [...owners.values()];
}

function addCell(owner: Owner, cell: Cell): void {
  const series = ownSeries(cell);
  const entries = cell.rates[0]?.count ?? 0;
  const place = placeOf(cell);
  if (cell.values.length < 2) {
    owner.own = series;
    owner.entries += entries;
  } else addCandidate(owner, { place, label: undefined, name: `${cell.set}: ${cell.values.at(-1)}`, series, entries });
  tallyNames(cell).forEach((metric, index) => {
    for (const [label, times] of cell.tallies[index] ?? []) {
      const name = `${metric}: ${label}`;
      addCandidate(owner, { place: `${place}\n${metric}`, label, name, series: 1, entries: times });
    }
  });
}

function addCandidate(owner: Owner, candidate: Omit<Candidate, 'owner'>): void {
  const { place, label = '' } = candidate;
  const key = `${place}\n${label}`;
  const known = owner.candidates.get(key);
  if (known === undefined) owner.candidates.set(key, { owner, ...candidate });
  else known.entries += candidate.entries;
}

/** Owners with a name beyond the cap, the busiest first. */
function leastBusy(owners: readonly Owner[], max: number): Owner[] {
  const named = owners.filter(({ name }) => name !== '');
  if (named.length <= max) return [];
  return named.toSorted((left, right) => right.entries - left.entries || compareText(left.key, right.key)).slice(max);
}

function giveUpNames({ cells }: Aggregates, owners: ReadonlySet<string>): void {
  move(cells, (cell) => (owners.has(ownerKey(cell)) ? cell.values.map(() => OTHER) : undefined));
}

/** Candidates for which there is no room, the busiest first. */
function overCaps(owners: readonly Owner[], caps: SeriesCaps): Candidate[] {
  const left = new Map(owners.map((owner) => [owner, caps.maxSeriesPerLoadBalancer - owner.own]));
  let leftOfAll = owners.reduce((room, { own }) => room - own, caps.maxSeriesPerObject);
  const sorted = owners.flatMap(({ candidates }) => [...candidates.values()]).sort(byPrecedence);
  return sorted.filter(({ owner, series }) => {
    const room = left.get(owner) ?? 0;
    if (series > room || series > leftOfAll) return true;
    left.set(owner, room - series);
    leftOfAll -= series;
    return false;
  });
}

function byPrecedence(left: Candidate, right: Candidate): number {
  const [isGroup, isOtherGroup] = [left.label === undefined, right.label === undefined];
  if (isGroup !== isOtherGroup) return isGroup ? 1 : -1;
  return (
    right.entries - left.entries ||
    compareText(left.owner.key, right.owner.key) ||
    compareText(left.place, right.place) ||
    compareText(left.label ?? '', right.label ?? '')
  );
}

function addToOthers({ cells }: Aggregates, dropped: readonly Candidate[]): void {
  const byPlace = Map.groupBy(dropped, ({ owner, place }) => `${owner.key}\n${place}`);
  const droppedAt = new Map([...byPlace].map(([place, ones]) => [place, new Set(ones.map(({ label }) => label))]));
  for (const cell of cells.values()) {
    const place = `${ownerKey(cell)}\n${placeOf(cell)}`;
    tallyNames(cell).forEach((metric, index) => {
      const labels = droppedAt.get(`${place}\n${metric}`);
      const tally = cell.tallies[index];
      if (labels !== undefined && tally !== undefined) addLabelsToOther(tally, labels);
    });
  }
  move(cells, (cell) => {
    const isDropped = cell.values.length >= 2 && droppedAt.has(`${ownerKey(cell)}\n${placeOf(cell)}`);
    return isDropped ? [...cell.values.slice(0, -1), OTHER] : undefined;
  });
}

function addLabelsToOther(tally: Map<string, number>, dropped: ReadonlySet<string | undefined>): void {
  let others = 0;
  for (const [label, times] of tally) {
    if (!dropped.has(label)) continue;
    others += times;
    tally.delete(label);
  }
  if (others > 0) addToTally(tally, OTHER, others);
}

/** Gives cells the values that `valuesFor` says, and adds those that come to be the same. */
function move(cells: Map<string, Cell>, valuesFor: (cell: Cell) => readonly string[] | undefined): void {
  for (const [key, cell] of [...cells]) {
    const values = valuesFor(cell);
    if (values === undefined) continue;
    cells.delete(key);
    const { family, set, extra, periodStart } = cell;
    const place = cellKey(family, set, values, extra, periodStart);
    const known = cells.get(place);
    if (known === undefined) cells.set(place, copyOf(cell, values));
    else mergeCell(known, cell);
  }
}

function tallyNames(cell: Cell): readonly string[] {
  return cell.plan.tallies.map(({ name }) => name);
}

function ownerKey({ family, extra, values }: Cell): string {
  return `${family}\n${extra.map(({ value }) => value).join('\n')}\n${values[0] ?? ''}`;
}

/** Of a cell among those of its owner. */
function placeOf({ set, values }: Cell): string {
  return `${set}\n${values.slice(1).join('\n')}`;
}
