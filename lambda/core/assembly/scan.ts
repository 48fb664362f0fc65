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

const QUOTES_FULL: usize = QUOTES + ((QUOTES_MAX - ROOM) << 2);

/** Notes line feeds and quotes until `end` or until there is no more room; returns how far it came. */
function findMarks(at: usize, end: usize): usize {
  const feed = i8x16.splat(0x0a);
  const quote = i8x16.splat(0x22);
  let to = quotesEnd;
  let found = lines;
  while (at < end && found <= LINES_MAX - ROOM && to <= QUOTES_FULL) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let quotes =
      <u64>(<u32>i8x16.bitmask(i8x16.eq(a, quote))) |
      (<u64>(<u32>i8x16.bitmask(i8x16.eq(b, quote))) << 16) |
      (<u64>(<u32>i8x16.bitmask(i8x16.eq(c, quote))) << 32) |
      (<u64>(<u32>i8x16.bitmask(i8x16.eq(d, quote))) << 48);
    const e = i8x16.eq(a, feed);
    const f = i8x16.eq(b, feed);
    const g = i8x16.eq(c, feed);
    const h = i8x16.eq(d, feed);
    // What lies behind the end of the window is not text of this object.
    const valid = end - at < 64 ? ((<u64>1) << <u64>(end - at)) - 1 : u64.MAX_VALUE;
    quotes &= valid;
    if (v128.any_true(v128.or(v128.or(e, f), v128.or(g, h)))) {
      let feeds =
        <u64>(<u32>i8x16.bitmask(e)) |
        (<u64>(<u32>i8x16.bitmask(f)) << 16) |
        (<u64>(<u32>i8x16.bitmask(g)) << 32) |
        (<u64>(<u32>i8x16.bitmask(h)) << 48);
      feeds &= valid;
      while (feeds) {
        const before = quotes & (feeds - 1) & ~feeds;
        store<u32>(LINES + (<usize>found << 3), <u32>(at + <usize>ctz(feeds)));
        store<u32>(LINES + (<usize>found << 3), <u32>(to + (<usize>popcnt(before) << 2)), 4);
        found++;
        feeds &= feeds - 1;
      }
    }
    const count = <usize>popcnt(quotes);
    // Four are written whether or not there are so many; the next ones write over what is too much.
    store<u32>(to, <u32>(at + <usize>ctz(quotes)));
    quotes &= quotes - 1;
    store<u32>(to, <u32>(at + <usize>ctz(quotes)), 4);
    quotes &= quotes - 1;
    store<u32>(to, <u32>(at + <usize>ctz(quotes)), 8);
    quotes &= quotes - 1;
    store<u32>(to, <u32>(at + <usize>ctz(quotes)), 12);
    quotes &= quotes - 1;
    let further = to + 16;
    while (quotes) {
      store<u32>(further, <u32>(at + <usize>ctz(quotes)));
      quotes &= quotes - 1;
      further += 4;
    }
    to += count << 2;
    at += 64;
  }
  quotesEnd = to;
  lines = found;
  return min(at, end);
}
