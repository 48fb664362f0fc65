// A line of delimited text -> where its fields begin and end. Two ways to write them: fields between separators,
// whatever is in them; or the way of the ELB logs, where a field in quotes may hold spaces (lambda/formats/fields.ts).

import { endOfBare, mask64, withoutLowest } from './masks';
import { FIELD_ENDS, FIELD_STARTS, FIELDS_MAX } from './memory';
import { setOdd } from './values';

const LINE_FEED: u8 = 0x0a;
const SPACE: u8 = 0x20;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;

/** Of the line at hand; FIELDS_MAX and more are odd, so that the last place never has a field. */
export let fieldCount: u32 = 0;
let separator: u8 = SPACE;
let hasQuotes: bool = false;

export function setColumns(byte: u32, quotes: bool): void {
  separator = <u8>byte;
  hasQuotes = quotes;
}

/** Finds the fields of the line at `start`; returns where its line feed is, 0 if it does not end before `end`. */
export function readColumns(start: usize, end: usize): usize {
  fieldCount = 0;
  const first = load<u8>(start);
  // Comments, and JSON between lines of text.
  if (first == 0x23 || first == 0x7b) setOdd(true);
  const feed = hasQuotes ? readQuoted(start, end) : readPlain(start, end);
  if (feed == 0) return 0;
  // What may be cut off the end is for the reference parser to cut, and so is a field or line that is empty.
  const last = load<u8>(feed - 1);
  if (feed == start || last <= SPACE || last >= 0x7f || fieldCount >= FIELDS_MAX) setOdd(true);
  return feed;
}

@inline
function addField(start: usize, end: usize): void {
  if (fieldCount < FIELDS_MAX) {
    store<u32>(FIELD_STARTS + (<usize>fieldCount << 2), <u32>start);
    store<u32>(FIELD_ENDS + (<usize>fieldCount << 2), <u32>end);
  }
  fieldCount++;
}

function readPlain(start: usize, end: usize): usize {
  const separators = v128.splat<u8>(separator);
  const feeds = v128.splat<u8>(LINE_FEED);
  let field = start;
  for (let at = start; at < end; at += 64) {
    let found = mask64(at, separators) | mask64(at, feeds);
    while (found != 0) {
      const place = at + <usize>ctz(found);
      if (place >= end) return 0;
      addField(field, place);
      if (load<u8>(place) == LINE_FEED) return place;
      field = place + 1;
      found = withoutLowest(found);
    }
  }
  return 0;
}

function readQuoted(start: usize, end: usize): usize {
  const feed = find(LINE_FEED, start, end);
  if (feed == end) return 0;
  let at = start;
  while (at < feed) {
    if (load<u8>(at) == QUOTE) {
      const close = find(QUOTE, at + 1, feed);
      // Only a quote that surely ends the field.
      if (close == feed || (close + 1 != feed && load<u8>(close, 1) != SPACE) || load<u8>(close - 1) == BACKSLASH) {
        setOdd(true);
        return feed;
      }
      addField(at + 1, close);
      at = close + 2;
    } else {
      const space = endOfBare(at, feed);
      addField(at, space);
      at = space + 1;
    }
  }
  return feed;
}

/** The first such byte, or the end. */
export function find(byte: u8, at: usize, end: usize): usize {
  const bytes = v128.splat<u8>(byte);
  for (; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), bytes));
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}
