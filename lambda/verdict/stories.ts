/**
 * Evidence of one load balancer -> stories: which of its failures began together, in the same place, for the same
 * reason. Pure.
 *
 * Runs of excess are looked for in the load balancer, in each of its target groups, routes and services, and in each of
 * its causes, so that a small place that fails wholly and a new cause under old noise are seen too. What fails more
 * than before in such a run is divided by target group and by whose failure it is; parts of the same cause that began
 * together are one story.
 */
import { compareText } from '../catalogue/compare-text.ts';
import { OTHER } from '../catalogue/metrics/definition.ts';
import { requestsIn } from '../measure/outcomes.ts';
import type { Evidence, EvidenceSeries, FailureRow, PlaceSeries } from './evidence.ts';
import { type Counts, type Run, runsOfExcess, sumIn } from './runs.ts';
import { SIGNALS, type Signal, sideOf, signalOf, USUAL_MAX } from './signals.ts';

/** One load balancer's part of the evidence. */
export interface LoadBalancerEvidence {
  readonly loadBalancer: string;
  readonly evidence: Evidence;
  readonly whole: PlaceSeries;
  /** Its target groups, routes and services, as far as metrics report them. */
  readonly parts: readonly PlaceSeries[];
  readonly rows: readonly FailureRow[];
}

export interface Story {
  readonly signal: Signal;
  /** From the first to the last period with its own excess failures. */
  readonly run: Run;
  /** Periods that say what was usual; empty where the evidence has none. */
  readonly before: readonly Run[];
  readonly rows: readonly FailureRow[];
  readonly rowsBefore: readonly FailureRow[];
  readonly excess: number;
}

/** How far back it is looked for what was usual, and how little of it will do. */
const BEFORE_PERIODS = 60;
const BEFORE_PERIODS_MIN = 8;
/** Parts that began within so many periods of each other began together. */
const TOGETHER_PERIODS = 3;
/** Excess of a part that is more than chance. */
const PART_EXCESS_MIN = 5;
const PART_DEVIATIONS = 4;
/** How much of the failures two parts must share by cause to be of one cause. */
const ALIKE = 0.5;

export function storiesOf(one: LoadBalancerEvidence): Story[] {
  return SIGNALS.flatMap((signal) => {
    const rows = one.rows.filter((row) => signalOf(row) === signal);
    const usualMax = USUAL_MAX[signal];
    const runs = unitsOf(one, rows, signal).flatMap((unit) => runsOfExcess(unit, usualMax));
    const windows = joined(runs.filter((run) => signal !== 'refused' || hasOtherTime(run, one.evidence)));
    return windows.flatMap((window) => {
      const before = beforeOf(window, windows, one.evidence.periods);
      const parts = partsOf({ one, rows, window, before, usualMax });
      return together(parts).map((members) => storyOf(members, { signal, before }));
    });
  });
}

const MEMBERS = ['targetGroup', 'route', 'service'] as const;

/** Everything of the load balancer in which an excess is looked for. */
function unitsOf(
  { evidence, whole, parts }: LoadBalancerEvidence,
  rows: readonly FailureRow[],
  signal: Signal,
): Counts[] {
  const units: Counts[] = [];
  if (signal === 'errors') units.push({ events: whole.failed, requests: whole.requests });
  for (const member of MEMBERS) {
    for (const [name, own] of Map.groupBy(rows, (row) => row[member])) {
      // What matches no name is refused at all times: mostly scanners ask for it.
      if (name === undefined || (signal === 'refused' && name === OTHER)) continue;
      const series = parts.find(({ place }) => place[member] === name);
      units.push({ events: failureSeries(own, evidence), requests: (series ?? whole).requests });
    }
  }
  for (const [, own] of Map.groupBy(rows, causeKey))
    units.push({ events: failureSeries(own, evidence), requests: whole.requests });
  return units;
}

/**
 * What is refused all the time, such as what only scanners ask for, is no loss, and would leave nothing to compare
 * others with.
 */
function hasOtherTime({ start, end }: Run, { periods }: Evidence): boolean {
  return Math.max(start, periods - end) >= BEFORE_PERIODS_MIN;
}

/** Rows as one number for each period. */
export function failureSeries(rows: readonly FailureRow[], { from, periodMillis, periods }: Evidence): EvidenceSeries {
  const series = new Array<number>(periods).fill(0);
  for (const { at, requests } of rows) {
    const period = Math.floor((at - from) / periodMillis);
    if (period >= 0 && period < periods) series[period] = (series[period] ?? 0) + requests;
  }
  return series;
}

