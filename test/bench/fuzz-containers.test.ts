import { expect, test } from 'vitest';
import { type FuzzedContainer, fuzzContainer } from '../../bench/fuzz-containers.ts';

test('a log in any containers is read like its text, or refused', async () => {
  const found: FuzzedContainer[] = [];
  for (let seed = 1; seed <= 300; seed++) found.push(await fuzzContainer(seed));
  const of = (outcome: string) => found.filter((one) => one.outcome === outcome);
  expect(of('read').length).toBeGreaterThan(100);
  expect(of('refused').length).toBeGreaterThan(50);
  expect(of('read').some(({ layers }) => layers.length === 3)).toBe(true);
});
