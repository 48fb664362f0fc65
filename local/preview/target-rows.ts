/** Targets that stood out in single log objects -> one row for each, with when and how much, the worst first. */

import { compareText } from '../../lambda/catalogue/compare-text.ts';
import type { KeptLine } from '../readings/kept-examples.ts';
import { chosenLines } from './examples.ts';
import type { Choice, ShownExample, TargetFindings } from './selection-document.ts';

const ROWS_MAX = 100;

export function targetRows(lines: readonly KeptLine[], choice: Choice): TargetFindings[] {
  const found = chosenLines(lines, choice).filter(({ kind }) => kind === 'targetOutlier');
  const byTarget = Map.groupBy(found, ({ loadBalancer, targetGroup, target }) =>
    [loadBalancer, targetGroup, target].join('\n'),
  );
  return [...byTarget.values()].flatMap(merged).sort(worstFindingsFirst).slice(0, ROWS_MAX);
}

function merged(lines: readonly ShownExample[]): TargetFindings[] {
  const [one] = lines;
  if (one === undefined) return [];
  const sum = (name: string): number => lines.reduce((all, line) => all + numberIn(line, name), 0);
  const times = lines.map(({ time }) => Date.parse(String(time)));
  const [requests, errors] = [sum('requests'), sum('errors')];
  const slowest = lines.reduce((most, line) => (numberIn(line, 'p99') > numberIn(most, 'p99') ? line : most));
  return [
    {
      ...{ target: String(one.target), targetGroup: String(one.targetGroup), loadBalancer: String(one.loadBalancer) },
      ...{ first: Math.min(...times), last: Math.max(...times), objects: lines.length, requests, errors },
      errorRate: requests === 0 ? 0 : errors / requests,
      // Each object says it of the others in it, so it counts by how much of the target was in it.
      othersErrorRate: weightedRate(lines, requests),
      ...(typeof slowest.p99 === 'number' ? { p99: slowest.p99 } : {}),
      ...(typeof slowest.groupP99 === 'number' ? { groupP99: slowest.groupP99 } : {}),
    },
  ];
}

function weightedRate(lines: readonly ShownExample[], requests: number): number {
  const sum = lines.reduce((all, line) => all + numberIn(line, 'othersErrorRate') * numberIn(line, 'requests'), 0);
  return requests === 0 ? 0 : sum / requests;
}

function numberIn(line: ShownExample, name: string): number {
  const value = line[name];
  return typeof value === 'number' ? value : 0;
}

function worstFindingsFirst(left: TargetFindings, right: TargetFindings): number {
  return right.errors - left.errors || (right.p99 ?? 0) - (left.p99 ?? 0) || compareText(left.target, right.target);
}
