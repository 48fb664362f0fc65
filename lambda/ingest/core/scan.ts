/**
 * A gzip object of ALB access lines -> what the reference path would have made of it. The core unpacks a window, reads
 * the lines in it and counts them in its own memory; only lines that are new in some way, or odd, come here, and go to
 * the reference parser.
 */

import type { RequestEntry } from '../../catalogue/metrics/requests.ts';
import { isServerError } from '../../diagnosis/cause.ts';
import { type ExamplePlace, failuresWanted } from '../../diagnosis/examples.ts';
import type { RequestsInBulk } from '../../diagnosis/families/observer.ts';
import type { Routes } from '../../diagnosis/routes.ts';
import { weigh } from '../../measure/weight.ts';
import { createLineSplitter } from '../../read/lines.ts';
import type { ByteCount } from '../../read/unpack.ts';
import type { CountedLine, IngestState } from '../state.ts';
import { CORE } from './core.ts';
import { canMeasure, isMember, measures } from './countable.ts';
import { type Draining, drain, drainOutlying } from './drain.ts';
import type { Core, CoreHost, LineKind, Meanings } from './exports.ts';
import { feedAll, type NotScanned } from './feed.ts';
import { borrowCore, giveBackCore } from './instance.ts';
import { beginMeanings, forgetMeanings, learn, learnMinute } from './meanings.ts';
import { bits } from './outcomes.ts';
import { numberOfService, useServices, writeService } from './services.ts';
import { useSlowLimits, writeSlowLimits } from './slow.ts';
import { scanGzip, type WindowReader } from './windows.ts';

export interface Scanned {
  readonly ingestion: IngestState<'requests'>;
  /** Reads and counts one line the reference way; its entry, if it is one. */
  readonly ingestLine: (line: string) => RequestEntry | undefined;
  /** The line, which the core has counted, may become an example. */
  readonly considerLine: (line: string, known: CountedLine) => void;
}

/**
 * Taking counters and learning the words of them again costs about what reading so many lines for each the reference
 * way does.
 */
const LINES_FOR_COUNTERS = 3;
/** Where nothing but words fill the tables. */
const LINES_BETWEEN_DRAINS = 2000;

/** Of `2026-07-01T10:04`. */
const MINUTE_BYTES = 16;

/** Can the core count all that the settings ask for? */
export function canScan({ plans, observer, format }: IngestState<'requests'>): boolean {
  const measured = plans.map(({ plan }) => plan);
  return observer.bulk !== undefined && canMeasure(measured, format.name) && routesFit(observer.bulk.routes);
}

/** `chunks` are the whole object. Rejects as the reference path does: in zlib's words, or past the limits. */
export async function scanObject(chunks: AsyncIterable<Uint8Array>, scanned: Scanned): Promise<ByteCount | NotScanned> {
  const { bulk } = scanned.ingestion.observer;
  if (bulk === undefined) throw new Error('only requests can be scanned');
  const core = borrowCore();
  try {
    return await feedAll(scanGzip(core, createReader(core, bulk, scanned)), chunks[Symbol.asyncIterator]());
  } finally {
    giveBackCore(core);
  }
}

function createReader(core: Core, bulk: RequestsInBulk, scanned: Scanned): WindowReader {
  const { ingestion, ingestLine } = scanned;
  const { exports } = core;
  const meanings = beginMeanings(core, ingestion);
  const draining: Draining = { core, ingestion, bulk, meanings, outlying: new Map() };
  useSettings(draining);
  core.host = hostOf(draining, scanned);
  const splitter = createLineSplitter('latin1');
  const ingestAll = (lines: readonly string[]): void => {
    for (const line of lines) ingestLine(line);
    setWanted(core, bulk);
  };
  return {
    scan: (from, end) => exports.scan(from, end),
    outside: (bytes) => ingestAll(splitter.push(bytes)),
    finish() {
      ingestAll(splitter.end());
      ingestion.lines.unparsed += splitter.overlong();
      drain(draining);
    },
  };
}

/** What the core has to know of an object before the first line. */
function useSettings({ core, ingestion, bulk }: Draining): void {
  const { exports } = core;
  const { plans, allowed } = ingestion;
  exports.giveUp(0);
  exports.setEveryOutcome(bulk.everyOutcome ? 1 : 0);
  exports.setMemberElapsed(Number(plans.some(({ plan }) => isMember(plan) && measures(plan, 'requestTime'))));
  useRoutes(core, bulk.routes);
  useSlowLimits(core, allowed, bulk.routes);
  useServices(core, bulk.services);
  setWanted(core, bulk);
}

