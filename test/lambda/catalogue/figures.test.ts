import { describe, expect, test } from 'vitest';
import { count, counted, percent } from '../../../lambda/catalogue/figures.ts';

describe('figures', () => {
  test('of what is counted have no fraction', () => {
    expect([0, 999, 1234.6].map(count)).toEqual(['0', '999', '1,235']);
  });

  test('say how many there are of what', () => {
    expect([0, 1, 2000].map((value) => counted(value, 'line'))).toEqual(['0 lines', '1 line', '2,000 lines']);
  });

  test.each([
    [0, '0 %'],
    [3, '0.03 %'],
    [640, '6.4 %'],
    [2700, '27 %'],
  ])('%d of 10,000 are %s', (part, expected) => {
    expect(percent(part, 10_000)).toBe(expected);
  });

  test('have as many decimals in every row of a table', () => {
    expect([3, 640, 10_000].map((part) => percent(part, 10_000, 1))).toEqual(['0.0 %', '6.4 %', '100.0 %']);
  });

  test('of nothing are nothing', () => {
    expect([percent(0, 0), percent(0, 0, 2)]).toEqual(['0 %', '0 %']);
  });
});
