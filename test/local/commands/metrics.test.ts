/** `npm run metrics` as a person runs it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acceptWindow } from '../../../lambda/publish/accepted-times.ts';
import { albLine } from '../../support/alb-line.ts';

const NOW = Date.parse('2026-05-20T12:00:00Z');

/** `dropped` of one object on standard input. */
function droppedAt(now: string, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['local/commands/metrics.ts', '--format', 'alb-access', '--now', now, '-'],
      (failed, out) => {
        if (failed !== null) reject(failed);
        else resolve((JSON.parse(out) as { objects: { dropped: number }[] }).objects[0]?.dropped ?? Number.NaN);
      },
    );
    child.stdin?.end(text);
  });
}

/** Exit code, standard output and standard error. */
function metricsOf(args: readonly string[], text = ''): Promise<{ code: number; out: string; error: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['local/commands/metrics.ts', ...args], (failed, out, error) =>
      resolve({ code: Number(failed?.code ?? 0), out, error }),
    );
    child.stdin?.end(text);
  });
}

describe('npm run metrics', () => {
  test('says that a folder is empty, and fails', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
    try {
      const { code, out, error } = await metricsOf([folder]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(error.trim()).toBe(`metrics: no file in '${folder}': give a folder or files of load balancer logs`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('gives its own counts the present where no log says a time', async () => {
    const before = Date.now();
    const { out } = await metricsOf(['--format', 'alb-access-vended', '-'], 'Permission Check Successful\n');
    const { metricData } = JSON.parse(out) as { metricData: { MetricName: string; Timestamp: string }[] };
    const times = metricData.map(({ Timestamp }) => Date.parse(Timestamp));
    expect(times.length).toBeGreaterThan(0);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(before - 60_000);
  });
});

describe('npm run metrics --now', () => {
  test('drops what the function would drop at that moment, to the minute', async () => {
    const { from, to } = acceptWindow(NOW);
    const times = [from - 1, from, to - 1, to];
    const text = times
      .map((time) => `${albLine({ time: new Date(time).toISOString().replace('Z', '000Z') })}\n`)
      .join('');
    expect(await droppedAt(new Date(NOW).toISOString(), text)).toBe(2);
  });
});
