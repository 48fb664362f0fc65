// CRC-32 (RFC 1952 section 8), in two ways that give the same value.
//
// Byte by byte with eight tables for headers and ends. For the bulk, division by a sparse multiple of the CRC
// polynomial:
//   x^(128*300) + x^(128*155) + x^(128*117) + x^(128*89) + 1  =  0  (mod the CRC polynomial),
// so sixteen-byte vectors can be divided by it with exclusive-or alone:
//   y[i] = v[i] ^ y[i-145] ^ y[i-183] ^ y[i-211] ^ y[i-300].
// What remains is 300 vectors, whose CRC is the CRC of everything before them too.
// test/lambda/ingest/core/inflate.test.ts checks the congruence itself, and every length around these borders against
// zlib.crc32.

import { CRC_TABLES, RING, RING_SIZE } from './memory';

const DEGREE: u32 = 300;
const MASK: usize = RING_SIZE - 1;

/** Vectors divided so far in this member. */
let vectors: u32 = 0;

export function buildCrcTables(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & (0 - (crc & 1)));
    store<u32>(CRC_TABLES + (byte << 2), crc);
  }
  for (let i: u32 = 256; i < 2048; i++) {
    const previous = load<u32>(CRC_TABLES + ((i - 256) << 2));
    store<u32>(CRC_TABLES + (i << 2), (previous >>> 8) ^ load<u32>(CRC_TABLES + ((previous & 255) << 2)));
  }
}

/** The running (not inverted) CRC after one more byte. */
export function crcByte(crc: u32, byte: u32): u32 {
  return (crc >>> 8) ^ load<u32>(CRC_TABLES + (((crc ^ byte) & 255) << 2));
}

function crcEight(crc: u32, at: usize): u32 {
  const low = load<u32>(at) ^ crc;
  const high = load<u32>(at, 4);
  return (
    load<u32>(CRC_TABLES + 7 * 1024 + ((low & 255) << 2)) ^
    load<u32>(CRC_TABLES + 6 * 1024 + (((low >>> 8) & 255) << 2)) ^
    load<u32>(CRC_TABLES + 5 * 1024 + (((low >>> 16) & 255) << 2)) ^
    load<u32>(CRC_TABLES + 4 * 1024 + ((low >>> 24) << 2)) ^
    load<u32>(CRC_TABLES + 3 * 1024 + ((high & 255) << 2)) ^
    load<u32>(CRC_TABLES + 2 * 1024 + (((high >>> 8) & 255) << 2)) ^
    load<u32>(CRC_TABLES + 1 * 1024 + (((high >>> 16) & 255) << 2)) ^
    load<u32>(CRC_TABLES + ((high >>> 24) << 2))
  );
}

/** Begins the CRC of a member: the ring of quotients is all zero, as if zeros stood before the first byte. */
export function startCrc(): void {
  memory.fill(RING, 0, RING_SIZE);
  vectors = 0;
}

/** Divides the whole vectors between `from` and `to`; returns the address of the first byte it left. */
export function updateCrc(from: usize, to: usize): usize {
  let left = <u32>((to - from) >> 4);
  if (vectors == 0 && left > 0) {
    // The register starts as all ones, which is the same as inverting the first four bytes.
    v128.store(RING, v128.xor(v128.load(from), i32x4(-1, 0, 0, 0)));
    vectors = 1;
    from += 16;
    left--;
  }
  while (left > 0) {
    // Five positions go round the ring; a run ends where the first of them reaches the end of it.
    const write = (<usize>vectors << 4) & MASK;
    const a = (write - 145 * 16) & MASK;
    const b = (write - 183 * 16) & MASK;
    const c = (write - 211 * 16) & MASK;
    const d = (write - 300 * 16) & MASK;
    const farthest = max(max(max(write, a), max(b, c)), d);
    const run = min(left, <u32>((RING_SIZE - farthest) >> 4));
    divide(from, RING + write, RING + a, RING + b, RING + c, RING + d, run);
    vectors += run;
    from += <usize>run << 4;
    left -= run;
  }
  return from;
}

/** `run` vectors, four at a time: constant offsets cost nothing, moving six addresses does. */
function divide(from: usize, write: usize, a: usize, b: usize, c: usize, d: usize, run: u32): void {
  for (; run >= 4; run -= 4) {
    v128.store(write, sum(v128.load(from), v128.load(a), v128.load(b), v128.load(c), v128.load(d)));
    v128.store(write, sum(v128.load(from, 16), v128.load(a, 16), v128.load(b, 16), v128.load(c, 16), v128.load(d, 16)), 16);
    v128.store(write, sum(v128.load(from, 32), v128.load(a, 32), v128.load(b, 32), v128.load(c, 32), v128.load(d, 32)), 32);
    v128.store(write, sum(v128.load(from, 48), v128.load(a, 48), v128.load(b, 48), v128.load(c, 48), v128.load(d, 48)), 48);
    from += 64;
    write += 64;
    a += 64;
    b += 64;
    c += 64;
    d += 64;
  }
  for (let at: usize = 0; at < <usize>run << 4; at += 16) {
    v128.store(write + at, sum(v128.load(from + at), v128.load(a + at), v128.load(b + at), v128.load(c + at), v128.load(d + at)));
  }
}

/** Of polynomials over two elements, where adding is exclusive or. */
@inline
function sum(text: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.xor(text, v128.xor(v128.xor(a, b), v128.xor(c, d)));
}

/** The CRC of the member: what the division left over, then the last bytes, `from` to `to`, fewer than sixteen. */
export function finishCrc(from: usize, to: usize): u32 {
  const first = vectors > DEGREE ? vectors - DEGREE : 0;
  // The last 300 vectors were divided like the rest; from the last to the first, that is taken back.
  for (let i = vectors; i > first; ) {
    i--;
    const at = ring(i);
    let value = v128.load(at);
    if (i - first >= 145) value = v128.xor(value, v128.load(ring(i - 145)));
    if (i - first >= 183) value = v128.xor(value, v128.load(ring(i - 183)));
    if (i - first >= 211) value = v128.xor(value, v128.load(ring(i - 211)));
    v128.store(at, value);
  }
  let crc: u32 = vectors == 0 ? 0xffffffff : 0;
  for (let i = first; i < vectors; i++) {
    crc = crcEight(crc, ring(i));
    crc = crcEight(crc, ring(i) + 8);
  }
  while (from < to) crc = crcByte(crc, load<u8>(from++));
  return ~crc;
}

function ring(vector: u32): usize {
  return RING + ((<usize>vector << 4) & MASK);
}
