import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { cloudWatchClient } from '../../../lambda/batch/clients.ts';
import { parseAlbAccess } from '../../../lambda/formats/alb-access.ts';
import { type Aggregates, cellAt, createAggregates } from '../../../lambda/measure/aggregate.ts';
import { observe } from '../../../lambda/measure/cell.ts';
import { mergeAggregates } from '../../../lambda/measure/merge.ts';
import { plansOf } from '../../../lambda/measure/plans.ts';
import { metricData } from '../../../lambda/publish/datum.ts';
import { type Acceptance, type Publication, publish, verdict } from '../../../lambda/publish/put.ts';
import {
  DATA_PER_REQUEST,
  entriesOf,
  fingerprint,
  fitTogether,
  mergeAll,
  metricDataRequests,
  REQUEST_BYTES_MAX,
} from '../../../lambda/publish/requests.ts';
import { type CloudWatchLoopback, cloudWatchLoopback } from '../../support/loopback/cloudwatch.ts';
import '../../support/loopback/edge.ts';
import type { Fault } from '../../support/loopback/server.ts';
import { rounds } from '../../support/rounds.ts';

const MINUTE = 60_000;
/** A whole minute of the last hour. */
const START = Math.floor(Date.now() / MINUTE) * MINUTE - 60 * MINUTE;

interface Shape {
  readonly minute: number;
  readonly loadBalancer: number;
  readonly targetGroup: number;
  /** Milliseconds of the target. */
  readonly times: readonly number[];
}

/** Aggregates of requests of these shapes. */
function aggregatesOf(shapes: readonly Shape[]): Aggregates {
  const aggregates = createAggregates();
  for (const { minute, loadBalancer, targetGroup, times } of shapes) {
    for (const time of times) {
      const iso = new Date(START + minute * MINUTE).toISOString();
      const arn = `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/group-with-a-name-of-some-length-${targetGroup}/73e2d6bc24d8a067`;
      const line = `h2 ${iso} app/balancer-${loadBalancer}/50dc6c495c0c9188 1.2.3.4:5 10.0.0.1:80 0.000 ${time / 1000} 0.001 ${200 + (time % 7)} 200 34 366 "GET https://a:443/ HTTP/1.1" "curl" - - ${arn} "Root=1"`;
      const entry = parseAlbAccess(line);
      if (typeof entry === 'string') throw new Error(`expected an entry, got ${entry} of ${line}`);
      for (const plan of plansOf('requests', 'full')) {
        const values = plan.values(entry);
        if (values === undefined) continue;
        observe(
          cellAt(aggregates, 'requests', { plan, values, extra: [], periodStart: START + minute * MINUTE }),
          plan,
          entry,
        );
      }
    }
  }
  return aggregates;
}

