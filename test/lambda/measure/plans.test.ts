import { describe, expect, test } from 'vitest';
import type { Family } from '../../../lambda/catalogue/metrics/index.ts';
import { CATALOGUE } from '../../../lambda/catalogue/metrics/index.ts';
import { PROFILES } from '../../../lambda/catalogue/metrics/profiles.ts';
import { plansOf } from '../../../lambda/measure/plans.ts';

/** `set metric`, all that a profile publishes of requests. */
function published(profile: (typeof PROFILES)[number]): string[] {
  return plansOf('requests', profile).flatMap(({ set, rates, tallies, distributions, statistics, excesses }) =>
    [...rates, ...tallies, ...distributions, ...statistics, ...excesses].map(({ name }) => `${set} ${name}`),
  );
}

describe('profiles', () => {
  test('the full one is the catalogue', () => {
    const all = Object.entries(CATALOGUE.requests.metrics).flatMap(([name, { by }]) =>
      by.map((set) => `${set} ${name}`),
    );
    expect(published('full').toSorted()).toEqual(all.toSorted());
  });

  test('each has all that the one before has, and more', () => {
    const [essential = [], standard = [], full = []] = PROFILES.map(published);
    expect(essential.filter((one) => !standard.includes(one))).toEqual([]);
    expect(standard.filter((one) => !full.includes(one))).toEqual([]);
    expect(essential.length).toBeLessThan(standard.length);
    expect(standard.length).toBeLessThan(full.length);
  });

  test('the essential one has rates, causes and excess of a load balancer, and errors of its parts', () => {
    expect(published('essential').filter((one) => !one.startsWith('All '))).toEqual([
      'LoadBalancer Elb5xx',
      'LoadBalancer Elb4xx',
      'LoadBalancer Target5xx',
      'LoadBalancer Target4xx',
      'LoadBalancer SlowRequests',
      'LoadBalancer ErrorCause',
      'LoadBalancer ExcessErrors',
      'LoadBalancer ExcessSlow',
      'TargetGroup Elb5xx',
      'TargetGroup ExcessErrors',
      'Route Elb5xx',
      'Route ExcessErrors',
      'Service Elb5xx',
      'Service ExcessErrors',
    ]);
  });

  test('no one leaves out a metric without dimensions, which are a handful in all', () => {
    const [essential = [], , full = []] = PROFILES.map(published);
    const bare = (all: readonly string[]) => all.filter((one) => one.startsWith('All '));
    expect(bare(essential)).toEqual(bare(full));
  });

  test('concern no other family', () => {
    const others = Object.keys(CATALOGUE).filter((family) => family !== 'requests') as Family[];
    for (const family of others) expect(plansOf(family, 'essential')).toEqual(plansOf(family, 'full'));
  });
});
