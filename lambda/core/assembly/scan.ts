// The window of unpacked text -> lines, each read where it lies. What follows the last line feed is left for the next window.

import { forgetCounters, forgetOutlying, hasRoomForCounters, hasRoomForOutlying } from './counters';
import { line } from './line';
import { LINES, LINES_MAX, QUOTES, QUOTES_MAX } from './memory';
import { forgetWords, hasRoom } from './words';

/** The host takes all counters; every word is unknown afterwards. */
@external('host', 'drain')
declare function hostDrain(): void;
/** The host takes the outlying values only. */
@external('host', 'drainOutlying')
declare function hostDrainOutlying(): void;

export function forget(): void {
  forgetWords();
  forgetCounters();
}

/** How many lines the batch at hand has, and where the next quote goes. */
let lines: u32 = 0;
let quotesEnd: usize = QUOTES;

/** A block of 64 bytes may have so many of either. */
const ROOM: u32 = 64;

/** Reads the lines from `from` on that end before `end`; returns where the first one begins that does not. */
export function scan(from: usize, end: usize): usize {
  let searched = from;
  quotesEnd = QUOTES;
  while (searched < end) {
    // Finding ends and quotes ahead of reading lets the processor work on several lines at once.
    lines = 0;
    searched = findMarks(searched, end);
    if (lines == 0 && quotesEnd > QUOTES_FULL) {
      // One line with more quotes than any readable line has: their number is all that counts.
      quotesEnd = QUOTES_FULL;
      continue;
    }
    let quotes = QUOTES;
    for (let i: u32 = 0; i < lines; i++) {
      makeRoom();
      const at = LINES + (<usize>i << 3);
      const lineEnd = <usize>load<u32>(at);
      const next = <usize>load<u32>(at, 4);
      line(from, lineEnd, quotes, <u32>(next - quotes) >> 2);
      quotes = next;
      from = lineEnd + 1;
    }
    memory.copy(QUOTES, quotes, quotesEnd - quotes);
    quotesEnd -= quotes - QUOTES;
  }
  return from;
}

function makeRoom(): void {
  if (!hasRoom() || !hasRoomForCounters()) {
    hostDrain();
    forget();
  } else if (!hasRoomForOutlying()) {
    hostDrainOutlying();
    forgetOutlying();
  }
}

const QUOTES_FULL: usize = QUOTES + ((QUOTES_MAX - ROOM * 16) << 2);
/** Blocks of 64 bytes between two looks at the room that is left. */
const STRIDE: usize = 16;

/** Notes line feeds and quotes until `end` or until there is no more room; returns how far it came. */
function findMarks(at: usize, end: usize): usize {
  while (at < end && lines <= LINES_MAX - ROOM * STRIDE && quotesEnd <= QUOTES_FULL) {
    const stop = min(end, at + ROOM * STRIDE);
    at = markBlocks(at, stop);
    if (at < stop) {
      // What lies behind the end of the window is not text of this object.
      markBlock(at, ((<u64>1) << <u64>(stop - at)) - 1);
      at = stop;
    }
  }
  return at;
}

/** Whole blocks of 64 bytes; returns where the last, incomplete one begins. */
function markBlocks(at: usize, end: usize): usize {
  while (at + 64 <= end) {
    markBlock(at, u64.MAX_VALUE);
    at += 64;
  }
  return at;
}

@inline
function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16);
  const high = <u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16);
  return <u64>low | (<u64>high << 32);
}

@inline
function markBlock(at: usize, valid: u64): void {
  const feed = i8x16.splat(0x0a);
  const quote = i8x16.splat(0x22);
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  let quotes = bits(i8x16.eq(a, quote), i8x16.eq(b, quote), i8x16.eq(c, quote), i8x16.eq(d, quote)) & valid;
  const e = i8x16.eq(a, feed);
  const f = i8x16.eq(b, feed);
  const g = i8x16.eq(c, feed);
  const h = i8x16.eq(d, feed);
  const to = quotesEnd;
  if (v128.any_true(v128.or(v128.or(e, f), v128.or(g, h)))) markFeeds(at, bits(e, f, g, h) & valid, quotes, to);
  quotesEnd = to + (<usize>popcnt(quotes) << 2);
  // Four are written whether or not there are so many; the next ones write over what is too much.
  store<u32>(to, <u32>at + <u32>ctz(quotes));
  quotes &= quotes - 1;
  store<u32>(to, <u32>at + <u32>ctz(quotes), 4);
  quotes &= quotes - 1;
  store<u32>(to, <u32>at + <u32>ctz(quotes), 8);
  quotes &= quotes - 1;
  store<u32>(to, <u32>at + <u32>ctz(quotes), 12);
  quotes &= quotes - 1;
  if (quotes) markQuotes(at, quotes, to + 16);
}

/** Eight more at once, for the same reason; hardly any block has more than twelve. */
function markQuotes(at: usize, quotes: u64, to: usize): void {
  for (let i: usize = 0; i < 32; i += 4) {
    store<u32>(to + i, <u32>at + <u32>ctz(quotes));
    quotes &= quotes - 1;
  }
  to += 32;
  while (quotes) {
    store<u32>(to, <u32>at + <u32>ctz(quotes));
    quotes &= quotes - 1;
    to += 4;
  }
}

function markFeeds(at: usize, feeds: u64, quotes: u64, to: usize): void {
  while (feeds) {
    const before = quotes & (feeds - 1) & ~feeds;
    const mark = LINES + (<usize>lines << 3);
    store<u32>(mark, <u32>at + <u32>ctz(feeds));
    store<u32>(mark, <u32>(to + (<usize>popcnt(before) << 2)), 4);
    lines++;
    feeds &= feeds - 1;
  }
}
