import { expect, test } from 'vitest';
import { rounds } from '../rounds.ts';
import type { Kind } from './killable.ts';
import { faultObjects } from './objects.ts';
import { fewFaults, runFaults, type Summary } from './points.ts';
import { soak } from './soak.ts';
import { createWorld, drain } from './world.ts';

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

test('a doubt that another was left with counts as one, though the first was refused afterward', async () => {
  const objects = await faultObjects({ seed: 3, count: 1 });
  const world = await createWorld(objects);
  const messages = objects.map(({ key }) => ({ id: key, keys: [key], receives: 0 }));
  const faults: Readonly<Record<string, Kind>> = { UpdateItem: 'overtakenAfter', PutMetricData: 'always invalid' };
  await drain(world, messages, ({ command, index }) => (index === 0 ? faults[command] : undefined));
  const { lost, twice, ambiguous, unfounded, wrong } = await world.compare();
  await world.close();
  expect({ lost, twice, wrong }).toEqual({ lost: 0, twice: 0, wrong: [] });
  // The other found the mark of the first, and could not know that nothing had left.
  expect(ambiguous).toBeGreaterThan(0);
  expect(unfounded).toBe(ambiguous);
});
