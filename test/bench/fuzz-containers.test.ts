import { expect, test } from 'vitest';
import { type FuzzedContainer, fuzzContainer } from '../../bench/fuzz-containers.ts';
import { rounds } from '../support/rounds.ts';

const TRIED = rounds(30, 600);

test('a log in any containers is read like its text, or refused', async () => {
  const found: FuzzedContainer[] = [];
  for (let seed = 1; seed <= TRIED; seed++) found.push(await fuzzContainer(seed));
  const of = (outcome: string) => found.filter((one) => one.outcome === outcome);
  expect(of('read').length).toBeGreaterThan(TRIED / 3);
  expect(of('refused').length).toBeGreaterThan(TRIED / 6);
  expect(of('read').some(({ layers }) => layers.length === 3)).toBe(true);
});
