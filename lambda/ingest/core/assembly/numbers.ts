// Digits -> numbers, checked: times of day, seconds with three decimals, whole numbers.

/**
 * What millisecondsAt() says of `-1` and of what is neither that nor such a number; minutesBetween() of minutes of two
 * days.
 */
export const ABSENT: i32 = -1;
export const BAD: i32 = i32.MIN_VALUE;

/** What each byte of `:05.000001Z ` must be, and how much more it may be. */
const TIME_FORM: usize = memory.data<u8>([0x3a, 0x30, 0x30, 0x2e, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x5a, 0x20, 0, 0, 0, 0], 16);
const TIME_MOST: usize = memory.data<u8>([0, 5, 9, 0, 9, 9, 9, 9, 9, 9, 0, 0, 255, 255, 255, 255], 16);

/** `:05.000001Z ` behind the minute: sixteen lanes at once, the last four of them free. */
@inline
export function isTime(at: usize): bool {
  return isWithin(v128.xor(v128.load(at), v128.load(TIME_FORM)), v128.load(TIME_MOST));
}

@inline
function isWithin(digits: v128, most: v128): bool {
  return i8x16.bitmask(i8x16.le_u(digits, most)) == 0xffff;
}

const ZERO: u32 = 0x30;

/** Where isTime() holds, the milliseconds since the minute began. */
@inline
export function millisecondsOfMinute(at: usize): u32 {
  const seconds = <u32>load<u8>(at, 1) * 10_000 + <u32>load<u8>(at, 2) * 1000;
  return seconds + <u32>load<u8>(at, 4) * 100 + <u32>load<u8>(at, 5) * 10 + <u32>load<u8>(at, 6) - ZERO * 11_111;
}

/**
 * From the minute `2026-07-01T10:04` at the first address to that at the second, which is known to be one; BAD if it is
 * of another day or no minute.
 */
export function minutesBetween(from: usize, to: usize): i32 {
  const day = v128.and(v128.xor(v128.load(from), v128.load(to)), v128.load(DAY_LANES));
  const hour = pairAt(from + 11);
  const minute = pairAt(from + 14);
  if (v128.any_true(day) || hour > 23 || minute > 59) return BAD;
  return (<i32>pairAt(to + 11) - <i32>hour) * 60 + <i32>pairAt(to + 14) - <i32>minute;
}

/** Of `2026-07-01T10:04` all but the digits of hour and minute. */
const DAY_LANES: usize = memory.data<u8>([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 255, 0, 0], 16);

/** `07` -> 7; of what is no two digits, more than any hour or minute. */
@inline
function pairAt(at: usize): u32 {
  const tens = <u32>load<u8>(at) - ZERO;
  const ones = <u32>load<u8>(at, 1) - ZERO;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 100;
}

const SHORT_TIMES_FORM: usize = memory.data<u8>([
  0x30, 0x2e, 0x30, 0x30, 0x30, 0x20, 0x30, 0x2e, 0x30, 0x30, 0x30, 0x20, 0x30, 0x2e, 0x30, 0x30,
], 16);
const SHORT_TIMES_MOST: usize = memory.data<u8>([9, 0, 9, 9, 9, 0, 9, 0, 9, 9, 9, 0, 9, 0, 9, 9], 16);

/** Bytes of `0.000 0.012 0.000 `: three times below ten seconds, as nearly all are. */
export const SHORT_TIME: usize = 6;
export const SHORT_TIMES: usize = 3 * SHORT_TIME;

@inline
export function areShortTimes(at: usize): bool {
  if (!isWithin(v128.xor(v128.load(at), v128.load(SHORT_TIMES_FORM)), v128.load(SHORT_TIMES_MOST))) return false;
  return load<u8>(at, 17) == 0x20 && <u32>load<u8>(at, 16) - ZERO < 10;
}

/** `0.012` -> 12, where areShortTimes() holds. */
@inline
export function shortMilliseconds(at: usize): i32 {
  const most = <u32>load<u8>(at) * 1000 + <u32>load<u8>(at, 2) * 100;
  return <i32>(most + <u32>load<u8>(at, 3) * 10 + <u32>load<u8>(at, 4) - ZERO * 1111);
}

/** `1234.567` or shorter before `end` -> milliseconds; `-1` -> ABSENT. */
export function millisecondsAt(end: usize, length: usize): i32 {
  if (length == 2 && load<u16>(end - 2) == 0x312d) return ABSENT;
  if (length - 5 > 3) return BAD;
  const digits = (load<u64>(end - 8) ^ 0x3030302e30303030) & topBytes(length);
  // Of the point nothing may be left.
  if (notDigits(digits) | (digits & 0xff00000000)) return BAD;
  return <i32>eightDigits(((digits & 0xffffffff) << 8) | (digits & 0xffffff0000000000));
}

/** The first n bytes of a word, n from 0 to 8; then the last n. */
const FIRST_BYTES: usize = memory.data<u64>([
  0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, 0xffffffffffffffff,
], 16);
const TOP_BYTES: usize = memory.data<u64>([
  0, 0xff00000000000000, 0xffff000000000000, 0xffffff0000000000, 0xffffffff00000000, 0xffffffffff000000, 0xffffffffffff0000,
  0xffffffffffffff00, 0xffffffffffffffff,
], 16);

/** The first `count` bytes in memory of a word, at most eight. */
@inline
export function firstBytes(count: usize): u64 {
  return load<u64>(FIRST_BYTES + (count << 3));
}

@inline
function topBytes(count: usize): u64 {
  return load<u64>(TOP_BYTES + (count << 3));
}

/** Most digits that longWhole() reads: up to 99 TB. */
const WHOLE_MAX: usize = 14;
/** What longWhole() says of anything else. */
export const NOT_WHOLE: u64 = u64.MAX_VALUE;

/** The last `length` bytes before `end`, 1 to 8, the other bytes zero; zero to nine each if they are digits. */
@inline
export function digitsAt(end: usize, length: usize): u64 {
  return (load<u64>(end - 8) ^ 0x3030303030303030) & topBytes(length);
}

/** Not zero if any byte is more than nine. */
@inline
export function notDigits(digits: u64): u64 {
  return ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
}

/** A whole number of at most WHOLE_MAX digits. */
export function longWhole(end: usize, length: usize): u64 {
  if (length - 1 >= WHOLE_MAX) return NOT_WHOLE;
  const low = digitsAt(end, min(length, 8));
  const high = length > 8 ? digitsAt(end - 8, length - 8) : 0;
  return notDigits(low) | notDigits(high) ? NOT_WHOLE : eightDigits(high) * 100_000_000 + eightDigits(low);
}

/** Eight bytes of 0 to 9, the first one lowest, to the number they write. */
@inline
export function eightDigits(digits: u64): u64 {
  const pairs = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  const fours = (pairs * 100 + (pairs >> 16)) & 0x0000ffff0000ffff;
  return (fours * 10000 + (fours >> 32)) & 0xffffffff;
}
