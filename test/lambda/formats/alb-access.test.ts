import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SKIPPED, UNPARSED } from '../../../lambda/catalogue/entry.ts';
import type { RequestEntry } from '../../../lambda/catalogue/metrics/requests.ts';
import { ALB_ACCESS_FIELDS, parseAlbAccess } from '../../../lambda/formats/alb-access.ts';
import { fields } from '../../../lambda/formats/fields.ts';
import { albEntry, entryOf, type LineParts } from '../../support/alb-line.ts';

const LOGS = new URL('../../logs/alb-access/', import.meta.url);
const lines = readFileSync(new URL('constructed-edge-cases.log', LOGS), 'latin1').split('\n').slice(0, -1);

interface Expected {
  readonly line: number;
  readonly case: string;
  readonly valid: boolean;
  readonly raw_fields: Readonly<Record<string, string>> | null;
}
const expected: Expected[] = readFileSync(new URL('constructed-edge-cases.expected.ndjson', LOGS), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** AWS's own names, spelt as in the expected file. */
const key = (name: string): string => name.replace(':', '_');

describe('an ALB access log line', () => {
  test('has 74 constructed cases', () => {
    expect(lines).toHaveLength(74);
    expect(expected).toHaveLength(74);
  });

  test.each(expected)('line $line is cut into its fields: $case', ({ line, valid, raw_fields }) => {
    const text = lines[line - 1]?.replace(/\r$/, '') ?? '';
    if (!valid) {
      expect([SKIPPED, UNPARSED]).toContain(parseAlbAccess(text));
      return;
    }
    const raw = fields(text) ?? [];
    const named = Object.fromEntries(ALB_ACCESS_FIELDS.slice(0, raw.length).map((name, i) => [key(name), raw[i]]));
    expect(named).toEqual(raw_fields);
    expect(parseAlbAccess(lines[line - 1] ?? '')).toMatchObject({
      elbStatusCode: present(raw_fields?.elb_status_code),
    });
  });

  test('line 72 is blank and line 74 the text of a test object: both are skipped, not unparsed', () => {
    expect([lines[71], lines[73]].map((line) => parseAlbAccess(line ?? ''))).toEqual([SKIPPED, SKIPPED]);
  });

  test('gives the entries of the golden file', async () => {
    const entries = lines.map((line) => parseAlbAccess(line));
    await expect(`${JSON.stringify(entries, undefined, 1)}\n`).toMatchFileSnapshot(
      '../../logs/alb-access/constructed-edge-cases.entries.json',
    );
  });
});

function present(field: string | undefined): string | undefined {
  return field === '-' || field === '' ? undefined : field;
}

const GOOD = lines[0] ?? '';

describe('the time from the creation of the request to the time of the line', () => {
  const elapsed = (parts: LineParts) => albEntry({ time: '2026-05-04T10:00:30.250999Z', ...parts }).requestTime;

  test.each<[name: string, created: string, seconds: number | undefined]>([
    ['a moment', '2026-05-04T10:00:30.204000Z', 0.046],
    ['no time at all', '2026-05-04T10:00:30.250000Z', 0],
    ['a creation that was rounded up to the next millisecond', '2026-05-04T10:00:30.251000Z', 0],
    ['a clock that was set back by two milliseconds', '2026-05-04T10:00:30.252000Z', undefined],
    ['a clock that was set back by a minute', '2026-05-04T10:01:30.250000Z', undefined],
    ['midnight in between', '2026-05-03T23:59:00.250000Z', 36_090],
    ['seven days, as long as a connection may last', '2026-04-27T10:00:30.250000Z', 604_800],
    ['more than seven days, which is a wrong clock', '2026-04-27T10:00:30.249000Z', undefined],
    ['a creation that is not known', '-', undefined],
    ['a creation of another form', '04/May/2026:10:00:30', undefined],
  ])('is %s', (_name, created, seconds) => {
    expect(elapsed({ created })).toBe(seconds);
  });

  test('is known where all three times are -1', () => {
    const created = '2026-05-04T10:00:20.250000Z';
    expect(elapsed({ created, times: '-1 -1 -1', elbStatus: '504' })).toBe(10);
  });

  test('is not that of a WebSocket, whose line is written when the connection ends', () => {
    const created = '2026-05-04T09:00:20.250000Z';
    expect(['ws', 'wss', 'https'].map((type) => elapsed({ type, created, elbStatus: '101' }))).toEqual([
      undefined,
      undefined,
      3610,
    ]);
  });

  test('is not known of lines of before May 2018, which have no creation', () => {
    const line =
      GOOD.match(/"[^"]*"|\S+/g)
        ?.slice(0, 21)
        .join(' ') ?? '';
    expect(entryOf(line).requestTime).toBeUndefined();
  });
});

describe('a field that is not what it should be', () => {
  const broken: [name: string, from: string, to: string][] = [
    ['a time that is no time', '2026-05-04T10:00:01.250000Z', '2026-13-04T10:00:01.250000Z'],
    ['a time of another form', '2026-05-04T10:00:01.250000Z', '04/May/2026:10:00:01'],
    ['a processing time that is no number', ' 0.045 ', ' 0.0x5 '],
    ['a processing time in exponent form', ' 0.045 ', ' 4e5 '],
    ['a negative processing time other than -1', ' 0.045 ', ' -2 '],
    ['a status of four digits', ' 200 200 ', ' 2000 200 '],
    ['a target status that is text', ' 200 200 ', ' 200 abc '],
    ['byte counts that are text', ' 312 1480 ', ' many 1480 '],
    ['a load balancer of control characters', 'app/edge-alb/', 'app/\u0007/'],
  ];
  test.each(broken)('fails the line: %s', (_name, from, to) => {
    expect(GOOD).toContain(from);
    expect(parseAlbAccess(GOOD.replace(from, to))).toBe(UNPARSED);
  });

  const absent: [name: string, from: string, to: string, property: keyof RequestEntry][] = [
    ['a processing time of -1', ' 0.045 ', ' -1 ', 'targetProcessingTime'],
    ['an elb_status_code of -', ' 200 200 ', ' - 200 ', 'elbStatusCode'],
    ['an empty elb_status_code', ' 200 200 ', '  200 ', 'elbStatusCode'],
    ['a target_group_arn of -', /arn:aws:elasticloadbalancing\S+/.exec(GOOD)?.[0] ?? '', '-', 'targetGroup'],
  ];
  test.each(absent)('is undefined where the log has none: %s', (_name, from, to, property) => {
    const entry = parseAlbAccess(GOOD.replace(from, to));
    expect(entry).toBeTypeOf('object');
    expect(typeof entry === 'object' && entry[property]).toBeUndefined();
  });

  test('every field count from 17 up parses, and 16 is unparsed', () => {
    const tokens = GOOD.match(/"[^"]*"|\S+/g) ?? [];
    expect(tokens).toHaveLength(36);
    for (let count = 17; count <= 36; count++) {
      expect(parseAlbAccess(tokens.slice(0, count).join(' '))).toMatchObject({
        fieldCount: count,
        elbStatusCode: '200',
      });
    }
    expect(parseAlbAccess(tokens.slice(0, 16).join(' '))).toBe(UNPARSED);
  });
});
