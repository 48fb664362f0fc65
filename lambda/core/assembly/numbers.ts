// Digits -> numbers, eight at a time, checked: times of day, seconds with three decimals, whole numbers.

/** What millisecondsAt() says of `-1` and of what is neither that nor such a number. */
export const ABSENT: i32 = -1;
export const BAD: i32 = -2;

/** `:05.000001Z ` behind the minute: sixteen lanes at once, the last four of them free. */
@inline
export function isTime(at: usize): bool {
  const digits = v128.xor(v128.load(at), TIME_FORM);
  return i8x16.all_true(i8x16.le_u(digits, TIME_MOST));
}

const TIME_FORM: v128 = i8x16(0x3a, 0x30, 0x30, 0x2e, 0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x5a, 0x20, 0, 0, 0, 0);
const TIME_MOST: v128 = i8x16(0, 5, 9, 0, 9, 9, 9, 9, 9, 9, 0, 0, -1, -1, -1, -1);

/** `1234.567` or shorter before `end` -> milliseconds; `-1` -> ABSENT. The words before the digits are overwritten by zeros. */
@inline
export function millisecondsAt(end: usize, length: usize): i32 {
  if (length == 2 && load<u16>(end - 2) == 0x312d) return ABSENT;
  if (length - 5 > 3) return BAD;
  const shift = <u64>(64 - (length << 3));
  const digits = ((load<u64>(end - 8) ^ 0x3030302e30303030) >> shift) << shift;
  if (((digits + 0x7676767f76767676) | digits) & 0x8080808080808080) return BAD;
  return <i32>eightDigits(((digits & 0xffffffff) << 8) | (digits & 0xffffff0000000000));
}

/** Are these 1 to 8 digits? */
@inline
export function isWhole(end: usize, length: usize): bool {
  if (length - 1 > 7) return false;
  const shift = <u64>(64 - (length << 3));
  const digits = ((load<u64>(end - 8) ^ 0x3030303030303030) >> shift) << shift;
  return (((digits + 0x7676767676767676) | digits) & 0x8080808080808080) == 0;
}

@inline
export function wholeAt(end: usize, length: usize): u64 {
  const shift = <u64>(64 - (length << 3));
  return eightDigits(((load<u64>(end - 8) ^ 0x3030303030303030) >> shift) << shift);
}

/** Eight bytes of 0 to 9, the first one lowest, to the number they write. */
@inline
function eightDigits(digits: u64): u64 {
  const pairs = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  const fours = (pairs * 100 + (pairs >> 16)) & 0x0000ffff0000ffff;
  return (fours * 10000 + (fours >> 32)) & 0xffffffff;
}
