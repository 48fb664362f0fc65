/**
 * The whole way from bytes to MetricDatum, against counts that the generator's model gives without ever parsing a line.
 */
import { gzipSync } from 'node:zlib';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../lambda/config.ts';
import { recognize } from '../lambda/formats/index.ts';
import { ingest } from '../lambda/ingest/ingest.ts';
import { createAggregates } from '../lambda/measure/aggregate.ts';
import { mergeAggregates } from '../lambda/measure/merge.ts';
import { metricData } from '../lambda/publish/datum.ts';
import { type ExpectedCount, mergeExpected } from '../local/generate/expected.ts';
import { sampleIncidentOptions } from '../local/generate/sample-incident.ts';
import { traffic } from '../local/generate/traffic.ts';
import { rounds } from './support/rounds.ts';

const NOW = new Date('2026-05-04T12:00:00Z');

const options = sampleIncidentOptions(NOW);
/** Each minute has its traffic and its incidents at any rate. */
const loadBalancers = options.loadBalancers.map((spec) => ({
  ...spec,
  requestsPerMinute: spec.requestsPerMinute / rounds(5, 1),
}));

let data: MetricDatum[] = [];
let counts: readonly ExpectedCount[] = [];
let lines = 0;
let parsed = 0;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

beforeAll(async () => {
  const objects = [...traffic({ ...options, loadBalancers })];
  const expected = mergeExpected(objects.map((object) => object.expected));
  counts = expected.counts;
  lines = expected.lines;
  const sum = createAggregates();
  for (const { key, plain } of objects) {
    const recognized = recognize(key);
    if (!('format' in recognized)) throw new Error(`no format for ${key}`);
    const object = { key, ...recognized, chunks: once(gzipSync(plain, { level: 1 })) };
    const one = await ingest(object, { config: { ...DEFAULT_CONFIG, profile: 'full' } });
    parsed += one.lines.parsed;
    mergeAggregates(sum, one.aggregates);
  }
  data = metricData(sum);
});

type Row = readonly [key: string, value: number];

/** Sums per dimension values and minute, as an object that diffs well. */
function sums(rows: Iterable<Row>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [key, value] of rows) if (value !== 0) found[key] = Math.round(((found[key] ?? 0) + value) * 1e6) / 1e6;
  return found;
}

function published(metric: string, dimensions: readonly string[], value: (datum: MetricDatum) => number): Row[] {
  return data
    .filter(({ MetricName }) => MetricName === metric)
    .filter(({ Dimensions = [] }) => Dimensions.map(({ Name }) => Name).join() === dimensions.join())
    .map((datum) => [
      [...(datum.Dimensions ?? []).map(({ Value }) => Value), datum.Timestamp?.toISOString()].join(' '),
      value(datum),
    ]);
}

const sum = ({ StatisticValues, Value }: MetricDatum): number => StatisticValues?.Sum ?? Value ?? 0;
const samples = ({ StatisticValues }: MetricDatum): number => StatisticValues?.SampleCount ?? 0;
const at = (count: ExpectedCount, ...values: string[]): string =>
  [...values, new Date(count.minute).toISOString()].join(' ');
const group = ({ targetGroupArn }: ExpectedCount): string => targetGroupArn.replace(/^.*:(?=targetgroup\/)/, '');

