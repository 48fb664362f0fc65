/** The fast path against the reference path: the same Ingested, or the same refusal, for every object. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../../bench/random.ts';
import { type Config, DEFAULT_CONFIG } from '../../../../lambda/config.ts';
import { albAccess } from '../../../../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../../../../lambda/formats/format.ts';
import { canScan, scanObject } from '../../../../lambda/ingest/core/scan.ts';
import { ingest } from '../../../../lambda/ingest/ingest.ts';
import { readObject } from '../../../../lambda/ingest/reference.ts';
import { considerFrame, createIngestion, type IngestOptions, ingestFrame } from '../../../../lambda/ingest/state.ts';
import { shareAt } from '../../../../lambda/measure/cell.ts';
import type { Ingested } from '../../../../lambda/measure/ingested.ts';
import { plansOf } from '../../../../lambda/measure/plans.ts';
import { metricData } from '../../../../lambda/publish/datum.ts';
import { cellsOf } from '../../../support/cells.ts';
import { IS_LONG, rounds } from '../../../support/rounds.ts';
import { expectSame } from '../../../support/same.ts';

const ROUTES: Config['routes'] = [
  { name: 'items', path: '/items/:id' },
  { name: 'shop', host: '*.example.com', path: '/shop*' },
  { name: 'writes', method: 'POST' },
];
const CONFIG: Config = { ...DEFAULT_CONFIG, profile: 'full', routes: ROUTES };

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const settled = (result: Promise<Ingested>) => result.catch((error: Error) => error.message);

/** Both paths' results; the order of cells and counts is no part of them. */
async function bothWays(gz: Uint8Array, options: IngestOptions = { config: CONFIG }, size = 65_536) {
  const object = () => ({ key: 'k', format: albAccess, facts: NO_FACTS, chunks: pieces(gz, size) });
  return {
    fast: await settled(ingest(object(), options)),
    reference: await settled(readObject(object(), albAccess, options)),
  };
}

async function expectEqual(text: string, options?: IngestOptions): Promise<Ingested> {
  const { fast, reference } = await bothWays(gzipSync(Buffer.from(text, 'latin1'), { level: 1 }), options);
  expectSame(fast, reference);
  if (typeof fast === 'string') throw new Error(`refused: ${fast}`);
  return fast;
}

const FIELDS = [
  'h2',
  '2026-07-01T10:04:05.000001Z',
  'app/web/50dc6c495c0c9188',
  '198.51.100.7:40324',
  '10.0.3.194:8080',
  '0.000',
  '0.988',
  '0.001',
  '404',
  '404',
  '148',
  '38305',
  '"GET https://www.example.com:443/items/7?q=1 HTTP/2.0"',
  '"Mozilla/5.0 (X11; Linux x86_64) \\x22quoted\\x22"',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'TLSv1.2',
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/d5a1c457a0ef0fc0',
  '"Root=1-691ee790-db17cfc6d1e5c8ee2abe7d05"',
  '"www.example.com"',
  '"arn:aws:acm:eu-west-1:123456789012:certificate/ca669440-b8ee-12bd-a1f8-7f2474650232"',
  '1',
  '2026-07-01T10:04:04.012000Z',
  '"waf,forward"',
  '"-"',
  '"-"',
  '"10.0.3.194:8080"',
  '"404"',
  '"-"',
  '"-"',
  'TID_41afc750796ebbd8b887aa2b6a403aa4',
  '"-"',
  '"-"',
  '"-"',
  '10.0.1.2',
  '-',
  '-',
];

type Change = Readonly<Record<number, string>>;

/** The line above with some fields (numbered from 1, as AWS does) changed, cut after `count` fields. */
const line = (change: Change = {}, count = 30): string =>
  FIELDS.map((field, index) => change[index + 1] ?? field)
    .slice(0, count)
    .join(' ');

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

