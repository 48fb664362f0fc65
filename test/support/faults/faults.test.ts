import { expect, test } from 'vitest';
import { rounds } from '../rounds.ts';
import { fewFaults, runFaults, type Summary } from './points.ts';
import { soak } from './soak.ts';

/** The long form is `npm run soak`. */
function check({ bad, ...summary }: Summary): void {
  console.log(summary);
  expect(bad).toEqual([]);
  expect(summary.lost).toBe(0);
  expect(summary.twice).toBe(summary.ambiguous - summary.unfounded);
}

test('every line is counted once wherever the function dies or a call fails, and every doubt is counted', async () => {
  // Some of them: every call has its turn in `npm run test:long`, every kind of fault at every call in `npm run soak`.
  const step = rounds(9, 1);
  const summary = await runFaults((calls) => fewFaults(calls).filter((_, index) => index % step === 0));
  check(summary);
  // Were nothing doubled, the harness would not have hit the moments that cannot be made safe.
  expect(summary.twice).toBeGreaterThan(0);
}, 600_000);

test('a shuffled queue with duplicates comes out exact through random faults', async () => {
  check(await soak({ seed: 5, objects: rounds(12, 200), faultRate: 0.06, bigEvery: 20 }));
}, 600_000);
