// What the host sees of the core: lambda/ingest/core/instance.ts is the other side.

import { buildCrcTables } from './crc';
import { prepareWords } from './words';
import { buildMeanings } from './tables';

export {
  added, complete, continued, inflate, makeRoom, outputEnd, reset, slide, slideText, textAdded, textRoom,
} from './inflate';
export { balancerCount, counterCount, targetCount } from './counters';
export { outlyingCount } from './outlying';
export { gather, gatherBytes, gatherHalves } from './histogram';
export { begin, forget, scan } from './scan';
export { setRoutes } from './route';
export { setServices } from './service';
export { setSlowLimit } from './slow';
export { setSlowest } from './slowest';
export { giveUp, setEveryOutcome, setMemberElapsed, setWanted } from './line';
export { forgetMinutes, kindCount, loadBalancerCount, minuteCount, targetGroupCount } from './words';

export { setColumns } from './columns';
export { learnKind, learnWord } from './kinds';
export { setMembers } from './members';
export { recordCount, rowEnd, rowMinute, rowStart, rowStatus, rowUnknown, scanRows, setRows } from './rows';
export { learnMinute } from './times';

/** Builds what is constant; once per instance. */
export function prepare(): void {
  buildCrcTables();
  buildMeanings();
  prepareWords();
}

// What the host has to know, too: build.mjs writes these into core.ts as numbers.
export {
  BALANCER_LIMITS, BALANCER_SIZE, BALANCERS, COUNTERS, COUNTERS_SIZE, FIELDS_MAX, GATHERED, GRID, GROUP_LIMITS, MEMBER_NAME_MAX, MEMBER_SIZE, MEMBERS,
  MEMBERS_MAX, MINUTE_SIZE, MINUTES, OUTLYING, OUTLYING_SIZE, PIECE_SIZE, RECORD_SIZE, RECORDS, ROLES, ROLES_MAX, ROUTE_CLASSES, ROUTE_LIMITS, ROUTE_TABLE,
  ROUTE_TABLE_SIZE, ROW_WORD_FIELDS, SERVICES_OF_GROUPS, SLOWEST, SLOWEST_MAX,
} from './memory';
export { GATHERED_MOST, GATHERED_PAIRS, GATHERED_SUM } from './histogram';
export {
  BYTE_MOST, BYTES, ELAPSED_TIMES, ELAPSED_TIMES_MAX, HALF_MOST, KIND_COUNTERS, KIND_COUNTS, NOT_JUDGED_COUNT, OF_GROUP, OF_ROUTE, OF_SERVICE, OF_TARGET,
  OTHER_TIMES_MAX, REQUEST_TIMES, RESPONSE_TIMES, SLOW_COUNT, TARGET_COUNTERS_SIZE, TARGET_ERRORS, TARGET_HISTOGRAM, TARGET_LINES, TARGET_TIMES,
  TARGET_TIMES_MAX, TARGETS_AT,
} from './counters';
export {
  GROUP_BITS, KIND_BITS, MILLISECONDS_BITS, OF_ELAPSED_TIME, OF_REQUEST_TIME, OF_RESPONSE_TIME, OF_TARGET_TIME, OUTCOME, ROUTE_BITS, SERVICE_BITS, TENTHS_BITS,
} from './outlying';
export { KIND_SHIFT, LINE_KIND, LINE_LOAD_BALANCER, LINE_MINUTE, LINE_TARGET_GROUP } from './line';
export { HAS_CAUSE, MINUTE_LATEST, SERVER_ERROR, UNANSWERED, UNKNOWN, WHOSE, WHOSE_BALANCER, WHOSE_LENGTH } from './words';
export { BY_HOST } from './service';
export { PLACE_BALANCER, PLACE_GROUP, PLACE_KIND } from './slowest';
export { EXPECTED, NO_LIMIT } from './slow';
export {
  NEW_KIND, NEW_MINUTE, NEW_WORD, RECORD_END, RECORD_KIND, RECORD_NUMBERS, RECORD_NUMBERS_MAX, RECORD_START, RECORD_TIME, RECORD_WORDS, ROLE_DATE_AND_TIME,
  ROLE_ELAPSED, ROLE_EPOCH, ROLE_KEY, ROLE_KEY_START, ROLE_NGINX_TIME, ROLE_OBJECT, ROLE_ODD, ROLE_PORT, ROLE_SECONDS, ROLE_TEXT, ROLE_TIME, ROLE_WHOLE, ROLE_WORD,
} from './record';
export { LINE_FOR_HOST, NO_RECORD, USED_UP } from './rows';
export { WINDOW_FULL } from './state';
export { BAD_DISTANCE, BAD_LITERAL, TOO_FAR } from './codes';
export { HEADER_CRC_MISMATCH, INCORRECT_DATA, INCORRECT_HEADER, INCORRECT_LENGTH, UNKNOWN_FLAGS, UNKNOWN_METHOD } from './member';
export {
  BAD_BLOCK_TYPE, BAD_CODE_LENGTHS, BAD_DISTANCE_SET, BAD_LITERAL_SET, BAD_REPEAT, BAD_STORED_LENGTHS, NO_END_OF_BLOCK, TOO_MANY_SYMBOLS,
} from './block';
