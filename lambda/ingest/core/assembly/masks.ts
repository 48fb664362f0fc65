// Where a byte stands among the next 48 or 64, sixteen lanes at a time.
//
// Patterns of sixteen bytes are loaded, not written as constants: a load is one instruction, a constant is made anew in
// three or four wherever it is used.

/** Sixteen spaces. */
export const SPACES: usize = memory.data<u8>([
  0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20,
], 16);

/** One bit for each of the 64 lanes of four comparisons. */
@inline
export function bits64(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>i8x16.bitmask(a) | (<u32>i8x16.bitmask(b) << 16);
  const high = <u32>i8x16.bitmask(c) | (<u32>i8x16.bitmask(d) << 16);
  return <u64>low | (<u64>high << 32);
}

/** One bit for each of 64 bytes that is `byte`. */
@inline
export function mask64(at: usize, byte: v128): u64 {
  return bits64(
    i8x16.eq(v128.load(at), byte), i8x16.eq(v128.load(at, 16), byte), i8x16.eq(v128.load(at, 32), byte), i8x16.eq(v128.load(at, 48), byte),
  );
}

/** As mask64(), for 48 bytes. */
@inline
export function mask48(at: usize, byte: v128): u64 {
  const a = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), byte));
  const b = <u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)));
  return <u64>(a | (b << 16)) | (c << 32);
}

/** All bits but the lowest one that is set. */
@inline
export function withoutLowest(bits: u64): u64 {
  return bits & (bits - 1);
}

@inline
export function below(count: usize): u64 {
  return count >= 64 ? u64.MAX_VALUE : ((<u64>1) << <u64>count) - 1;
}

/** The next space, or the end. */
@inline
export function endOfBare(at: usize, end: usize): usize {
  const spaces = v128.load(SPACES);
  while (at < end) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), spaces));
    if (found) return min(at + <usize>ctz(found), end);
    at += 16;
  }
  return end;
}
