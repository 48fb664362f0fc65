/** Requests by period -> stretches in which next to nothing of the usual traffic arrived. Pure. */
import type { EvidenceSeries } from './evidence.ts';
import { type Run, sumIn } from './runs.ts';

export interface CollapsedRun extends Run {
  /** Requests of a period, before and during. */
  readonly before: number;
  readonly during: number;
}

const LOOK_BACK = 30;
/** Less than this part of what it was, for so many periods, */
const COLLAPSED = 0.15;
const PERIODS_MIN = 5;
/** until half of it is back. */
const RECOVERED = 0.5;
/** Fewer requests a period come and go. */
const REQUESTS_MIN = 10;
/** Traffic that is often this far below its middle is no steady traffic. */
const STEADY = 0.4;

export function collapsedRuns(requests: EvidenceSeries): CollapsedRun[] {
  const found: CollapsedRun[] = [];
  for (let at = LOOK_BACK; at < requests.length; at++) {
    const before = steadyRate(requests.slice(at - LOOK_BACK, at));
    if (before === undefined || !isBelow(requests[at], COLLAPSED * before)) continue;
    let end = at + 1;
    while (end < requests.length && isBelow(requests[end], RECOVERED * before)) end++;
    const run = { start: at, end };
    const during = sumIn(requests, run) / (end - at);
    if (end - at >= PERIODS_MIN && during < COLLAPSED * before) found.push({ ...run, before, during });
    at = end;
  }
  return found;
}

function isBelow(value: number | undefined, limit: number): boolean {
  return value !== undefined && !(value >= limit);
}

/** The middle of steady traffic; undefined where it is thin or comes in bursts. */
function steadyRate(requests: EvidenceSeries): number | undefined {
  const sorted = requests.map((value) => value || 0).sort((left, right) => left - right);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const low = sorted[Math.floor(sorted.length / 10)] ?? 0;
  return middle >= REQUESTS_MIN && low >= STEADY * middle ? middle : undefined;
}
