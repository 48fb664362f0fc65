/**
 * Aggregates -> rows of a metric store, without making a MetricDatum of each: a fleet has as many as lines. The rows
 * say what metricData() of lambda/publish says of the same aggregates.
 */
import type { Aggregates, MeasuredSubject } from '../../lambda/measure/aggregate.ts';
import type { Plan } from '../../lambda/measure/plans.ts';
import { coarsen } from '../cloudwatch/coarsen.ts';
import type { MetricStore } from '../cloudwatch/store.ts';
import { bytesOfTable } from '../cloudwatch/table.ts';
import { createSetRows, type SetRows } from './set-rows.ts';
import type { SetOptions } from './set-tables.ts';

export interface CellRows {
  readonly add: (aggregates: Aggregates, arrivedAt: number) => void;
  /** Minutes of a row of what has dimensions: 1 until there is too much of it. */
  readonly minutes: () => number;
  /** Puts so many minutes into one row of all that has dimensions, and forgets its arrivals. */
  readonly coarsen: (minutes: number) => void;
  /** About how much memory that takes. */
  readonly bytes: () => number;
}

const MINUTE = 60_000;

export function createCellRows(store: MetricStore, options: SetOptions): CellRows {
  const sets = new Map<Plan<never>, SetRows>();
  let minutes = 1;
  const newSet = (subject: MeasuredSubject): SetRows => {
    const set = createSetRows(store, subject, options);
    sets.set(subject.plan, set);
    return set;
  };
  const tables = () => [...sets.values()].flatMap((set) => (set.hasDimensions ? set.tables() : []));
  return {
    add: (aggregates, arrivedAt) => {
      // Alarms are evaluated at full minutes, so what arrived within one minute is known at the same time.
      const known = Math.ceil(arrivedAt / MINUTE) * MINUTE;
      for (const subject of aggregates.subjects.values()) {
        const set = sets.get(subject.plan) ?? newSet(subject);
        set.add(subject, { arrivedAt: known, width: set.hasDimensions ? minutes : 1 });
      }
    },
    minutes: () => minutes,
    coarsen: (wider) => {
      for (const table of tables()) coarsen(table, wider);
      minutes = wider;
    },
    bytes: () => tables().reduce((sum, table) => sum + bytesOfTable(table), 0),
  };
}
