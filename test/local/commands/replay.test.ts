import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BatchResultErrorEntry, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import { processBatch } from '../../../lambda/batch/batch.ts';
import { type GeneratedObject, gzipped, traffic } from '../../../local/generate/traffic.ts';
import { type ReplayRequest, replay, warnings } from '../../../local/queue/replay.ts';
import { BUCKET, invocation, type LoopbackEdge, loopbackEdge } from '../../support/loopback/edge.ts';
import type { Fault } from '../../support/loopback/server.ts';
import { type SqsLoopback, sqsLoopback } from '../../support/loopback/sqs.ts';

const HOUR = 3_600_000;
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Place {
  readonly loopback: LoopbackEdge;
  readonly sqs: SqsLoopback;
  readonly objects: readonly GeneratedObject[];
  readonly folder: string;
  readonly client: SQSClient;
  readonly said: string[];
  readonly asked: string[];
  readonly run: (change?: Partial<ReplayRequest>, answer?: boolean) => Promise<number>;
}

/** Objects of the last hours, twelve an hour. */
async function place(hours = 3, faultOf?: () => Fault | undefined): Promise<Place> {
  const loopback = await loopbackEdge();
  const sqs = await sqsLoopback(faultOf);
  const start = new Date(Math.floor(Date.now() / HOUR) * HOUR - hours * HOUR);
  const loadBalancers = [{ name: 'web', requestsPerMinute: 2, targetGroups: [{ name: 'web' }] }];
  const objects = [...traffic({ start, minutes: hours * 60, loadBalancers, nodes: 1, clients: 200 })];
  for (const object of objects) loopback.s3.put(BUCKET, object.key, gzipped(object));
  loopback.s3.put(BUCKET, 'AWSLogs/123456789012/ELBAccessLogTestFile', Buffer.from('Enable AccessLog'));
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const client = new SQSClient({ endpoint: sqs.url, maxAttempts: 1 });
  const said: string[] = [];
  const asked: string[] = [];
  closing.push(
    loopback.close,
    sqs.close,
    () => client.destroy(),
    () => rmSync(folder, { recursive: true }),
  );
  const options = {
    ...{ bucket: BUCKET, prefix: '', formatByPrefix: {}, from: start.getTime(), to: start.getTime() + hours * HOUR },
    ...{ queueUrl: sqs.queueUrl, table: 'Ledger', isDryRun: false, isForced: false },
  };
  const run = (change: Partial<ReplayRequest> = {}, answer = true): Promise<number> =>
    replay(
      { ...options, ...change },
      {
        ...{ s3: loopback.edge.s3, sqs: client, dynamodb: loopback.edge.ledger.client, folder, pauseMillis: 1 },
        say: (line) => said.push(line),
        confirm: async (question) => {
          asked.push(question);
          return answer;
        },
        progress: () => ({ update: () => undefined, stop: () => undefined }),
      },
    );
  return { loopback, sqs, objects, folder, client, said, asked, run };
}

/** SQS answers for some messages of a batch that it did not take them, and takes the others. */
function refusing(client: SQSClient, refusal: (index: number, send: number) => Partial<BatchResultErrorEntry> | false) {
  let sends = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!('Entries' in args.input)) return next(args);
      sends += 1;
      const all = args.input.Entries ?? [];
      const failures = all.map((_, index) => refusal(index, sends));
      Object.assign(args.input, { Entries: all.filter((_, index) => failures[index] === false) });
      const result = await next(args);
      const failed = all.flatMap(({ Id }, index) => (failures[index] ? [{ Id, ...failures[index] }] : []));
      Object.assign(result.output, { Failed: failed });
      return result;
    },
    { step: 'initialize' },
  );
}

const BUSY = { Code: 'InternalError', Message: 'try later', SenderFault: false };

/** The function works off the queue. */
async function work({ loopback, sqs }: Place) {
  const bodies = sqs.messages.splice(0);
  const records = bodies.map((body, index) => ({ messageId: `m${index}`, body, eventSource: 'aws:sqs' }));
  return processBatch(loopback.edge, { Records: records }, invocation());
}

const requestsCounted = ({ loopback }: Place): number =>
  loopback.cloudwatch.accepted
    .flatMap(({ MetricData }) => MetricData)
    .filter(({ MetricName, Dimensions = [] }) => MetricName === 'Elb5xx' && Dimensions.length === 0)
    .reduce((sum, { StatisticValues }) => sum + (StatisticValues?.SampleCount ?? 0), 0);

