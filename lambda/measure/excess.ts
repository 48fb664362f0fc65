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
/** What one minute of one subject counts in one object. */
export interface MinuteCount {
  /** Minutes since 1970. */
  readonly minute: number;
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

/**
 * The excess of one subject, in two lists of equal length. It reaches beyond the last minute with a request, so it is
 * not kept in cells: a small object has twice as many minutes of excess as minutes with requests.
 */
export interface ExcessMinutes {
  /** Minutes since 1970, rising. */
  readonly minutes: number[];
  /** Whole millionths of a request, so that sums do not depend on their order. May be negative. */
  readonly millionths: number[];
}

const MILLION = 1_000_000;

/**
 * A value for each minute that has requests and for those after it that still take it in; a minute whose minutes
 * together have no request has none. `counts` may come in any order, each minute once. Minutes from `end` on have no
 * value.
 */
export function excessOf(
  counts: readonly MinuteCount[],
  { allowed, minutesTogether, deviations }: ExcessRule,
  end = Number.POSITIVE_INFINITY,
): ExcessMinutes {
  const known = countsInOrder(counts);
  const minutes: number[] = [];
  const millionths: number[] = [];
  // Of the minutes together, which begin with the one at `first`.
  let [first, requests, errors] = [0, 0, 0];
  for (let at = 0; at < known.length; at++) {
    const count = known[at];
    if (count === undefined) continue;
    requests += count.requests;
    errors += count.errors;
    const next = Math.min(count.minute + minutesTogether, known[at + 1]?.minute ?? end, end);
    for (let minute = count.minute; minute < next; minute++) {
      for (; isBefore(known[first], minute - minutesTogether + 1); first++) {
        requests -= known[first]?.requests ?? 0;
        errors -= known[first]?.errors ?? 0;
      }
      const chance = Math.sqrt(allowed * (1 - allowed) * requests);
      const value = Math.max(0, errors - allowed * requests) - deviations * chance;
      minutes.push(minute);
      // Zero, and not minus zero.
      millionths.push(Math.round(value * MILLION) + 0);
    }
  }
  return { minutes, millionths };
}

/** Those that have requests, the earliest first; sorted only where they are not, which is seldom. */
function countsInOrder(counts: readonly MinuteCount[]): readonly MinuteCount[] {
  const known: MinuteCount[] = [];
  let isSorted = true;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (count === undefined || count.requests <= 0) continue;
    if (count.minute < last) isSorted = false;
    last = count.minute;
    known.push(count);
  }
  return isSorted ? known : known.sort((left, right) => left.minute - right.minute);
}

function isBefore(count: MinuteCount | undefined, minute: number): boolean {
  return count !== undefined && count.minute < minute;
}

/** Adds `from`, minute by minute. */
export function addExcess(into: ExcessMinutes, from: ExcessMinutes): void {
  const { minutes, millionths } = into;
  const first = from.minutes[0];
  if (first === undefined) return;
  // Objects come about in the order of their times, so what is the same minute is near the end.
  let at = minutes.length;
  while (at > 0 && (minutes[at - 1] ?? 0) >= first) at--;
  for (let index = 0; index < from.minutes.length; index++, at++) {
    const minute = from.minutes[index] ?? 0;
    const value = from.millionths[index] ?? 0;
    while (at < minutes.length && (minutes[at] ?? 0) < minute) at++;
    if (minutes[at] === minute) millionths[at] = (millionths[at] ?? 0) + value;
    else if (at === minutes.length) {
      minutes.push(minute);
      millionths.push(value);
    } else {
      minutes.splice(at, 0, minute);
      millionths.splice(at, 0, value);
    }
  }
}

/** Shares nothing with `excess`. */
export function copyOfExcess({ minutes, millionths }: ExcessMinutes): ExcessMinutes {
  return { minutes: minutes.slice(), millionths: millionths.slice() };
}
