/**
 * Counters in the core's memory -> cells, outliers, drift and account of one object: what the reference path would have
 * added line by line, added in bulk. Layout of the counters: assembly/counters.ts.
 */

import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import type { RequestsInBulk } from '../../diagnosis/families/observer.ts';
import { addTargetTotals } from '../../diagnosis/targets.ts';
import type { CellFinder } from '../../measure/aggregate.ts';
import { addStatus } from '../../measure/cell.ts';
import {
  type Distribution,
  mergeDistribution,
  mergeStatisticSet,
  moveDistribution,
} from '../../measure/distribution.ts';
import type { Plan } from '../../measure/plans.ts';
import { weigh } from '../../measure/weight.ts';
import type { IngestState } from '../state.ts';
import { CORE } from './core.ts';
import { type CountedTime, measuredBy, type PlanMeasures } from './countable.ts';
import type { Core, LineKind, Meanings } from './exports.ts';
import { byteStatistics, countedTimesOf, targetTimesOf } from './histogram.ts';
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
  const [first, size] = [CORE.OUTLYING >> 2, CORE.OUTLYING_SIZE >> 2];
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

/** Takes everything; the core forgets it afterwards. */
export function drain(draining: Draining): void {
  const { core, ingestion, bulk, meanings, outlying } = draining;
  drainOutlying(draining);
  drainBalancers(draining);
  drainCounters(draining);
  meanings.minutes.forEach((start, minute) => {
    const since = core.words[(CORE.MINUTES + minute * CORE.MINUTE_SIZE + CORE.MINUTE_LATEST) >> 2] ?? UNKNOWN;
    const latest = start + since;
    if (since !== UNKNOWN && latest > (ingestion.latest ?? Number.NEGATIVE_INFINITY)) ingestion.latest = latest;
  });
  addOutcomes(bulk.outcomes, { outlying, meanings, routes: bulk.routes, services: bulk.services });
  outlying.clear();
  weigh(ingestion.weighing);
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
  return ingestion.plans.flatMap(({ plan, cells }, index) =>
    COUNTERS_OF[plan.set] === what ? { plan, cells, index, measured: measuredBy(plan) } : [],
  );
}

/** Minutes of load balancers. */
function drainBalancers(draining: Draining): void {
  const { core, ingestion, bulk, meanings } = draining;
  const destinations = destinationsOf(draining, OF_BALANCER);
  for (let index = 0; index < core.exports.balancerCount(); index++) {
    const at = CORE.BALANCERS + index * CORE.BALANCER_SIZE;
    const counts = lineCounts(draining, at);
    ingestion.lines.parsed += counts.all;
    counts.kinds.forEach(({ entry, isStrange }, which) => {
      if (isStrange) bulk.repeatDrift(entry, counts.lines[which] ?? 0);
    });
    const loadBalancer = meanings.loadBalancers[core.words[(at >> 2) + 2] ?? 0] ?? '';
    const start = meanings.minutes[core.words[(at >> 2) + 1] ?? 0] ?? 0;
    addCounts(draining, { at, start, counts, names: { ...NO_NAMES, loadBalancer } }, destinations);
  }
}

/** Target groups, routes and services in minutes of load balancers, and targets. */
function drainCounters(draining: Draining): void {
  const { core, bulk, meanings } = draining;
  const { words } = core;
  const groups = destinationsOf(draining, CORE.OF_GROUP);
  const routes = destinationsOf(draining, CORE.OF_ROUTE);
  const services = destinationsOf(draining, CORE.OF_SERVICE);
  for (let index = 0; index < core.exports.counterCount(); index++) {
    const at = CORE.COUNTERS + index * CORE.COUNTERS_SIZE;
    const what = words[at >> 2];
    const owner = words[(at >> 2) + 1] ?? 0;
    const member = words[(at >> 2) + 2] ?? 0;
    if (what === CORE.OF_TARGET) {
      for (let place = 0; place < owner; place++)
        drainTarget(draining, at + CORE.TARGETS_AT + place * CORE.TARGET_COUNTERS_SIZE);
      continue;
    }
    const counts = lineCounts(draining, at);
    const balancer = (CORE.BALANCERS + owner * CORE.BALANCER_SIZE) >> 2;
    const loadBalancer = meanings.loadBalancers[words[balancer + 2] ?? 0] ?? '';
    const start = meanings.minutes[words[balancer + 1] ?? 0] ?? 0;
    if (what === CORE.OF_GROUP) {
      const targetGroup = meanings.targetGroups[member];
      addCounts(draining, { at, start, counts, names: { ...NO_NAMES, loadBalancer, targetGroup } }, groups);
    } else if (what === CORE.OF_ROUTE) {
      const route = bulk.routes?.names[member];
      addCounts(draining, { at, start, counts, names: { ...NO_NAMES, loadBalancer, route } }, routes);
    } else {
      const service = bulk.services?.names[member];
      addCounts(draining, { at, start, counts, names: { ...NO_NAMES, loadBalancer, service } }, services);
    }
  }
}

