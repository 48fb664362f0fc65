/** Half an hour of made-up traffic with a known incident for the tests of the preview: as sources, as files, and counted naively. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type GeneratedObject, traffic } from '../../../local/generate/traffic.ts';
import type { Source } from '../../../local/read/paths.ts';

export const START = Date.parse('2026-05-04T10:00:00Z');
export const MINUTES = 30;

export const STORY: readonly GeneratedObject[] = [
  ...traffic({
    start: new Date(START),
    minutes: MINUTES,
    seed: 7,
    loadBalancers: [
      { name: 'quiet', requestsPerMinute: 40, targetGroups: [{ name: 'quiet-web' }] },
      { name: 'shop', requestsPerMinute: 120, targetGroups: [{ name: 'shop-web' }, { name: 'shop-api' }] },
    ],
    incidents: [{ kind: 'TargetTimeout', startMinute: 8, minutes: 10, share: 0.6, loadBalancer: 'shop' }],
  }),
];

export function storySources(): Source[] {
  return STORY.map(({ key, plain, arrival }) => ({
    key,
    size: plain.length,
    arrivedAt: arrival.getTime(),
    async *open() {
      yield gzipSync(plain, { level: 1 });
    },
  }));
}

export function writeObject(folder: string, { key, plain, arrival }: GeneratedObject): string {
  const file = join(folder, key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(plain, { level: 1 }));
  utimesSync(file, arrival, arrival);
  return file;
}

export interface NaiveCount {
  readonly requests: number;
  readonly elb5xx: number;
}

/** By the ninth word of each line, and by nothing of what the project reads logs with. */
export function naiveCount(loadBalancer = '', minute?: number): NaiveCount {
  const begins = minute === undefined ? '' : new Date(minute).toISOString().slice(0, 16);
  const codes = STORY.flatMap(({ plain }) => plain.toString('latin1').trim().split('\n'))
    .map((line) => line.split(' '))
    .filter(([, time = '', elb = '']) => elb.includes(loadBalancer) && time.startsWith(begins))
    .map((words) => words[8] ?? '');
  return { requests: codes.length, elb5xx: codes.filter((code) => code.startsWith('5')).length };
}
