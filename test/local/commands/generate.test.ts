import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { compareText } from '../../../lambda/catalogue/compare-text.ts';
import { type BigObjectOptions, bigObject } from '../../../local/generate/big-object.ts';
import { expectationsFile } from '../../../local/generate/expectations.ts';
import { countKey, type Expected, type ExpectedCount, mergeExpected } from '../../../local/generate/expected.ts';
import type { PlannedIncident } from '../../../local/generate/incident.ts';
import { type GeneratedObject, gzipped, type TrafficOptions, traffic } from '../../../local/generate/traffic.ts';
import { rounds } from '../../support/rounds.ts';

const SMALL: TrafficOptions = {
  start: new Date('2026-03-04T10:00:00Z'),
  minutes: 10,
  clients: 300,
  loadBalancers: [
    { name: 'one', requestsPerMinute: 300, targetGroups: [{ name: 'web' }, { name: 'function', type: 'lambda' }] },
    { name: 'two', requestsPerMinute: 100, targetGroups: [{ name: 'orders', targets: 5 }] },
  ],
};

const scratch = mkdtempSync(join(tmpdir(), 'generate-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Fields by the documented rule, written here a second time so that it shares nothing with the product. */
function split(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"(?: |$)|([^ ]*)(?: |$)/g)]
    .slice(0, line.endsWith(' ') ? undefined : -1)
    .map(([, quoted, bare]) => quoted ?? bare ?? '');
}

const lines = (text: string) => text.split('\n').slice(0, -1);
const texts = (objects: Iterable<GeneratedObject>) =>
  [...objects].flatMap((object) => lines(object.plain.toString('latin1')));

/** Seconds from creation to response; of a WebSocket none. */
function elapsed(f: readonly string[]): string {
  if (f[0]?.startsWith('ws')) return '-1';
  return `${(Date.parse(f[1] ?? '') - Date.parse(f[21] ?? '')) / 1000}`;
}

/** The target took more than two seconds, or ran into a timeout. */
function isSlow(f: readonly string[]): boolean {
  return Number(f[6]) > 2 || (f[8] === '504' && f[6] === '-1' && f[4] !== '-');
}

/** The same counts again, by parsing. */
function countText(text: string): Map<string, ExpectedCount> {
  const counts = new Map<string, ExpectedCount>();
  for (const line of lines(text)) {
    const f = split(line);
    const time = (before: { count: number; milliseconds: number } | undefined, value = '-1') => {
      const { count, milliseconds } = before ?? { count: 0, milliseconds: 0 };
      if (value === '-1') return { count, milliseconds };
      return { count: count + 1, milliseconds: milliseconds + Math.round(Number(value) * 1000) };
    };
    const identity = {
      loadBalancer: f[2] ?? '',
      targetGroupArn: f[16] ?? '',
      minute: Date.parse(`${f[1]?.slice(0, 16)}Z`),
      elbStatusCode: f[8] ?? '',
      targetStatusCode: f[9] ?? '',
    };
    const key = Object.values(identity).join(' ');
    const before = counts.get(key);
    counts.set(key, {
      ...identity,
      requests: (before?.requests ?? 0) + 1,
      requestProcessingTime: time(before?.requestProcessingTime, f[5]),
      targetProcessingTime: time(before?.targetProcessingTime, f[6]),
      responseProcessingTime: time(before?.responseProcessingTime, f[7]),
      requestTime: time(before?.requestTime, elapsed(f)),
      receivedBytes: (before?.receivedBytes ?? 0) + Number(f[10]),
      sentBytes: (before?.sentBytes ?? 0) + Number(f[11]),
      slowRequests: (before?.slowRequests ?? 0) + Number(isSlow(f)),
    });
  }
  return counts;
}

const sorted = (counts: Iterable<ExpectedCount>) =>
  [...counts].toSorted((one, other) => compareText(countKey(one), countKey(other)));

describe('the generator of access logs', () => {
  test('writes the same bytes for the same seed and others for another', () => {
    const bytes = (seed: number) =>
      Buffer.concat([...traffic({ ...SMALL, minutes: rounds(5, 10), seed })].map(gzipped));
    const first = bytes(7);
    expect(first.equals(bytes(7))).toBe(true);
    expect(first.equals(bytes(8))).toBe(false);
  });

  test('knows without parsing what parsing finds', () => {
    const incidents = [
      { kind: 'SlowTarget', startMinute: 5, minutes: 30, share: 1, target: 1 },
      { kind: 'TargetTimeout', startMinute: 20, minutes: 15, share: 0.5 },
    ] as const;
    const start = new Date('2026-03-04T23:30:00Z');
    const objects = [...traffic({ ...SMALL, minutes: 40, start, incidents })];
    const text = objects.map((object) => object.plain.toString('latin1')).join('');
    const expected = mergeExpected(objects.map((object) => object.expected));
    expect(sorted(countText(text).values())).toEqual(sorted(expected.counts));
    expect(expected.lines).toBe(lines(text).length);
    expect(expected.bytes).toBe(text.length);
    expect(Object.values(expected.outcomes).reduce((sum, count) => sum + count, 0)).toBe(expected.lines);
  });

  test('names objects as AWS does, one for each node and five minutes', () => {
    const objects = [...traffic({ ...SMALL, nodes: 3, prefix: 'team-a/lb' })];
    expect(objects.length).toBe(2 * 3 * 2);
    expect(new Set(objects.map((object) => object.key)).size).toBe(objects.length);
    const day = 'team-a/lb/AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/03/04';
    const name =
      '123456789012_elasticloadbalancing_eu-central-1_app\\.(one|two)\\.[0-9a-f]{16}_20260304T10(05|10)Z_10\\.0\\.[12]\\.1[1-3]_[0-9a-f]{8}\\.log\\.gz';
    for (const { key, end, arrival } of objects) {
      expect(key).toMatch(new RegExp(`^${day}/${name}$`));
      const delay = arrival.getTime() - end.getTime();
      expect(delay).toBeGreaterThanOrEqual(60_000);
      expect(delay).toBeLessThanOrEqual(420_000);
    }
  });

  test.each(Array.from({ length: 20 }, (_, index) => index + 17))('writes lines of %i fields', (fields) => {
    const written = texts(traffic({ ...SMALL, minutes: 1, fields }));
    expect(new Set(written.map((line) => split(line).length))).toEqual(new Set([fields]));
  });

  test('keeps lines in order within an object and inside its five minutes', () => {
    for (const object of traffic(SMALL)) {
      const times = lines(object.plain.toString('latin1')).map((line) => split(line)[1] ?? '');
      expect(times).toEqual(times.toSorted());
      for (const time of [times[0], times.at(-1)]) {
        const before = object.end.getTime() - Date.parse(time ?? '');
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThanOrEqual(300_000);
      }
    }
  });
});

/** Which fields are known: target address, the three times, codes, target group, actions. */
function shape(line: string): string {
  const f = split(line);
  const known = (value = '-') => (value.startsWith('-') ? value : '+');
  return [known(f[4]), known(f[5]), known(f[6]), known(f[7]), f[8], f[9], known(f[16]), f[22]].join(' ');
}

describe('an incident', () => {
  const TWO = { ...SMALL, loadBalancers: SMALL.loadBalancers.filter(({ name }) => name === 'two') };
  const during = (kind: PlannedIncident['kind']): TrafficOptions => ({
    ...TWO,
    incidents: [{ kind, startMinute: 2, minutes: 3, share: 1, loadBalancer: 'two' }],
  });
  const inMinutes = (line: string, from: number, to: number) => {
    const minute = Number(split(line)[1]?.slice(14, 16));
    return minute >= from && minute < to;
  };

  test.each([
    ['TargetTimeout', '+ + -1 -1 504 - + waf,forward'],
    ['ConnectTimeout', '+ -1 -1 -1 504 - + waf,forward'],
    ['TargetReset', '+ + + -1 502 - + waf,forward'],
    ['ClientClosed', '+ + -1 -1 460 - + waf,forward'],
    ['WafBlock', '- -1 -1 -1 403 - - waf'],
    ['NoHealthyTarget', '- -1 -1 -1 503 - + waf,forward'],
    ['TargetErrors', '+ + + + 500 500 + waf,forward'],
  ] as const)('of kind %s writes the documented fields, in its minutes only', (kind, fields) => {
    const written = texts(traffic(during(kind)));
    const inside = written.filter((line) => inMinutes(line, 2, 5));
    expect(inside.length).toBeGreaterThan(250);
    expect(new Set(inside.map(shape))).toEqual(new Set([fields]));
    const outside = written.filter((line) => !inMinutes(line, 2, 5));
    expect(outside.filter((line) => shape(line) === fields).length).toBeLessThan(outside.length / 20);
  });

  test.each([
    ['TargetTimeout', 60_000, 60_010],
    ['ConnectTimeout', 10_000, 10_010],
    ['ClientClosed', 10_000, 10_060],
  ] as const)('of kind %s began as long before its line as the time-out takes', (kind, from, to) => {
    for (const line of texts(traffic(during(kind))).filter((written) => inMinutes(written, 2, 5))) {
      const f = split(line);
      const waited = Date.parse(f[1] ?? '') - Date.parse(f[21] ?? '');
      expect(waited).toBeGreaterThanOrEqual(from);
      expect(waited).toBeLessThanOrEqual(to);
    }
  });

  test('hits the given share of one target group', () => {
    const incidents = [{ kind: 'TargetReset', startMinute: 0, minutes: 30, share: 0.3, targetGroup: 'web' }] as const;
    const written = texts(traffic({ ...SMALL, minutes: 30, incidents }));
    const web = written.filter((line) => split(line)[16]?.includes(':targetgroup/web/'));
    const resets = web.filter((line) => split(line)[8] === '502').length;
    expect(resets / web.length).toBeGreaterThan(0.27);
    expect(resets / web.length).toBeLessThan(0.33);
    const elsewhere = written.filter((line) => split(line)[8] === '502' && line.includes(':targetgroup/orders/'));
    expect(elsewhere.length).toBeLessThan(20);
  });

  test('slows one target and leaves its neighbors alone', () => {
    const incidents = [
      { kind: 'SlowTarget', startMinute: 0, minutes: 10, share: 1, factor: 50, targetGroup: 'orders', target: 2 },
    ] as const;
    const answered = texts(traffic({ ...TWO, incidents }))
      .map(split)
      .filter((f) => f[9] !== '-' && f[4] !== '-');
    const mean = (fields: string[][]) => fields.reduce((sum, f) => sum + Number(f[6]), 0) / fields.length;
    const slow = answered.filter((f) => f[4]?.endsWith('.13:8080'));
    const rest = answered.filter((f) => !f[4]?.endsWith('.13:8080'));
    expect(mean(slow)).toBeGreaterThan(20 * mean(rest));
  });

  test('at a Lambda function has an error reason instead of an address', () => {
    const incidents = [
      { kind: 'TargetReset', startMinute: 0, minutes: 10, share: 1, targetGroup: 'function' },
    ] as const;
    const atFunction = texts(traffic({ ...SMALL, incidents })).filter((line) =>
      line.includes(':targetgroup/function/'),
    );
    expect(atFunction.length).toBeGreaterThan(100);
    for (const f of atFunction.map(split)) {
      expect([f[4], f[8], f[9], f[24], f[25], f[26]]).toEqual(['-', '502', '-', 'LambdaUnhandled', '-', '-']);
    }
  });
});

describe('one big object', () => {
  test.each<[string, BigObjectOptions]>([
    ['of one load balancer', { lines: 5_003 }],
    ['of three load balancers that take turns', { lines: 4_000, loadBalancers: 3 }],
    ['of fifty target groups with 30 fields', { lines: 4_000, targetGroups: 50, fields: 30 }],
  ])('%s holds the lines asked for and what is expected', async (name, options) => {
    const file = join(scratch, `${name}.log.gz`);
    const expected = await bigObject(file, options);
    const text = gunzipSync(readFileSync(file)).toString('latin1');
    expect(lines(text).length).toBe(options.lines);
    expect(expected.lines).toBe(options.lines);
    expect(sorted(countText(text).values())).toEqual(sorted(expected.counts));
    expect(new Set(expected.counts.map((count) => count.loadBalancer)).size).toBe(options.loadBalancers ?? 1);
  });
});

describe('npm run generate', () => {
  const generate = (...args: string[]) =>
    spawnSync(process.execPath, ['local/commands/generate.ts', ...args], {
      encoding: 'utf8',
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });

  test('writes objects and what to expect of them', () => {
    const out = join(scratch, 'logs');
    const { status, stderr } = generate('--out', out, '--minutes', '5', '--requests-per-minute', '50', '--seed', '3');
    expect(stderr).toContain(' lines, ');
    expect(status).toBe(0);
    const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.log.gz'));
    const text = files.map((file) => gunzipSync(readFileSync(join(out, file))).toString('latin1')).join('');
    const expected: Expected = JSON.parse(readFileSync(`${out}.expected.json`, 'utf8'));
    expect(files.length).toBe(4);
    expect(sorted(countText(text).values())).toEqual(sorted(expected.counts));
  });

  test('writes what to expect interval after interval, the totals last, and adds up what two nodes had', () => {
    const file = join(scratch, 'long.expected.json');
    const written = expectationsFile(file);
    const objects = [...traffic({ ...SMALL, minutes: 20 })];
    for (const { expected, end } of objects) written.add(expected, end);
    const totals = written.close();
    const read: Expected = JSON.parse(readFileSync(file, 'utf8'));
    const whole = mergeExpected(objects.map(({ expected }) => expected));
    expect({ ...read, counts: sorted(read.counts) }).toEqual({ ...whole, counts: sorted(whole.counts) });
    expect(totals.lines).toBe(whole.lines);
    const [first] = objects;
    if (first === undefined) throw new Error('no object');
    const late = expectationsFile(file);
    late.add(first.expected, new Date(2_000));
    expect(() => late.add(first.expected, new Date(1_000))).toThrow('was written before');
    late.close();
  });

  test('refuses what is missing or wrong, in words that help', () => {
    const wrong: readonly (readonly [args: readonly string[], message: string])[] = [
      [['--minutes', '5'], '--out is missing: the folder to write to'],
      [['--out', join(scratch, 'x'), '--fields', '40'], 'fields is 40: must be 17 to 36'],
      [['--out', join(scratch, 'x'), '--seed', 'red'], "--seed is 'red': must be a whole number"],
      [['--out', join(scratch, 'x'), '--start', 'noon'], "--start is 'noon': must be a time such as 2026-05-04"],
    ];
    // In one process, because starting takes longer than failing.
    const program = `import { main } from './local/commands/generate.ts';
      for (const args of ${JSON.stringify(wrong.map(([args]) => args))}) {
        process.exitCode = 0;
        await main(args);
        console.error('exit code', process.exitCode);
      }`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    const said = stderr.split(/(?<=exit code \d\n)/);
    for (const [at, [, message]] of wrong.entries()) {
      expect(said[at]).toContain(message);
      expect(said[at]).toMatch(/exit code 1\n$/);
    }
  });
});

test('a folder that cannot be written to is told in one sentence', () => {
  const file = join(scratch, 'a-file');
  writeFileSync(file, '');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['local/commands/generate.ts', '--out', join(file, 'logs'), '--minutes', '1'],
    { encoding: 'utf8' },
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(/^generate: cannot write to '.*a-file\/logs': .*\n$/);
});
