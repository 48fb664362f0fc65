/** Scenarios and contestants -> tables in Markdown: what was found and when, or how often something fired. */
import { type Judgment, judgedTotals } from '../../local/simulate/judge.ts';
import { progress } from '../../local/terminal/progress.ts';
import { markdownTable } from '../statistics.ts';
import type { Contestant } from './contestants.ts';
import { type Outcome, play, type Scenario } from './scenario.ts';
import { MINUTE } from './traffic.ts';

/** Scenarios that make one row for each contestant. */
export interface Group {
  readonly label: string;
  readonly scenarios: readonly Scenario[];
}

/** A scenario for itself. */
export function each(scenarios: readonly Scenario[]): readonly Group[] {
  return scenarios.map((scenario) => ({ label: scenario.label, scenarios: [scenario] }));
}

interface Setting {
  readonly contestants: readonly Contestant[];
  readonly extraPeriods?: number;
}

/** By contestant, the outcomes of the scenarios of each group. */
function outcomes(groups: readonly Group[], { contestants, extraPeriods }: Setting): readonly Outcome[][][] {
  const all = groups.flatMap(({ scenarios }) => scenarios).length;
  const bar = progress('scenarios', all);
  let done = 0;
  const played = groups.map(({ scenarios }) =>
    scenarios.map((scenario) => {
      bar.update(done++);
      return play(scenario, contestants, extraPeriods);
    }),
  );
  bar.stop();
  return played.map((scenarios) =>
    contestants.map((_, at) => scenarios.flatMap((byContestant) => byContestant[at] ?? [])),
  );
}

const HEAD = ['found', 'median', '99 %', 'worst', 'again', 'before'] as const;

/**
 * Minutes from the onset to the first firing; *again*: further ones of one incident; *before*: those of no incident.
 * Several groups have a row for all of them together where it is asked for.
 */
export function foundTable(groups: readonly Group[], setting: Setting & { readonly together?: string }): string {
  const played = outcomes(groups, setting);
  const { contestants, together } = setting;
  const all = contestants.map((_, at) => played.flatMap((byContestant) => byContestant[at] ?? []));
  const labeled = played.map((byContestant, at) => ({ label: groups[at]?.label ?? '', byContestant }));
  if (together !== undefined) labeled.push({ label: together, byContestant: all });
  const rows = labeled.flatMap(({ label, byContestant }) =>
    byContestant.map((one, at) => [
      label,
      contestants[at]?.name ?? '',
      ...foundCells(one.flatMap(({ judgments }) => judgments)),
    ]),
  );
  return markdownTable(['traffic', 'alarm', ...HEAD], rows);
}

function foundCells(judgments: readonly Judgment[]): readonly string[] {
  const { incidents, found, delays, flaps, falseAlarms } = judgedTotals(judgments);
  const delay = [0.5, 0.99, 1].map((share) => minutes(quantile(delays, share)));
  return [`${found} of ${incidents}`, ...delay, String(flaps), String(falseAlarms)];
}

/** Of runs in which nothing should fire: in how many it did, and how often in all where that is more. */
export function firedTable(groups: readonly Group[], setting: Setting): string {
  const rows = outcomes(groups, setting).map((byContestant, group) => [
    groups[group]?.label ?? '',
    ...byContestant.map((all) => {
      const [fired, runs, firings] = [sum(all, 'fired'), sum(all, 'runs'), sum(all, 'firings')];
      return `${fired} of ${runs}${firings > fired ? `, ${firings} times` : ''}`;
    }),
  ]);
  return markdownTable(['traffic', ...setting.contestants.map(({ name }) => name)], rows);
}

function sum(all: readonly Outcome[], of: 'fired' | 'runs' | 'firings'): number {
  return all.reduce((total, outcome) => total + outcome[of], 0);
}

function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function minutes(millis: number | undefined): string {
  return millis === undefined ? '-' : (millis / MINUTE).toFixed(1);
}
