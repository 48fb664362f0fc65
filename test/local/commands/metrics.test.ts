/** `npm run metrics` as a person runs it. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptWindow } from '../../../lambda/publish/accepted-times.ts';
import { albLine } from '../../support/alb-line.ts';
import { callEach, type Ended } from '../../support/commands.ts';

const NOW = Date.parse('2026-05-20T12:00:00Z');

const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
const EMPTY = join(folder, 'empty');
const TIMES = join(folder, 'times.log');
let empty: Ended | undefined;
let atNow: Ended | undefined;

beforeAll(async () => {
  const { from, to } = acceptWindow(NOW);
  const lines = [from - 1, from, to - 1, to].map((time) =>
    albLine({ time: new Date(time).toISOString().replace('Z', '000Z') }),
  );
  mkdirSync(EMPTY);
  writeFileSync(TIMES, `${lines.join('\n')}\n`);
  [empty, atNow] = await callEach([
    ['metrics', EMPTY],
    ['metrics', '--format', 'alb-access', '--now', new Date(NOW).toISOString(), TIMES],
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What it prints of standard input. */
function printedOf(args: readonly string[], text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['local/commands/metrics.ts', ...args, '-'], (failed, out) => {
      if (failed !== null) reject(failed);
      else resolve(out);
    });
    child.stdin?.end(text);
  });
}

describe('npm run metrics', () => {
  test('says that a folder is empty, and fails', () => {
    expect(empty).toEqual({
      ...{ code: 1, out: '' },
      error: `metrics: no file in '${EMPTY}': give a folder or files of load balancer logs\n`,
    });
  });

  test('gives its own counts the present where no log says a time', async () => {
    const before = Date.now();
    const out = await printedOf(['--format', 'alb-access-vended'], 'Permission Check Successful\n');
    const { metricData } = JSON.parse(out) as { metricData: { MetricName: string; Timestamp: string }[] };
    const times = metricData.map(({ Timestamp }) => Date.parse(Timestamp));
    expect(times.length).toBeGreaterThan(0);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(before - 60_000);
  });
});

describe('npm run metrics --now', () => {
  test('drops what the function would drop at that moment, to the minute', () => {
    const { objects } = JSON.parse(atNow?.out ?? '') as { objects: { dropped: number }[] };
    expect(objects.map(({ dropped }) => dropped)).toEqual([2]);
  });
});
