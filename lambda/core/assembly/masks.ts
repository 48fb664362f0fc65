// Where a byte stands among the next 48 or 64, sixteen lanes at a time.

/** One bit for each of 64 bytes that is `byte`. */
@inline
export function mask(at: usize, byte: v128): u64 {
  const a = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), byte)));
  const b = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte)));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)));
  const d = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), byte)));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** As mask(), for 48 bytes. */
@inline
export function mask48(at: usize, byte: v128): u64 {
  const a = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), byte));
  const b = <u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte)));
  return <u64>(a | (b << 16)) | (c << 32);
}

@inline
export function below(count: usize): u64 {
  return count >= 64 ? u64.MAX_VALUE : ((<u64>1) << <u64>count) - 1;
}

/** The next space, or the end. */
@inline
export function endOfBare(at: usize, end: usize): usize {
  while (at < end) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(0x20)));
    if (found) return min(at + <usize>ctz(found), end);
    at += 16;
  }
  return end;
}
