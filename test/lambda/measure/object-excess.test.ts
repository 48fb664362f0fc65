import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AllowedSettings } from '../../../lambda/config.ts';
import { DEFAULT_CONFIG } from '../../../lambda/config.ts';
import { type Aggregates, cellAt, createAggregates } from '../../../lambda/measure/aggregate.ts';
import { observe } from '../../../lambda/measure/cell.ts';
import { mergeAggregates } from '../../../lambda/measure/merge.ts';
import { measureExcess } from '../../../lambda/measure/object-excess.ts';
import { plansOf } from '../../../lambda/measure/plans.ts';
import { metricData } from '../../../lambda/publish/datum.ts';
import { albEntry } from '../../support/alb-line.ts';
import { rounds } from '../../support/rounds.ts';

const MINUTE = 60_000;
const TEN = Date.UTC(2026, 4, 4, 10);
const WEB = 'app/web/0123456789abcdef';

interface Requests {
  readonly minute: number;
  readonly loadBalancer?: string;
  readonly targetGroup?: string;
  readonly route?: string;
  readonly service?: string;
  readonly requests: number;
  readonly errors: number;
  /** The last ones; none by default. */
  readonly slow?: number;
}

/** What they have in common. */
const ENTRY = albEntry();

/** One object of these requests, read to its end. */
function objectOf(
  all: readonly Requests[],
  { allowed = DEFAULT_CONFIG.allowed, to = Number.POSITIVE_INFINITY }: { allowed?: AllowedSettings; to?: number } = {},
): Aggregates {
  const aggregates = createAggregates();
  for (const { minute, loadBalancer = WEB, targetGroup, route, service, requests, errors, slow = 0 } of all) {
    const place = { loadBalancer, targetGroup, route, service };
    const entries = Array.from({ length: requests }, (_, index) => {
      const elbStatusCode = index < errors ? '503' : '200';
      return { ...ENTRY, ...place, elbStatusCode, slow: index >= requests - slow };
    });
    for (const plan of plansOf('requests', 'full')) {
      const values = plan.values({ ...ENTRY, ...place });
      if (values === undefined || requests === 0) continue;
      const cell = cellAt(aggregates, 'requests', { plan, values, extra: [], periodStart: TEN + minute * MINUTE });
      for (const entry of entries) observe(cell, plan, entry);
    }
  }
  measureExcess(aggregates, { allowed, to });
  return aggregates;
}

function excessData(aggregates: Aggregates, name = 'ExcessErrors'): MetricDatum[] {
  return metricData(aggregates).filter(({ MetricName }) => MetricName === name);
}

/** `dimensions minute` -> value of ExcessErrors, to three digits. */
function valuesOf(aggregates: Aggregates): Record<string, number> {
  return Object.fromEntries(
    excessData(aggregates).map(({ Dimensions = [], Timestamp, Value = 0 }) => {
      const subject = Dimensions.map(({ Value: value }) => value).join(',') || 'all';
      return [`${subject} ${((Timestamp?.getTime() ?? 0) - TEN) / MINUTE}`, Math.round(Value * 1000) / 1000];
    }),
  );
}

/** What the formula says of a minute and the one before together: 5 % allowed, 0.65 deviations. */
const expected = (requests: number, errors: number, allowed = 0.05): number =>
  Math.round((Math.max(0, errors - allowed * requests) - 0.65 * Math.sqrt(allowed * (1 - allowed) * requests)) * 1000) /
  1000;

describe('the slow excess of one object', () => {
  test('takes eight minutes together, of the requests that are judged', () => {
    const aggregates = objectOf([
      { minute: 0, requests: 100, errors: 0, slow: 5 },
      { minute: 3, requests: 100, errors: 0, slow: 1 },
    ]);
    const chance = (requests: number) => 0.8 * Math.sqrt(0.01 * 0.99 * requests);
    const found = excessData(aggregates, 'ExcessSlow').filter(({ Dimensions = [] }) => Dimensions.length === 0);
    expect(found.map(({ Value = 0 }) => Value.toFixed(4))).toEqual([
      ...Array<string>(3).fill((5 - 1 - chance(100)).toFixed(4)),
      ...Array<string>(5).fill((6 - 2 - chance(200)).toFixed(4)),
      ...Array<string>(3).fill((0 - chance(100)).toFixed(4)),
    ]);
  });
});

