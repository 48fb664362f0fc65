import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Config, DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { albAccess } from '../../../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../../../lambda/formats/format.ts';
import { ingest } from '../../../lambda/ingest/ingest.ts';
import { readObject } from '../../../lambda/ingest/reference.ts';
import type { IngestOptions } from '../../../lambda/ingest/state.ts';
import { createAggregates } from '../../../lambda/measure/aggregate.ts';
import type { Ingested } from '../../../lambda/measure/ingested.ts';
import { mergeAggregates } from '../../../lambda/measure/merge.ts';
import { metricData } from '../../../lambda/publish/datum.ts';
import { rounds } from '../../support/rounds.ts';
import { expectSame } from '../../support/same.ts';

const LOG = new URL('../../logs/alb-access/constructed-edge-cases.log', import.meta.url);
const text = readFileSync(LOG);
const lines = text.toString('latin1').split('\n').slice(0, -1);
const CONFIG: Config = { ...DEFAULT_CONFIG, profile: 'full', routes: [{ name: 'items', path: '/items*' }] };

async function* pieces(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function read(chunks: readonly Uint8Array[], options: Partial<IngestOptions> = {}): Promise<Ingested> {
  const object = { key: 'k', format: albAccess, facts: NO_FACTS, chunks: pieces(...chunks) };
  return ingest(object, { config: CONFIG, ...options });
}

const data = ({ aggregates }: Ingested): MetricDatum[] => metricData(aggregates);
const isSum = ({ MetricName }: MetricDatum): boolean => MetricName?.startsWith('Excess') === false;
const named = (all: readonly MetricDatum[], name: string, dimensions: number) =>
  all.filter(({ MetricName, Dimensions }) => MetricName === name && Dimensions?.length === dimensions);

describe('one object', () => {
  test('accounts for every line', async () => {
    const { lines: account } = await read([text]);
    expect(account).toEqual({ parsed: 69, skipped: 2, unparsed: 3 });
  });

  test('counts every parsed line once in each rate without dimensions', async () => {
    const all = data(await read([text]));
    for (const name of ['Elb5xx', 'Elb4xx', 'Target5xx', 'Target4xx']) {
      const samples = named(all, name, 0).map(({ StatisticValues }) => StatisticValues?.SampleCount ?? 0);
      expect(samples.reduce((sum, count) => sum + count, 0)).toBe(69);
    }
  });

  test('gives the metric data of the golden file', async () => {
    const all = data(await read([text]));
    const rows = all.map((datum) => JSON.stringify(datum));
    await expect(`[\n${rows.join(',\n')}\n]\n`).toMatchFileSnapshot(
      '../../logs/alb-access/constructed-edge-cases.metric-data.json',
    );
  });

  test('gives the same entries wherever its bytes are cut, compressed or not, in one gzip member or several', async () => {
    const short = Buffer.from(lines.slice(0, 3).join('\n'));
    const whole = data(await read([short]));
    const gzipped = gzipSync(short);
    const members = Buffer.concat([gzipSync(short.subarray(0, 700)), gzipSync(''), gzipSync(short.subarray(700))]);
    for (const bytes of [short, gzipped, members]) {
      for (let cut = 0; cut <= bytes.length; cut += bytes === short ? 13 : rounds(7, 1)) {
        expectSame(data(await read([bytes.subarray(0, cut), bytes.subarray(cut)])), whole);
      }
    }
  });

  test('does not depend on the order of its lines', async () => {
    const whole = data(await read([text]));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (shuffled) => {
        expectSame(data(await read([Buffer.from(shuffled.join('\n'), 'latin1')])), whole);
      }),
      { numRuns: 20 },
    );
  });

  test('adds up: two objects together equal the sum of each, in all but the excess, which each object has of its own', async () => {
    const half = Buffer.from(lines.slice(0, 30).join('\n'), 'latin1');
    const rest = Buffer.from(lines.slice(30).join('\n'), 'latin1');
    const sum = createAggregates();
    for (const one of [half, rest]) mergeAggregates(sum, (await read([one])).aggregates);
    expect(metricData(sum).filter(isSum)).toEqual(data(await read([text])).filter(isSum));
  });

  test('of no bytes has no lines and no data', async () => {
    const empty = await read([]);
    expect(empty.lines).toEqual({ parsed: 0, skipped: 0, unparsed: 0 });
    expect(data(empty)).toEqual([]);
  });
});

