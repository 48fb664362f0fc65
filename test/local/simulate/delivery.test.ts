import { describe, expect, test } from 'vitest';
import { arrival, DELIVERY_KINDS, type DeliveryKind } from '../../../local/simulate/delivery.ts';

const END = Date.UTC(2026, 4, 4, 10, 5);
const delays = (kind: DeliveryKind, seed = 1) =>
  Array.from({ length: 2_000 }, (_, index) => (arrival({ kind, seed }, END, `key ${index}`) - END) / 1000);
const share = (values: readonly number[], test: (value: number) => boolean) =>
  values.filter(test).length / values.length;

describe('the model of delivery', () => {
  test.each(DELIVERY_KINDS)('gives the same object the same moment, and another seed another (%s)', (kind) => {
    expect(delays(kind)).toEqual(delays(kind));
    expect(arrival({ kind, seed: 1 }, END, 'a')).not.toBe(arrival({ kind, seed: 2 }, END, 'a'));
  });

  test('is usually between one and two and a half minutes', () => {
    const usual = delays('usual');
    expect(Math.min(...usual)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...usual)).toBeLessThanOrEqual(150);
  });

  test('adds three minutes to every late object', () => {
    expect(Math.min(...delays('late'))).toBeGreaterThanOrEqual(240);
    expect(Math.max(...delays('late'))).toBeLessThanOrEqual(330);
  });

  test('makes three in ten very late, up to eleven minutes', () => {
    expect(share(delays('veryLate'), (seconds) => seconds > 150)).toBeCloseTo(0.3, 1);
    expect(Math.max(...delays('veryLate'))).toBeLessThanOrEqual(150 + 660);
  });

  test('spreads objects evenly over half a minute to seven minutes, but for one in a hundred', () => {
    const spread = delays('spread');
    expect(Math.min(...spread)).toBeGreaterThanOrEqual(30);
    expect(share(spread, (seconds) => seconds < 225)).toBeCloseTo(0.5, 1);
    expect(share(spread, (seconds) => seconds > 420)).toBeGreaterThan(0.002);
    expect(share(spread, (seconds) => seconds > 420)).toBeLessThan(0.02);
    expect(Math.max(...spread)).toBeLessThanOrEqual(420 + 600);
  });
});
