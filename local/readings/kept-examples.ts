/**
 * Log lines of all objects -> as many as a page can show, spread over the whole time: of each kind, cause and place the
 * newest of every stretch of time, or the slowest. Once there are too many the stretches become longer, so that no hour
 * and no rare cause is lost to a flood.
 */

import { readableText } from '../../lambda/diagnosis/example-line.ts';
import type { SlowRequest } from '../../lambda/diagnosis/examples.ts';

/** A log line of the function; `kind` tells what it is. */
export interface KeptLine {
  readonly kind: string;
}

export interface KeptExamples {
  /** Key of kind, cause and place -> its lines by stretch of time. */
  readonly strata: Map<string, Map<number, Kept[]>>;
  stretchMillis: number;
  /** Lines of a place in a stretch. */
  perStretch: number;
  length: number;
  /** Lines offered, by kind and cause: how many there were before some were let go. */
  readonly offered: Map<string, Offered>;
}

interface Offered {
  readonly kind: string;
  /** Empty where a kind has none. */
  readonly cause: string;
  count: number;
}

interface Kept {
  readonly line: KeptLine;
  /** More of it is kept rather. */
  readonly rank: number;
}

/** Beyond this the stretches of time double, up to a day. Then each place keeps fewer lines. */
const LINES_MAX = 20_000;
const LINES_PER_STRETCH = 10;
const FIRST_STRETCH_MILLIS = 5 * 60_000;

export function createKeptExamples(): KeptExamples {
  const strata: KeptExamples['strata'] = new Map();
  return { strata, stretchMillis: FIRST_STRETCH_MILLIS, perStretch: LINES_PER_STRETCH, length: 0, offered: new Map() };
}

/** Would the line of a slow request be kept? If not, it counts as offered. */
export function keepsSlow(kept: KeptExamples, request: SlowRequest): boolean {
  const { cause = '', time, requestTime } = request;
  const place = [`slow\n${cause}`, ...PLACE.map((name) => readableText(request[name] ?? ''))].join('\n');
  const lines = kept.strata.get(place)?.get(Math.floor(time / kept.stretchMillis));
  const last = lines === undefined || lines.length < kept.perStretch ? undefined : lines.at(-1);
  const seconds = requestTime ?? TIMES.reduce((sum, name) => sum + (request[name] ?? 0), 0);
  if (last === undefined || last.rank < seconds) return true;
  offer(kept, 'slow', cause);
  return false;
}

/** Counts a line; gives the key of its kind and cause. */
function offer({ offered }: KeptExamples, kind: string, cause: string): string {
  const key = `${kind}\n${cause}`;
  const known = offered.get(key) ?? { kind, cause, count: 0 };
  known.count += 1;
  offered.set(key, known);
  return key;
}

export function addExample(kept: KeptExamples, line: KeptLine, linesMax = LINES_MAX): void {
  const text = (name: string): string => textOf(line, name);
  const offered = offer(kept, line.kind, text('cause'));
  const time = Date.parse(text('time')) || 0;
  const seconds = secondsOf(line);
  const isSlow = line.kind === 'slow';
  const place = [offered, ...PLACE.map(text)].join('\n');
  keepIn(kept, { place, stretch: Math.floor(time / kept.stretchMillis) }, { line, rank: isSlow ? seconds : time });
  // The worst of each cause has a place that no time and no flood takes away.
  if (!isSlow && seconds > 0) keepIn(kept, { place: offered, stretch: WHOLE_TIME }, { line, rank: seconds });
  if (kept.length > linesMax) makeFewer(kept, place, linesMax);
}

function makeFewer(kept: KeptExamples, place: string, linesMax: number): void {
  const isTooMuch = (): boolean => kept.length > linesMax;
  while (isTooMuch() && kept.stretchMillis < DAY) lengthen(kept);
  while (isTooMuch() && kept.perStretch > 1) thin(kept);
  while (isTooMuch() && kept.stretchMillis < LONGEST_STRETCH_MILLIS) lengthen(kept);
  if (isTooMuch()) forgetPlace(kept, place);
}

const PLACE = ['loadBalancer', 'targetGroup', 'route', 'service', 'elbStatusCode'] as const;

/** Stays what it is when stretches become longer. */
const WHOLE_TIME = -1;

const DAY = 86_400_000;
/** Past this there are more places than lines that can be kept, and the current one is let go. */
const LONGEST_STRETCH_MILLIS = 2 * 365 * DAY;

interface Stretch {
  readonly place: string;
  readonly stretch: number;
}

function keepIn(kept: KeptExamples, { place, stretch }: Stretch, line: Kept): void {
  const stretches = kept.strata.get(place) ?? new Map<number, Kept[]>();
  kept.strata.set(place, stretches);
  const lines = stretches.get(stretch) ?? [];
  stretches.set(stretch, lines);
  kept.length += insert(lines, line, kept.perStretch);
}

/** Half as many lines of each place and stretch. */
function thin(kept: KeptExamples): void {
  kept.perStretch = Math.floor(kept.perStretch / 2);
  for (const stretches of kept.strata.values())
    for (const lines of stretches.values()) kept.length -= lines.splice(kept.perStretch).length;
}

/** There are more places than lines may be kept, so this one has none. */
function forgetPlace(kept: KeptExamples, place: string): void {
  for (const lines of kept.strata.get(place)?.values() ?? []) kept.length -= lines.length;
  kept.strata.delete(place);
}

/** Keeps the highest ranks, of equal ones the first; by how many lines there are more. */
function insert(lines: Kept[], added: Kept, linesMax: number): number {
  const at = lines.findIndex(({ rank }) => rank < added.rank);
  lines.splice(at < 0 ? lines.length : at, 0, added);
  if (lines.length <= linesMax) return 1;
  lines.pop();
  return 0;
}

const TIMES = ['requestProcessingTime', 'targetProcessingTime', 'responseProcessingTime'] as const;

function secondsOf(line: KeptLine): number {
  const requestTime: unknown = Reflect.get(line, 'requestTime');
  if (typeof requestTime === 'number') return requestTime;
  return TIMES.reduce((sum, name) => {
    const seconds: unknown = Reflect.get(line, name);
    return sum + (typeof seconds === 'number' ? seconds : 0);
  }, 0);
}

/** Empty where the line has no such text. */
function textOf(line: KeptLine, name: string): string {
  const text: unknown = Reflect.get(line, name);
  return typeof text === 'string' ? text : '';
}

/** Twice as long stretches, each with the best lines of two. */
function lengthen(kept: KeptExamples): void {
  kept.stretchMillis *= 2;
  kept.length = 0;
  for (const [place, stretches] of kept.strata) {
    const longer = new Map<number, Kept[]>();
    for (const [stretch, lines] of stretches) {
      const into = longer.get(Math.floor(stretch / 2)) ?? [];
      longer.set(Math.floor(stretch / 2), into);
      for (const line of lines) kept.length += insert(into, line, kept.perStretch);
    }
    kept.strata.set(place, longer);
  }
}

/** All that is kept, each once, in no order. */
export function keptLines({ strata }: KeptExamples): KeptLine[] {
  const all = [...strata.values()].flatMap((stretches) => [...stretches.values()].flat().map(({ line }) => line));
  return [...new Set(all)];
}