describe('the fast path', () => {
  it('is taken: the catalogue has nothing that it cannot count', () => {
    expect(canScan(createIngestion(albAccess, NO_FACTS, { config: CONFIG }))).toBe(true);
  });

  it.each([
    ['29 fields', {}, 29],
    ['30 fields', {}, 30],
    ['33 fields', {}, 33],
    ['34 fields', {}, 34],
    ['36 fields', {}, 36],
    ['error codes in quotes', { 35: '"-"', 36: '"-"' }, 36],
    ['a transform that failed', { 33: '"TransformBufferTooSmall"' }, 36],
    ['no target', { 5: '-', 6: '-1', 7: '-1', 8: '-1', 9: '503', 10: '-', 17: '-', 26: '"-"', 27: '"-"' }, 30],
    ['a redirect', { 9: '301', 10: '-', 23: '"redirect"', 24: '"https://www.example.com/"', 26: '"-"', 27: '"-"' }, 30],
    ['a reason', { 9: '502', 10: '-', 25: '"TargetConnectionError"', 27: '"-"' }, 30],
    ['a classification', { 28: '"Acceptable"', 29: '"GetHeadZeroContentLength"' }, 30],
    [
      'long times and large bodies',
      { 6: '12.345', 7: '3600.001', 8: '0.000', 11: '12345678901', 12: '9876543210' },
      30,
    ],
    ['a long address', { 4: '[2001:db8:85a3:1111:2222:8a2e:370:7334]:57314', 5: '2001:db8::1:8080' }, 30],
  ] as const)('reads lines with %s itself, but for the first of a kind', async (_, change: Change, count: number) => {
    const { ingestion, asked } = await scanned(new Array<string>(100).fill(line(change, count)));
    expect(ingestion.lines.parsed).toBe(100);
    // None where an object before had such a line.
    expect(asked.length).toBeLessThanOrEqual(1);
  });

  it('shows no more of a long request than of one that is read line by line', async () => {
    const failed = { 9: '503', 10: '-', 27: '"-"' };
    const spaces = ' '.repeat(3_000);
    const lines = [
      line(failed),
      line({ ...failed, 13: `"GET ${spaces}https://www.example.com:443/items/7 HTTP/2.0"` }),
      line({ ...failed, 18: `"${'A'.repeat(3_000)};Root=1-691ee790-db17cfc6d1e5c8ee2abe7d05"` }),
      line({ ...failed, 23: `"${'forward,'.repeat(400)}waf"` }),
    ];
    // The kind of these lines is known from the first on.
    const { notes } = await expectEqual(text([...lines, ...lines]));
    expect(notes.filter(({ kind }) => kind === 'error')).toHaveLength(5);
  });

  /** Without examples; and the lines that the core has asked for. */
  async function scanned(lines: readonly string[]) {
    const examples = { ...CONFIG.examples, errors: 0, slowest: 0 };
    const ingestion = createIngestion(albAccess, NO_FACTS, { config: { ...CONFIG, examples } });
    const asked: string[] = [];
    await scanObject(pieces(gzipSync(text(lines)), 65_536), {
      ingestion,
      ingestLine(frame) {
        asked.push(frame);
        return ingestFrame(ingestion, frame);
      },
      considerLine: () => undefined,
    });
    return { ingestion, asked };
  }

  it('reads every line itself where the object before had the same words', async () => {
    const lines = ['10:04', '10:05', '10:06'].flatMap((minute) =>
      ['200', '404', '502'].map((code) => line({ 2: `2026-07-01T${minute}:05.000001Z`, 9: code })),
    );
    await scanned(lines);
    const { ingestion, asked } = await scanned(lines);
    expect(ingestion.lines.parsed).toBe(lines.length);
    expect(asked).toEqual([]);
  });

  it('asks for no line in which nothing but the minute is new', async () => {
    const at = (minute: number) => line({ 2: `2026-07-01T11:${minute}:05.000001Z` });
    const minutes = Array.from({ length: 40 }, (_, index) => 10 + index);
    await scanned([at(10)]);
    const { ingestion, asked } = await scanned([...minutes, ...minutes].map(at));
    expect(ingestion.lines.parsed).toBe(80);
    expect(asked).toEqual([]);
    expect(ingestion.latest).toBe(Date.parse('2026-07-01T11:49:05.000Z'));
  });

  it.each(['2026-07-01T10:60', '2026-13-01T10:04', '2026-07-01t10:04', '2026-07-0110:04:', '2026-02-30T10:04'])(
    'takes %s for a minute only where the reference does',
    async (minute) => {
      const lines = [line({}), line({ 2: `${minute}:05.000001Z` }), line({ 2: `${minute}:06.000001Z` })];
      await expectEqual(text([...lines, ...lines]));
    },
  );

  it('counts by the settings of each object the words that it knows of the object before', async () => {
    const random = createRandom(32);
    const lines = Array.from({ length: rounds(60, 500) }, () => randomLine(random));
    const minute = Date.parse('2026-07-01T10:04:00Z');
    const byName = (slowSeconds: number): IngestOptions => ({
      config: { ...CONFIG, allowed: withOverrides({ targetGroups: { api: { slowSeconds } } }) },
    });
    const settings: readonly IngestOptions[] = [
      { config: CONFIG },
      byName(0.2),
      byName(0.7),
      { config: { ...CONFIG, allowed: withOverrides({ loadBalancers: { web: { slowExpected: true } } }) } },
      { config: { ...CONFIG, services: [{ name: 'front', targetGroup: 'web' }] } },
      { config: { ...CONFIG, services: [{ name: 'back', targetGroup: 'api' }] } },
      { config: { ...CONFIG, routes: [] } },
      { config: { ...CONFIG, profile: 'standard' } },
      { config: CONFIG, accept: { from: minute, to: minute + 60_000 } },
      { config: CONFIG, accept: { from: minute + 60_000, to: minute + 120_000 } },
      { config: CONFIG, everyOutcome: true },
    ];
    for (const options of [...settings, ...settings.toReversed()]) await expectEqual(text(lines), options);
  });

  it('says of each object when its latest entry was, though it knows later minutes', async () => {
    await expectEqual(text([line({ 2: '2026-07-01T10:05:59.000001Z' })]));
    const { latest } = await expectEqual(text([line(), line({ 2: '2026-07-01T10:04:07.000001Z' })]));
    expect(latest).toBe(Date.parse('2026-07-01T10:04:07Z'));
  });

  it('counts thousands of targets and target groups at once, for which its memory grows', async () => {
    const lines = Array.from({ length: 6000 }, (_, index) =>
      line({
        2: `2026-07-01T10:${10 + (index % 20)}:05.000001Z`,
        5: `10.0.${index % 250}.${index % 90}:8080`,
        7: `0.${100 + (index % 900)}`,
        17: `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/d5a1c457a0ef${1000 + (index % 130)}`,
      }),
    );
    await expectEqual(text(lines));
    await expectEqual(text(lines.slice(0, 50)));
  });

  it('learns again where objects have more words together than its tables hold', async () => {
    const random = createRandom(33);
    for (let object = 0; object < 12; object++) {
      const lines = Array.from({ length: 60 }, (_, index) =>
        line({
          2: `2026-07-01T${10 + object}:${10 + random(8)}:05.000001Z`,
          3: `app/web/50dc6c495c0c${1000 + object * 7 + random(7)}`,
          9: `${200 + ((object * 40 + index) % 400)}`,
          17: `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/d5a1c457a0ef${1000 + object * 20 + random(20)}`,
        }),
      );
      await expectEqual(text([...lines, ...lines]));
    }
  });

  function withOverrides(overrides: Partial<Config['allowed']['overrides']>): Config['allowed'] {
    const { allowed } = CONFIG;
    return { ...allowed, overrides: { ...allowed.overrides, ...overrides } };
  }

  const TIMES: Readonly<Record<string, (index: number) => number>> = {
    rising: (index) => index,
    falling: (index) => 3_000 - index,
    'few and equal': (index) => index % 5,
    'up and down': (index) => (index * 7_919) % 3_001,
  };
  const placed = [0, 1, 3, 50, 100].flatMap((slowest) =>
    Object.keys(TIMES).map((times) => ({ times, slowest, every: slowest === 3 ? 7 : 50 })),
  );
  it.each(placed)('finds the $slowest slowest of lines whose times are $times, among failures', async (shape) => {
    const { times, slowest, every } = shape;
    const lines = Array.from({ length: rounds(800, 3_000) }, (_, index) => {
      const millis = TIMES[times]?.(index) ?? 0;
      const failed: Change = index % every === 0 ? { 9: '502', 10: '-', 8: '-1' } : { 9: '200', 10: '200' };
      return line({ 6: '0.001', 7: (millis / 1000).toFixed(3), 8: '0.002', ...failed });
    });
    const examples = { ...CONFIG.examples, errors: 4, slowest };
    const { notes } = await expectEqual(text(lines), { config: { ...CONFIG, examples } });
    expect(notes.filter(({ kind }) => kind === 'slow')).toHaveLength(slowest);
  });

  it('shows only those lines of a window that are among the slowest at its end', async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      line({ 7: (index / 1000).toFixed(3), 9: '200', 10: '200' }),
    );
    const ingestion = createIngestion(albAccess, NO_FACTS, { config: CONFIG });
    const considered: string[] = [];
    await scanObject(pieces(gzipSync(text(lines)), 65_536), {
      ingestion,
      ingestLine: (frame) => ingestFrame(ingestion, frame),
      considerLine(frame, known) {
        considered.push(frame);
        considerFrame(ingestion, frame, known);
      },
    });
    expect(ingestion.lines.parsed).toBe(1_000);
    const slowest = ingestion.observer.bulk?.examples.slowest;
    expect(slowest?.map(({ entry }) => entry()?.targetProcessingTime)).toEqual([0.999, 0.998, 0.997]);
    // All of them are slower than all before. Two windows and a full list of waiting lines now and then.
    expect(considered.length).toBeLessThan(60);
  });

  it('counts times that come more often than a bucket holds', async () => {
    const random = createRandom(23);
    const often = line({ 7: '0.123', 9: '200' });
    const lines = Array.from({ length: 66_000 }, (_, at) => {
      if (at % 300 === 0) return line({ 7: `${random(3)}.${100 + random(900)}`, 9: '502' });
      if (at % 500 === 0) return line({ 5: '10.0.3.195:8080', 7: `0.${100 + random(100)}` });
      return often;
    });
    const [product, reference] = [0, 1].map(() => createIngestion(albAccess, NO_FACTS, { config: CONFIG }));
    if (product === undefined || reference === undefined) throw new Error('there are two');
    await scanObject(pieces(gzipSync(text(lines.concat(lines.slice(0, 4_000))), { level: 1 }), 65_536), {
      ingestion: product,
      ingestLine: (frame) => ingestFrame(product, frame),
      considerLine: (frame, known) => considerFrame(product, frame, known),
    });
    for (const frame of lines.concat(lines.slice(0, 4_000))) ingestFrame(reference, frame);
    expectSame(product.aggregates, reference.aggregates);
    const targets = product.observer.bulk?.outliers.targets;
    expect(targets).toEqual(reference.observer.bulk?.outliers.targets);
    expect([...(targets?.values() ?? [])].map(({ requests }) => requests).sort()).toEqual([69_907, 93]);
  });

  it.each([18, 20, 23, 25, 27, 29, 30, 31, 33, 34, 35, 36, 37, 40])(
    'equals the reference on lines of %i fields',
    async (count) => {
      const lines = Array.from(
        { length: 40 },
        (_, i) => `${line({ 7: `0.${100 + i}` }, count)}${' new'.repeat(Math.max(0, count - 36))}`,
      );
      const { lines: account } = await expectEqual(text(lines));
      expect(account.parsed + account.unparsed).toBe(40);
    },
  );

  const VALUES = [
    '-', '-1', '', ' ', '"-"', '"x"', '"a b"', '"', '""', '"\\"', '"a\\" b"', '\\', '0', '000', '200', '1000', '00.123', '1.5', '12.345',
    '9999.999', '10000.000', '0(000', '12/345', '123,456', '1234-567', '0+001', '0.0001', '0.1234', '-0.001', '1e3', '0x10', '12345678', '123456789', '9'.repeat(20), 'h2', 'h2\0', 'wss', 'ftp', 'app/',
    '2026-07-01T10:04:59.999999Z', '2026-07-01T10:04:60.000000Z', '2026-07-01T10:05:00.000000Z', '2026-07-01T10:04:05Z',
    '2026-07-01T10:04:05.000001', '2026-02-30T10:04:05.000001Z', '1969-12-31T23:59:59.999999Z', '"2026-07-01T10:04:05.000001Z"',
    '[2001:db8::1]:443', '2001:db8:85a3:1111:2222:8a2e:370:7334:57314', 'a'.repeat(70), `"${'a'.repeat(300)}"`, 'arn:aws:x:targetgroup/a/0123456789abcdef',
    '"waf"', '"forward,rewrite"', '"waf,authenticate,forward,redirect,rewrite"', '"AuthInvalidCookie"', '"Severe"', '"Acceptable"', '"BadUri"',
    '"SpaceInUri"', '"TransformSuccess"', '0x8', '"0x8"', '"GET / HTTP/1.1"', '"- http://h:80- -"', '"GET https://h/items/7 HTTP/1.1 HTTP/2.0"', '"POST https://h/items/7 HTTP/1.1 "', '"GET https://h/items/7 -"', '"GET https://h/items/red shoes HTTP/1.1"',
    '"GET  https://h/x HTTP/1.1"', '"\x80\xff\x00"', '\t',
  ]; // biome-ignore format: a long list reads better in lines

  it.each(FIELDS.map((_, index) => index + 1))('equals the reference no matter what is in field %i', async (field) => {
    const counts = IS_LONG ? [30, 36] : [field > 30 ? 36 : 30];
    const lines = VALUES.flatMap((value) =>
      counts.flatMap((count) => [
        line({}, count),
        line({ [field]: value, 10: '200' }, count),
        line({ [field]: value }, count),
        line({ [field]: value, 6: '0.002', 2: '2026-07-01T10:04:07.120001Z' }, count),
      ]),
    );
    await expectEqual(text(lines));
  });

  const CREATIONS = [
    '2026-07-01T10:04:05.000001Z', '2026-07-01T10:04:05.001000Z', '2026-07-01T10:04:05.002000Z', '2026-07-01T10:04:59.999000Z', '2026-07-01T10:03:59.999000Z',
    '2026-07-01T09:59:00.000000Z', '2026-07-01T00:00:00.000000Z', '2026-07-01T10:05:00.000000Z', '2026-07-01T23:59:59.999000Z', '2026-06-30T23:59:59.000000Z',
    '2026-06-24T10:04:05.000000Z', '2026-06-24T10:04:04.999000Z', '2026-06-01T10:04:05.000000Z', '1970-01-01T00:00:00.000000Z', '2026-07-01T24:00:00.000000Z',
    '2026-07-01T1a:04:05.000000Z', '2026-07-01T10:6/:05.000000Z', '2026-07-01T10:04:05Z', '2026-07-01T10:04:05.000Z', '2026-07-01T10:04:05.000000', '-', '-1', '"-"', '',
    '12026-07-01T10:04:05.000000Z', '2026-07-01T10:04:05.000000ZZ', '2026-07-01 10:04:05.000000Z', '2026-07-01T10-04:05.000000Z', '2026-07-01T10:04:61.000000Z',
  ]; // biome-ignore format: a long list reads better in lines

  it.each(CREATIONS)('counts the time since a creation at %s as the reference does', async (creation) => {
    const lines = ['h2', 'https', 'ws', 'wss', 'wsx'].flatMap((type) =>
      [29, 30, 36].flatMap((count) => [
        line({ 1: type, 6: '0.001' }, count),
        line({ 1: type, 22: creation }, count),
        line({ 1: type, 22: creation, 2: '2026-07-01T10:04:05.000999Z' }, count),
        line({ 1: type, 22: creation, 17: '-', 5: '-', 6: '-1', 7: '-1', 8: '-1', 9: '503', 10: '-' }, count),
      ]),
    );
    const { lines: account } = await expectEqual(text(lines));
    expect(account.parsed).toBe(60);
  });

  it('counts elapsed times of every length, for load balancer, target group and route', async () => {
    const random = createRandom(13);
    const lines = Array.from({ length: rounds(1000, 4000) }, () => {
      const at = Date.parse('2026-07-01T10:04:05.000Z') + random(50_000);
      const created = at - random(random(4) === 0 ? 7_200_000 : 1100);
      return line({
        2: `${new Date(at).toISOString().slice(0, 23)}${100 + random(900)}Z`,
        22: `${new Date(created).toISOString().slice(0, 23)}000Z`,
      });
    });
    const { aggregates } = await expectEqual(text(lines));
    const subjects = [...aggregates.subjects.values()].filter(({ plan }) => plan.distributions.length > 1);
    expect(new Set(subjects.map(({ plan }) => plan.set))).toEqual(new Set(['LoadBalancer', 'TargetGroup', 'Route']));
    for (const { distributions } of subjects.flatMap(({ cells }) => [...cells.values()]))
      expect(distributions.map(({ count }) => count)).toContain(lines.length);
  });

  it.each([
    ['one limit for all', {}],
    ['limits in fractions of a millisecond', { slowSeconds: 1.0055 }],
    [
      'limits of load balancers, target groups and routes',
      {
        overrides: {
          loadBalancers: { web: { slowSeconds: 3 }, 'app/b/50dc6c495c0c9188': { slowExpected: true } },
          targetGroups: { api: { slowSeconds: 1.005 }, 'targetgroup/c/d5a1c457a0ef0fc0': { slowExpected: true } },
          routes: { items: { slowSeconds: 4.5 }, writes: { slowExpected: true }, shop: { slowPercent: 3 } },
          services: { api: { slowPercent: 3 } },
        },
      },
    ],
  ] as const)('judges slowness as the reference does, with %s', async (_, changed) => {
    const random = createRandom(17);
    const group = (name: string) =>
      `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/d5a1c457a0ef0fc0`;
    const of = (all: readonly string[]): string => all[random(all.length)] ?? '';
    const lines = Array.from({ length: rounds(1000, 5000) }, () => {
      const time = of([
        '0.000',
        '1.004',
        '1.005',
        '1.006',
        '2.000',
        '2.001',
        '3.001',
        '4.500',
        '4.501',
        '60.000',
        '-1',
      ]);
      const isLost = time === '-1';
      return line({
        2: `2026-07-01T10:0${random(4)}:05.000001Z`,
        3: `app/${of(['web', 'b', 'c', 'd'])}/50dc6c495c0c9188`,
        7: time,
        ...(isLost ? { 8: '-1', 9: of(['504', '502', '460']), 10: '-', 27: '"-"' } : {}),
        13: `"${of(['GET', 'POST'])} https://www.example.com:443${of(['/items/7', '/shop/1', '/rest'])} HTTP/2.0"`,
        17: of([group('api'), group('b'), group('c'), '-']),
      });
    });
    const allowed = { ...DEFAULT_CONFIG.allowed, ...changed };
    for (const routes of [ROUTES, []]) {
      const { aggregates } = await expectEqual(text(lines), { config: { ...CONFIG, allowed, routes } });
      const plan = plansOf('requests', 'full').find(({ set }) => set === 'All');
      const index = plan?.rates.findIndex(({ name }) => name === 'SlowRequests') ?? -1;
      const rates = cellsOf(aggregates, 'All').map((cell) => shareAt(cell, index));
      expect(rates.reduce((sum, rate) => sum + rate.sum, 0)).toBeGreaterThan(100);
    }
  });

  it.each(['essential', 'standard', 'full'] as const)('equals the reference with the profile %s', async (profile) => {
    const random = createRandom(19);
    const lines = Array.from({ length: 600 }, () =>
      line({
        2: `2026-07-01T10:0${random(3)}:05.000001Z`,
        7: `${random(4)}.${100 + random(900)}`,
        9: random(3) === 0 ? '502' : '200',
        10: random(3) === 0 ? '-' : '200',
      }),
    );
    const { aggregates } = await expectEqual(text(lines), { config: { ...CONFIG, profile } });
    const full = await expectEqual(text(lines), { config: { ...CONFIG, profile: 'full' } });
    const key = ({ MetricName, Dimensions, Timestamp }: MetricDatum) =>
      JSON.stringify([MetricName, Dimensions, Timestamp]);
    const all = new Map(metricData(full.aggregates).map((datum) => [key(datum), datum]));
    const some = metricData(aggregates);
    expect(some.map((datum) => all.get(key(datum)))).toEqual(some);
    const names = (
      profile === 'essential' ? ['Elb5xx', 'ExcessErrors'] : ['TargetProcessingTime', 'ElbStatusCode']
    ).sort();
    expect(
      [...new Set(some.map(({ MetricName = '' }) => MetricName))].filter((name) => names.includes(name)).sort(),
    ).toEqual(names);
    expect(some.length < all.size).toBe(profile !== 'full');
  });

  it('does not take a minute that is written 24:00 for one whose other seconds may be', async () => {
    const lines = ['00.000000', '05.000001', '00.000000'].map((second) =>
      line({ 2: `2026-07-01T24:00:${second}Z`, 22: `2026-07-01T24:00:00.000000Z` }),
    );
    const { lines: account } = await expectEqual(text([...lines, ...lines]));
    expect(account).toEqual({ parsed: 4, skipped: 0, unparsed: 2 });
  });

  it('distinguishes kinds that differ in nothing but what is absent and how many fields there are', async () => {
    const absent = Array.from({ length: 16 }, (_, bits) => ({
      ...(bits & 1 ? { 5: '-' } : {}),
      ...(bits & 2 ? { 6: '-1' } : {}),
      ...(bits & 4 ? { 7: '-1' } : {}),
      ...(bits & 8 ? { 8: '-1' } : {}),
    }));
    const lines = [29, 30, 31, 33, 34, 35, 36].flatMap((count) =>
      ['502', '503', '504', '400'].flatMap((status) =>
        absent.map((change) => line({ 9: status, 10: '-', ...change }, count)),
      ),
    );
    await expectEqual(text([...lines, ...lines.toReversed(), ...lines]));
  });

  it('equals the reference on lines with one byte changed, left out or added', async () => {
    const random = createRandom(11);
    for (let round = 0; round < rounds(2, 12); round++) {
      const lines = Array.from({ length: rounds(1000, 1500) }, () => damaged(randomLine(random), random));
      await expectEqual(text(lines), { config: round % 2 === 0 ? CONFIG : DEFAULT_CONFIG });
    }
  });

  it('equals the reference on every sort of line end', async () => {
    const one = line();
    for (const end of ['\n', '\r\n', ' \n', '  \r\n', '\n\n', '\r\r\n', '\n \n', '']) {
      await expectEqual([one, one, one, line({ 9: '500' }), one].join(end) + end);
      await expectEqual([one, one, one].join(end === '' ? '\n' : end));
    }
  });

  it('equals the reference on lines longer than a window, and passes over those longer than the limit', async () => {
    const long = (size: number): string => line({ 14: `"${'a'.repeat(size)}"` });
    for (const size of [60_000, 65_536, 200_000, 290_000, 1_000_000, 1_048_576, 1_100_000]) {
      await expectEqual(text([line(), line(), long(size), line(), long(size), long(size + 7), line()]));
      await expectEqual([line(), long(size)].join('\n'));
    }
  });

  it('equals the reference where more is new than its tables hold, several times over', async () => {
    const random = createRandom(5);
    const many = (change: (i: number) => Change, length: number): string =>
      text(Array.from({ length }, (_, i) => line(change(i))));
    const hex = (i: number): string => i.toString(16).padStart(16, '0');
    const bound = { config: { ...CONFIG, maxSeriesPerLoadBalancer: 100_000 } };
    // In runs of some lines, so that full tables are worth emptying, and line by line, so that they are not.
    for (const run of [rounds(20, 40), 1]) {
      const length = run === 1 ? rounds(1800, 6000) : 150 * run;
      await expectEqual(many((i) => ({ 3: `app/web/${hex(Math.floor(i / run) % 150)}` }), length));
      const minute = (i: number): string => `1${Math.floor(i / 43) % 10}:${10 + (i % 43)}`;
      await expectEqual(
        many((i) => ({ 2: `2026-07-01T${minute(run === 1 ? i * 7 : Math.floor(i / run))}:05.000001Z` }), length),
      );
    }
    for (const run of [rounds(5, 9), 1]) {
      const length = run === 1 ? rounds(1800, 6000) : 700 * run;
      const arn = (i: number): string =>
        `arn:aws:elasticloadbalancing:r:1:targetgroup/t/${hex(Math.floor(i / run) % 700)}`;
      await expectEqual(
        many((i) => ({ 17: arn(i) }), length),
        bound,
      );
      const code = (i: number): string => `${200 + (Math.floor(i / run) % 790)}`;
      await expectEqual(many((i) => ({ 9: code(i), 10: code(i + 3), 23: `"a${i % 2}"` }), length));
    }
    await expectEqual(many((i) => ({ 5: `10.0.${(i >> 8) & 255}.${i & 255}:80` }), 9000));
    await expectEqual(
      many(
        () => ({
          6: `${random(9999)}.${100 + random(900)}`,
          7: `${random(9999)}.${100 + random(900)}`,
          8: `${random(3)}.${100 + random(900)}`,
        }),
        rounds(2000, 6000),
      ),
    );
  });

  it.each([
    ['a line of 30 fields', {}, 30, 0, 1000],
    ['fields 30 to 36', {}, 36, 530, 1000],
    ['long times', { 6: '12.345', 7: '3600.001', 8: '123.000', 11: '12345678901', 12: '98765' }, 30, 0, 200],
    [
      'a failed request',
      { 5: '-', 6: '-1', 7: '-1', 8: '-1', 9: '502', 10: '-', 25: '"TargetConnectionError"' },
      30,
      0,
      1000,
    ],
  ] as const)(
    'equals the reference no matter what byte stands wherever in %s',
    async (_, change: Change, count, from, to) => {
      const sound = line(change, count);
      const bytes = '\0\t\r !"\'()*+,-./019:;AZ\\_az\x7f\x80\xff';
      // An object for each place: more new words than its tables hold would make the core give up.
      for (let at = from; at < Math.min(to, sound.length); at += rounds(11, 1)) {
        const changed = Array.from(bytes, (byte) => sound.slice(0, at) + byte + sound.slice(at + 1));
        await expectEqual(text([sound, sound, ...changed]));
      }
    },
  );

  it('adds byte counts of one to sixteen digits', async () => {
    const random = createRandom(12);
    const digits = (length: number): string =>
      `${1 + random(9)}${Array.from({ length: length - 1 }, () => random(10)).join('')}`;
    const lengths = Array.from({ length: 16 }, (_, index) => index + 1);
    const pairs = lengths.flatMap((received) =>
      lengths.map((sent) => line({ 11: digits(received), 12: digits(sent) })),
    );
    await expectEqual(
      text([line(), ...pairs, line({ 11: '-', 12: '0' }), line({ 11: '00000000000007', 12: '1x345678901' })]),
    );
  });

  it('keeps 150 distinct times as they are and puts more on the grid, wherever they lie', async () => {
    const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
    for (const distinct of [1, 149, 150, 151, 152, 1030]) {
      for (const first of [0, 900, 5000, 1, 100, 1000, 1023].slice(0, rounds(3, 7))) {
        const lines = Array.from({ length: 2 * distinct }, (_, index) =>
          line({ 5: '10.0.3.1:8080', 7: seconds(first + (index % distinct)), 8: seconds((index % distinct) + 200) }),
        );
        await expectEqual(text(lines));
      }
    }
  });

  const SETTINGS: readonly Partial<Config>[] = [
    { targetGroups: false },
    { routes: [] },
    { services: [{ name: 'first', targetGroup: '*-1*' }] },
    {
      services: [
        { name: 'first', targetGroup: 'a*' },
        { name: 'hosts', host: '*.example.com' },
      ],
      routes: [],
    },
    { extraDimensions: ['AccountId', 'Region'] },
    { maxSeriesPerLoadBalancer: 20 },
    { examples: { ...DEFAULT_CONFIG.examples, errors: 0, slowest: 0 } },
    {
      examples: {
        ...DEFAULT_CONFIG.examples,
        errors: 50,
        slowest: 50,
        query: true,
        userAgent: true,
        clientAddress: true,
      },
    },
  ];
  it.each(SETTINGS)('equals the reference with the settings %j', async (settings) => {
    const random = createRandom(7);
    const lines = Array.from({ length: rounds(500, 4000) }, () => randomLine(random));
    await expectEqual(text(lines), { config: { ...CONFIG, ...settings } });
  });

  it('distinguishes 502s by when the target closed the connection', async () => {
    const times = ['0.000', '0.009', '0.010', '0.011', '3.000', '-1'];
    const creations = ['05.000000', '04.991000', '04.990000', '04.989000', '05.002000'];
    const lines = ['502', '504', '460'].flatMap((status) =>
      times.flatMap((time) =>
        ['0.000', '0.001', '-1'].flatMap((sent) =>
          creations.map((created) =>
            line({ 6: sent, 7: time, 8: '-1', 9: status, 10: '-', 22: `2026-07-01T10:04:${created}Z` }),
          ),
        ),
      ),
    );
    const { outcomes } = await expectEqual(text([...lines, ...lines, ...lines]), {
      config: { ...CONFIG, examples: { ...CONFIG.examples, errors: 0, slowest: 0 } },
    });
    const causes = new Set(outcomes.rows.map(({ cause }) => cause));
    for (const closed of ['TargetClosedAtOnce', 'TargetClosedWhileWorking', 'TargetClosedConnection'] as const)
      expect(causes).toContain(closed);
  });

  it('counts the outcomes of failures, and of all requests if it is asked to, as the reference does', async () => {
    const random = createRandom(14);
    const lines = Array.from({ length: rounds(1000, 3000) }, () => randomLine(random));
    const timeout = { 6: '0.001', 7: '-1', 8: '-1', 9: '504', 10: '-' };
    lines.push(...Array.from({ length: 200 }, () => line({ ...timeout, 22: '2026-07-01T10:03:05.000000Z' })));
    const failures = await expectEqual(text(lines));
    const { rows } = failures.outcomes;
    expect(rows.every(({ cause }) => cause !== undefined)).toBe(true);
    expect(new Set(rows.map(({ periodStart }) => periodStart)).size).toBe(3);
    expect(rows.find(({ cause }) => cause === 'TargetTimeout')?.elapsed.get(600)).toBe(200);
    const everything = await expectEqual(text(lines), { config: CONFIG, everyOutcome: true });
    const requests = everything.outcomes.rows.reduce((sum, row) => sum + row.requests, 0);
    expect(requests).toBe(lines.length);
    expect(everything.outcomes.rows.filter(({ cause }) => cause !== undefined)).toEqual(rows);
  });

  it('knows services by target group and host, however many hosts there are', async () => {
    const random = createRandom(23);
    const services = [
      { name: 'pay', targetGroup: 'shop-*', host: 'pay*.example.com' },
      { name: 'shop', targetGroup: 'shop-*' },
      { name: 'tenants', host: '*.example.com' },
      { name: 'old', targetGroup: 'old' },
    ];
    const of = (all: readonly string[]): string => all[random(all.length)] ?? '';
    const group = (name: string) =>
      `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/d5a1c457a0ef0fc0`;
    const lines = Array.from({ length: rounds(2000, 6000) }, () => {
      const host = of([
        `pay${random(90)}.example.com`,
        'PAY.example.com',
        'www.example.org',
        'pay.example.com.org',
        '-',
        '',
      ]);
      return line({
        2: `2026-07-01T10:0${random(4)}:05.000001Z`,
        9: of(['200', '200', '502']),
        13: `"${of(['GET', 'POST', 'DELETE'])} https://${host}${of(['', ':443'])}${of(['/a', '/b?c', '?d/e', '', '-'])} HTTP/2.0"`,
        17: of([group('shop-web'), group('shop-api'), group('old'), group('new'), '-']),
      });
    });
    for (const routes of [ROUTES, []]) {
      const { aggregates, outcomes } = await expectEqual(text(lines), {
        config: { ...CONFIG, services, routes },
        everyOutcome: true,
      });
      const counts = Map.groupBy(outcomes.rows, ({ service }) => service);
      const names = new Set(cellsOf(aggregates, 'Service').map(({ values }) => values[1]));
      expect(names).toEqual(new Set(['pay', 'shop', 'tenants', 'old', 'Other']));
      expect(new Set(counts.keys())).toEqual(names);
    }
  });

  it('drops what is outside the accepted times, also within a minute', async () => {
    const random = createRandom(8);
    const lines = Array.from({ length: rounds(600, 2000) }, () => randomLine(random));
    const minute = Date.parse('2026-07-01T10:04:00Z');
    for (const [from, to] of [
      [minute, minute + 60_000],
      [minute + 15_000, minute + 60_001],
      [0, minute],
      [minute + 59_999, minute + 90_000],
    ] as const) {
      await expectEqual(text(lines), { config: CONFIG, accept: { from, to } });
    }
  });
});

