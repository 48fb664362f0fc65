import { describe, expect, test } from 'vitest';
import { FUZZED_FORMATS, fuzzFormat } from '../../bench/fuzz-formats.ts';
import { rounds } from '../support/rounds.ts';

describe('damaged text', () => {
  test.each(FUZZED_FORMATS)('of %s throws nothing, is accounted for and publishes nothing unsound', async (format) => {
    const total = { parsed: 0, unparsed: 0 };
    for (let seed = 1; seed <= rounds(1, 20); seed++) {
      const { parsed, unparsed } = await fuzzFormat(format, 300, seed);
      total.parsed += parsed;
      total.unparsed += unparsed;
    }
    // The damage is real, and not so great that nothing is left.
    expect(total.unparsed).toBeGreaterThan(0);
    expect(total.parsed).toBeGreaterThan(0);
  });
});
