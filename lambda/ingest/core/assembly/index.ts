// What the host sees of the core: lambda/ingest/core/instance.ts is the other side.

import { buildCrcTables } from './crc';
import { prepareWords } from './words';
import { buildMeanings } from './tables';

export { added, complete, continued, inflate, makeRoom, outputEnd, reset, slide } from './inflate';
export { balancerCount, counterCount, outlyingCount } from './counters';
export { gather } from './histogram';
export { forget, scan } from './scan';
export { setRoutes } from './route';
export { setSlowLimit } from './slow';
export { giveUp, setEveryOutcome, setWanted } from './line';

/** Builds what is constant; once per instance. */
export function prepare(): void {
  buildCrcTables();
  buildMeanings();
  prepareWords();
}

// The places the host reads counters from and writes routes to.
export {
  BALANCER_LIMITS, BALANCER_SIZE, BALANCERS, COUNTERS, COUNTERS_SIZE, GATHERED, GRID, GROUP_LIMITS, MINUTE_SIZE, MINUTES, OUTLYING, OUTLYING_SLOTS,
  ROUTE_CLASSES, ROUTE_LIMITS, ROUTE_TABLE,
} from './memory';
export { GATHERED_MOST, GATHERED_PAIRS, GATHERED_SUM } from './histogram';
export {
  BYTES, ELAPSED_TIMES, ELAPSED_TIMES_MAX, KIND_COUNTS, NOT_JUDGED_COUNT, OTHER_TIMES_MAX, REQUEST_TIMES, RESPONSE_TIMES, SLOW_COUNT, TARGET_TIMES,
  TARGET_TIMES_MAX,
} from './counters';