/** Runs that touch, as one; from left to right. */
export function joined(runs: readonly Run[]): Run[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of runs.toSorted((left, right) => left.start - right.start || left.end - right.end)) {
    const last = found.at(-1);
    if (last !== undefined && start <= last.end + 1) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

/** The hour before, without other windows; where that is too little, the time after. */
export function beforeOf(window: Run, windows: readonly Run[], periods: number): Run[] {
  const before = without({ start: Math.max(0, window.start - BEFORE_PERIODS), end: window.start }, windows);
  if (lengthOf(before) >= BEFORE_PERIODS_MIN) return before;
  const after = without({ start: window.end, end: Math.min(periods, window.end + BEFORE_PERIODS) }, windows);
  return lengthOf(after) >= BEFORE_PERIODS_MIN ? after : [];
}

function without({ start, end }: Run, windows: readonly Run[]): Run[] {
  const left: Run[] = [];
  let at = start;
  for (const window of windows) {
    if (window.end <= at || window.start >= end) continue;
    if (window.start > at) left.push({ start: at, end: window.start });
    at = Math.max(at, window.end);
  }
  return at < end ? [...left, { start: at, end }] : left;
}

function lengthOf(runs: readonly Run[]): number {
  return runs.reduce((all, { start, end }) => all + end - start, 0);
}

interface Part {
  readonly targetGroup: string | undefined;
  readonly side: string;
  readonly run: Run;
  readonly rows: readonly FailureRow[];
  readonly rowsBefore: readonly FailureRow[];
  readonly excess: number;
}

interface Window {
  readonly one: LoadBalancerEvidence;
  readonly rows: readonly FailureRow[];
  readonly window: Run;
  readonly before: readonly Run[];
  readonly usualMax: number;
}

/** Target groups and sides that fail more than before, each with its own beginning and end. */
function partsOf({ one, rows, window, before, usualMax }: Window): Part[] {
  const { evidence, whole, parts } = one;
  const groups = Map.groupBy(rows, ({ targetGroup, cause }) => `${targetGroup ?? ''}\n${sideOf(cause)}`);
  return [...groups.values()].flatMap((own): Part[] => {
    const { targetGroup, cause } = own[0] ?? {};
    const { requests } =
      parts.find(({ place }) => targetGroup !== undefined && place.targetGroup === targetGroup) ?? whole;
    const counts = { events: failureSeries(own, evidence), requests };
    const run = runWithin(counts, window, usualMax);
    const excess = excessIn(counts, run, before);
    const expected = sumIn(counts.events, run) - excess;
    if (excess < Math.max(PART_EXCESS_MIN, PART_DEVIATIONS * Math.sqrt(Math.max(0, expected)))) return [];
    const within = (runs: readonly Run[]) => own.filter(({ at }) => isIn(evidence, at, runs));
    return [{ targetGroup, side: sideOf(cause), run, rows: within([run]), rowsBefore: within(before), excess }];
  });
}

/** From the first to the last run of excess within the window; the window itself where there is none. */
function runWithin(counts: Counts, window: Run, usualMax: number): Run {
  const runs = runsOfExcess(counts, usualMax).filter(({ start, end }) => start < window.end && end > window.start);
  const first = runs[0];
  const last = runs.at(-1);
  return first === undefined || last === undefined ? window : { start: first.start, end: last.end };
}

/** How many events more than the share before would have given. */
function excessIn({ events, requests }: Counts, run: Run, before: readonly Run[]): number {
  const usual = before.reduce((all, one) => all + sumIn(events, one), 0);
  const of = before.reduce((all, one) => all + sumIn(requests, one), 0);
  const expected = of === 0 ? 0 : (usual / of) * sumIn(requests, run);
  return sumIn(events, run) - expected;
}

export function isIn({ from, periodMillis }: Evidence, at: number, runs: readonly Run[]): boolean {
  const period = Math.floor((at - from) / periodMillis);
  return runs.some(({ start, end }) => period >= start && period < end);
}

/** Parts of one cause that began together, most excess first. */
function together(parts: readonly Part[]): Part[][] {
  const sets: Part[][] = [];
  for (const part of parts.toSorted(byExcess)) {
    const known = sets.find(([first]) => first !== undefined && isAlike(first, part));
    if (known === undefined) sets.push([part]);
    else known.push(part);
  }
  return sets;
}

function byExcess(left: Part, right: Part): number {
  return (
    right.excess - left.excess || compareText(`${left.targetGroup} ${left.side}`, `${right.targetGroup} ${right.side}`)
  );
}

function isAlike(left: Part, right: Part): boolean {
  if (left.side !== right.side || Math.abs(left.run.start - right.run.start) > TOGETHER_PERIODS) return false;
  const [mine, theirs] = [sharesByCause(left.rows), sharesByCause(right.rows)];
  let common = 0;
  for (const [cause, share] of mine) common += Math.min(share, theirs.get(cause) ?? 0);
  return common >= ALIKE;
}

function sharesByCause(rows: readonly FailureRow[]): Map<string, number> {
  const all = requestsIn(rows);
  const shares = new Map<string, number>();
  for (const row of rows) shares.set(causeKey(row), (shares.get(causeKey(row)) ?? 0) + row.requests / all);
  return shares;
}

export function causeKey({ cause, statusCode }: FailureRow): string {
  return `${cause ?? ''} ${statusCode}`;
}

function storyOf(members: readonly Part[], { signal, before }: Pick<Story, 'signal' | 'before'>): Story {
  return {
    signal,
    before,
    run: {
      start: Math.min(...members.map(({ run }) => run.start)),
      end: Math.max(...members.map(({ run }) => run.end)),
    },
    rows: members.flatMap(({ rows }) => rows),
    rowsBefore: members.flatMap(({ rowsBefore }) => rowsBefore),
    excess: members.reduce((all, { excess }) => all + excess, 0),
  };
}
