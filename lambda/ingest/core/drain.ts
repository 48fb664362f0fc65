/**
 * Counters in the core's memory -> cells, outliers, drift and account of one object: what the reference path would have
 * added line by line, added in bulk. Layout of the counters: assembly/counters.ts.
 */

import { READ, type RequestEntry } from '../../catalogue/metrics/requests.ts';
import { isServerError } from '../../diagnosis/cause.ts';
import type { RequestsInBulk } from '../../diagnosis/families/observer.ts';
import { addTargetTotals, type TargetTotals } from '../../diagnosis/targets.ts';
import type { CellFinder } from '../../measure/aggregate.ts';
import { addStatus, type Cell } from '../../measure/cell.ts';
import {
  type Distribution,
  mergeDistribution,
  mergeStatisticSet,
  type StatisticSet,
} from '../../measure/distribution.ts';
import type { Plan } from '../../measure/plans.ts';
import { weigh } from '../../measure/weight.ts';
import type { IngestState } from '../state.ts';
import { CORE } from './core.ts';
import { BYTES, type CountedTime, MEMBER_TIMES, measures, TIMES } from './countable.ts';
import type { Core, LineKind, Meanings } from './exports.ts';
import { distributionOf } from './histogram.ts';
import { addOutcomes, bits } from './outcomes.ts';
import { addSlow, type SlowCount, slowCount } from './slow.ts';

export interface Draining {
  readonly core: Core;
  readonly ingestion: IngestState<'requests'>;
  readonly bulk: RequestsInBulk;
  readonly meanings: Meanings;
  /** Address of counters -> value (which time, milliseconds) -> how often; and the outcomes, see outcomes.ts. */
  readonly outlying: Map<number, Map<number, number>>;
}

const UNKNOWN = CORE.UNKNOWN >>> 0;
const MILLISECONDS_MASK = 2 ** CORE.MILLISECONDS_BITS - 1;

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
  const { exports } = core;
  drainOutlying(draining);
  const linesOfKind = new Array<number>(meanings.kinds.length).fill(0);
  for (let index = 0; index < exports.balancerCount(); index++) drainBalancer(draining, index, linesOfKind);
  const parts = partsOf(draining);
  for (let index = 0; index < exports.counterCount(); index++) drainCounters(draining, index, parts);
  meanings.kinds.forEach(({ entry, isStrange }, kind) => {
    const lines = linesOfKind[kind] ?? 0;
    ingestion.lines.parsed += lines;
    if (lines > 0 && isStrange) bulk.repeatDrift(entry, lines);
  });
  meanings.minutes.forEach((start, minute) => {
    const since = core.words[(CORE.MINUTES + minute * CORE.MINUTE_SIZE + CORE.MINUTE_LATEST) >> 2] ?? UNKNOWN;
    const latest = start + since;
    if (since !== UNKNOWN && latest > (ingestion.latest ?? Number.NEGATIVE_INFINITY)) ingestion.latest = latest;
  });
  addOutcomes(bulk.outcomes, { outlying, meanings, routes: bulk.routes, services: bulk.services });
  outlying.clear();
  weigh(ingestion.weighing);
}

/** A kind of line, its number, and how many lines of it. */
interface KindCount {
  readonly of: LineKind;
  readonly kind: number;
  readonly lines: number;
}

/** Only those that have lines. A counter a kind is read as a histogram is. */
function kindCounts({ core, meanings }: Draining, at: number): KindCount[] {
  const { exports, words } = core;
  const counts: KindCount[] = [];
  const pairs = exports.gather(at + CORE.KIND_COUNTS, CORE.KIND_COUNTERS, 0);
  const first = (CORE.GATHERED + CORE.GATHERED_PAIRS) >> 2;
  for (let word = first; word < first + pairs * 2; word += 2) {
    const kind = words[word] ?? 0;
    const of = meanings.kinds[kind];
    if (of !== undefined) counts.push({ of, kind, lines: words[word + 1] ?? 0 });
  }
  return counts;
}

function linesOf(counts: readonly KindCount[]): number {
  return counts.reduce((sum, { lines }) => sum + lines, 0);
}

