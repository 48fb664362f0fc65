import { describe, expect, test } from 'vitest';
import { fuzzDelimiters, HOSTILE_FORMATS } from '../../bench/fuzz-delimiters.ts';

describe('requests that hold lines of their own', () => {
  test.each(HOSTILE_FORMATS)('forge nothing: %s', async (format) => {
    let attacks = 0;
    for (let seed = 1; seed <= 60; seed++) attacks += (await fuzzDelimiters(format, 20, seed)).attacks;
    expect(attacks).toBeGreaterThan(300);
  });
});
