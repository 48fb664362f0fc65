import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { logObject } from '../../../local/read/identify.ts';
import { endOfLogs, ingestAll } from '../../../local/read/ingest-all.ts';
import type { LogSource } from '../../../local/read/paths.ts';
import { createReadings, type Readings, read } from '../../../local/readings/readings.ts';
import { overview } from '../../../local/summary/overview.ts';
import { rankingLines } from '../../../local/summary/ranking.ts';
import { summary } from '../../../local/summary/summary.ts';
import { naiveCount, SERVICES, STORY, storySources } from '../preview/sources.ts';

function source(key: string, text: string): LogSource {
  return {
    key,
    size: text.length,
    async *open() {
      yield Buffer.from(text);
    },
  };
}

const all = await ingestAll(storySources(), { config: DEFAULT_CONFIG });

async function readingsOf(sources: readonly LogSource[]): Promise<Readings> {
  const readings = createReadings(DEFAULT_CONFIG);
  await read(readings, sources);
  return readings;
}

const story = await readingsOf(storySources());
const none = await readingsOf([source('notes.txt', 'hello\n')]);

const NOTHING = { incidents: [], timeouts: [] };

describe('many objects read locally', () => {
  it('tell their progress by bytes, up to all of them', async () => {
    const seen: number[] = [];
    const sources = storySources().slice(0, 3);
    await ingestAll(sources, { config: DEFAULT_CONFIG, onProgress: (bytes) => seen.push(bytes) });
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(seen.at(-1)).toBe(sources.reduce((sum, { size }) => sum + (size ?? 0), 0));
  });

  it('tell it within one large object too', async () => {
    const [story] = storySources();
    if (story === undefined) throw new Error('the story has no objects');
    const whole = await buffer(story.open());
    const pieces = [0, 1, 2, 3].map((quarter) =>
      whole.subarray((quarter * whole.length) / 4, ((quarter + 1) * whole.length) / 4),
    );
    const seen: number[] = [];
    await ingestAll([{ ...story, size: whole.length, open: () => Readable.from(pieces) }], {
      config: DEFAULT_CONFIG,
      onProgress: (bytes) => seen.push(bytes / whole.length),
    });
    expect(seen.filter((share) => share > 0.2 && share < 0.8).length).toBeGreaterThanOrEqual(2);
    expect(seen.at(-1)).toBe(1);
  });

  it('name a file that the system would not read, no matter what its name tells', async () => {
    const refused = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', syscall: 'open' });
    const open = () => new Readable({ read: (_size) => undefined }).destroy(refused);
    const { failed, ignored } = await ingestAll([{ key: 'some.log', size: 9, open }], { config: DEFAULT_CONFIG });
    expect(failed).toMatchObject([{ key: 'some.log', reason: 'permission denied' }]);
    expect(ignored).toEqual([]);
  });

  it('end where the last object ends', () => {
    expect(endOfLogs(all)).toBe(Math.max(...STORY.map(({ end }) => end.getTime())));
  });

  it('end nowhere where no log says a time', async () => {
    const empty = await ingestAll([source('test.log', '\n')], { config: DEFAULT_CONFIG, format: 'alb-access' });
    expect(endOfLogs(empty)).toBeUndefined();
  });

  it('are the same read in any order', async () => {
    const reversed = await readingsOf(storySources().toReversed());
    expect(overview(reversed)).toEqual(overview(story));
    expect(summary(reversed, NOTHING, 5)).toEqual(summary(story, NOTHING, 5));
  });
});

