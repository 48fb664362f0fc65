/**
 * Records of JSON are found however they are arranged, wherever the bytes are cut, and one that is damaged costs only
 * itself.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ALB_ACCESS_FIELDS } from '../../../lambda/formats/alb-access.ts';
import { ALB_CONNECTION_FIELDS } from '../../../lambda/formats/alb-connection.ts';
import { ALB_HEALTH_CHECK_FIELDS } from '../../../lambda/formats/alb-health-check.ts';
import { fields } from '../../../lambda/formats/fields.ts';
import { NLB_ACCESS_FIELDS } from '../../../lambda/formats/nlb-access.ts';
import type { Ingested } from '../../../lambda/measure/ingested.ts';
import { createFrameReader, type FrameOptions } from '../../../lambda/read/frames.ts';
import { LINE_BYTES_MAX } from '../../../lambda/read/lines.ts';
import { soundLines } from '../../../local/generate/families.ts';
import { albLine } from '../../support/alb-line.ts';
import { rounds } from '../../support/rounds.ts';
import { expectSame } from '../../support/same.ts';
import { sample } from '../formats/entries.ts';
import { ingestText, sums } from '../formats/ingested.ts';

type Arrange = (records: readonly string[]) => string;

const pretty = (record: string): string => JSON.stringify(JSON.parse(record), undefined, 2);
const unindented = (record: string): string => pretty(record).replace(/^ +/gm, '');

const ARRANGEMENTS: [string, Arrange][] = [
  ['one a line', (records) => `${records.join('\n')}\n`],
  ['one a line, the last without a line feed', (records) => records.join('\n')],
  ['one a line with CR LF', (records) => records.join('\r\n')],
  ['one a line, blank lines between', (records) => `\n\n${records.join('\n\n  \n')}\n\n`],
  ['one a line with a comma behind each', (records) => `${records.join(',\n')},\n`],
  ['one a line with a comma before each', (records) => records.join('\n,')],
  ['one a line, indented', (records) => records.map((record) => `   ${record}`).join('\n')],
  ['side by side', (records) => records.join('')],
  [
    'side by side, a few on each line',
    (records) => records.map((one, at) => (at % 3 === 2 ? `${one}\n` : one)).join(''),
  ],
  ['side by side with blanks', (records) => records.join(' ')],
  ['side by side with commas', (records) => records.join(',')],
  ['with record separators', (records) => records.map((record) => `\x1e${record}\n`).join('')],
  ['an array', (records) => `[${records.join(',')}]`],
  ['an array with blanks and a comma too many', (records) => `[ ${records.join(' , ')} , ]\n`],
  ['an array, one record a line', (records) => `[\n${records.join(',\n')}\n]\n`],
  [
    'an array of pretty-printed records',
    (records) =>
      JSON.stringify(
        records.map((one) => JSON.parse(one)),
        undefined,
        2,
      ),
  ],
  [
    'an array printed with tabs and CR LF',
    (records) =>
      JSON.stringify(
        records.map((one) => JSON.parse(one)),
        undefined,
        '\t',
      ).replaceAll('\n', '\r\n'),
  ],
  ['several arrays', (records) => records.map((record) => `[${record}]`).join('\n')],
  ['arrays side by side', (records) => records.map((record) => `[${record}]`).join('')],
  ['pretty-printed', (records) => records.map(pretty).join('\n')],
  ['pretty-printed side by side', (records) => records.map(pretty).join('')],
  ['printed without indentation', (records) => records.map(unindented).join('\n')],
  ['a document', (records) => `{"Records":[${records.join(',')}]}`],
  [
    'a document with other members',
    (records) => `{"version": 1, "Records" : [${records.join(',')}], "more": {"a": ["}"]}}\n`,
  ],
  ['documents side by side', (records) => records.map((record) => `{"Records":[${record}]}`).join('')],
  ['documents, one a line', (records) => records.map((record) => `{"Records":[${record}]}`).join('\n')],
  [
    'a pretty-printed document',
    (records) => JSON.stringify({ Records: records.map((one) => JSON.parse(one)) }, undefined, 2),
  ],
  ['a mark of UTF-8 before each line', (records) => records.map((record) => `\ufeff${record}`).join('\n')],
  ['zeros at the end', (records) => `${records.join('\n')}\n${'\0'.repeat(300)}`],
];

const asJson = (names: readonly string[], lines: readonly string[]): string[] =>
  lines.map((line) => JSON.stringify(Object.fromEntries(names.map((name, at) => [name, (fields(line) ?? [])[at]]))));

const LOGS: [format: string, records: readonly string[]][] = [
  ['waf', soundLines('waf', 20, 5)],
  ['cloudfront', soundLines('cloudfront-json', 20, 5)],
  ['baidu-blb', sample('baidu-blb/constructed-blb-l7.ndjson').toString().trim().split('\n')],
  ['jdcloud-alb', sample('jdcloud-alb/constructed-alb-access.ndjson').toString().trim().split('\n')],
  ['jdcloud-health-check', sample('jdcloud-alb/constructed-alb-health-check.ndjson').toString().trim().split('\n')],
  [
    'alb-access-vended',
    asJson(
      ALB_ACCESS_FIELDS,
      Array.from({ length: 9 }, (_, at) => albLine({ times: `0.00${at} 0.1 0` })),
    ),
  ],
  ['alb-connection-vended', asJson(ALB_CONNECTION_FIELDS, soundLines('alb-connection', 20, 5))],
  ['alb-health-check-vended', asJson(ALB_HEALTH_CHECK_FIELDS, soundLines('alb-health-check', 20, 5))],
  ['nlb-access-vended', asJson(NLB_ACCESS_FIELDS, soundLines('nlb-access', 20, 5))],
  [
    'cloudtrail',
    (JSON.parse(sample('cloudtrail/constructed-elb-events.json').toString()) as { Records: object[] }).Records.map(
      (one) => JSON.stringify(one),
    ),
  ],
];

describe.each(LOGS)('%s', (format, records) => {
  let expected: Ingested;
  beforeAll(async () => {
    expected = await ingestText(format, records.join('\n'));
    expect(expected.lines.unparsed).toBe(0);
  });

  test.each(ARRANGEMENTS)('%s', async (_name, arrange) => {
    const found = await ingestText(format, arrange(records));
    expect({ parsed: found.lines.parsed, unparsed: found.lines.unparsed }).toEqual({
      parsed: expected.lines.parsed,
      unparsed: 0,
    });
    expect(sums(found)).toEqual(sums(expected));
  });

  test.each(ARRANGEMENTS)('a record that is cut off costs only itself: %s', async (name, arrange) => {
    const [first = '', second = '', ...rest] = records;
    const damaged = await ingestText(format, arrange([first, second, ...rest]).slice(0, -Math.floor(first.length / 3)));
    expect(damaged.lines.parsed).toBeGreaterThanOrEqual(expected.lines.parsed - 2);
    if (!name.includes('zeros') && !name.includes('blank lines')) expect(damaged.lines.unparsed).toBeGreaterThan(0);
  });

  test('a line that is cut off in the middle costs only itself', async () => {
    const [first = '', ...rest] = records;
    const whole = await ingestText(format, rest.join('\n'));
    for (const length of [1, 2, 5, Math.floor(first.length / 2), first.length - 1]) {
      const { lines } = await ingestText(format, `${first.slice(0, length)}\n${rest.join('\n')}\n`);
      expect({ length, parsed: lines.parsed }).toEqual({ length, parsed: whole.lines.parsed });
      if (format !== 'cloudtrail') expect({ length, unparsed: lines.unparsed }).toEqual({ length, unparsed: 1 });
    }
  });
});

/** Frames of a reader that takes whole objects and blank lines. */
function framesOf(pieces: readonly Uint8Array[], framing: FrameOptions['framing']) {
  const frames: string[] = [];
  const lost: string[] = [];
  const reader = createFrameReader(
    { framing, encoding: 'utf8' },
    {
      attempt(frame) {
        if (frame.trim() === '') return true;
        try {
          const value: unknown = JSON.parse(frame);
          if (typeof value !== 'object' || value === null || Array.isArray(value) || 'Records' in value) return false;
          frames.push(JSON.stringify(value));
          return true;
        } catch {
          return false;
        }
      },
      lost: (frame) => void lost.push(frame),
    },
  );
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return { frames, lost, overlong: reader.overlong() };
}

