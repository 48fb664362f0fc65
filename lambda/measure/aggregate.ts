/**
 * What is measured of an object, or of several: subjects, each with its cells, minute by minute. A subject is one
 * dimension set with one choice of dimension values: a load balancer, a target group, a route, all together.
 */

import { keptText } from '../catalogue/kept-text.ts';
import { PERIOD_SECONDS } from '../catalogue/metrics/definition.ts';
import type { EntryOf, Family } from '../catalogue/metrics/index.ts';
import { type Cell, createCell } from './cell.ts';
import type { ExcessMinutes } from './excess.ts';
import type { Plan } from './plans.ts';

export interface Dimension {
  readonly name: string;
  readonly value: string;
}

export interface MeasuredSubject {
  readonly family: Family;
  /** What its cells measure. */
  readonly plan: Plan<never>;
  readonly values: readonly string[];
  /** Further dimensions from the object key (AccountId, Region), if the settings ask for them. */
  readonly extra: readonly Dimension[];
  /** By minutes since 1970. Each holds an entry. */
  readonly cells: Map<number, Cell>;
  /** Of each metric of the form `Excess`, in the order of its plan; empty until the whole object has been read. */
  excesses: readonly ExcessMinutes[];
}

export interface Aggregates {
  /** By their keys. */
  readonly subjects: Map<string, MeasuredSubject>;
}

const PERIOD_MILLIS = PERIOD_SECONDS * 1000;

export function createAggregates(): Aggregates {
  return { subjects: new Map() };
}

export function periodStart(time: number): number {
  return Math.floor(time / PERIOD_MILLIS) * PERIOD_MILLIS;
}

/** Minutes since 1970. */
function minuteOf(periodStart: number): number {
  return Math.floor(periodStart / PERIOD_MILLIS);
}

export function startOf(minute: number): number {
  return minute * PERIOD_MILLIS;
}

type SubjectName = Pick<MeasuredSubject, 'family' | 'plan' | 'values' | 'extra'>;

/** Line feeds part the key: no field of a log line can hold one. Sorting keys sorts subjects. */
export function subjectKey({ family, plan, values, extra }: SubjectName): string {
  const constant = extra.length === 0 ? '' : extra.map(({ name, value }) => `${name}=${value}`).join('\n');
  return `${family}\n${plan.set}\n${constant}\n${values.join('\n')}`;
}

export function createSubject({ family, plan, values, extra }: SubjectName): MeasuredSubject {
  return { family, plan, values, extra, cells: new Map(), excesses: [] };
}

export interface CellName {
  readonly plan: Plan<never>;
  readonly values: readonly string[];
  readonly extra: readonly Dimension[];
  readonly periodStart: number;
}

/** The cell of a plan for these values and minute, made when first seen; weight.ts bounds how many there may be. */
export function cellAt(aggregates: Aggregates, family: Family, { periodStart, ...name }: CellName): Cell {
  return cellOf(subjectAt(aggregates, { family, ...name }), periodStart);
}

function subjectAt({ subjects }: Aggregates, name: SubjectName): MeasuredSubject {
  const values = name.values.map((value) => keptText(value));
  const key = subjectKey({ ...name, values });
  const known = subjects.get(key);
  if (known !== undefined) return known;
  const subject = createSubject({ ...name, values });
  subjects.set(key, subject);
  return subject;
}

function cellOf({ cells, plan, values }: MeasuredSubject, periodStart: number): Cell {
  const minute = minuteOf(periodStart);
  const known = cells.get(minute);
  if (known !== undefined) return known;
  const cell = createCell(plan, values, periodStart);
  cells.set(minute, cell);
  return cell;
}

/** Finds cells without building the keys of their subjects, which would cost more than all measuring. */
export interface CellFinder {
  readonly find: (periodStart: number, values: readonly string[]) => Cell;
}

/** Subjects that a finder knows, by each of their values: more than real objects have. It builds keys of the others. */
const VALUES_FOUND = 512;

/** The cell is that of the entry before. */
interface Found {
  readonly subject: MeasuredSubject;
  cell: Cell;
}

export function createCellFinder<F extends Family>(
  aggregates: Aggregates,
  family: F,
  { plan, extra }: { readonly plan: Plan<EntryOf[F]>; readonly extra: readonly Dimension[] },
): CellFinder {
  /** By the first value, then by the last: a set has two dimensions at most. */
  const found = new Map<string, Map<string, Found>>();
  return {
    find(periodStart, values) {
      const known = found.get(values[0] ?? '')?.get(values[1] ?? '');
      if (known !== undefined) {
        if (known.cell.periodStart !== periodStart) known.cell = cellOf(known.subject, periodStart);
        return known.cell;
      }
      const subject = subjectAt(aggregates, { family, plan, values, extra });
      const cell = cellOf(subject, periodStart);
      // By the subject's own values, which keep no line in memory.
      const [first = '', last = ''] = subject.values;
      const ofFirst = found.get(first) ?? new Map<string, Found>();
      if (found.size < VALUES_FOUND && ofFirst.size < VALUES_FOUND) {
        found.set(first, ofFirst.set(last, { subject, cell }));
      }
      return cell;
    },
  };
}