/** A line as a busy object has them: kinds, targets, groups, minutes in turn. */
function randomLine(random: Random): string {
  const pick = <T>(...from: readonly T[]): T => from[random(from.length)] as T;
  const failed = random(20) === 0;
  const status = pick('200', '200', '200', '304', '404', '500', '101');
  return line(
    {
      1: pick('h2', 'https', 'http', 'grpcs', 'wss'),
      2: `2026-07-01T10:0${3 + random(3)}:${10 + random(50)}.${100_000 + random(900_000)}Z`,
      4: pick('198.51.100.7:40324', '2001:db8:85a3:1111:2222:8a2e:370:7334:57314', '[2001:db8::1]:1'),
      5: failed && random(2) === 0 ? '-' : `10.0.3.${random(9)}:8080`,
      6: failed ? '-1' : `0.00${random(3)}`,
      7: failed ? '-1' : `${pick(0, 0, 0, 1, 61)}.${100 + random(900)}`,
      8: failed ? '-1' : '0.000',
      9: failed ? pick('502', '503', '504', '460', '400') : status,
      10: failed ? '-' : status,
      11: `${random(10 ** (1 + random(8)))}`,
      13: `"${pick('GET', 'POST')} https://${pick('www', 'api')}.example.com:443${pick('/items/', '/shop/', '/x')}${random(99)}${pick('', '?q=1')} HTTP/2.0"`,
      22: `2026-07-01T10:0${2 + random(4)}:${10 + random(50)}.${100 + random(900)}000Z`,
      17: pick(
        FIELDS[16] ?? '',
        'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef',
        '-',
      ),
      23: pick('"forward"', '"waf,forward"', '"-"'),
      25: failed ? pick('"-"', '"LambdaUnhandled"', '"TargetNew"') : '"-"',
      28: pick('"-"', '"-"', '"Acceptable"'),
      29: pick('"-"', '"-"', '"GetHeadZeroContentLength"'),
    },
    pick(29, 30, 30, 30, 33, 36),
  );
}

