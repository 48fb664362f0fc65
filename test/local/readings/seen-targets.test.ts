import { describe, expect, it } from 'vitest';
import {
  createSeenTargets,
  newTargetLines,
  type SeenTargets,
  seeTargets,
} from '../../../local/readings/seen-targets.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-05-04T10:00:00Z');

function seenOf(objects: readonly { target: string; minute: number; requests: number }[]): SeenTargets {
  const seen = createSeenTargets();
  for (const { target, minute, requests } of objects) {
    const from = START + minute * MINUTE;
    const place = { loadBalancer: 'app/shop/1', targetGroup: 'targetgroup/web/1', target, requests };
    seeTargets(seen, [place], { from, to: from + 5 * MINUTE });
  }
  return seen;
}

const steady = (target: string, from: number, requests = 100) =>
  Array.from({ length: (60 - from) / 5 }, (_, at) => ({ target, minute: from + at * 5, requests }));

describe('new targets', () => {
  it('are those that come when their group has long been busy, at their first minute', () => {
    const objects = [...steady('10.0.0.1:80', 0), ...steady('10.0.0.9:80', 30)];
    // In any order of the objects.
    for (const order of [objects, objects.toReversed()]) {
      expect(newTargetLines(seenOf(order))).toEqual([
        {
          ...{ kind: 'newTarget', time: '2026-05-04T10:30:00.000Z', target: '10.0.0.9:80' },
          ...{ loadBalancer: 'app/shop/1', targetGroup: 'targetgroup/web/1' },
        },
      ]);
    }
  });

  it('are those of the first groups where there are too many groups', () => {
    const seen = createSeenTargets();
    const times = { from: START, to: START + 5 * MINUTE };
    const places = Array.from({ length: 6_000 }, (_, number) => ({
      ...{ loadBalancer: `app/shop/${number % 7}`, targetGroup: `targetgroup/web-${number}/1` },
      ...{ target: '10.0.0.1:80', requests: 1 },
    }));
    for (const place of [...places, ...places]) seeTargets(seen, [place], times);
    expect(seen.groups).toBe(5_000);
    const kept = [...seen.groupsOf.values()].flatMap((ofBalancer) => [...ofBalancer.keys()]);
    expect(kept.toSorted()).toEqual(
      places
        .slice(0, 5_000)
        .map(({ targetGroup }) => targetGroup)
        .toSorted(),
    );
  });

  it('are not those that hardly ever get a request and may not have had their turn', () => {
    const objects = [...steady('10.0.0.1:80', 0), { target: '10.0.0.2:80', minute: 20, requests: 1 }];
    expect(newTargetLines(seenOf([...objects, { target: '10.0.0.2:80', minute: 50, requests: 1 }]))).toEqual([]);
  });
});