/** The lines in some counters, by kind: only those kinds that have any. */
interface LineCounts {
  readonly kinds: LineKind[];
  /** Of each kind. */
  readonly lines: number[];
  all: number;
}

/** A counter a kind is read as a histogram is. */
function lineCounts({ core, meanings }: Draining, at: number): LineCounts {
  const { exports, words } = core;
  const counts: LineCounts = { kinds: [], lines: [], all: 0 };
  const pairs = exports.gather(at + CORE.KIND_COUNTS, CORE.KIND_COUNTERS, 0);
  const first = (CORE.GATHERED + CORE.GATHERED_PAIRS) >> 2;
  for (let word = first; word < first + pairs * 2; word += 2) {
    const kind = meanings.kinds[words[word] ?? 0];
    if (kind === undefined) continue;
    const lines = words[word + 1] ?? 0;
    counts.kinds.push(kind);
    counts.lines.push(lines);
    counts.all += lines;
  }
  return counts;
}

/** The lines of those kinds that are slow or not. */
function judgedLines({ kinds, lines }: LineCounts): number {
  let sum = 0;
  for (let which = 0; which < kinds.length; which++) if (kinds[which]?.isJudged) sum += lines[which] ?? 0;
  return sum;
}

interface Counters {
  /** Their address. */
  readonly at: number;
  /** Of the minute. */
  readonly start: number;
  readonly counts: LineCounts;
  readonly names: Names;
}

/** Of what counters belong to: what dimension values are made of. */
type Names = Pick<RequestEntry, 'loadBalancer' | 'targetGroup' | 'route' | 'service'>;

const NO_NAMES: Names = { loadBalancer: '', targetGroup: undefined, route: undefined, service: undefined };

function addCounts(
  { core, outlying }: Draining,
  { at, start, counts, names }: Counters,
  destinations: readonly Destination[],
): void {
  const [first] = counts.kinds;
  if (first === undefined || destinations.length === 0) return;
  const { loadBalancer, targetGroup, route, service } = names;
  const member = { ...first.entry, loadBalancer, targetGroup, route, service };
  const slow = slowCount(core, at, judgedLines(counts));
  const taken: Partial<Record<CountedTime, Distribution>> = {};
  for (const { plan, cells, index, measured } of destinations) {
    const cell = cells.find(start, plan.values(member) ?? []);
    for (let which = 0; which < counts.kinds.length; which++) {
      const status = counts.kinds[which]?.statuses[index];
      if (status !== undefined) addStatus(cell, status, counts.lines[which] ?? 0);
    }
    addSlow(cell, plan, slow);
    for (const { time, place } of measured.times) {
      const times = taken[time] ?? countedTimesOf(core, { at, time, outlying: outlying.get(at) });
      const into = cell.distributions[place];
      if (into === undefined) continue;
      if (destinations.length === 1) moveDistribution(into, times);
      else {
        taken[time] = times;
        mergeDistribution(into, times);
      }
    }
    for (const { which, place } of measured.bytes) {
      const into = cell.statistics[place];
      if (into !== undefined) mergeStatisticSet(into, byteStatistics(core, at, { which, count: counts.all }));
    }
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
