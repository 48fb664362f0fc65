/**
 * Log lines -> what else happened: API calls, targets seen for the first time, health checks that ended differently.
 */

import type { KeptLine } from '../readings/kept-examples.ts';
import { chosenLines } from './examples.ts';
import type { Choice, Mark, ShownExample } from './selection-document.ts';

/** More would be a curtain before the graph; then the ones that say most are drawn. */
const MARKS_MAX = 40;

export function marksOf(lines: readonly KeptLine[], choice: Choice): Mark[] {
  const marks = chosenLines(lines, choice).flatMap((line) => {
    const at = Date.parse(String(line.time));
    const mark = Number.isNaN(at) ? undefined : markOf(line);
    return mark === undefined ? [] : [{ at, ...mark }];
  });
  const rank = ({ kind }: Mark): number => RANKS.indexOf(kind);
  return marks
    .sort((left, right) => rank(left) - rank(right) || right.at - left.at)
    .slice(0, MARKS_MAX)
    .sort((left, right) => left.at - right.at);
}

const RANKS: readonly Mark['kind'][] = ['apiCall', 'newTarget', 'health'];

function markOf(line: ShownExample): Omit<Mark, 'at'> | undefined {
  const { kind, what = 'a call', who, errorCode, target = 'a target', targetGroup = 'its group' } = line;
  const group = String(targetGroup).replace(/^targetgroup\/([^/]+)\/.*$/, '$1');
  switch (kind) {
    case 'apiCall':
      return {
        kind: 'apiCall',
        text: `${what}${who === undefined ? '' : ` by ${shortWho(String(who))}`}${errorCode === undefined ? '' : ` (${errorCode})`}`,
      };
    case 'newTarget':
      return { kind: 'newTarget', text: `new target ${target} in ${group}` };
    case 'healthChange':
      return { kind: 'health', text: `${target} of ${group}: ${line.from} → ${line.to}` };
    default:
      return undefined;
  }
}

/** The end of an ARN says who. */
function shortWho(who: string): string {
  return who.split(/[/:]/).at(-1) || who;
}