describe('in any pieces', () => {
  const RECORDS = [
    { a: 'brace } and ] and "quote" and \\', b: [{ c: {} }] },
    { d: 'é', e: '\ud83d\ude00' },
    { f: [[1], {}] },
  ].map((one) => JSON.stringify(one));

  test.each(ARRANGEMENTS)('%s', (_name, arrange) => {
    const bytes = Buffer.from(arrange(RECORDS));
    for (const framing of ['rows', 'records'] as const) {
      for (let cut = 0; cut <= bytes.length; cut++) {
        const { frames, lost } = framesOf([bytes.subarray(0, cut), bytes.subarray(cut)], framing);
        expectSame({ framing, cut, frames, lost }, { framing, cut, frames: RECORDS, lost: [] });
      }
    }
  });

  test('any records, arranged in any way', () => {
    const anyRecord = fc
      .dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 })
      .map((one) => JSON.stringify(one));
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(anyRecord, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...ARRANGEMENTS),
        sizes,
        (records, [, arrange], cuts) => {
          const bytes = Buffer.from(arrange(records));
          const pieces: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = cuts[turn % cuts.length] ?? 1;
            pieces.push(bytes.subarray(at, at + size));
            at += size;
          }
          const { frames, lost } = framesOf(pieces, 'rows');
          expect({ frames, lost }).toEqual({ frames: records.map((one) => JSON.stringify(JSON.parse(one))), lost: [] });
        },
      ),
      { numRuns: rounds(50, 1_000) },
    );
  });

  test('zeros between records are passed over, in a line that is cut as it comes too', () => {
    const records = [JSON.stringify({ text: 'x'.repeat(70_000) }), '{"b":1}', '{"c":2}'];
    const [first = '', second = '', third = ''] = records;
    const zeros = '\0'.repeat(200_000);
    for (const text of [
      `{"Records":[${first},${zeros}${second},${zeros}${third}]}`,
      `${first}${zeros}${second}${zeros}${third}${zeros}`,
    ]) {
      expect(framesOf([Buffer.from(text)], 'records')).toEqual({ frames: records, lost: [], overlong: 0 });
    }
  });

  test('a line of records may be longer than any line', () => {
    const record = JSON.stringify({ text: 'x'.repeat(5_000) });
    const text = Buffer.from(record.repeat(1_000));
    expect(text.length).toBeGreaterThan(4 * LINE_BYTES_MAX);
    const pieces = Array.from({ length: Math.ceil(text.length / 60_000) }, (_, at) =>
      text.subarray(at * 60_000, (at + 1) * 60_000),
    );
    expect(framesOf(pieces, 'rows').frames).toHaveLength(1_000);
  });

  test('a record that is longer than any line is passed over and counted, and the next is read', () => {
    const long = JSON.stringify({ text: 'x'.repeat(LINE_BYTES_MAX) });
    const pieces = [Buffer.from(`{"a":1}${long.slice(0, 70_000)}`), Buffer.from(`${long.slice(70_000)}{"b":2}\n`)];
    expect(framesOf(pieces, 'rows')).toEqual({ frames: ['{"a":1}', '{"b":2}'], lost: [], overlong: 1 });
  });
});

