import { describe, expect, test } from 'vitest';
import { mixedObject } from '../../bench/hostile/mixed.ts';
import { HOSTILE_OBJECTS } from '../../bench/hostile/objects.ts';
import { beyondBounds, runHostile } from '../../bench/hostile/run.ts';

/** Of each kind; `npm run fuzz` runs all of them. */
const READ = ['a line of a megabyte each minute', 'batch of many load balancers', 'zeros between two calls'];
const REFUSED = [
  'many target groups',
  'another rule in each request',
  'ids of a megabyte',
  'many minutes, codes and times',
];

describe('an object made to exhaust the function', { timeout: 240_000 }, () => {
  test.each([...READ, ...REFUSED])('keeps memory, log lines and series to their bounds: %s', async (name) => {
    const hostile = HOSTILE_OBJECTS.find((one) => one.name === name);
    if (hostile === undefined) throw new Error(`no hostile object '${name}'`);
    const run = await runHostile(hostile);
    expect(beyondBounds(run)).toEqual([]);
    expect(run.failed).toBe(REFUSED.includes(name) ? 1 : 0);
    if (run.failed > 0)
      expect(run.errors.join()).toMatch(
        /^the object (?:holds too many different names, labels and minutes|cannot be read: none of its \d+ lines)/,
      );
  });

  test('of any mixture has its load balancers and series capped, and says so', async () => {
    const run = await runHostile(mixedObject(2));
    expect(beyondBounds(run)).toEqual([]);
    expect(run.seriesDropped).toBeGreaterThan(10_000);
    expect(run.series).toBeGreaterThan(1_000);
  });
});
