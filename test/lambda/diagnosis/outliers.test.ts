import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TargetOutlier, worstTargets } from '../../../lambda/diagnosis/outliers.ts';
import { addTargetTotals, createCountedTargets, keptGroups, observeTarget } from '../../../lambda/diagnosis/targets.ts';
import { addToDistribution, createDistribution, type Distribution } from '../../../lambda/measure/distribution.ts';
import { albEntry, type LineParts } from '../../support/alb-line.ts';

interface Traffic {
  readonly target: string;
  readonly requests: number;
  readonly errors?: number;
  readonly seconds?: number;
  readonly group?: string;
}

const groupArn = (group: string): string =>
  `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${group}/0123456789abcdef`;

function timesOf(seconds: number, times: number): Distribution {
  const distribution = createDistribution();
  addToDistribution(distribution, seconds, times);
  return distribution;
}

function lines({ target, requests, errors = 0, seconds = 0.01, group = 'web' }: Traffic): LineParts[] {
  return Array.from({ length: requests }, (_, index) => ({
    target,
    targetGroup: groupArn(group),
    times: `0.000 ${seconds} 0.000`,
    ...(index < errors ? { elbStatus: '500', targetStatus: '500' } : { targetStatus: '200' }),
  }));
}

function worst(parts: readonly LineParts[]): readonly TargetOutlier[] {
  const outliers = createCountedTargets();
  for (const part of parts) observeTarget(outliers, albEntry(part));
  return worstTargets(outliers);
}

const targets = (found: readonly TargetOutlier[]): string[] => found.map(({ target }) => target);

const CASES: [string, Traffic[], string[]][] = [
  ['nobody where all are alike', ['a', 'b', 'c'].map((target) => ({ target, requests: 50, errors: 5 })), []],
  [
    'the one that fails',
    [
      { target: 'a', requests: 50, errors: 20 },
      { target: 'b', requests: 50, errors: 1 },
      { target: 'c', requests: 50 },
    ],
    ['a'],
  ],
  [
    'the one of two that fails, though it makes most of the traffic',
    [
      { target: 'a', requests: 90, errors: 90 },
      { target: 'b', requests: 20 },
    ],
    ['a'],
  ],
  [
    'the one that is slow',
    [
      { target: 'a', requests: 50, seconds: 0.1 },
      { target: 'b', requests: 50, seconds: 2 },
      { target: 'c', requests: 50, seconds: 0.1 },
    ],
    ['b'],
  ],
  [
    'nobody for a few slow requests',
    [
      { target: 'a', requests: 50, seconds: 0.1 },
      { target: 'b', requests: 41, seconds: 0.1 },
      { target: 'b', requests: 9, seconds: 9 },
    ],
    [],
  ],
  [
    'the one of which a tenth is slow',
    [
      { target: 'a', requests: 100, seconds: 0.1 },
      { target: 'b', requests: 90, seconds: 0.1 },
      { target: 'b', requests: 10, seconds: 9 },
    ],
    ['b'],
  ],
  [
    'failing ones before slow ones, three at most',
    [
      ...['a', 'b', 'c', 'd'].map((target) => ({ target, requests: 100 })),
      { target: 'slow', requests: 100, seconds: 3 },
      { target: 'x', requests: 100, errors: 30 },
      { target: 'y', requests: 100, errors: 40 },
      { target: 'z', requests: 100, seconds: 2 },
    ],
    ['y', 'x', 'slow'],
  ],
  [
    'each within its own group',
    [
      { target: 'a', requests: 50, errors: 25, group: 'one' },
      { target: 'b', requests: 50, group: 'one' },
      { target: 'c', requests: 50, errors: 25, group: 'two' },
      { target: 'd', requests: 50, errors: 25, group: 'two' },
    ],
    ['a'],
  ],
  [
    'nobody on a few requests',
    [
      { target: 'a', requests: 5, errors: 5 },
      { target: 'b', requests: 50 },
    ],
    [],
  ],
  [
    'nobody where the others have hardly a request',
    [
      { target: 'a', requests: 50, errors: 10 },
      { target: 'b', requests: 2 },
    ],
    [],
  ],
  ['nobody alone in its group', [{ target: 'a', requests: 50, errors: 50 }], []],
  [
    'nobody for milliseconds',
    [
      { target: 'a', requests: 50, seconds: 0.001 },
      { target: 'b', requests: 50, seconds: 0.01 },
    ],
    [],
  ],
];

