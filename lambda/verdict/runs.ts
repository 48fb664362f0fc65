/**
 * Runs of periods in which something happens to far more of the requests than usual: counts by period in, runs out.
 * Pure.
 *
 * Each period gets the logarithm of how much likelier its count is at a raised share than at the usual one. A run is a
 * stretch whose sum is largest; it must be so likely, and so many requests, that chance does not make it in years of
 * quiet traffic. The raised share is then taken from the run itself and the search repeated, which moves both ends to
 * where the share really changed.
 */
import type { EvidenceSeries } from './evidence.ts';

/** Periods from `start` to before `end`. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

export interface Counts {
  /** What is looked for, for instance failed requests. */
  readonly events: EvidenceSeries;
  /** Out of how many. */
  readonly requests: EvidenceSeries;
}

/** Sum of the logarithms; e^20 is one false run in some hundred million quiet ones. */
const EVIDENCE_MIN = 20;
/** Fewer events beyond the usual are not worth a sentence. */
const EVENTS_MIN = 8;
const SHARE_MIN = 0.01;
/** A run ends where so much evidence against it has come together for so many periods, */
const AGAINST_MIN = 12;
const QUIET_PERIODS_MIN = 6;
/** or where so many periods have added nothing, which thin traffic needs. */
const QUIET_PERIODS_MAX = 45;
/** A smaller share is not taken for usual, or one failure would be an event. */
const USUAL_MIN = 0.001;
/** A block of periods is worth its own share from so many requests on. */
const BLOCK_REQUESTS = 300;
const BLOCK_PERIODS_MIN = 5;
const BLOCKS_MIN = 6;

/** What is told: no fewer than these are worth a sentence. */
const TOLD: Least = { share: SHARE_MIN, more: 0.025 };
/** What is looked into: of one of many target groups so few may be all requests. */
export const HINT: Least = { share: 0, more: 0.0025 };

interface Least {
  /** Of the requests of the run. */
  readonly share: number;
  /** Than the usual share. */
  readonly more: number;
}

/** `usualMax`: what happens more often than that is never usual, however long it has lasted. */
export function runsOfExcess(counts: Counts, usualMax: number, least = TOLD): Run[] {
  const usual = Math.min(usualMax, usualShare(counts));
  const raised = Math.min(0.95, Math.max(4 * usual, usual + least.more));
  if (raised <= usual) return [];
  return likelyRuns(counts, usual, raised)
    .map((run) => tightened(counts, usual, run))
    .filter((run) => isWorthy(counts, run, { usual, shareMin: least.share }));
}

/**
 * The share of the time in which nothing stands out: it begins with the quieter half of the blocks, and every block
 * that chance explains by their share joins them. A little is added so that thin traffic is not held to perfection.
 */
export function usualShare(counts: Counts): number {
  const blocks = blocksOf(counts).sort((left, right) => left.events / left.requests - right.events / right.requests);
  let usual = shareOf(blocks.slice(0, Math.ceil(blocks.length / 2)));
  for (let round = 0; round < ROUNDS; round++) {
    const most = ({ requests }: Block): number => usual * requests + DEVIATIONS * Math.sqrt(usual * requests) + 1;
    usual = shareOf(blocks.filter((block) => block.events <= most(block)));
  }
  return Math.max(USUAL_MIN, usual);
}

const ROUNDS = 4;
const DEVIATIONS = 2.5;

interface Block {
  readonly events: number;
  readonly requests: number;
}

function blocksOf({ events, requests }: Counts): Block[] {
  const total = sumIn(requests, { start: 0, end: requests.length });
  const perPeriod = total / Math.max(1, requests.length);
  const most = Math.max(BLOCK_PERIODS_MIN, Math.floor(requests.length / BLOCKS_MIN));
  const length = Math.min(most, Math.max(BLOCK_PERIODS_MIN, Math.ceil(BLOCK_REQUESTS / Math.max(perPeriod, 0.1))));
  const blocks: Block[] = [];
  for (let start = 0; start < requests.length; start += length) {
    const block = { start, end: Math.min(start + length, requests.length) };
    const inBlock = sumIn(requests, block);
    if (inBlock > 0) blocks.push({ events: sumIn(events, block), requests: inBlock });
  }
  return blocks;
}

function shareOf(blocks: readonly Block[]): number {
  const events = blocks.reduce((all, block) => all + block.events, 0);
  const requests = blocks.reduce((all, block) => all + block.requests, 0);
  return (events + 0.2) / (requests + 40);
}

export function sumIn(series: EvidenceSeries, { start, end }: Run): number {
  let total = 0;
  for (let at = Math.max(0, start); at < Math.min(end, series.length); at++) {
    const value = series[at] ?? 0;
    if (!Number.isNaN(value)) total += value;
  }
  return total;
}

function likelyRuns({ events, requests }: Counts, usual: number, raised: number): Run[] {
  const perEvent = Math.log(raised / usual);
  const perOther = Math.log((1 - raised) / (1 - usual));
  const scores = requests.map((all, at) => {
    const happened = events[at] || 0;
    return happened * perEvent + Math.max(0, (all || 0) - happened) * perOther;
  });
  return heaviestRuns(scores);
}

/** Stretches of the largest sums, from left to right. */
function heaviestRuns(scores: readonly number[]): Run[] {
  const found: Run[] = [];
  for (let start = 0; start < scores.length; ) {
    const { best, end, next } = heaviestFrom(scores, start);
    if (best >= EVIDENCE_MIN) found.push({ start, end });
    start = next;
  }
  return found;
}

/** The best end of a run that starts here, and where the next one may start. */
function heaviestFrom(scores: readonly number[], start: number) {
  let total = 0;
  let best = 0;
  let end = start;
  for (let at = start; at < scores.length; at++) {
    total += scores[at] ?? 0;
    if (total > best) {
      best = total;
      end = at + 1;
    }
    const quiet = at + 1 - end;
    const isOver = best - total >= AGAINST_MIN && quiet >= QUIET_PERIODS_MIN;
    if (total <= 0 || isOver || quiet >= QUIET_PERIODS_MAX) break;
  }
  return { best, end, next: Math.max(end, start + 1) };
}

/** The same run by its own share. Noise before and after it falls off. */
function tightened(counts: Counts, usual: number, run: Run): Run {
  const share = sumIn(counts.events, run) / Math.max(1, sumIn(counts.requests, run));
  const raised = Math.min(0.98, Math.max(share, 3 * usual));
  const part = {
    events: counts.events.slice(run.start, run.end),
    requests: counts.requests.slice(run.start, run.end),
  };
  const inside = likelyRuns(part, usual, raised);
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined) return run;
  return { start: run.start + first.start, end: run.start + last.end };
}

function isWorthy(
  { events, requests }: Counts,
  run: Run,
  { usual, shareMin }: { readonly usual: number; readonly shareMin: number },
): boolean {
  const happened = sumIn(events, run);
  const all = sumIn(requests, run);
  return happened - usual * all >= EVENTS_MIN && happened >= shareMin * all;
}
