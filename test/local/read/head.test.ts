/** What tells the format of a source that can be opened only once, in pieces of any size. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { soundLines } from '../../../local/generate/families.ts';
import { lookAt } from '../../../local/read/head.ts';
import { logObject } from '../../../local/read/identify.ts';
import type { LogSource } from '../../../local/read/paths.ts';
import { rounds } from '../../support/rounds.ts';

const FORMATS = [
  'alb-connection',
  'nlb-access',
  'clb-access',
  'cloudfront',
  'waf',
  'cloudtrail',
  'baidu-blb',
  'jdcloud-alb',
];
const LINES = rounds(30, 200);

/** Opened once, and each piece lies where the one before it lay. */
function pipe(bytes: Buffer, pieceBytes: number): LogSource {
  const place = Buffer.alloc(pieceBytes);
  let isOpen = false;
  return {
    ...{ key: '-', size: undefined, isReadOnce: true },
    async *open() {
      if (isOpen) throw new Error('opened twice');
      isOpen = true;
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const length = bytes.copy(place, 0, at, at + pieceBytes);
        yield place.subarray(0, length);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const chunk of chunks) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}

async function named(text: string): Promise<string> {
  const found = await logObject(pipe(Buffer.from(text), 64));
  return 'format' in found ? found.format.name : found.reason;
}

describe('standard input', () => {
  test.each(FORMATS)('of %s is known by how it begins, and all of it is read', async (format) => {
    const text = Buffer.from(soundLines(format, LINES, 3).join('\n'));
    for (const bytes of [text, gzipSync(text), zstdCompressSync(gzipSync(text)), Buffer.from(`${text}`, 'utf16le')]) {
      for (const pieceBytes of [7, 1024, 1_000_000]) {
        const found = await logObject(pipe(bytes, pieceBytes));
        if (!('format' in found)) throw new Error(found.reason);
        expect(found.format.name).toBe(format);
        expect((await all(found.chunks)).equals(bytes)).toBe(true);
      }
    }
  });

  test('of CloudTrail is known as it is delivered, and a notification of S3 is not taken for it', async () => {
    const document = { Records: soundLines('cloudtrail', 3, 3).map((record) => JSON.parse(record)) };
    expect(await named(JSON.stringify(document))).toBe('cloudtrail');
    expect(await named(JSON.stringify(document, undefined, 2))).toBe('cloudtrail');
    const notification = { Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', s3: { object: { key: 'a' } } }] };
    expect(await named(JSON.stringify(notification))).toBe('no log format we know; --format names one');
  });

  test('is known by a first line that takes many pieces', async () => {
    const [line = ''] = soundLines('waf', 1, 3);
    const long = line.replace(/^\{/, `{"note":"${'x'.repeat(300_000)}",`);
    expect(await named(`${long}\n${line}\n`)).toBe('waf');
    expect(await named(JSON.stringify(JSON.parse(long), undefined, 2))).toBe('waf');
  });

  test('is not guessed where its beginning fits more than one format', async () => {
    expect(await named('#Fields: date x-edge-location vdum_ups_id\n')).toBe(
      'it begins as cloudfront and baidu-blb do; --format names one',
    );
  });

  test('in W3C form is known by its fields, because the lines before them are the same in every log', async () => {
    const head = '#Version: 1.0\n#Software: x\n';
    expect(await named(`${head}#Fields: type time elb target_processing_time\n`)).toBe('alb-access-vended');
    expect(await named(`${head}#Fields: date time x-edge-location\n`)).toBe('cloudfront');
    expect(await named(head)).toContain('no log format we know');
  });

  test.each([
    ['', 'it is empty'],
    ['\n\n', 'it is empty'],
    ['hello', 'no log format we know; --format names one'],
    [`{"a":"${'webaclId'.repeat(400_000)}`, 'no log format we know; --format names one'],
    ['x'.repeat(3_000_000), 'no log format we know; --format names one'],
  ])('that is no log says so: %.20j', async (text, reason) => {
    const found = await logObject(pipe(Buffer.from(text), 65_536));
    expect(found).toEqual({ key: '-', reason });
  });

  test('is looked at no further than the longest line there may be', async () => {
    let read = 0;
    const endless = {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          read += 65_536;
          yield Buffer.alloc(65_536, 'x');
        }
      },
    };
    const { chunks } = await lookAt(endless);
    await chunks[Symbol.asyncIterator]().return?.();
    expect(read).toBeLessThan(3 * 1024 ** 2);
  });

  test('that breaks off while it is looked at is not taken for one that ends', async () => {
    const text = Buffer.from(soundLines('clb-access', 5, 3).join('\n'));
    const broken = {
      async *[Symbol.asyncIterator]() {
        yield text.subarray(0, 400);
        throw new Error('read failed');
      },
    };
    const { chunks } = await lookAt(broken);
    await expect(all(chunks)).rejects.toThrow('read failed');
  });
});
