/**
 * Counts of requests -> each status code and the causes it is made of. The terminal and the page show the same rows.
 */
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import { type KindSum, sumOfKinds, sumsBy } from './select.ts';

export interface NamedCount {
  readonly name: string;
  readonly requests: number;
}

/** Requests without a cause are answers of targets that were passed on. */
export interface CodeRow {
  readonly code: string;
  readonly requests: number;
  readonly causes: readonly NamedCount[];
}

/** What failed first: by the first digit, then the most frequent. */
export function codeRows(kinds: readonly KindSum[]): CodeRow[] {
  const byCode = Map.groupBy(kinds, ({ kind }) => kind.elbStatusCode);
  return [...byCode]
    .flatMap(([code, some]) => {
      if (code === undefined) return [];
      const { requests } = sumOfKinds(some);
      return { code, requests, causes: partsBy(some, ({ cause }) => cause, Number.POSITIVE_INFINITY) };
    })
    .sort(
      (left, right) =>
        Number(right.code[0]) - Number(left.code[0]) ||
        right.requests - left.requests ||
        compareText(left.code, right.code),
    );
}

/** Codes of failures: 4xx, 5xx, and every code with a cause, such as 000. */
export function failedCodes(rows: readonly CodeRow[]): CodeRow[] {
  return rows.filter(({ code, causes }) => /^[45]/.test(code) || causes.length > 0);
}

const PARTS_MAX = 5;

/** The most first. */
export function partsBy(
  kinds: readonly KindSum[],
  partOf: Parameters<typeof sumsBy>[1],
  max = PARTS_MAX,
): NamedCount[] {
  return [...sumsBy(kinds, partOf)]
    .map(([name, { requests }]) => ({ name, requests }))
    .sort((left, right) => right.requests - left.requests || compareText(left.name, right.name))
    .slice(0, max);
}
