// The memory map: one linear memory, every region at a fixed address. Nothing is allocated, freed or grown.
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
/** What an entry holds besides its bit count: 288 words for literals and lengths, 32 for distances, 19 for the precode. */
export const LITERAL_MEANINGS: usize = 0x6900;
export const DISTANCE_MEANINGS: usize = 0x6e00;
export const PRECODE_MEANINGS: usize = 0x6f00;
/** Sixteen shuffles: shuffle d repeats the first d bytes over all sixteen lanes. */
export const REPEATS: usize = 0x7000;
/** The ring of quotient vectors of the CRC: 1024 vectors of sixteen bytes. */
export const RING: usize = 0x8000;
export const RING_SIZE: usize = 0x4000;

/** Compressed bytes: what the last call left over, then one chunk of the host. */
export const INPUT: usize = 0x10000;
export const INPUT_SIZE: usize = 0x11000;

/** Unpacked bytes: at least 32 KB of history (or what the consumer kept), the window, room for one longest copy. */
export const OUTPUT: usize = 0x24000;
export const HISTORY_SIZE: usize = 0x8000;
export const WINDOW_SIZE: usize = 0x40000;
export const OUTPUT_LIMIT: usize = OUTPUT + HISTORY_SIZE + WINDOW_SIZE;
/** The longest match is 258 bytes and copies go in blocks of 64. */
export const OUTPUT_SLACK: usize = 512;
export const OUTPUT_END: usize = OUTPUT_LIMIT + OUTPUT_SLACK;
