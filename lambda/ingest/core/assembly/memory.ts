// The memory map: one linear memory, every region at a fixed address. Nothing is allocated or freed, and only the last
// region grows.
// The tables lie low so that their addresses fit the constant offset of a load. README.md draws the same map.

/** CRC-32 of one byte at distance 0 to 7 from the end: eight tables of 256 words (crc.ts). */
export const CRC_TABLES: usize = 0x1000;
/** Decoding table of literals and lengths: 1024 entries of the first ten bits, then the tables of longer codes. */
export const LITERALS: usize = 0x3000;
/** Decoding table of distances: 512 entries of the first nine bits, then the tables of longer codes. */
export const DISTANCES: usize = 0x5000;
/** Decoding table of the code-length code: 128 entries of two bytes. */
export const PRECODE: usize = 0x6000;
/** Code lengths of a block, one byte each, both alphabets in a row: at most 320. */
export const LENGTHS: usize = 0x6200;
/** Scratch of the table builder: symbols in the order of their codes, two bytes each. */
export const SORTED: usize = 0x6400;
/** Scratch of the table builder: how many codes of each length, then where each length starts in SORTED. */
export const COUNTS: usize = 0x6800;
export const STARTS: usize = 0x6880;
/**
 * What an entry holds besides its bit count: 288 words for literals and lengths, 32 for distances, 19 for the precode.
 */
export const LITERAL_MEANINGS: usize = 0x6900;
export const DISTANCE_MEANINGS: usize = 0x6e00;
export const PRECODE_MEANINGS: usize = 0x6f00;
/** Base and mask of the extra bits of each length and distance, a word each (tables.ts). */
export const LENGTH_VALUES: usize = 0x7100;
export const DISTANCE_VALUES: usize = 0x7200;
/** Sixteen shuffles: shuffle d repeats the first d bytes over all sixteen lanes. */
export const REPEATS: usize = 0x7000;
/** The ring of quotient vectors of the CRC: 1024 vectors of sixteen bytes. */
export const RING: usize = 0x8000;
export const RING_SIZE: usize = 0x4000;

/**
 * Scratch of the table builder: entry and code of literals, alone and joined, in the order of their length. Those of a
 * length differ in their codes, so up to nine bits there are at most 1,022; of ten bits only the single ones are noted,
 * at most 256.
 */
export const STRINGS: usize = 0xc000;
export const STRING_SIZE: usize = 8;
/** For each length where its strings begin, and where those of one literal end. */
export const STRING_GROUPS: usize = 0xf000;

/** Compressed bytes: what the last call left over, then one chunk of the host. */
export const INPUT: usize = 0x10000;
export const PIECE_SIZE: usize = 0x10000;
export const INPUT_SIZE: usize = PIECE_SIZE + 0x1000;

/** Unpacked bytes: at least 32 KB of history (or what the consumer kept), the window, room for one longest copy. */
export const OUTPUT: usize = 0x24000;
export const HISTORY_SIZE: usize = 0x8000;
export const WINDOW_SIZE: usize = 0x40000;
export const OUTPUT_LIMIT: usize = OUTPUT + HISTORY_SIZE + WINDOW_SIZE;
/** The longest match has 258 bytes, and its copy writes 272. */
export const OUTPUT_SLACK: usize = 512;
export const OUTPUT_END: usize = OUTPUT_LIMIT + OUTPUT_SLACK;

// From here on: what the scan of ALB access lines knows and counts (words.ts, counters.ts, line.ts).

/** Sixteen bytes of ones, then sixteen of zeros: a load from inside it is a mask of the first n lanes. */
export const LANES: usize = 0x71200;
/** Known minutes: 16 bytes of text, then the latest time seen in them (milliseconds within the minute). */
export const MINUTES: usize = 0x88000;
export const MINUTE_SIZE: usize = 32;
export const MINUTES_MAX: u32 = 64;
/** Known load balancers and target groups: length, then the text. Slots hold id + 1. */
export const LOAD_BALANCERS: usize = 0x71800;
export const LOAD_BALANCERS_MAX: u32 = 63;
export const TARGET_GROUPS: usize = 0x76000;
export const TARGET_GROUPS_MAX: u32 = 255;
export const NAME_SIZE: usize = 272;
export const LOAD_BALANCER_SLOTS: usize = 0x87000;
export const TARGET_GROUP_SLOTS: usize = 0x87400;
export const NAME_SLOTS: u32 = 512;
/** Known kinds of line: 64 bytes of key, then the texts of seven fields. */
export const KINDS: usize = 0x190000;
export const KIND_SIZE: usize = 320;
export const KINDS_MAX: u32 = 511;
export const KIND_SLOTS: usize = 0x1b8000;
export const KIND_SLOT_COUNT: u32 = 2048;
/** The kind of the line at hand, in the same form. */
export const CANDIDATE: usize = 0x9c800;
/** Known targets: 48 bytes of text, its length, load balancer and target group, its counters. */
export const TARGETS: usize = 0x1c0000;
export const TARGET_SIZE: usize = 64;
export const TARGETS_MAX: u32 = 8184;
export const TARGET_SLOTS: usize = 0x178000;
export const TARGET_SLOT_COUNT: u32 = 16384;
/**
 * Counters of a minute of a load balancer, by minute and load balancer; of its target groups and routes, by the former.
 * Id + 1.
 */
export const BALANCER_OF: usize = 0x8a000;
export const GROUP_OF: usize = 0x8c000;
export const ROUTE_OF: usize = 0x94000;
export const OWNERS_MAX: u32 = 64;
/** Counters of minutes of load balancers. */
export const BALANCERS: usize = 0xa0000;
export const BALANCER_SIZE: usize = 7360;
/**
 * Values too large for a histogram, one after the other: a counter's address and the value, then how often. Slots hold
 * their number + 1.
 */
