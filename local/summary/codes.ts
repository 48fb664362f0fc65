/**
 * Failed requests -> what people search for: each status code with the causes it had. Codes of servers first, then the
 * rest.
 */

import { SIDES } from '../../lambda/catalogue/causes/definition.ts';
import { CAUSES } from '../../lambda/catalogue/causes/index.ts';
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import { count } from '../../lambda/catalogue/figures.ts';
import { requestsIn } from '../../lambda/measure/outcomes.ts';
import type { FailureRow } from '../../lambda/verdict/evidence.ts';
import { listed } from '../../lambda/verdict/words/text.ts';

const CODES_SHOWN = 6;
const CAUSES_SHOWN = 3;

/** `504: 511 = TargetTimeout 508 (target) + TargetConnectTimeout 3 (target)`. */
export function codeLines(failures: readonly FailureRow[]): string[] {
  const codes = [...Map.groupBy(failures, ({ statusCode }) => statusCode)]
    .map(([statusCode, rows]) => ({ statusCode, requests: requestsIn(rows), causes: causesByFrequency(rows) }))
    .sort((left, right) => rank(left.statusCode) - rank(right.statusCode) || right.requests - left.requests);
  if (codes.length === 0) return [];
  const shown = codes.slice(0, CODES_SHOWN).map(({ statusCode, requests, causes }) => {
    const named = causes
      .slice(0, CAUSES_SHOWN)
      .map(({ name, side, requests: own }) => `${name} ${count(own)} (${side})`);
    const rest = causes.length > CAUSES_SHOWN ? [`${causes.length - CAUSES_SHOWN} more`] : [];
    return `  ${statusCode}: ${count(requests).padStart(7)} = ${[...named, ...rest].join(' + ')}`;
  });
  const left = codes.slice(CODES_SHOWN).map(({ statusCode, requests }) => `${statusCode}: ${count(requests)}`);
  return [
    '',
    'Failed requests by status code',
    ...shown,
    ...(left.length === 0 ? [] : [`  fewer: ${listed(left, 8)}`]),
  ];
}

function rank(statusCode: string): number {
  return statusCode.startsWith('5') ? 0 : 1;
}

function causesByFrequency(rows: readonly FailureRow[]) {
  return [...Map.groupBy(rows, ({ cause }) => cause)]
    .map(([cause, own]) => {
      const name = cause ?? 'no known cause';
      return { name, side: SIDES[cause === undefined ? 'unknown' : CAUSES[cause].side], requests: requestsIn(own) };
    })
    .sort((left, right) => right.requests - left.requests || compareText(left.name, right.name));
}
