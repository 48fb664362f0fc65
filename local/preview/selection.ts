/**
 * A choice of time, place, code and cause -> everything the page says of the requests in it, all counted from the same
 * rows.
 */

import { noIncidentText } from '../../lambda/verdict/words/text.ts';
import { codeRows } from '../readings/code-rows.ts';
import type { KeptLine } from '../readings/kept-examples.ts';
import { type CountedKinds, type KindSum, sumKinds, sumOfKinds, sumsBy, worstFirst } from '../readings/select.ts';
import { causeRows } from './cause-rows.ts';
import { chosenGraphs } from './chosen-graphs.ts';
import { chosenExamples } from './examples.ts';
import { marksOf } from './marks.ts';
import type { Choice, PlaceRow, PlaceTable, Selection } from './selection-document.ts';
import { targetRows } from './target-rows.ts';
import { timeoutRows } from './timeouts.ts';

/** What a selection is made of: what was read, or what a report carries. */
export interface SelectionSource {
  readonly outcomes: CountedKinds;
  readonly lines: readonly KeptLine[];
}

export function selectionOf({ outcomes, lines }: SelectionSource, choice: Choice): Selection {
  const kinds = sumKinds(outcomes, choice);
  const totals = sumOfKinds(kinds);
  const { from, to } = choice;
  return {
    ...{ from, to, totals, noIncident: noIncidentText(totals.elb5xx) },
    causes: causeRows(outcomes, { kinds, choice, requests: totals.requests }),
    codes: codeRows(kinds),
    timeouts: timeoutRows(outcomes, { kinds, choice }),
    places: {
      loadBalancers: placeTable(kinds, 'loadBalancer'),
      targetGroups: placeTable(kinds, 'targetGroup'),
      routes: placeTable(kinds, 'route'),
      services: placeTable(kinds, 'service'),
    },
    graphs: chosenGraphs(outcomes, choice),
    ...chosenExamples(lines, choice),
    targets: targetRows(lines, choice),
    marks: marksOf(lines, choice),
  };
}

/** Rows of a table; the page says how many more there are. */
const PLACES_MAX = 300;

function placeTable(kinds: readonly KindSum[], part: 'loadBalancer' | 'targetGroup' | 'route' | 'service'): PlaceTable {
  const byName = Map.groupBy(kinds, ({ kind }) => kind[part]);
  byName.delete(undefined);
  const rows = worstFirst([...byName].map(([name = '', some]) => placeRow(name, some, part === 'loadBalancer')));
  return { rows: rows.slice(0, PLACES_MAX), count: rows.length };
}

function placeRow(name: string, kinds: readonly KindSum[], isBalancer: boolean): PlaceRow {
  const { requests, elb5xx, failed } = sumOfKinds(kinds);
  const [owner, ...others] = sumsBy(kinds, ({ loadBalancer }) => loadBalancer).keys();
  const cause = worstCause(kinds);
  return {
    ...{ name, requests, elb5xx, failed },
    ...(isBalancer || owner === undefined || others.length > 0 ? {} : { loadBalancer: owner }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function worstCause(kinds: readonly KindSum[]): string | undefined {
  const sums = [...sumsBy(kinds, ({ cause }) => cause)];
  return worstFirst(sums.map(([name, sum]) => ({ name, ...sum })))[0]?.name;
}
