/**
 * Aggregates of the families other than requests -> lines for a terminal, by walking the catalogue: of each rate how
 * many of how many, of each tally its most frequent values, of each distribution its percentiles, over all load
 * balancers and minutes.
 */

import { count, percent } from '../../lambda/catalogue/figures.ts';
import type { FamilyDefinition, MetricDefinition } from '../../lambda/catalogue/metrics/definition.ts';
import type { Family } from '../../lambda/catalogue/metrics/index.ts';
import { CATALOGUE, FAMILIES } from '../../lambda/catalogue/metrics/index.ts';
import type { Aggregates } from '../../lambda/measure/aggregate.ts';
import { shareAt } from '../../lambda/measure/cell.ts';
import { createDistribution, mergeDistribution, percentile } from '../../lambda/measure/distribution.ts';
import { type Plan, plansOf } from '../../lambda/measure/plans.ts';

const VALUES_SHOWN = 5;
const NAME_WIDTH = 26;

export function familyLines(aggregates: Aggregates): string[] {
  const found = new Set([...aggregates.subjects.values()].map(({ family }) => family));
  const families = FAMILIES.filter((family) => found.has(family));
  return families.filter((family) => family !== 'requests').flatMap((family) => linesOf(aggregates, family));
}

function linesOf(aggregates: Aggregates, family: Family): string[] {
  const { title, metrics }: FamilyDefinition<never> = CATALOGUE[family];
  const lines = Object.entries(metrics).flatMap(([name, metric]) => {
    const found = cellsOf(aggregates, family, metric.by[0] ?? '');
    const show = FORMS[metric.form];
    if (show === undefined) return [];
    const shown = [show(found, name), leftOut(aggregates, family, found), untallied(found, name, metric)];
    const words = shown.filter((one) => one !== undefined);
    return words.length === 0 ? [] : [`  ${name.padEnd(NAME_WIDTH)}${words.join('  ')}`];
  });
  return ['', title, ...lines];
}

/** A metric's places in the cells of one of its dimension sets, which hold the entries that have these dimensions. */
function cellsOf(aggregates: Aggregates, family: Family, set: string) {
  const plans: readonly Plan<never>[] = plansOf(family, 'full');
  const plan = plans.find((one) => one.set === set);
  const cells = [...aggregates.subjects.values()]
    .filter((subject) => subject.family === family && subject.plan.set === set)
    .flatMap((subject) => [...subject.cells.values()]);
  return { plan, cells };
}

type Found = ReturnType<typeof cellsOf>;

/**
 * Of how many of all entries a dimension set is, where some lack its dimensions: health checks of 8 fields name no load
 * balancer.
 */
function leftOut(aggregates: Aggregates, family: Family, { plan, cells }: Found): string | undefined {
  const all = cellsOf(aggregates, family, 'All');
  const shared = plan?.rates.find(({ name }) => all.plan?.rates.some((rate) => rate.name === name))?.name;
  if (plan === undefined || shared === undefined) return undefined;
  const [some, total] = [rateCount({ plan, cells }, shared), rateCount(all, shared)];
  return some === total
    ? undefined
    : `(of ${count(some)} of ${count(total)}: the others have no ${plan.names.join(' or ')})`;
}

/** Of how many of all entries a tally is that counts only some. A rate is of them all. */
function untallied({ plan, cells }: Found, name: string, metric: MetricDefinition<never>): string | undefined {
  if (metric.form !== 'Tally' || metric.others === undefined) return undefined;
  const total = Math.max(0, ...(plan?.rates ?? []).map((rate) => rateCount({ plan, cells }, rate.name)));
  const some = [...tallied({ plan, cells }, name).values()].reduce((sum, times) => sum + times, 0);
  return some === total ? undefined : `(${count(some)} of ${count(total)}: the others ${metric.others})`;
}

function tallied({ plan, cells }: Found, name: string): ReadonlyMap<string, number> {
  const at = plan?.tallies.findIndex((tally) => tally.name === name) ?? -1;
  const counts = new Map<string, number>();
  for (const { tallies } of cells)
    for (const [value, times] of tallies[at] ?? []) counts.set(value, (counts.get(value) ?? 0) + times);
  return counts;
}

function rateCount({ plan, cells }: Found, name: string): number {
  const at = plan?.rates.findIndex((rate) => rate.name === name) ?? -1;
  return cells.reduce((total, cell) => total + shareAt(cell, at).count, 0);
}

const FORMS: Readonly<Record<string, (found: Found, name: string) => string | undefined>> = {
  Rate({ plan, cells }, name) {
    const at = plan?.rates.findIndex((rate) => rate.name === name) ?? -1;
    const sum = cells.reduce((total, cell) => total + shareAt(cell, at).sum, 0);
    const all = rateCount({ plan, cells }, name);
    return all === 0 ? undefined : `${count(sum)} of ${count(all)} (${percent(sum, all, 2)})`;
  },
  Tally(found, name) {
    const sorted = [...tallied(found, name)].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
    const more = sorted.length > VALUES_SHOWN ? [`${sorted.length - VALUES_SHOWN} more`] : [];
    const shown = sorted.slice(0, VALUES_SHOWN).map(([value, times]) => `${value}: ${count(times)}`);
    return shown.length === 0 ? undefined : [...shown, ...more].join('  ');
  },
  Distribution({ plan, cells }, name) {
    const at = plan?.distributions.findIndex((distribution) => distribution.name === name) ?? -1;
    const all = createDistribution();
    for (const { distributions } of cells) {
      const own = distributions[at];
      if (own !== undefined) mergeDistribution(all, own);
    }
    const shown = [50, 90, 99].map((p) => `p${p} ${Math.round((percentile(all, p) ?? 0) * 1000)} ms`);
    return all.count === 0 ? undefined : shown.join('  ');
  },
};
