/** Routes proposed from traffic, against the templates the traffic was made of. */
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../../../bench/random.ts';
import type { RequestEntry } from '../../../../lambda/catalogue/metrics/requests.ts';
import { routeProblems } from '../../../../lambda/diagnosis/routes.ts';
import { createSeen, propose, see } from '../../../../local/proposals/routes/proposals.ts';
import { albEntry } from '../../../support/alb-line.ts';
import { rounds } from '../../../support/rounds.ts';
import { APIS } from './apis.ts';

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T;
const text = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[random(alphabet.length)] ?? '').join('');
const HEX = '0123456789abcdef';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SYLLABLES =
  'ba be bi bo da de do fa fi ga go ka ki la le lo ma mi mo na ne no pa po ra ri ro sa se ta ti to va vi za'.split(' ');

/** Names as people give them, some much more often than others. */
function name(random: Random): string {
  const which = Math.floor(1500 * ((random(1_000_000) + 1) / 1_000_000) ** 2);
  const seeded = createRandom(which + 1);
  const syllables = () => Array.from({ length: 2 + seeded(2) }, () => pick(seeded, SYLLABLES)).join('');
  return seeded(3) === 0 ? `${syllables()}-${syllables()}` : syllables();
}

const ids = (prefix: string) => (random: Random) => `${prefix}_${text(random, BASE62, 14)}1`;
const VALUES: Readonly<Record<string, (random: Random) => string>> = {
  id: (random) => String(1 + random(9_000_000)),
  uuid: (random) => [8, 4, 4, 4, 12].map((length) => text(random, HEX, length)).join('-'),
  sha: (random) => text(random, HEX, 40),
  hash: (random) => text(random, HEX, 64),
  base62: (random) => text(random, BASE62, 21) + String(random(10)),
  date: (random) => `2026-0${1 + random(9)}-${10 + random(19)}`,
  order: (random) => `ORD-2026-${10_000 + random(80_000)}`,
  sku: (random) => `SKU-${text(random, 'ABCDEF', 2)}${1000 + random(9000)}`,
  pod: (random) => `${name(random)}-${text(random, HEX, 10)}-${text(random, BASE62.toLowerCase(), 5)}`,
  node: (random) => `ip-10-0-${random(255)}-${random(255)}.ec2.internal`,
};

function valueFor(parameter: string, random: Random): string {
  const known = VALUES[parameter];
  if (known !== undefined) return known(random);
  return /^(?:owner|repo|username|org|slug|branch|namespace|name|image)$/.test(parameter)
    ? name(random)
    : ids(parameter)(random);
}

const filled = (template: string, random: Random): string =>
  template.replace(/\{(\w+)\}/g, (_all, parameter: string) => valueFor(parameter, random));

const BASE = albEntry();
const entry = (path: string, targetStatusCode = '200'): RequestEntry => ({
  ...BASE,
  request: `GET https://api.example.com:443${path} HTTP/1.1`,
  targetStatusCode,
  elbStatusCode: targetStatusCode,
});

function trafficOf(templates: readonly string[], random: Random, requests: number): RequestEntry[] {
  return Array.from({ length: requests }, () => {
    // Some templates are asked for much more often than others.
    const template = templates[Math.floor(templates.length * ((random(1_000_000) + 1) / 1_000_001) ** 1.5)] ?? '/';
    return entry(filled(template, random), random(50) === 0 ? '500' : '200');
  });
}

const SCANS =
  '/wp-login.php /.env /.git/config /phpmyadmin/index.php /admin/config.php /cgi-bin/luci /boaform/admin /actuator/health'.split(
    ' ',
  );

function proposed(entries: readonly RequestEntry[], max = 1000): string[] {
  const seen = createSeen();
  for (const one of entries) see(seen, one);
  return propose(seen, max).proposals.map(({ route }) => route.path ?? '');
}

const shape = (path: string): string => path.replace(/\{\w+\}|:\w+/g, ':');

describe('proposed routes', () => {
  test.each(Object.entries(APIS))('are the templates of the API behind the traffic: %s', (_name, templates) => {
    const random = createRandom(31);
    const found = new Set(proposed(trafficOf(templates, random, templates.length * rounds(150, 300))).map(shape));
    const wanted = new Set(templates.map(shape));
    const right = [...found].filter((one) => wanted.has(one)).length;
    expect(right / found.size).toBeGreaterThanOrEqual(0.95);
    expect(right / wanted.size).toBeGreaterThanOrEqual(0.95);
  });

  test('are the same in any order, can be pasted, and cover what they say', () => {
    const random = createRandom(5);
    const entries = trafficOf(APIS.Shop ?? [], random, 5000);
    const seen = createSeen();
    for (const one of entries) see(seen, one);
    const backward = createSeen();
    for (const one of entries.toReversed()) see(backward, one);
    const { proposals, total } = propose(seen);
    expect(propose(backward)).toEqual({ proposals, total });
    expect(routeProblems(proposals.map(({ route }) => route))).toEqual([]);
    expect(total).toBe(5000);
    expect(proposals.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(0.95 * total);
  });

  test('are none of what scanners ask for', () => {
    const random = createRandom(6);
    const scans = Array.from({ length: 3000 }, () =>
      entry(
        random(3) === 0 ? `/${text(random, BASE62, 8)}.php` : pick(random, SCANS),
        pick(random, ['404', '403', '400', '-']),
      ),
    ).map((one) => (one.targetStatusCode === '-' ? { ...one, targetStatusCode: undefined } : one));
    expect(proposed(scans)).toEqual([]);
    const found = proposed([...scans, ...trafficOf(['/orders/{id}', '/orders'], random, 500)]);
    expect(found.map(shape).sort()).toEqual(['/orders', '/orders/:']);
  });

  test('fold files that are served as they are', () => {
    const random = createRandom(7);
    const files = Array.from({ length: 300 }, () => entry(`/assets/js/main.${text(random, HEX, 8)}.js`));
    expect(proposed(files)).toEqual(['/assets/*']);
  });

  test('are at most as many as asked for, those with most requests', () => {
    const random = createRandom(8);
    const found = proposed(trafficOf(APIS.Stripe ?? [], random, 20_000), 5);
    expect(found).toHaveLength(5);
  });
});
