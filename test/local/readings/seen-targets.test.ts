import { describe, expect, it } from 'vitest';
import { newTargetLines, type SeenTargets, seeTargets } from '../../../local/readings/seen-targets.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-05-04T10:00:00Z');

function seenOf(objects: readonly { target: string; minute: number; requests: number }[]): SeenTargets {
  const seen: SeenTargets = new Map();
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

  it('are not those that hardly ever get a request and may not have had their turn', () => {
    const objects = [...steady('10.0.0.1:80', 0), { target: '10.0.0.2:80', minute: 20, requests: 1 }];
    expect(newTargetLines(seenOf([...objects, { target: '10.0.0.2:80', minute: 50, requests: 1 }]))).toEqual([]);
  });
});