const shapes = (minutes: number, targetGroups: number) =>
  fc.array(
    fc.record({
      minute: fc.integer({ min: 0, max: minutes }),
      loadBalancer: fc.integer({ min: 0, max: 3 }),
      targetGroup: fc.integer({ min: 0, max: targetGroups }),
      times: fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 120 },
  );

/** One datum of each of many target groups, in one minute or in several. */
const many = (minutes: number, targetGroups: number): Shape[] =>
  Array.from({ length: minutes * targetGroups }, (_, index) => ({
    minute: index % minutes,
    loadBalancer: 0,
    targetGroup: Math.floor(index / minutes),
    times: [index],
  }));

/** The requests with their data made. */
const made = (cut: ReturnType<typeof metricDataRequests>) =>
  cut.map(({ data, entries }) => ({ data: data(), entries }));

describe('requests', () => {
  test('hold every datum once and obey every limit, however the cells came', () => {
    fc.assert(
      fc.property(shapes(30, 60), (some) => {
        const aggregates = aggregatesOf(some);
        const cut = metricDataRequests(aggregates);
        const sorted = (data: readonly unknown[]) => data.map((datum) => JSON.stringify(datum)).sort();
        expect(sorted(made(cut).flatMap(({ data }) => data))).toEqual(sorted(metricData(aggregates)));
        for (const { data } of made(cut)) {
          expect(data.length).toBeLessThanOrEqual(DATA_PER_REQUEST);
          expect(JSON.stringify(data).length).toBeLessThanOrEqual(REQUEST_BYTES_MAX);
        }
        const reversed = { subjects: new Map([...aggregates.subjects].reverse()) };
        expect(fingerprint(metricDataRequests(reversed))).toBe(fingerprint(cut));
      }),
      { numRuns: rounds(20, 100) },
    );
  });

  test('hold whole minutes, so that each knows exactly how many entries it counts', () => {
    const aggregates = aggregatesOf(many(12, 40));
    const cut = made(metricDataRequests(aggregates));
    expect(cut.length).toBeGreaterThan(1);
    expect(cut.reduce((sum, { entries }) => sum + entries, 0)).toBe(entriesOf(aggregates));
    const minutesOf = cut.map(({ data }) => [...new Set(data.map(({ Timestamp }) => Timestamp?.getTime()))]);
    expect(new Set(minutesOf.flat()).size).toBe(minutesOf.flat().length);
  });

  test('divide a minute only when it alone is too big, and then each may count all its entries', () => {
    const aggregates = aggregatesOf(many(1, 500));
    const cut = made(metricDataRequests(aggregates));
    expect(cut.length).toBeGreaterThan(1);
    for (const { data, entries } of cut) {
      expect(data.length).toBeLessThanOrEqual(DATA_PER_REQUEST);
      expect(entries).toBe(500);
    }
  });

  test('stay under the limit of bytes where a few data are long', () => {
    const times = Array.from({ length: 200 }, (_, index) => Math.round(1.07 ** index));
    const wide = Array.from({ length: 200 }, (_, index) => ({
      minute: Math.floor(index / 50),
      loadBalancer: 0,
      targetGroup: index % 50,
      times,
    }));
    const cut = made(metricDataRequests(aggregatesOf(wide)));
    expect(cut.length).toBeGreaterThan(1);
    for (const { data } of cut) expect(JSON.stringify(data).length).toBeLessThanOrEqual(REQUEST_BYTES_MAX);
    const bytes = JSON.stringify(cut.flatMap(({ data }) => data)).length;
    expect(bytes).toBeGreaterThan(REQUEST_BYTES_MAX);
    expect(cut.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThan(cut.length * DATA_PER_REQUEST * 0.9);
  });

  test('there is one even for nothing, because the pipeline has something to say', () => {
    expect(made(metricDataRequests(createAggregates()))).toEqual([{ data: [], entries: 0 }]);
  });
});

describe('objects share a request', () => {
  test('only where one request holds them all', () => {
    fc.assert(
      fc.property(shapes(20, 40), shapes(20, 40), (left, right) => {
        const [one, other] = [aggregatesOf(left), aggregatesOf(right)];
        const merged = createAggregates();
        mergeAggregates(merged, one);
        mergeAggregates(merged, other);
        if (fitTogether(one, other)) expect(metricDataRequests(merged)).toHaveLength(1);
        expect(fingerprint(metricDataRequests(mergeAll([one, other])))).toBe(fingerprint(metricDataRequests(merged)));
      }),
      { numRuns: rounds(20, 100) },
    );
  });

  test('and do so while it has room: the same minutes again need none', () => {
    const one = aggregatesOf(many(3, 45));
    expect(metricData(one).length).toBeGreaterThan(DATA_PER_REQUEST / 2);
    expect(fitTogether(one, aggregatesOf(many(3, 45)))).toBe(true);
    expect(fitTogether(one, aggregatesOf(many(12, 45)))).toBe(false);
  });
});

const opened: { close: () => Promise<void> }[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
});

interface Sent {
  readonly verdict: string;
  readonly server: CloudWatchLoopback;
}

const DATUM = { MetricName: 'Elb5xx', Timestamp: new Date(START), Unit: 'Count', Value: 1 } as const;

/** Publishes one datum of 7 entries while the requests to come fare as told. */
async function send(faults: (Fault | undefined)[], change: Partial<Publication> = {}, millis = 60_000): Promise<Sent> {
  const server = await cloudWatchLoopback({ faultOf: () => faults.shift() });
  // Short only where an answer never comes: on a busy machine the others take their time.
  const requestHandler = { requestTimeout: faults.includes('hangAfter') ? 2_000 : 30_000, throwOnRequestTimeout: true };
  const client = cloudWatchClient({ endpoint: server.url, requestHandler });
  opened.push(server);
  const publication = { namespace: 'Test', data: [DATUM], entries: 7, entriesInDoubt: 0, ...change };
  const outcome = await publish(client, publication, { deadline: Date.now() + millis, backoffMillis: 2 });
  client.destroy();
  return { verdict: outcome.verdict, server };
}

/** Accepted requests as the values of AmbiguousPublish they carry, 0 for none. */
const ambiguous = ({ server }: Sent): number[] =>
  server.accepted.map(({ MetricData }) => MetricData.find((one) => one.MetricName === 'AmbiguousPublish')?.Value ?? 0);

// Mostly they wait, so they do that together.
describe.concurrent('PutMetricData', () => {
  test.each<[string, (Fault | undefined)[], string, number[]]>([
    ['is sent once when it is accepted', [], 'accepted', [0]],
    ['is sent again as it was when it was throttled', ['throttled', 'throttled'], 'accepted', [0]],
    ['is not sent again when it is invalid', ['invalid'], 'invalid', []],
    ['is sent again and counted when its answer was lost', ['cutAfter'], 'accepted', [0, 7]],
    ['is sent again and counted when it may never have arrived', ['cutBefore'], 'accepted', [7]],
    ['is sent again and counted after a time-out', ['hangAfter'], 'accepted', [0, 7]],
    ['is sent again and counted after an answer of 500', ['unavailable'], 'accepted', [7]],
    ['is left in doubt when the answer is lost twice', ['cutAfter', 'cutAfter'], 'doubtful', [0, 7]],
    ['is left in doubt when a refusal follows a doubt', ['cutAfter', 'invalid'], 'doubtful', [0]],
    ['is sent again after a doubt and a throttling', ['cutAfter', 'throttled'], 'accepted', [0, 7]],
  ])('%s', async (_name, faults, expected, doubts) => {
    const sent = await send(faults);
    expect(sent.verdict).toBe(expected);
    expect(ambiguous(sent)).toEqual(doubts);
  });

  test('says how many entries an earlier invocation may have published', async () => {
    expect(ambiguous(await send([], { entriesInDoubt: 3 }))).toEqual([3]);
    expect(ambiguous(await send(['cutAfter'], { entriesInDoubt: 3 }))).toEqual([3, 7]);
  });

  test('is refused, not in doubt, when throttling lasts until the deadline', async () => {
    const sent = await send(
      Array.from({ length: 100 }, () => 'throttled' as const),
      {},
      1_300,
    );
    expect([sent.verdict, sent.server.accepted]).toEqual(['refused', []]);
  });

  test.each([
    ['after the deadline', -1],
    ['so near to it that it might be cut off', 900],
  ])('is not sent %s', async (_name, millis) => {
    const sent = await send([], {}, millis);
    expect([sent.verdict, sent.server.accepted]).toEqual(['refused', []]);
  });

  test.each([
    ['nobody listens', 'http://127.0.0.1:1'],
    ['the server speaks no TLS', 'tls'],
  ])('was certainly not sent where %s', async (_name, where) => {
    const server = await cloudWatchLoopback();
    opened.push(server);
    const endpoint = where === 'tls' ? server.url.replace('http:', 'https:') : where;
    const client = cloudWatchClient({ endpoint });
    const publication = { namespace: 'Test', data: [DATUM], entries: 7, entriesInDoubt: 0 };
    // One attempt with time enough on a busy machine: cut off at the deadline it would be doubtful.
    const outcome = await publish(client, publication, { deadline: Date.now() + 6_000, backoffMillis: 100_000 });
    expect(outcome.verdict).toBe('refused');
    client.destroy();
  });
});

const answered = (httpStatusCode: number, name: string) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
const failed = (message: string, members: object = {}) => Object.assign(new Error(message), members);

describe('a failed PutMetricData', () => {
  test.each<[Acceptance, string, unknown]>([
    ['invalid', 'InvalidParameterValue', answered(400, 'InvalidParameterValueException')],
    ['invalid', 'too big a request', answered(413, 'RequestEntityTooLarge')],
    ['refused', 'ThrottlingException', answered(400, 'ThrottlingException')],
    ['refused', 'TooManyRequests', answered(429, 'TooManyRequestsException')],
    ['refused', 'throttling said with 503', answered(503, 'Throttling')],
    ['refused', 'AccessDenied', answered(403, 'AccessDenied')],
    ['refused', 'an expired token', answered(400, 'ExpiredTokenException')],
    ['refused', 'a host without a name', failed('getaddrinfo EAI_AGAIN', { syscall: 'getaddrinfo' })],
    ['refused', 'a refused connection', failed('connect ECONNREFUSED', { code: 'ECONNREFUSED' })],
    ['refused', 'no connection in time', failed('the request socket did not establish a connection with the server')],
    ['refused', 'no TLS session', failed('socket disconnected before secure TLS connection was established')],
    ['refused', 'no credentials', failed('Could not load credentials', { name: 'CredentialsProviderError' })],
    ['doubtful', 'InternalServiceFault', answered(500, 'InternalServiceFault')],
    ['doubtful', 'ServiceUnavailable', answered(503, 'ServiceUnavailable')],
    ['doubtful', 'a lost connection', failed('read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' })],
    ['doubtful', 'a broken pipe', failed('write EPIPE', { code: 'EPIPE', syscall: 'write' })],
    ['doubtful', 'a time-out', failed('a request has exceeded', { name: 'TimeoutError', code: 'ETIMEDOUT' })],
    ['doubtful', 'a hung-up socket', failed('socket hang up', { code: 'ECONNRESET' })],
    ['doubtful', 'whatever nobody has seen', 'text'],
  ])('is %s: %s', (expected, _name, error) => {
    expect(verdict(error)).toBe(expected);
  });
});
