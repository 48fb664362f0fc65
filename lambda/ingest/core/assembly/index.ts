// What the host sees of the core: lambda/ingest/core/instance.ts is the other side.

import { buildCrcTables } from './crc';
import { prepareWords } from './words';
import { buildMeanings } from './tables';

export {
  added, complete, continued, inflate, makeRoom, outputEnd, reset, slide, slideText, textAdded, textRoom,
} from './inflate';
export { balancerCount, counterCount, outlyingCount } from './counters';
export { gather } from './histogram';
export { forget, scan } from './scan';
export { setRoutes } from './route';
export { setServices } from './service';
export { setSlowLimit } from './slow';
export { giveUp, setEveryOutcome, setWanted } from './line';

export { setColumns } from './columns';
export { learnKind, learnWord } from './kinds';
export { setMembers } from './members';
export { recordCount, rowEnd, rowMinute, rowStart, rowStatus, rowUnknown, scanRows, setRows } from './rows';
export { learnMinute } from './values';

/** Builds what is constant; once per instance. */
export function prepare(): void {
  buildCrcTables();
  buildMeanings();
  prepareWords();
}

// The places the host reads counters from and writes routes to.
export {
  BALANCER_LIMITS, BALANCER_SIZE, BALANCERS, COUNTERS, COUNTERS_SIZE, GATHERED, GRID, GROUP_LIMITS, MINUTE_SIZE, MINUTES, OUTLYING, OUTLYING_SLOTS,
  ROUTE_CLASSES, ROUTE_LIMITS, ROUTE_TABLE, SERVICES_OF_GROUPS,
} from './memory';
export { GATHERED_MOST, GATHERED_PAIRS, GATHERED_SUM } from './histogram';
export {
  BYTES, ELAPSED_TIMES, ELAPSED_TIMES_MAX, KIND_COUNTS, NOT_JUDGED_COUNT, OTHER_TIMES_MAX, REQUEST_TIMES, RESPONSE_TIMES, SLOW_COUNT, TARGET_TIMES,
  TARGET_TIMES_MAX,
} from './counters';
export { MEMBER_SIZE, MEMBERS, RECORD_SIZE, RECORDS, ROLES } from './memory';
export {
  RECORD_END, RECORD_KIND, RECORD_NUMBERS, RECORD_START, RECORD_TIME, RECORD_WORDS, ROLE_DATE_AND_TIME, ROLE_ELAPSED, ROLE_EPOCH, ROLE_KEY, ROLE_OBJECT, ROLE_PORT,
  ROLE_SECONDS, ROLE_TIME, ROLE_WHOLE, ROLE_WORD,
} from './rows';
