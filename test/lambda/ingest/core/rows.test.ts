import { gzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import type { Family } from '../../../../lambda/catalogue/metrics/index.ts';
import { DEFAULT_CONFIG } from '../../../../lambda/config.ts';
import { ALB_ACCESS_FIELDS, albAccess } from '../../../../lambda/formats/alb-access.ts';
import { ALB_CONNECTION_FIELDS } from '../../../../lambda/formats/alb-connection.ts';
import { ALB_HEALTH_CHECK_FIELDS } from '../../../../lambda/formats/alb-health-check.ts';
import { baiduBlb } from '../../../../lambda/formats/baidu-blb.ts';
import { cloudfront } from '../../../../lambda/formats/cloudfront.ts';
import { cloudtrail } from '../../../../lambda/formats/cloudtrail.ts';
import { fields } from '../../../../lambda/formats/fields.ts';
import { type AnyFormat, type Format, NO_FACTS } from '../../../../lambda/formats/format.ts';
import { formatNamed } from '../../../../lambda/formats/index.ts';
import { jdcloudHealthCheck } from '../../../../lambda/formats/jdcloud-health-check.ts';
import { NLB_ACCESS_FIELDS } from '../../../../lambda/formats/nlb-access.ts';
import { ingest } from '../../../../lambda/ingest/ingest.ts';
import { readObject } from '../../../../lambda/ingest/reference.ts';
import type { LogObject } from '../../../../lambda/ingest/state.ts';
import type { Ingested } from '../../../../lambda/measure/ingested.ts';
import { bigObjectText } from '../../../../local/generate/big-object.ts';
import { headerOf, linesFrom } from '../../../../local/generate/families.ts';
import { albLine } from '../../../support/alb-line.ts';
import { cellsOf } from '../../../support/cells.ts';
import { rounds } from '../../../support/rounds.ts';
import { expectSame } from '../../../support/same.ts';

const OPTIONS = { config: DEFAULT_CONFIG };

/** Lines of the generator, and the format that reads them. */
const KINDS_OF_LINES = [
  ...['nlb-access', 'clb-access', 'cloudfront', 'alb-connection', 'alb-health-check', 'waf', 'jdcloud-alb'],
  ...['jdcloud-health-check', 'cloudfront-json', 'baidu-blb', 'cloudtrail'],
] as const;

function formatOf(name: string): AnyFormat {
  const format = formatNamed(name.replace('-json', ''));
  if (format === undefined) throw new Error(`no format '${name}'`);
  return format;
}

function linesOf(name: string, count: number): string[] {
  const lines = [...linesFrom(name, { count, seed: 7, millisecondsApart: 700, clients: 20 })];
  return name === 'cloudtrail' ? [`{"Records":[${lines.join(',')}]}`] : [...headerOf(name), ...lines];
}

async function* chunks(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

function objectOf(format: AnyFormat, pieces: readonly Uint8Array[]): LogObject {
  return { key: 'k', format, facts: NO_FACTS, chunks: chunks(pieces) };
}

/** The compiler has to see the family to know that format and entries belong together. */
function reference(format: AnyFormat, bytes: Uint8Array): Promise<Ingested> {
  const object = objectOf(format, [bytes]);
  switch (format.family) {
    case 'requests':
      return readObject(object, format, OPTIONS);
    case 'connections':
      return readObject(object, format, OPTIONS);
    case 'healthChecks':
      return readObject(object, format, OPTIONS);
    case 'firewall':
      return readObject(object, format, OPTIONS);
    case 'apiEvents':
      return readObject(object, format, OPTIONS);
  }
}

async function expectEqual(format: AnyFormat, lines: readonly string[]): Promise<Ingested> {
  const bytes = gzipSync(lines.map((line) => `${line}\n`).join(''));
  const read = await ingest(objectOf(format, [bytes]), OPTIONS);
  expect(read).toEqual(await reference(format, bytes));
  return read;
}

/** The format, and how many lines its parser has been given. */
function counting<F extends Family>(format: Format<F>) {
  let count = 0;
  const parser: Format<F>['parser'] = (facts) => {
    const parse = format.parser(facts);
    const counted = (line: string) => {
      count += 1;
      return parse(line);
    };
    return Object.assign(counted, { layout: () => parse.layout?.() });
  };
  return { format: { ...format, parser }, parsed: () => count };
}

describe('lines of other formats', () => {
  it.each(KINDS_OF_LINES)('of %s are the same wherever the bytes of a short object are cut in two', async (name) => {
    const format = formatOf(name);
    const bytes = gzipSync(`${linesOf(name, 5).join('\n')}\n`);
    const expected = await reference(format, bytes);
    expect(expected.lines.parsed + (name === 'cloudtrail' ? expected.lines.skipped : 0)).toBe(5);
    for (let cut = 1; cut < bytes.length; cut += rounds(11, 1)) {
      expectSame(await ingest(objectOf(format, [bytes.subarray(0, cut), bytes.subarray(cut)]), OPTIONS), expected);
    }
  });

  it.each([
    ['cloudfront-json', counting(cloudfront)],
    ['jdcloud-health-check', counting(jdcloudHealthCheck)],
    ['baidu-blb', counting(baiduBlb)],
    ['cloudtrail', counting(cloudtrail)],
  ] as const)('of %s are read by the parser only as long as they are new', async (name, { format, parsed }) => {
    const bytes = gzipSync(linesOf(name, rounds(1500, 3000)).join('\n'));
    await ingest(objectOf(format, [bytes]), OPTIONS);
    expect(parsed()).toBeGreaterThan(0);
    expect(parsed()).toBeLessThan(1000);
  });
});

test.each(['nlb-access', 'clb-access', 'alb-connection', 'cloudfront', 'cloudfront-json'])(
  'the hour 24 of %s has one moment, and no minute of lines',
  async (name) => {
    const lines = linesOf(name, 3);
    const odd = lines.flatMap((line) =>
      ['24:00:00', '24:00:01', '24:00:59'].map((time) =>
        line.replaceAll(/(\d{4}-\d\d-\d\d(?:[T\t]|","time":"))\d\d:\d\d:\d\d(?:\.\d+)?/g, `$1${time}`),
      ),
    );
    const { lines: account } = await expectEqual(formatOf(name), [...lines, ...odd, ...odd, ...lines]);
    expect(account.parsed).toBe(12);
  },
);

describe('lines of Baidu BLB', () => {
  const [usual = ''] = linesOf('baidu-blb', 1);
  const text = (change: object): string => JSON.stringify({ ...JSON.parse(usual), ...change });
  const times = (...list: readonly unknown[]) => list.map((time_local) => text({ time_local }));

  it.each([
    [
      'times of every zone',
      times('04/May/2026:18:00:01 +0800', '04/May/2026:10:00:02 +0000', '04/May/2026:00:30:02 -0930'),
    ],
    [
      'times of zones that are none',
      times('04/May/2026:18:00:01 +2400', '04/May/2026:10:00:02 +0860', '04/May/2026:10:00:02 08:00'),
    ],
    [
      'times of other forms',
      times(
        '[04/May/2026:18:00:01 +0800]',
        '04/May/2026:18:00:01 +08:00',
        '04/May/2026:18:00:01',
        '2026-05-04T10:00:01Z',
        1777888801,
      ),
    ],
    [
      'every month',
      [...'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec jan Foo'.split(' ')].flatMap((month) =>
        times(`04/${month}/2026:18:00:01 +0800`),
      ),
    ],
    [
      'days that are none',
      times('31/Feb/2026:18:00:01 +0800', '00/Feb/2026:18:00:01 +0800', '32/May/2026:18:00:01 +0800'),
    ],
    [
      'hours, minutes and seconds that are none',
      times(
        '04/May/2026:24:00:00 +0800',
        '04/May/2026:24:00:01 +0800',
        '04/May/2026:18:60:01 +0800',
        '04/May/2026:18:00:60 +0800',
      ),
    ],
    [
      'servers after a retry',
      [
        text({
          upstream_addr: '10.0.0.1:80, 10.0.0.2:80',
          upstream_status: '502, 200',
          upstream_response_time: '0.001, 0.2',
        }),
        text({ upstream_addr: '10.0.0.1:80' }),
      ],
    ],
    [
      'limits in extension_log',
      [
        text({ extension_log: 'lb-1&1&250&17' }),
        text({ extension_log: 'lb-1&1&251&3' }),
        text({ extension_log: 'lb-2' }),
        text({ extension_log: '-' }),
        text({ extension_log: 1.5 }),
        text({ extension_log: '1.5' }),
        text({ extension_log: null }),
      ],
    ],
  ])('are read as the parser reads them: %s', async (_, lines) => {
    await expectEqual(baiduBlb, [usual, usual, ...lines, ...lines, usual, ...lines]);
    await expectEqual(baiduBlb, [...lines, usual, ...lines]);
  });

  it('are read in columns, too', async () => {
    const rows = linesOf('baidu-blb', 500).map((line) => Object.values<unknown>(JSON.parse(line)).join('\t'));
    const { format, parsed } = counting(baiduBlb);
    const bytes = Buffer.from(rows.join('\n'));
    const read = await ingest(objectOf(format, [bytes]), OPTIONS);
    expect(read).toEqual(await reference(baiduBlb, bytes));
    expect(read.lines.parsed).toBe(500);
    expect(parsed()).toBeLessThan(250);
  });

  it('are of one kind, whatever the limits of the load balancer are', async () => {
    const { format, parsed } = counting(baiduBlb);
    const lines = Array.from({ length: 500 }, (_, at) => text({ extension_log: `lb-1&1&${at}&${at * 7}` }));
    await ingest(objectOf(format, [Buffer.from(lines.join('\n'))]), OPTIONS);
    expect(parsed()).toBeLessThan(10);
  });
});

const VENDED = [
  ['alb-access', ALB_ACCESS_FIELDS],
  ['alb-connection', ALB_CONNECTION_FIELDS],
  ['alb-health-check', ALB_HEALTH_CHECK_FIELDS],
  ['nlb-access', NLB_ACCESS_FIELDS],
] as const;

/** Lines of classic files, with the names that CloudWatch Logs gives their fields. */
function vendedLines([name, names]: (typeof VENDED)[number], count: number, nameOf = (field: string) => field) {
  const lines =
    name === 'alb-access'
      ? [...bigObjectText({ lines: count, seed: 5 })].join('').trimEnd().split('\n')
      : linesOf(name, count);
  return lines.map((line) => {
    const raw = fields(line) ?? [];
    return JSON.stringify(Object.fromEntries(names.map((field, at) => [nameOf(field), raw[at]])));
  });
}

/** The format of that name, of any family that has vended logs. */
function countingNamed(name: string) {
  const format = formatOf(name);
  switch (format.family) {
    case 'requests':
      return counting(format);
    case 'connections':
      return counting(format);
    case 'healthChecks':
      return counting(format);
    default:
      throw new Error(`${name} is of the family ${format.family}`);
  }
}

describe.each(VENDED)('lines of %s that CloudWatch Logs delivers', (name, names) => {
  const of = [name, names] as (typeof VENDED)[number];
  it.each([
    ['classic names', (field: string) => field],
    ['names without colons', (field: string) => field.replace(':', '_')],
    ['the other name of the time', (field: string) => ({ time: 'timestamp', timestamp: 'time' })[field] ?? field],
  ])('are read by the parser only as long as they are new: %s', async (_, nameOf) => {
    const { format, parsed } = countingNamed(`${name}-vended`);
    const bytes = gzipSync(vendedLines(of, 3000, nameOf).join('\n'));
    const read = await ingest(objectOf(format, [bytes]), OPTIONS);
    expect(parsed()).toBeLessThan(300);
    expect(read).toEqual(await reference(formatOf(`${name}-vended`), bytes));
    expect(read.lines.parsed).toBe(3000);
  });

  it('may have a field under several names, in any of them', async () => {
    const [both = '', ...lines] = vendedLines(of, 200, (field) => field.replace(':', '_'));
    const more = lines.map((line, at) => {
      const [other, own] = at % 2 === 0 ? ['time', 'timestamp'] : ['target:port', 'target_port'];
      const members: Record<string, unknown> = JSON.parse(line);
      return JSON.stringify({
        ...members,
        [other]: members[own] ?? '10.0.0.9:80',
        [own]: at % 3 === 0 ? null : members[own],
      });
    });
    await expectEqual(formatOf(`${name}-vended`), [both, ...lines, ...more, ...lines]);
    await expectEqual(formatOf(`${name}-vended`), [...more, ...lines]);
  });
});

it('lines of ALB access logs that are not packed are read by the parser only as long as they are new', async () => {
  const { format, parsed } = counting({ ...albAccess, name: 'not counted in the core' });
  const bytes = Buffer.from([...bigObjectText({ lines: 3000, seed: 5 })].join(''));
  const read = await ingest(objectOf(format, [bytes]), OPTIONS);
  expect(parsed()).toBeLessThan(300);
  expect({ ...read, format: 'alb-access' }).toEqual(await reference(albAccess, bytes));
});

test('what has elapsed before a time that comes later in the line is for the parser', async () => {
  const lines = vendedLines(VENDED[0], 300).map((line, at) => {
    const { time, ...others }: Record<string, unknown> = JSON.parse(line);
    return JSON.stringify(at % 2 === 0 ? { ...others, time } : { time, ...others });
  });
  await expectEqual(formatOf('alb-access-vended'), lines);
});

test('WebSockets have no elapsed time, also where the first one began in a minute of which the log has no line', async () => {
  const at = (time: string, created: string, type: string): string =>
    albLine({ type, time: `2026-05-04T10:${time}.500000Z`, created: `2026-05-04T${created}.000000Z` });
  const lines = [
    at('02:51', '10:02:51', 'h2'),
    at('02:52', '09:59:57', 'wss'),
    at('02:55', '10:02:35', 'wss'),
    at('02:56', '10:02:55', 'h2'),
  ];
  // Text that is not packed is not read by the core of ALB logs.
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const read = await ingest(objectOf(albAccess, [bytes]), OPTIONS);
  expect(read).toEqual(await reference(albAccess, bytes));
  const [cell] = cellsOf(read.aggregates, 'LoadBalancer');
  expect(cell?.distributions.map(({ count }) => count)).toContain(2);
});

describe('members of JSON', () => {
  const member = {
    ...{ date: '2026-05-04', time: '10:00:05', 'cs(Host)': 'd1.cloudfront.net', 'sc-status': '200' },
    ...{ 'sc-bytes': '8602', 'cs-bytes': '275', 'time-taken': '0.046', 'cs-method': 'GET', 'cs-uri-stem': '/' },
  };
  const text = (change: object): string => JSON.stringify({ ...member, ...change });
  const usual = text({});

  it.each([
    ['a field that the first line lacks', [usual, text({ 'origin-fbl': '0.020' }), text({ 'origin-fbl': '0.030' })]],
    ['a field that only the first line has', [text({ 'origin-fbl': '0.020' }), usual, usual]],
    ['another time besides', [usual, text({ 'timestamp(ms)': '1777888800000' }), usual]],
    ['the time before the date', [usual, usual.replace(/"date":"[^"]*",("time":"[^"]*")/, '$1,"date":"2026-05-05"')]],
    ['no time', [usual, text({ time: undefined }), usual]],
    ['times of other forms', ['10:00', '10:00:60', '24:00:00', '1:00:005', 10, null].map((time) => text({ time }))],
    ['dates of other forms', ['2026-5-04', '2026-02-30', '20260504', 20260504, null].map((date) => text({ date }))],
    ['dates twice', [usual, usual.replace('{', '{"date":"2026-05-01",'), usual]],
    ['fewer and more members', [usual, text({ more: [1, { a: 'b' }] }), text({ 'cs-bytes': undefined }), usual]],
  ])('are read as the parser reads them: %s', async (_, lines) => {
    const { lines: account } = await expectEqual(cloudfront, [usual, usual, ...lines, usual, ...lines]);
    expect(account.parsed).toBeGreaterThan(2);
    await expectEqual(cloudfront, [...lines, usual, ...lines]);
  });
});
