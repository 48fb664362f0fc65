// The text of one value -> a number. What is not written just so is odd: then the line is for the reference parser,
// which knows every way to write it. The results are those of Number() on the same digits: whole numbers below 2^53 and
// powers of ten are exact, so their quotient is the nearest double.

/** Is anything about the line at hand not just so? */
export let isOdd: bool = false;

export function setOdd(odd: bool): void {
  isOdd = odd;
}

export const ZERO: u32 = 0x30;
export const POINT: u8 = 0x2e;
const DIGITS_MAX: usize = 15;

const POWERS: usize = memory.data<f64>([1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15], 16);

/** `-` and nothing at all. */
@inline
function isAbsent(at: usize, length: usize): bool {
  return length == 0 || (length == 1 && load<u8>(at) == 0x2d);
}

/** `12`, `0.012`; NaN for `-`, `-1` and nothing. As `seconds` of lambda/formats/fields.ts, but for what is odd. */
export function secondsIn(at: usize, end: usize): f64 {
  const length = end - at;
  if (isAbsent(at, length) || (length == 2 && load<u16>(at) == 0x312d)) return NaN;
  if (length > DIGITS_MAX + 1) return odd();
  let digits: u64 = 0;
  let point: usize = 0;
  for (let p = at; p < end; p++) {
    const digit = <u32>load<u8>(p) - ZERO;
    if (digit < 10) digits = digits * 10 + digit;
    else if (load<u8>(p) == POINT && point == 0 && p != at && p + 1 != end) point = p;
    else return odd();
  }
  if ((point == 0 ? end : point) - at > 9) return odd();
  return point == 0 ? <f64>digits : <f64>digits / load<f64>(POWERS + ((end - point - 1) << 3));
}

/** `512`; NaN for `-` and nothing. As `bytes` of lambda/formats/fields.ts, but for what is odd. */
export function wholeIn(at: usize, end: usize): f64 {
  const length = end - at;
  if (isAbsent(at, length)) return NaN;
  if (length > DIGITS_MAX) return odd();
  let digits: u64 = 0;
  for (let p = at; p < end; p++) {
    const digit = <u32>load<u8>(p) - ZERO;
    if (digit > 9) return odd();
    digits = digits * 10 + digit;
  }
  return <f64>digits;
}

const PORT_MAX: f64 = 65535;

/** A port, which has to be there. */
export function checkPort(at: usize, end: usize): void {
  const port = wholeIn(at, end);
  if (!(port <= PORT_MAX)) isOdd = true;
}

const MILLIS_LEAST: f64 = 1e12;
const MILLIS_MOST: f64 = 1e13;

/** Milliseconds since 1970, between 2001 and 2286. */
export function epochMillisecondsIn(at: usize, end: usize): f64 {
  const millis = wholeIn(at, end);
  return millis >= MILLIS_LEAST && millis < MILLIS_MOST ? millis : odd();
}

/** Seven days, as lambda/formats/alb-access.ts has it. */
const ELAPSED_MOST: f64 = 604_800_000;

/**
 * Seconds between two moments; NaN where that says nothing, as elapsedSeconds() of lambda/formats/alb-access.ts has it.
 */
export function elapsedSeconds(from: f64, to: f64): f64 {
  const millis = to - from;
  if (millis == -1) return 0;
  return millis >= 0 && millis <= ELAPSED_MOST ? millis / 1000 : NaN;
}

export function odd(): f64 {
  isOdd = true;
  return NaN;
}
