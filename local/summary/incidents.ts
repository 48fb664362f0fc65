/** Incidents -> lines of a terminal, newest first: when, what, where, what is behind it and what to do first. */

import { counted } from '../../lambda/catalogue/figures.ts';
import type { Incident } from '../../lambda/verdict/verdict.ts';
import { adviceOf } from '../../lambda/verdict/words/advice.ts';
import { wordsOf } from '../../lambda/verdict/words/sentences.ts';
import { noIncidentText } from '../../lambda/verdict/words/text.ts';
import { wrapped } from './wrapped.ts';

/** Told in full; the rest by its headline, and what is left by its number. */
const FULL_MAX = 3;
const SHORT_MAX = 3;
const INDENT = 4;

/** What else is known. */
export interface IncidentsContext {
  readonly allowedPercent: number;
  /** Requests that were answered with 5xx, in an incident or not. */
  readonly elb5xx: number;
}

export function incidentLines(incidents: readonly Incident[], { allowedPercent, elb5xx }: IncidentsContext): string[] {
  if (incidents.length === 0) return ['', ...wrapped(`No incident: ${noIncidentText(elb5xx)}`, 0)];
  const heaviest = new Set(incidents.toSorted(heaviestFirst).slice(0, FULL_MAX));
  const full = incidents.filter((incident) => heaviest.has(incident));
  const rest = incidents.filter((incident) => !heaviest.has(incident));
  return [
    '',
    `${counted(incidents.length, 'incident')}${incidents.length === 1 ? '' : ', newest first'}`,
    ...full.flatMap((incident) => fullLines(incident, allowedPercent)),
    ...rest
      .slice(0, SHORT_MAX)
      .flatMap((incident) => wrapped(`- ${wordsOf(incident, { allowedPercent }).headline}`, 2)),
    ...(rest.length > SHORT_MAX ? [`  and ${rest.length - SHORT_MAX} more`] : []),
  ];
}

/** Errors before the rest, then by how many requests. */
function heaviestFirst(left: Incident, right: Incident): number {
  return Number(right.kind === 'errors') - Number(left.kind === 'errors') || right.failed - left.failed;
}

function fullLines(incident: Incident, allowedPercent: number): string[] {
  const { headline, sentences } = wordsOf(incident, { allowedPercent, isBrief: true });
  const [first] = adviceOf(incident);
  const act = first === undefined ? '' : `Do first: ${first.text.replace(/:$/, '.')}`;
  return [...wrapped(headline, 2), ...wrapped([...sentences, act].join(' ').trim(), INDENT)];
}
