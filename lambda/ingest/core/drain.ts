/**
 * Counters in the core's memory -> cells, outliers, drift and account of one object: what the reference path would have
 * added line by line, added in bulk. Layout of the counters: assembly/counters.ts.
 */

import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import type { RequestsInBulk } from '../../diagnosis/families/observer.ts';
import { addTargetTotals } from '../../diagnosis/targets.ts';
import type { CellFinder } from '../../measure/aggregate.ts';
import type { Cell } from '../../measure/cell.ts';
import { mergeStatisticSet } from '../../measure/distribution.ts';
import type { Plan } from '../../measure/plans.ts';
import type { IngestState } from '../state.ts';
import { CORE } from './core.ts';
import { measuredBy, type PlanMeasures } from './countable.ts';
import type { Core, LineKind, Meanings } from './exports.ts';
import { addCountedTimes, byteStatistics, targetTimesOf } from './histogram.ts';
import { addKinds, type KindLines } from './kind-counts.ts';
import { addOutcomes, bits } from './outcomes.ts';
import { addSlow, slowCount } from './slow.ts';

export interface Draining {
  readonly core: Core;
  readonly ingestion: IngestState<'requests'>;
  readonly bulk: RequestsInBulk;
  readonly meanings: Meanings;
  /** Address of counters -> value (which time, milliseconds) -> how often; and the outcomes, see outcomes.ts. */
  readonly outlying: Map<number, Map<number, number>>;
}

const UNKNOWN = CORE.UNKNOWN >>> 0;

/** Takes the values that no histogram has a bucket for; the core forgets them afterwards. */
export function drainOutlying({ core, outlying }: Draining): void {
  const { words } = core;
  const first = CORE.OUTLYING >> 2;
  const size = CORE.OUTLYING_SIZE >> 2;
  const end = first + core.exports.outlyingCount() * size;
  for (let at = first; at < end; at += size) {
    const times = words[at + 2] ?? 0;
    const counters = words[at + 1] ?? 0;
    const value = words[at] ?? 0;
    const values = outlying.get(counters) ?? new Map<number, number>();
    outlying.set(counters, values);
    values.set(value, (values.get(value) ?? 0) + times);
  }
}

/** Takes everything, which the caller has to weigh; the core forgets it afterwards. */
export function drain(draining: Draining): void {
  const { core, ingestion, bulk, meanings, outlying } = draining;
  drainOutlying(draining);
  const [kind] = meanings.kinds;
  // Without a kind no line has been counted.
  if (kind !== undefined) {
    const taking: Taking = {
      ...draining,
      counts: { size: 0, kinds: [], lines: [], all: 0 },
      member: { ...kind.entry },
    };
    drainBalancers(taking);
    drainCounters(taking);
  }
  meanings.minutes.forEach((start, minute) => {
    const since = core.words[(CORE.MINUTES + minute * CORE.MINUTE_SIZE + CORE.MINUTE_LATEST) >> 2] ?? UNKNOWN;
    const latest = start + since;
    if (since !== UNKNOWN && latest > (ingestion.latest ?? Number.NEGATIVE_INFINITY)) ingestion.latest = latest;
  });
  addOutcomes(bulk.outcomes, { outlying, meanings, routes: bulk.routes, services: bulk.services });
  outlying.clear();
}

/** While counters are taken. */
interface Taking extends Draining {
  /** Of the current counters. */
  readonly counts: LineCounts;
  /** Has the names of what the current counters belong to: what dimension values are made of. */
  readonly member: RequestEntry & Names;
}

interface Names {
  loadBalancer: string;
  targetGroup: string | undefined;
  route: string | undefined;
  service?: string | undefined;
}

/** The lines in some counters, by kind: only those kinds that have any. Used again for the next ones. */
interface LineCounts extends KindLines {
  size: number;
  readonly kinds: LineKind[];
  readonly lines: number[];
  all: number;
}

/** What a plan takes from counters, and where it goes. */
interface Destination {
  readonly plan: Plan<RequestEntry>;
  readonly cells: CellFinder;
  /** Of the plan, among those of the ingestion. */
  readonly index: number;
  readonly measured: PlanMeasures;
}

const OF_BALANCER = 0;
/** Which counters each dimension set is taken from. */
const COUNTERS_OF: Readonly<Record<string, number>> = {
  All: OF_BALANCER,
  LoadBalancer: OF_BALANCER,
  TargetGroup: CORE.OF_GROUP,
  Route: CORE.OF_ROUTE,
  Service: CORE.OF_SERVICE,
};

function destinationsOf({ ingestion }: Draining, what: number): readonly Destination[] {
  const found: Destination[] = [];
  ingestion.plans.forEach(({ plan, cells }, index) => {
    if (COUNTERS_OF[plan.set] === what) found.push({ plan, cells, index, measured: measuredBy(plan) });
  });
  return found;
}

/** Minutes of load balancers. */
function drainBalancers(taking: Taking): void {
  const { core, ingestion, bulk, meanings, counts, member } = taking;
  const destinations = destinationsOf(taking, OF_BALANCER);
  member.targetGroup = member.route = member.service = undefined;
  for (let index = 0; index < core.exports.balancerCount(); index++) {
    const at = CORE.BALANCERS + index * CORE.BALANCER_SIZE;
    countLines(taking, at);
    ingestion.lines.parsed += counts.all;
    for (let which = 0; which < counts.size; which++) {
      const kind = counts.kinds[which];
      if (kind?.isStrange) bulk.repeatDrift(kind.entry, counts.lines[which] ?? 0);
    }
    member.loadBalancer = meanings.loadBalancers[core.words[(at >> 2) + 2] ?? 0] ?? '';
    addCounts(taking, { at, start: meanings.minutes[core.words[(at >> 2) + 1] ?? 0] ?? 0 }, destinations);
  }
}

