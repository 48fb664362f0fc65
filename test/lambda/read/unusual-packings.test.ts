/**
 * What writers of gzip and text may do and seldom do: header fields, empty members, other ways to compress, other line
 * ends. The lines stay the same.
 */
import { readFileSync } from 'node:fs';
import { constants, crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ingestText, sums } from '../formats/ingested.ts';

const SAMPLES = [
  ['alb-access', 'alb-access/constructed-edge-cases.log'],
  ['alb-connection', 'alb-connection/constructed-connection.log'],
  ['alb-health-check', 'alb-health-check/constructed-health-check.log'],
  ['clb-access', 'clb-access/constructed-clb.log'],
  ['nlb-access', 'nlb-access/constructed-nlb.log'],
  ['cloudfront', 'cloudfront/constructed-v1.log'],
  ['waf', 'waf/constructed-waf.ndjson'],
  ['baidu-blb', 'baidu-blb/constructed-blb-l7.ndjson'],
  ['jdcloud-alb', 'jdcloud-alb/constructed-alb-access.ndjson'],
] as const;

/** A gzip member by hand. Source: RFC 1952, 2.3: flags FHCRC 2, FEXTRA 4, FNAME 8, FCOMMENT 16. */
function member(text: Buffer, flags: number, fields: Buffer): Buffer {
  const head = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 2, 3]), fields]);
  const checked = (flags & 2) === 0 ? head : Buffer.concat([head, uint(crc32(head) & 0xffff, 2)]);
  return Buffer.concat([checked, deflateRawSync(text), uint(crc32(text), 4), uint(text.length, 4)]);
}

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value >>> 0, 0, bytes);
  return buffer;
}

const extra = Buffer.concat([uint(6, 2), Buffer.from('AP\x02\x00hi')]);
const name = Buffer.from('a log \xe9.log\0', 'latin1');
const comment = Buffer.from('made by hand\0');
const empty = gzipSync('');
const linesOf = (text: Buffer): Buffer[] =>
  text
    .toString('latin1')
    .split(/(?<=\n)/)
    .map((line) => Buffer.from(line, 'latin1'));

const PACKINGS: Readonly<Record<string, (text: Buffer) => Buffer>> = {
  'a file name': (text) => member(text, 8, name),
  'a comment': (text) => member(text, 16, comment),
  'an extra field': (text) => member(text, 4, extra),
  'a checksum of the header': (text) => member(text, 2, Buffer.alloc(0)),
  'all fields of the header': (text) => member(text, 31, Buffer.concat([extra, name, comment])),
  'an empty member first': (text) => Buffer.concat([empty, gzipSync(text)]),
  'an empty member last': (text) => Buffer.concat([gzipSync(text), empty]),
  'empty members on both sides, and zeros': (text) =>
    Buffer.concat([empty, empty, gzipSync(text), empty, Buffer.alloc(512)]),
  'a member for each line': (text) => Buffer.concat(linesOf(text).map((line) => gzipSync(line))),
  'a member cut within a line': (text) =>
    Buffer.concat([gzipSync(text.subarray(0, text.length >> 1)), gzipSync(text.subarray(text.length >> 1))]),
  'nothing compressed': (text) => gzipSync(text, { level: 0 }),
  'fixed codes': (text) => gzipSync(text, { strategy: constants.Z_FIXED }),
  'codes alone': (text) => gzipSync(text, { strategy: constants.Z_HUFFMAN_ONLY }),
  'runs alone': (text) => gzipSync(text, { strategy: constants.Z_RLE }),
  'the smallest window': (text) => gzipSync(text, { windowBits: 9 }),
  'two frames of zstd with checksums': (text) => {
    const params = { [constants.ZSTD_c_checksumFlag]: 1 };
    const half = text.length >> 1;
    return Buffer.concat(
      [text.subarray(0, half), text.subarray(half)].map((part) => zstdCompressSync(part, { params })),
    );
  },
  'gzip within zstd': (text) => zstdCompressSync(gzipSync(text)),
};

describe.each(SAMPLES)('%s', (format, path) => {
  const text = readFileSync(new URL(`../../logs/${path}`, import.meta.url));
  const plain = ingestText(format, text);

  test.each(Object.keys(PACKINGS))('with %s', async (packing) => {
    const expected = await plain;
    const packed = await ingestText(format, PACKINGS[packing]?.(text) ?? Buffer.alloc(0));
    expect(packed.lines).toEqual(expected.lines);
    expect(sums(packed)).toEqual(sums(expected));
  });
});
