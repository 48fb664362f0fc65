import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestEntry } from '../../../lambda/catalogue/metrics/requests.ts';
import { DEFAULT_CONFIG, type ExampleSettings } from '../../../lambda/config.ts';
import { cause } from '../../../lambda/diagnosis/cause.ts';
import type { ExampleLine } from '../../../lambda/diagnosis/example-line.ts';
import {
  considerExample,
  createExamples,
  exampleLines,
  slowestThresholdSeconds,
} from '../../../lambda/diagnosis/examples.ts';
import { albEntry, type LineParts } from '../../support/alb-line.ts';

const SETTINGS: ExampleSettings = { ...DEFAULT_CONFIG.examples, errors: 3, slowest: 2 };

function diagnosed(parts: LineParts): RequestEntry {
  const entry = albEntry(parts);
  entry.cause = cause(entry);
  return entry;
}

function examples(all: readonly LineParts[], settings: Partial<ExampleSettings> = {}): readonly ExampleLine[] {
  const kept = createExamples({ ...SETTINGS, ...settings });
  for (const parts of all) considerExample(kept, diagnosed(parts));
  return exampleLines(kept);
}

/** Created in the moment of its time, so that the three times say how slow it was. */
const fine = (traceId: string, times = '0.001 0.002 0.000', created = '2026-05-04T10:00:01.250000Z'): LineParts => ({
  ...{ traceId, times, created },
  targetStatus: '200',
});
const failed = (traceId: string): LineParts => ({ traceId, times: '0 0 0', elbStatus: '500', targetStatus: '500' });
const blocked = (traceId: string): LineParts => ({
  traceId,
  target: '-',
  times: '-1 -1 -1',
  elbStatus: '403',
  actions: '"waf"',
});
const traces = (lines: readonly ExampleLine[], kind: ExampleLine['kind']): (string | undefined)[] =>
  lines.filter((line) => line.kind === kind).map(({ traceId }) => traceId);

describe('examples of failures', () => {
  test('are the first ones', () => {
    expect(traces(examples(['a', 'b', 'c', 'd'].map(failed)), 'error')).toEqual(['a', 'b', 'c']);
  });

  test('are not only of the targets: every answer with a cause counts', () => {
    expect(traces(examples([fine('a'), blocked('b'), fine('c')]), 'error')).toEqual(['b']);
  });

  test('prefer a 5xx to a flood of blocked requests that came before it', () => {
    const flood = ['a', 'b', 'c', 'd'].map(blocked);
    expect(traces(examples([...flood, failed('x'), failed('y')]), 'error')).toEqual(['a', 'x', 'y']);
    expect(traces(examples([failed('x'), ...flood]), 'error')).toEqual(['x', 'a', 'b']);
  });
});

