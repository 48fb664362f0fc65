/**
 * Counted calls of a sample of traffic -> tables of calls and dollars.
 *
 * The waits for AWS are assumptions, given below, and really waited for; everything else was counted or measured.
 */

import { settingsFrom } from '../lib/settings/check.ts';
import type { Shape } from './arrivals.ts';
import type { Counts, Waits, WireDatum } from './counted-aws.ts';
import { embeddedBytes } from './embedded-metrics.ts';
import { customMetrics, POLLS_PER_MONTH, PRICES, vendedLogs } from './prices.ts';
import { markdownTable } from './statistics.ts';

/** Milliseconds that the function waits for each call, and bytes a second from S3: assumptions. */
export const WAITS: Waits = { s3: 25, dynamoDb: 6, cloudWatch: 30, s3BytesPerMillisecond: 80_000 };
/** Of the function, in MiB, as it is deployed. */
const MEMORY_MIB = settingsFrom({}).function.memoryMiB;
/** With so many MiB a function has one processor; with less, the same share of one. Source: Lambda developer guide. */
const PROCESSOR_MIB = 1_769;
/** Settings of the memory that are compared. */
const MEMORIES_MIB = [768, 1_024, 1_769];
const DAYS = 30;

export interface Sample {
  readonly shape: Shape;
  readonly lines: number;
  readonly objects: number;
  readonly invocations: number;
  readonly textBytes: number;
  readonly gzipBytes: number;
  readonly cpuMilliseconds: number;
  /**
   * In which the function had nothing to do but to wait. Not the time on the clock, which others on the machine make
   * longer.
   */
  readonly idleMilliseconds: number;
  readonly counts: Counts;
  readonly requests: readonly (readonly WireDatum[])[];
}

/** Requests to the queue: one to send each message, and receiving and deleting ten at a time. */
function sqsRequests({ objects, invocations }: Sample): number {
  const perInvocation = Math.ceil(objects / invocations / 10);
  return objects + 2 * perInvocation * invocations;
}

function gbSeconds({ cpuMilliseconds, idleMilliseconds }: Sample, memoryMiB = MEMORY_MIB): number {
  const share = Math.min(1, memoryMiB / PROCESSOR_MIB);
  return ((cpuMilliseconds / share + idleMilliseconds) / 1_000) * (memoryMiB / 1_024);
}

export function callsTable(samples: readonly Sample[]): string {
  const rows: [string, (sample: Sample) => number, number][] = [
    ['log objects', ({ objects }) => objects, 1],
    ['Lambda invocations', ({ invocations }) => invocations, 1],
    ['CPU seconds', ({ cpuMilliseconds }) => cpuMilliseconds / 1_000, 2],
    ['seconds of waiting', ({ idleMilliseconds }) => idleMilliseconds / 1_000, 2],
    ['Lambda GB-seconds', (sample) => gbSeconds(sample), 2],
    ['S3 GetObject', ({ counts }) => counts.s3Gets, 1],
    ['SQS requests', sqsRequests, 1],
    ['DynamoDB writes', ({ counts }) => counts.dynamoDbWrites, 1],
    ['DynamoDB reads', ({ counts }) => counts.dynamoDbReads, 1],
    ['PutMetricData', ({ counts }) => counts.putMetricData, 1],
    ['metric data in them', ({ requests }) => requests.flat().length, 0],
    ['KB of own log lines', ({ counts }) => counts.logBytes / 1_000, 1],
  ];
  const perMillion = (sample: Sample, value: number, digits: number) => ((value / sample.lines) * 1e6).toFixed(digits);
  const cells = rows.map(([name, of, digits]) => [name, ...samples.map((one) => perMillion(one, of(one), digits))]);
  return markdownTable(['', ...samples.map(({ shape }) => shape.name)], cells);
}

/** What the memory of the function does to what Lambda bills. The same work takes longer with a smaller share. */
export function memoryTable(samples: readonly Sample[]): string {
  const rows = MEMORIES_MIB.map((memoryMiB) => [
    `${memoryMiB.toLocaleString('en')}${memoryMiB === MEMORY_MIB ? ' (the default)' : ''}`,
    Math.min(1, memoryMiB / PROCESSOR_MIB).toFixed(2),
    ...samples.map((one) => ((gbSeconds(one, memoryMiB) / one.lines) * 1e6).toFixed(2)),
  ]);
  return markdownTable(['MiB', 'processor', ...samples.map(({ shape }) => shape.name)], rows);
}