describe('the overview', () => {
  it('holds what a naive count finds, in all and for each load balancer', () => {
    const found = overview(story);
    expect(found).toMatchObject(naiveCount());
    for (const { name, requests, elb5xx } of found?.loadBalancers ?? []) {
      expect({ requests, elb5xx }).toEqual(naiveCount({ loadBalancer: name }));
    }
    expect(found?.loadBalancers).toHaveLength(2);
  });

  it('has target groups that add up to the requests that had one', () => {
    const shop = overview(story)?.loadBalancers.find(({ name }) => name.includes('shop'));
    const inText = STORY.flatMap(({ plain }) => plain.toString('latin1').split('\n')).filter(
      (line) => line.includes(` ${shop?.name} `) && line.includes(':targetgroup/'),
    );
    expect(inText.length).toBeGreaterThan(0);
    expect(shop?.targetGroups.reduce((sum, { requests }) => sum + requests, 0)).toBe(inText.length);
  });

  it('is nothing where no request was read', () => {
    expect(overview(none)).toBeUndefined();
  });
});

describe('the summary', () => {
  it('says how many, why and where', () => {
    const text = summary(story, NOTHING, 5);
    const { requests, elb5xx } = naiveCount();
    expect(text).toContain(`${requests.toLocaleString('en-US')} requests, ${elb5xx} answered with 5xx`);
    expect(text).toContain('No incident: ');
    expect(text).toMatch(/shop \/ shop-web +[\d,]+ +\d+ +[\d.]+ %/);
  });

  it('says one of what there is one', async () => {
    const line = STORY[0]?.plain.toString('latin1').split('\n')[0] ?? '';
    const text = summary(await readingsOf([source('one.log', `${line}\n`)]), NOTHING, 5);
    expect(text).toMatch(/^1 log object, 1 line: 1 parsed/);
    expect(text).toMatch(/^1 request, /m);
    expect(text).not.toMatch(/\b1 (?:log objects|lines|requests)/);
  });

  it('says of a line that is too long where it is', async () => {
    const line = STORY[0]?.plain.toString('latin1').split('\n')[0] ?? '';
    const long = `${line} ${'x'.repeat(1_100_000)}`;
    const text = summary(await readingsOf([source('long.log', `${line}\n${long}\n`)]), NOTHING, 5);
    expect(text).toContain('1 unparsed\n  unparsed: long.log: longer than a line may be, 1 MiB\n');
  });

  it('says of what is no log that it was ignored and why', () => {
    expect(summary(none, NOTHING, 5)).toContain('1 other file ignored, for instance notes.txt: no log format we know');
  });
});

describe('a source', () => {
  it('is read by its first line where its name says nothing', async () => {
    const line = STORY[0]?.plain.toString('latin1').split('\n')[0] ?? '';
    expect(await logObject(source('some.txt', `\n${line}\n`))).toMatchObject({ format: { name: 'alb-access' } });
  });

  it.each([
    ['{\n  "Records": [\n', 'cloudtrail'],
    ['{\r\n\r\n\t"Records" : [\r\n', 'cloudtrail'],
    ['{\n  "name": "shop",\n', undefined],
    ['{', undefined],
  ])('of JSON over several lines is a log by what follows the bracket: %j', async (text, format) => {
    const found = await logObject(source('some.json', text));
    expect('format' in found ? found.format.name : undefined).toBe(format);
  });

  it('is read by --format where nothing else tells', async () => {
    expect(await logObject(source('some.txt', 'x\n'), 'clb-access')).toMatchObject({ format: { name: 'clb-access' } });
  });
});

it('ranks services, where they are named, with the numbers of a naive count', async () => {
  const readings = createReadings({ ...DEFAULT_CONFIG, services: SERVICES });
  await read(readings, storySources());
  const seen = overview(readings);
  if (seen === undefined) throw new Error('nothing was read');
  const ofShop = seen.loadBalancers.find(({ name }) => name.startsWith('app/shop/'))?.services;
  for (const service of ['apis', 'pages'] as const)
    expect(ofShop?.find(({ name }) => name === service)).toMatchObject(
      naiveCount({ service, loadBalancer: 'app/shop/' }),
    );
  const lines = rankingLines(readings, seen);
  expect(lines.filter((line) => line.startsWith('services'))).toHaveLength(1);
  expect(rankingLines(story, overview(story) ?? seen).filter((line) => line.startsWith('services'))).toEqual([]);
});
