import { describe, expect, test } from 'vitest';
import { AFTERMATH_MILLIS, episodes, judgeAlarms, judgedTotals } from '../../../local/simulate/judge.ts';

const MINUTE = 60_000;
const incident = (from: number, to: number) => ({ from: from * MINUTE, to: to * MINUTE });
const at = (...minutes: number[]) => minutes.map((minute) => minute * MINUTE);

describe('an alarm belongs to the incident that had begun', () => {
  test.each([
    ['found', at(107), [incident(100, 103)], { found: 1, flaps: 0, falseAlarms: 0 }],
    ['missed', [], [incident(100, 103)], { found: 0, flaps: 0, falseAlarms: 0 }],
    ['false before the onset', at(99), [incident(100, 103)], { found: 0, flaps: 0, falseAlarms: 1 }],
    ['a flap', at(105, 109, 112), [incident(100, 103)], { found: 1, flaps: 2, falseAlarms: 0 }],
    [
      'false long after',
      at(103 + AFTERMATH_MILLIS / MINUTE + 1),
      [incident(100, 103)],
      { found: 0, flaps: 0, falseAlarms: 1 },
    ],
    ['the later of two', at(205), [incident(100, 190), incident(200, 203)], { found: 1, flaps: 0, falseAlarms: 0 }],
  ])('%s', (_, fired, incidents, expected) => {
    expect(judgedTotals([judgeAlarms(fired, incidents)])).toMatchObject(expected);
  });

  test('delays are from the onset, in order, over all judgments', () => {
    const judgments = [judgeAlarms(at(109), [incident(100, 103)]), judgeAlarms(at(204), [incident(200, 203)])];
    expect(judgedTotals(judgments).delays).toEqual(at(4, 9));
  });
});

test('minutes with errors are one incident while the calm between them is short', () => {
  const options = { minuteMillis: MINUTE, gapMillis: 5 * MINUTE };
  expect(episodes(at(12, 10, 11, 17, 40), options)).toEqual([incident(10, 18), incident(40, 41)]);
  expect(episodes([], options)).toEqual([]);
});
