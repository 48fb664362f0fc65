/** Counts of requests -> the causes of a choice, what hurts first: how many, of which code, where and when. */

import type { Side } from '../../lambda/catalogue/causes/definition.ts';
import { CAUSES, type Cause } from '../../lambda/catalogue/causes/index.ts';
import { compareText } from '../../lambda/catalogue/compare-text.ts';
import { partsBy } from '../readings/code-rows.ts';
import { type CountedKinds, eachChosen, type Filter, type KindSum, sumOfKinds } from '../readings/select.ts';
import type { CauseRow } from './selection-document.ts';

export interface CausesOf {
  readonly kinds: readonly KindSum[];
  readonly choice: Filter;
  /** Of the choice, failed or not. */
  readonly requests: number;
}

const MINUTE = 60_000;
const BARS = 60;

export function causeRows(outcomes: CountedKinds, { kinds, choice, requests }: CausesOf): CauseRow[] {
  const bars = barsOf(outcomes, choice);
  const byCause = Map.groupBy(kinds, ({ kind }) => kind.cause);
  return [...byCause]
    .flatMap(([cause, some]) => {
      if (cause === undefined) return [];
      const sum = sumOfKinds(some);
      return {
        ...{ cause, side: sideOfCause(cause), requests: sum.requests, elb5xx: sum.elb5xx },
        share: requests === 0 ? 0 : sum.requests / requests,
        ...placesOf(some),
        first: Math.min(...some.map(({ first }) => first)) * MINUTE,
        last: Math.max(...some.map(({ last }) => last)) * MINUTE,
        bars: bars.get(cause) ?? [],
      };
    })
    .sort(worstCauseFirst);
}

/** Blocked requests are many and hurt nobody, so they come after all that failed. */
const SIDES_LAST: readonly Side[] = ['waf'];

function worstCauseFirst(left: CauseRow, right: CauseRow): number {
  const isLast = ({ side }: CauseRow): number => Number(SIDES_LAST.includes(side));
  return (
    right.elb5xx - left.elb5xx ||
    isLast(left) - isLast(right) ||
    right.requests - left.requests ||
    compareText(left.cause, right.cause)
  );
}

function sideOfCause(cause: Cause): Side {
  return Object.hasOwn(CAUSES, cause) ? CAUSES[cause].side : 'unknown';
}

type CausePlaces = Pick<CauseRow, 'codes' | 'loadBalancers' | 'targetGroups' | 'routes' | 'services'>;

function placesOf(kinds: readonly KindSum[]): CausePlaces {
  return {
    codes: partsBy(kinds, ({ elbStatusCode }) => elbStatusCode),
    loadBalancers: partsBy(kinds, ({ loadBalancer }) => loadBalancer),
    targetGroups: partsBy(kinds, ({ targetGroup }) => targetGroup),
    routes: partsBy(kinds, ({ route }) => route),
    services: partsBy(kinds, ({ service }) => service),
  };
}

/** Requests of each cause in sixty equal parts of the range. */
function barsOf(outcomes: CountedKinds, choice: Filter): Map<string, number[]> {
  const bars = new Map<string, number[]>();
  const { from, to } = choice;
  eachChosen(outcomes, choice, (index, minute, requests) => {
    const cause = outcomes.kinds[index]?.cause;
    if (cause === undefined) return;
    const known = bars.get(cause) ?? Array.from({ length: BARS }, () => 0);
    bars.set(cause, known);
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor((BARS * (minute * MINUTE - from)) / (to - from))));
    known[bar] = (known[bar] ?? 0) + requests;
  });
  return bars;
}
