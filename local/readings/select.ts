/**
 * Counts of requests and a choice of time, place, code and cause -> how many of each kind that is. Pure, and quick
 * enough for each click.
 */
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import type { OutcomeKind } from './outcome-kind.ts';

/** Absent parts mean all of them. Times in milliseconds. */
export interface Filter {
  readonly from: number;
  readonly to: number;
  readonly loadBalancer?: string | undefined;
  readonly targetGroup?: string | undefined;
  readonly route?: string | undefined;
  readonly service?: string | undefined;
  readonly cause?: string | undefined;
  /** elb_status_code. */
  readonly code?: string | undefined;
}

/** As OutcomeCounts has them, and a report. */
export interface CountedKinds {
  readonly kinds: readonly OutcomeKind[];
  readonly minutes: Numbers;
  readonly kindOf: Numbers;
  readonly requests: Numbers;
  readonly length: number;
  readonly width: number;
  /** How long failed requests took, in tenths of a second; by the same kinds and minutes. */
  readonly elapsed?: Elapsed;
}

interface Elapsed extends Pick<CountedKinds, 'minutes' | 'kindOf' | 'requests' | 'length'> {
  readonly tenths: Numbers;
}

interface Numbers {
  readonly numbers: ArrayLike<number>;
}

/** Of one kind: how many requests, and the first and last minute (since 1970) with one. */
export interface KindSum {
  readonly kind: OutcomeKind;
  requests: number;
  first: number;
  last: number;
}

const MINUTE = 60_000;

function isChosen(kind: OutcomeKind, filter: Filter): boolean {
  const { loadBalancer, targetGroup, route, service, cause, code } = filter;
  return (
    (loadBalancer === undefined || kind.loadBalancer === loadBalancer) &&
    (targetGroup === undefined || kind.targetGroup === targetGroup) &&
    (route === undefined || kind.route === route) &&
    (service === undefined || kind.service === service) &&
    (cause === undefined || kind.cause === cause) &&
    (code === undefined || kind.elbStatusCode === code)
  );
}

/** Calls back for each row of the choice with the index of its kind. */
export function eachChosen(
  counted: CountedKinds,
  filter: Filter,
  see: (kind: number, minute: number, requests: number, at: number) => void,
): void {
  const { kinds, length, width } = counted;
  const chosen = Uint8Array.from(kinds, (kind) => (isChosen(kind, filter) ? 1 : 0));
  const [minutes, kindOf, requests] = [counted.minutes.numbers, counted.kindOf.numbers, counted.requests.numbers];
  // A row belongs to the range that its first minute is in; where a row is one minute, that is exact.
  const first = Math.floor(filter.from / MINUTE / width) * width;
  const end = filter.to / MINUTE;
  for (let at = 0; at < length; at++) {
    const kind = kindOf[at] ?? 0;
    if (chosen[kind] === 0) continue;
    const minute = minutes[at] ?? 0;
    if (minute >= first && minute < end) see(kind, minute, requests[at] ?? 0, at);
  }
}

/** Only kinds with a request in the choice. */
export function sumKinds(counted: CountedKinds, filter: Filter): KindSum[] {
  const sums: (KindSum | undefined)[] = [];
  eachChosen(counted, filter, (index, minute, requests) => {
    const kind = counted.kinds[index];
    const known = sums[index];
    if (kind === undefined) return;
    if (known === undefined) sums[index] = { kind, requests, first: minute, last: minute };
    else {
      known.requests += requests;
      if (minute < known.first) known.first = minute;
      if (minute > known.last) known.last = minute;
    }
  });
  return sums.filter((sum) => sum !== undefined);
}

/** Requests, and those of them that the client saw as 5xx. */
export interface Sum {
  requests: number;
  elb5xx: number;
  /** 5xx that a target made. */
  target5xx: number;
  elb4xx: number;
  /** With a cause. */
  failed: number;
}

export function sumOfKinds(kinds: readonly KindSum[]): Sum {
  const sum: Sum = { requests: 0, elb5xx: 0, target5xx: 0, elb4xx: 0, failed: 0 };
  for (const one of kinds) addTo(sum, one);
  return sum;
}

/** By some part of the kind; kinds without it are in none. */
export function sumsBy(kinds: readonly KindSum[], partOf: (kind: OutcomeKind) => string | undefined): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const one of kinds) {
    const part = partOf(one.kind);
    if (part === undefined) continue;
    const sum = sums.get(part) ?? { requests: 0, elb5xx: 0, target5xx: 0, elb4xx: 0, failed: 0 };
    sums.set(part, sum);
    addTo(sum, one);
  }
  return sums;
}

/** Causes whose answer came from the target. */
const TARGET_ANSWERED: readonly (string | undefined)[] = ['TargetError', 'TargetGatewayError'];

function addTo(sum: Sum, { kind: { elbStatusCode = '', cause }, requests }: KindSum): void {
  sum.requests += requests;
  if (elbStatusCode.startsWith('5')) {
    sum.elb5xx += requests;
    if (TARGET_ANSWERED.includes(cause)) sum.target5xx += requests;
  } else if (elbStatusCode.startsWith('4')) sum.elb4xx += requests;
  if (cause !== undefined) sum.failed += requests;
}

/** What hurts comes first: by 5xx, then by all requests, equal ones by name. */
export function worstFirst<Named extends { readonly name: string } & Pick<Sum, 'elb5xx' | 'requests'>>(
  all: readonly Named[],
): Named[] {
  return all.toSorted(
    (left, right) => right.elb5xx - left.elb5xx || right.requests - left.requests || compareText(left.name, right.name),
  );
}
