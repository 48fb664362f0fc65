/** Formats that come in several shapes, or whose shape is not documented: every shape gives the same entries. */
import { describe, expect, test } from 'vitest';
import { ALB_ACCESS_FIELDS } from '../../../lambda/formats/alb-access.ts';
import { ALB_CONNECTION_FIELDS } from '../../../lambda/formats/alb-connection.ts';
import { ALB_HEALTH_CHECK_FIELDS } from '../../../lambda/formats/alb-health-check.ts';
import { BAIDU_BLB_FIELDS } from '../../../lambda/formats/baidu-blb.ts';
import { CLOUDFRONT_FIELDS } from '../../../lambda/formats/cloudfront.ts';
import { fields } from '../../../lambda/formats/fields.ts';
import { JDCLOUD_ALB_FIELDS } from '../../../lambda/formats/jdcloud-alb.ts';
import { NLB_ACCESS_FIELDS } from '../../../lambda/formats/nlb-access.ts';
import { soundLines } from '../../../local/generate/families.ts';
import { type AnyEntry, entries, named, sample } from './entries.ts';

const LINES = 200;

type Shape = (names: readonly string[], rows: readonly (readonly string[])[]) => string;

const delimited = (delimiter: string, rows: readonly (readonly string[])[]) =>
  rows.map((row) => row.join(delimiter)).join('\n');
const json =
  (spell: (name: string) => string): Shape =>
  (names, rows) =>
    rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name, at) => [spell(name), row[at]])))).join('\n');

/** Reverses the columns, so that only the header tells where they are. */
const w3c =
  (delimiter: string): Shape =>
  (names, rows) =>
    `#Fields: ${names.toReversed().join(' ')}\n${delimited(
      delimiter,
      rows.map((row) => row.toReversed()),
    )}`;

const SHAPES: readonly [name: string, shape: Shape][] = [
  ['plain with tabs', (_names, rows) => delimited('\t', rows)],
  ['plain with |', (_names, rows) => delimited('|', rows)],
  ['W3C with tabs', w3c('\t')],
  ['W3C with ^', w3c('^')],
  ['JSON', json((name) => name)],
  ['JSON with client_port for client:port', json((name) => name.replace(':', '_'))],
];

/** Entries without what belongs to the shape rather than the request. */
function comparable(list: readonly AnyEntry[]): readonly object[] {
  return list.map((entry) => ({ ...entry, fieldCount: 0 }));
}

/** Rows of raw fields of a space-separated log. */
function rowsOf(text: string, names: readonly string[]): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => fields(line) ?? [])
    .filter((raw) => raw.length === names.length);
}

describe.each([
  ['alb-connection', 'alb-connection-vended', ALB_CONNECTION_FIELDS],
  ['alb-health-check', 'alb-health-check-vended', ALB_HEALTH_CHECK_FIELDS],
  ['nlb-access', 'nlb-access-vended', NLB_ACCESS_FIELDS],
] as const)('%s, delivered through CloudWatch Logs', (classic, vended, names) => {
  const text = soundLines(classic, LINES, 3).join('\n');
  const rows = text.split('\n').map((line) => (classic === 'nlb-access' ? line.split(' ') : (fields(line) ?? [])));

  test.each(SHAPES)('gives the entries of the classic file: %s', (_name, shape) => {
    const expected = entries(named(classic), Buffer.from(text));
    expect(expected).toHaveLength(LINES);
    expect(entries(named(vended), Buffer.from(shape(names, rows)))).toEqual(expected);
  });
});

describe('alb-access, delivered through CloudWatch Logs', () => {
  const rows = rowsOf(sample('alb-access/constructed-edge-cases.log').toString('latin1'), ALB_ACCESS_FIELDS);
  const expected = entries(
    named('alb-access'),
    Buffer.from(rows.map((row) => row.map((field) => `"${field}"`).join(' ')).join('\n'), 'latin1'),
  );

  test.each(SHAPES.filter(([name]) => !name.includes('|') && !name.includes('^')))(
    'gives the entries of the classic file: %s',
    (_name, shape) => {
      expect(rows.length).toBeGreaterThan(40);
      expect(entries(named('alb-access-vended'), Buffer.from(shape(ALB_ACCESS_FIELDS, rows)))).toEqual(expected);
    },
  );

  test('has the delimiter that makes lines of it, though a URL has more commas than a line has fields', () => {
    const text = rows[0]?.map((field) =>
      field.includes('://')
        ? 'GET https://h:443/p?ids=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29 HTTP/1.1'
        : field,
    );
    const line = text?.map((field) => `"${field}"`).join(' ') ?? '';
    expect(entries(named('alb-access-vended'), Buffer.from(`${line}\n${line}`))).toHaveLength(2);
  });

  test('is known by request_line for request, and by the ARN of its load balancer', () => {
    const line = JSON.stringify({
      time: '2026-05-04T10:00:01.250000Z',
      elb: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/edge-alb/50dc6c495c0c9188',
      request_line: 'GET https://h:443/p HTTP/2.0',
      elb_status_code: 200,
      target_processing_time: 0.045,
      received_bytes: 312,
    });
    expect(entries(named('alb-access-vended'), Buffer.from(line))).toMatchObject([
      {
        loadBalancer: 'app/edge-alb/50dc6c495c0c9188',
        request: 'GET https://h:443/p HTTP/2.0',
        elbStatusCode: '200',
        targetProcessingTime: 0.045,
        receivedBytes: 312,
      },
    ]);
  });
});

