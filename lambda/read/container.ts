/**
 * The first bytes of an object, or of what was unpacked from it -> what they are: a container that is opened, one that
 * is refused in words that help, or text. Neither name nor metadata can be relied on.
 *
 * Sources: RFC 1952 (gzip), RFC 1950 (zlib), RFC 8878 (zstd), and the magic numbers of the other formats as their
 * specifications give them.
 */
import { Failure } from '../catalogue/failures.ts';

/** Bytes needed to tell; the mark of tar comes last. */
export const HEAD_BYTES = 262;

export type Container = 'gzip' | 'zstd' | 'zlib';
export type Encoding = 'bytes' | 'utf-16le' | 'utf-16be';

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The container that is opened, or undefined for text. Throws for one that is not read. */
export function containerOf(head: Uint8Array): Container | undefined {
  if (isGzip(head)) return 'gzip';
  if (isZstd(head)) return 'zstd';
  const start = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const refused = REFUSED.find(({ magic, at = 0 }) => start.startsWith(magic, at));
  if (refused !== undefined) throw new Failure('Container', `the object is ${refused.what}`);
  return isZlib(head) ? 'zlib' : undefined;
}

/**
 * How the text is written: UTF-16 with or without its mark, or bytes that stand for themselves (ASCII, UTF-8, latin1).
 */
export function encodingOf([first = 0, second = 0, third = 0, fourth = 0]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? 'utf-16be' : 'bytes';
}

/** Text in bytes that stand for themselves: what a scanner may read as it is. */
export function isPlainText(head: Uint8Array): boolean {
  try {
    return containerOf(head) === undefined && encodingOf(head) === 'bytes';
  } catch {
    return false;
  }
}

/** Also a skippable frame, which some writers put first. */
function isZstd([first = 0, second, third, fourth]: Uint8Array): boolean {
  if (first === 0x28) return second === 0xb5 && third === 0x2f && fourth === 0xfd;
  return first >> 4 === 5 && second === 0x2a && third === 0x4d && fourth === 0x18;
}

/**
 * Deflate with a window of 32 KB, as everybody writes it, and a header that is its own checksum. `x^` begins no log
 * line.
 */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0x78 && (first * 256 + second) % 31 === 0 && second >> 5 !== 1;
}

const NOT_READ = 'which is not read: store it with gzip, zstd or without compression';
const REFUSED: readonly { readonly magic: string; readonly at?: number; readonly what: string }[] = [
  {
    magic: 'PAR1',
    what: "Parquet, which is not read: set the output format of the log delivery to 'json', 'plain' or 'w3c'",
  },
  {
    magic: '\xff\x06\x00\x00',
    what: "compressed with Snappy, which is not read: set the compression of the transfer task to 'gzip'",
  },
  { magic: 'BZh', what: `compressed with bzip2, ${NOT_READ}` },
  { magic: '\xfd7zXZ\x00', what: `compressed with xz, ${NOT_READ}` },
  { magic: '\x04\x22\x4d\x18', what: `compressed with lz4, ${NOT_READ}` },
  { magic: '\x02\x21\x4c\x18', what: `compressed with lz4 (legacy), ${NOT_READ}` },
  { magic: 'LZIP', what: `compressed with lzip, ${NOT_READ}` },
  { magic: '\x89LZO\x00', what: `compressed with lzop, ${NOT_READ}` },
  { magic: '\x5d\x00\x00', what: `compressed with LZMA, ${NOT_READ}` },
  { magic: '\x1f\x9d', what: `compressed with compress (.Z), ${NOT_READ}` },
  { magic: '\x1f\xa0', what: `compressed with compress (.Z), ${NOT_READ}` },
  { magic: 'PK\x03\x04', what: `a zip archive, ${NOT_READ}` },
  { magic: 'PK\x05\x06', what: `a zip archive, ${NOT_READ}` },
  { magic: 'PK\x07\x08', what: `a zip archive, ${NOT_READ}` },
  { magic: '7z\xbc\xaf\x27\x1c', what: `a 7z archive, ${NOT_READ}` },
  { magic: 'Rar!\x1a\x07', what: `a rar archive, ${NOT_READ}` },
  { magic: 'ustar', at: 257, what: 'a tar archive, which is not read: store each file as an object' },
  { magic: 'Obj\x01', what: 'Avro, which is not read: deliver the log as JSON or text' },
  { magic: 'ORC', what: 'ORC, which is not read: deliver the log as JSON or text' },
  { magic: '\xff\xfe\x00\x00', what: 'text in UTF-32, which is not read: store it in UTF-8' },
  { magic: '\x00\x00\xfe\xff', what: 'text in UTF-32, which is not read: store it in UTF-8' },
];
