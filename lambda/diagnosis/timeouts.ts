/**
 * Timeouts that nobody told us: failed requests that end after the same time -> "clients give up after 30.0 s". Elapsed
 * times in, the times at which they cluster out, with the share that does; nothing where they do not.
 *
 * A cluster is a window of a few tenths of a second that holds many more requests than the seconds around it would let
 * it have by chance, and several times as many as the windows next to it. The answer is the same for any order of
 * requests and objects.
 */
import { CAUSES, type Cause } from '../catalogue/causes/index.ts';
import { count } from '../catalogue/figures.ts';

/** Requests of one outcome and the times they took, in tenths of a second. */
export interface TimedRow {
  readonly loadBalancer: string;
  readonly route?: string | undefined;
  /** Undefined where nothing failed. */
  readonly cause: Cause | undefined;
  readonly requests: number;
  /** Tenths of a second, and how many requests took so long. */
  readonly elapsed: Iterable<readonly [tenths: number, requests: number]>;
}

export interface Cluster {
  /** To a tenth. */
  readonly seconds: number;
  /** Requests in the cluster. */
  readonly requests: number;
  /** Of all failed requests of the same kind, 0 to 1. */
  readonly share: number;
}

export interface Timeout extends Cluster {
  readonly loadBalancer: string;
  readonly cause: Cause;
  /** Absent: on the load balancer as a whole. */
  readonly route?: string;
}

/** Fewer requests than these, or a smaller share, say nothing. */
const REQUESTS_MIN = 5;
const SHARE_MIN = 0.1;
/**
 * In tenths of a second. Timers are late by milliseconds, clients by more, because their time begins before the request
 * arrives.
 */
const WIDTHS = [1, 2, 3, 5] as const;
/** How many times as many requests as the fuller one of the two windows next to it. */
const CONTRAST = 3;
/**
 * Shorter times are not named: of the second below a second nothing is kept, and a cluster shows against what is below
 * it too.
 */
const TENTHS_MIN = 20;
/** How far to each side the seconds around reach: a few windows, and at least so much or such a part of the time. */
const AROUND_WINDOWS = 3;
const AROUND_TENTHS_MIN = 10;
const AROUND_SHARE = 0.15;
/** By chance one in so many groups of requests may seem to have a cluster. */
const CHANCE = 3e-7;
const CLUSTERS_MAX = 3;

/** `elapsed`: tenths of a second -> requests; `requests`: of the group, also those whose time is not among them. */
export function clusters(elapsed: ReadonlyMap<number, number>, requests: number): readonly Cluster[] {
  const times: Times = { starts: [...elapsed.keys()].sort((left, right) => left - right), sums: sumsOf(elapsed) };
  const found: Window[] = [];
  while (found.length < CLUSTERS_MAX) {
    const best = bestWindow(times, requests, found);
    if (best === undefined) break;
    found.push(best);
  }
  return found
    .map((window) => ({
      seconds: middleTenth(times, window) / 10,
      requests: window.count,
      share: window.count / requests,
    }))
    .sort((left, right) => right.requests - left.requests || left.seconds - right.seconds);
}

/** Of each load balancer and cause; then of those routes that have others than their load balancer. */
export function timeoutsOf(rows: readonly TimedRow[]): readonly Timeout[] {
  const failed = rows.filter(({ cause }) => cause !== undefined);
  const groups = Map.groupBy(failed, ({ loadBalancer, cause }) => `${loadBalancer}\n${cause}`);
  return [...groups.values()].flatMap((group) => {
    const whole = timeouts(group, {});
    const routes = Map.groupBy(group, ({ route }) => route);
    const others = [...routes].flatMap(([route, ofRoute]) => {
      if (route === undefined || ofRoute.length === group.length) return [];
      return timeouts(ofRoute, { route }).filter((one) => !whole.some((known) => isSame(one, known)));
    });
    return [...whole, ...others];
  });
}

/** `Clients give up after 30.0 s: 94 % of 120.` */
export function timeoutText({ cause, seconds, requests, share }: Omit<Timeout, 'loadBalancer' | 'route'>): string {
  const words = 'timeout' in CAUSES[cause] ? CAUSES[cause].timeout : 'The requests end';
  const all = Math.round(requests / share);
  return `${words} after ${seconds.toFixed(1)} s: ${Math.round(share * 100)} % of ${count(all)}.`;
}

