/** Copies of log objects in the paths of a command are counted once, and no other file is taken for a copy. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { soundLines } from '../../../local/generate/families.ts';
import { deliveredName } from '../../../local/read/copies.ts';
import { ingestAll } from '../../../local/read/ingest-all.ts';
import type { LogSource } from '../../../local/read/paths.ts';
import { createReadings, read } from '../../../local/readings/readings.ts';
import { copyLines } from '../../../local/summary/copies.ts';

const CLB = '123456789012_elasticloadbalancing_eu-central-1_shop_20260504T1005Z_192.0.2.1_2abcdefg.log';
const TEXT = `${soundLines('clb-access', 20, 1).join('\n')}\n`;
/** Of the same size, and not the same. */
const OTHER = `${TEXT.slice(0, TEXT.indexOf(' ')).replace(/5/g, '6')}${TEXT.slice(TEXT.indexOf(' '))}`;

function source(key: string, content: string | Buffer): LogSource {
  const bytes = Buffer.from(content);
  return {
    ...{ key, realPath: `/${key}`, size: bytes.length },
    async *open() {
      yield bytes;
    },
  };
}

async function account(sources: readonly LogSource[]) {
  const { objects, failed, copies } = await ingestAll(sources, { config: DEFAULT_CONFIG });
  const reasons = copies.map(({ key, reason }) => `${key}: ${reason}`);
  return { read: objects.map(({ key }) => key), failed: failed.map(({ key }) => key), copies: reasons };
}

describe('of what AWS delivers', () => {
  test('one object is read, whichever folders hold it, packed or not', async () => {
    const packed = gzipSync(TEXT);
    const found = await account([
      source(`a/${CLB}.gz`, packed),
      source(`a/${CLB}`, TEXT),
      source(`b/${CLB}.gz`, gzipSync(TEXT, { level: 1 })),
      source(`b/${CLB.replace('2abcdefg', '3abcdefg')}.gz`, packed),
    ]);
    expect(found).toEqual({
      read: [`a/${CLB}.gz`, `b/${CLB.replace('2abcdefg', '3abcdefg')}.gz`],
      failed: [],
      copies: [`a/${CLB}: same name in a/`, `b/${CLB}.gz: same name in a/, another size`],
    });
  });

  test('a copy is read where the first cannot be', async () => {
    const packed = gzipSync(TEXT);
    const whole = [source(`b/${CLB}.gz`, packed), source(`c/${CLB}.gz`, packed)];
    expect(await account([source(`a/${CLB}.gz`, packed.subarray(0, 300)), ...whole])).toEqual({
      read: [`b/${CLB}.gz`],
      failed: [`a/${CLB}.gz`],
      copies: [`c/${CLB}.gz: same name in b/`],
    });
  });

  test('a copy is read where the first holds something else', async () => {
    const found = await account([source(`a/${CLB}`, '<html>\n<p>Access denied\n'), source(`b/${CLB}`, TEXT)]);
    expect(found).toEqual({ read: [`a/${CLB}`, `b/${CLB}`], failed: [`a/${CLB}`], copies: [] });
  });

  test.each([
    [`x/${CLB}.gz`, CLB],
    [`x/conn_log_${CLB}`, `conn_log_${CLB}`],
    [
      '123456789012_CloudTrail_eu-west-1_20260504T1000Z_AbC1.json.gz',
      '123456789012_CloudTrail_eu-west-1_20260504T1000Z_AbC1.json',
    ],
    [
      '123456789012_waflogs_eu-west-1_edge_20260504T1000Z_abc1.log.gz',
      '123456789012_waflogs_eu-west-1_edge_20260504T1000Z_abc1.log',
    ],
    ['E123456789ABCD.2026-05-04-10.a1b2c3d4.gz', 'E123456789ABCD.2026-05-04-10.a1b2c3d4'],
    ['x/access.log.gz', undefined],
    [`x/${CLB}.1`, undefined],
    [`x/${CLB.replace('_2abcdefg', '')}x`, undefined],
    [`x/${CLB} (1)`, undefined],
    ['x/day.2026-05-04-10.log', undefined],
  ])('the name that it gives once is known: %s', (key, name) => {
    expect(deliveredName(key)).toBe(name);
  });
});

describe('of other files', () => {
  test('the bytes decide, not names and sizes', async () => {
    const found = await account([
      source('a/access.log', TEXT),
      source('b/access.log', OTHER),
      source('c/any.txt', TEXT),
      source('d/any.txt', OTHER),
      source('e/access.log', `${TEXT}${OTHER}`),
    ]);
    expect(OTHER).toHaveLength(TEXT.length);
    expect(found).toEqual({
      read: ['a/access.log', 'b/access.log', 'e/access.log'],
      failed: [],
      copies: ['c/any.txt: same bytes as a/access.log', 'd/any.txt: same bytes as b/access.log'],
    });
  });

  test('what can be read only once is read', async () => {
    const pipe: LogSource = { ...source('-', TEXT), isReadOnce: true };
    expect((await account([source('a/access.log', TEXT), pipe])).read).toEqual(['a/access.log', '-']);
  });
});

test('a copy that arrives later is not counted again', async () => {
  const readings = createReadings(DEFAULT_CONFIG);
  await read(readings, [source(`a/${CLB}`, TEXT), source('a/some.log', OTHER)]);
  await read(readings, [source(`b/${CLB}`, TEXT), source('b/some.log', OTHER)]);
  expect(readings.objects.lines.parsed).toBe(40);
  expect(copyLines(readings.copies)).toEqual([
    `2 files are copies of others and are not counted again, for instance b/${CLB} (same name in a/)`,
  ]);
  expect(copyLines(readings.copies.slice(1))).toEqual([
    '1 file is a copy of another and is not counted again: b/some.log (same bytes as a/some.log)',
  ]);
});
