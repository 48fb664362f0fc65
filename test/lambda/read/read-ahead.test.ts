import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { S3Object } from '../../../lambda/read/event.ts';
import { GONE, type OpenedObject } from '../../../lambda/read/object.ts';
import { readAhead } from '../../../lambda/read/read-ahead.ts';

const MB = 1024 ** 2;

interface Body {
  /** What S3 says. */
  readonly size: number;
  /** What the notification says. */
  readonly announced?: number;
  readonly chunks?: readonly string[];
  readonly error?: string;
}

/** So many objects, what was opened and discarded of them, in order, and the most that was open at once. */
function bucket(bodies: readonly Body[], signal = new AbortController().signal) {
  const opened: number[] = [];
  const discarded: number[] = [];
  let underWay = 0;
  let most = 0;
  const objects: S3Object[] = bodies.map(({ announced }, place) => ({
    ...{ bucket: 'logs', key: `${place}`, versionId: undefined, etag: undefined, isReplay: false },
    size: announced,
  }));
  const open = async ({ key }: S3Object): Promise<OpenedObject | typeof GONE> => {
    const place = Number(key);
    const { size, chunks = [key], error } = bodies[place] ?? { size: 0 };
    opened.push(place);
    most = Math.max(most, ++underWay);
    await pause(5);
    underWay--;
    if (error === 'gone') return GONE;
    if (error !== undefined) throw new Error(error);
    const given = (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
    })();
    return { etag: key, size, chunks: given, discard: () => void discarded.push(place) };
  };
  return { ahead: readAhead(objects, open, signal), opened, discarded, most: () => most };
}

async function text(object: OpenedObject | typeof GONE): Promise<string> {
  if (object === GONE) return GONE;
  let all = '';
  for await (const chunk of object.chunks) all += Buffer.from(chunk).toString();
  return all;
}

describe('objects are opened ahead', () => {
  test('in their order, several at once, and given in their order', async () => {
    const { ahead, opened, most } = bucket(Array.from({ length: 40 }, () => ({ size: 1 })));
    const all: string[] = [];
    for (let place = 0; place < 40; place++) all.push(await text(await ahead.take(place)));
    const places = Array.from({ length: 40 }, (_, place) => place);
    expect(all).toEqual(places.map(String));
    expect(opened).toEqual(places);
    expect(most()).toBe(16);
  });

  test('at once, before anybody asks for the first', () => {
    expect(bucket(Array.from({ length: 40 }, () => ({ size: 1 }))).opened).toHaveLength(16);
  });

  test('with all their chunks, which are there before anybody asks', async () => {
    const { ahead } = bucket([{ size: 3 }, { size: 6, chunks: ['ab', 'cd', 'ef'] }]);
    await ahead.take(0);
    await pause(20);
    expect(await text(await ahead.take(1))).toBe('abcdef');
  });

  test('and what is wrong with one is heard in its turn, and touches no other', async () => {
    const { ahead } = bucket([
      { size: 1 },
      { size: 1, error: 'AccessDenied' },
      { size: 1, error: 'gone' },
      { size: 1 },
    ]);
    expect(await text(await ahead.take(0))).toBe('0');
    await pause(20);
    await expect(ahead.take(1)).rejects.toThrow('AccessDenied');
    expect(await ahead.take(2)).toBe(GONE);
    expect(await text(await ahead.take(3))).toBe('3');
  });

  test('until reading is to stop: then nothing more is given of what is held', async () => {
    const stop = new AbortController();
    const { ahead } = bucket([{ size: 1 }, { size: 1 }], stop.signal);
    await ahead.take(0);
    await pause(20);
    stop.abort(new Error('no time'));
    await expect(ahead.take(1).then(text)).rejects.toThrow('no time');
  });
});

describe('the bytes that are held have a limit', () => {
  test('of all objects together, whose sizes the notifications tell', async () => {
    const { ahead, opened } = bucket(Array.from({ length: 8 }, () => ({ size: 5 * MB, announced: 5 * MB })));
    await ahead.take(0);
    expect(opened).toEqual([0, 1, 2]);
    await ahead.take(1);
    expect(opened).toEqual([0, 1, 2, 3]);
  });

  test('so a large one is opened when its turn comes, and once; what follows is opened meanwhile', async () => {
    const large = { size: 100 * MB, announced: 100 * MB };
    const { ahead, opened } = bucket([{ size: 1 }, large, { size: 1 }]);
    await ahead.take(0);
    await pause(20);
    expect(opened).toEqual([0, 2]);
    expect(await text(await ahead.take(1))).toBe('1');
    expect(opened).toEqual([0, 2, 1]);
  });

  test('and one whose size nobody told is closed again, and opened when its turn comes', async () => {
    const { ahead, opened, discarded } = bucket([{ size: 1 }, { size: 100 * MB }, { size: 1 }]);
    await ahead.take(0);
    await pause(20);
    expect(discarded).toEqual([1]);
    expect(await text(await ahead.take(1))).toBe('1');
    expect(await text(await ahead.take(2))).toBe('2');
    expect(opened).toEqual([0, 1, 2, 1]);
  });
});

test('a piece that is there gives way to no matter what else is waiting', async () => {
  const { ahead } = bucket([{ size: 1 }, { size: 100, chunks: Array.from({ length: 100 }, () => 'x') }]);
  await ahead.take(0);
  await pause(20);
  let turns = 0;
  let isReading = true;
  const others = (async () => {
    for (; isReading; turns++) await new Promise((resolve) => setImmediate(resolve));
  })();
  await text(await ahead.take(1));
  isReading = false;
  await others;
  expect(turns).toBeGreaterThanOrEqual(100);
});