describe('outliers', () => {
  test.each(CASES)('are %s', (_, traffic, expected) => {
    expect(targets(worst(traffic.flatMap(lines)))).toEqual(expected);
  });

  test('say by how much', () => {
    const found = worst([
      ...lines({ target: 'a', requests: 40, errors: 10, seconds: 0.5 }),
      ...lines({ target: 'b', requests: 60, errors: 3, seconds: 0.1 }),
    ]);
    expect(found).toEqual([
      {
        loadBalancer: 'app/shop/50dc6c495c0c9188',
        targetGroup: 'targetgroup/web/0123456789abcdef',
        target: 'a',
        requests: 40,
        errors: 10,
        errorRate: 0.25,
        othersErrorRate: 0.05,
        p99: 0.5,
        groupP99: 0.1,
      },
    ]);
  });

  test('count answers of the load balancer instead of a target as errors of the target', () => {
    const timeouts = lines({ target: 'a', requests: 20 }).map((part) => ({
      ...part,
      elbStatus: '504',
      targetStatus: '-',
    }));
    expect(targets(worst([...timeouts, ...lines({ target: 'b', requests: 20 })]))).toEqual(['a']);
  });

  test('are the same in any order of lines, and from sums', () => {
    const all = [
      ...lines({ target: 'a', requests: 30, errors: 9, seconds: 0.3 }),
      ...lines({ target: 'b', requests: 30, seconds: 0.1 }),
      ...lines({ target: 'c', requests: 30, seconds: 0.7 }),
    ];
    const expected = worst(all);
    expect(targets(expected)).toEqual(['a', 'c']);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(worst(shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
    const sums = createCountedTargets();
    const name = { loadBalancer: 'app/shop/50dc6c495c0c9188', targetGroup: 'targetgroup/web/0123456789abcdef' };
    for (const half of [1, 2]) {
      const errors = half === 1 ? 9 : 0;
      addTargetTotals(sums, { ...name, target: 'a', requests: 15, errors, times: timesOf(0.3, 15) });
      addTargetTotals(sums, { ...name, target: 'b', requests: 15, errors: 0, times: timesOf(0.1, 15) });
      addTargetTotals(sums, { ...name, target: 'c', requests: 15, errors: 0, times: timesOf(0.7, 15) });
    }
    expect(worstTargets(sums)).toEqual(expected);
  });

  test('keep the same targets in any order when there are more than the bound', () => {
    const name = { loadBalancer: 'app/l/1', targetGroup: 'targetgroup/g/1', times: timesOf(0.1, 10) };
    const many = Array.from({ length: 2500 }, (_, index) => ({
      ...name,
      target: `10.0.${Math.floor(index / 100)}.${index % 100}:80`,
      requests: 10,
      errors: index === 7 ? 9 : 0,
    }));
    const keys = [many, many.toReversed(), many.toSorted((left, right) => (left.target < right.target ? -1 : 1))].map(
      (order) => {
        const outliers = createCountedTargets();
        for (const totals of order) addTargetTotals(outliers, totals);
        expect(targets(worstTargets(outliers))).toEqual(['10.0.0.7:80']);
        return keptGroups(outliers)
          .flat()
          .map(({ target }) => target)
          .sort();
      },
    );
    expect(keys[0]).toHaveLength(2000);
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
  });

  test('take as long for targets in falling order as for any', () => {
    const name = { loadBalancer: 'app/l/1', targetGroup: 'targetgroup/g/1', times: createDistribution() };
    const outliers = createCountedTargets();
    const began = process.cpuUsage();
    for (let left = 60_000; left > 0; left--)
      addTargetTotals(outliers, { ...name, target: `10.0.0.0:${100_000 + left}`, requests: 1, errors: 0 });
    const { user, system } = process.cpuUsage(began);
    expect(keptGroups(outliers).flat()).toHaveLength(2000);
    // A pass over all targets for each new one takes some four seconds.
    expect((user + system) / 1e6).toBeLessThan(1.5);
  });

  test('are not made of a name that no address has', () => {
    const outliers = createCountedTargets();
    const name = { loadBalancer: 'app/l/1', targetGroup: 'targetgroup/g/1', times: createDistribution() };
    addTargetTotals(outliers, { ...name, target: 'x'.repeat(1000), requests: 10, errors: 9 });
    expect(outliers.targets.size).toBe(0);
  });
});
