/**
 * Examples: the few requests of one object that a person wants to see. Entries -> structured log lines, bounded in
 * number and in bytes, without query string, client address and user agent unless a setting asks for them.
 *
 * Kept are the first failures, a 5xx of either side before any other failure with a cause (a flood of blocked or
 * malformed requests must not hide them), and the slowest requests: by the time of the whole request or the sum of the
 * three processing times, the larger of both. Of equally slow ones the first.
 */

import { keptEntry } from '../catalogue/kept-text.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';
import type { ExampleSettings } from '../config.ts';
import { isServerError } from './cause.ts';
import { type ExampleLine, KEPT_CHARACTERS_MAX, toExampleLine } from './example-line.ts';

export interface Examples {
  readonly settings: ExampleSettings;
  /** In the order of the log. */
  readonly errors: Example[];
  /** Slowest first; of equals, the first first. */
  readonly slowest: Example[];
}

/** Whose request it was, and in which minute; it has no route and no service. */
export type ExamplePlace = Pick<RequestEntry, 'time' | 'loadBalancer' | 'targetGroup' | 'elbStatusCode' | 'cause'>;

/** A request, and what decides whether it is an example. */
export interface Example {
  readonly isServerError: boolean;
  /** Is it a server error, or has another cause? */
  readonly hasFailed: boolean;
  /** How long it took. */
  readonly seconds: number;
  /** Where this is known without reading the line of the request. */
  readonly place?: ExamplePlace | undefined;
  /** With its cause, route and service. Asked for only if the request is an example in the end. */
  readonly entry: () => RequestEntry | undefined;
}

export function createExamples(settings: ExampleSettings): Examples {
  return { settings, errors: [], slowest: [] };
}

/** `entry.cause`, `entry.route` and `entry.service` have to be set before. */
export function considerExample(examples: Examples, entry: RequestEntry): void {
  const seconds = totalSeconds(entry);
  const isServer = isServerError(entry);
  const hasFailed = isServer || entry.cause !== undefined;
  if (!(hasFailed && isWanted(examples, isServer)) && seconds <= slowestThresholdSeconds(examples)) return;
  const kept = keptEntry(entry, KEPT_CHARACTERS_MAX);
  keepExample(examples, { isServerError: isServer, hasFailed, seconds, entry: () => kept });
}

/** The same of a request that has no entry yet. */
export function keepExample(examples: Examples, example: Example): void {
  if (example.hasFailed && isWanted(examples, example.isServerError)) keepError(examples, example);
  if (example.seconds > slowestThresholdSeconds(examples)) keepSlow(examples, example);
}

/**
 * A request must take longer than this to be among the slowest; zero while there is room, infinite if none are wanted.
 */
export function slowestThresholdSeconds(examples: Examples): number {
  const { slowest, settings } = examples;
  if (slowest.length < settings.slowest) return 0;
  return slowest.at(-1)?.seconds ?? Number.POSITIVE_INFINITY;
}

/** Which failures would still be kept: any, only server errors in place of others, or none. */
export function failuresWanted({ errors, settings }: Examples): 'all' | 'serverErrors' | 'none' {
  if (errors.length < settings.errors) return 'all';
  return errors.every((kept) => kept.isServerError) ? 'none' : 'serverErrors';
}

function isWanted(examples: Examples, isServer: boolean): boolean {
  const wanted = failuresWanted(examples);
  return wanted === 'all' || (isServer && wanted === 'serverErrors');
}

/**
 * Will a slow request be kept? A line that nobody keeps need not be made. May be asked first with the most seconds that
 * the request can have taken.
 */
export type KeepsSlow = (request: SlowRequest) => boolean;
type SlowTime = 'requestTime' | 'requestProcessingTime' | 'targetProcessingTime' | 'responseProcessingTime';
export type SlowRequest = ExamplePlace & Pick<Partial<RequestEntry>, 'route' | 'service' | SlowTime>;

export interface ExampleOptions {
  /** Of the load balancer, if the key of the object tells it; without it a trace has no address. */
  readonly region?: string | undefined;
  readonly keepsSlow?: KeepsSlow | undefined;
}

export function exampleLines(examples: Examples, { region, keepsSlow }: ExampleOptions = {}): readonly ExampleLine[] {
  const { errors, slowest, settings } = examples;
  const lines: ExampleLine[] = [];
  for (const kept of errors) {
    const entry = kept.entry();
    if (entry !== undefined) lines.push(toExampleLine('error', entry, { settings, region }));
  }
  for (const kept of slowest) {
    if (kept.place !== undefined && keepsSlow?.({ ...kept.place, requestTime: kept.seconds }) === false) continue;
    const entry = kept.entry();
    if (entry === undefined || keepsSlow?.(entry) === false) continue;
    lines.push(toExampleLine('slow', entry, { settings, region }));
  }
  return lines;
}

/** It is wanted: there is room, or something lesser. */
function keepError({ errors, settings }: Examples, example: Example): void {
  if (errors.length >= settings.errors) {
    errors.splice(
      errors.findLastIndex((kept) => !kept.isServerError),
      1,
    );
  }
  errors.push(example);
}

/** The sum is the larger one where the log has no time of the whole request, or a clock was set back during it. */
function totalSeconds(entry: RequestEntry): number {
  const { requestProcessingTime = 0, targetProcessingTime = 0, responseProcessingTime = 0, requestTime = 0 } = entry;
  return Math.max(requestTime, requestProcessingTime + targetProcessingTime + responseProcessingTime);
}

function keepSlow({ slowest, settings }: Examples, example: Example): void {
  const place = slowest.findIndex((kept) => kept.seconds < example.seconds);
  slowest.splice(place < 0 ? slowest.length : place, 0, example);
  if (slowest.length > settings.slowest) slowest.pop();
}
