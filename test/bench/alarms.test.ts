import { beforeAll, describe, expect, test } from 'vitest';
import { type Shape, synthesizedAlarms, USUAL } from '../../bench/alarms/shapes.ts';
import { CASES, playIncidents, quietWeeks } from '../../bench/alarms.ts';
import { tally } from '../../local/simulate/judge.ts';

const SEED = 7;
let ours: Shape;

beforeAll(async () => {
  ours = { name: 'ours', alarms: await synthesizedAlarms() };
});

/** The hardest of the set that must be found, and the most traffic; `npm run bench -- alarms` plays them all. */
const HARDEST = CASES.filter(({ kind, errors, minutes }) => kind === 'usual' && errors === 0.2 && minutes === 3);

describe('the default alarms, with usual delivery', () => {
  test(`find every incident of 3 minutes and 20 %, median 7 minutes, worst 10, without a flap (seed ${SEED})`, () => {
    const outcomes = HARDEST.flatMap((played) => playIncidents([ours], played, { trials: 5, seed: SEED }));
    const { incidents, found, delays, flaps, falseAlarms } = tally(outcomes.flatMap(({ judgements }) => judgements));
    expect({ found, flaps, falseAlarms }).toEqual({ found: incidents, flaps: 0, falseAlarms: 0 });
    expect(delays[Math.floor(delays.length / 2)]).toBeLessThanOrEqual(7 * 60_000);
    expect(delays.at(-1)).toBeLessThanOrEqual(10 * 60_000);
  });

  test(`keep quiet for a week at 30 requests a minute and 1 % errors (seed ${SEED})`, () => {
    expect(quietWeeks(ours, { weeks: 1, seed: SEED }, 30)).toBe(0);
  });
});

test('the usual choice of 300 s, 1 of 1 flaps on the same incidents, so the measure can fail', () => {
  const [usual] = USUAL;
  const outcomes = HARDEST.flatMap((played) =>
    playIncidents(usual === undefined ? [] : [usual], played, { trials: 4, seed: SEED }),
  );
  expect(tally(outcomes.flatMap(({ judgements }) => judgements)).flaps).toBeGreaterThan(3);
});
