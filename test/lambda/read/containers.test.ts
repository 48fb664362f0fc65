/** The same log in any container and encoding that is read is the same log; in any other it fails, loudly. */
import { Readable } from 'node:stream';
import { constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../../lambda/catalogue/failures.ts';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { NO_FACTS } from '../../../lambda/formats/format.ts';
import { ingest } from '../../../lambda/ingest/ingest.ts';
import { readObject } from '../../../lambda/ingest/reference.ts';
import { unpack } from '../../../lambda/read/unpack.ts';
import { soundLines } from '../../../local/generate/families.ts';
import { albLine } from '../../support/alb-line.ts';
import { rounds } from '../../support/rounds.ts';
import { expectSame } from '../../support/same.ts';
import { named, sample } from '../formats/entries.ts';
import { sums } from '../formats/ingested.ts';

type Wrap = (text: Buffer) => Buffer;

const utf16be: Wrap = (text) => Buffer.from(text.toString('utf8'), 'utf16le').swap16();
const utf16le: Wrap = (text) => Buffer.from(text.toString('utf8'), 'utf16le');
const BOM = Buffer.from('\ufeff');
const inHalves =
  (wrap: Wrap): Wrap =>
  (text) => {
    const middle = text.indexOf('\n', text.length / 2) + 1;
    return Buffer.concat([wrap(text.subarray(0, middle)), wrap(text.subarray(middle))]);
  };
const padded =
  (wrap: Wrap, zeros: number): Wrap =>
  (text) =>
    Buffer.concat([wrap(text), Buffer.alloc(zeros)]);
const plain: Wrap = (text) => text;
const gzip: Wrap = (text) => gzipSync(text);
const zstd: Wrap = (text) => zstdCompressSync(text);
const zstdWithChecksum: Wrap = (text) =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 9 } });
/** A frame that decoders pass over, as parallel writers put before or behind the others. */
const SKIPPABLE = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), Buffer.from('hello')]);

const READ: [string, Wrap][] = [
  ['plain', plain],
  ['gzip', gzip],
  ['gzip in gzip', (text) => gzip(gzip(text))],
  ['gzip in gzip in gzip', (text) => gzip(gzip(gzip(text)))],
  ['gzip of several members', inHalves(gzip)],
  ['gzip in gzip, several members in each', (text) => inHalves(gzip)(inHalves(gzip)(text))],
  ['zstd', zstd],
  ['zstd with a checksum', zstdWithChecksum],
  ['zstd of several frames', inHalves(zstd)],
  ['zstd with frames to skip', (text) => Buffer.concat([SKIPPABLE, inHalves(zstd)(text), SKIPPABLE])],
  ['zstd in gzip', (text) => gzip(zstd(text))],
  ['gzip in zstd', (text) => zstd(gzip(text))],
  ['zlib', (text) => deflateSync(text)],
  ['zlib in gzip', (text) => gzip(deflateSync(text))],
  ['a mark of UTF-8', (text) => Buffer.concat([BOM, text])],
  ['a mark of UTF-8 in gzip', (text) => gzip(Buffer.concat([BOM, text]))],
  ['a mark of UTF-8 in each member of gzip', inHalves((text) => gzip(Buffer.concat([BOM, text])))],
  ['UTF-16 LE', (text) => utf16le(Buffer.concat([BOM, text]))],
  ['UTF-16 BE', (text) => utf16be(Buffer.concat([BOM, text]))],
  ['UTF-16 LE without a mark', utf16le],
  ['UTF-16 BE without a mark', utf16be],
  ['UTF-16 LE in gzip', (text) => gzip(utf16le(Buffer.concat([BOM, text])))],
  ['UTF-16 BE in gzip, without a mark', (text) => gzip(utf16be(text))],
  ['zeros at the end', padded(plain, 1000)],
  ['3 MB of zeros at the end', padded(plain, 3 * 1024 * 1024)],
  ['zeros at the end, without a line feed', (text) => padded(plain, 1000)(text.subarray(0, -1))],
  ['zeros at the end, in gzip', padded((text) => gzip(padded(plain, 200_000)(text)), 0)],
  ['zeros behind gzip', padded(gzip, 300_000)],
  ['zeros behind zstd', padded(zstd, 300_000)],
  ['zeros behind zlib', padded((text) => deflateSync(text), 3)],
  ['UTF-16 with zeros at the end', padded(utf16le, 1000)],
];

const LOGS: [format: string, text: Buffer][] = [
  [
    'alb-access',
    Buffer.from(
      Array.from({ length: rounds(100, 300) }, (_, i) => `${albLine({ times: `0.001 0.${100 + i} 0.000` })}\n`).join(
        '',
      ),
    ),
  ],
  ['clb-access', Buffer.from(`${soundLines('clb-access', rounds(20, 60), 3).join('\n')}\n`)],
  ['alb-connection', Buffer.from(`${soundLines('alb-connection', rounds(20, 60), 3).join('\n')}\n`)],
  ['nlb-access', Buffer.from(`${soundLines('nlb-access', rounds(20, 60), 3).join('\n')}\n`)],
  ['cloudfront', Buffer.from(`${soundLines('cloudfront', rounds(20, 60), 3).join('\n')}\n`)],
  ['waf', Buffer.from(`${soundLines('waf', rounds(20, 60), 3).join('\n')}\n`)],
  ['cloudtrail', sample('cloudtrail/constructed-elb-events.json')],
];

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  // One buffer for all pieces: anyone who keeps one has to copy it.
  const piece = Buffer.alloc(size);
  for (let from = 0; from < bytes.length; from += size) {
    const length = bytes.copy(piece, 0, from, from + size);
    yield piece.subarray(0, length);
  }
}

