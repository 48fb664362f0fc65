/**
 * Kept log lines and a choice -> those that the page shows: of each kind and cause the newest, failed requests first.
 */

import type { KeptLine } from '../readings/kept-examples.ts';
import type { Choice, Selection, ShownExample } from './selection-document.ts';

/** Of each cause, so that a flood of one hides no other; and of a kind without causes. */
const EXAMPLES_PER_CAUSE = 100;
const EXAMPLES_PER_KIND = 200;
const KINDS = ['error', 'slow'];
/** They have their own table, or are for programs. */
const HIDDEN: readonly string[] = ['targetOutlier', 'failures', 'targets'];

export function chosenExamples(
  lines: readonly KeptLine[],
  choice: Choice,
): Pick<Selection, 'examples' | 'exampleCounts'> {
  const rank = ({ kind }: ShownExample): number =>
    (KINDS.indexOf(String(kind)) + KINDS.length + 1) % (KINDS.length + 1);
  const newestFirst = (left: ShownExample, right: ShownExample): number =>
    String(right.time ?? '').localeCompare(String(left.time ?? ''));
  const ordered = chosenLines(lines, choice)
    .filter(({ kind }) => !HIDDEN.includes(String(kind)))
    .sort((left, right) => rank(left) - rank(right) || newestFirst(left, right));
  const ofKind = Map.groupBy(ordered, ({ kind }) => String(kind));
  const found = [...ofKind].map(([kind, lines]) => ({ kind, lines, ...newestOfEach(lines) }));
  return {
    examples: found.flatMap(({ lines, kept }) => lines.filter((line) => kept.has(line))),
    exampleCounts: found.flatMap(({ kind, counts }) => counts.map((count) => ({ kind, ...count }))),
  };
}

function newestOfEach(lines: readonly ShownExample[]) {
  const ofCause = [...Map.groupBy(lines, ({ cause = '' }) => String(cause))];
  const most = (cause: string): number => (cause === '' ? EXAMPLES_PER_KIND : EXAMPLES_PER_CAUSE);
  return {
    kept: new Set(ofCause.flatMap(([cause, all]) => all.slice(0, most(cause)))),
    counts: ofCause.map(([cause, all]) => ({ cause, found: all.length })),
  };
}

/** Lines about requests of the choice, and what else happened in its time and place. */
export function chosenLines(lines: readonly KeptLine[], choice: Choice): ShownExample[] {
  return lines.map(flat).filter((line) => isInTime(line, choice) && isAboutChoice(line, choice));
}

function isInTime({ time }: ShownExample, { from, to }: Choice): boolean {
  const millis = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(millis) || (millis >= from && millis < to);
}

/** Kinds of lines about requests. They have everything that a choice may name. */
const OF_REQUESTS: readonly string[] = ['error', 'slow'];

function isAboutChoice(line: ShownExample, choice: Choice): boolean {
  const { loadBalancer, targetGroup, route, service, cause, code } = choice;
  const isRequest = OF_REQUESTS.includes(String(line.kind));
  const fits = (value: string | number | undefined, wanted: string | undefined): boolean =>
    wanted === undefined || value === wanted || (value === undefined && !isRequest);
  return (
    fits(line.loadBalancer, loadBalancer) &&
    fits(line.targetGroup, targetGroup) &&
    fits(line.route, route) &&
    fits(line.service, service) &&
    (!isRequest || (fits(line.cause, cause) && fits(line.elbStatusCode, code)))
  );
}

/** Each click asks for all of them. */
const flattened = new WeakMap<KeptLine, ShownExample>();

function flat(line: KeptLine): ShownExample {
  const known = flattened.get(line) ?? flatten(line);
  flattened.set(line, known);
  return known;
}

/** A log line's texts and numbers; what is nested becomes JSON. */
function flatten(note: KeptLine): ShownExample {
  const entries = Object.entries(note).flatMap(([name, value]): [string, string | number][] => {
    if (value === undefined || value === null) return [];
    return [[name, typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  return Object.fromEntries(entries);
}