/** Target groups, routes and services in minutes of load balancers, and targets. */
function drainCounters(taking: Taking): void {
  const { core, bulk, meanings, member } = taking;
  const { words } = core;
  const destinations = new Map<number, readonly Destination[]>(
    [CORE.OF_GROUP, CORE.OF_ROUTE, CORE.OF_SERVICE].map((what) => [what, destinationsOf(taking, what)]),
  );
  for (let index = 0; index < core.exports.counterCount(); index++) {
    const at = CORE.COUNTERS + index * CORE.COUNTERS_SIZE;
    const what = words[at >> 2] ?? 0;
    const owner = words[(at >> 2) + 1] ?? 0;
    if (what === CORE.OF_TARGET) {
      for (let place = 0; place < owner; place++)
        drainTarget(taking, at + CORE.TARGETS_AT + place * CORE.TARGET_COUNTERS_SIZE);
      continue;
    }
    const number = words[(at >> 2) + 2] ?? 0;
    const balancer = (CORE.BALANCERS + owner * CORE.BALANCER_SIZE) >> 2;
    member.loadBalancer = meanings.loadBalancers[words[balancer + 2] ?? 0] ?? '';
    member.targetGroup = what === CORE.OF_GROUP ? meanings.targetGroups[number] : undefined;
    member.route = what === CORE.OF_ROUTE ? bulk.routes?.names[number] : undefined;
    member.service = what === CORE.OF_SERVICE ? bulk.services?.names[number] : undefined;
    countLines(taking, at);
    addCounts(taking, { at, start: meanings.minutes[words[balancer + 1] ?? 0] ?? 0 }, destinations.get(what) ?? []);
  }
}

/** A counter a kind is read as a histogram is. */
function countLines({ core, meanings, counts }: Taking, at: number): void {
  const { exports, words } = core;
  const pairs = exports.gather(at + CORE.KIND_COUNTS, CORE.KIND_COUNTERS, 0);
  const first = (CORE.GATHERED + CORE.GATHERED_PAIRS) >> 2;
  counts.size = counts.all = 0;
  for (let word = first; word < first + pairs * 2; word += 2) {
    const kind = meanings.kinds[words[word] ?? 0];
    if (kind === undefined) continue;
    const lines = words[word + 1] ?? 0;
    counts.kinds[counts.size] = kind;
    counts.lines[counts.size++] = lines;
    counts.all += lines;
  }
}

/** The lines of those kinds that are slow or not. */
function judgedLines({ size, kinds, lines }: LineCounts): number {
  let sum = 0;
  for (let which = 0; which < size; which++) if (kinds[which]?.isJudged) sum += lines[which] ?? 0;
  return sum;
}

interface Counters {
  /** Their address. */
  readonly at: number;
  /** Of the minute. */
  readonly start: number;
}

function addCounts(taking: Taking, counters: Counters, destinations: readonly Destination[]): void {
  const { core, meanings, counts, member } = taking;
  if (counts.size === 0 || destinations.length === 0) return;
  const slow = slowCount(core, counters.at, judgedLines(counts));
  // Counted loops, here and below: of what is done often, iterators take V8's compiler longest.
  for (let i = 0; i < destinations.length; i++) {
    const destination = destinations[i];
    if (destination === undefined) continue;
    const { plan, cells, index, measured } = destination;
    const cell = cells.find(counters.start, plan.values(member) ?? []);
    const answers = meanings.answers[index];
    if (answers !== undefined) addKinds(cell, index, counts, answers);
    addSlow(cell, plan, slow);
    addTimes(cell, measured.times, { taking, at: counters.at });
    addBytes(cell, measured.bytes, { taking, at: counters.at });
  }
}

function addBytes(
  cell: Cell,
  bytes: PlanMeasures['bytes'],
  { taking: { core, counts }, at }: { readonly taking: Taking; readonly at: number },
): void {
  for (let i = 0; i < bytes.length; i++) {
    const { which, place } = bytes[i] ?? NOWHERE;
    const into = cell.statistics[place];
    if (into !== undefined) mergeStatisticSet(into, byteStatistics(core, at, { which, count: counts.all }));
  }
}

const NOWHERE = { which: 0, place: -1 };

function addTimes(
  cell: Cell,
  times: PlanMeasures['times'],
  { taking: { core, outlying: all }, at }: { readonly taking: Taking; readonly at: number },
): void {
  const outlying = all.get(at);
  for (let i = 0; i < times.length; i++) {
    const measured = times[i];
    const into = measured && cell.distributions[measured.place];
    if (measured === undefined || into === undefined) continue;
    addCountedTimes(core, into, { at, histogram: measured.histogram, outlying });
  }
}

/** The target whose counters are at the address. */
function drainTarget({ core, bulk, meanings, outlying }: Draining, at: number): void {
  const word = (offset: number): number => core.words[(at + offset) >> 2] ?? 0;
  const entryAt = word(0);
  const whose = core.words[(entryAt + CORE.WHOSE) >> 2] ?? 0;
  const length = whose >>> CORE.WHOSE_LENGTH;
  const loadBalancer = meanings.loadBalancers[bits(whose, CORE.WHOSE_BALANCER, CORE.WHOSE_LENGTH)];
  const targetGroup = meanings.targetGroups[bits(whose, 0, CORE.WHOSE_BALANCER)];
  if (loadBalancer === undefined || targetGroup === undefined) return;
  addTargetTotals(bulk.outliers, {
    loadBalancer,
    targetGroup,
    target: core.memory.toString('latin1', entryAt, entryAt + length),
    requests: word(CORE.TARGET_LINES),
    errors: word(CORE.TARGET_ERRORS),
    times: targetTimesOf(core, at, outlying.get(at)),
  });
}
