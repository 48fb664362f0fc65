import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { soundLines } from '../../../local/generate/families.ts';
import { logObject } from '../../../local/read/identify.ts';
import { sample } from '../../lambda/formats/entries.ts';

/** Reads a file of this text whose name says nothing. */
async function formatOf(bytes: Buffer): Promise<string> {
  const object = await logObject({
    key: 'some.log',
    size: bytes.length,
    async *open() {
      yield bytes;
    },
  });
  return 'format' in object ? object.format.name : object.reason;
}

const waf = soundLines('waf', 3, 1);
const cloudfront = soundLines('cloudfront-json', 3, 1);
const cloudtrail = sample('cloudtrail/constructed-elb-events.json').toString();
const [event] = (JSON.parse(cloudtrail) as { Records: object[] }).Records;

const pretty = (record: string | undefined) => JSON.stringify(JSON.parse(record ?? ''), undefined, 2);

describe('a log whose name says nothing is known by how it begins', () => {
  test.each([
    ['waf', waf.join('\n')],
    ['waf', waf.join('')],
    ['waf', `[${waf.join(',')}]`],
    ['waf', `[\n${waf.join(',\n')}\n]`],
    ['waf', waf.map(pretty).join('\n')],
    ['waf', `\ufeff${waf.join('\n')}`],
    ['cloudfront', `[${cloudfront.join(',')}]`],
    ['cloudfront', cloudfront.map(pretty).join('\n')],
    ['cloudtrail', cloudtrail],
    ['cloudtrail', JSON.stringify(JSON.parse(cloudtrail), undefined, 2)],
    ['cloudtrail', JSON.stringify(event)],
    ['cloudtrail', JSON.stringify([event, event], undefined, 2)],
    ['clb-access', `\ufeff${soundLines('clb-access', 3, 1).join('\n')}`],
  ])('%s: %.40s', async (format, text) => {
    expect(await formatOf(Buffer.from(text))).toBe(format);
    expect(await formatOf(gzipSync(gzipSync(text)))).toBe(format);
    expect(await formatOf(zstdCompressSync(text))).toBe(format);
    expect(await formatOf(Buffer.from(text, 'utf16le'))).toBe(format);
  });

  test.each(['', '\n \n'])('%j is empty', async (text) => {
    expect(await formatOf(Buffer.from(text))).toBe('it is empty');
    expect(await formatOf(gzipSync(text))).toBe('it is empty');
  });

  test('what cannot be unpacked or is not read says so', async () => {
    const packed = gzipSync(waf.join('\n').repeat(9));
    expect(await formatOf(packed.subarray(0, 20))).toBe('it cannot be unpacked: unexpected end of file');
    expect(await formatOf(Buffer.from('PK\x03\x04 and more'))).toMatch(
      /^the object is a zip archive, which is not read/,
    );
  });

  test.each(['{', '[[[', '{"a":1}', 'hello\n'])('%j is none', async (text) => {
    expect(await formatOf(Buffer.from(text))).toContain('no log format we know');
  });
});
