/** `npm run metrics` as a person runs it. */
import { execFile } from 'node:child_process';
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
