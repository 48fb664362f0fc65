/** One kind of traffic, played some times with other seeds: a scenario and contestants -> what each made of it. */
import type { MetricStore } from '../../local/cloudwatch/store.ts';
import type { Delivery, DeliveryKind } from '../../local/simulate/delivery.ts';
import { type JudgedIncident, type Judgment, judgeAlarms } from '../../local/simulate/judge.ts';
import { type Contestant, firings } from './contestants.ts';
import {
  arrivalOf,
  type Load,
  MINUTE,
  OBJECT_MINUTES,
  type Part,
  START,
  type Traffic,
  trafficStore,
} from './traffic.ts';

/** Share of requests that fail at all times. */
export const BASE = 0.01;
/** Quiet time before an incident, and after it until every alarm has cleared. */
const BEFORE_MINUTES = 40;
const AFTER_MINUTES = 60;
/** New alarms take a while to have an opinion. */
const SETTLED_MINUTES = 15;

export interface Scenario {
  readonly label: string;
  readonly trials: number;
  readonly make: (trial: number) => Trial;
}

export interface Trial {
  readonly store: MetricStore;
  readonly minutes: number;
  /** Minutes since the start; none where nothing is expected. */
  readonly incident?: { readonly from: number; readonly to: number };
  /** When the first log object with a whole minute of the incident arrives, milliseconds. */
  readonly dataAt?: number;
  /** The contributor that must be among those that fire. */
  readonly name?: string;
}

export interface Outcome {
  readonly contestant: string;
  readonly judgments: readonly Judgment[];
  /** Runs in which it fired at all. */
  readonly fired: number;
  readonly runs: number;
  /** Firings over all runs. */
  readonly firings: number;
}

/** Every contestant sees the same traffic. */
export function play(
  { trials, make }: Scenario,
  contestants: readonly Contestant[],
  extraPeriods?: number,
): readonly Outcome[] {
  const judgments = contestants.map(() => [] as Judgment[]);
  const counts = contestants.map(() => [] as number[]);
  for (let trial = 0; trial < trials; trial++) {
    const made = make(trial);
    const { incident } = made;
    for (const [at, contestant] of contestants.entries()) {
      const fired = contestant.isArrival ? [made.dataAt ?? []].flat() : firedIn(made, contestant, extraPeriods);
      judgments[at]?.push(judgeAlarms(fired, incident === undefined ? [] : [clocked(incident)]));
      counts[at]?.push(fired.length);
    }
  }
  return contestants.map(({ name }, at) => ({
    contestant: name,
    judgments: judgments[at] ?? [],
    fired: (counts[at] ?? []).filter((count) => count > 0).length,
    runs: trials,
    firings: (counts[at] ?? []).reduce((sum, count) => sum + count, 0),
  }));
}

function firedIn(
  { store, minutes, incident, name }: Trial,
  contestant: Contestant,
  extraPeriods: number | undefined,
): readonly number[] {
  const last = incident === undefined ? minutes : incident.to + AFTER_MINUTES - 5;
  const span = { store, from: START + SETTLED_MINUTES * MINUTE, to: START + last * MINUTE };
  return firings(contestant, span, extraPeriods)
    .filter(({ names }) => name === undefined || contestant.notifies === undefined || names.includes(name))
    .map(({ at }) => at);
}

function clocked({ from, to }: { readonly from: number; readonly to: number }): JudgedIncident {
  return { from: START + Math.round(from * MINUTE), to: START + Math.round(to * MINUTE) };
}

export interface Flat {
  readonly seed: string;
  readonly kind: DeliveryKind;
  /** All nodes together. */
  readonly requestsPerMinute: number;
  readonly nodes?: number;
  readonly minutes: number;
  readonly base?: number;
  readonly measured?: Traffic['measured'];
  readonly sets?: Traffic['sets'];
  /** What replaces the base share of the nodes that are hit, in these minutes. */
  readonly hit?: { readonly from: number; readonly to: number; readonly bad: number; readonly nodes?: number };
  readonly side?: Traffic['side'];
}

/** Even traffic with at most one incident. */
export function flat(shape: Flat): Trial {
  const { seed, kind, requestsPerMinute, nodes = 3, minutes, base = BASE, hit } = shape;
  const load = (minute: number, node: number): Load => {
    const share = hit === undefined || node >= (hit.nodes ?? nodes) ? 0 : overlap(hit, minute);
    return { requests: requestsPerMinute / nodes, bad: base + ((hit?.bad ?? base) - base) * share };
  };
  const incident = hit && { from: hit.from, to: hit.to };
  const parts = [{ targetGroup: 'web', route: 'all', load }];
  const made = trial({ ...shape, seed, kind, nodes, minutes }, parts, incident);
  return hit === undefined ? made : { ...made, dataAt: firstArrival({ seed, kind }, hit, hit.nodes ?? nodes) };
}

/** Of the log objects that hold a minute of the span or more, by the nodes that are hit. */
function firstArrival(delivery: Delivery, { from, to }: { readonly from: number; readonly to: number }, nodes: number) {
  const firstEnd = OBJECT_MINUTES * Math.ceil((from + Math.min(1, to - from)) / OBJECT_MINUTES);
  const ends = [firstEnd, firstEnd + OBJECT_MINUTES, firstEnd + 2 * OBJECT_MINUTES];
  const arrivals = Array.from({ length: nodes }, (_, node) => ends.map((end) => arrivalOf(delivery, end, node)));
  return Math.min(...arrivals.flat());
}

export function trial(
  shape: Pick<Flat, 'seed' | 'kind' | 'minutes' | 'measured' | 'sets' | 'side'> & { readonly nodes: number },
  parts: readonly Part[],
  incident?: Trial['incident'],
): Trial {
  const { seed, kind, minutes, nodes, measured = 'errors', sets = ['All'], side = 'target' } = shape;
  const store = trafficStore({ seed, kind, minutes, nodes, measured, sets, side, parts });
  return { store, minutes, ...(incident !== undefined && { incident }) };
}

/** Part of the minute that lies in a span. */
export function overlap({ from, to }: { readonly from: number; readonly to: number }, minute: number): number {
  return Math.max(0, Math.min(to, minute + 1) - Math.max(from, minute));
}

/** Onsets are spread over the five minutes of an object. */
export function onset(trial: number, trials: number): number {
  return BEFORE_MINUTES + ((trial + 0.5) / trials) * 5;
}

/** Until the alarms of an incident that ends then have cleared, in whole objects. */
export function minutesUntilCalm(end: number): number {
  return 5 * Math.ceil((end + AFTER_MINUTES) / 5);
}