describe('examples of slow requests', () => {
  test('are the slowest by the sum of the three times, slowest first', () => {
    const all = [fine('a', '0.1 0.1 0.1'), fine('b', '0 0.25 0'), fine('c', '0 0 0.4'), fine('d', '-1 0.01 -1')];
    expect(traces(examples(all), 'slow')).toEqual(['c', 'a']);
  });

  test('are the slowest by the time of the whole request, where that is more', () => {
    const lines = examples([
      fine('a', '0 0.5 0', '2026-05-04T10:00:00.550000Z'),
      fine('b', '-1 -1 -1', '2026-05-04T09:59:51.250000Z'),
      fine('c', '0 0.8 0', '2026-05-04T10:00:01.150000Z'),
    ]);
    expect(traces(lines, 'slow')).toEqual(['b', 'c']);
    expect(lines.map(({ requestTime }) => requestTime)).toEqual([10, 0.1]);
  });

  test('of equally slow ones the first', () => {
    const all = ['a', 'b', 'c'].map((trace) => fine(trace, '0 1 0'));
    expect(traces(examples(all), 'slow')).toEqual(['a', 'b']);
  });

  test('are those a full sort would choose', () => {
    const anyTimes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 });
    fc.assert(
      fc.property(anyTimes, (times) => {
        const all = times.map((time, index) => ({ trace: `t${index}`, time }));
        const expected = all.filter(({ time }) => time > 0).toSorted((left, right) => right.time - left.time);
        const found = examples(all.map(({ trace, time }) => fine(trace, `0 ${time} 0`)));
        expect(traces(found, 'slow')).toEqual(expected.slice(0, 2).map(({ trace }) => trace));
      }),
    );
  });

  test('ask only for what is slower than the fastest that is kept', () => {
    const kept = createExamples(SETTINGS);
    expect(slowestThresholdSeconds(kept)).toBe(0);
    considerExample(kept, diagnosed(fine('a', '0 3 0')));
    expect(slowestThresholdSeconds(kept)).toBe(0);
    considerExample(kept, diagnosed(fine('b', '1 1 0')));
    expect(slowestThresholdSeconds(kept)).toBe(2);
    expect(slowestThresholdSeconds(createExamples({ ...SETTINGS, slowest: 0 }))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('an example', () => {
  const secret: LineParts = {
    ...failed('"Root=1-6636a001-0123456789abcdef01234567"'),
    request: '"POST https://shop.example.com:443/caf\\xC3\\xA9?token=secret HTTP/1.1"',
    times: '0.001 0.045 0.000',
  };

  test('says what is needed to find the request, and nothing of its client', () => {
    const [line] = examples([secret], { slowest: 0 });
    expect(line).toEqual({
      kind: 'error',
      time: '2026-05-04T10:00:01.250Z',
      loadBalancer: 'app/shop/50dc6c495c0c9188',
      targetGroup: 'targetgroup/web/0123456789abcdef',
      target: '10.0.1.15:8080',
      cause: 'TargetError',
      elbStatusCode: '500',
      targetStatusCode: '500',
      requestProcessingTime: 0.001,
      targetProcessingTime: 0.045,
      responseProcessingTime: 0,
      requestTime: 0.046,
      actionsExecuted: 'forward',
      traceId: 'Root=1-6636a001-0123456789abcdef01234567',
      openTelemetryTraceId: '6636a0010123456789abcdef01234567',
      connTraceId: 'TID_0123456789abcdef0123456789abcdef',
      method: 'POST',
      host: 'shop.example.com',
      path: '/café',
    });
  });

  test('has the address of its trace where the region of the load balancer is known', () => {
    const kept = createExamples(SETTINGS);
    considerExample(kept, diagnosed(secret));
    expect(exampleLines(kept, { region: 'eu-central-1' })[0]?.traceAddress).toBe(
      'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#xray:traces/1-6636a001-0123456789abcdef01234567',
    );
    expect(exampleLines(kept)[0]?.traceAddress).toBeUndefined();
  });

  test('has the query, the client and the user agent if the settings ask for them', () => {
    const [line] = examples([secret], { query: true, clientAddress: true, userAgent: true });
    expect(line).toMatchObject({ query: 'token=secret', client: '198.51.100.23:51234', userAgent: 'curl/8.5.0' });
  });

  test.each([
    '"/path?token=secret"',
    '"GET https://h?token=secret HTTP/1.1"',
    '"GET https://h/#token=secret HTTP/1.1"',
    '"GET https://h/a b?token=secret"',
    '"https://h/a?token=secret"',
    '"GET https://name:token=secret@h/a HTTP/1.1"',
    '"- https://h:443/?token=secret -"',
  ])('leaves the query out of %s', (request) => {
    expect(JSON.stringify(examples([{ ...secret, request }]))).not.toContain('secret');
  });

  test('stays below 8 KB no matter what a client sends', () => {
    const long = 'x'.repeat(60_000);
    const parts: LineParts = {
      ...secret,
      request: `"GET https://${long}:443/${'\\xC3\\xA9'.repeat(9000)}?${long} HTTP/1.1"`,
      userAgent: `"${long}"`,
      traceId: `"${long}"`,
      reason: `"${long}"`,
      actions: `"${long}"`,
      connTraceId: long,
    };
    const lines = examples([parts], { query: true, clientAddress: true, userAgent: true });
    for (const line of lines) expect(Buffer.byteLength(JSON.stringify(line))).toBeLessThan(8192);
  });
});
