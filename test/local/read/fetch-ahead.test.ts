import { describe, expect, it } from 'vitest';
import { fetchAhead } from '../../../local/read/fetch-ahead.ts';
import type { LogSource } from '../../../local/read/paths.ts';
import { STORY } from '../preview/sources.ts';

const KEYS = STORY.slice(0, 20).map(({ key }) => key);

interface Log {
  readonly opened: string[];
  open: number;
  most: number;
}

function remote(log: Log, { size = 100, broken = '' } = {}): LogSource[] {
  return KEYS.map((key) => ({
    key,
    size,
    async *open() {
      log.opened.push(key);
      log.open += 1;
      log.most = Math.max(log.most, log.open);
      await new Promise((resolve) => setTimeout(resolve, 2));
      log.open -= 1;
      if (key === broken) throw new Error('connection lost');
      yield Buffer.from(key);
    },
  }));
}

async function text(source: LogSource): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('objects read ahead', () => {
  it('are opened once each, eight at a time, and come in their order', async () => {
    const log: Log = { opened: [], open: 0, most: 0 };
    const texts: string[] = [];
    for (const source of fetchAhead(remote(log))) texts.push(await text(source));
    expect(texts).toEqual(KEYS);
    expect(log.opened.toSorted()).toEqual(KEYS.toSorted());
    expect(log.most).toBe(8);
  });

  it('are left to stream where they are large', async () => {
    const log: Log = { opened: [], open: 0, most: 0 };
    for (const source of fetchAhead(remote(log, { size: 100_000_000 }))) await text(source);
    expect(log.most).toBe(1);
  });

  it('are not fetched where they are copies', async () => {
    const log: Log = { opened: [], open: 0, most: 0 };
    const [first, ...others] = remote(log);
    if (first === undefined) throw new Error('no source');
    const [one, , ...behind] = fetchAhead([first, { ...first, key: `copy/${first.key}` }, ...others]);
    for (const source of [one, ...behind]) if (source !== undefined) await text(source);
    expect(log.opened.filter((key) => key === first.key)).toHaveLength(1);
  });

  it('are forgotten where they are left out', async () => {
    const log: Log = { opened: [], open: 0, most: 0 };
    const [first, second, third] = fetchAhead(remote(log));
    if (first === undefined || second === undefined || third === undefined) throw new Error('no source');
    await text(first);
    await text(third);
    expect(log.opened.filter((key) => key === second.key)).toHaveLength(1);
    await text(second);
    expect(log.opened.filter((key) => key === second.key)).toHaveLength(2);
  });

  it('fail alone, when they are read and not before', async () => {
    const [, , third = ''] = KEYS;
    const log: Log = { opened: [], open: 0, most: 0 };
    const outcomes: string[] = [];
    for (const source of fetchAhead(remote(log, { broken: third }))) {
      outcomes.push(await text(source).catch((error: Error) => error.message));
    }
    expect(outcomes).toEqual(KEYS.map((key) => (key === third ? 'connection lost' : key)));
  });
});