describe('what is no record', () => {
  test.each<[string, string, number]>([
    ['a document that stops inside a record', '{"Records":[{"a":1},{"b":', 1],
    ['a document that stops between records', '{"Records":[{"a":1},', 1],
    ['an array that stops between records', '[{"a":1},\n', 1],
    ['text between records', '{"a":1}\nnot JSON\n{"b":2}\n', 1],
    ['text beside a record', '{"a":1} and more {"b":2}', 1],
    ['numbers in the array', '[{"a":1}, 5, {"b":2}]', 1],
  ])('%s is counted', (_name, text, expected) => {
    for (const framing of ['rows', 'records'] as const) {
      expect({ framing, lost: framesOf([Buffer.from(text)], framing).lost.length }).toEqual({
        framing,
        lost: expected,
      });
    }
  });
});

test('a row of fields that begins like JSON costs only itself', async () => {
  const [first = '', ...rest] = soundLines('cloudfront', 30, 3).filter((line) => !line.startsWith('#'));
  for (const damaged of [`{${first}`, `[{${first}`, `"${first}`, `{"${first}`, `,${first}`]) {
    const { lines } = await ingestText('cloudfront', [damaged, ...rest].join('\n'));
    expect({ damaged, ...lines }).toMatchObject({ damaged, parsed: rest.length, unparsed: 1 });
  }
});

test('a long line that is no JSON is copied a few times, not again with each piece of it', () => {
  const line = `2026-07-01\t${'x'.repeat(900_000)}`;
  const concat = vi.spyOn(Buffer, 'concat');
  const pieces = Array.from({ length: 100 }, (_, at) => Buffer.from(`${line}\n`.slice(at * 10_000, (at + 1) * 10_000)));
  expect(framesOf(pieces, 'rows').lost).toEqual([line]);
  const copied = concat.mock.results.reduce((sum, { value }) => sum + value.length, 0);
  concat.mockRestore();
  expect(copied).toBeLessThan(3 * line.length);
});
