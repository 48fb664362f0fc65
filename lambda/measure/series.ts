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
import type { Aggregates, MeasuredSubject } from './aggregate.ts';
import { addToTally, entriesOfCell } from './cell.ts';
import { mergeRenamed } from './merge.ts';
import { isFarBelowCaps, isWithinCaps, ownerKey, ownSeries, type SeriesCaps } from './series-count.ts';

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
  /** Of a subject, or of a tally of its cells. */
  readonly place: string;
  /** Undefined where the whole subject is meant. */
  readonly label: string | undefined;
  readonly name: string;
  readonly series: number;
  entries: number;
}

export function boundSeries(aggregates: Aggregates, caps: SeriesCaps): SeriesDropped {
  if (isFarBelowCaps(aggregates, caps) || isWithinCaps(aggregates, caps)) return NOTHING_DROPPED;
  const owners = ownersOf(aggregates);
  const nameless = leastBusy(owners, caps.maxLoadBalancersPerObject);
  if (nameless.length > 0) giveUpNames(aggregates, new Set(nameless.map(({ key }) => key)));
  const dropped = overCaps(nameless.length > 0 ? ownersOf(aggregates) : owners, caps);
  if (dropped.length > 0) addToOthers(aggregates, dropped);
  return summed([...nameless.map(ofOwner), ...dropped]);
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

function ownersOf({ subjects }: Aggregates): Owner[] {
  const owners = new Map<string, Owner>();
  for (const subject of subjects.values()) {
    const key = ownerKey(subject);
    const name = subject.values[0] ?? '';
    const owner = owners.get(key) ?? { key, name, own: 0, entries: 0, candidates: new Map() };
    owners.set(key, owner);
    addSubject(owner, subject);
  }
  return [...owners.values()];
}

function addSubject(owner: Owner, subject: MeasuredSubject): void {
  const { plan, values, cells } = subject;
  const series = ownSeries(subject);
  const place = placeOf(subject);
  let entries = 0;
  for (const cell of cells.values()) entries += entriesOfCell(cell);
  if (values.length < 2) {
    owner.own = series;
    owner.entries += entries;
  } else addCandidate(owner, { place, label: undefined, name: `${plan.set}: ${values.at(-1)}`, series, entries });
  plan.tallies.forEach(({ name: metric }, index) => {
    for (const { tallies } of cells.values()) {
      for (const [label, times] of tallies[index] ?? []) {
        const name = `${metric}: ${label}`;
        addCandidate(owner, { place: `${place}\n${metric}`, label, name, series: 1, entries: times });
      }
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

function giveUpNames(aggregates: Aggregates, owners: ReadonlySet<string>): void {
  rename(aggregates, (subject) => (owners.has(ownerKey(subject)) ? subject.values.map(() => OTHER) : undefined));
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

function addToOthers(aggregates: Aggregates, dropped: readonly Candidate[]): void {
  const byPlace = Map.groupBy(dropped, ({ owner, place }) => `${owner.key}\n${place}`);
  const droppedAt = new Map([...byPlace].map(([place, ones]) => [place, new Set(ones.map(({ label }) => label))]));
  for (const subject of aggregates.subjects.values()) {
    const place = `${ownerKey(subject)}\n${placeOf(subject)}`;
    subject.plan.tallies.forEach(({ name }, index) => {
      const labels = droppedAt.get(`${place}\n${name}`);
      if (labels === undefined) return;
      for (const { tallies } of subject.cells.values()) {
        const tally = tallies[index];
        if (tally !== undefined) addLabelsToOther(tally, labels);
      }
    });
  }
  rename(aggregates, (subject) => {
    const isDropped = subject.values.length >= 2 && droppedAt.has(`${ownerKey(subject)}\n${placeOf(subject)}`);
    return isDropped ? [...subject.values.slice(0, -1), OTHER] : undefined;
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

/** Gives subjects the values that `valuesFor` says, and adds those that come to be the same. */
function rename(aggregates: Aggregates, valuesFor: (subject: MeasuredSubject) => readonly string[] | undefined): void {
  for (const [key, subject] of [...aggregates.subjects]) {
    const values = valuesFor(subject);
    if (values === undefined) continue;
    aggregates.subjects.delete(key);
    mergeRenamed(aggregates, subject, values);
  }
}

/** Of a subject among those of its owner. */
function placeOf({ plan, values }: MeasuredSubject): string {
  return `${plan.set}\n${values.slice(1).join('\n')}`;
}
