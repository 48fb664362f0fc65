/**
 * A cell: the measures of one minute of one subject, of every metric that the catalogue publishes for its dimension
 * set. Cells of several objects merge into what one object would have given.
 */

import { keptText } from '../catalogue/kept-text.ts';
import {
  addToDistribution,
  addToStatisticSet,
  copyOfDistribution,
  createDistribution,
  createStatisticSet,
  type Distribution,
  mergeDistribution,
  mergeStatisticSet,
  type StatisticSet,
} from './distribution.ts';
import type { MetricOfForm, Plan } from './plans.ts';

/** Measures are in the order of the metrics of the same form in its plan. */
export interface Cell {
  /** Of its subject: the dimension values. */
  readonly values: readonly string[];
  /** Start of the period, milliseconds since 1970. */
  readonly periodStart: number;
  readonly tallies: readonly Map<string, number>[];
  readonly distributions: readonly Distribution[];
  readonly statistics: readonly StatisticSet[];
  /**
   * Two numbers of each metric that says yes or no (`shares` of the plan): of how many entries it says one of both, and
   * of how many yes. A list of numbers is made, copied and added up in a fraction of the time that objects take.
   */
  readonly shares: number[];
}

/** Of the entries that a metric says yes or no of. */
export interface Share {
  readonly count: number;
  /** Of how many it says yes. */
  readonly sum: number;
}

/** By the place of a share in its plan; a rate has the same place among the rates. */
export function shareAt({ shares }: Cell, place: number): Share {
  return { count: shares[2 * place] ?? 0, sum: shares[2 * place + 1] ?? 0 };
}

/** Entries that the first rate of a set looks at: those of its subject and minute. */
export function entriesOfCell({ shares }: Cell): number {
  return shares[0] ?? 0;
}

/** A cell that has seen nothing yet. */
export function createCell(plan: Plan<never>, values: readonly string[], periodStart: number): Cell {
  return {
    values,
    periodStart,
    tallies: oneOfEach(plan.tallies, noLabels),
    distributions: oneOfEach(plan.distributions, createDistribution),
    statistics: oneOfEach(plan.statistics, createStatisticSet),
    shares: zeros(2 * plan.shares.length),
  };
}

const noLabels = (): Map<string, number> => new Map();
const NOTHING: readonly never[] = [];

/**
 * Most sets have no metric of some of the forms. An array of map() would be of another sort once V8 has optimized what
 * calls it, and all code that has seen the first sort would be compiled again.
 */
function oneOfEach<From, To>(list: readonly From[], make: (one: From) => To): readonly To[] {
  if (list.length === 0) return NOTHING;
  const made = new Array<To>(list.length);
  for (let i = 0; i < list.length; i++) {
    const one = list[i];
    if (one !== undefined) made[i] = make(one);
  }
  return made;
}

/** As many as were ever asked for. */
const ZEROS: number[] = [];

function zeros(count: number): number[] {
  while (ZEROS.length < count) ZEROS.push(0);
  return ZEROS.slice(0, count);
}

/** Adds what `plan` measures of one entry to `cell`, which may be that of a plan with more metrics. */
export function observe<E>(cell: Cell, plan: Plan<E>, entry: E): void {
  // Counted loops: this is done for each entry, and an iterator may be an object each time.
  for (let i = 0; i < plan.shares.length; i++) {
    const metric = plan.shares[i];
    const observed = metric?.definition.observe(entry);
    if (metric !== undefined && observed !== undefined) addAnswer(cell.shares, metric.place, observed);
  }
  for (let i = 0; i < plan.tallies.length; i++) {
    const metric = plan.tallies[i];
    if (metric !== undefined) addLabels(cell.tallies[metric.place], metric.definition.observe(entry), 1);
  }
  for (let i = 0; i < plan.distributions.length; i++) {
    const metric = plan.distributions[i];
    const value = metric?.definition.observe(entry);
    const distribution = metric && cell.distributions[metric.place];
    if (value !== undefined && distribution !== undefined) addToDistribution(distribution, value);
  }
  for (let i = 0; i < plan.statistics.length; i++) {
    const metric = plan.statistics[i];
    const value = metric?.definition.observe(entry);
    const set = metric && cell.statistics[metric.place];
    if (value !== undefined && set !== undefined) addToStatisticSet(set, value);
  }
}

