/**
 * What a reader of the generated logs must find, counted by the generator itself and never by parsing its text.
 *
 * Out: one count per load balancer, target group, minute and pair of status codes, with exact sums in whole
 * milliseconds and bytes.
 */

import { DEFAULT_CONFIG } from '../../lambda/config.ts';

/** How often a time was measured (not -1), and the sum of those in milliseconds. */
interface Measured {
  readonly count: number;
  readonly milliseconds: number;
}

export interface ExpectedCount {
  /** As in the log: app/name/id. */
  readonly loadBalancer: string;
  /** The ARN as in the log, or - for none. */
  readonly targetGroupArn: string;
  /** The start of the minute, milliseconds since 1970. */
  readonly minute: number;
  readonly elbStatusCode: string;
  readonly targetStatusCode: string;
  readonly requests: number;
  readonly requestProcessingTime: Measured;
  readonly targetProcessingTime: Measured;
  readonly responseProcessingTime: Measured;
  /**
   * From the creation of the request to the time of the line; of no WebSocket, whose line has the end of the
   * connection.
   */
  readonly requestTime: Measured;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /**
   * Requests for which the target needed more than the two seconds that are allowed by default, or that it never
   * answered.
   */
  readonly slowRequests: number;
}

export interface Expected {
  readonly lines: number;
  /** Bytes before compression. */
  readonly bytes: number;
  /** Lines by what became of the request (the names are in outcome.ts, and SlowTarget). */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly counts: readonly ExpectedCount[];
}

/** One request as the model knows it; -1 for a time that was not measured. */
export interface Observation {
  /** Name of an outcome of outcome.ts, which has one pair of status codes. */
  readonly outcome: string;
  /** The target was slow because of an incident; counted as its own outcome. */
  readonly slowedDown: boolean;
  readonly targetGroupArn: string;
  readonly minute: number;
  readonly elbStatusCode: string;
  readonly targetStatusCode: string;
  readonly requestMilliseconds: number;
  readonly targetMilliseconds: number;
  readonly responseMilliseconds: number;
  readonly elapsedMilliseconds: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** A target was asked, and ran into a timeout of the load balancer. */
  readonly unanswered: boolean;
}

/** Milliseconds of `slowSeconds`, as it is without settings. */
const SLOW_MILLIS = DEFAULT_CONFIG.allowed.slowSeconds * 1_000;

export interface Tally {
  readonly add: (observation: Observation, lineBytes: number) => void;
  readonly result: () => Expected;
}

interface Sums {
  count: number;
  milliseconds: number;
}

interface ExpectedCell {
  readonly first: Observation;
  requests: number;
  receivedBytes: number;
  sentBytes: number;
  slowRequests: number;
  readonly times: readonly [Sums, Sums, Sums, Sums];
}

export function createTally(loadBalancer: string): Tally {
  // An outcome has one pair of status codes; several outcomes may have the same, so cells are added up at the end.
  const minutes = new Map<number, Map<string, Map<string, ExpectedCell>>>();
  const outcomes = new Map<string, number>();
  let lines = 0;
  let bytes = 0;
  const add = (o: Observation, lineBytes: number) => {
    lines++;
    bytes += lineBytes;
    const name = o.slowedDown ? 'SlowTarget' : o.outcome;
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    const cell = expectedCellAt(minutes, o);
    cell.requests++;
    cell.receivedBytes += o.receivedBytes;
    cell.sentBytes += o.sentBytes;
    cell.slowRequests += Number(o.unanswered || o.targetMilliseconds > SLOW_MILLIS);
    measure(cell.times[0], o.requestMilliseconds);
    measure(cell.times[1], o.targetMilliseconds);
    measure(cell.times[2], o.responseMilliseconds);
    measure(cell.times[3], o.elapsedMilliseconds);
  };
  const result = () => {
    const cells = [...minutes.values()].flatMap((groups) =>
      [...groups.values()].flatMap((group) => [...group.values()]),
    );
    const counts = cells.map((cell) => expectedCount(loadBalancer, cell));
    return mergeExpected([{ lines, bytes, outcomes: Object.fromEntries(outcomes), counts }]);
  };
  return { add, result };
}

