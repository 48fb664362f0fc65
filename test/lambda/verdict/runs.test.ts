/** Runs of excess: where a share really changed, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { type Counts, runsOfExcess, usualShare } from '../../../lambda/verdict/runs.ts';
import { commonSubnet } from '../../../lambda/verdict/subnet.ts';
import { random } from '../../../local/generate/random.ts';

/** Each request fails by chance with the share of its minute. */
function traffic(perMinute: number, share: (minute: number) => number, { minutes = 120, seed = 1 } = {}): Counts {
  const r = random('runs', perMinute, seed);
  const events = Array.from({ length: minutes }, (_, minute) => {
    let failed = 0;
    for (let request = 0; request < perMinute; request++) if (r.unit() < share(minute)) failed++;
    return failed;
  });
  return { events, requests: new Array<number>(minutes).fill(perMinute) };
}

const incident = (share: number) => (minute: number) => (minute >= 60 && minute < 75 ? share : 0.01);

test.each([
  [5, 0.9],
  [30, 0.3],
  [300, 0.1],
  [3000, 0.05],
])('at %i requests a minute, %d of them failing is found, to the minute where it can be', (perMinute, share) => {
  for (let seed = 1; seed <= 20; seed++) {
    const runs = runsOfExcess(traffic(perMinute, incident(share), { seed }), 0.05);
    expect(runs).toHaveLength(1);
    expect(Math.abs((runs[0]?.start ?? 0) - 60)).toBeLessThanOrEqual(2);
    expect(Math.abs((runs[0]?.end ?? 0) - 75)).toBeLessThanOrEqual(2);
  }
});

test.each([1, 5, 30, 300])('a hundred quiet spans of three hours at %i a minute have no run', (perMinute) => {
  const found = Array.from({ length: 100 }, (_, seed) =>
    runsOfExcess(
      traffic(perMinute, () => 0.02, { minutes: 180, seed }),
      0.05,
    ),
  );
  expect(found.flat()).toEqual([]);
});

test('two incidents with a quiet quarter of an hour between them are two', () => {
  const share = (minute: number) => ((minute >= 40 && minute < 50) || (minute >= 65 && minute < 75) ? 0.4 : 0.005);
  expect(runsOfExcess(traffic(100, share), 0.05)).toHaveLength(2);
});

test('the usual share is that of the time without the incident', () => {
  expect(usualShare(traffic(300, incident(0.5)))).toBeCloseTo(0.01, 2);
});

describe('the subnet of some addresses and not of others', () => {
  test.each([
    [['10.0.1.1:80', '10.0.1.9:80'], ['10.0.2.1:80'], '10.0.1.0/24'],
    [['10.0.16.1:80', '10.0.31.9:80'], ['10.0.32.1:80', '10.0.48.4:80'], '10.0.16.0/20'],
    [['10.0.1.1:80', '10.0.2.1:80'], ['10.0.1.2:80'], undefined],
    [['2001:db8::1', '2001:db8::2'], ['2001:db8:1::1'], undefined],
    [['10.0.1.1:80'], [], undefined],
  ])('%j without %j is %s', (failing, healthy, subnet) => {
    expect(commonSubnet(failing, healthy)).toBe(subnet);
  });
});
