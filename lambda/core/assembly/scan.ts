// The window of unpacked text -> lines, each read where it lies. What follows the last line feed is left for the next window.

import { forgetCounters, forgetOutlying, hasRoomForCounters, hasRoomForOutlying } from './counters';
import { line } from './line';
import { LINE_ENDS, LINE_ENDS_MAX } from './memory';
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

/** Reads the lines from `from` on that end before `end`; returns where the first one begins that does not. */
export function scan(from: usize, end: usize): usize {
  let searched = from;
  while (searched < end) {
    // Finding the ends ahead of reading lets the processor work on several lines at once.
    let ends: u32 = 0;
    while (searched < end && ends <= LINE_ENDS_MAX - 64) {
      ends = findEnds(searched, end, ends);
      searched += 64;
    }
    for (let i: u32 = 0; i < ends; i++) {
      const lineEnd = <usize>load<u32>(LINE_ENDS + (i << 2));
      if (!hasRoom() || !hasRoomForCounters()) {
        hostDrain();
        forget();
      } else if (!hasRoomForOutlying()) {
        hostDrainOutlying();
        forgetOutlying();
      }
      line(from, lineEnd);
      from = lineEnd + 1;
    }
  }
  return from;
}

/** Appends the addresses of the line feeds among 64 bytes; returns how many addresses there are now. */
@inline
function findEnds(at: usize, end: usize, ends: u32): u32 {
  const feed = i8x16.splat(0x0a);
  const a = i8x16.eq(v128.load(at), feed);
  const b = i8x16.eq(v128.load(at, 16), feed);
  const c = i8x16.eq(v128.load(at, 32), feed);
  const d = i8x16.eq(v128.load(at, 48), feed);
  if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) return ends;
  let found =
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48);
  // What lies behind the end of the window is not text of this object.
  if (end - at < 64) found &= ((<u64>1) << <u64>(end - at)) - 1;
  while (found) {
    store<u32>(LINE_ENDS + (ends++ << 2), <u32>(at + <usize>ctz(found)));
    found &= found - 1;
  }
  return ends;
}
