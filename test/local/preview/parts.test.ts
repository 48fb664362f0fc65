import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { startOptions } from '../../../local/commands/preview-options.ts';
import { periodFor } from '../../../local/preview/dashboard-view.ts';
import { answerQuery } from '../../../local/preview/log-query.ts';
import { nativeIds, withoutNative } from '../../../local/preview/native.ts';
import { arrivalInCloudWatch, arrivalOf } from '../../../local/read/arrival.ts';
import { within } from '../../../local/read/period.ts';
import { createReadings, read } from '../../../local/readings/readings.ts';
import { play } from '../../../local/simulate/played.ts';
import { storySources } from './sources.ts';

const END = Date.parse('2026-05-04T10:05:00Z');
const KEY =
  'AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/05/04/123456789012_elasticloadbalancing_eu-central-1_app.shop.50dc6c495c0c9188_20260504T1005Z_10.0.0.1_abc.log.gz';
const CLASSIC = KEY.replace('app.shop.50dc6c495c0c9188', 'shop');

describe('the arrival of an object', () => {
  it('is when the bucket says it was written', () => {
    expect(arrivalOf({ end: END, modified: END + 95_000, key: KEY })).toBe(END + 95_000);
  });

  it.each([
    ['before its end', END - 1],
    ['long after, as copies are', END + 86_400_000],
    ['unknown', undefined],
  ])('is one to seven minutes after its end where the time of the file is %s, and always the same', (_, modified) => {
    const arrival = arrivalOf({ end: END, modified, key: KEY });
    expect(arrival - END).toBeGreaterThanOrEqual(60_000);
    expect(arrival - END).toBeLessThan(420_000);
    expect(arrivalOf({ end: END, modified, key: KEY })).toBe(arrival);
  });

  it('is followed by the same delay of the pipeline in the preview and in the simulator', async () => {
    const sources = storySources().slice(0, 3);
    const readings = createReadings(DEFAULT_CONFIG);
    await read(readings, sources);
    const played = await play(sources, { config: DEFAULT_CONFIG, arrival: 'recorded' });
    const arrivals = played.objects.map(({ arrivedAt }) => arrivedAt);
    // Newest first.
    expect(readings.objects.newest.map(({ arrivedAt }) => arrivedAt)).toEqual(arrivals.toSorted((a, b) => b - a));
    expect(arrivals.map((at, index) => at - (sources[index]?.arrivedAt ?? 0))).toEqual([25_000, 25_000, 25_000]);
    expect(arrivalInCloudWatch({ end: END, modified: END + 95_000, key: KEY })).toBe(END + 120_000);
  });
});

describe('a period of time asked for', () => {
  const source = (key: string, modified?: number) => ({
    key,
    size: 1,
    ...(modified === undefined ? {} : { modified }),
    open: () => {
      throw new Error('not opened');
    },
  });
  it.each([
    ['an object about it', source(KEY), true],
    ['an object that ends before it', source(KEY.replace('T1005Z', 'T0900Z')), false],
    ['an object about later', source(KEY.replace('T1005Z', 'T1300Z')), false],
    ['the five minutes before its end', source(KEY.replace('T1005Z', 'T1100Z')), true],
    ['the five minutes after its end', source(KEY.replace('T1005Z', 'T1105Z')), false],
    ['an hour of a Classic Load Balancer', source(CLASSIC.replace('T1005Z', 'T1155Z')), true],
    ['an hour of a Classic Load Balancer after it', source(CLASSIC.replace('T1005Z', 'T1200Z')), false],
    ['a file of no name written soon after it', source('some.log', Date.parse('2026-05-04T11:30:00Z')), true],
    ['a file of no name written in it', source('some.log', END), true],
    ['a file of no name written before it', source('some.log', END - 3_600_000), false],
    ['standard input', source('-'), true],
  ])('decides about %s', (_, one, expected) => {
    const period = { from: Date.parse('2026-05-04T10:00:00Z'), to: Date.parse('2026-05-04T11:00:00Z') };
    expect(within(one, period)).toBe(expected);
  });
});

describe('the period of the data points', () => {
  it.each([
    [3, 60],
    [6, 60],
    [24, 300],
    [48, 900],
    [24 * 7, 3600],
    [24 * 60, 21_600],
    [24 * 365, 86_400],
    [24 * 365 * 10, 86_400],
  ])('over %i hours is %i seconds', (hours, seconds) => {
    expect(periodFor(60, hours * 3_600_000)).toBe(seconds);
  });

  it('is never shorter than what the dashboard asks for', () => {
    expect(periodFor(300, 3_600_000)).toBe(300);
  });
});