describe.each([
  ['baidu-blb', BAIDU_BLB_FIELDS],
  ['jdcloud-alb', JDCLOUD_ALB_FIELDS],
] as const)('%s', (format, names) => {
  const lines = soundLines(format, LINES, 5);
  const expected = comparable(entries(named(format), Buffer.from(lines.join('\n'))));
  const rows = lines.map((line) => {
    const members: Record<string, unknown> = JSON.parse(line);
    return names.map((name) => String(members[name]));
  });

  test.each(SHAPES)('gives the entries of its JSON lines: %s', (_name, shape) => {
    expect(expected).toHaveLength(LINES);
    expect(comparable(entries(named(format), Buffer.from(shape(names, rows))))).toEqual(expected);
  });
});

describe('cloudfront', () => {
  const lines = soundLines('cloudfront', LINES, 5);
  const rows = lines.slice(2).map((line) => line.split('\t'));
  const expected = comparable(entries(named('cloudfront'), Buffer.from(lines.join('\n'))));

  test.each(SHAPES)('version 2 gives the entries of version 1: %s', (_name, shape) => {
    expect(expected).toHaveLength(LINES);
    expect(comparable(entries(named('cloudfront'), Buffer.from(shape(CLOUDFRONT_FIELDS, rows))))).toEqual(expected);
  });

  test('has its own parser for every object: columns of one do not leak into the next', () => {
    entries(named('cloudfront'), Buffer.from('#Fields: time date\n10:00:01\t2026-05-04\n'));
    expect(entries(named('cloudfront'), Buffer.from(`${lines[2]}\n`))).toHaveLength(1);
  });
});

describe('time_local of a BLB', () => {
  const parse = (time_local: string) =>
    entries(named('baidu-blb'), Buffer.from(JSON.stringify({ time_local, vip: '203.0.113.80', response_status: 200 })));

  test.each([
    ['as nginx writes it', '04/May/2026:18:00:01 +0800'],
    ['in brackets', '[04/May/2026:18:00:01 +0800]'],
    ['in another zone', '04/May/2026:10:00:01 +0000'],
    ['without zone, taken for Beijing', '04/May/2026:18:00:01'],
    ['ISO 8601 in UTC', '2026-05-04T10:00:01Z'],
    ['ISO 8601 with zone', '2026-05-04T18:00:01+08:00'],
    ['ISO 8601 with a space, taken for Beijing', '2026-05-04 18:00:01'],
    ['seconds since 1970', '1777888801'],
    ['milliseconds since 1970', '1777888801000'],
  ])('%s', (_name, time_local) => {
    expect(parse(time_local).map(({ time }) => time)).toEqual([Date.UTC(2026, 4, 4, 10, 0, 1)]);
  });

  test.each(['04/May/2026:18:00:01 +0800', '[04/May/2026:18:00:01 +0800]'])(
    '%s, where spaces part the fields',
    (time) => {
      const others = BAIDU_BLB_FIELDS.slice(1).map((name) =>
        name === 'vip' ? '203.0.113.80' : name.includes('status') ? '200' : '-',
      );
      const line = [time, ...others].join(' ');
      expect(entries(named('baidu-blb'), Buffer.from(`${line}\n${line}`)).map((entry) => entry.time)).toEqual(
        Array(2).fill(Date.UTC(2026, 4, 4, 10, 0, 1)),
      );
    },
  );

  test.each(['04/Foo/2026:18:00:01 +0800', '04/May/2026', 'yesterday', '', '-'])('fails the line: %s', (time_local) => {
    expect(parse(time_local)).toEqual([]);
  });
});