/** Dollars of this sample, by what is paid for. */
function dollars(sample: Sample): Readonly<Record<string, number>> {
  const { counts } = sample;
  return {
    Lambda: gbSeconds(sample) * PRICES.lambdaGbSecond + sample.invocations * PRICES.lambdaRequest,
    PutMetricData: counts.putMetricData * PRICES.putMetricData,
    'S3 GetObject': counts.s3Gets * PRICES.s3Get,
    SQS: sqsRequests(sample) * PRICES.sqsRequest,
    DynamoDB: counts.dynamoDbWrites * PRICES.dynamoDbWrite + counts.dynamoDbReads * PRICES.dynamoDbRead,
    'own log lines': counts.logBytes * PRICES.logsIngestedByte,
  };
}

const total = (parts: Readonly<Record<string, number>>) => Object.values(parts).reduce((sum, part) => sum + part, 0);

function monthLines({ shape }: Sample): number {
  return shape.requestsPerMinute * shape.loadBalancers * 60 * 24 * DAYS;
}

/** What the other ways cost in a month, without metrics: by bytes of log, or by requests. */
function others(sample: Sample): Readonly<Record<string, number>> {
  const scale = monthLines(sample) / sample.lines;
  const sameFunction = total(dollars(sample)) - (dollars(sample).PutMetricData ?? 0);
  return {
    'embedded metric format instead of PutMetricData':
      (sameFunction + embeddedBytes(sample.requests) * PRICES.logsIngestedByte) * scale,
    "AWS's delivery of the logs into CloudWatch Logs": vendedLogs(sample.textBytes * scale),
    'one PutMetricData for each line': monthLines(sample) * PRICES.putMetricData,
  };
}

export function dollarsTable(samples: readonly Sample[]): string {
  const cell = (value: number) => value.toFixed(value < 0.1 ? 5 : 2);
  const perMillion = (sample: Sample, value: number) => cell((value / sample.lines) * 1e6);
  const names = Object.keys(dollars(samples[0] ?? never()));
  const rows = names.map((name) => [name, ...samples.map((one) => perMillion(one, dollars(one)[name] ?? 0))]);
  const sum = ['**ours, all of it**', ...samples.map((one) => perMillion(one, total(dollars(one))))];
  const other = Object.keys(others(samples[0] ?? never())).map((name) => [
    name,
    ...samples.map((one) => cell(((others(one)[name] ?? 0) / monthLines(one)) * 1e6)),
  ]);
  return markdownTable(['', ...samples.map(({ shape }) => shape.name)], [...rows, sum, ...other]);
}

export function monthTable(samples: readonly Sample[]): string {
  const metrics = (one: Sample) =>
    new Set(one.requests.flat().map((datum) => JSON.stringify([datum.MetricName, datum.Dimensions]))).size;
  const money = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2, minimumFractionDigits: 2 });
  const polls = POLLS_PER_MONTH * PRICES.sqsRequest;
  const ours = (one: Sample) => (total(dollars(one)) / one.lines) * monthLines(one) + polls;
  const rows = [
    [
      'million lines',
      ...samples.map((one) => (monthLines(one) / 1e6).toLocaleString('en', { maximumFractionDigits: 0 })),
    ],
    ['custom metrics', ...samples.map((one) => `${metrics(one)}`)],
    ['their price', ...samples.map((one) => money(customMetrics(metrics(one))))],
    ['ours, without metrics (SQS polling included)', ...samples.map((one) => money(ours(one)))],
    ['**ours, all of it**', ...samples.map((one) => money(ours(one) + customMetrics(metrics(one))))],
    ...Object.keys(others(samples[0] ?? never())).map((name) => [
      `${name}, without metrics`,
      ...samples.map((one) => money(others(one)[name] ?? 0)),
    ]),
    [
      'logs kept in S3 for 30 days',
      ...samples.map((one) => money((one.gzipBytes / one.lines) * monthLines(one) * (PRICES.s3GbMonth / 1e9))),
    ],
  ];
  return markdownTable(['', ...samples.map(({ shape }) => shape.name)], rows);
}

function never(): never {
  throw new Error('no shape of traffic was measured');
}
