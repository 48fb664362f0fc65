/**
 * Half an hour of made-up traffic with a known incident for the tests of the preview: as sources, as files, and counted
 * naively.
 */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type GeneratedObject, traffic } from '../../../local/generate/traffic.ts';
import type { LogSource } from '../../../local/read/paths.ts';

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

export function storySources(): LogSource[] {
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

/** One of two target groups of two load balancers, and one of a host. */
export const SERVICES = [
  { name: 'apis', targetGroup: 'shop-api' },
  { name: 'apis', targetGroup: 'quiet-*' },
  { name: 'pages', host: 'shop.example.com' },
];

export interface NaiveCount {
  readonly requests: number;
  readonly elb5xx: number;
}

/** Parts of a choice, each absent for all. Times in milliseconds. */
export interface NaiveChoice {
  readonly loadBalancer?: string;
  /** A part of its name. */
  readonly targetGroup?: string;
  readonly path?: RegExp;
  /** As SERVICES names them. */
  readonly service?: 'apis' | 'pages';
  readonly code?: string;
  readonly from?: number;
  readonly to?: number;
}

/** Of each line, once somebody counts. */
let words: readonly (readonly string[])[] | undefined;

/** By the words of each line, and by nothing of what the project reads logs with. */
export function naiveCount(choice: NaiveChoice = {}): NaiveCount {
  const {
    loadBalancer = '',
    targetGroup = '',
    path = /./,
    service,
    code = '',
    from = 0,
    to = Number.POSITIVE_INFINITY,
  } = choice;
  words ??= STORY.flatMap(({ plain }) => plain.toString('latin1').trim().split('\n')).map(
    (line) => line.match(/"[^"]*"|\S+/g) ?? [],
  );
  const codes = words
    .filter(([, time = '', elb = '']) => {
      const at = Date.parse(time);
      return elb.includes(loadBalancer) && at >= from && at < to;
    })
    .filter((line) => (line[16] ?? '').includes(targetGroup) && path.test(line[12] ?? ''))
    .filter((line) => service === undefined || serviceOf(line) === service)
    .map((line) => line[8] ?? '')
    .filter((own) => own.startsWith(code));
  return { requests: codes.length, elb5xx: codes.filter((own) => own.startsWith('5')).length };
}

function serviceOf(line: readonly string[]): string {
  if (/:targetgroup\/(?:shop-api|quiet-web)\//.test(line[16] ?? '')) return 'apis';
  return /^"\S+ \w+:\/\/shop\.example\.com:\d+[/-]/.test(line[12] ?? '') ? 'pages' : 'Other';
}
