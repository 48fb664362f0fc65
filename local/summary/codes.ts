/**
 * Counts of requests -> what people search for: each status code with the causes it had. Codes of servers first, then
 * the rest.
 */

import { SIDES } from '../../lambda/catalogue/causes/definition.ts';
import { CAUSES, isCause } from '../../lambda/catalogue/causes/index.ts';
import { count, counted } from '../../lambda/catalogue/figures.ts';
import { listed } from '../../lambda/verdict/words/text.ts';
import { type CodeRow, codeRows, failedCodes, type NamedCount } from '../readings/code-rows.ts';
import type { KindSum } from '../readings/select.ts';

const CODES_SHOWN = 6;
const CAUSES_SHOWN = 3;

/** `504: 511 = TargetTimeout 508 (target) + TargetConnectTimeout 3 (target)`. */
export function codeLines(kinds: readonly KindSum[]): string[] {
  const codes = failedCodes(codeRows(kinds));
  if (codes.length === 0) return [];
  const left = codes.slice(CODES_SHOWN).map(({ code, requests }) => `${code}: ${count(requests)}`);
  return [
    '',
    'Requests answered with 4xx, 5xx or not at all, by status code',
    ...codes.slice(0, CODES_SHOWN).map(codeLine),
    ...(left.length === 0 ? [] : [`  others: ${listed(left, 8)}`]),
  ];
}

function codeLine({ code, requests, causes }: CodeRow): string {
  const explained = causes.reduce((sum, one) => sum + one.requests, 0);
  const more = causes.length > CAUSES_SHOWN ? [`${counted(causes.length - CAUSES_SHOWN, 'more cause')}`] : [];
  const passedOn = explained < requests ? [`${count(requests - explained)} passed on from targets`] : [];
  const parts = [...causes.slice(0, CAUSES_SHOWN).map(causeText), ...more, ...passedOn];
  return `  ${code}: ${count(requests).padStart(7)} = ${parts.join(' + ')}`;
}

function causeText({ name, requests }: NamedCount): string {
  const side = isCause(name) ? CAUSES[name].side : 'unknown';
  return `${name} ${count(requests)} (${SIDES[side]})`;
}