function timeouts(rows: readonly TimedRow[], place: Pick<Timeout, 'route'>): Timeout[] {
  const { loadBalancer, cause } = rows[0] ?? {};
  if (loadBalancer === undefined || cause === undefined) return [];
  const elapsed = new Map<number, number>();
  let requests = 0;
  for (const row of rows) {
    requests += row.requests;
    for (const [tenths, times] of row.elapsed) elapsed.set(tenths, (elapsed.get(tenths) ?? 0) + times);
  }
  return clusters(elapsed, requests).map((cluster) => ({ loadBalancer, cause, ...place, ...cluster }));
}

function isSame(left: Cluster, right: Cluster): boolean {
  return Math.abs(left.seconds - right.seconds) <= 0.2;
}

interface Times {
  /** The tenths that occur, in order. */
  readonly starts: readonly number[];
  /** By tenths, the requests that took less. */
  readonly sums: Float64Array;
}

interface Window {
  /** Tenths of a second. */
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

function sumsOf(elapsed: ReadonlyMap<number, number>): Float64Array {
  const most = [...elapsed.keys()].reduce((max, tenths) => Math.max(max, tenths), 0);
  const sums = new Float64Array(most + 2);
  for (let tenths = 0; tenths <= most; tenths++) sums[tenths + 1] = (sums[tenths] ?? 0) + (elapsed.get(tenths) ?? 0);
  return sums;
}

/** Requests that took from `start` on for `width` tenths. */
function countIn({ sums }: Times, start: number, width: number): number {
  const below = (tenths: number): number => sums[Math.min(Math.max(tenths, 0), sums.length - 1)] ?? 0;
  return below(start + width) - below(start);
}

function bestWindow(times: Times, requests: number, found: readonly Window[]): Window | undefined {
  let best: Window | undefined;
  let bestSurplus = 0;
  // The most of many windows is more, by chance, than the most of one.
  const chance = CHANCE / (times.starts.length * WIDTHS.length);
  for (const width of WIDTHS) {
    for (const start of times.starts) {
      const window = { start, width, count: countIn(times, start, width) };
      if (start < TENTHS_MIN || window.count < Math.max(REQUESTS_MIN, SHARE_MIN * requests)) continue;
      if (found.some((other) => isNear(window, other)) || !standsOut(times, window)) continue;
      const expected = expectedIn(times, window);
      if (!isUnlikely(window.count, expected, chance)) continue;
      const surplus = window.count * Math.log(window.count / expected) - (window.count - expected);
      if (surplus > bestSurplus) {
        best = window;
        bestSurplus = surplus;
      }
    }
  }
  return best;
}

function standsOut(times: Times, { start, width, count }: Window): boolean {
  return count >= CONTRAST * Math.max(countIn(times, start - width, width), countIn(times, start + width, width));
}

/**
 * How many the windows next to it, or the seconds around, let a window have; a little more than none where they have
 * none.
 */
function expectedIn(times: Times, { start, width }: Window): number {
  const by = (around: number): number => {
    const outside = countIn(times, start - around, around) + countIn(times, start + width, around);
    return ((outside + 0.5) / (2 * around)) * width;
  };
  return Math.max(by(AROUND_WINDOWS * width), by(Math.max(AROUND_TENTHS_MIN, Math.round(AROUND_SHARE * start))));
}

/** Is the chance of so many or more, where so many are expected (Poisson), below `chance`? */
function isUnlikely(count: number, expected: number, chance: number): boolean {
  if (count <= expected) return false;
  let term = 1;
  let sum = 1;
  for (let more = count + 1; more < count + 200 && term > 1e-12; more++) {
    term *= expected / more;
    sum += term;
  }
  return count * Math.log(expected) - expected - logFactorial(count) + Math.log(sum) < Math.log(chance);
}

function logFactorial(count: number): number {
  // Stirling's series: off by less than a thousandth from 1 on.
  return count * Math.log(count) - count + 0.5 * Math.log(2 * Math.PI * count) + 1 / (12 * count);
}

/** A tail of one cluster is no other cluster. */
function isNear(left: Window, right: Window): boolean {
  const apart = Math.max(AROUND_TENTHS_MIN, 0.05 * left.start);
  return Math.abs(left.start - right.start) < apart;
}

/** The tenth that half of the window's requests do not exceed. */
function middleTenth(times: Times, { start, width, count }: Window): number {
  for (let tenths = start; tenths < start + width; tenths++) {
    if (countIn(times, start, tenths + 1 - start) * 2 >= count) return tenths;
  }
  return start;
}
