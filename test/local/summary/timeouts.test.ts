/** What the terminal says of timeouts. */
import { expect, test } from 'vitest';
import { timeoutLines } from '../../../local/summary/timeouts.ts';

test('timeouts are said in words, with their place, those of most requests first', () => {
  expect(
    timeoutLines([
      { loadBalancer: 'app/shop/1', cause: 'ClientClosed', route: 'search', seconds: 30, requests: 50, share: 0.5 },
      { loadBalancer: 'app/shop/1', cause: 'TargetTimeout', seconds: 60, requests: 80, share: 1 },
    ]),
  ).toEqual([
    '',
    'Timeouts, by the time that failed requests took',
    '  The idle timeout ends the wait after 60.0 s: 100 % of 80.  (shop, TargetTimeout)',
    '  Clients give up after 30.0 s: 50 % of 100.  (shop, route search, ClientClosed)',
  ]);
});

test('nothing is said where no time stands out', () => {
  expect(timeoutLines([])).toEqual([]);
});
