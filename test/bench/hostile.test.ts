import { describe, expect, test } from 'vitest';
import { HOSTILE_OBJECTS } from '../../bench/hostile/objects.ts';
import { beyondBounds, HOSTILE_BOUNDS, runHostile } from '../../bench/hostile/run.ts';

/** One that is read and one that is not; more are in hostile.long.test.ts, and `npm run fuzz` runs all of them. */
const QUICK = ['a line of a megabyte for each target', 'another web ACL in each request'];

const REFUSAL =
  /^the object (?:holds too many different names, labels and minutes|cannot be read: none of its \d+ lines)/;

describe('an object made to exhaust the function', { timeout: 240_000 }, () => {
  test.each(QUICK)('keeps memory, log lines and series to their bounds: %s', async (name) => {
    const hostile = HOSTILE_OBJECTS.find((one) => one.name === name);
    if (hostile === undefined) throw new Error(`no hostile object '${name}'`);
    const run = await runHostile(hostile);
    expect(beyondBounds(run)).toEqual([]);
    expect([run.failed, ...run.errors]).toEqual(
      name === 'another web ACL in each request' ? [1, expect.stringMatching(REFUSAL)] : [0],
    );
  });

  test('is found out, if a bound does not hold', () => {
    const run = { seconds: 1, failed: 0, errors: [], seriesDropped: 0, peakMebibytes: 600, series: 1, logLineBytes: 1 };
    expect(beyondBounds(run)).toEqual([`peakMebibytes is 600: must be ${HOSTILE_BOUNDS.peakMebibytes} at most`]);
  });
});