/**
 * What the metrics of a plan that only count take from an entry: enough to add any number of entries that are alike in
 * them.
 */
export interface Status {
  /** As `shares` of a cell that has seen one of them. */
  readonly shares: readonly number[];
  readonly labels: readonly Observed<'Tally'>[];
}

type Observed<Form> = ReturnType<MetricOfForm<never, Form>['definition']['observe']>;

/** Adds the status of `times` entries; `cell` and status belong to the same plan. */
export function addStatus(cell: Cell, { shares, labels }: Status, times: number): void {
  addShares(cell.shares, shares, times);
  for (let i = 0; i < labels.length; i++) addLabels(cell.tallies[i], labels[i], times);
}

/** Adds `from`, so many times. */
export function addShares(into: number[], from: readonly number[], times: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + (from[i] ?? 0) * times;
}

/** What the metrics of the shares say, in their order -> the shares of a cell that has seen that once. */
export function answeredShares(answers: readonly (boolean | undefined)[]): readonly number[] {
  const shares = zeros(2 * answers.length);
  answers.forEach((answer, place) => {
    if (answer !== undefined) addAnswer(shares, place, answer);
  });
  return shares;
}

function addAnswer(shares: number[], place: number, answer: boolean): void {
  shares[2 * place] = (shares[2 * place] ?? 0) + 1;
  if (answer) shares[2 * place + 1] = (shares[2 * place + 1] ?? 0) + 1;
}

function addLabels(tally: Map<string, number> | undefined, labels: Observed<'Tally'>, times: number): void {
  if (tally === undefined || labels === undefined) return;
  if (typeof labels === 'string') addToTally(tally, labels, times);
  else for (const label of labels) addToTally(tally, label, times);
}

export function addToTally(tally: Map<string, number>, label: string, times: number): void {
  const known = tally.get(label);
  if (known !== undefined) tally.set(label, known + times);
  else {
    const kept = keptLabel(label);
    tally.set(kept, (tally.get(kept) ?? 0) + times);
  }
}

/** A label is a name that AWS gave; what cannot be one, no matter who wrote it, is counted together. */
export function keptLabel(text: string): string {
  return LABEL.test(text) ? keptText(text) : UNKNOWN_LABEL;
}

/** A call and its error have a space between them. */
const LABEL = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;
const UNKNOWN_LABEL = 'Unknown';

/**
 * Both are of the same plan. Counted loops, and nothing taken apart as a list: V8 compiles what is done often, and
 * iterators take the compiler longer than all the rest.
 */
export function mergeCell(into: Cell, from: Cell): void {
  addShares(into.shares, from.shares, 1);
  mergeStatisticSets(into.statistics, from.statistics);
  for (let i = 0; i < into.distributions.length; i++) {
    const left = into.distributions[i];
    const right = from.distributions[i];
    if (left !== undefined && right !== undefined) mergeDistribution(left, right);
  }
  for (let i = 0; i < into.tallies.length; i++) {
    const tally = into.tallies[i];
    if (tally !== undefined) from.tallies[i]?.forEach(addTimesTo, tally);
  }
}

function addTimesTo(this: Map<string, number>, times: number, label: string): void {
  addToTally(this, label, times);
}

function mergeStatisticSets(into: readonly StatisticSet[], from: readonly StatisticSet[]): void {
  for (let i = 0; i < into.length; i++) {
    const left = into[i];
    const right = from[i];
    if (left !== undefined && right !== undefined) mergeStatisticSet(left, right);
  }
}

/** Of another subject, for instance `Other`; shares nothing with `cell`. */
export function copyOfCell(cell: Cell, values: readonly string[]): Cell {
  return {
    values,
    periodStart: cell.periodStart,
    tallies: oneOfEach(cell.tallies, copyOfTally),
    distributions: oneOfEach(cell.distributions, copyOfDistribution),
    statistics: oneOfEach(cell.statistics, copyOfStatisticSet),
    shares: cell.shares.slice(),
  };
}

const copyOfTally = (tally: ReadonlyMap<string, number>): Map<string, number> => new Map(tally);
const copyOfStatisticSet = ({ count, sum, min, max }: StatisticSet): StatisticSet => ({ count, sum, min, max });
