import { expect, test } from 'vitest';
import { HAS_MOTO, motoServer } from '../loopback/moto.ts';
import { soak } from './soak.ts';

test.skipIf(!HAS_MOTO)(
  'a shuffled queue with duplicates comes out exact through random faults on moto, too',
  async () => {
    const moto = await motoServer();
    try {
      const summary = await soak({ seed: 6, objects: 16, faultRate: 0.06, bigEvery: 16, dynamodbUrl: moto.url });
      expect(summary).toMatchObject({ bad: [], lost: 0, twice: summary.ambiguous - summary.unfounded });
    } finally {
      await moto.close();
    }
  },
  600_000,
);
