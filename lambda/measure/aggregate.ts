/**
 * Entries -> cells. A cell is one minute of one dimension set with one choice of dimension values; it holds the
 * measures of every metric the catalogue publishes for that set. Cells of several objects merge into what one object
 * would have given.
 */

import { keptText } from '../catalogue/kept-text.ts';
import { PERIOD_SECONDS } from '../catalogue/metrics/definition.ts';
import type { EntryOf, Family } from '../catalogue/metrics/index.ts';
import { cellKey, type Dimension } from './cell-key.ts';
import {
  addToDistribution,
  addToStatisticSet,
  createDistribution,
  createStatisticSet,
  type Distribution,
  type StatisticSet,
} from './distribution.ts';
import { addToExcess, createExcess, type ExcessSum } from './excess.ts';
import type { MetricOfForm, Plan } from './plans.ts';

/** Measures are in the order of the metrics of the same form in its plan. */
export interface Cell {
  readonly family: Family;
  /** Key of the family's `sets`. */
  readonly set: string;
  /** What it measures. */
  readonly plan: Plan<never>;
  readonly values: readonly string[];
  /** Further dimensions from the object key (AccountId, Region), if the settings ask for them. */
  readonly extra: readonly Dimension[];
  /** Start of the period, milliseconds since 1970. */
  readonly periodStart: number;
  readonly rates: readonly StatisticSet[];
  readonly tallies: readonly Map<string, number>[];
  readonly distributions: readonly Distribution[];
  readonly statistics: readonly StatisticSet[];
  readonly excesses: readonly ExcessSum[];
}

export interface Aggregates {
  readonly cells: Map<string, Cell>;
}

const PERIOD_MILLIS = PERIOD_SECONDS * 1000;

/** Finds cells without building their keys, which would cost more than all measuring. */
export interface CellFinder {
  readonly find: (periodStart: number, values: readonly string[]) => Cell;
}

/** Minutes, and cells in each, that a finder knows: more than real objects have. Of the others it builds the keys. */
const MINUTES_FOUND = 64;
const VALUES_FOUND = 512;

/** Minute -> first value -> last value. A set has two dimensions at most. */
type Found = Map<string, Map<string, Cell>>;

export function createCellFinder<F extends Family>(
  aggregates: Aggregates,
  family: F,
  { plan, extra }: { readonly plan: Plan<EntryOf[F]>; readonly extra: readonly Dimension[] },
): CellFinder {
  const minutes = new Map<number, Found>();
  let minute = Number.NaN;
  let found: Found = new Map();
  const turnTo = (start: number): void => {
    minute = start;
    if (minutes.size >= MINUTES_FOUND) minutes.clear();
    found = minutes.get(start) ?? new Map();
    minutes.set(start, found);
  };
  return {
    find(start, values) {
      if (start !== minute) turnTo(start);
      const known = found.get(values[0] ?? '')?.get(values[1] ?? '');
      if (known !== undefined) return known;
      const cell = cellAt(aggregates, family, { plan, values, extra, periodStart: start });
      // By the cell's own values, which keep no line in memory.
      const [first = '', last = ''] = cell.values;
      const cells = found.get(first) ?? new Map<string, Cell>();
      if (found.size < VALUES_FOUND && cells.size < VALUES_FOUND) found.set(first, cells.set(last, cell));
      return cell;
    },
  };
}

export function createAggregates(): Aggregates {
  return { cells: new Map() };
}

/** False for a minute that only takes the excess of the minutes before it: no entry is in it. */
export function holdsEntries({ rates }: Cell): boolean {
  return rates.some(({ count }) => count > 0);
}

export function periodStart(time: number): number {
  return Math.floor(time / PERIOD_MILLIS) * PERIOD_MILLIS;
}

