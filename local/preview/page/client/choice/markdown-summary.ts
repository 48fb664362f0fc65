/** What is shown, as Markdown for an incident channel: numbers, causes, places and the way back here. Pure. */

import { count } from '../../../../../lambda/catalogue/figures.ts';
import type { Preview } from '../../../document.ts';
import type { PlaceTable, Selection } from '../../../selection-document.ts';
import { asPercent, span, zoneName } from '../format.ts';
import { PART_NAMES, PARTS, type PageChoice } from './address.ts';
import { resourceName } from './names.ts';

export interface Summed {
  readonly preview: Pick<Preview, 'source'>;
  readonly selection: Selection;
  readonly choice: PageChoice;
  readonly address: string;
}

const CAUSES_MAX = 5;
const PLACES_MAX = 3;

export function markdownSummary({ preview, selection, choice, address }: Summed): string {
  const { totals, causes, places, from, to } = selection;
  const filters = PARTS.flatMap((part) => {
    const value = choice[part];
    return value === undefined ? [] : [`${PART_NAMES[part]} ${code(value)}`];
  });
  const lines = [
    `**${span(from, to)} ${zoneName()}${filters.length > 0 ? `, ${filters.join(', ')}` : ''}**`,
    `${count(totals.elb5xx)} of ${count(totals.requests)} requests were answered with 5xx (${asPercent(share(totals.elb5xx, totals.requests))}), ${count(totals.target5xx)} of them by targets.`,
    ...listLine(
      'Causes',
      causes
        .slice(0, CAUSES_MAX)
        .map(
          ({ cause, requests, codes }) => `${cause} ${count(requests)} (${codes.map(({ name }) => name).join(', ')})`,
        ),
    ),
    ...placeLines('Load balancers', places.loadBalancers),
    ...placeLines('Target groups', places.targetGroups),
    ...placeLines('Routes', places.routes),
    ...placeLines('Services', places.services),
    `Read from ${code(preview.source)}; ${address}`,
  ];
  return `${lines.join('\n')}\n`;
}

function share(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}

function placeLines(title: string, { rows }: PlaceTable): string[] {
  const failing = rows.filter(({ elb5xx, failed }) => elb5xx + failed > 0).slice(0, PLACES_MAX);
  return listLine(
    title,
    failing.map(({ name, elb5xx, requests }) => `${code(resourceName(name))} ${count(elb5xx)} of ${count(requests)}`),
  );
}

function listLine(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`- ${title}: ${items.join(', ')}`];
}

/** What a log says must not become markup. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}
