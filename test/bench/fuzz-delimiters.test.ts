import { describe, expect, test } from 'vitest';
import { fuzzDelimiters, HOSTILE_FORMATS } from '../../bench/fuzz-delimiters.ts';
import { rounds } from '../support/rounds.ts';

const SEEDS = rounds(10, 200);

describe('requests that hold their own lines', () => {
  test.each(HOSTILE_FORMATS)('forge nothing: %s', async (format) => {
    let attacks = 0;
    for (let seed = 1; seed <= SEEDS; seed++) attacks += (await fuzzDelimiters(format, 20, seed)).attacks;
    expect(attacks).toBeGreaterThan(5 * SEEDS);
  });
});