export const OUTLYING: usize = 0x240000;
export const OUTLYING_SIZE: usize = 16;
export const OUTLYING_MAX: u32 = 24576;
export const OUTLYING_OF: usize = 0x2a0000;
export const OUTLYING_SLOTS: u32 = 32768;
/** Beginnings of requests whose walk through the routes is remembered. */
export const PREFIXES: usize = 0x2c0000;
export const PREFIX_SIZE: usize = 96;
export const PREFIX_SLOTS: u32 = 64;
/**
 * The automaton of the routes: offset in a row by byte, then the rows: the route of the state, the next states as row
 * offsets.
 */
export const ROUTE_CLASSES: usize = 0x2c8000;
export const ROUTE_TABLE: usize = 0x2cc000;
export const ROUTE_TABLE_SIZE: usize = 0x1a0000;
/**
 * Addresses before quotes and line feeds: 64 left over, 16 KB of text that may be all quotes, four written too many.
 */
export const MARKS: usize = 0x46c000;
/**
 * A byte for each millisecond of the largest histogram: the number of its bucket in the grid of
 * lambda/measure/distribution.ts. The host fills it.
 */
export const GRID: usize = 0x47e000;
/** One histogram as the host takes it (histogram.ts). */
export const GATHERED: usize = 0x480000;
/**
 * From how many milliseconds on a request is slow, by load balancer, target group and route; 0 where nothing is set
 * (slow.ts). The host writes them.
 */
export const BALANCER_LIMITS: usize = 0x484000;
export const GROUP_LIMITS: usize = 0x484100;
export const ROUTE_LIMITS: usize = 0x484500;
/**
 * The service of each target group, a byte each, 255 where the host name decides (service.ts); the host writes them.
 * Then remembered beginnings.
 */
export const SERVICES_OF_GROUPS: usize = 0x484800;
export const SERVICE_PREFIXES: usize = 0x484900;
/**
 * Seconds of the slowest requests, falling; and those of the window that may become examples: address, end, seconds,
 * place (slowest.ts).
 */
export const SLOWEST: usize = 0x48c000;
export const SLOWEST_MAX: u32 = 100;
export const WAITING: usize = 0x48c400;
export const WAITING_SIZE: usize = 24;
/** Counters of services by counters of a minute of a load balancer, like ROUTE_OF. */
export const SERVICE_OF: usize = 0x488000;

// From here on: lines of any format (rows.ts). What the host has said of the format, what is known of its lines, and
// what is found in them.

/** Where the fields of the line at hand begin and end, a word each. */
export const FIELD_STARTS: usize = 0x490000;
export const FIELD_ENDS: usize = 0x490100;
export const FIELDS_MAX: u32 = 64;
/** What to do with which field: field, role, slot, nothing, a byte each; in the order of the fields. */
export const ROLES: usize = 0x490200;
export const ROLES_MAX: u32 = 64;
/**
 * Members of JSON objects that matter: length of the name, role, slot, then the name; those of the line, then those of
 * one object in it.
 */
export const MEMBERS: usize = 0x490400;
export const MEMBER_SIZE: usize = 64;
export const MEMBER_NAME_MAX: u32 = 60;
export const MEMBERS_MAX: u32 = 64;
/**
 * What the line at hand is known by: the fields that decide, each with a line feed behind it; then room for one longest
 * copy.
 */
export const ROW_KEY: usize = 0x492000;
export const ROW_KEY_SIZE: usize = 2048;
/** Known minutes: 16 bytes of text, then their start as a number. */
export const ROW_MINUTES: usize = 0x493000;
export const ROW_MINUTE_SIZE: usize = 32;
export const ROW_MINUTES_MAX: u32 = 64;
/** Known words of two fields: length, then the text. Slots hold id + 1. */
export const ROW_WORD_SLOTS: usize = 0x494000;
export const ROW_WORD_SLOT_COUNT: u32 = 16384;
export const ROW_WORDS: usize = 0x4b0000;
export const ROW_WORD_SIZE: usize = 64;
export const ROW_WORDS_MAX: u32 = 4096;
export const ROW_WORD_FIELDS: u32 = 2;
/** Known kinds of line: address and length of their keys. */
export const ROW_KIND_SLOTS: usize = 0x4a8000;
export const ROW_KIND_SLOT_COUNT: u32 = 16384;
export const ROW_KINDS: usize = 0x530000;
export const ROW_KINDS_MAX: u32 = 4096;
export const ROW_KEYS: usize = 0x540000;
export const ROW_KEYS_END: usize = 0x640000;
/** What was found in lines whose kind is known, for the host. */
export const RECORDS: usize = 0x640000;
export const RECORD_SIZE: usize = 128;
export const RECORDS_MAX: u32 = 256;
/**
 * What stood at each place of the lines before, of their members and of those of the object in them: `"name":`, then
 * its length and the member that it names.
 */
export const PLACES: usize = 0x648000;
export const PLACE_SIZE: usize = 64;
export const PLACES_MAX: u32 = 64;

/**
 * Counters of everything else: the last region, because only logs of great variety need all of it. V8 takes the whole
 * memory for something to collect garbage for, from 64 MB on at the start of a process.
 */
export const COUNTERS: usize = 0x650000;
export const COUNTERS_SIZE: usize = 6208;
/** The memory that build.mjs asks for holds so many; it grows until it holds the most. */
export const COUNTERS_AT_FIRST: u32 = 1024;
export const COUNTERS_MAX: u32 = 8192;
