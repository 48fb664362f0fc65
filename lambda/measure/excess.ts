/**
 * Requests and errors of one log object, minute by minute -> how many errors there were beyond those that are allowed.
 *
 * Several minutes are taken together, and half a deviation or so is subtracted: about what chance alone would make of
 * errors at the allowed share. The values of many objects are then only added, here and in CloudWatch, so an alarm
 * needs no arithmetic. With allowed share a, L minutes together and s deviations, for minute t of the object:
 *
 *     x(t) = errors(t) - a * requests(t)
 *     excess(t) = max(0, x(t) + ... + x(t-L+1)) - s * sqrt(a * (1 - a) * (requests(t) + ... + requests(t-L+1)))
 *
 * The maximum keeps the good requests of one node from hiding the errors of another; the design is in docs/alarms.md.
 */
import { PERIOD_SECONDS } from '../catalogue/metrics/definition.ts';

/** One minute of one subject in one object. */
export interface MinuteCount {
  /** Start of the minute, milliseconds since 1970. */
  readonly periodStart: number;
  /** All requests that are judged, the bad ones included. */
  readonly requests: number;
  /** Those that failed, or were slow. */
  readonly errors: number;
}

export interface ExcessRule {
  /** Share of requests that may fail, above 0 and below 1. */
  readonly allowed: number;
  readonly minutesTogether: number;
  /** How many standard deviations of chance are subtracted. */
  readonly deviations: number;
}

export interface Excess {
  readonly periodStart: number;
  /** Whole millionths of a request, so that sums do not depend on their order. May be negative. */
  readonly millionths: number;
}

/** One metric of form `Excess` in a cell: what is counted while an object is read, and then what comes of it. */
export interface ExcessSum {
  requests: number;
  errors: number;
  /** Of how many objects the excess is the sum; 0 until it has been worked out. */
  objects: number;
  millionths: number;
}

const PERIOD_MILLIS = PERIOD_SECONDS * 1000;
const MILLION = 1_000_000;

/**
 * A value for each minute that has requests and for those after it that still take it in, in the order of time; a
 * minute whose minutes together have no request has none. `minutes` may come in any order, each minute once.
 */
export function excessOf(minutes: readonly MinuteCount[], rule: ExcessRule): readonly Excess[] {
  const known = minutes
    .filter(({ requests }) => requests > 0)
    .sort((left, right) => left.periodStart - right.periodStart);
  const reach = rule.minutesTogether * PERIOD_MILLIS;
  const found: Excess[] = [];
  let first = 0;
  for (const [last, { periodStart: start }] of known.entries()) {
    const end = Math.min(start + reach, known[last + 1]?.periodStart ?? Number.POSITIVE_INFINITY);
    for (let periodStart = start; periodStart < end; periodStart += PERIOD_MILLIS) {
      while ((known[first]?.periodStart ?? start) <= periodStart - reach) first += 1;
      const value = valueIn(known, { first, last }, rule);
      found.push({ periodStart, millionths: Math.round(value * MILLION) + 0 });
    }
  }
  return found;
}

function valueIn(
  minutes: readonly MinuteCount[],
  { first, last }: { readonly first: number; readonly last: number },
  { allowed, deviations }: ExcessRule,
): number {
  let requests = 0;
  let errors = 0;
  for (let at = first; at <= last; at++) {
    requests += minutes[at]?.requests ?? 0;
    errors += minutes[at]?.errors ?? 0;
  }
  const chance = Math.sqrt(allowed * (1 - allowed) * requests);
  return Math.max(0, errors - allowed * requests) - deviations * chance;
}

export function createExcess(): ExcessSum {
  return { requests: 0, errors: 0, objects: 0, millionths: 0 };
}

export function addToExcess(sum: ExcessSum, isError: boolean, times: number): void {
  sum.requests += times;
  if (isError) sum.errors += times;
}

export function mergeExcess(into: ExcessSum, from: ExcessSum): void {
  into.requests += from.requests;
  into.errors += from.errors;
  into.objects += from.objects;
  into.millionths += from.millionths;
}