/** A minute of a load balancer: the sets `All` and `LoadBalancer`. */
function drainBalancer(draining: Draining, index: number, linesOfKind: number[]): void {
  const { core, ingestion, meanings } = draining;
  const { words } = core;
  const at = CORE.BALANCERS + index * CORE.BALANCER_SIZE;
  const minute = words[(at >> 2) + 1] ?? 0;
  const loadBalancer = words[(at >> 2) + 2] ?? 0;
  const counts = kindCounts(draining, at);
  const first = counts[0]?.of.entry;
  if (first === undefined) return;
  for (const { kind, lines } of counts) linesOfKind[kind] = (linesOfKind[kind] ?? 0) + lines;
  const member = { ...first, loadBalancer: meanings.loadBalancers[loadBalancer] ?? '' };
  const times = TIMES.map((time) => ({ time, distribution: timesOf(draining, at, time) }));
  const lines = linesOf(counts);
  const slow = slowCount(core, at, counts);
  const bytes = BYTES.map((field, which) => ({ field, statistics: byteStatistics(core, at, which) }));
  ingestion.plans.forEach(({ plan, cells }, index) => {
    if (plan.set !== 'All' && plan.set !== 'LoadBalancer') return;
    const cell = cells.find(meanings.minutes[minute] ?? 0, plan.values(member) ?? []);
    addCounts({ cell, plan, index }, { counts, times, slow });
    plan.statistics.forEach(({ definition }, i) => {
      const into = cell.statistics[i];
      const from = bytes.find(({ field }) => READ[field] === definition.observe)?.statistics;
      if (into !== undefined && from !== undefined) mergeStatisticSet(into, { ...from, count: lines });
    });
  });
}

/** A target group, route or service in a minute of a load balancer, or a target. */
function drainCounters(draining: Draining, index: number, parts: readonly Part[]): void {
  const { core, meanings } = draining;
  const { words } = core;
  const at = CORE.COUNTERS + index * CORE.COUNTERS_SIZE;
  const what = words[at >> 2] ?? 0;
  const owner = words[(at >> 2) + 1] ?? 0;
  const counts = kindCounts(draining, at);
  if (what === CORE.OF_TARGET) {
    drainTarget(draining, owner, { counts, times: timesOf(draining, at, 'targetProcessingTime') });
    return;
  }
  const part = parts.find((one) => one.what === what);
  const first = counts[0]?.of.entry;
  if (part === undefined || first === undefined) return;
  const balancer = (CORE.BALANCERS + owner * CORE.BALANCER_SIZE) >> 2;
  const loadBalancer = meanings.loadBalancers[words[balancer + 2] ?? 0] ?? '';
  const values = part.plan.values({ ...first, loadBalancer, ...part.named(words[(at >> 2) + 2] ?? 0) });
  const cell = part.cells.find(meanings.minutes[words[balancer + 1] ?? 0] ?? 0, values ?? []);
  const times = part.times.map((time) => ({ time, distribution: timesOf(draining, at, time) }));
  addCounts({ cell, plan: part.plan, index: part.index }, { counts, times, slow: slowCount(core, at, counts) });
}

/** Parts of a load balancer that have a dimension set: what they are in the core, and what is published of them. */
interface Part {
  readonly what: number;
  readonly plan: Plan<RequestEntry>;
  readonly cells: CellFinder;
  /** Of the plan, among those of the ingestion. */
  readonly index: number;
  readonly times: readonly CountedTime[];
  readonly named: (index: number) => Partial<RequestEntry>;
}

function partsOf({ bulk, meanings, ingestion }: Draining): readonly Part[] {
  const named: Readonly<Record<string, Pick<Part, 'what' | 'named'>>> = {
    TargetGroup: { what: CORE.OF_GROUP, named: (index) => ({ targetGroup: meanings.targetGroups[index] }) },
    Route: { what: CORE.OF_ROUTE, named: (index) => ({ route: bulk.routes?.names[index] }) },
    Service: { what: CORE.OF_SERVICE, named: (index) => ({ service: bulk.services?.names[index] }) },
  };
  return ingestion.plans.flatMap(({ plan, cells }, index) => {
    const part = named[plan.set];
    const times = MEMBER_TIMES.filter((time) => measures(plan, time));
    return part === undefined ? [] : [{ ...part, plan, cells, index, times }];
  });
}