/** Mostly left as it is, so that much is known when something odd comes. */
function damaged(sound: string, random: Random): string {
  if (random(3) !== 0) return sound;
  const at = random(sound.length);
  const bytes = '" \\-0159:.aZ\t\r\x00\x7f\x80,/=';
  const byte = bytes[random(bytes.length)] ?? '';
  const kind = random(4);
  if (kind === 0) return sound.slice(0, at) + sound.slice(at + 1);
  if (kind === 1) return sound.slice(0, at) + byte + sound.slice(at);
  if (kind === 2) return sound.slice(0, at) + byte + sound.slice(at + 1);
  return sound.slice(0, at) + byte + byte + sound.slice(at + random(4));
}

describe('the fast path and broken objects', () => {
  const random = createRandom(9);
  const short = gzipSync(text(Array.from({ length: 4 }, () => randomLine(random))));

  it('gives the same wherever the bytes of a short object are cut in two', async () => {
    const whole = (await bothWays(short)).reference;
    for (let cut = 1; cut < short.length; cut += rounds(11, 1)) {
      const chunks = async function* () {
        yield short.subarray(0, cut);
        yield short.subarray(cut);
      };
      expectSame(
        await ingest({ key: 'k', format: albAccess, facts: NO_FACTS, chunks: chunks() }, { config: CONFIG }),
        whole,
      );
    }
  });

  it('refuses every object that is cut short, in the words of the reference', async () => {
    for (let size = 2; size < short.length; size += 7) {
      const { fast, reference } = await bothWays(short.subarray(0, size));
      expect(fast).toBe('unexpected end of file');
      expect(reference).toBe(fast);
    }
  });

  it('says the same of objects with bits flipped', async () => {
    for (let i = 0; i < rounds(50, 150); i++) {
      const bad = Buffer.from(short);
      const at = random(bad.length);
      bad[at] = (bad[at] ?? 0) ^ (1 << random(8));
      const { fast, reference } = await bothWays(bad);
      expect(fast).toEqual(reference);
    }
  });

  it('distinguishes targets that differ behind a NUL, as the reference does', async () => {
    const of = (target: string, status: string) => line({ 5: target, 9: status, 10: status });
    const lines = [
      ...Array.from({ length: 12 }, (_, at) => of('10.0.0.1:80', at < 8 ? '502' : '200')),
      ...Array.from({ length: 200 }, () => of('10.0.0.1:80\0x', '200')),
    ];
    const { reference } = await bothWays(gzipSync(text(lines)));
    expect(reference).toMatchObject({
      notes: expect.arrayContaining([expect.objectContaining({ kind: 'targetOutlier', requests: 12, errors: 8 })]),
    });
    await expectEqual(text(lines));
  });

  it('refuses an object with too many names, as the reference does', async () => {
    const hex = (i: number): string => i.toString(16).padStart(16, '0');
    const lines = Array.from({ length: 10_000 }, (_, i) =>
      line({ 3: `app/web/${hex(i)}`, 17: `arn:aws:elasticloadbalancing:r:1:targetgroup/t/${hex(i)}` }),
    );
    const { fast, reference } = await bothWays(gzipSync(text(lines), { level: 1 }));
    expect(fast).toMatch(/^the object holds too many different names, labels and minutes/);
    expect(reference).toBe(fast);
    await expectEqual(text([line(), line(), line({ 9: '500' })]));
  });

  it('reports strange names in the order of each object, no matter what it knows of the object before', async () => {
    const lines = ['newone', 'newtwo', 'newthree'].map((name) => line({ 29: `"${name}"` }, 36));
    const first = await expectEqual(text(lines));
    const second = await expectEqual(text(lines.toReversed()));
    const valuesOf = ({ notes }: Ingested) => notes.flatMap((note) => ('value' in note ? [note.value] : []));
    expect(valuesOf(second)).toEqual(valuesOf(first).toReversed());
    expect(valuesOf(first)).toHaveLength(lines.length);
  });

  it('reads several objects at a time without mixing them up', async () => {
    const texts = [1, 2, 3, 4].map((seed) => {
      const seeded = createRandom(seed);
      return gzipSync(text(Array.from({ length: rounds(500, 3000) }, () => randomLine(seeded))));
    });
    const read = (gz: Buffer) =>
      ingest({ key: 'k', format: albAccess, facts: NO_FACTS, chunks: pieces(gz, 5000) }, { config: CONFIG });
    const together = await Promise.all(texts.map(read));
    for (const [index, gz] of texts.entries()) expectSame(together[index], (await bothWays(gz)).reference);
  });
});

const SAMPLES = process.env.ELB_LOG_SAMPLES;

/** Everything under the samples that may hold ALB access lines, no matter what it is called. */
function sampleFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

describe('the fast path on samples', () => {
  it('equals the reference on our own edge cases, three times in a row', async () => {
    const log = readFileSync(new URL('../../../logs/alb-access/constructed-edge-cases.log', import.meta.url), 'latin1');
    const { lines } = await expectEqual(log.repeat(3));
    expect(lines.parsed).toBeGreaterThan(100);
  });

  it('equals the reference on every sample of ours, of no matter what format, once and twice in a row', async () => {
    for (const path of sampleFiles(fileURLToPath(new URL('../../../logs', import.meta.url)))) {
      const text = readFileSync(path, 'latin1');
      await expectEqual(text);
      await expectEqual(text.repeat(2));
    }
  });

  it.skipIf(SAMPLES === undefined)(
    'equals the reference on every published sample, once and twice in a row',
    async () => {
      for (const path of sampleFiles(SAMPLES ?? '')) {
        const bytes = readFileSync(path);
        const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
        await expectEqual(plain.toString('latin1'));
        await expectEqual(plain.toString('latin1').repeat(2));
      }
    },
  );
});
