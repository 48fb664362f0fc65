// JSON (RFC 8259) that does not matter: passed over, but checked. A text that is no JSON is never taken for some.

export const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const DEPTH_MAX: u32 = 32;

@inline
export function skipSpace(at: usize, end: usize): usize {
  while (at < end && isSpace(load<u8>(at))) at++;
  return at;
}

@inline
function isSpace(byte: u8): bool {
  return byte == 0x20 || byte == 0x09 || byte == 0x0d;
}

/** Behind a string without escapes; 0 if it has any, or control characters, or does not end. */
export function skipPlainString(at: usize, end: usize): usize {
  at = findSpecial(at + 1, end);
  return at < end && load<u8>(at) == QUOTE ? at + 1 : 0;
}

/** Behind a string; 0 if it is none. */
function skipString(at: usize, end: usize): usize {
  at++;
  while (true) {
    at = findSpecial(at, end);
    if (at >= end) return 0;
    const byte = load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte != BACKSLASH) return 0;
    at = skipEscape(at, end);
    if (at == 0) return 0;
  }
}

function skipEscape(at: usize, end: usize): usize {
  const byte = load<u8>(at, 1);
  if (byte == 0x75) {
    if (at + 6 > end) return 0;
    for (let i: usize = 2; i < 6; i++) if (!isHex(load<u8>(at + i))) return 0;
    return at + 6;
  }
  const isKnown =
    byte == QUOTE || byte == BACKSLASH || byte == 0x2f || byte == 0x62 || byte == 0x66 || byte == 0x6e || byte == 0x72 || byte == 0x74;
  return isKnown ? at + 2 : 0;
}

@inline
function isHex(byte: u8): bool {
  return <u32>byte - 0x30 < 10 || (<u32>byte | 0x20) - 0x61 < 6;
}

/** The next quote, backslash or control character, or the end. */
function findSpecial(at: usize, end: usize): usize {
  const quotes = v128.splat<u8>(QUOTE);
  const backslashes = v128.splat<u8>(BACKSLASH);
  const controls = v128.splat<u8>(0x20);
  for (; at < end; at += 16) {
    const text = v128.load(at);
    const special = v128.or(v128.or(i8x16.eq(text, quotes), i8x16.eq(text, backslashes)), i8x16.lt_u(text, controls));
    const found = i8x16.bitmask(special);
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}

/** Behind any value; 0 if it is none, or nested too deep. */
export function skipValue(at: usize, end: usize, depth: u32): usize {
  if (at >= end || depth > DEPTH_MAX) return 0;
  const byte = load<u8>(at);
  if (byte == QUOTE) return skipString(at, end);
  if (byte == 0x7b) return skipObject(at, end, depth);
  return byte == 0x5b ? skipArray(at, end, depth) : skipScalar(at, end);
}

function skipObject(at: usize, end: usize, depth: u32): usize {
  return skipMembers(at, end, depth, OBJECT_END);
}

function skipArray(at: usize, end: usize, depth: u32): usize {
  return skipMembers(at, end, depth, ARRAY_END);
}

/** What closes an object and an array. */
export const OBJECT_END: u8 = 0x7d;
const ARRAY_END: u8 = 0x5d;

/** Behind an object or an array; only members of an object have names. */
@inline
function skipMembers(at: usize, end: usize, depth: u32, close: u8): usize {
  at = skipSpace(at + 1, end);
  if (load<u8>(at) == close) return at + 1;
  while (true) {
    if (close == OBJECT_END) {
      at = skipName(at, end);
      if (at == 0) return 0;
    }
    at = skipValue(at, end, depth + 1);
    if (at == 0) return 0;
    at = skipSpace(at, end);
    const next = load<u8>(at);
    if (next == close) return at + 1;
    if (next != 0x2c) return 0;
    at = skipSpace(at + 1, end);
  }
  return 0;
}

/** Behind a name, its colon and spaces; 0 if it is none. */
@inline
function skipName(at: usize, end: usize): usize {
  if (at >= end || load<u8>(at) != QUOTE) return 0;
  at = skipString(at, end);
  if (at == 0) return 0;
  at = skipSpace(at, end);
  return load<u8>(at) == 0x3a ? skipSpace(at + 1, end) : 0;
}

/** Behind a number, true, false or null. */
export function skipScalar(at: usize, end: usize): usize {
  const word = load<u32>(at);
  if (word == 0x6c6c756e || word == 0x65757274) return at + 4 <= end ? at + 4 : 0;
  if (word == 0x736c6166) return at + 5 <= end && load<u8>(at, 4) == 0x65 ? at + 5 : 0;
  if (load<u8>(at) == 0x2d) at++;
  const whole = skipDigits(at);
  if (whole == at || (load<u8>(at) == 0x30 && whole != at + 1)) return 0;
  at = whole;
  if (load<u8>(at) == 0x2e) {
    const decimals = skipDigits(at + 1);
    if (decimals == at + 1) return 0;
    at = decimals;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    if (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d) at++;
    const exponent = skipDigits(at);
    if (exponent == at) return 0;
    at = exponent;
  }
  return at <= end ? at : 0;
}

/** The line feed behind the line ends it. */
@inline
function skipDigits(at: usize): usize {
  while (<u32>load<u8>(at) - 0x30 < 10) at++;
  return at;
}

/**
 * Behind the object at `at`, which need not be sound: where as many braces and brackets close as opened, strings passed
 * over; 0 if that does not come before a line feed, or the end. As lambda/read/json-cutter.ts cuts records.
 */
export function endOfObject(at: usize, end: usize): usize {
  let depth: u32 = 0;
  let inString = false;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == 0x0a) return 0;
    if (inString) {
      if (byte == BACKSLASH && load<u8>(at, 1) != 0x0a) at++;
      else if (byte == QUOTE) inString = false;
    } else if (byte == QUOTE) inString = true;
    else if (byte == 0x7b || byte == 0x5b) depth++;
    else if ((byte == 0x7d || byte == 0x5d) && --depth == 0) return at + 1;
  }
  return 0;
}

/** The first byte that is none between records: spaces and commas. */
export function skipBetween(at: usize, end: usize): usize {
  while (at < end && (isSpace(load<u8>(at)) || load<u8>(at) == 0x2c)) at++;
  return at;
}
