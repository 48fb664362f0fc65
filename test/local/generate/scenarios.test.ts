/** Scenarios: the same seed gives the same logs, and what is said to be true of them is in them. */
import { describe, expect, test } from 'vitest';
import { PLAY_NAMES, SCENARIO_MINUTES, scenario, scenarios } from '../../../local/generate/scenarios/index.ts';
import type { GeneratedObject } from '../../../local/generate/traffic.ts';
import { rounds } from '../../support/rounds.ts';

test('there are several scenarios of each kind, each with its own estate', () => {
  const all = scenarios(3);
  expect(all).toHaveLength(3 * PLAY_NAMES.length);
  expect(new Set(all.map(({ routes, truths }) => JSON.stringify([routes, truths]))).size).toBeGreaterThan(60);
});

test('the same seed gives the same bytes', () => {
  const [one, other] = [scenario('release: errors', 4), scenario('release: errors', 4)];
  const first = (objects: Iterable<GeneratedObject>): string[] => {
    const found: string[] = [];
    for (const { key, plain } of objects) {
      if (found.push(`${key} ${plain.toString('latin1')}`) === rounds(20, Number.POSITIVE_INFINITY)) break;
    }
    return found;
  };
  expect(first(one.objects())).toEqual(first(other.objects()));
});

describe.each(['one target: errors', 'one zone', 'one node', 'release: errors', 'WAF: down'] as const)('%s', (name) => {
  test('has the failures in the minutes and at the place of its truth', () => {
    const { objects, truths } = scenario(name, 7);
    const [truth] = truths;
    if (truth === undefined) throw new Error('no truth');
    const codes = { 'WAF: down': ' 500 - ', 'one zone': ' 504 - ', 'one node': ' 504 - ' } as Record<string, string>;
    const code = codes[name] ?? ' 500 500 ';
    const inside: string[] = [];
    const outside: string[] = [];
    for (const { plain, expected } of objects()) {
      if (expected.counts.length === 0 || !expected.counts[0]?.loadBalancer.includes(`/${truth.loadBalancer}/`))
        continue;
      for (const line of plain
        .toString('latin1')
        .split('\n')
        .filter((one) => one.includes(code))) {
        const minute = (Date.parse(line.split(' ', 2)[1] ?? '') - Date.UTC(2026, 4, 4, 10)) / 60_000;
        const isIn = minute >= truth.fromMinute && minute < truth.toMinute;
        (isIn ? inside : outside).push(line);
      }
    }
    expect(inside.length).toBeGreaterThan(3 * outside.length);
    expect(truth.toMinute).toBeLessThan(SCENARIO_MINUTES);
  });
});