const PIECES = 1_000;

async function readAs(format: string, bytes: Buffer, read: 'product' | 'reference') {
  const object = { key: 'test', format: named(format), facts: NO_FACTS, chunks: inPieces(bytes, PIECES) };
  const options = { config: DEFAULT_CONFIG };
  const isReference = read === 'reference' && object.format.family === 'requests';
  const ingested = await (isReference ? readObject(object, object.format, options) : ingest(object, options));
  const { parsed, unparsed } = ingested.lines;
  return { parsed, unparsed, sums: [...sums(ingested)], notes: ingested.notes };
}

describe.each(LOGS)('%s', (format, text) => {
  let expected: Awaited<ReturnType<typeof readAs>>;
  beforeAll(async () => {
    expected = await readAs(format, text, 'reference');
    expect(expected.parsed).toBeGreaterThan(1);
  });

  test.each(READ)('%s', async (_name, wrap) => {
    const wrapped = wrap(text);
    expectSame(await readAs(format, wrapped, 'product'), expected);
    expectSame(await readAs(format, wrapped, 'reference'), expected);
  });
});

const LINES = Buffer.from(`${albLine()}\n${albLine()}\n`);
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const tar = () =>
  Buffer.concat([latin1('access.log'), Buffer.alloc(247), latin1('ustar\x0000'), Buffer.alloc(248), LINES]);

const REFUSED: [name: string, bytes: Buffer, kind: string, words: RegExp][] = [
  ['gzip four times over', gzip(gzip(gzip(gzip(LINES)))), 'Container', /more than 3 times/],
  ['bzip2', latin1('BZh91AY&SY\x4a\x95'), 'Container', /bzip2/],
  ['xz', latin1('\xfd7zXZ\x00\x00\x04'), 'Container', /xz/],
  ['lz4', latin1('\x04\x22\x4d\x18\x64\x40'), 'Container', /lz4/],
  ['zip', latin1('PK\x03\x04\x14\x00\x00\x00'), 'Container', /zip/],
  ['7z', latin1('7z\xbc\xaf\x27\x1c\x00\x04'), 'Container', /7z/],
  ['compress', latin1('\x1f\x9d\x90\x61'), 'Container', /compress/],
  ['LZMA', latin1('\x5d\x00\x00\x80\x00\xff'), 'Container', /LZMA/],
  ['Parquet', latin1('PAR1\x15\x04\x15'), 'Container', /Parquet/],
  ['Snappy', latin1('\xff\x06\x00\x00sNaPpY'), 'Container', /Snappy/],
  ['Avro', latin1('Obj\x01\x04\x14avro'), 'Container', /Avro/],
  ['tar', tar(), 'Container', /tar/],
  ['UTF-32', latin1('\xff\xfe\x00\x00h\x00\x00\x00'), 'Container', /UTF-32/],
  [
    'a gzip stream that goes on after zeros',
    Buffer.concat([gzip(LINES), Buffer.alloc(9), gzip(LINES)]),
    'Corrupt',
    /follow/,
  ],
  ['zlib behind zlib', Buffer.concat([deflateSync(LINES), deflateSync(LINES)]), 'Corrupt', /follow/],
  ['text behind zstd', Buffer.concat([zstd(LINES), LINES]), 'Corrupt', /follow/],
  ['zstd after zeros', Buffer.concat([zstd(LINES), Buffer.alloc(8), zstd(LINES)]), 'Corrupt', /follow/],
  ['zstd cut off', zstd(LINES).subarray(0, -3), 'Corrupt', /ends in the middle/],
  ['zstd cut off between frames', Buffer.concat([zstd(LINES), zstd(LINES).subarray(0, 2)]), 'Corrupt', /follow|ends/],
];

describe('refused, in words that help', () => {
  test.each(REFUSED)('%s', async (_name, bytes, kind, words) => {
    for (const read of ['product', 'reference'] as const) {
      const error: unknown = await readAs('alb-access', bytes, read).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Failure);
      expect(error).toMatchObject({ kind, message: expect.stringMatching(words) });
    }
  });

  test.each(REFUSED.filter(([, , kind, words]) => kind === 'Container' && words.source !== 'more than 3 times'))(
    'in gzip: %s',
    async (_name, bytes, kind) => {
      for (const read of ['product', 'reference'] as const) {
        await expect(readAs('alb-access', gzip(bytes), read)).rejects.toMatchObject({ kind });
      }
    },
  );
});

describe('nothing is unbounded', () => {
  const PART = 8 * 1024 * 1024;
  const PARTS = 33;
  const ZEROS = PART * PARTS;
  /** What packing all of it at once gives but for the ends of the parts, in a fraction of the time. */
  const inParts = (pack: Wrap): Buffer => Buffer.concat(new Array<Buffer>(PARTS).fill(pack(Buffer.alloc(PART))));
  test.each<[string, () => Buffer]>([
    ['gzip in gzip', () => gzip(inParts(gzip))],
    ['zstd', () => inParts(zstd)],
  ])('%s that grows without end is stopped', async (_name, bomb) => {
    let most = 0;
    const reading = unpack(Readable.from([bomb()]), ({ length }) => {
      most += length;
    });
    await expect(reading).rejects.toMatchObject({ kind: 'Limit' });
    expect(most).toBeLessThan(ZEROS);
  });

  test('a layer in the middle that grows is stopped before its content is read', async () => {
    // Stored blocks: the middle layer is as long as its content, and compress to little once more.
    const bomb = inParts((zeros) => gzip(gzipSync(zeros, { level: 0 })));
    await expect(unpack(Readable.from([bomb]), () => undefined)).rejects.toMatchObject({ kind: 'Limit' });
  });
});