describe('a replay', () => {
  test('puts the objects on the queue that end in the period, and the function counts them', async () => {
    const here = await place();
    const { objects, run, sqs } = here;
    const to = (objects[0]?.end.getTime() ?? 0) + HOUR;
    expect(await run({ to })).toBe(0);
    expect(sqs.messages).toHaveLength(13);
    expect(await work(here)).toEqual({ batchItemFailures: [] });
    const expected = objects
      .filter(({ end }) => end.getTime() <= to)
      .reduce((sum, object) => sum + object.expected.lines, 0);
    expect(requestsCounted(here)).toBe(expected);
    const names = here.loopback.cloudwatch.accepted.flatMap(({ MetricData }) =>
      MetricData.map(({ MetricName }) => MetricName),
    );
    expect(names).toContain('LogObjects');
    expect(names).not.toContain('DeliveryLag');
  });

  test('counts nothing twice', async () => {
    const here = await place(1);
    await here.run();
    await work(here);
    const once = requestsCounted(here);
    await here.run();
    expect(here.said).toContainEqual(
      expect.stringMatching(/^12 of them \(.* MB\) were counted before and will not be counted again$/),
    );
    expect(await work(here)).toEqual({ batchItemFailures: [] });
    expect(requestsCounted(here)).toBe(once);
  });

  test('counts twice when forced, having said so and asked', async () => {
    const here = await place(1);
    await here.run();
    await work(here);
    const once = requestsCounted(here);
    expect(await here.run({ isForced: true }, false)).toBe(1);
    expect(here.asked.at(-1)).toBe('Count 12 objects, 12 of them a second time?');
    expect(here.sqs.messages).toHaveLength(0);
    expect(await here.run({ isForced: true })).toBe(0);
    await work(here);
    expect(requestsCounted(here)).toBe(2 * once);
  });

  test('of a dry run lists and asks nothing', async () => {
    const { run, said, asked, sqs } = await place(1);
    expect(await run({ isDryRun: true })).toBe(0);
    expect(said[0]).toMatch(/^12 log objects \(.* MB\) end between/);
    expect([asked, sqs.messages]).toEqual([[], []]);
  });

  test('that was stopped continues where it was', async () => {
    let sends = 0;
    const { run, sqs, said, folder } = await place(3, () => (++sends === 3 ? 'invalid' : undefined));
    await expect(run()).rejects.toThrow('not authorized');
    expect(sqs.messages).toHaveLength(20);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await run()).toBe(0);
    expect(said).toContain('continuing after the first 20 objects, which an earlier run put on the queue');
    expect(new Set(sqs.messages.map((body) => JSON.parse(body).Records[0].s3.object.key)).size).toBe(36);
    expect(sqs.messages).toHaveLength(36);
    expect(readdirSync(folder)).toHaveLength(0);
  });

  test('sends again only what SQS could not take just then', async () => {
    const { run, sqs, client, objects, folder } = await place();
    refusing(client, (index, send) => send < 5 && index % 2 === 1 && BUSY);
    expect(await run()).toBe(0);
    const keys = sqs.messages.map((body) => decodeURIComponent(JSON.parse(body).Records[0].s3.object.key));
    expect(keys.sort()).toEqual(objects.map(({ key }) => key).sort());
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    [BUSY, 'SQS could not take 1 of 10 messages (InternalError try later), tried 5 times: the same command goes on'],
    [{ Code: 'InvalidMessageContents', SenderFault: true }, 'SQS refused 1 of 10 messages (InvalidMessageContents)'],
  ])('forced, counts what SQS took before $Code ended it only once more', async (failure, message) => {
    const here = await place(1);
    await here.run();
    await work(here);
    const once = requestsCounted(here);
    let isWell = false;
    refusing(here.client, (index, send) => !isWell && (index === 9 || send > 1) && failure);
    await expect(here.run({ isForced: true })).rejects.toThrow(message);
    isWell = true;
    await work(here);
    expect(requestsCounted(here)).toBeLessThan(2 * once);
    expect(await here.run({ isForced: true })).toBe(0);
    await work(here);
    expect(requestsCounted(here)).toBe(2 * once);
    expect(readdirSync(here.folder)).toEqual([]);
  });

  test.each(['cutBefore', 'cutAfter'] as const)(
    'forced and stopped while it sends (%s), counts everything only once more',
    async (fault) => {
      let sends = 0;
      const here = await place(2, () => (++sends === 5 ? fault : undefined));
      await here.run();
      await work(here);
      const once = requestsCounted(here);
      await expect(here.run({ isForced: true })).rejects.toThrow();
      expect(here.sqs.messages).toHaveLength(fault === 'cutAfter' ? 20 : 10);
      await work(here);
      expect(await here.run({ isForced: true })).toBe(0);
      await work(here);
      expect(requestsCounted(here)).toBe(2 * once);
    },
  );

  test('forced, writes down what the ledger forgot before it sends it', async () => {
    let onDisk = '';
    const here = await place(1, () => {
      for (const name of readdirSync(here.folder)) onDisk ||= readFileSync(join(here.folder, name), 'utf8');
      return undefined;
    });
    await here.run({ isForced: true });
    const first = here.objects.map(({ key }) => key).sort();
    expect(JSON.parse(onDisk)).toMatchObject({ forgotten: first.slice(0, 10) });
  });

  test('fails rather than begin again where its position cannot be read', async () => {
    const { run, folder, sqs } = await place(2, () => (sqs.messages.length >= 10 ? 'invalid' : undefined));
    await expect(run({ isForced: true })).rejects.toThrow('not authorized');
    const [name = ''] = readdirSync(folder);
    for (const text of ['', 'null', '{"lastKey":', '{"forgotten":1}']) {
      writeFileSync(join(folder, name), text);
      await expect(run({ isForced: true })).rejects.toThrow(
        `${name} is not the position of an earlier run: delete it to start again`,
      );
    }
  });

  test('lists only the folders of its days', async () => {
    const { loopback, run, objects } = await place(1);
    const [object] = objects;
    const far = object?.key.replace(/\/20\d\d\/\d\d\/\d\d\//, '/2020/01/01/') ?? '';
    loopback.s3.put(BUCKET, far, Buffer.from(''));
    loopback.s3.log.splice(0);
    await run({ isDryRun: true });
    expect(loopback.s3.log.filter((line) => line.includes('/2020/'))).toEqual([]);
  });

  test('finds logs whose keys do not tell their format, and says which keys it does not know', async () => {
    const { loopback, run, sqs, said } = await place(1);
    for (const key of ['jd/access/1.log', 'notes/a.txt', 'notes/b.txt']) loopback.s3.put(BUCKET, key, Buffer.from('x'));
    // The bucket of these tests says this time of every object.
    const written = Date.parse('2026-05-04T10:00Z');
    const period = { from: written - HOUR, to: written };
    expect(await run({ ...period, formatByPrefix: { 'jd/': 'jdcloud-alb' } })).toBe(0);
    expect(sqs.messages.map((body) => JSON.parse(body).Records[0].s3.object.key)).toEqual(['jd%2Faccess%2F1.log']);
    expect(said[1]).toBe(
      "2 keys were not recognized as logs and are left out, the first is 'notes/a.txt'; " +
        'if they are logs, name their format in the setting formatByPrefix',
    );
    expect(await run({ ...period, prefix: 'jd/', isDryRun: true })).toBe(0);
    expect(said).toContainEqual(
      expect.stringMatching(/^1 keys were not recognized .* the first is 'jd\/access\/1.log'/),
    );
  });

  test('knows the formats by the settings that are deployed', async () => {
    const { loopback, folder } = await place(1);
    loopback.s3.put(BUCKET, 'jd/access/1.log', Buffer.from('x'));
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ context: { formatByPrefix: { 'jd/': 'jdcloud-alb' } } }));
    const period = ['--from', '2026-05-04', '--to', '2026-05-05'];
    const options = ['--bucket', BUCKET, ...period, '--settings', settings, '--dry-run'];
    const env = { ...process.env, AWS_ENDPOINT_URL: loopback.s3.url };
    const { stderr } = await promisify(execFile)(process.execPath, ['local/commands/replay.ts', ...options], { env });
    expect(stderr).toContain('1 log objects');
  });

  test('without the ledger cannot be forced', async () => {
    const { run } = await place(1);
    await expect(run({ isForced: true, table: undefined })).rejects.toThrow('--force needs --table');
  });
});

test('warns of data that CloudWatch refuses or shows late', () => {
  const now = Date.parse('2026-05-20T00:00Z');
  const object = (days: number) => ({ key: 'k', size: 1, etag: 'e', end: now - days * 24 * HOUR });
  expect(warnings([object(20), object(15), object(3), object(0.1)], now)).toEqual([
    '2 of them are older than two weeks: CloudWatch refuses their data, so they give no metrics',
    '1 of them are older than a day: CloudWatch can take 48 hours to show their data',
  ]);
  expect(warnings([object(0.1)], now)).toEqual([]);
});
