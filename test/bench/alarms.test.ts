import { beforeAll, describe, expect, test } from 'vitest';
import { BEFORE, type Contestant, type Ours, oursSynthesized, USUAL } from '../../bench/alarms/contestants.ts';
import { below, type Case, incident, uneven } from '../../bench/alarms/found.ts';
import { blips, under, weeks } from '../../bench/alarms/quiet.ts';
import { play, type Scenario } from '../../bench/alarms/scenario.ts';
import { judgedTotals } from '../../local/simulate/judge.ts';

/** `npm run bench -- alarms` plays all of it; this is the hardest part, with few runs. */
const SEED = 7;
let ours: Ours;

beforeAll(async () => {
  ours = await oursSynthesized();
});
const MINUTE = 60_000;

/** What a contestant made of some scenarios. */
function of(name: string, scenarios: readonly Scenario[], contestants: readonly Contestant[] = ours.alone) {
  const outcomes = scenarios
    .flatMap((scenario) => play(scenario, contestants))
    .filter((one) => one.contestant === name);
  const fired = outcomes.reduce((sum, outcome) => sum + outcome.fired, 0);
  return { ...judgedTotals(outcomes.flatMap(({ judgments }) => judgments)), fired };
}

const hard = (minutes: number): readonly Scenario[] =>
  [30, 600]
    .flatMap((requestsPerMinute) =>
      [0.2, 1].map((errors): Case => ({ errors, minutes, requestsPerMinute, kind: 'usual' })),
    )
    .map((one) => incident(one, { trials: 5, seed: SEED }));

describe(`the alarms of a deploy, with made-up traffic (seed ${SEED})`, () => {
  test('a ticket finds every incident of 3 minutes and 20 %, median below 6 minutes, worst 10, without firing again', () => {
    const { incidents, found, delays, flaps, falseAlarms } = of('ticket', hard(3));
    expect({ found, flaps, falseAlarms }).toEqual({ found: incidents, flaps: 0, falseAlarms: 0 });
    expect(delays[Math.floor(delays.length / 2)]).toBeLessThan(6 * MINUTE);
    expect(delays.at(-1)).toBeLessThanOrEqual(10 * MINUTE);
  });

  test('a page finds every incident of 15 minutes, worst 12', () => {
    const { incidents, found, delays, flaps } = of('page', hard(15));
    expect({ found, flaps }).toEqual({ found: incidents, flaps: 0 });
    expect(delays.at(-1)).toBeLessThanOrEqual(12 * MINUTE);
  });

  test('thirty seconds of errors do not page, and make a ticket', () => {
    const scenarios = blips({ trials: 5, seed: SEED });
    expect(of('page', scenarios).fired).toBe(0);
    expect(of('ticket', scenarios).fired).toBeGreaterThan(20);
  });

  test('4 % where 5 % is allowed do not page, and a quiet week does not at 30 requests a minute', () => {
    expect(of('page', under({ trials: 4, seed: SEED })).fired).toBeLessThanOrEqual(1);
    expect(of('page', weeks({ trials: 1, seed: SEED }, [30])).fired).toBe(0);
  });

  test('one node of six pages once, where the rates of before fired again and again', () => {
    const [one] = uneven('spread', { trials: 3, seed: SEED });
    const scenarios = one === undefined ? [] : [one];
    expect(of('page', scenarios)).toMatchObject({ found: 3, flaps: 0 });
    expect(of('before', scenarios, [BEFORE]).flaps).toBeGreaterThan(3);
  });

  test('a target group of 2 % and a route of 0.3 % are found by name', () => {
    const scenarios = below({ trials: 2, seed: SEED }).slice(1);
    expect(of('page', scenarios, ours.all)).toMatchObject({ found: 4, flaps: 0 });
    expect(of('before', scenarios, [BEFORE]).found).toBe(0);
  });

  test('the usual choice of 300 s, 1 of 1 fires again on the same incidents, so the measure can fail', () => {
    const [usual] = USUAL;
    expect(of('300 s, 1 of 1', hard(3), usual === undefined ? [] : [usual]).flaps).toBeGreaterThan(3);
  });
});