/** Three look-ups by text that exists already are faster than one by text made for it. */
function expectedCellAt(minutes: Map<number, Map<string, Map<string, ExpectedCell>>>, o: Observation): ExpectedCell {
  const groups = minutes.get(o.minute) ?? new Map<string, Map<string, ExpectedCell>>();
  if (groups.size === 0) minutes.set(o.minute, groups);
  const group = groups.get(o.targetGroupArn) ?? new Map<string, ExpectedCell>();
  if (group.size === 0) groups.set(o.targetGroupArn, group);
  const known = group.get(o.outcome);
  if (known !== undefined) return known;
  const cell = {
    first: o,
    requests: 0,
    receivedBytes: 0,
    sentBytes: 0,
    slowRequests: 0,
    times: [none(), none(), none(), none()] as const,
  };
  group.set(o.outcome, cell);
  return cell;
}

function measure(sums: Sums, milliseconds: number): void {
  if (milliseconds < 0) return;
  sums.count++;
  sums.milliseconds += milliseconds;
}

function none(): Sums {
  return { count: 0, milliseconds: 0 };
}

function expectedCount(loadBalancer: string, cell: ExpectedCell): ExpectedCount {
  const [request, target, response, elapsed] = cell.times;
  return {
    loadBalancer,
    targetGroupArn: cell.first.targetGroupArn,
    minute: cell.first.minute,
    elbStatusCode: cell.first.elbStatusCode,
    targetStatusCode: cell.first.targetStatusCode,
    requests: cell.requests,
    requestProcessingTime: { ...request },
    targetProcessingTime: { ...target },
    responseProcessingTime: { ...response },
    requestTime: { ...elapsed },
    receivedBytes: cell.receivedBytes,
    sentBytes: cell.sentBytes,
    slowRequests: cell.slowRequests,
  };
}

/** The sum of several expectations: equal keys are added up. */
export function mergeExpected(parts: Iterable<Expected>): Expected {
  const counts = new Map<string, ExpectedCount>();
  const outcomes: Record<string, number> = {};
  let lines = 0;
  let bytes = 0;
  for (const part of parts) {
    lines += part.lines;
    bytes += part.bytes;
    for (const [name, count] of Object.entries(part.outcomes)) outcomes[name] = (outcomes[name] ?? 0) + count;
    for (const count of part.counts) {
      const key = countKey(count);
      const before = counts.get(key);
      counts.set(key, before === undefined ? count : addCounts(before, count));
    }
  }
  return { lines, bytes, outcomes, counts: [...counts.values()] };
}

/** The identity of a count, readable and sortable: the same text for the same cell in every program. */
export function countKey(count: ExpectedCount): string {
  const minute = new Date(count.minute).toISOString().slice(0, 16);
  return `${count.loadBalancer} ${count.targetGroupArn} ${minute} ${count.elbStatusCode} ${count.targetStatusCode}`;
}

function addCounts(one: ExpectedCount, other: ExpectedCount): ExpectedCount {
  const time = (name: 'requestProcessingTime' | 'targetProcessingTime' | 'responseProcessingTime' | 'requestTime') => ({
    count: one[name].count + other[name].count,
    milliseconds: one[name].milliseconds + other[name].milliseconds,
  });
  return {
    ...one,
    requests: one.requests + other.requests,
    requestProcessingTime: time('requestProcessingTime'),
    targetProcessingTime: time('targetProcessingTime'),
    responseProcessingTime: time('responseProcessingTime'),
    requestTime: time('requestTime'),
    receivedBytes: one.receivedBytes + other.receivedBytes,
    sentBytes: one.sentBytes + other.sentBytes,
    slowRequests: one.slowRequests + other.slowRequests,
  };
}