describe('metrics that only an account has', () => {
  const metric = (id: string, namespace: string) => ({
    ...({ id, label: id, color: undefined, visible: true, yAxis: 'left', period: 60, stat: 'Sum' } as const),
    metric: { namespace, metricName: 'M', dimensions: {} },
  });
  const expression = (id: string, text: string) => ({
    ...({ id, label: id, color: undefined, visible: true, yAxis: 'left', period: 60 } as const),
    expression: text,
  });

  it('take every expression over them along, however indirect', () => {
    const rows = [
      metric('ours', 'LoadBalancerLogs'),
      metric('aws', 'AWS/ApplicationELB'),
      expression('twice', '2 * aws'),
      expression('more', 'twice + ours'),
      expression('fine', '100 * ours'),
    ];
    const { rows: left, labels, namespaces } = withoutNative(rows);
    expect(left.map(({ id }) => id)).toEqual(['ours', 'fine']);
    expect(labels).toEqual(['aws', 'twice', 'more']);
    expect(namespaces).toEqual(['AWS/ApplicationELB']);
  });

  it.each([
    [
      'a Metrics Insights query',
      'SELECT MAX(UnHealthyHostCount) FROM SCHEMA("AWS/ApplicationELB", LoadBalancer)',
      true,
    ],
    ['a SEARCH of ours with an id in its text', `SEARCH('{LoadBalancerLogs,Cause} aws', 'Sum')`, false],
    ['a SEARCH of theirs', `SEARCH('{AWS/SQS,QueueName}', 'Sum')`, true],
  ])('are recognized in %s', (_, text, expected) => {
    const ids = nativeIds([metric('aws', 'AWS/SQS'), expression('e', text)]);
    expect(ids.has('e')).toBe(expected);
  });
});

describe('a Logs Insights query locally', () => {
  const lines = [
    { kind: 'error', time: '2026-05-04T10:00:00Z', targetProcessingTime: 0.5, cause: 'TargetError' },
    { kind: 'slow', time: '2026-05-04T10:01:00Z', targetProcessingTime: 12 },
    { kind: 'slow', time: '2026-05-04T10:02:00Z', targetProcessingTime: 9 },
  ];

  it('filters, sorts by number and limits', () => {
    const query =
      'fields message.time, message.targetProcessingTime\n| filter message.kind = "slow"\n| sort message.targetProcessingTime desc\n| limit 1';
    const { rows, columns } = answerQuery(query, lines);
    expect(rows).toEqual([lines[1]]);
    expect(columns).toEqual(['time', 'targetProcessingTime']);
  });

  it('reads the query as CloudWatch writes it, with the log group before it', () => {
    const { rows } = answerQuery(
      "SOURCE 'group' | fields message.time, message.cause | filter message.kind = 'error' | sort message.time asc",
      lines,
    );
    expect(rows).toEqual([lines[0]]);
  });

  it('leaves out columns that no row fills', () => {
    expect(answerQuery('fields message.time, message.route\n| filter message.kind = "slow"', lines).columns).toEqual([
      'time',
    ]);
  });

  it.each([
    'stats count(*) by message.cause',
    'filter message.kind = "slow" or message.kind = "error"',
    'parse @message "a *" as b',
  ])('refuses what it does not model, by name: %s', (command) => {
    const { rows, unanswered } = answerQuery(`fields message.time | ${command}`, lines);
    expect(rows).toEqual([]);
    expect(unanswered).toContain(`'${command.split(' ')[0]}' is not modeled`);
  });
});

describe('the command line', () => {
  it('takes paths and options in any order', () => {
    const options = startOptions(['a', '--port', '8080', 'b', '--from', '2026-05-04T10:00:00Z', '--once']);
    expect(options).toMatchObject({
      paths: ['a', 'b'],
      port: 8080,
      from: Date.parse('2026-05-04T10:00:00Z'),
      once: true,
    });
  });

  it.each([
    [['--port', 'http'], "--port is 'http': must be a whole number from 0 to 65535"],
    [['--port', '70000'], "--port is '70000': must be a whole number from 0 to 65535"],
    [['--from', 'noon'], "--from is 'noon': must be a time such as 2026-05-04 or 2026-05-04T10:00Z"],
    [
      ['--from', '2026-05-05', '--to', '2026-05-04'],
      "--to is '2026-05-04': must be later than --from, which is '2026-05-05'",
    ],
    [['--format', 'csv'], "`--format` is 'csv': must be one of alb-access"],
    [['--watch', 'logs', '--once'], '--watch keeps the page up to date and cannot be combined with --once or --report'],
  ])('refuses %j with a sentence', (args, message) => {
    expect(() => startOptions(args)).toThrow(message);
  });
});