describe('a made-up incident of three hours', () => {
  test('is read to the last line', () => {
    expect(parsed).toBe(lines);
    expect(lines).toBeGreaterThan(rounds(15_000, 50_000));
  });

  const is5xx = (status: string): number => (status.startsWith('5') ? 1 : 0);
  const is4xx = (status: string): number => (status.startsWith('4') ? 1 : 0);
  const rates: [metric: string, matches: (count: ExpectedCount) => number][] = [
    ['Elb5xx', ({ elbStatusCode }) => is5xx(elbStatusCode)],
    ['Elb4xx', ({ elbStatusCode }) => is4xx(elbStatusCode)],
    ['Target5xx', ({ targetStatusCode }) => is5xx(targetStatusCode)],
    ['Target4xx', ({ targetStatusCode }) => is4xx(targetStatusCode)],
  ];

  test.each(rates)(
    '%s has the right Sum and SampleCount for all, each load balancer and each target group',
    (metric, matches) => {
      const places: [string[], (count: ExpectedCount) => string | undefined][] = [
        [[], (count) => at(count)],
        [['LoadBalancer'], (count) => at(count, count.loadBalancer)],
        [
          ['LoadBalancer', 'TargetGroup'],
          (count) => (count.targetGroupArn === '-' ? undefined : at(count, count.loadBalancer, group(count))),
        ],
      ];
      for (const [dimensions, place] of places) {
        const rows = (value: (count: ExpectedCount) => number): Row[] =>
          counts.flatMap((count) => {
            const key = place(count);
            return key === undefined ? [] : [[key, value(count)] as const];
          });
        expect(sums(published(metric, dimensions, samples))).toEqual(sums(rows(({ requests }) => requests)));
        expect(sums(published(metric, dimensions, sum))).toEqual(
          sums(rows((count) => matches(count) * count.requests)),
        );
      }
    },
  );

  test.each(['ElbStatusCode', 'TargetStatusCode'] as const)('%s counts each exact code', (metric) => {
    const code = (count: ExpectedCount): string =>
      metric === 'ElbStatusCode' ? count.elbStatusCode : count.targetStatusCode;
    const expected = counts.filter((count) => code(count) !== '-');
    expect(sums(published(metric, ['LoadBalancer', 'StatusCode'], sum))).toEqual(
      sums(expected.map((count) => [at(count, count.loadBalancer, code(count)), count.requests])),
    );
  });

  test.each(['requestProcessingTime', 'targetProcessingTime', 'responseProcessingTime'] as const)(
    '%s adds up to the millisecond, without one -1',
    (time) => {
      const metric = time.charAt(0).toUpperCase() + time.slice(1);
      const rows = (value: (count: ExpectedCount) => number): Row[] =>
        counts.map((count) => [at(count, count.loadBalancer), value(count)]);
      expect(sums(published(metric, ['LoadBalancer'], samples))).toEqual(sums(rows((count) => count[time].count)));
      expect(sums(published(metric, ['LoadBalancer'], sum))).toEqual(
        sums(rows((count) => count[time].milliseconds / 1000)),
      );
    },
  );

  test('bytes add up', () => {
    for (const [metric, key] of [
      ['ReceivedBytes', 'receivedBytes'],
      ['SentBytes', 'sentBytes'],
    ] as const) {
      expect(sums(published(metric, ['LoadBalancer'], sum))).toEqual(
        sums(counts.map((count) => [at(count, count.loadBalancer), count[key]])),
      );
    }
  });
});

describe('every datum', () => {
  test('is one that CloudWatch accepts', () => {
    expect(data.filter((datum) => !isAccepted(datum)).slice(0, 3)).toEqual([]);
    const [first = { MetricName: '' }] = data;
    expect(isAccepted({ ...first, Unit: 'None' })).toBe(false);
    expect(isAccepted({ ...first, MetricName: 'Not a name' })).toBe(false);
  });

  test('with Values has statistics that agree with them, within the grid', () => {
    const differing = data.filter(({ Values, Counts = [], StatisticValues: statistics }) => {
      if (Values === undefined || statistics === undefined) return false;
      const about = Values.reduce((left, value, i) => left + value * (Counts[i] ?? 0), 0);
      const count = Counts.reduce((left, right) => left + right, 0);
      return count !== statistics.SampleCount || Math.abs(about - (statistics.Sum ?? 0)) > 0.05 * about + 1e-6;
    });
    expect(differing.slice(0, 3)).toEqual([]);
  });
});

/** Not with an assertion for each of its values: of those there are a million. Source: PutMetricData. */
function isAccepted({ MetricName = '', Dimensions = [], ...rest }: MetricDatum): boolean {
  const { Values = [], Counts = [], Value, StatisticValues, Unit = '' } = rest;
  // Only an excess may be below zero.
  const lowest = MetricName.startsWith('Excess') ? Number.NEGATIVE_INFINITY : 0;
  return (
    /^[A-Za-z0-9]{1,255}$/.test(MetricName) &&
    Dimensions.length <= 30 &&
    Dimensions.every(({ Value: value = '' }) => /^(?!:)[\x20-\x7e]{1,1024}$/.test(value)) &&
    Values.length <= 150 &&
    Counts.length === Values.length &&
    [...Values, ...Object.values(StatisticValues ?? {})].every((value) => Number.isFinite(value) && value >= 0) &&
    Number.isFinite(Value ?? 0) &&
    (Value ?? 0) >= lowest &&
    (Value === undefined) === (StatisticValues !== undefined) &&
    ['Count', 'Seconds', 'Bytes'].includes(Unit)
  );
}
