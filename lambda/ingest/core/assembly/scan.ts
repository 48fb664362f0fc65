// The window of unpacked text -> lines, each read where it lies. What follows the last line feed is left for the next
// window.

import { forgetCounters, hasRoomForCounters } from './counters';
import { line, oddLine } from './line';
import { below, bits64, withoutLowest } from './masks';
import { MARKS } from './memory';
import { forgetOutlying, hasRoomForOutlying } from './outlying';
import { forgetServices } from './service';
import { forgetWaiting, showWaiting } from './slowest';
import { forgetObject, forgetWords, hasRoom } from './words';

/** The host takes all counters; every word is unknown afterwards. */
@external('host', 'drain')
declare function hostDrain(): void;
/** The host takes the outlying values only. */
@external('host', 'drainOutlying')
declare function hostDrainOutlying(): void;

export function forget(): void {
  forgetWords();
  forgetCounters();
  forgetServices();
}

/** To be called before an object; some of the words of the one before are still known. */
export function begin(): void {
  forgetCounters();
  forgetServices();
  forgetWaiting();
  forgetObject();
}

/**
 * Bytes searched before the lines in them are read: finding marks ahead lets the processor work on several lines at
 * once.
 */
const BATCH: usize = 0x4000;
/** More quotes than any readable line has; of a line with more, the others are forgotten. */
const UNREADABLE: usize = MARKS + (64 << 2);
const LINE_FEED: u8 = 0x0a;

/** How many quotes the line before had, which is how many the next one has. */
let usualQuotes: usize = 0;

/** Reads the lines from `from` on that end before `end`; returns where the first one begins that does not. */
export function scan(from: usize, end: usize): usize {
  let searched = from;
  let marksEnd = MARKS;
  while (searched < end) {
    const stop = min(searched + BATCH, end);
    marksEnd = findMarks(searched, stop, marksEnd);
    searched = stop;
    let marks = MARKS;
    while (true) {
      let feed = marks + (usualQuotes << 2);
      if (feed >= marksEnd || load<u8>(load<u32>(feed), 1) != LINE_FEED) {
        feed = findFeed(marks, marksEnd);
        if (feed == 0) break;
        usualQuotes = (feed - marks) >> 2;
      }
      makeRoom();
      if (!line(from, load<u32>(feed) + 1, marks, <u32>(feed - marks) >> 2)) {
        // Perhaps what was taken for one line is several: only a line that could be read has been seen as a whole.
        feed = findFeed(marks, marksEnd);
        oddLine(from, load<u32>(feed) + 1);
      }
      from = load<u32>(feed) + 2;
      marks = feed + 4;
    }
    memory.copy(MARKS, marks, marksEnd - marks);
    marksEnd = min(marksEnd - (marks - MARKS), UNREADABLE);
  }
  showWaiting();
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

/** The first mark that is a line feed; 0 if there is none. */
function findFeed(marks: usize, marksEnd: usize): usize {
  for (; marks < marksEnd; marks += 4) {
    if (load<u8>(load<u32>(marks), 1) == LINE_FEED) return marks;
  }
  return 0;
}

/** Sixteen quotes, sixteen line feeds. */
const QUOTES: usize = memory.data<u8>([
  0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22,
], 16);
const LINE_FEEDS: usize = memory.data<u8>([
  0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a, 0x0a,
], 16);

/**
 * Writes the address before each quote and line feed between `at` and `end` to `to` and on; returns where the next one
 * goes.
 */
function findMarks(at: usize, end: usize, to: usize): usize {
  const quote = v128.load(QUOTES);
  const feed = v128.load(LINE_FEEDS);
  // Marks are addresses less one.
  for (at--; at + 64 < end; at += 64) {
    to = writeMarks(at, marksIn(at, quote, feed), to);
  }
  // What lies behind the end of the window is not text of this object.
  const rest = end - at - 1;
  return rest == 0 ? to : writeMarks(at, marksIn(at, quote, feed) & below(rest), to);
}

/** A bit for each of the 64 bytes behind `at` that is one of the two. */
@inline
function marksIn(at: usize, quote: v128, feed: v128): u64 {
  return bits64(
    areMarks(v128.load(at, 1), quote, feed), areMarks(v128.load(at, 17), quote, feed), areMarks(v128.load(at, 33), quote, feed),
    areMarks(v128.load(at, 49), quote, feed),
  );
}

@inline
function areMarks(text: v128, quote: v128, feed: v128): v128 {
  return v128.or(i8x16.eq(text, quote), i8x16.eq(text, feed));
}

@inline
function writeMarks(at: usize, found: u64, to: usize): usize {
  const next = to + (<usize>popcnt(found) << 2);
  found = writeFour(at, found, to);
  if (found) writeMore(at, found, to + 16);
  return next;
}

/** Writes four whether or not there are so many, the next ones write over what is too much; returns what is left. */
@inline
function writeFour(at: usize, found: u64, to: usize): u64 {
  store<u32>(to, <u32>at + <u32>ctz(found));
  found = withoutLowest(found);
  store<u32>(to, <u32>at + <u32>ctz(found), 4);
  found = withoutLowest(found);
  store<u32>(to, <u32>at + <u32>ctz(found), 8);
  found = withoutLowest(found);
  store<u32>(to, <u32>at + <u32>ctz(found), 12);
  return withoutLowest(found);
}

function writeMore(at: usize, found: u64, to: usize): void {
  do {
    found = writeFour(at, found, to);
    to += 16;
  } while (found);
}
