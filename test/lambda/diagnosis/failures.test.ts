/** Log lines of failed requests: one a load balancer, minute by minute, with what they leave out. */
import { describe, expect, test } from 'vitest';
import { failuresLines } from '../../../lambda/diagnosis/failures.ts';
import { addOutcome, createOutcomes, type Outcome, outcomeTable } from '../../../lambda/measure/outcomes.ts';

const START = Date.parse('2026-07-01T10:04:00Z');
const TIMEOUT: Outcome = {
  periodStart: START,
  loadBalancer: 'app/shop/1',
  targetGroup: 'targetgroup/checkout/1',
  route: 'payment',
  service: undefined,
  elbStatusCode: '504',
  cause: 'TargetTimeout',
};

function linesOf(all: readonly (readonly [Outcome, number, number?])[]) {
  const outcomes = createOutcomes();
  for (const [outcome, requests, tenths] of all) addOutcome(outcomes, outcome, { requests, tenths });
  return failuresLines(outcomeTable(outcomes));
}

describe('lines of failed requests', () => {
  test('have what failed in each place, minute by minute and by the time it took', () => {
    const later = { ...TIMEOUT, periodStart: START + 120_000 };
    const closed: Outcome = { ...TIMEOUT, elbStatusCode: '502', cause: 'TargetClosedConnection', route: undefined };
    const fine: Outcome = { ...TIMEOUT, elbStatusCode: '200', cause: undefined };
    expect(
      linesOf([
        [closed, 2],
        [TIMEOUT, 3, 600],
        [later, 1, 600],
        [later, 1, 601],
        [fine, 50],
      ]),
    ).toEqual([
      {
        kind: 'failures',
        loadBalancer: 'app/shop/1',
        from: '2026-07-01T10:04:00.000Z',
        rows: [
          {
            cause: 'TargetTimeout',
            elbStatusCode: '504',
            targetGroup: 'targetgroup/checkout/1',
            route: 'payment',
            requests: 5,
            minutes: [3, 0, 2],
            elapsed: { '60.0': 4, '60.1': 1 },
          },
          {
            cause: 'TargetClosedConnection',
            elbStatusCode: '502',
            targetGroup: 'targetgroup/checkout/1',
            requests: 2,
            minutes: [2],
          },
        ],
        leftOut: 0,
      },
    ]);
  });

  test('are one for each load balancer and hour, with minutes from the first that failed', () => {
    const lines = linesOf([
      [{ ...TIMEOUT, loadBalancer: 'app/other/2', periodStart: START + 60_000 }, 1],
      [TIMEOUT, 1],
      [{ ...TIMEOUT, periodStart: START + 3_600_000 }, 1],
    ]);
    expect(lines.map(({ loadBalancer, from, rows }) => [loadBalancer, from.slice(11, 16), rows[0]?.minutes])).toEqual([
      ['app/shop/1', '10:04', [1]],
      ['app/other/2', '10:05', [1]],
      ['app/shop/1', '11:04', [1]],
    ]);
  });

  test('keep the rows with most requests and say how many requests the others are', () => {
    const all = Array.from({ length: 40 }, (_, i) => [{ ...TIMEOUT, route: `route-${i}` }, i + 1] as const);
    const [line] = linesOf(all);
    expect(line?.rows.map(({ requests }) => requests)).toEqual(Array.from({ length: 30 }, (_, i) => 40 - i));
    expect(line?.leftOut).toBe((10 * 11) / 2);
  });

  test('stay below 32 KB, and are at most ten an object', () => {
    const all = Array.from({ length: 60 }, (_, row) =>
      Array.from({ length: 60 }, (__, at) => {
        const place = {
          route: `${'r'.repeat(98)}${row}`,
          targetGroup: `targetgroup/${'t'.repeat(32)}/0123456789abcdef`,
        };
        return [{ ...TIMEOUT, ...place, periodStart: START }, 12_345, 100 + at] as const;
      }),
    ).flat();
    const many = Array.from({ length: 30 }, (_, i) => [{ ...TIMEOUT, loadBalancer: `app/x/${i}` }, 1] as const);
    for (const line of linesOf(all)) expect(JSON.stringify(line).length).toBeLessThan(32_768);
    expect(linesOf([...all, ...many])).toHaveLength(10);
  });
});
