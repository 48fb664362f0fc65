/** Numbers and times as a person reads them. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  asPercent,
  bytesWithUnit,
  clock,
  day,
  periodName,
  secondsWithUnit,
  short,
  shortDuration,
  span,
  withUnit,
} from '../../../../local/preview/page/client/format.ts';
import { setZone } from '../../../../local/preview/page/client/preferences.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.0213456, '0.0213'],
    [17.44, '17.4'],
    [1240.4, '1,240'],
    [56_100, '56,100'],
    [156_100, '156 k'],
    [12_345_678, '12.3 M'],
    [-3e9, '-3 G'],
  ])('%d in short is %s', (value, expected) => {
    expect(short(value)).toBe(expected);
  });

  it.each([
    [0, '0 %'],
    [0.00004, '< 0.01 %'],
    [0.0004, '0.04 %'],
    [0.0644, '6.4 %'],
    [1, '100 %'],
  ])('%d as a share is %s', (value, expected) => {
    expect(asPercent(value)).toBe(expected);
  });

  it('of bytes have a unit that fits', () => {
    expect([0, 999, 1_000, 1_270_000_000].map(bytesWithUnit)).toEqual(['0 bytes', '999 bytes', '1 KB', '1.27 GB']);
  });

  it('of seconds are milliseconds below one', () => {
    expect([0, 0.0125, 1.1234, 61].map(secondsWithUnit)).toEqual(['0 s', '12.5 ms', '1.12 s', '61 s']);
  });

  it.each([
    [0.25, 's', '250 ms'],
    [2_500, 'B', '2.5 KB'],
    [6.4, '%', '6.4 %'],
    [1240, '', '1,240'],
  ])('of a graph carry their unit: %d %s', (value, unit, expected) => {
    expect(withUnit(value, unit)).toBe(expected);
  });
});

describe('times', () => {
  afterEach(() => setZone('local'));
  const at = (text: string): number => Date.parse(text);

  it('are written in UTC where that was chosen, the day once where it is the same', () => {
    setZone('utc');
    expect(clock(at('2026-05-04T10:05:00Z'))).toBe('10:05');
    expect(span(at('2026-05-04T10:05:00Z'), at('2026-05-04T12:00:00Z'))).toMatch(/^4 May( 2026)?, 10:05 – 12:00$/);
    expect(span(at('2026-05-04T10:05:00Z'), at('2026-05-05T12:00:00Z'))).toMatch(/^4 May.* – 5 May.*, 12:00$/);
  });

  it('have both years where they differ, and one where it is not this year', () => {
    setZone('utc');
    const thisYear = new Date().getUTCFullYear();
    expect(span(at('2016-08-10T01:00:00Z'), at(`${thisYear}-05-04T02:00:00Z`))).toBe(
      `10 Aug 2016, 01:00 – 4 May ${thisYear}, 02:00`,
    );
    expect(day(at('2016-08-10T00:00:00Z'))).toBe('10 Aug 2016');
  });

  it.each([
    [60, '1 min'],
    [900, '15 min'],
    [3600, '1 h'],
    [172_800, '2 d'],
  ])('a period of %d seconds is %s', (value, expected) => {
    expect(periodName(value)).toBe(expected);
  });

  it.each([
    [24 * 60_000, '24 min'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
  ])('%d milliseconds last %s', (millis, expected) => {
    expect(shortDuration(millis)).toBe(expected);
  });
});