describe('the excess of one object', () => {
  test('is published for all, the load balancer, the target group and the route, and for a minute after the last', () => {
    const place = { targetGroup: 'targetgroup/cart/0a', route: 'buy' };
    const found = valuesOf(
      objectOf([
        { ...place, minute: 0, requests: 10, errors: 2 },
        { ...place, minute: 1, requests: 20, errors: 3 },
      ]),
    );
    const subjects = ['all', WEB, `${WEB},targetgroup/cart/0a`, `${WEB},buy`];
    expect(found).toEqual(
      Object.fromEntries(
        subjects.flatMap((subject) => [
          [`${subject} 0`, expected(10, 2)],
          [`${subject} 1`, expected(30, 5)],
          [`${subject} 2`, expected(20, 3)],
        ]),
      ),
    );
  });

  test('has no value for minutes that CloudWatch would refuse', () => {
    const found = valuesOf(objectOf([{ minute: 0, requests: 10, errors: 2 }], { to: TEN + MINUTE }));
    expect(Object.keys(found)).toEqual(['all 0', `${WEB} 0`]);
  });

  test('takes the share that is nearest to the subject', () => {
    const allowed = {
      ...DEFAULT_CONFIG.allowed,
      overrides: {
        loadBalancers: { web: { errorPercent: 10 }, 'app/api/0123456789abcdef': { errorPercent: 2 } },
        targetGroups: { cart: { errorPercent: 1 } },
        routes: { buy: { errorPercent: 20 } },
        services: { pay: { errorPercent: 30 } },
      },
    };
    const place = { minute: 0, requests: 100, errors: 30 };
    const found = valuesOf(
      objectOf(
        [
          { ...place, targetGroup: 'targetgroup/cart/0a', route: 'buy', service: 'pay' },
          { ...place, targetGroup: 'targetgroup/rest/0b', route: 'Other' },
          { ...place, loadBalancer: 'app/api/0123456789abcdef' },
        ],
        { allowed },
      ),
    );
    expect(found).toMatchObject({
      'all 0': expected(300, 90, 0.05),
      [`${WEB} 0`]: expected(200, 60, 0.1),
      [`${WEB},targetgroup/cart/0a 0`]: expected(100, 30, 0.01),
      [`${WEB},targetgroup/rest/0b 0`]: expected(100, 30, 0.1),
      [`${WEB},buy 0`]: expected(100, 30, 0.2),
      [`${WEB},pay 0`]: expected(100, 30, 0.3),
      [`${WEB},Other 0`]: expected(100, 30, 0.1),
      'app/api/0123456789abcdef 0': expected(100, 30, 0.02),
    });
  });

  test('of a name that objects have anyway is the share for all', () => {
    const allowed = DEFAULT_CONFIG.allowed;
    const found = valuesOf(objectOf([{ minute: 0, requests: 9, errors: 1, route: 'constructor' }], { allowed }));
    expect(found[`${WEB},constructor 0`]).toBe(expected(9, 1));
  });
});

const objects = fc.array(
  fc.array(
    fc
      .record({
        minute: fc.nat(9),
        loadBalancer: fc.constantFrom(WEB, 'app/api/0123456789abcdef'),
        targetGroup: fc.constantFrom('targetgroup/a/1', 'targetgroup/b/2'),
        route: fc.constantFrom('buy', 'Other'),
        requests: fc.nat(12),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        slowShare: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ share, slowShare, ...rest }) => ({
        ...rest,
        errors: Math.round(share * rest.requests),
        slow: Math.round(slowShare * rest.requests),
      })),
    { maxLength: 8 },
  ),
  { minLength: 1, maxLength: 6 },
);

describe.each(['ExcessErrors', 'ExcessSlow'])('%s of several objects', (metric) => {
  test('does not depend on their order, nor on how they are put into batches', () => {
    fc.assert(
      fc.property(objects, fc.infiniteStream(fc.nat()), (all, random) => {
        const next = (): number => random.next().value ?? 0;
        const read = all.map((one) => objectOf(one));
        const plain = createAggregates();
        for (const one of read) mergeAggregates(plain, one);
        const batches = [createAggregates(), createAggregates(), createAggregates()];
        const shuffled = read.map((one) => ({ one, key: next() })).sort((left, right) => left.key - right.key);
        for (const { one } of shuffled) mergeAggregates(batches[next() % 3] ?? plain, one);
        const together = createAggregates();
        for (const batch of batches.toReversed()) mergeAggregates(together, batch);
        expect(excessData(together, metric)).toEqual(excessData(plain, metric));
      }),
      { numRuns: rounds(30, 100) },
    );
  });

  test('is the sum of what each publishes, to the millionth', () => {
    fc.assert(
      fc.property(objects, (all) => {
        const sums = new Map<string, number>();
        const merged = createAggregates();
        for (const one of all.map((requests) => objectOf(requests))) {
          mergeAggregates(merged, one);
          for (const { Dimensions, Timestamp, Value = 0 } of excessData(one, metric)) {
            const key = JSON.stringify([Dimensions, Timestamp]);
            sums.set(key, (sums.get(key) ?? 0) + Math.round(Value * 1e6));
          }
        }
        const found = excessData(merged, metric).map(({ Dimensions, Timestamp, Value = 0 }) => [
          JSON.stringify([Dimensions, Timestamp]),
          Math.round(Value * 1e6),
        ]);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(sums));
      }),
      { numRuns: rounds(30, 100) },
    );
  });

  test('is there for every minute and subject that has requests', () => {
    fc.assert(
      fc.property(objects, (all) => {
        const merged = createAggregates();
        for (const one of all) mergeAggregates(merged, objectOf(one));
        const keys = (name: string) =>
          metricData(merged)
            .filter(({ MetricName }) => MetricName === name)
            .map(({ Dimensions, Timestamp }) => JSON.stringify([Dimensions, Timestamp]));
        const excess = new Set(keys(metric));
        expect(keys('Elb5xx').filter((key) => !excess.has(key))).toEqual([]);
      }),
      { numRuns: rounds(30, 100) },
    );
  });
});
