/** What a terminal shows of incidents: newest first, with times and places, and at most a screen. */
import { describe, expect, test } from 'vitest';
import type { Cause } from '../../../lambda/catalogue/causes/index.ts';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { judge } from '../../../lambda/verdict/judge.ts';
import { createReadings } from '../../../local/readings/readings.ts';
import type { KindSum } from '../../../local/readings/select.ts';
import { codeLines } from '../../../local/summary/codes.ts';
import { incidentLines } from '../../../local/summary/incidents.ts';
import type { Overview, PlaceOverview } from '../../../local/summary/overview.ts';
import { rankingLines } from '../../../local/summary/ranking.ts';
import { summary } from '../../../local/summary/summary.ts';
import { at, CHECKOUT, evidenceOf, WEB } from '../../support/evidence.ts';

const CONTEXT = { allowedPercent: 5, elb5xx: 1_000 };
const EVIDENCE = evidenceOf([
  { from: 40, to: 60, perMinute: 40, targetGroup: CHECKOUT, cause: 'TargetTimeout', statusCode: '504' },
  { from: 70, to: 80, perMinute: 90, targetGroup: WEB },
]);
const newestFirst = judge(EVIDENCE).incidents.toSorted((left, right) => right.from - left.from);

test('incidents have their times, numbers, places and the first thing to do', () => {
  const lines = incidentLines(newestFirst, CONTEXT).join('\n').replaceAll(/\s+/g, ' ');
  expect(lines).toContain('2 incidents, newest first');
  expect(lines).toContain(
    '2026-05-04 19:10 to 19:20 UTC: 920 of 4,000 requests of load balancer shop failed (23 %; 5 % allowed).',
  );
  expect(lines).toContain('504 TargetTimeout (800). It is in target group shop-checkout (820 of its 2,000 requests).');
  expect(lines.indexOf('19:10')).toBeLessThan(lines.indexOf('18:40'));
  expect(lines).toContain('Do first: ');
});

test('no incident is said too, and failures that are none are not denied', () => {
  const none = (elb5xx: number) => incidentLines([], { allowedPercent: 5, elb5xx }).join(' ').trim();
  expect(none(0)).toBe('No incident: no request failed, and nothing slowed down or went missing.');
  expect(none(8)).toContain('No incident: the failed requests are too few, or too evenly spread');
});

test('codes have all their requests and the causes, those of servers first', () => {
  const kinds = [
    kindOf('200', 9_000),
    kindOf('403', 500, 'WafBlocked'),
    kindOf('403', 191),
    kindOf('504', 50, 'TargetTimeout'),
    kindOf('504', 3, 'TargetConnectTimeout'),
    kindOf('404', 70),
    kindOf('000', 2, 'Http2StreamReset'),
  ];
  expect(codeLines(kinds).map((line) => line.trim().replaceAll(/ +/g, ' '))).toEqual([
    '',
    'Requests answered with 4xx, 5xx or not at all, by status code',
    '504: 53 = TargetTimeout 50 (target) + TargetConnectTimeout 3 (target)',
    '403: 691 = WafBlocked 500 (AWS WAF) + 191 passed on from targets',
    '404: 70 = 70 passed on from targets',
    '000: 2 = Http2StreamReset 2 (target)',
  ]);
});

function kindOf(elbStatusCode: string, requests: number, cause?: Cause): KindSum {
  const place = { loadBalancer: 'app/shop/0123456789abcdef', targetGroup: WEB, route: undefined, service: undefined };
  return { kind: { ...place, elbStatusCode, cause }, requests, first: 0, last: 0 };
}

describe('two hundred load balancers', () => {
  const part = (name: string, elb5xx: number): PlaceOverview => ({ name, requests: 1000, elb5xx, target5xx: 0 });
  const loadBalancers = Array.from({ length: 200 }, (_, number) => ({
    ...part(`app/lb-${number}/0123456789abcdef`, number === 117 ? 400 : 1),
    routes: [],
    services: [],
    targetGroups: [part(`targetgroup/group-${number}/0123456789abcdef`, number === 117 ? 400 : 1)],
  }));
  const overview: Overview = { from: 0, to: 1, requests: 200_000, elb5xx: 599, loadBalancers };

  const readings = createReadings(DEFAULT_CONFIG);

  test('are ranked by what failed', () => {
    const lines = rankingLines(readings, overview);
    expect(lines[2]).toContain('lb-117');
    expect(lines.length).toBeLessThan(15);
    expect(lines.join('\n')).toMatch(/195 more with 195,000 requests, 195 of them 5xx/);
  });

  test('and fifty incidents fit on a screen', () => {
    const [one] = newestFirst;
    if (one === undefined) throw new Error('no incident');
    const many = Array.from({ length: 50 }, (_, number) => ({ ...one, from: at(number) }));
    const text = [
      ...incidentLines(many, CONTEXT),
      ...codeLines(EVIDENCE.failures.map(({ statusCode, requests, cause }) => kindOf(statusCode, requests, cause))),
      ...rankingLines(readings, overview),
    ];
    expect(summary(readings, { incidents: many, timeouts: [] }, 5).split('\n').length + text.length).toBeLessThan(50);
    expect(Math.max(...text.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });
});
