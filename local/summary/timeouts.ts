/** Timeouts that failed requests show by the time they took -> lines for the terminal. */
import { type Timeout, timeoutText } from '../../lambda/diagnosis/timeouts.ts';

const SHOWN = 4;

/** `Clients give up after 30.0 s: 86 % of 58.  (app/shop/1, route search)`, most requests first. */
export function timeoutLines(timeouts: readonly Timeout[]): string[] {
  if (timeouts.length === 0) return [];
  const first = timeouts.toSorted((left, right) => right.requests - left.requests).slice(0, SHOWN);
  return [
    '',
    'Timeouts, by the time that failed requests took',
    ...first.map((one) => `  ${timeoutText(one)}  (${place(one)})`),
  ];
}

function place({ loadBalancer, route, cause }: Timeout): string {
  const name = loadBalancer.split('/')[1] ?? loadBalancer;
  return [name, ...(route === undefined ? [] : [`route ${route}`]), cause].join(', ');
}
