/** From codes to causes: outcomes in, "504: 511 = TargetTimeout 508 + TargetConnectTimeout 3" out. */

import type { Cause } from '../catalogue/causes/index.ts';
import { compareText } from '../catalogue/compare-text.ts';
import { count } from '../catalogue/figures.ts';
import { type OutcomeRow, requestsIn } from '../measure/outcomes.ts';

export interface CodeCauses {
  readonly elbStatusCode: string;
  readonly requests: number;
  /**
   * Most requests first; with those that have no cause (answers of targets below 500), if they are among the rows,
   * these add up to `requests`.
   */
  readonly causes: readonly { readonly cause: Cause; readonly requests: number }[];
}

type CountedOutcome = Pick<OutcomeRow, 'elbStatusCode' | 'cause' | 'requests'>;

/** Of codes from 400 on, 000 and no code (`-`), most requests first. */
export function codeCauses(rows: readonly CountedOutcome[]): readonly CodeCauses[] {
  const failed = rows.filter(({ elbStatusCode = '-', cause }) => cause !== undefined || elbStatusCode >= '400');
  const codes = Map.groupBy(failed, ({ elbStatusCode = '-' }) => elbStatusCode);
  return [...codes]
    .map(([elbStatusCode, ofCode]) => ({ elbStatusCode, requests: requestsIn(ofCode), causes: causeCounts(ofCode) }))
    .sort((left, right) => right.requests - left.requests || compareText(left.elbStatusCode, right.elbStatusCode));
}

/** `504: 511 = TargetTimeout 508 + TargetConnectTimeout 3` */
export function codeText({ elbStatusCode, requests, causes }: CodeCauses): string {
  const explained = causes.reduce((total, one) => total + one.requests, 0);
  const parts = causes.map((one) => `${one.cause} ${count(one.requests)}`);
  if (explained < requests) parts.push(`answers of targets ${count(requests - explained)}`);
  return `${elbStatusCode}: ${count(requests)} = ${parts.join(' + ')}`;
}

function causeCounts(rows: readonly CountedOutcome[]): CodeCauses['causes'] {
  const causes = Map.groupBy(rows, ({ cause }) => cause);
  return [...causes]
    .flatMap(([cause, ofCause]) => (cause === undefined ? [] : { cause, requests: requestsIn(ofCause) }))
    .sort((left, right) => right.requests - left.requests || compareText(left.cause, right.cause));
}
