import { expect, test } from 'vitest';
import { HAS_MOTO, motoServer } from '../loopback/moto.ts';
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
  const summary = await runFaults(fewFaults);
  check(summary);
  // Were nothing doubled, the harness would not have hit the moments that cannot be made safe.
  expect(summary.twice).toBeGreaterThan(0);
}, 120_000);

test('a shuffled queue with duplicates comes out exact through random faults', async () => {
  check(await soak({ seed: 5, objects: 50, faultRate: 0.06, bigEvery: 20 }));
}, 120_000);

test.skipIf(!HAS_MOTO)(
  'and so it does on moto',
  async () => {
    const moto = await motoServer();
    try {
      check(await soak({ seed: 6, objects: 16, faultRate: 0.06, bigEvery: 16, dynamodbUrl: moto.url }));
    } finally {
      await moto.close();
    }
  },
  120_000,
);