function hostOf(draining: Draining, { ingestLine, considerLine }: Scanned): CoreHost {
  const { core, ingestion, bulk, meanings } = draining;
  const { exports } = core;
  /** Lines read when the tables were full for the last time. */
  let drainedAt = 0;
  const textAt = (start: number, end: number): string => core.memory.toString('latin1', start, end);
  return {
    line(start, end, unknown) {
      const entry = ingestLine(textAt(start, end));
      setWanted(core, bulk);
      if (entry === undefined || unknown === 0) return 0;
      const learned = learn(meanings, entry, { unknown, accept: ingestion.accept, plans: ingestion.plans });
      writeSlowLimits(core, ingestion.allowed);
      writeService(core, bulk.services, meanings.targetGroups.length - 1);
      return learned;
    },
    minute: (at) => Number(learnMinute(meanings, textAt(at, at + MINUTE_BYTES), ingestion.accept)),
    example(start, end, place, seconds) {
      const kind = meanings.kinds[place >>> CORE.PLACE_KIND]?.entry;
      if (kind === undefined) return;
      const isServer = isServerError(kind);
      const hasFailed = isServer || kind.cause !== undefined;
      // Only the whole line tells a route and a service.
      const isPlaced = bulk.routes === undefined && bulk.services === undefined;
      const known = isPlaced ? placeOf(meanings, place, kind) : undefined;
      considerLine(textAt(start, end), { isServerError: isServer, hasFailed, seconds, place: known });
      setWanted(core, bulk);
    },
    service: (start, end, group) =>
      numberOfService(core, bulk.services, { start, end, targetGroup: meanings.targetGroups[group] }),
    drain() {
      const counters = exports.counterCount() + exports.targetCount();
      const least = Math.max(LINES_BETWEEN_DRAINS, LINES_FOR_COUNTERS * counters);
      drain(draining);
      weigh(ingestion.weighing);
      forgetMeanings(meanings);
      const { parsed } = ingestion.lines;
      if (parsed - drainedAt < least) exports.giveUp(1);
      drainedAt = parsed;
    },
    drainOutlying: () => drainOutlying(draining),
  };
}

/** What assembly/slowest.ts has packed into a number, of a line of the kind. */
function placeOf(
  { minutes, loadBalancers, targetGroups }: Meanings,
  place: number,
  { elbStatusCode, cause }: LineKind['entry'],
): ExamplePlace {
  return {
    time: minutes[bits(place, 0, CORE.PLACE_BALANCER)] ?? 0,
    loadBalancer: loadBalancers[bits(place, CORE.PLACE_BALANCER, CORE.PLACE_GROUP)] ?? '',
    targetGroup: targetGroups[bits(place, CORE.PLACE_GROUP, CORE.PLACE_KIND)],
    elbStatusCode,
    cause,
  };
}

const BADNESS_WANTED = { all: CORE.HAS_CAUSE, serverErrors: CORE.SERVER_ERROR, none: CORE.SERVER_ERROR + 1 };

/** Which lines the core has to show because they may become examples. */
function setWanted({ exports, floats }: Core, { examples }: RequestsInBulk): void {
  exports.setWanted(BADNESS_WANTED[failuresWanted(examples)]);
  const { slowest, settings } = examples;
  const places = Math.min(settings.slowest, CORE.SLOWEST_MAX);
  for (let place = 0; place < places; place++) {
    floats[(CORE.SLOWEST >> 3) + place] = slowest[settings.slowest - places + place]?.seconds ?? 0;
  }
  exports.setSlowest(places);
}

const BYTES = 256;
const WORD_BYTES = 4;

/** A row of the automaton in the core: the state's route, then the next states as offsets of their rows. */
const rowBytes = ({ classCount }: Routes): number => (classCount + 1) * WORD_BYTES;

/** Number 0 is no route; lambda/diagnosis/routes.ts allows 100. */
const ROUTES_MAX = 2 ** CORE.ROUTE_BITS - 1;

function routesFit(routes: Routes | undefined): boolean {
  if (routes === undefined) return true;
  return routes.accept.length * rowBytes(routes) <= CORE.ROUTE_TABLE_SIZE && routes.names.length <= ROUTES_MAX;
}

function useRoutes(core: Core, routes: Routes | undefined): void {
  const { exports, memory, words } = core;
  if (routes === undefined) {
    exports.setRoutes(0, 0, 0);
    return;
  }
  const row = rowBytes(routes);
  exports.setRoutes(routes.start * row, routes.absorbing * row, 1);
  if (core.routes === routes) return;
  for (let byte = 0; byte < BYTES; byte++) {
    memory.writeUInt16LE(((routes.classes[byte] ?? 0) + 1) * WORD_BYTES, CORE.ROUTE_CLASSES + byte * 2);
  }
  for (let state = 0; state < routes.accept.length; state++) {
    const at = (CORE.ROUTE_TABLE + state * row) >> 2;
    words[at] = routes.accept[state] ?? 0;
    for (let byteClass = 0; byteClass < routes.classCount; byteClass++) {
      words[at + 1 + byteClass] = (routes.table[state * routes.classCount + byteClass] ?? 0) * row;
    }
  }
  core.routes = routes;
}