test('a reader may fill one buffer again and again, on both ways of reading', async () => {
  const gzipped = gzipSync(text);
  async function* reused(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    const buffer = Buffer.alloc(size);
    for (let from = 0; from < bytes.length; from += size) {
      const length = buffer.length - Math.max(0, from + size - bytes.length);
      buffer.set(bytes.subarray(from, from + length));
      yield buffer.subarray(0, length);
      buffer.fill(0);
    }
  }
  const whole = data(await read([text]));
  for (const bytes of [text, gzipped]) {
    for (const size of [1, 3, 700]) {
      const object = { key: 'k', format: albAccess, facts: NO_FACTS, chunks: reused(bytes, size) };
      expect(data(await ingest(object, { config: CONFIG }))).toEqual(whole);
    }
    const object = { key: 'k', format: albAccess, facts: NO_FACTS, chunks: reused(bytes, 3) };
    expect(data(await readObject(object, albAccess, { config: CONFIG }))).toEqual(whole);
  }
});

describe('bad input', () => {
  test('fails on gzip that is cut short, corrupt, or has a wrong checksum', async () => {
    const gzipped = gzipSync(text);
    const corrupt = Buffer.from(gzipped);
    corrupt.writeUInt8((corrupt.at(1000) ?? 0) ^ 0xff, 1000);
    const wrongSum = Buffer.from(gzipped);
    wrongSum.writeUInt8((wrongSum.at(-6) ?? 0) ^ 1, wrongSum.length - 6);
    for (const bytes of [gzipped.subarray(0, 1000), gzipped.subarray(0, -4), corrupt, wrongSum]) {
      await expect(read([bytes])).rejects.toThrow(/unexpected end|incorrect|invalid/);
    }
  });

  test('drops entries of 1970 and 2099 when CloudWatch would refuse them, and keeps their neighbors', async () => {
    const good = lines[0] ?? '';
    const odd = ['1970-01-01', '2099-12-31'].map((day) => good.replace('2026-05-04', day));
    const accept = { from: Date.parse('2026-05-01'), to: Date.parse('2026-05-05') };
    const object = await read([Buffer.from([odd[0], good, odd[1]].join('\n'))], { accept });
    expect(object.lines.parsed).toBe(3);
    expect(object.dropped).toBe(2);
    expect(named(data(object), 'Elb5xx', 0)).toHaveLength(1);
  });

  test('a line of 10 MB is unparsed, once', async () => {
    const object = await read([Buffer.concat([text, Buffer.alloc(10 * 1024 * 1024, 'x'), Buffer.from('\n')])]);
    expect(object.lines).toEqual({ parsed: 69, skipped: 2, unparsed: 4 });
  });

  test('a gzip that expands a thousand times is read in bounded memory or refused, by size', async () => {
    const part = gzipSync(Buffer.alloc(10 * 1024 * 1024), { level: 9 });
    const bomb = Buffer.concat(new Array<Buffer>(30).fill(part));
    await expect(read([bomb])).rejects.toThrow(/unpacks to more than 400 times its size/);
  });

  test('more minutes than memory is planned for fail the object', async () => {
    const good = lines[0] ?? '';
    const many = Array.from({ length: 20_000 }, (_, i) =>
      good.replace('2026-05-04T10:00:01', new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString().slice(0, 19)),
    );
    await expect(read([Buffer.from(many.join('\n'))])).rejects.toThrow(
      /holds too many different names, labels and minutes/,
    );
  });
});

describe('the cap on series', () => {
  const good = lines[0] ?? '';
  const groups = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => good.replace('web-tg', `group-${i}`)).flatMap((line, i) =>
      Array.from({ length: i + 1 }, () => line),
    );

  test('keeps the busiest, adds the rest to Other, loses no request and says which', async () => {
    const config = { ...CONFIG, routes: [], maxSeriesPerLoadBalancer: 41 };
    const object = await read([Buffer.from(groups(8).join('\n'))], { config });
    const perGroup = named(data(object), 'Elb5xx', 2).map(({ Dimensions, StatisticValues }) => [
      Dimensions?.[1]?.Value?.split('/').at(1) ?? Dimensions?.[1]?.Value,
      StatisticValues?.SampleCount,
    ]);
    expect(perGroup).toEqual([
      ['Other', 15],
      ['group-5', 6],
      ['group-6', 7],
      ['group-7', 8],
    ]);
    expect(object.seriesDropped).toMatchObject({ count: 5, series: 40 });
    expect(object.seriesDropped.names[0]).toMatch(/^TargetGroup: targetgroup\/group-4\//);
  });

  test('chooses the same in any order of lines', async () => {
    const config = { ...CONFIG, maxSeriesPerLoadBalancer: 25 };
    const all = groups(10);
    const forward = await read([Buffer.from(all.join('\n'))], { config });
    const backward = await read([Buffer.from(all.toReversed().join('\n'))], { config });
    expect(data(backward)).toEqual(data(forward));
    expect(backward.seriesDropped).toEqual(forward.seriesDropped);
  });
});