function drainTarget(
  { core, bulk, meanings }: Draining,
  entryAt: number,
  { counts, times }: Pick<Measured, 'counts'> & Pick<TargetTotals, 'times'>,
): void {
  const whose = core.words[(entryAt + CORE.WHOSE) >> 2] ?? 0;
  const length = whose >>> CORE.WHOSE_LENGTH;
  const loadBalancer = meanings.loadBalancers[bits(whose, CORE.WHOSE_BALANCER, CORE.WHOSE_LENGTH)];
  const targetGroup = meanings.targetGroups[bits(whose, 0, CORE.WHOSE_BALANCER)];
  if (loadBalancer === undefined || targetGroup === undefined) return;
  addTargetTotals(bulk.outliers, {
    loadBalancer,
    targetGroup,
    target: core.memory.toString('latin1', entryAt, entryAt + length),
    requests: linesOf(counts),
    errors: linesOf(counts.filter(({ of }) => isServerError(of.entry))),
    times,
  });
}

interface Times {
  readonly time: CountedTime;
  readonly distribution: Distribution;
}

interface Measured {
  readonly counts: readonly KindCount[];
  readonly times: readonly Times[];
  readonly slow: SlowCount;
}

interface Filled {
  readonly cell: Cell;
  readonly plan: Plan<RequestEntry>;
  /** Of the plan, among those of the ingestion. */
  readonly index: number;
}

function addCounts({ cell, plan, index }: Filled, { counts, times, slow }: Measured): void {
  for (const { of, lines } of counts) {
    const status = of.statuses[index];
    if (status !== undefined) addStatus(cell, status, lines);
  }
  addSlow(cell, plan, slow);
  plan.distributions.forEach(({ definition }, i) => {
    const into = cell.distributions[i];
    const from = times.find(({ time }) => READ[time] === definition.observe)?.distribution;
    if (into !== undefined && from !== undefined) mergeDistribution(into, from);
  });
}

/** One of the times of a counter. */
function timesOf({ core, outlying }: Draining, at: number, time: CountedTime): Distribution {
  const { offset, size, which } = HISTOGRAMS[time];
  const address = at + offset;
  const beyond: [number, number][] = [];
  const values = outlying.get(at);
  if (values !== undefined) {
    for (const [value, count] of values) {
      if (value >>> CORE.MILLISECONDS_BITS === which) beyond.push([value & MILLISECONDS_MASK, count]);
    }
  }
  return distributionOf(core, { address, size, outlying: beyond });
}

/**
 * Where in a counter's memory the histogram of a time is, how many buckets it has, and its number in the key of an
 * outlying value.
 */
const HISTOGRAMS: Readonly<
  Record<CountedTime, { readonly offset: number; readonly size: number; readonly which: number }>
> = {
  targetProcessingTime: { offset: CORE.TARGET_TIMES, size: CORE.TARGET_TIMES_MAX, which: CORE.OF_TARGET_TIME },
  requestProcessingTime: { offset: CORE.REQUEST_TIMES, size: CORE.OTHER_TIMES_MAX, which: CORE.OF_REQUEST_TIME },
  responseProcessingTime: { offset: CORE.RESPONSE_TIMES, size: CORE.OTHER_TIMES_MAX, which: CORE.OF_RESPONSE_TIME },
  requestTime: { offset: CORE.ELAPSED_TIMES, size: CORE.ELAPSED_TIMES_MAX, which: CORE.OF_ELAPSED_TIME },
};

/** Sum, least and most of received (0) or sent (1) bytes. */
function byteStatistics(core: Core, at: number, which: number): Omit<StatisticSet, 'count'> {
  const first = at + CORE.BYTES;
  const number = (index: number): number => Number(core.memory.readBigUInt64LE(first + index * 8));
  return { sum: number(which), min: number(2 + 2 * which), max: number(3 + 2 * which) };
}
