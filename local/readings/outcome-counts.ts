/**
 * What became of requests, of all that was read: minute × load balancer × target group × route × service × status code
 * × cause -> how many, in columns. Everything the page filters is counted from here, so one choice gives the same
 * number everywhere.
 */
import type { OutcomeRow } from '../../lambda/measure/outcomes.ts';
import { bytesOf, counts, indexes, makeRoom, type NumberColumn } from '../cloudwatch/columns.ts';
import { madeIn, newMap } from './made-in.ts';
import type { OutcomeKind } from './outcome-kind.ts';

export interface OutcomeCounts {
  readonly kinds: OutcomeKind[];
  /** By load balancer, target group and the rest. */
  readonly kindIds: Map<string, Map<string, Map<string, number>>>;
  /**
   * Minutes since 1970, index of the kind, requests: one place each. The same minute and kind may come several times.
   */
  minutes: NumberColumn<Int32Array>;
  kindOf: NumberColumn<Uint32Array>;
  requests: NumberColumn<Uint32Array>;
  length: number;
  readonly elapsed: ElapsedCounts;
  /** Minutes that one row stands for: 1 until there are too many. */
  width: number;
}

/** Failed requests by the time they took, in tenths of a second from one second on. */
interface ElapsedCounts {
  readonly minutes: NumberColumn<Int32Array>;
  readonly kindOf: NumberColumn<Uint32Array>;
  readonly tenths: NumberColumn<Uint32Array>;
  readonly requests: NumberColumn<Uint32Array>;
  length: number;
}

const MINUTE = 60_000;

export function createOutcomeCounts(): OutcomeCounts {
  const elapsed = { minutes: indexes(), kindOf: counts(), tenths: counts(), requests: counts(), length: 0 };
  return {
    ...{ kinds: [], kindIds: new Map(), minutes: indexes(), kindOf: counts(), requests: counts(), length: 0 },
    ...{ elapsed, width: 1 },
  };
}

export function addOutcomeRows(into: OutcomeCounts, rows: readonly OutcomeRow[]): void {
  for (const row of rows) {
    const minute = Math.floor(row.periodStart / MINUTE / into.width) * into.width;
    const kind = kindId(into, row);
    addRow(into, { minute, kind, requests: row.requests });
    for (const [tenths, requests] of row.elapsed) addElapsed(into.elapsed, { minute, kind, tenths, requests });
  }
}

function kindId({ kinds, kindIds }: OutcomeCounts, row: OutcomeRow): number {
  const { loadBalancer, targetGroup, route, service, elbStatusCode, cause } = row;
  // The long names are looked up as they are: joined, they would be copied and hashed again for each row.
  const ofBalancer = madeIn(kindIds, loadBalancer, newMap<Map<string, number>>);
  const ids = madeIn(ofBalancer, targetGroup ?? '', newMap<number>);
  const key = `${route ?? ''}\n${service ?? ''}\n${elbStatusCode ?? ''}\n${cause ?? ''}`;
  const known = ids.get(key);
  if (known !== undefined) return known;
  ids.set(key, kinds.length);
  return kinds.push({ loadBalancer, targetGroup, route, service, elbStatusCode, cause }) - 1;
}

interface Row {
  readonly minute: number;
  readonly kind: number;
  readonly requests: number;
}

function addRow(into: OutcomeCounts, { minute, kind, requests }: Row): void {
  const at = into.length;
  for (const column of [into.minutes, into.kindOf, into.requests]) makeRoom(column, at);
  into.minutes.numbers[at] = minute;
  into.kindOf.numbers[at] = kind;
  into.requests.numbers[at] = requests;
  into.length += 1;
}

function addElapsed(into: ElapsedCounts, { minute, kind, tenths, requests }: Row & { readonly tenths: number }): void {
  const at = into.length;
  for (const column of [into.minutes, into.kindOf, into.tenths, into.requests]) makeRoom(column, at);
  into.minutes.numbers[at] = minute;
  into.kindOf.numbers[at] = kind;
  into.tenths.numbers[at] = tenths;
  into.requests.numbers[at] = requests;
  into.length += 1;
}

/** A map of so many sums takes about 30 MB. */
const SUMS_AT_ONCE = 500_000;

/** Puts so many minutes into one row, and adds up rows of the same minute and kind. */
export function coarsenOutcomes(counted: OutcomeCounts, width: number): void {
  const { minutes, kindOf, requests, length, kinds } = counted;
  Object.assign(counted, { minutes: indexes(), kindOf: counts(), requests: counts(), length: 0, width });
  coarsenElapsed(counted, width);
  const parts = Math.ceil(length / SUMS_AT_ONCE);
  for (let part = 0; part < parts; part++) {
    const sums = new Map<number, number>();
    for (let at = 0; at < length; at++) {
      const kind = kindOf.numbers[at] ?? 0;
      if (kind % parts !== part) continue;
      const key = Math.floor((minutes.numbers[at] ?? 0) / width) * kinds.length + kind;
      sums.set(key, (sums.get(key) ?? 0) + (requests.numbers[at] ?? 0));
    }
    for (const [key, sum] of sums) {
      const kind = key % kinds.length;
      addRow(counted, { minute: ((key - kind) / kinds.length) * width, kind, requests: sum });
    }
  }
}

/** Tenths of a second have 14 bits. */
const TENTHS = 1 << 14;

function coarsenElapsed({ elapsed, kinds }: OutcomeCounts, width: number): void {
  const { minutes, kindOf, tenths, requests, length } = elapsed;
  const sums = new Map<number, number>();
  for (let at = 0; at < length; at++) {
    const period = Math.floor((minutes.numbers[at] ?? 0) / width);
    const key = (period * kinds.length + (kindOf.numbers[at] ?? 0)) * TENTHS + (tenths.numbers[at] ?? 0);
    sums.set(key, (sums.get(key) ?? 0) + (requests.numbers[at] ?? 0));
  }
  elapsed.length = 0;
  for (const [key, sum] of sums) {
    const [place, own] = [Math.floor(key / TENTHS), key % TENTHS];
    const kind = place % kinds.length;
    addElapsed(elapsed, { minute: ((place - kind) / kinds.length) * width, kind, tenths: own, requests: sum });
  }
}

export function bytesOfOutcomes({ minutes, kindOf, requests, elapsed }: OutcomeCounts): number {
  return bytesOf([minutes, kindOf, requests, elapsed.minutes, elapsed.kindOf, elapsed.tenths, elapsed.requests]);
}
