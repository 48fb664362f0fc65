/** Timeouts are named where elapsed times cluster, and nothing is named where they do not. */
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../../bench/random.ts';
import { clusters, timeoutsOf, timeoutText } from '../../../lambda/diagnosis/timeouts.ts';
import {
  addOutcome,
  createOutcomes,
  elapsedTenths,
  type Outcome,
  outcomeTable,
} from '../../../lambda/measure/outcomes.ts';

const unit = (random: Random): number => (random(1_000_000) + 0.5) / 1_000_000;
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(unit(random))) * Math.cos(2 * Math.PI * unit(random));

/** Ways in which a request may take long without any timeout. */
const NOISE: Readonly<Record<string, (random: Random) => number>> = {
  uniform: (random) => 60 * unit(random),
  exponential: (random) => -8 * Math.log(unit(random)),
  'short exponential': (random) => -1.5 * Math.log(unit(random)),
  lognormal: (random) => 3 * Math.exp(0.8 * normal(random)),
  'narrow lognormal': (random) => 12 * Math.exp(0.1 * normal(random)),
  pareto: (random) => 1 / unit(random) ** 0.8,
  'two humps': (random) => (random(2) === 0 ? 4 + 0.6 * normal(random) : 20 + 3 * normal(random)),
};
/** How a timer is late, or early: a client's begins before its request arrives. */
const JITTER: Readonly<Record<string, (random: Random) => number>> = {
  none: (random) => 0.004 * unit(random),
  late: (random) => -0.05 * Math.log(unit(random)),
  'to both sides': (random) => 0.06 * normal(random),
  'of a client': (random) => -0.12 * unit(random),
};

function elapsedOf(seconds: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const one of seconds) {
    const tenths = elapsedTenths(Math.max(0, one));
    if (tenths !== undefined) counts.set(tenths, (counts.get(tenths) ?? 0) + 1);
  }
  return counts;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T;
const SIZES = [20, 40, 150, 600, 3000];

describe('timeouts', () => {
  test('of 3 to 120 seconds are named within 0.2 s in 95 of 100 incidents, alone or two together, in noise', () => {
    const random = createRandom(17);
    let wanted = 0;
    let named = 0;
    let invented = 0;
    for (let incident = 0; incident < 400; incident++) {
      const first = random(3) === 0 ? 3 + 117 * unit(random) : 3 + random(118);
      const second = first * 1.3 + 2 + 20 * unit(random);
      const known = random(3) === 0 && second <= 120 ? [first, second] : [first];
      const size = pick(random, SIZES);
      const noise = pick(random, Object.values(NOISE));
      const jitter = pick(random, Object.values(JITTER));
      const noiseShare = 0.5 * unit(random);
      const seconds = Array.from({ length: size }, () =>
        unit(random) < noiseShare ? noise(random) : pick(random, known) + jitter(random),
      );
      const found = clusters(elapsedOf(seconds), size);
      wanted += known.length;
      named += known.filter((one) => found.some(({ seconds: at }) => Math.abs(at - one) <= 0.2)).length;
      invented += found.filter(({ seconds: at }) => known.every((one) => Math.abs(at - one) > 0.5)).length;
    }
    expect(named / wanted).toBeGreaterThanOrEqual(0.95);
    expect(invented).toBe(0);
  });

  test.each(Object.entries(NOISE))('are not invented in 100 runs of noise: %s', (_name, noise) => {
    const random = createRandom(23);
    for (let run = 0; run < 100; run++) {
      const size = pick(random, SIZES);
      const seconds = Array.from({ length: size }, () => noise(random));
      expect(clusters(elapsedOf(seconds), size)).toEqual([]);
    }
  });

  test('have the share of the requests that cluster, the unknown times included', () => {
    const counts = new Map([
      [300, 60],
      [301, 30],
      [120, 1],
    ]);
    expect(clusters(counts, 200)).toEqual([{ seconds: 30, requests: 90, share: 0.45 }]);
  });

  test('of a handful of requests are none', () => {
    expect(clusters(new Map([[600, 4]]), 4)).toEqual([]);
    expect(clusters(new Map([[600, 5]]), 5)).toEqual([{ seconds: 60, requests: 5, share: 1 }]);
  });
});

const outcome = (parts: Partial<Outcome>): Outcome => ({
  periodStart: 0,
  loadBalancer: 'app/shop/1',
  targetGroup: undefined,
  route: 'search',
  service: undefined,
  elbStatusCode: '504',
  cause: 'TargetTimeout',
  ...parts,
});

describe('timeouts of outcomes', () => {
  const outcomes = createOutcomes();
  const add = (parts: Partial<Outcome>, requests: number, tenths: number) =>
    addOutcome(outcomes, outcome(parts), { requests, tenths });
  add({}, 40, 600);
  add({ periodStart: 60_000, route: 'cart' }, 40, 600);
  add({ cause: 'ClientClosed', elbStatusCode: '460' }, 50, 300);
  add({ cause: 'ClientClosed', elbStatusCode: '460', route: 'cart' }, 8, 55);
  add({ cause: 'ClientClosed', elbStatusCode: '460', loadBalancer: 'app/other/2' }, 3, 300);
  const found = timeoutsOf(outcomeTable(outcomes).rows);

  test('are those of each load balancer and cause, and of a route only where it has another', () => {
    expect(found).toEqual([
      { loadBalancer: 'app/shop/1', cause: 'ClientClosed', seconds: 30, requests: 50, share: 50 / 58 },
      { loadBalancer: 'app/shop/1', cause: 'ClientClosed', seconds: 5.5, requests: 8, share: 8 / 58 },
      { loadBalancer: 'app/shop/1', cause: 'TargetTimeout', seconds: 60, requests: 80, share: 1 },
    ]);
  });

  test('are said in the words of their cause', () => {
    expect(found.map(timeoutText)).toEqual([
      'Clients give up after 30.0 s: 86 % of 58.',
      'Clients give up after 5.5 s: 14 % of 58.',
      'The idle timeout ends the wait after 60.0 s: 100 % of 80.',
    ]);
  });
});