/** The cell of a plan for these values and minute, made when first seen; weight.ts bounds how many there may be. */
export function cellAt<F extends Family>(
  aggregates: Aggregates,
  family: F,
  { plan, ...place }: CellPlace & { readonly plan: Plan<EntryOf[F]> },
): Cell {
  const values = place.values.map((value) => keptText(value));
  const key = cellKey(family, plan.set, values, place.extra, place.periodStart);
  const known = aggregates.cells.get(key);
  if (known !== undefined) return known;
  const cell = createCell(family, plan, { ...place, values });
  aggregates.cells.set(key, cell);
  return cell;
}

type CellPlace = Pick<Cell, 'values' | 'extra' | 'periodStart'>;

/** A cell that has seen nothing yet. */
function createCell(family: Family, plan: Plan<never>, { values, extra, periodStart }: CellPlace): Cell {
  return {
    ...{ family, set: plan.set, plan, values, extra, periodStart },
    rates: plan.rates.map(createStatisticSet),
    tallies: plan.tallies.map(() => new Map()),
    distributions: plan.distributions.map(createDistribution),
    statistics: plan.statistics.map(createStatisticSet),
    excesses: plan.excesses.map(createExcess),
  };
}

/**
 * The cell of a minute without entries that takes in the excess of the minutes before it; it has nothing else to add
 * to.
 */
export function createExcessCell(family: Family, plan: Plan<never>, { values, extra, periodStart }: CellPlace): Cell {
  return {
    ...{ family, set: plan.set, plan, values, extra, periodStart },
    ...{ rates: [], tallies: [], distributions: [], statistics: [] },
    excesses: plan.excesses.map(createExcess),
  };
}

/** Adds what `plan` measures of one entry to `cell`, which may be that of a plan with more metrics. */
export function observe<E>(cell: Cell, plan: Plan<E>, entry: E): void {
  // Counted loops: this is done for each entry, and an iterator may be an object each time.
  for (let i = 0; i < plan.rates.length; i++) {
    const metric = plan.rates[i];
    if (metric !== undefined) addRate(cell.rates[metric.place], metric.definition.observe(entry), 1);
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
  for (let i = 0; i < plan.excesses.length; i++) {
    const metric = plan.excesses[i];
    if (metric !== undefined) addExcess(cell.excesses[metric.place], metric.definition.observe(entry), 1);
  }
}

/**
 * What the metrics of a plan that only count take from an entry: enough to add any number of entries that are alike in
 * them.
 */
export interface Status {
  readonly rates: readonly Observed<'Rate'>[];
  readonly labels: readonly Observed<'Tally'>[];
  readonly excesses: readonly Observed<'Excess'>[];
}

type Observed<Form> = ReturnType<MetricOfForm<never, Form>['definition']['observe']>;

/** Adds the status of `times` entries; `cell` and status belong to the same plan. */
export function addStatus(cell: Cell, { rates, labels, excesses }: Status, times: number): void {
  for (let i = 0; i < rates.length; i++) addRate(cell.rates[i], rates[i], times);
  for (let i = 0; i < labels.length; i++) addLabels(cell.tallies[i], labels[i], times);
  for (let i = 0; i < excesses.length; i++) addExcess(cell.excesses[i], excesses[i], times);
}

function addRate(set: StatisticSet | undefined, observed: Observed<'Rate'>, times: number): void {
  if (set !== undefined && observed !== undefined) addToStatisticSet(set, observed ? 1 : 0, times);
}

function addExcess(sum: ExcessSum | undefined, observed: Observed<'Excess'>, times: number): void {
  if (sum !== undefined && observed !== undefined) addToExcess(sum, observed, times);
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
    const kept = labelOf(label);
    tally.set(kept, (tally.get(kept) ?? 0) + times);
  }
}

/** A label is a name that AWS gave; what cannot be one, no matter who wrote it, is counted together. */
function labelOf(text: string): string {
  return LABEL.test(text) ? keptText(text) : UNKNOWN_LABEL;
}

/** A call and its error have a space between them. */
const LABEL = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;
const UNKNOWN_LABEL = 'Unknown';
